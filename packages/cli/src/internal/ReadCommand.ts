/**
 * `ploke-io read`: the text of a file or of a part of it, verified if asked.
 *
 * @internal
 */
import { ReadService } from "@ploke/io"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Params from "./Params.ts"
import { Render } from "./Render.ts"
import * as Session from "./Session.ts"

const flags = {
  file: Params.path("FILE", "The file to read"),
  start: Params.wholeNumber("start", 0, "First byte of the part to print (default: 0)"),
  end: Params.wholeNumber("end", 0, "Byte after the last one (default: the end of the file)"),
  maxBytes: Params.wholeNumber("max-bytes", 0, "Print at most so many bytes, whole characters only"),
  expect: Params.hash("expect", "Print only if the whole file has this hash, as `ploke-io hash` prints it")
}

/** The command. */
export const readCommand = Command.make("read", flags, ({ end, expect, file, maxBytes, start }) =>
  Session.handle(
    Effect.fnUntraced(function* ({ absolute }) {
      const render = yield* Render
      const read = yield* ReadService
      const content = yield* read.readFile({
        filePath: absolute(file),
        startByte: start,
        endByte: end,
        maxBytes,
        expectedHash: expect
      })
      if (render.format === "json") yield* render.values([content])
      else yield* render.text(content.content + (render.isTerminal && needsLineEnd(content.content) ? "\n" : ""))
      return 0 as const
    })
  )
).pipe(
  Command.withDescription("Print a UTF-8 file, or a byte range of it, if it still is the one that is expected"),
  Command.withExamples([
    { command: "ploke-io read package.json", description: "The text, exactly" },
    { command: "ploke-io read --start 0 --end 20 package.json", description: "Its first 20 bytes" },
    {
      command: 'ploke-io read --expect "$(ploke-io hash package.json | cut -d" " -f1)" package.json',
      description: "Only if it has this hash; exit code 3 if not"
    },
    { command: "ploke-io read --json --max-bytes 100 package.json", description: "With path, hash and size" }
  ])
)

// A shell would put its prompt behind a last line that has no end.
const needsLineEnd = (text: string): boolean => text !== "" && !text.endsWith("\n")
