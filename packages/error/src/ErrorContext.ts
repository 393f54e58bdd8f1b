/**
 * Combinators that add context to failures, and that collect the successes of a batch.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { ContextualError } from "./ContextualError.ts"
import type { SourceSpan } from "./ContextualError.ts"
import { ErrorPolicy } from "./ErrorPolicy.ts"
import { isPlokeError, pathOf } from "./PlokeError.ts"
import type { PlokeError } from "./PlokeError.ts"

/**
 * The error type after context was added: ploke-io's errors become `ContextualError`, others stay as they are.
 *
 * @since 0.1.0
 */
export type WithContext<E> = Exclude<E, PlokeError> | (Extract<E, PlokeError> extends never ? never : ContextualError)

/**
 * Names the file that a failing effect was working on. Errors that are not ploke-io's pass unchanged.
 *
 * @param filePath - the file, as an absolute path
 *
 * @example
 * ```ts
 * import { Fail, withPath } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.fail(Fail.shutdownInitiated()).pipe(withPath("/repo/a.ts"), Effect.flip)
 * Effect.runSync(program).filePath // "/repo/a.ts"
 * ```
 *
 * @since 0.1.0
 */
export const withPath =
  (filePath: string) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, WithContext<E>, R> =>
    addContext(self, (error) =>
      error._tag === "ContextualError" && error.filePath === filePath
        ? error
        : new ContextualError({ source: error, filePath })
    )

/**
 * Names the place in the file that a failing effect was working on. The file is the one of the error; a span is added
 * to a context that has none, and a further context is put around one that has.
 *
 * @param span - byte offsets in the file, half-open, and optionally a 1-based line and column
 *
 * @example
 * ```ts
 * import { Fail, withSpan } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.fail(Fail.readOnly({ path: "/repo/a.ts" })).pipe(
 *   withSpan({ startByte: 0, endByte: 3, line: 1 }),
 *   Effect.flip
 * )
 * Effect.runSync(program).span // { startByte: 0, endByte: 3, line: 1 }
 * ```
 *
 * @since 0.1.0
 */
export const withSpan =
  (span: SourceSpan) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, WithContext<E>, R> =>
    addContext(self, (error) =>
      error._tag === "ContextualError" && error.span === undefined
        ? new ContextualError({ ...contextOf(error), span })
        : new ContextualError({ source: error, filePath: pathOf(error) ?? unknownPath, span })
    )

/**
 * Attaches the text that a failing effect was working on. It is part of the error's JSON, never of its message.
 *
 * @param snippet - the text, as short as is useful
 *
 * @example
 * ```ts
 * import { Fail, withSnippet } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.fail(Fail.readOnly({ path: "/repo/a.ts" })).pipe(withSnippet("let a = 1"), Effect.flip)
 * Effect.runSync(program).snippet // "let a = 1"
 * ```
 *
 * @since 0.1.0
 */
export const withSnippet =
  (snippet: string) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, WithContext<E>, R> =>
    addContext(self, (error) =>
      error._tag === "ContextualError" && error.snippet === undefined
        ? new ContextualError({ ...contextOf(error), snippet })
        : new ContextualError({ source: error, filePath: pathOf(error) ?? unknownPath, snippet })
    )

/**
 * Keeps the successes of a batch, in order, and gives every failure, in order, to the `ErrorPolicy` in force.
 *
 * @param results - one result per request, as the batch methods return them
 *
 * @example
 * ```ts
 * import { collectOk, Fail } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 * import * as Result from "effect/Result"
 *
 * const program = collectOk([Result.succeed(1), Result.fail(Fail.readOnly({ path: "/repo/a.ts" })), Result.succeed(3)])
 * Effect.runSync(program) // [1, 3]
 * ```
 *
 * @since 0.1.0
 */
export const collectOk = Effect.fnUntraced(function* <A>(results: ReadonlyArray<Result.Result<A, PlokeError>>) {
  const policy = yield* ErrorPolicy
  const values: Array<A> = []
  for (const result of results) {
    if (Result.isSuccess(result)) values.push(result.success)
    else yield* policy.emit(result.failure)
  }
  return values as ReadonlyArray<A>
})

/** The file of an error that names none, as in ploke_error. */
const unknownPath = "<unknown>"

const addContext = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  wrap: (error: PlokeError) => ContextualError
): Effect.Effect<A, WithContext<E>, R> =>
  Effect.mapError(self, (error) => (isPlokeError(error) ? wrap(error) : error) as WithContext<E>)

const contextOf = (error: ContextualError) => ({
  source: error.source,
  filePath: error.filePath,
  ...(error.span === undefined ? {} : { span: error.span }),
  ...(error.snippet === undefined ? {} : { snippet: error.snippet })
})
