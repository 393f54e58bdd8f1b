/**
 * `ploke-io write`: replaces a part of a file that still is what its author saw, or makes a file.
 *
 * @internal
 */
import type { FileEdit, WriteResult } from "@ploke/core"
import { Fail, type PlokeError } from "@ploke/error"
import { Hasher, Limits, ReadService, WriteService } from "@ploke/io"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as GivenFile from "./GivenFile.ts"
import * as Params from "./Params.ts"
import { Render } from "./Render.ts"
import * as Session from "./Session.ts"
import * as ShownPreview from "./ShownPreview.ts"
import * as Usage from "./Usage.ts"
import * as WriteFlags from "./WriteFlags.ts"
import * as WriteOrder from "./WriteOrder.ts"

const flags = {
  file: Params.path("FILE", "The file to change, or to make"),
  start: Params.wholeNumber("start", 0, "First byte to replace (default: 0)"),
  end: Params.wholeNumber("end", 0, "Byte after the last one; the same as --start to insert (default: the end)"),
  text: Flag.String("text").pipe(
    Flag.withMetavar("TEXT"),
    Flag.optional,
    Flag.map(Option.getOrUndefined),
    Flag.withDescription("What to write there, as --text=TEXT if it begins with a dash (default: standard input)")
  ),
  expect: Params.hash("expect", "Write only if the whole file has this hash, as `ploke-io hash` prints it"),
  rebase: Params.toggle("rebase", "If the file has changed elsewhere, carry the edit over; needs --base"),
  base: Params.optionalPath(
    "base",
    "FILE",
    "The text that --expect, --start and --end are about; - for standard input"
  ),
  create: Params.toggle("create", "Make a new file; fails if there is one"),
  overwrite: Params.toggle("overwrite", "Make the file, or replace it, whatever it contains"),
  parents: Params.toggle("parents", "With --create or --overwrite: make missing folders too"),
  dryRun: WriteFlags.dryRun,
  ...WriteFlags.writing
}

/** The command. */
export const writeCommand = Command.make("write", flags, (input) => {
  const order = WriteOrder.make(input)
  if (typeof order === "string") return Effect.fail(Usage.misuse("write", order))
  const { dryRun, durability, lock } = input
  return Session.handle((session) => write(session, order, dryRun ? "show" : "apply"), { durability, lock })
}).pipe(
  Command.withDescription("Replace a byte range of a file, if it still is the one that is expected; or make a file"),
  Command.withExamples([
    {
      command: "ploke-io write --expect HASH --start 4 --end 5 --text b a.ts",
      description: "Replace byte 4, if the file still has the hash that `ploke-io hash a.ts` told of it"
    },
    {
      command: "echo '// new' | ploke-io write --expect HASH --end 0 --dry-run a.ts > new.diff",
      description: "Insert at the beginning: only show it, for `ploke-io patch`"
    },
    { command: "ploke-io write --create --parents --text '' src/new/a.ts", description: "Make an empty file" },
    {
      command: "ploke-io write --expect HASH --rebase --base old.ts --start 4 --end 5 --text b a.ts",
      description: "If it has changed since, find the place again"
    }
  ])
)

const write = Effect.fnUntraced(function* (
  session: Session.Session,
  order: WriteOrder.WriteOrder,
  act: "show" | "apply"
) {
  const { preview, ...service } = yield* WriteService
  const filePath = session.absolute(order.file)
  const text = order.text ?? (yield* readText)
  if (order._tag === "Create") {
    const { createParents, onExists } = order
    const file = { filePath, content: text, onExists, createParents }
    if (act === "show") yield* ShownPreview.show(session, yield* preview([{ _tag: "Create", ...file }]))
    else yield* tell(session, yield* service.createFile(file))
    return 0 as const
  }
  const { expectedHash, startByte } = order
  const base = yield* baseOf(session, order)
  const endByte = order.endByte ?? (yield* lengthOf(filePath, base))
  const onMismatch = base === undefined ? ("fail" as const) : ("rebase" as const)
  const edit = { filePath, expectedHash, startByte, endByte, replacement: text, onMismatch, baseContent: base }
  if (act === "show") {
    // The preview decides by the same function as the write, which looks at how the edit is to be rebased.
    const splice: FileEdit = { _tag: "Splice", ...edit }
    yield* ShownPreview.show(session, yield* preview([splice]))
  } else yield* tell(session, yield* service.writeSnippet(edit))
  return 0 as const
})

const readGiven = (source: GivenFile.Source): Effect.Effect<string, PlokeError, Stdio.Stdio> =>
  GivenFile.text(source, Limits.fileBytesMax)

// An empty text removes, and that is also what a command leaves behind which fails before the pipe.
const readText = Effect.filterOrFail(
  readGiven(GivenFile.standardInput),
  (text) => text !== "",
  () =>
    Fail.io({ message: "standard input is empty, as behind a command that failed; if nothing is meant, say --text ''" })
)

// Where --end is left out its length counts, also if the file turns out to be the one that is expected.
const baseOf = Effect.fnUntraced(function* (session: Session.Session, { base, expectedHash }: WriteOrder.Splice) {
  if (base === undefined) return undefined
  const source = GivenFile.source(base, session.absolute)
  const text = yield* readGiven(source)
  const hasher = yield* Hasher
  const hash = `${hasher.algorithm}:${hasher.digest(Buffer.from(text))}`
  if (hash === expectedHash) return text
  const detail = `its hash is ${hash}, not that of --expect; give the text that --start and --end refer to`
  return yield* Fail.syntaxError({ path: GivenFile.nameOf(source), detail })
})

// Offsets are of the content that has the hash: of the old text, where it is given. Whether the file that is measured has
// the hash turns out when it is written: one that has it has this length.
const lengthOf = Effect.fnUntraced(function* (filePath: string, base: string | undefined) {
  if (base !== undefined) return Buffer.byteLength(base)
  const read = yield* ReadService
  return yield* Stream.runFold(
    read.streamFile(filePath),
    () => 0,
    (length, chunk) => length + chunk.length
  )
})

const tell = Effect.fnUntraced(function* (session: Session.Session, result: WriteResult) {
  const render = yield* Render
  if (render.format === "json") return yield* render.values([result])
  const path = session.shown(result.filePath)
  yield* render.text(`${result.newHash}  ${path}\n`)
  if (result.rebased === undefined) return
  yield* render.trouble(ShownPreview.rebasedNote(path, result.delta[0]?.startByte))
})
