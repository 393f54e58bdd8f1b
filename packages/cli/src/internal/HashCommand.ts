/**
 * `ploke-io hash`: the hashes of files and of everything below folders; with `--json` the index that `scan` takes.
 *
 * @internal
 */
import type { FileHash } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { ReadService } from "@ploke/io"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { ExitCode } from "../ExitCode.ts"
import * as ExitCodes from "../ExitCode.ts"
import { makeIsOutput } from "./OutputFile.ts"
import * as Params from "./Params.ts"
import * as Progress from "./Progress.ts"
import { Render } from "./Render.ts"
import * as Session from "./Session.ts"
import * as Walk from "./Walk.ts"

/** How many files are hashed between two writes: enough for the fast path of a batch, few enough to see it move. */
const batchFiles = 256

const flags = {
  paths: Params.path("PATH", "Files, and folders of which every regular file is hashed").pipe(
    Argument.variadic({ min: 1 })
  ),
  all: Params.toggle("all", "Enter folders named .git and node_modules too")
}

/** The command. */
export const hashCommand = Command.make("hash", flags, ({ all, paths }) =>
  Session.handle((session) => hashAll(session, paths.map(session.absolute), all ? "all" : "sources"))
).pipe(
  Command.withDescription("Print the hash of each file; links below a folder are not followed"),
  Command.withExamples([
    { command: "ploke-io hash package.json", description: "One line: the hash, two spaces, the path" },
    { command: "ploke-io hash --json . > index.json", description: "An index for `ploke-io scan index.json`" }
  ])
)

const hashAll = Effect.fnUntraced(function* (
  session: Session.Session,
  paths: ReadonlyArray<string>,
  skipping: Walk.Skipping
) {
  const render = yield* Render
  const progress = yield* render.progress("hashing")
  const found = Walk.files(paths, skipping)
  if (progress.isShown) {
    const counting = Effect.map(Stream.runCount(found), progress.setTotal)
    yield* Effect.forkScoped(Effect.delay(counting, Progress.delayMs))
  }
  const isOutput = makeIsOutput()
  let code: ExitCode = 0
  yield* found.pipe(
    Stream.rechunk(batchFiles),
    Stream.runForEachArray(
      Effect.fnUntraced(function* (batch) {
        const hashed = yield* hashBatch(batch.filter(({ path }) => !isOutput(path)))
        yield* printHashes(session, hashed)
        for (const { result } of hashed) {
          if (Result.isSuccess(result)) continue
          code = ExitCodes.worst(code, ExitCodes.ofError(result.failure))
          yield* render.failure(result.failure)
        }
        progress.advance(batch.length)
      })
    ),
    // Who closed the output has seen enough, but a failure that was met stays one.
    Effect.catchTag("OutputClosed", () => Effect.void)
  )
  return code
}, Effect.scoped)

interface Hashed {
  readonly path: string
  readonly result: Result.Result<FileHash, PlokeError>
}

const hashBatch = Effect.fnUntraced(function* (batch: ReadonlyArray<Walk.Found>) {
  const read = yield* ReadService
  const paths = batch.filter((found) => found._tag === "File").map((found) => found.path)
  const results = yield* read.hashFiles(paths)
  let next = 0
  return batch.map((found): Hashed => {
    const result = found._tag === "File" ? results[next++]! : Result.fail(found.error)
    return { path: found.path, result }
  })
})

const printHashes = Effect.fnUntraced(function* (session: Session.Session, hashed: ReadonlyArray<Hashed>) {
  const render = yield* Render
  const good = hashed.flatMap(({ path, result }) =>
    Result.isSuccess(result) ? [{ filePath: path, expectedHash: result.success }] : []
  )
  if (good.length === 0) return
  if (render.format === "json") return yield* render.values(good)
  const lines = good.map(({ expectedHash, filePath }) => `${expectedHash}  ${session.shown(filePath)}\n`)
  yield* render.text(lines.join(""))
})
