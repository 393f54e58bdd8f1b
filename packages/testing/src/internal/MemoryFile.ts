/**
 * Effect's `File` over a handle of a volume, with the cursor of the Node implementation.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import type { MemoryVolume } from "../MemoryVolume.ts"
import { fileInfo } from "./FileInfo.ts"
import { InvalidArgument } from "./Failure.ts"
import { type attempt, badArgument } from "./PlatformFailure.ts"

// The largest offset that the kernel takes.
const positionMax = 2n ** 63n - 1n

type Attempt = typeof attempt

export class MemoryFile implements FileSystem.File {
  readonly [FileSystem.FileTypeId]: typeof FileSystem.FileTypeId
  /** The descriptor, which the Node implementation exposes under the same name. */
  readonly fd: number
  readonly #volume: MemoryVolume
  readonly #mode: "append" | "cursor"
  readonly #attempt: Attempt
  #position = 0n

  constructor(volume: MemoryVolume, descriptor: number, mode: "append" | "cursor", run: Attempt) {
    this[FileSystem.FileTypeId] = FileSystem.FileTypeId
    this.fd = descriptor
    this.#volume = volume
    this.#mode = mode
    this.#attempt = run
  }

  get stat(): Effect.Effect<FileSystem.File.Info, PlatformError> {
    return this.#attempt("stat", this.fd, () => fileInfo(this.#volume.statHandle(this.fd)))
  }

  get sync(): Effect.Effect<void, PlatformError> {
    return this.#attempt("sync", this.fd, () => this.#volume.syncHandle(this.fd))
  }

  seek(offset: bigint, from: FileSystem.SeekMode): Effect.Effect<bigint, PlatformError> {
    return Effect.suspend(() => {
      const position = from === "start" ? offset : this.#position + offset
      if (position < 0n) return Effect.fail(badArgument("seek", "Cannot seek before the start of the file"))
      this.#position = position
      return Effect.succeed(position)
    })
  }

  read(buffer: Uint8Array, options?: FileSystem.File.ReadOptions): Effect.Effect<number, PlatformError> {
    return Effect.suspend(() => this.#read("read", buffer, options?.position))
  }

  readAlloc(
    size: number,
    options?: FileSystem.File.ReadOptions
  ): Effect.Effect<Option.Option<Uint8Array>, PlatformError> {
    return Effect.suspend(() => {
      if (!Number.isInteger(size) || size < 0) {
        return Effect.fail(badArgument("readAlloc", "size must be a non-negative integer"))
      }
      const buffer = new Uint8Array(size)
      return Effect.map(this.#read("readAlloc", buffer, options?.position), (count) =>
        count === 0 ? Option.none() : Option.some(count === size ? buffer : buffer.slice(0, count))
      )
    })
  }

  truncate(length?: number): Effect.Effect<void, PlatformError> {
    return Effect.map(
      this.#attempt("truncate", this.fd, () => this.#volume.truncateHandle(this.fd, length ?? 0)),
      () => {
        const end = BigInt(length ?? 0)
        if (this.#mode === "cursor" && this.#position > end) this.#position = end
      }
    )
  }

  write(buffer: Uint8Array): Effect.Effect<number, PlatformError> {
    return this.#write("write", buffer)
  }

  writeAll(buffer: Uint8Array): Effect.Effect<void, PlatformError> {
    return buffer.length === 0 ? Effect.void : Effect.asVoid(this.#write("writeAll", buffer))
  }

  #read(method: string, buffer: Uint8Array, explicit: bigint | undefined): Effect.Effect<number, PlatformError> {
    if (explicit !== undefined && explicit < 0n) {
      return Effect.fail(badArgument(method, "Cannot read before the start of the file"))
    }
    const position = explicit ?? this.#position
    return Effect.map(
      this.#attempt(method, this.fd, () => {
        checkPosition(position, buffer.length)
        return buffer.length === 0 ? 0 : this.#volume.readHandle(this.fd, buffer, Number(position))
      }),
      (count) => {
        if (explicit === undefined) this.#position = position + BigInt(count)
        return count
      }
    )
  }

  #write(method: string, buffer: Uint8Array): Effect.Effect<number, PlatformError> {
    return Effect.suspend(() => {
      const position = this.#position
      if (this.#mode === "cursor" && position > BigInt(Number.MAX_SAFE_INTEGER)) {
        return Effect.fail(badArgument(method, `position exceeds the safe integer range: ${position}`))
      }
      return Effect.map(
        this.#attempt(method, this.fd, () => this.#volume.writeHandle(this.fd, buffer, Number(position))),
        (count) => {
          if (this.#mode === "cursor") this.#position = position + BigInt(count)
          return count
        }
      )
    })
  }
}

const checkPosition = (position: bigint, length: number): void => {
  if (position > positionMax - BigInt(length)) {
    throw new InvalidArgument(
      "ERR_OUT_OF_RANGE",
      `The value of "position" is out of range. It must be >= -1 && <= ${positionMax - BigInt(length)}. Received ${position}n`
    )
  }
}
