/**
 * Reads a file that the command line names besides the files it is about: an index, a diff, an old text, or standard
 * input. Whoever types the command names it, so it may lie outside the roots.
 *
 * @internal
 */
import { type EntryType, Fail, type PlokeError } from "@ploke/error"
import { Utf8 } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as fs from "node:fs"

/** How the file is shown in messages, and where it is. */
export interface Source {
  readonly name: string
  /** Absolute; undefined for standard input. */
  readonly path: string | undefined
}

/** What is being done, for messages. */
export type Operation = "scan" | "read"

/** Standard input. */
export const standardInput: Source = { name: "standard input", path: undefined }

/** Makes the source of a typed path; `-` stands for standard input. */
export const source = (typed: string, absolute: (path: string) => string): Source =>
  typed === "-" ? standardInput : { name: typed, path: absolute(typed) }

/** What errors call the file. */
export const nameOf = ({ name, path }: Source): string => path ?? name

/** Streams the bytes, in constant memory. */
export const bytes = (source: Source, operation: Operation): Stream.Stream<Uint8Array, PlokeError, Stdio.Stdio> =>
  source.path === undefined
    ? Stream.unwrap(Effect.map(Stdio.Stdio, ({ stdin }) => stdin)).pipe(
        Stream.mapError(({ reason }) => fileError(source.name, operation, reason.cause))
      )
    : fileBytes(source.path, operation)

/** Reads the whole text, exactly; fails where it is no UTF-8, or longer than `bytesMax`. */
export const text = Effect.fnUntraced(function* (
  source: Source,
  bytesMax: number
): Effect.fn.Return<string, PlokeError, Stdio.Stdio> {
  const chunks: Array<Uint8Array> = []
  let length = 0
  yield* Stream.runForEach(bytes(source, "read"), (chunk) => {
    chunks.push(chunk)
    length += chunk.length
    return length > bytesMax ? Effect.fail(tooLong(source, bytesMax)) : Effect.void
  })
  const whole = Buffer.concat(chunks)
  const invalid = Utf8.firstInvalid(whole)
  if (invalid !== -1) return yield* Fail.utf8({ path: nameOf(source), offset: invalid })
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(whole)
})

const tooLong = (source: Source, bytesMax: number): PlokeError =>
  Fail.syntaxError({ path: nameOf(source), detail: `it is longer than ${bytesMax} bytes` })

/** Large enough that the cost of a pull disappears, small beside what a batch of a scan holds. */
const chunkBytes = 64 * 1024

/** Streams the bytes of a file, in constant memory. */
export const fileBytes = (path: string, operation: Operation): Stream.Stream<Uint8Array, PlokeError> =>
  Stream.unwrap(
    Effect.map(Effect.acquireRelease(open(path, operation), close), (fd) =>
      Stream.paginate(0, (position) =>
        Effect.map(readAt(fd, path, operation, position), (chunk) => [
          chunk.length === 0 ? [] : [chunk],
          chunk.length === 0 ? Option.none() : Option.some(position + chunk.length)
        ])
      )
    )
  )

// Opened so that a named pipe without a writer neither hangs the open nor, later, the exit of the process.
const open = (path: string, operation: Operation): Effect.Effect<number, PlokeError> =>
  Effect.try({
    try: () => {
      const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
      return { fd, type: typeOf(fs.fstatSync(fd)) }
    },
    catch: (cause) => fileError(path, operation, cause)
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

const readAt = (
  fd: number,
  path: string,
  operation: Operation,
  position: number
): Effect.Effect<Uint8Array, PlokeError> =>
  Effect.callback((resume) => {
    const buffer = new Uint8Array(chunkBytes)
    fs.read(fd, buffer, 0, chunkBytes, position, (cause, bytesRead) =>
      resume(cause ? Effect.fail(fileError(path, operation, cause)) : Effect.succeed(buffer.subarray(0, bytesRead)))
    )
  })

const fileError = (path: string, operation: Operation, cause: unknown): PlokeError => {
  const { code, syscall } = cause as Partial<NodeJS.ErrnoException>
  return Fail.fileOperation({ operation, path, code: code ?? "EIO", syscall })
}
