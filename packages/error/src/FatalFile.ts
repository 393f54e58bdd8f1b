/**
 * Fatal reasons about a file as an object of the file system: where it is, and what the system lets us do with it.
 *
 * @since 0.1.0
 */
// @effect-diagnostics schemaNumber:off
import * as Schema from "effect/Schema"
import { displayPath, displayText } from "./DisplayPath.ts"
import { errnoAdvice, errnoMeaning } from "./Errno.ts"
import { Operation } from "./Operation.ts"
import { Quantity } from "./internal/Quantity.ts"

/**
 * The operating system refused an operation on a file; `code` is the errno name.
 *
 * @example
 * ```ts
 * import { FileOperation } from "@ploke/error"
 *
 * const reason = new FileOperation({ operation: "read", path: "/repo/a.ts", code: "ENOENT", syscall: "open" })
 * ```
 *
 * @since 0.1.0
 */
export class FileOperation extends Schema.TaggedError<FileOperation>("@ploke/error/FatalReason/FileOperation")(
  "FileOperation",
  {
    operation: Operation,
    path: Schema.String,
    code: Schema.String,
    syscall: Schema.optionalKey(Schema.String),
    cause: Schema.optionalKey(Schema.Defect())
  }
) {
  override get message(): string {
    const syscall = this.syscall === undefined ? "" : `, ${displayText(this.syscall)}`
    return (
      `${displayPath(this.path)}: ${this.operation} failed: ${errnoMeaning(this.code)} ` +
      `(${displayText(this.code)}${syscall}); ${errnoAdvice(displayText(this.code))}`
    )
  }
}

/**
 * Why a path was refused.
 *
 * @example
 * ```ts
 * import { PathResolutionWhy } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(PathResolutionWhy)("OutsideRoots") // true
 * ```
 *
 * @since 0.1.0
 */
export const PathResolutionWhy = Schema.Literals([
  "NotAbsolute",
  "InvalidPath",
  "OutsideRoots",
  "SymlinkEscapesRoots",
  "SymlinkDenied",
  "SymlinkLoop",
  "NoRoots"
])

/**
 * Why a path was refused: one of the literals of the schema of the same name.
 *
 * @since 0.1.0
 */
export type PathResolutionWhy = typeof PathResolutionWhy.Type

const whyMessages: Readonly<Record<PathResolutionWhy, string>> = {
  NotAbsolute: "not an absolute path; resolve it against a root before you ask",
  InvalidPath:
    "not a valid path; remove NUL bytes and names the platform does not allow, and give a path that is not empty",
  OutsideRoots: "outside every configured root; add its folder to `roots` or ask for a path inside one",
  SymlinkEscapesRoots:
    'a symbolic link on the way leaves the configured roots; add the link\'s target to `roots` or use `symlinks: "Follow"`',
  SymlinkDenied:
    'a symbolic link is on the way that is refused: any with `symlinks: "Deny"`, always one of procfs or one that leads to nothing; ask for the real path or use `symlinks: "DenyCrossRoot"`',
  SymlinkLoop: "its symbolic links form a loop; remove the link that points back to itself",
  NoRoots: "no root is configured, so every path is denied; add a folder to `roots`"
}

/**
 * A path was refused before anything was opened; a denial never tells what lies outside the roots.
 *
 * @example
 * ```ts
 * import { PathResolution } from "@ploke/error"
 *
 * const reason = new PathResolution({ path: "/etc/passwd", why: "OutsideRoots" })
 * ```
 *
 * @since 0.1.0
 */
export class PathResolution extends Schema.TaggedError<PathResolution>("@ploke/error/FatalReason/PathResolution")(
  "PathResolution",
  { path: Schema.String, why: PathResolutionWhy, root: Schema.optionalKey(Schema.String) }
) {
  override get message(): string {
    const root = this.root === undefined ? "" : ` (root ${displayPath(this.root)})`
    return `${displayPath(this.path)}: ${whyMessages[this.why]}${root}`
  }
}

/**
 * The target may not be written: its mode, its file system or its attributes say read-only.
 *
 * @example
 * ```ts
 * import { ReadOnly } from "@ploke/error"
 *
 * const reason = new ReadOnly({ path: "/repo/a.ts" })
 * ```
 *
 * @since 0.1.0
 */
