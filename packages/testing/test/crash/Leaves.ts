import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import * as CrashFileSystem from "@ploke/io-testing/CrashFileSystem"
import type * as MemoryVolume from "@ploke/io-testing/MemoryVolume"
import type * as Tree from "@ploke/io-testing/Tree"

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Names and what they lead to, on one line; modes and links where a test is about them. */
export const show = (volume: MemoryVolume.MemoryVolume): string =>
  volume
    .snapshot()
    .filter((entry) => entry.path !== ".")
    .map((entry) => {
      const what = entry.text ?? entry.hex ?? (entry.target === undefined ? entry.type : `->${entry.target}`)
      return `${entry.path}=${what}${entry.links === undefined ? "" : `*${entry.links}`}`
    })
    .join(" ")

export type Program = Effect.Effect<unknown, PlatformError.PlatformError, FileSystem.FileSystem | Scope.Scope>

/** What the disk may hold after a power cut at the end of a program, one line for each image, sorted. */
export const leaves = (tree: Tree.Tree, program: Program, options: CrashFileSystem.Options = {}) =>
  Effect.gen(function* () {
    const { crash } = yield* CrashFileSystem.CrashFileSystem
    yield* program
    return (yield* crash()).map((image) => show(image.mount())).sort()
  }).pipe(Effect.scoped, Effect.provide(CrashFileSystem.layer(tree, options)))

export const using = <A, E, R>(use: (fs: FileSystem.FileSystem) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(FileSystem.FileSystem, use)

export const written = (path: string, text: string, flag: FileSystem.OpenFlag = "w") =>
  using((fs) => Effect.tap(fs.open(path, { flag }), (file) => file.writeAll(bytes(text))))

export const synced = (path: string, text: string, flag: FileSystem.OpenFlag = "w") =>
  Effect.flatMap(written(path, text, flag), (file) => file.sync)

/** Only whether bytes are there or not, so that what a test is about is not one image among many. */
export const lost: CrashFileSystem.Options = { variants: [] }
