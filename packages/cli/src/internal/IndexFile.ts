/**
 * Reads an index: one JSON object per line with `filePath` and `expectedHash`, as `ploke-io hash --json` writes it. The
 * index is named by whoever types the command, so it may lie outside the roots.
 *
 * @internal
 */
import { FileData } from "@ploke/core"
import { type FatalError, Fail, type PlokeError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as GivenFile from "./GivenFile.ts"
import { LineSplitter } from "./LineSplitter.ts"

/** Streams the files of an index, in constant memory. Relative paths are resolved by `absolute`. */
export const files = (
  source: GivenFile.Source,
  absolute: (path: string) => string
): Stream.Stream<FileData, PlokeError, Stdio.Stdio> =>
  Stream.suspend(() => {
    const splitter = new LineSplitter()
    let isEmpty = true
    const parse = Effect.fnUntraced(function* (lines: ReadonlyArray<LineSplitter.Line>) {
      const found: Array<FileData> = []
      for (const line of lines) {
        if (line.text?.trim() === "") continue
        const file = yield* Effect.fromResult(parseLine(source, line))
        found.push({ ...file, filePath: absolute(file.filePath) })
      }
      if (found.length > 0) isEmpty = false
      return found
    })
    const rest = Effect.gen(function* () {
      const last = yield* parse(splitter.finish())
      // Nothing to compare is no proof that nothing has changed: the command that writes the index may have failed.
      if (isEmpty)
        return yield* Fail.syntaxError({ path: GivenFile.nameOf(source), detail: `the index is empty; ${remedy}` })
      return last
    })
    return GivenFile.bytes(source, "scan").pipe(
      Stream.mapEffect((chunk) => parse(splitter.push(chunk))),
      Stream.concat(Stream.fromEffect(rest)),
      Stream.flatMap(Stream.fromArray)
    )
  })

/** Counts the lines of an index that can be read twice; undefined for standard input. */
export const count = (source: GivenFile.Source): Effect.Effect<number | undefined, PlokeError> =>
  source.path === undefined
    ? Effect.as(Effect.void, undefined)
    : Stream.runFold(
        GivenFile.fileBytes(source.path, "scan"),
        () => 0,
        (lines, chunk) => lines + countLineEnds(chunk)
      )

const countLineEnds = (chunk: Uint8Array): number => {
  let lines = 0
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  return lines
}

const remedy = "write it with `ploke-io hash --json`"

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(FileData))

const parseLine = (source: GivenFile.Source, line: LineSplitter.Line): Result.Result<FileData, FatalError> => {
  const decoded =
    line.text === undefined
      ? Result.fail(line.problem)
      : Result.mapError(decode(line.text), (issue) => issue.message.split("\n", 1)[0]!)
  return Result.mapError(decoded, (problem) =>
    Fail.syntaxError({
      path: GivenFile.nameOf(source),
      detail: `line ${line.number} is no entry of an index (${problem}); ${remedy}`
    })
  )
}