export class ReadOnly extends Schema.TaggedError<ReadOnly>("@ploke/error/FatalReason/ReadOnly")("ReadOnly", {
  path: Schema.String
}) {
  override get message(): string {
    return `${displayPath(this.path)}: is read-only; make it writable (for example \`chmod u+w\`) and try again`
  }
}

/**
 * The target has several hard links, and replacing it would silently split them.
 *
 * @example
 * ```ts
 * import { HardLinked } from "@ploke/error"
 *
 * const reason = new HardLinked({ path: "/repo/a.ts", links: 2 })
 * ```
 *
 * @since 0.1.0
 */
export class HardLinked extends Schema.TaggedError<HardLinked>("@ploke/error/FatalReason/HardLinked")("HardLinked", {
  path: Schema.String,
  links: Quantity
}) {
  override get message(): string {
    return (
      `${displayPath(this.path)}: has ${this.links} hard links; replace the links by copies, ` +
      'or use `hardLinks: "split"` to change this name only'
    )
  }
}

/**
 * The rename over the target is refused for good, as for a bind mount or an immutable file.
 *
 * @example
 * ```ts
 * import { CannotReplace } from "@ploke/error"
 *
 * const reason = new CannotReplace({ path: "/repo/a.ts", code: "EBUSY", advice: "unmount the file first" })
 * ```
 *
 * @since 0.1.0
 */
export class CannotReplace extends Schema.TaggedError<CannotReplace>("@ploke/error/FatalReason/CannotReplace")(
  "CannotReplace",
  { path: Schema.String, code: Schema.String, advice: Schema.String }
) {
  override get message(): string {
    return (
      `${displayPath(this.path)}: cannot be replaced: ${errnoMeaning(this.code)} (${displayText(this.code)}); ` +
      displayText(this.advice)
    )
  }
}

/**
 * Another writer holds the lock of the file and did not release it in time.
 *
 * @example
 * ```ts
 * import { LockUnavailable } from "@ploke/error"
 *
 * const reason = new LockUnavailable({ path: "/repo/a.ts", heldBy: "process 4242", waitedMs: 5000 })
 * ```
 *
 * @since 0.1.0
 */
export class LockUnavailable extends Schema.TaggedError<LockUnavailable>("@ploke/error/FatalReason/LockUnavailable")(
  "LockUnavailable",
  { path: Schema.String, heldBy: Schema.optionalKey(Schema.String), waitedMs: Quantity }
) {
  override get message(): string {
    const holder = this.heldBy === undefined ? "another writer" : displayText(this.heldBy)
    return (
      `${displayPath(this.path)}: its lock is held by ${holder} (waited ${this.waitedMs} ms); ` +
      "wait for that writer to finish, then try again"
    )
  }
}

/**
 * The file to create exists already.
 *
 * @example
 * ```ts
 * import { AlreadyExists } from "@ploke/error"
 *
 * const reason = new AlreadyExists({ path: "/repo/a.ts" })
 * ```
 *
 * @since 0.1.0
 */
export class AlreadyExists extends Schema.TaggedError<AlreadyExists>("@ploke/error/FatalReason/AlreadyExists")(
  "AlreadyExists",
  { path: Schema.String }
) {
  override get message(): string {
    return `${displayPath(this.path)}: exists already; choose another name or use \`onExists: "overwrite"\``
  }
}

/**
 * The system could not make a write durable; `visible` tells whether the new content can already be read.
 *
 * @example
 * ```ts
 * import { DurabilityFailed } from "@ploke/error"
 *
 * const reason = new DurabilityFailed({ path: "/repo/a.ts", step: "fsync", code: "EIO", visible: false })
 * ```
 *
 * @since 0.1.0
 */
export class DurabilityFailed extends Schema.TaggedError<DurabilityFailed>("@ploke/error/FatalReason/DurabilityFailed")(
  "DurabilityFailed",
  { path: Schema.String, step: Schema.String, code: Schema.String, visible: Schema.Boolean }
) {
  override get message(): string {
    const state = this.visible
      ? "the new content can be read but may be lost in a power cut"
      : "the old content is still in place"
    return (
      `${displayPath(this.path)}: ${displayText(this.step)} failed: ${errnoMeaning(this.code)} ` +
      `(${displayText(this.code)}); ${state}: ${errnoAdvice(displayText(this.code))}`
    )
  }
}
