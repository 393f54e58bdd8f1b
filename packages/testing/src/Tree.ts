/**
 * Trees of files as plain data: to start a test from, and to compare with what it left behind.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as PlatformError from "effect/PlatformError"
import { contentOf, modeOf, type SnapshotEntry, sorted } from "./internal/Snapshot.ts"
import { plan, type Step } from "./internal/TreePlan.ts"
import type { MemoryVolume } from "./MemoryVolume.ts"

export type { SnapshotEntry } from "./internal/Snapshot.ts"

/**
 * One entry of a tree: the text or the bytes of a file, `{}` for an empty directory, or what `file`, `directory`,
 * `symlink`, `hardLink`, `fifo`, `socket` and `characterDevice` make.
 *
 * @since 0.1.0
 */
export type TreeEntry =
  | string
  | Uint8Array
  | { readonly [name: string]: never }
  | { readonly _tag: "File"; readonly content: string | Uint8Array; readonly mode?: number | undefined }
  | { readonly _tag: "Directory"; readonly mode?: number | undefined }
  | { readonly _tag: "Symlink"; readonly target: string }
  | { readonly _tag: "HardLink"; readonly to: string }
  | { readonly _tag: "Special"; readonly type: "FIFO" | "Socket" | "CharacterDevice" }

/**
 * Entries by absolute path. Directories on the way need no entry of their own; a path may end in a slash where the
 * entry is a directory, and `""` behind a slash is an empty one.
 *
 * @since 0.1.0
 */
export interface Tree {
  readonly [path: string]: TreeEntry
}

/**
 * A file with content and, optionally, exactly these permission bits.
 *
 * @example
 * ```ts
 * import { Tree } from "@ploke/io-testing"
 *
 * const tree: Tree.Tree = { "/repo/run.sh": Tree.file("#!/bin/sh\n", { mode: 0o755 }) }
 * console.log(Object.keys(tree)) // => [ '/repo/run.sh' ]
 * ```
 *
 * @param content - text, written as UTF-8, or bytes
 * @param options - `mode`: permission bits, `0o7777` at most
 * @since 0.1.0
 */
export const file = (content: string | Uint8Array, options: { readonly mode?: number } = {}): TreeEntry => ({
  _tag: "File",
  content,
  ...options
})

/**
 * A directory, optionally with exactly these permission bits.
 *
 * @example
 * ```ts
 * import { Tree } from "@ploke/io-testing"
 *
 * const tree: Tree.Tree = { "/repo/locked": Tree.directory({ mode: 0o000 }), "/repo/locked/a.ts": "hidden" }
 * console.log(Object.keys(tree).length) // => 2
 * ```
 *
 * @param options - `mode`: permission bits, `0o7777` at most
 * @since 0.1.0
 */
export const directory = (options: { readonly mode?: number } = {}): TreeEntry => ({ _tag: "Directory", ...options })

/**
 * A symbolic link; the target is written into the link as it is, and need not exist.
 *
 * @example
 * ```ts
 * import { Tree } from "@ploke/io-testing"
 *
 * const tree: Tree.Tree = { "/repo/a.ts": "a", "/repo/link": Tree.symlink("a.ts") }
 * console.log(tree["/repo/link"]) // => { _tag: 'Symlink', target: 'a.ts' }
 * ```
 *
 * @param target - a path, absolute or relative to the directory of the link
 * @since 0.1.0
 */
export const symlink = (target: string): TreeEntry => ({ _tag: "Symlink", target })

/**
 * A second name for a file of the same tree.
 *
 * @example
 * ```ts
 * import { Tree } from "@ploke/io-testing"
 *
 * const tree: Tree.Tree = { "/repo/a.ts": "a", "/repo/b.ts": Tree.hardLink("/repo/a.ts") }
 * console.log(tree["/repo/b.ts"]) // => { _tag: 'HardLink', to: '/repo/a.ts' }
 * ```
 *
 * @param to - the path of the file, as it is written in the tree
 * @since 0.1.0
 */
export const hardLink = (to: string): TreeEntry => ({ _tag: "HardLink", to })

/**
 * A FIFO; only a volume in memory can hold it, no call of Effect's `FileSystem` makes one.
 *
 * @since 0.1.0
 */
export const fifo: TreeEntry = { _tag: "Special", type: "FIFO" }

/**
 * A Unix socket; only a volume in memory can hold it.
 *
 * @since 0.1.0
 */
export const socket: TreeEntry = { _tag: "Special", type: "Socket" }

/**
 * A character device like `/dev/null`; only a volume in memory can hold it.
 *
 * @since 0.1.0
 */
export const characterDevice: TreeEntry = { _tag: "Special", type: "CharacterDevice" }

/**
 * Builds a tree on a file system, below `root` when one is given.
 *
 * Paths and hard links are taken relative to `root`; the targets of symbolic links are written as they are. Fails with
 * `BadArgument` where the tree holds a FIFO, a socket or a device, and with the failure of the call where one is refused;
 * a tree that contradicts itself is a `RangeError` at once.
 *
 * @example
 * ```ts
 * import { MemoryFileSystem, Tree } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   yield* Tree.write({ "/src/a.ts": "a" }, { root: "/scratch" })
 *   return yield* Tree.snapshot("/scratch")
 * })
 * console.log(await Effect.runPromise(Effect.provide(program, MemoryFileSystem.layer())))
 * ```
 *
 * @param tree - entries by absolute path
 * @param options - `root`: the absolute path of the directory that takes the place of `/`
 * @since 0.1.0
 */
