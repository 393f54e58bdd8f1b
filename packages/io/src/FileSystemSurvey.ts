/**
 * The surveys of `FileSystemAccess`: what stands in folders, by path over any Effect `FileSystem`.
 *
 * A folder is compared before and after it was looked at, so that one who exchanges it for a moment only is not noticed.
 * Effect tells times in whole milliseconds, and no time of a change of names or rights.
 *
 * @since 0.1.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import type { AccessFailure, FileAccess } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import { codeOf, toFailure } from "./FileSystemFailure.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { EntryFact, Survey, SurveyFinding, SurveyOrder } from "./Survey.ts"

/**
 * Looks at a folder.
 *
 * @param fs - the file system
 * @param trace - follows a path link by link
 * @param order - the folder, and which of its entries
 * @since 0.1.0
 */
export const surveyOne = (
  fs: FileSystem.FileSystem,
  trace: FileAccess["Service"]["trace"],
  order: SurveyOrder
): Effect.Effect<SurveyFinding> =>
  Effect.gen(function* (): Effect.fn.Return<Survey, AccessFailure | PlatformError.PlatformError> {
    const folder = look(fs, trace, order.folder)
    const self = yield* folder
    const names = order.names?.filter(isSingle) ?? (yield* fs.readDirectory(order.folder))
    const entries: Array<readonly [name: string, fact: EntryFact]> = []
    let undecodable = 0
    for (const name of names) {
      const found = yield* lookAt(fs, PathSyntax.join(order.folder, name, "posix"))
      if (typeof found === "object") entries.push([name, found])
      // What was listed by a name that is no text is not found by what the name reads like.
      else if (found === "absent" && order.names === undefined && name.includes("\ufffd")) undecodable++
    }
    const after = yield* folder
    if (after.device !== self.device || after.inode !== self.inode) return yield* stale
    return { _tag: "Survey", self, entries, undecodable }
  }).pipe(
    Effect.catch((error) =>
      Effect.succeed<SurveyFinding>(error._tag === "AccessFailure" ? error : toLinked(toFailure(error)))
    )
  )

const toLinked = (failure: AccessFailure): AccessFailure =>
  failure.code === "ELOOP" ? accessFailure("ESTALE", failure.syscall, failure.cause) : failure

const stale = Effect.fail(accessFailure("ESTALE", "lstat"))

const look = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  trace: FileAccess["Service"]["trace"],
  path: string
) {
  const info = yield* fs.lstat(path)
  if (info.type === "SymbolicLink") return yield* stale
  const fact = factOf(info, undefined)
  if (fact?.kind !== "directory") return yield* Effect.fail(accessFailure("ENOTDIR", "lstat"))
  return (yield* trace(path)).reached === path ? fact : yield* stale
})

// What is no single name leads somewhere else, or nowhere.
const isSingle = (name: string): boolean => !/[/\0]|^\.{0,2}$/.test(name)

const lookAt = (
  fs: FileSystem.FileSystem,
  path: string
): Effect.Effect<EntryFact | "absent" | "special", PlatformError.PlatformError> =>
  Effect.gen(function* () {
    const info = yield* fs.lstat(path)
    const target = info.type === "SymbolicLink" ? yield* fs.readLink(path) : undefined
    return factOf(info, target) ?? "special"
  }).pipe(
    Effect.catchIf(
      (error) => absentCodes.has(codeOf(error)),
      () => Effect.succeed("absent" as const)
    )
  )

// EINVAL: replaced by something else before it was read as a link, so that it will be looked at again.
const absentCodes = new Set(["ENOENT", "ENAMETOOLONG", "EINVAL"])

const factOf = (info: FileSystem.File.Info, target: string | undefined): EntryFact | undefined => {
  const kind = kinds[info.type]
  if (kind === undefined) return undefined
  return {
    kind,
    device: Number(info.dev),
    inode: Number(Option.getOrElse(info.ino, () => 0n)),
    bornMillis: millisOf(info.birthtime),
    modifiedMillis: millisOf(info.mtime),
    changedMillis: 0,
    sizeBytes: Number(ByteSize.toBigInt(info.size)),
    links: Number(Option.getOrElse(info.nlink, () => 1n)),
    target
  }
}

const kinds: Readonly<Record<string, EntryFact["kind"] | undefined>> = {
  File: "file",
  Directory: "directory",
  SymbolicLink: "symlink"
}

const millisOf = (time: Option.Option<Date>): number => Option.match(time, { onNone: () => 0, onSome: Number })
