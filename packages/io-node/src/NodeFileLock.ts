/**
 * Locks between processes for Node: `FileLock` by locks of open files where the optional package `fs-native-extensions`
 * can be loaded, by SQLite's where it cannot, as on Linux with musl.
 *
 * Promised: what `FileLock` promises. Each lock file belongs to the current user alone, and is never removed, since a lock
 * belongs to the file and not to its name. Where a state directory is on a network, its file system decides what a lock
 * is worth.
 *
 * Not promised: that the two mechanisms exclude each other. They do not, and their lock files have different names, so
 * all processes that write the same files must have the same one; `LockFiles.mechanism` tells which it is. Where some of
 * them may be without the addon, `layerSqlite` is what they all have.
 *
 * Weakness of SQLite's locks: they are the process's, and the operating system drops them as soon as the same process
 * closes any other descriptor of the lock file. Nobody opens these files by accident, except a program that reads whatever
 * lies below the home directory while it writes.
 *
 * @since 0.1.0
 */
import { FileLock } from "@ploke/io"
import * as Layer from "effect/Layer"
import * as locking from "./internal/locking.ts"

const layerOf = (load: typeof locking.either): Layer.Layer<never> =>
  Layer.succeed(FileLock, { open: (stateDirectory) => locking.open(load, stateDirectory) })

/**
 * Provides locks of open files where these are to be had, else SQLite's, else none: which it is turns out when lock files
 * are opened, and nothing is loaded before.
 *
 * The state directory is `ploke-io` in `$XDG_STATE_HOME`, or in `~/.local/state` where that is not set; on Windows in
 * `%LOCALAPPDATA%`.
 *
 * @example
 * ```ts
 * import { FileLock } from "@ploke/io"
 * import { NodeFileLock } from "@ploke/io-node"
 * import * as Effect from "effect/Effect"
 * import { mkdtempSync } from "node:fs"
 * import { tmpdir } from "node:os"
 *
 * const stateDirectory = mkdtempSync(`${tmpdir()}/state-`)
 * const program = Effect.gen(function* () {
 *   const files = yield* (yield* FileLock).open(stateDirectory)
 *   const slot = files.slotOf("/repo/a.ts")
 *   const [first, second] = [yield* files.tryLock(slot), yield* files.tryLock(slot)]
 *   if (first._tag === "Held") yield* first.release
 *   return [first._tag, second._tag]
 * })
 * const layer = NodeFileLock.layer
 * console.log(await Effect.runPromise(Effect.scoped(Effect.provide(program, layer)))) // => [ 'Held', 'Busy' ]
 * ```
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<never> = layerOf(locking.either)

/**
 * Provides locks of open files: `F_OFD_SETLK` on Linux, `flock` on macOS, `LockFileEx` on Windows. Lock files cannot be
 * opened where the package `fs-native-extensions` is missing or has no binary for the system.
 *
 * @example
 * ```ts
 * import { FileLock } from "@ploke/io"
 * import { NodeFileLock } from "@ploke/io-node"
 * import * as Effect from "effect/Effect"
 *
 * // A relative path is refused: nothing here looks at the working directory.
 * const program = Effect.flatMap(FileLock, (lock) => Effect.flip(lock.open("state")))
 * console.log((await Effect.runPromise(Effect.scoped(Effect.provide(program, NodeFileLock.layerOfd))))._tag) // => AccessFailure
 * ```
 *
 * @since 0.1.0
 */
export const layerOfd: Layer.Layer<never> = layerOf(locking.ofd)

/**
 * Provides locks of SQLite, which is a part of Node.
 *
 * @example
 * ```ts
 * import { FileLock } from "@ploke/io"
 * import { NodeFileLock } from "@ploke/io-node"
 * import * as Effect from "effect/Effect"
 * import { mkdtempSync } from "node:fs"
 * import { tmpdir } from "node:os"
 *
 * const program = Effect.flatMap(FileLock, (lock) => lock.open(mkdtempSync(`${tmpdir()}/state-`)))
 * const files = await Effect.runPromise(Effect.scoped(Effect.provide(program, NodeFileLock.layerSqlite)))
 * console.log(files.mechanism) // => sqlite
 * ```
 *
 * @since 0.1.0
 */
export const layerSqlite: Layer.Layer<never> = layerOf(locking.sqlite)
