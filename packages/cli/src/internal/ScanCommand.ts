/**
 * `ploke-io scan`: which files of an index are no longer what they were.
 *
 * @internal
 */
import { toJson } from "@ploke/error"
import { ReadService, type ScanOutcome } from "@ploke/io"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ExitCode } from "../ExitCode.ts"
import * as ExitCodes from "../ExitCode.ts"
import * as GivenFile from "./GivenFile.ts"
import * as IndexFile from "./IndexFile.ts"
import * as Message from "./Message.ts"
import * as Params from "./Params.ts"
import * as Progress from "./Progress.ts"
import { Render } from "./Render.ts"
import * as Session from "./Session.ts"

const flags = {
  index: Params.path("INDEX", "What `ploke-io hash --json` has printed: a file, or - for standard input")
}

/** The command. */
export const scanCommand = Command.make("scan", flags, ({ index }) =>
  Session.handle((session) => scanIndex(session, GivenFile.source(index, session.absolute)))
).pipe(
  Command.withDescription("Tell which files of an index have changed or are missing; exit code 3 if any"),
  Command.withExamples([
    { command: "ploke-io hash --json . > index.json && ploke-io scan index.json", description: "Since just now" },
    { command: "ploke-io hash --json . | ploke-io scan --json -", description: "Without a file, as JSON" }
  ])
)

interface Tally {
  unchanged: number
  changed: number
  missing: number
  failed: number
}

const scanIndex = Effect.fnUntraced(function* (session: Session.Session, source: GivenFile.Source) {
  const render = yield* Render
  const read = yield* ReadService
  const progress = yield* render.progress("scanning")
  if (progress.isShown) {
    const counting = Effect.map(IndexFile.count(source), (lines) => lines !== undefined && progress.setTotal(lines))
    yield* Effect.forkScoped(Effect.delay(Effect.ignore(counting), Progress.delayMs))
  }
  const tally: Tally = { unchanged: 0, changed: 0, missing: 0, failed: 0 }
  let code: ExitCode = 0
  const take = Effect.fnUntraced(function* (outcomes: ReadonlyArray<ScanOutcome>) {
    for (const outcome of outcomes) {
      count(tally, outcome)
      code = ExitCodes.worst(code, codeOf(outcome))
    }
    progress.advance(outcomes.length)
    const told = outcomes.filter((outcome) => outcome._tag !== "Unchanged")
    if (told.length === 0) return
    if (render.format === "json") return yield* render.values(told.map(toValue))
    yield* render.text(told.map((outcome) => `${toLine(session, outcome)}\n`).join(""))
  })
  const summary = Effect.suspend(() =>
    render.format === "json" ? render.values([{ _tag: "Summary", ...tally }]) : render.text(`${summaryLine(tally)}\n`)
  )
  yield* read.scan(IndexFile.files(source, session.absolute)).pipe(
    Stream.runForEachArray(take),
    Effect.andThen(summary),
    // Who closed the output has seen enough, but a change that was found stays one.
    Effect.catchTag("OutputClosed", () => Effect.void)
  )
  return code
}, Effect.scoped)

const count = (tally: Tally, outcome: ScanOutcome): void => {
  switch (outcome._tag) {
    case "Unchanged":
      return void tally.unchanged++
    case "Changed":
      return void tally.changed++
    case "Missing":
      return void tally.missing++
    case "Failed":
      return void tally.failed++
  }
}

const codeOf = (outcome: ScanOutcome): ExitCode => {
  if (outcome._tag === "Unchanged") return 0
  return outcome._tag === "Failed" ? ExitCodes.ofError(outcome.error) : 3
}

const toLine = (session: Session.Session, outcome: ScanOutcome): string => {
  const { filePath } = outcome.file
  const line = `${outcome._tag.toLowerCase()} ${session.shown(filePath)}`
  return outcome._tag === "Failed" ? `${line}: ${Message.withoutPath(outcome.error)}` : line
}

const toValue = (outcome: ScanOutcome): unknown => {
  switch (outcome._tag) {
    case "Changed":
      return { _tag: outcome._tag, ...outcome.change }
    case "Failed":
      return { _tag: outcome._tag, ...outcome.file, error: toJson(outcome.error) }
    default:
      return { _tag: outcome._tag, ...outcome.file }
  }
}

const summaryLine = ({ changed, failed, missing, unchanged }: Tally): string => {
  const all = unchanged + changed + missing + failed
  const parts = Object.entries({ unchanged, changed, missing, failed })
  return `scanned ${Progress.grouped(all)} ${all === 1 ? "file" : "files"}: ${parts.map(([name, files]) => `${Progress.grouped(files)} ${name}`).join(", ")}`
}
