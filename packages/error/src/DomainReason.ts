/**
 * The reasons of a `DomainError`.
 *
 * @since 0.1.0
 */
// @effect-diagnostics schemaNumber:off
import * as Schema from "effect/Schema"
import { displayPath } from "./DisplayPath.ts"
import { Quantity } from "./internal/Quantity.ts"

/**
 * The file is larger than the limit in force.
 *
 * @example
 * ```ts
 * import { TooLarge } from "@ploke/error"
 *
 * const reason = new TooLarge({ path: "/repo/a.bin", sizeBytes: 20_000_000, maxBytes: 16_777_216 })
 * ```
 *
 * @since 0.1.0
 */
export class TooLarge extends Schema.TaggedError<TooLarge>("@ploke/error/DomainReason/TooLarge")("TooLarge", {
  path: Schema.String,
  sizeBytes: Quantity,
  maxBytes: Quantity
}) {
  override get message(): string {
    return (
      `${displayPath(this.path)}: ${this.sizeBytes} bytes exceed the limit of ${this.maxBytes}; ` +
      "raise `maxFileBytes`, or read a range or a stream"
    )
  }
}

/**
 * What an entry of the file system is when it is not a regular file.
 *
 * @example
 * ```ts
 * import { EntryType } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(EntryType)("FIFO") // true
 * ```
 *
 * @since 0.1.0
 */
export const EntryType = Schema.Literals([
  "Directory",
  "SymbolicLink",
  "FIFO",
  "Socket",
  "CharacterDevice",
  "BlockDevice",
  "Unknown"
])

/**
 * What an entry of the file system is: one of the literals of the schema of the same name.
 *
 * @since 0.1.0
 */
export type EntryType = typeof EntryType.Type

const entryNames: Readonly<Record<EntryType, string>> = {
  Directory: "a directory",
  SymbolicLink: "a symbolic link",
  FIFO: "a named pipe",
  Socket: "a socket",
  CharacterDevice: "a character device",
  BlockDevice: "a block device",
  Unknown: "not a regular file"
}

/**
 * The path leads to something that is not a regular file; it was not opened for reading.
 *
 * @example
 * ```ts
 * import { NotARegularFile } from "@ploke/error"
 *
 * const reason = new NotARegularFile({ path: "/repo/src", type: "Directory" })
 * ```
 *
 * @since 0.1.0
 */
export class NotARegularFile extends Schema.TaggedError<NotARegularFile>("@ploke/error/DomainReason/NotARegularFile")(
  "NotARegularFile",
  { path: Schema.String, type: EntryType }
) {
  override get message(): string {
    return `${displayPath(this.path)}: is ${entryNames[this.type]}; ask for a regular file`
  }
}

/**
 * The user interface reported a failure (from ploke's terminal interface; this library does not raise it).
 *
 * @example
 * ```ts
 * import { Ui } from "@ploke/error"
 *
 * const reason = new Ui({ message: "the terminal is too small" })
 * ```
 *
 * @since 0.1.0
 */
export class Ui extends Schema.TaggedError<Ui>("@ploke/error/DomainReason/Ui")("Ui", {
  message: Schema.String
}) {}

/**
 * A transformation of the code graph failed (from ploke's transform step; this library does not raise it).
 *
 * @example
 * ```ts
 * import { Transform } from "@ploke/error"
 *
 * const reason = new Transform({ message: "the graph has no root" })
 * ```
 *
 * @since 0.1.0
 */
export class Transform extends Schema.TaggedError<Transform>("@ploke/error/DomainReason/Transform")("Transform", {
  message: Schema.String
}) {}

/**
 * A database query failed (from ploke's database; this library does not raise it).
 *
 * @example
 * ```ts
 * import { Db } from "@ploke/error"
 *
 * const reason = new Db({ message: "the relation does not exist" })
 * ```
 *
 * @since 0.1.0
 */
export class Db extends Schema.TaggedError<Db>("@ploke/error/DomainReason/Db")("Db", {
  message: Schema.String
}) {}

/**
 * A file operation failed for a reason that ploke_error tells in words only.
 *
 * @example
 * ```ts
 * import { Io } from "@ploke/error"
 *
 * const reason = new Io({ message: "the volume was removed" })
 * ```
 *
 * @since 0.1.0
 */
export class Io extends Schema.TaggedError<Io>("@ploke/error/DomainReason/Io")("Io", {
  message: Schema.String
}) {}

/**
 * Retrieval failed (from ploke's retrieval step; this library does not raise it).
 *
 * @example
 * ```ts
 * import { Rag } from "@ploke/error"
 *
 * const reason = new Rag({ message: "the index is empty" })
 * ```
 *
 * @since 0.1.0
 */
export class Rag extends Schema.TaggedError<Rag>("@ploke/error/DomainReason/Rag")("Rag", {
  message: Schema.String
}) {}

/**
 * Ingestion failed (from ploke's ingestion step; this library does not raise it).
 *
 * @example
 * ```ts
 * import { Ingest } from "@ploke/error"
 *
 * const reason = new Ingest({ message: "the manifest was not found" })
 * ```
 *
 * @since 0.1.0
 */
export class Ingest extends Schema.TaggedError<Ingest>("@ploke/error/DomainReason/Ingest")("Ingest", {
  message: Schema.String
}) {}

/**
 * Every reason that a `DomainError` can have.
 *
 * @example
 * ```ts
 * import { DomainReason, NotARegularFile } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(DomainReason)(new NotARegularFile({ path: "/repo/src", type: "Directory" })) // true
 * ```
 *
 * @since 0.1.0
 */
export const DomainReason = Schema.Union([TooLarge, NotARegularFile, Ui, Transform, Db, Io, Rag, Ingest])

/**
 * Any reason of a `DomainError`.
 *
 * @since 0.1.0
 */
export type DomainReason = typeof DomainReason.Type
