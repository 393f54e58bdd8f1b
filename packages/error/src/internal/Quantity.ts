/**
 * Numbers in errors.
 */
// @effect-diagnostics schemaNumber:off
import * as Schema from "effect/Schema"

/**
 * A number as it was given. An error must be able to carry the very value that was wrong, `NaN` included: a schema that
 * refused it would turn the caller's mistake into a defect of ours.
 */
export const Quantity = Schema.Number
