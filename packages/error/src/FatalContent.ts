/**
 * Fatal reasons about what a file contains and which part of it was asked for.
 *
 * @since 0.1.0
 */
// @effect-diagnostics schemaNumber:off
import type * as Cause from "effect/Cause"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { displayPath, displayText } from "./DisplayPath.ts"
import { Quantity } from "./internal/Quantity.ts"

const algorithmOf = (hash: string): string => displayText(hash.split(":", 1)[0] ?? "")

const contentMismatchFields = {
  path: Schema.String,
  expected: Schema.String,
  actual: Schema.String,
  id: Schema.optionalKey(Schema.String),
  name: Schema.optionalKey(Schema.String).pipe(
    Schema.decodeTo(Schema.optional(Schema.String), {
      decode: SchemaGetter.passthrough(),
      encode: SchemaGetter.transformOptional(Option.filter((name: string | undefined) => name !== undefined))
    })
  ),
  namespace: Schema.optionalKey(Schema.String)
}

// `name` is the snippet's name here, so it is optional and not the name of the error class as in other errors.
type ContentMismatchClass = Schema.Class<
  ContentMismatch,
  Schema.TaggedStruct<"ContentMismatch", typeof contentMismatchFields>,
  Omit<Cause.YieldableError, "name">
>

/**
 * The file is no longer the one that was indexed: its hash differs from the expected one.
 *
 * `name` is the name of the snippet, if the request gave one.
 *
 * @example
 * ```ts
 * import { ContentMismatch } from "@ploke/error"
 *
 * const reason = new ContentMismatch({ path: "/repo/a.ts", expected: "sha256:00", actual: "sha256:ff" })
 * ```
 *
 * @since 0.1.0
 */
export class ContentMismatch extends (Schema.TaggedError<ContentMismatch>("@ploke/error/FatalReason/ContentMismatch")(
  "ContentMismatch",
  contentMismatchFields
) as unknown as ContentMismatchClass) {
  static {
    Object.defineProperty(this.prototype, "name", { value: undefined, writable: true, configurable: true })
  }

  override get message(): string {
    const expected = algorithmOf(this.expected)
    const actual = algorithmOf(this.actual)
    const snippet = this.name === undefined ? "" : ` (snippet ${displayText(this.name)})`
    return expected === actual
      ? `${displayPath(this.path)}${snippet}: changed since it was indexed (expected ${displayText(this.expected)}, ` +
          `found ${displayText(this.actual)}); read it again and retry with the hash found`
      : `${displayPath(this.path)}${snippet}: was indexed with another hash algorithm ` +
          `(expected ${displayText(this.expected)}, found ${displayText(this.actual)}); index it again with ${actual}`
  }
}

/**
 * The byte range does not lie inside the file, is reversed, or is not made of whole non-negative numbers.
 *
 * @example
 * ```ts
 * import { OutOfRange } from "@ploke/error"
 *
 * const reason = new OutOfRange({ path: "/repo/a.ts", startByte: 0, endByte: 99, fileLength: 10 })
 * ```
 *
 * @since 0.1.0
 */
export class OutOfRange extends Schema.TaggedError<OutOfRange>("@ploke/error/FatalReason/OutOfRange")("OutOfRange", {
  path: Schema.String,
  startByte: Quantity,
  endByte: Quantity,
  fileLength: Quantity
}) {
  override get message(): string {
    return (
      `${displayPath(this.path)}: byte range [${this.startByte}, ${this.endByte}) does not lie in the file's ` +
      `${this.fileLength} bytes; use whole byte offsets with 0 <= startByte <= endByte <= ${this.fileLength}`
    )
  }
}

/**
 * A byte range starts or ends in the middle of a UTF-8 character.
 *
 * @example
 * ```ts
 * import { InvalidCharBoundary } from "@ploke/error"
 *
 * const reason = new InvalidCharBoundary({ path: "/repo/a.ts", startByte: 1, endByte: 3 })
 * ```
 *
 * @since 0.1.0
 */
