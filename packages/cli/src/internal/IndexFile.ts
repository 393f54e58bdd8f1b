/**
 * Reads an index: one JSON object per line with `filePath` and `expectedHash`, as `ploke-io hash --json` writes it. The
 * index is named by whoever types the command, so it may lie outside the roots.
 *
 * @internal
 */
import { FileData } from "@ploke/core"
import { type EntryType, type FatalError, Fail, type PlokeError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as fs from "node:fs"
import { LineSplitter } from "./LineSplitter.ts"

/** How the index is shown in messages, and where it is. */
export interface Source {
  readonly name: string
  /** Absolute; undefined for standard input. */
  readonly path: string | undefined
}

/** Streams the files of an index, in constant memory. Relative paths are resolved by `absolute`. */
export const files = (
  source: Source,
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
      if (isEmpty) return yield* Fail.syntaxError({ path: nameOf(source), detail: `the index is empty; ${remedy}` })
      return last
    })
    return bytes(source).pipe(
      Stream.mapEffect((chunk) => parse(splitter.push(chunk))),
      Stream.concat(Stream.fromEffect(rest)),
      Stream.flatMap(Stream.fromArray)
    )
  })

/** Counts the lines of an index that can be read twice; undefined for standard input. */
export const count = (source: Source): Effect.Effect<number | undefined, PlokeError> =>
  source.path === undefined
    ? Effect.as(Effect.void, undefined)
    : Stream.runFold(
        fileBytes(source.path),
        () => 0,
        (lines, chunk) => lines + countLineEnds(chunk)
      )

const countLineEnds = (chunk: Uint8Array): number => {
  let lines = 0
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  return lines
}

const nameOf = ({ name, path }: Source): string => path ?? name

const remedy = "write it with `ploke-io hash --json`"

const bytes = (source: Source): Stream.Stream<Uint8Array, PlokeError, Stdio.Stdio> =>
  source.path === undefined
    ? Stream.unwrap(Effect.map(Stdio.Stdio, ({ stdin }) => stdin)).pipe(
        Stream.mapError(({ reason }) => fileError(source.name, reason.cause))
      )
    : fileBytes(source.path)

/** Large enough that the cost of a pull disappears, small beside what a batch of the scan holds. */
const chunkBytes = 64 * 1024

const fileBytes = (path: string): Stream.Stream<Uint8Array, PlokeError> =>
  Stream.unwrap(
    Effect.map(Effect.acquireRelease(open(path), close), (fd) =>
      Stream.paginate(0, (position) =>
        Effect.map(readAt(fd, path, position), (chunk) => [
          chunk.length === 0 ? [] : [chunk],
          chunk.length === 0 ? Option.none() : Option.some(position + chunk.length)
        ])
      )
    )
  )

// Opened so that a named pipe without a writer neither hangs the open nor, later, the exit of the process.
const open = (path: string): Effect.Effect<number, PlokeError> =>
  Effect.try({
    try: () => {
      const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
      return { fd, type: typeOf(fs.fstatSync(fd)) }
    },
    catch: (cause) => fileError(path, cause)
  }).pipe(
    Effect.flatMap(({ fd, type }) =>
      type === undefined
        ? Effect.succeed(fd)
        : Effect.andThen(close(fd), Effect.fail(Fail.notARegularFile({ path, type })))
    )
  )

const close = (fd: number): Effect.Effect<void> => Effect.sync(() => fs.closeSync(fd))

const typeOf = (stats: fs.Stats): EntryType | undefined => {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return "Directory"
  if (stats.isFIFO()) return "FIFO"
  if (stats.isSocket()) return "Socket"
  return stats.isCharacterDevice() ? "CharacterDevice" : "BlockDevice"
}

const readAt = (fd: number, path: string, position: number): Effect.Effect<Uint8Array, PlokeError> =>
  Effect.callback((resume) => {
    const buffer = new Uint8Array(chunkBytes)
    fs.read(fd, buffer, 0, chunkBytes, position, (cause, bytesRead) =>
      resume(cause ? Effect.fail(fileError(path, cause)) : Effect.succeed(buffer.subarray(0, bytesRead)))
    )
  })

const fileError = (path: string, cause: unknown): PlokeError => {
  const { code, syscall } = cause as Partial<NodeJS.ErrnoException>
  return Fail.fileOperation({ operation: "scan", path, code: code ?? "EIO", syscall })
}

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(FileData))

const parseLine = (source: Source, line: LineSplitter.Line): Result.Result<FileData, FatalError> => {
  const decoded =
    line.text === undefined
      ? Result.fail(line.problem)
      : Result.mapError(decode(line.text), (issue) => issue.message.split("\n", 1)[0]!)
  return Result.mapError(decoded, (problem) =>
    Fail.syntaxError({
      path: nameOf(source),
      detail: `line ${line.number} is no entry of an index (${problem}); ${remedy}`
    })
  )
}