export const write = (
  tree: Tree,
  options: { readonly root?: string } = {}
): Effect.Effect<void, PlatformError.PlatformError, FileSystem.FileSystem> => {
  const steps = plan(tree)
  const at = (path: string): string => (options.root === undefined ? path : options.root.replace(/\/+$/, "") + path)
  return Effect.flatMap(FileSystem.FileSystem, (fs) =>
    Effect.andThen(
      fs.makeDirectory(at("/"), { recursive: true }),
      Effect.forEach(steps, (step) => writeStep(fs, step, at), { discard: true })
    )
  )
}

const writeStep = (
  fs: FileSystem.FileSystem,
  step: Step,
  at: (path: string) => string
): Effect.Effect<void, PlatformError.PlatformError> => {
  const path = at(step.path)
  switch (step._tag) {
    case "Directory":
      return fs.makeDirectory(path, { recursive: true })
    case "File":
      return fs.writeFile(path, step.content)
    case "Symlink":
      return fs.symlink(step.target, path)
    case "HardLink":
      return fs.link(at(step.to), path)
    case "Mode":
      return fs.chmod(path, step.mode)
    case "Special":
      return Effect.fail(
        PlatformError.badArgument({
          module: "Tree",
          method: "write",
          description: `${path} is a ${step.type}, which no call of FileSystem makes; use MemoryFileSystem.layer(tree)`
        })
      )
  }
}

/**
 * Builds a tree on a volume in memory. Everything belongs to the user of the volume, whose permissions do not matter.
 *
 * @example
 * ```ts
 * import { MemoryVolume, Tree } from "@ploke/io-testing"
 *
 * const volume = MemoryVolume.make()
 * Tree.seed(volume, { "/repo/a.ts": "a", "/repo/pipe": Tree.fifo, "/repo/empty/": {} })
 * console.log(volume.nodeAt("/repo/pipe")?.type) // => FIFO
 * ```
 *
 * @param volume - the volume
 * @param tree - entries by absolute path; one that contradicts itself is a `RangeError`
 * @since 0.1.0
 */
export const seed = (volume: MemoryVolume, tree: Tree): void => {
  const superuser = volume.as({ uid: 0, gid: 0 })
  for (const step of plan(tree)) {
    const existed = superuser.nodeAt(step.path) !== undefined
    seedStep(superuser, step)
    if (!existed && step._tag !== "Symlink") superuser.chown(step.path, volume.user.uid, volume.user.gid)
  }
}

const seedStep = (volume: MemoryVolume, step: Step): void => {
  switch (step._tag) {
    case "Directory":
      return volume.makeDirectory(step.path, { recursive: true })
    case "File":
      return volume.writeFile(step.path, step.content)
    case "Symlink":
      return volume.symlink(step.target, step.path)
    case "HardLink":
      return volume.link(step.to, step.path)
    case "Special":
      return volume.makeNode(step.path, step.type)
    case "Mode":
      return volume.chmod(step.path, step.mode)
  }
}

/**
 * Describes a file or a directory and everything below it as plain data, sorted by path. What the user may not read is
 * marked `denied`; every other failure is the failure of the call.
 *
 * @example
 * ```ts
 * import { MemoryFileSystem, Tree } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const entries = await Effect.runPromise(
 *   Effect.provide(Tree.snapshot("/repo"), MemoryFileSystem.layer({ "/repo/a.ts": "text" }))
 * )
 * console.log(entries[1]) // => { path: 'a.ts', type: 'File', mode: '644', text: 'text' }
 * ```
 *
 * @param root - the path to describe, which becomes `.` in the result
 * @since 0.1.0
 */
export const snapshot = (
  root: string
): Effect.Effect<Array<SnapshotEntry>, PlatformError.PlatformError, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.map(describe(fs, root, "."), sorted))

const denied = (error: PlatformError.PlatformError): boolean => error.reason._tag === "PermissionDenied"

const describe = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  path: string,
  relative: string
): Effect.fn.Return<Array<SnapshotEntry>, PlatformError.PlatformError> {
  const info = yield* fs.lstat(path)
  if (info.type === "SymbolicLink") return [{ path: relative, type: info.type, target: yield* fs.readLink(path) }]
  const entry = { path: relative, type: info.type, mode: modeOf(info.mode) }
  if (info.type === "Directory") {
    const children = yield* describeChildren(fs, path, relative).pipe(Effect.catchIf(denied, () => Effect.undefined))
    return children === undefined ? [{ ...entry, denied: true }] : [entry, ...children]
  }
  if (info.type !== "File") return [entry]
  const links = Number(Option.getOrElse(info.nlink, () => 1n))
  const content = yield* fs.readFile(path).pipe(
    Effect.map(contentOf),
    Effect.catchIf(denied, () => Effect.succeed({ denied: true } as const))
  )
  return [{ ...entry, ...(links > 1 ? { links } : {}), ...content }]
})

const describeChildren = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: string, relative: string) {
  const entries: Array<SnapshotEntry> = []
  for (const name of yield* fs.readDirectory(path)) {
    entries.push(...(yield* describe(fs, `${path}/${name}`, relative === "." ? name : `${relative}/${name}`)))
  }
  return entries
})