export class InvalidCharBoundary extends Schema.TaggedError<InvalidCharBoundary>(
  "@ploke/error/FatalReason/InvalidCharBoundary"
)("InvalidCharBoundary", { path: Schema.String, startByte: Quantity, endByte: Quantity }) {
  override get message(): string {
    return (
      `${displayPath(this.path)}: byte range [${this.startByte}, ${this.endByte}) splits a UTF-8 character; ` +
      "move both offsets to character boundaries (offsets count bytes, not UTF-16 units)"
    )
  }
}

/**
 * The file, or the range that was asked for, is not valid UTF-8.
 *
 * @example
 * ```ts
 * import { Utf8 } from "@ploke/error"
 *
 * const reason = new Utf8({ path: "/repo/logo.png", offset: 0 })
 * ```
 *
 * @since 0.1.0
 */
export class Utf8 extends Schema.TaggedError<Utf8>("@ploke/error/FatalReason/Utf8")("Utf8", {
  path: Schema.String,
  offset: Quantity
}) {
  override get message(): string {
    return (
      `${displayPath(this.path)}: not valid UTF-8 at byte ${this.offset}; ` +
      "save the file as UTF-8, or read its bytes with `streamFile`"
    )
  }
}

/**
 * A hash, a patch or a source text could not be parsed.
 *
 * @example
 * ```ts
 * import { SyntaxError } from "@ploke/error"
 *
 * const reason = new SyntaxError({ path: "/repo/a.ts", detail: "the patch has no hunk" })
 * ```
 *
 * @since 0.1.0
 */
export class SyntaxError extends Schema.TaggedError<SyntaxError>("@ploke/error/FatalReason/SyntaxError")(
  "SyntaxError",
  {
    path: Schema.optionalKey(Schema.String),
    detail: Schema.String
  }
) {
  override get message(): string {
    const where = this.path === undefined ? "" : `${displayPath(this.path)}: `
    return `${where}could not be parsed: ${displayText(this.detail)}; correct the input and try again`
  }
}

/**
 * A hunk of a patch does not fit the file, or fits it in several places.
 *
 * @example
 * ```ts
 * import { PatchRejected } from "@ploke/error"
 *
 * const reason = new PatchRejected({ path: "/repo/a.ts", hunk: 2, detail: "its context was not found" })
 * ```
 *
 * @since 0.1.0
 */
export class PatchRejected extends Schema.TaggedError<PatchRejected>("@ploke/error/FatalReason/PatchRejected")(
  "PatchRejected",
  {
    path: Schema.String,
    hunk: Quantity,
    detail: Schema.String,
    candidateLines: Schema.optionalKey(Schema.Array(Quantity))
  }
) {
  override get message(): string {
    const candidates =
      this.candidateLines === undefined || this.candidateLines.length === 0
        ? ""
        : ` (possible at line ${this.candidateLines.join(", ")})`
    return (
      `${displayPath(this.path)}: hunk ${this.hunk} was rejected: ${displayText(this.detail)}${candidates}; ` +
      "nothing was written: make the patch again from the current content"
    )
  }
}

/**
 * Two edits of one request touch the same bytes of a file; `first` and `second` are their positions in the request.
 *
 * @example
 * ```ts
 * import { OverlappingEdits } from "@ploke/error"
 *
 * const reason = new OverlappingEdits({ path: "/repo/a.ts", first: 0, second: 3 })
 * ```
 *
 * @since 0.1.0
 */
export class OverlappingEdits extends Schema.TaggedError<OverlappingEdits>("@ploke/error/FatalReason/OverlappingEdits")(
  "OverlappingEdits",
  { path: Schema.String, first: Quantity, second: Quantity }
) {
  override get message(): string {
    return (
      `${displayPath(this.path)}: edits ${this.first} and ${this.second} of the request overlap; ` +
      "merge them into one edit"
    )
  }
}

/**
 * An unverified read met a file that kept changing, so no consistent content could be returned.
 *
 * @example
 * ```ts
 * import { ChangedDuringRead } from "@ploke/error"
 *
 * const reason = new ChangedDuringRead({ path: "/repo/a.log" })
 * ```
 *
 * @since 0.1.0
 */
export class ChangedDuringRead extends Schema.TaggedError<ChangedDuringRead>(
  "@ploke/error/FatalReason/ChangedDuringRead"
)("ChangedDuringRead", { path: Schema.String }) {
  override get message(): string {
    return `${displayPath(this.path)}: kept changing while it was read; try again when its writer has finished`
  }
}
