/**
 * An open file whose calls go through a plan.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import type { ErrnoName } from "../../Fault.ts"
import type { Injector, Owed, Planned, Target } from "./Injector.ts"
import { type FileSystemOperation, handleFailure, type HandleOperation } from "./Operations.ts"

/** The descriptor of an open file, which the implementations on Node and in memory expose and the interface does not. */
const descriptorOf = (file: FileSystem.File): number | undefined => {
  const { fd } = file as { readonly fd?: unknown }
  return typeof fd === "number" ? fd : undefined
}

export class FaultyFile implements FileSystem.File {
  readonly [FileSystem.FileTypeId]: typeof FileSystem.FileTypeId
  readonly fd: number | undefined
  readonly #file: FileSystem.File
  readonly #injector: Injector<FileSystemOperation>
  readonly #path: string
  // What the next read and the next write fail with, after one that was cut short.
  #readOwes: Owed | undefined
  #writeOwes: Owed | undefined

  constructor(file: FileSystem.File, injector: Injector<FileSystemOperation>, path: string) {
    this[FileSystem.FileTypeId] = FileSystem.FileTypeId
    this.fd = descriptorOf(file)
    this.#file = file
    this.#injector = injector
    this.#path = path
  }

  get stat(): Effect.Effect<FileSystem.File.Info, PlatformError> {
    return this.#call("fstat", this.#file.stat)
  }

  get sync(): Effect.Effect<void, PlatformError> {
    // What kind of file it is decides what the call is called; asking a file system below for that is no call of the program.
    return Effect.flatMap(Effect.option(this.#file.stat), (info) =>
      this.#call(Option.isSome(info) && info.value.type === "Directory" ? "syncDirectory" : "sync", this.#file.sync, {
        identity: Option.match(info, { onNone: () => this.#path, onSome: identityOf })
      })
    )
  }

  seek(offset: bigint, from: FileSystem.SeekMode): Effect.Effect<bigint, PlatformError> {
    return this.#call("seek", this.#file.seek(offset, from), { detail: `${offset} from ${from}` })
  }

  read(buffer: Uint8Array, options?: FileSystem.File.ReadOptions): Effect.Effect<number, PlatformError> {
    return Effect.suspend(() =>
      this.#call("read", this.#file.read(buffer, options), this.#reading(buffer.length, options), (bytes) =>
        this.#file.read(buffer.subarray(0, bytes), options)
      )
    )
  }

  readAlloc(
    size: number,
    options?: FileSystem.File.ReadOptions
  ): Effect.Effect<Option.Option<Uint8Array>, PlatformError> {
    return Effect.suspend(() =>
      this.#call("readAlloc", this.#file.readAlloc(size, options), this.#reading(size, options), (bytes) =>
        this.#file.readAlloc(bytes, options)
      )
    )
  }

  truncate(length?: number): Effect.Effect<void, PlatformError> {
    return this.#call("ftruncate", this.#file.truncate(length), { detail: `to ${length ?? 0} bytes` })
  }

  write(buffer: Uint8Array): Effect.Effect<number, PlatformError> {
    return Effect.suspend(() =>
      this.#call("write", this.#file.write(buffer), this.#writing(buffer.length), (bytes) =>
        this.#file.write(buffer.subarray(0, bytes))
      )
    )
  }

  writeAll(buffer: Uint8Array): Effect.Effect<void, PlatformError> {
    return Effect.suspend(() =>
      this.#call("writeAll", this.#file.writeAll(buffer), this.#writing(buffer.length), (bytes, owed) =>
        Effect.andThen(
          this.#file.writeAll(buffer.subarray(0, bytes)),
          Effect.fail(this.#failure("writeAll", owed?.name ?? "EIO"))
        )
      )
    )
  }

  /** Tells the plan that the file was closed; a failure there is a defect, as it is on Node. */
  closed(): Effect.Effect<void> {
    return Effect.orDie(this.#call("close", Effect.void))
  }

  #reading(bytes: number, options: FileSystem.File.ReadOptions | undefined) {
    const takeOwed = () => {
      const owed = this.#readOwes
      this.#readOwes = undefined
      return owed
    }
    const place = options?.position === undefined ? "" : ` at ${options.position}`
    return { bytes, detail: `${bytes} bytes${place}`, takeOwed }
  }

  #writing(bytes: number) {
    const takeOwed = () => {
      const owed = this.#writeOwes
      this.#writeOwes = undefined
      return owed
    }
    return { bytes, detail: `${bytes} bytes`, takeOwed }
  }

  #failure(operation: HandleOperation, name: ErrnoName, syscall?: string): PlatformError {
    return handleFailure(operation, this.fd ?? this.#path, name, syscall)
  }

  #call<A>(
    operation: HandleOperation,
    base: Effect.Effect<A, PlatformError>,
    planned: Partial<Planned<FileSystemOperation>> = {},
    shorten?: Target<A, PlatformError, never>["shorten"]
  ): Effect.Effect<A, PlatformError> {
    return this.#injector.call<A, PlatformError, never>(
      { operation, paths: [this.#path], ...planned },
      {
        base,
        fail: (name, syscall) => this.#failure(operation, name, syscall),
        shorten: (bytes, owed) => {
          if (operation === "read" || operation === "readAlloc") this.#readOwes = owed
          else if (operation === "write") this.#writeOwes = owed
          return shorten?.(bytes, owed) ?? base
        }
      }
    )
  }
}

/** What tells a file from every other, also from one that got its inode number later. */
const identityOf = (info: FileSystem.File.Info): string =>
  [info.dev, Option.getOrElse(info.ino, () => 0n), ...Option.toArray(info.birthtime).map(Number)].join(":")
