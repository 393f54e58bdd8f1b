/**
 * `ploke-io apply`: makes changes of many files, all of them or none.
 *
 * @internal
 */
import type { EditResult, FileEdit } from "@ploke/core"
import { Fail } from "@ploke/error"
import { Limits, WriteService } from "@ploke/io"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ApplyText from "./ApplyText.ts"
import * as Arguments from "./Arguments.ts"
import * as EditsText from "./EditsText.ts"
import * as GivenFile from "./GivenFile.ts"
import * as Params from "./Params.ts"
import { Render } from "./Render.ts"
import * as Session from "./Session.ts"
import * as ShownPreview from "./ShownPreview.ts"
import * as Usage from "./Usage.ts"
import * as WriteFlags from "./WriteFlags.ts"

const flags = {
  file: Params.path("FILE", "Where the edits or the diff are (default: standard input)").pipe(Argument.optional),
  directory: Params.optionalPath(
    "directory",
    "DIR",
    "Where relative paths and the names of a diff begin (default: here)"
  ),
  fuzz: Params.wholeNumber("fuzz", 0, "How many lines of context of a hunk of a diff may differ (default: 0)"),
  dryRun: WriteFlags.dryRun,
  ...WriteFlags.writing
}

type Given = Command.Command.Config.Infer<typeof flags>

/** The command. */
export const applyCommand = Command.make("apply", flags, (given) => {
  const { durability, lock } = given
  return Session.handle((session) => apply(session, given), { durability, lock })
}).pipe(
  Command.withDescription(
    "Change many files in one transaction: all of them or none, also if the process or the machine dies meanwhile. " +
      "FILE is JSON, with edits as an array, one a line, or in an object as `edits`; or it is a unified diff. An edit is " +
      'an object with a `_tag`, one of Splice, Create, Replace, Remove, Rename and Patch, such as {"_tag": "Rename", ' +
      '"filePath": "a.ts", "newPath": "b.ts"}. Everything that is wrong with any of them is told, and nothing is changed'
  ),
  Command.withShortDescription("Apply edits or a diff of many files, all or none"),
  Command.withExamples([
    { command: "ploke-io apply edits.json", description: "Make all of these edits, or none" },
    { command: "git diff | ploke-io apply --directory ../copy --root ..", description: "A diff, all of it or nothing" },
    { command: "ploke-io apply --dry-run edits.json", description: "Show what would change" }
  ])
)

const apply = Effect.fnUntraced(function* (session: Session.Session, given: Given) {
  const write = yield* WriteService
  const edits = yield* read(session, given)
  if (given.dryRun) {
    yield* ShownPreview.show(session, yield* write.preview(edits))
    return 0 as const
  }
  const result = yield* write.transaction(edits)
  const render = yield* Render
  if (render.format === "json") yield* render.values([result])
  else {
    yield* render.text(ApplyText.render(edits, result, session.shown))
    yield* tellRebased(session, result.results)
  }
  return 0 as const
})

const read = Effect.fnUntraced(function* (session: Session.Session, { directory, file, fuzz }: Given) {
  const source = GivenFile.source(
    Option.getOrElse(file, () => "-"),
    session.absolute
  )
  const text = yield* GivenFile.text(source, Limits.transactionBytesMax)
  const name = GivenFile.nameOf(source)
  const kind = EditsText.kindOf(text)
  if (kind === "empty") {
    return yield* Fail.syntaxError({ path: name, detail: "it is empty, as behind a command that failed" })
  }
  if (kind === "json" && fuzz !== undefined) {
    return yield* Usage.misuse(
      "apply",
      "--fuzz is about a diff, and this is JSON: each Patch of it may have its own `fuzz`"
    )
  }
  const folder = directory === undefined ? session.directory : session.absolute(directory)
  const absolute = (path: string) => Arguments.toAbsolute(path, folder)
  const edits: ReadonlyArray<FileEdit> = yield* Effect.fromResult(
    EditsText.parse(text, { name, absolute, fuzz: fuzz ?? 0 })
  )
  return edits
})

const tellRebased = Effect.fnUntraced(function* (session: Session.Session, results: ReadonlyArray<EditResult>) {
  const render = yield* Render
  const notes = results.flatMap(({ delta, filePath, rebased }) =>
    rebased === undefined ? [] : [ShownPreview.rebasedNote(session.shown(filePath), delta[0]?.startByte)]
  )
  for (const note of new Set(notes)) yield* render.trouble(note)
})
