/**
 * A scratch folder on whatever file system the suite is given, with a root and a folder outside it.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"

/** The places of a scratch folder, as canonical paths. */
export interface Scratch {
  readonly base: string
  readonly root: string
  readonly outside: string
}

/** Makes the folders; they go with the scope. */
export const make: Effect.Effect<Scratch, PlatformError.PlatformError, FileSystem.FileSystem | Scope.Scope> =
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const base = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "ploke-contract-" }))
    const scratch = { base, root: `${base}/ROOT`, outside: `${base}/OUTSIDE` }
    yield* fs.makeDirectory(scratch.root)
    yield* fs.makeDirectory(scratch.outside)
    return scratch
  })

/** Writes a file with its folders. */
export const writeFile = Effect.fnUntraced(function* (path: string, content: string | Uint8Array) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.makeDirectory(path.slice(0, path.lastIndexOf("/")), { recursive: true })
  yield* fs.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content)
})
