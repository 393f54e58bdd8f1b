/**
 * Calls of the system as effects: on the calling thread, or in the thread pool; and writing to the end.
 *
 * @internal
 */
import type { AccessFailure } from "@ploke/io"
import { accessFailure } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { toFailure } from "./verifier.ts"

/** On the calling thread. */
export const now = <A>(run: () => A): Effect.Effect<A, AccessFailure> =>
  Effect.try({ try: run, catch: (error) => toFailure(error) })

/** What a call of the thread pool is given. */
export type Done<A> = (error: NodeJS.ErrnoException | null, value: A) => void

/** In the thread pool. A call that was begun cannot be stopped, and uses a descriptor or a name that must stay ours. */
export const later = <A = void>(run: (done: Done<A>) => void): Effect.Effect<A, AccessFailure> =>
  Effect.uninterruptible(
    Effect.callback<A, AccessFailure>((resume) => {
      const done: Done<A> = (error, value) =>
        resume(error === null || error === undefined ? Effect.succeed(value) : Effect.fail(toFailure(error)))
      try {
        run(done)
      } catch (error) {
        resume(Effect.fail(toFailure(error)))
      }
    })
  )

// What goes into the page cache in some microseconds is not worth the way to another thread and back.
const quickBytes = 64 * 1024

// Some milliseconds: no longer shall an interruption wait, and no shorter, for each call waits for the calling thread.
const writeBytesMax = 16 * 1024 * 1024

/**
 * Writes all bytes of all pieces, one piece after the other, at a position or where the last write ended.
 */
// libuv hides the errno behind a short count: the next write tells it.
export const writeAll = Effect.fnUntraced(function* (
  fd: number,
  pieces: ReadonlyArray<Uint8Array>,
  positionBytes: number | undefined
) {
  let at = positionBytes ?? null
  for (const batch of batches(pieces)) {
    let left: ReadonlyArray<Uint8Array> = batch
    while (left.length > 0) {
      const buffers = left
      const isQuick = buffers.reduce((sum, { length }) => sum + length, 0) <= quickBytes
      const written = yield* isQuick
        ? now(() => writeNow(fd, buffers, at))
        : later<number>((done) => fs.writev(fd, buffers as Array<Uint8Array>, at, done))
      if (written === 0) return yield* Effect.fail(accessFailure("EIO", "write"))
      left = after(buffers, written)
      if (at !== null) at += written
    }
  }
})

const writeNow = (fd: number, buffers: ReadonlyArray<Uint8Array>, at: number | null): number => {
  const [first] = buffers
  if (first !== undefined && buffers.length === 1) return fs.writeSync(fd, first, 0, first.length, at)
  return fs.writevSync(fd, buffers as Array<Uint8Array>, at ?? undefined)
}

const batches = (pieces: ReadonlyArray<Uint8Array>): ReadonlyArray<ReadonlyArray<Uint8Array>> => {
  const made: Array<Array<Uint8Array>> = []
  let bytes = Infinity
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += writeBytesMax) {
      const part = piece.subarray(at, at + writeBytesMax)
      if (bytes + part.length > writeBytesMax || made.at(-1)!.length === buffersMax) {
        made.push([])
        bytes = 0
      }
      made.at(-1)!.push(part)
      bytes += part.length
    }
  }
  return made
}

// What one call of the system takes (IOV_MAX of Linux and macOS).
const buffersMax = 1024

const after = (buffers: ReadonlyArray<Uint8Array>, written: number): ReadonlyArray<Uint8Array> => {
  let left = written
  for (const [i, buffer] of buffers.entries()) {
    if (left < buffer.length) return [buffer.subarray(left), ...buffers.slice(i + 1)]
    left -= buffer.length
  }
  return []
}
