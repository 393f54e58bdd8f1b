/**
 * The one factory of errors, so that a search for `Fail.` lists every failure in the system: one function per reason,
 * which takes its fields and returns the kind with the precise reason in its type. Optional fields may be `undefined`.
 *
 * @since 0.1.0
 */
export * from "./internal/FailContent.ts"
export * from "./internal/FailDomain.ts"
export * from "./internal/FailFile.ts"
export * from "./internal/FailInternal.ts"
export * from "./internal/FailState.ts"
export * from "./internal/FailWarning.ts"
