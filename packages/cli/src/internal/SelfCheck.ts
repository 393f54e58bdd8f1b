/**
 * Tries on files of its own, in a temporary folder, whether reading, verifying and refusing work on this machine.
 *
 * @internal
 */
import { FileHash } from "@ploke/core"
import { type PlokeError, withoutContext } from "@ploke/error"
import { ReadService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Logger from "effect/Logger"
import * as Result from "effect/Result"
import * as NodePath from "node:path"

/** One thing that was tried. */
export interface Check {
  readonly about: string
  readonly state: "ok" | "failed"
  /** What happened instead, or how it went. */
  readonly detail?: string
}

// The example of FIPS 180-2: any implementation of SHA-256 can be checked against it.
const knownText = "abc"
const knownHash = FileHash.make("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
const otherHash = FileHash.make(`sha256:${"0".repeat(64)}`)

/** Logs nothing: what is noted about limits has been noted when the command itself began. */
export const silently: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = Effect.provide(
  Logger.layer([])
)

/** Runs every check; the temporary folder is removed at the end. */
export const checks: Effect.Effect<ReadonlyArray<Check>, never, FileSystem.FileSystem> = Effect.gen(function* () {
  const folder = yield* prepare
  const root = NodePath.join(folder, "root")
  const file = NodePath.join(root, "known.txt")
  const tries = Effect.gen(function* () {
    const read = yield* ReadService
    const snippet = { filePath: file, startByte: 0, endByte: 3 }
    return [
      yield* gives("hashes a known file", read.hashFile(file), knownHash),
      yield* gives("reads a verified snippet", read.readSnippet({ ...snippet, expectedHash: knownHash }), knownText),
      yield* refuses(
        "refuses a stale snippet",
        read.readSnippet({ ...snippet, expectedHash: otherHash }),
        "ContentMismatch"
      ),
      yield* refuses(
        "refuses a path outside the roots",
        read.hashFile(NodePath.join(folder, "outside.txt")),
        "PathResolution"
      ),
      yield* refuses(
        "refuses a link that leaves the roots",
        read.hashFile(NodePath.join(root, "link")),
        "PathResolution"
      )
    ]
  })
  return yield* Effect.provide(tries, NodePlokeIo.layer({ roots: [root] }))
}).pipe(
  Effect.scoped,
  silently,
  Effect.catch((error) => Effect.succeed([failed("prepares files of its own", error.message)]))
)

const prepare = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "ploke-io-doctor-" })
  yield* fs.makeDirectory(NodePath.join(folder, "root"))
  yield* fs.writeFileString(NodePath.join(folder, "root", "known.txt"), knownText)
  yield* fs.writeFileString(NodePath.join(folder, "outside.txt"), knownText)
  yield* fs.symlink(NodePath.join(folder, "outside.txt"), NodePath.join(folder, "root", "link"))
  return folder
})

/** Makes a check that failed. */
export const failed = (about: string, detail: string): Check => ({ about, state: "failed", detail })

/** Makes a check that passed. */
export const passed = (about: string, detail?: string): Check =>
  detail === undefined ? { about, state: "ok" } : { about, state: "ok", detail }

const gives = (about: string, effect: Effect.Effect<string, PlokeError>, expected: string) =>
  Effect.map(Effect.result(effect), (result) => {
    if (Result.isFailure(result)) return failed(about, result.failure.message)
    return result.success === expected ? passed(about) : failed(about, `got ${JSON.stringify(result.success)}`)
  })

const refuses = (about: string, effect: Effect.Effect<string, PlokeError>, reason: string) =>
  Effect.map(Effect.result(effect), (result) => {
    if (Result.isSuccess(result)) return failed(about, "it was read")
    const found = withoutContext(result.failure).reason._tag
    return found === reason ? passed(about) : failed(about, result.failure.message)
  })
