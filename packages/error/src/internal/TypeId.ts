/**
 * The mark by which errors of this package are known.
 */

/** Marks the kinds of this package, also across two resolved copies of it. */
export const TypeId = "~@ploke/error/PlokeError"
