/**
 * `ploke-io patch`: applies a unified diff, file by file.
 *
 * @internal
 */
import type { PatchResult } from "@ploke/core"
import { Fail, type PlokeError } from "@ploke/error"
import { Limits, WriteService } from "@ploke/io"
import * as Patch from "@ploke/io/Patch"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ExitCode } from "../ExitCode.ts"
import * as ExitCodes from "../ExitCode.ts"
import * as Arguments from "./Arguments.ts"
import * as DiffText from "./DiffText.ts"
import * as GivenFile from "./GivenFile.ts"
import * as Params from "./Params.ts"
import * as PatchParts from "./PatchParts.ts"
import * as PatchText from "./PatchText.ts"
import { Render } from "./Render.ts"
import * as Session from "./Session.ts"
import * as Usage from "./Usage.ts"
import * as WriteFlags from "./WriteFlags.ts"

const flags = {
  file: Params.path("FILE", "The file to patch, whatever the diff calls it (default: as the diff calls it)").pipe(
    Argument.optional
  ),
  diff: Params.optionalPath("diff", "FILE", "Where the diff is (default: standard input)"),
  directory: Params.optionalPath("directory", "DIR", "Where the names of the diff begin (default: here)"),
  expect: Params.hash("expect", "Patch only if the whole file has this hash; for a diff of one file"),
  fuzz: Params.wholeNumber("fuzz", 0, "How many lines of context of a hunk may differ (default: 0)"),
  dryRun: WriteFlags.dryRun,
  ...WriteFlags.writing
}

type Given = Command.Command.Config.Infer<typeof flags>

/** The command. */
export const patchCommand = Command.make("patch", flags, (given) => {
  if (Option.isSome(given.file) && given.directory !== undefined) {
    return Effect.fail(Usage.misuse("patch", "--directory is about the names of the diff: leave it out, or FILE"))
  }
  const { durability, lock } = given
  return Session.handle((session) => patch(session, given), { durability, lock })
}).pipe(
  Command.withDescription(
    "Apply a unified diff. Each file of it is patched by itself, in the order of the diff: one that cannot be patched " +
      "is told and leaves the others as they are, and the exit code is the gravest"
  ),
  Command.withShortDescription("Apply a unified diff, file by file"),
  Command.withExamples([
    { command: "git diff | ploke-io patch --directory ../copy --root ..", description: "To the files that it names" },
    { command: "ploke-io patch --dry-run --diff fix.diff", description: "Show what would change, and where it fits" },
    {
      command: "ploke-io patch --fuzz 2 a.ts < fix.diff",
      description: "To this file, although it is not quite the same"
    }
  ])
)

const patch = Effect.fnUntraced(function* (session: Session.Session, given: Given) {
  const source = GivenFile.source(given.diff ?? "-", session.absolute)
  const diff = yield* GivenFile.text(source, diffBytesMax)
  const parts = PatchParts.split(diff)
  if (Patch.isProblem(parts)) return yield* Patch.toError(GivenFile.nameOf(source), parts)
  if (given.expect !== undefined && parts.length > 1) {
    return yield* Usage.misuse("patch", `--expect is the hash of one file, and the diff is about ${parts.length}`)
  }
  if (Option.isNone(given.file)) return yield* patchAll(session, given, named(session, given, parts))
  if (parts.length === 1) {
    return yield* patchAll(session, given, [{ diff, filePath: session.absolute(given.file.value), paths: [] }])
  }
  const detail = `it is about ${parts.length} files, and FILE is one: leave out FILE, and each of them is patched`
  return yield* Fail.syntaxError({ path: GivenFile.nameOf(source), detail })
})

// A character takes at most three bytes for each of its UTF-16 units.
const diffBytesMax = 3 * Limits.patchCharsMax

/** A diff of one file, and where that is. */
interface Step {
  readonly diff: string
  readonly filePath: string
  /** Every path that it is about. */
  readonly paths: ReadonlyArray<string>
}

const named = (session: Session.Session, { directory }: Given, parts: ReadonlyArray<PatchParts.Part>) => {
  const folder = directory === undefined ? session.directory : session.absolute(directory)
  const absolute = (name: string) => Arguments.toAbsolute(name, folder)
  return parts.map(({ name, names, text }): Step => ({
    diff: text,
    filePath: absolute(name),
    paths: names.map(absolute)
  }))
}

const patchAll = Effect.fnUntraced(function* (session: Session.Session, given: Given, steps: ReadonlyArray<Step>) {
  const render = yield* Render
  const seen = new Set<string>()
  let code: ExitCode = 0
  const fail = (error: PlokeError) => {
    code = ExitCodes.worst(code, ExitCodes.ofError(error))
    return render.failure(error)
  }
  for (const step of steps) {
    const repeated = given.dryRun ? step.paths.find((path) => seen.has(path)) : undefined
    for (const path of step.paths) seen.add(path)
    const patched = repeated === undefined ? patchOne(given, step) : Effect.fail(changedBefore(repeated))
    yield* Effect.flatMap(patched, (result) => tell(session, given, result)).pipe(
      // Who closed the output has seen enough, but what was asked for is done to the end.
      Effect.catch((error) => (error._tag === "OutputClosed" ? Effect.void : fail(error)))
    )
  }
  return code
})

const changedBefore = (path: string): PlokeError =>
  Fail.syntaxError({
    path,
    detail: "the diff is about it twice, and a dry run cannot tell what comes of the second change"
  })

const patchOne = Effect.fnUntraced(function* ({ dryRun, expect, fuzz = 0 }: Given, { diff, filePath }: Step) {
  const write = yield* WriteService
  return yield* write.applyPatch({ filePath, diff, fuzz, dryRun, expectedHash: expect })
})

const tell = Effect.fnUntraced(function* (session: Session.Session, { dryRun }: Given, result: PatchResult) {
  const render = yield* Render
  if (render.format === "json") return yield* render.values([result])
  if (!dryRun) return yield* render.text(`${PatchText.line(result, session.shown)}\n`)
  yield* render.diff(result.preview)
  if (DiffText.isCut(result.preview)) yield* render.trouble(`${session.shown(result.filePath)}: ${DiffText.cutNote}`)
})
