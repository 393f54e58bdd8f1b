/**
 * An error together with the place that it concerns: the file, the span and the snippet.
 *
 * @since 0.1.0
 */
// @effect-diagnostics schemaNumber:off
import * as ErrorReporter from "effect/ErrorReporter"
import type * as LogLevel from "effect/LogLevel"
import * as Schema from "effect/Schema"
import { displayPath } from "./DisplayPath.ts"
import { DomainError } from "./DomainError.ts"
import { FatalError } from "./FatalError.ts"
import { InternalError } from "./InternalError.ts"
import { Quantity } from "./internal/Quantity.ts"
import { TypeId } from "./internal/TypeId.ts"
import { WarningError } from "./WarningError.ts"

/**
 * Where in a file an error belongs: UTF-8 byte offsets, half-open, and optionally a 1-based line and column.
 *
 * @example
 * ```ts
 * import type { SourceSpan } from "@ploke/error"
 *
 * const span: SourceSpan = { startByte: 120, endByte: 184, line: 7, column: 3 }
 * ```
 *
 * @since 0.1.0
 */
export const SourceSpan = Schema.Struct({
  startByte: Quantity,
  endByte: Quantity,
  line: Schema.optionalKey(Quantity),
  column: Schema.optionalKey(Quantity)
})

/**
 * Where in a file an error belongs: the type of the schema of the same name.
 *
 * @since 0.1.0
 */
export type SourceSpan = typeof SourceSpan.Type

/** What a `ContextualError` can wrap; the wrapper itself included, because a caller may add context at every level. */
type Source = FatalError | InternalError | DomainError | WarningError | ContextualError

interface ContextualErrorEncoded {
  readonly _tag: "ContextualError"
  readonly source: SourceEncoded
  readonly filePath: string
  readonly span?: typeof SourceSpan.Encoded
  readonly snippet?: string
}

type SourceEncoded =
  | typeof FatalError.Encoded
  | typeof InternalError.Encoded
  | typeof DomainError.Encoded
  | typeof WarningError.Encoded
  | ContextualErrorEncoded

/**
 * Any of the other kinds, together with the file, the span and the snippet that it concerns.
 *
 * @example
 * ```ts
 * import { ContextualError, Fail } from "@ploke/error"
 *
 * const error = new ContextualError({ source: Fail.readOnly({ path: "/repo/a.ts" }), filePath: "/repo/a.ts" })
 * ```
 *
 * @since 0.1.0
 */
export class ContextualError extends Schema.TaggedError<ContextualError>("@ploke/error/ContextualError")(
  "ContextualError",
  {
    source: Schema.suspend((): Schema.Codec<Source, SourceEncoded> => SourceSchema),
    filePath: Schema.String,
    span: Schema.optionalKey(SourceSpan),
    snippet: Schema.optionalKey(Schema.String)
  }
) {
  /** The short name that logs show. */
  override get name(): string {
    return "ContextualError"
  }

  /** The message of the source and the place; never the snippet, because messages reach logs. */
  override get message(): string {
    return `${this.source.message} (at ${displayPath(this.filePath)}${this.span === undefined ? "" : place(this.span)})`
  }

  /** The source, as the JavaScript cause. */
  override get cause(): unknown {
    return this.source
  }

  /** How bad it is: that of its source. */
  get severity(): "fatal" | "error" | "warning" {
    return this.source.severity
  }

  /** The level at which Effect's error reporters see it: that of its source. */
  override get [ErrorReporter.severity](): LogLevel.Severity {
    return this.source[ErrorReporter.severity]
  }

  /** Marks the kinds of `@ploke/error`. */
  get [TypeId](): typeof TypeId {
    return TypeId
  }
}

const SourceSchema: Schema.Codec<Source, SourceEncoded> = Schema.Union([
  FatalError,
  InternalError,
  DomainError,
  WarningError,
  ContextualError
])

const place = (span: SourceSpan): string => {
  const line = span.line === undefined ? "" : `:${span.line}${span.column === undefined ? "" : `:${span.column}`}`
  return `${line}, bytes [${span.startByte}, ${span.endByte})`
}
