import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { describe, Flag, Mode, Path } from "./OperationsOnPaths.ts"

/** Few, so that the operations of a program meet on them. */
const Slot = Schema.Literals(["A", "B"])

const Size = Schema.Literals([0, 1, 4, 64])

const Text = Schema.Literals(["", "x", "hello", "longer text"])

/** What a program does with files that stay open while everything else happens to them. */
export const openFileOperations = {
  open: { slot: Slot, path: Path, flag: Flag, mode: Mode, noFollow: Schema.Boolean },
  close: { slot: Slot },
  fileWrite: { slot: Slot, text: Text },
  fileWriteAll: { slot: Slot, text: Text },
  fileRead: { slot: Slot, size: Size },
  fileReadAt: { slot: Slot, size: Size, position: Schema.Literals([-1, 0, 2, 100]) },
  fileReadAlloc: { slot: Slot, size: Schema.Literals([0, 1, 4, 64, -1]) },
  fileSeek: { slot: Slot, offset: Schema.Literals([0, 1, 5, 100, -1]), from: Schema.Literals(["start", "current"]) },
  fileTruncate: { slot: Slot, length: Schema.Literals([0, 2, 30]) },
  fileStat: { slot: Slot },
  fileSync: { slot: Slot }
} as const

export const OpenFileOperation = Schema.TaggedUnion(openFileOperations)

export type OpenFileOperation = typeof OpenFileOperation.Type

interface OpenFile {
  readonly file: FileSystem.File
  readonly scope: Scope.Closeable
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const shown = (read: Option.Option<Uint8Array>): ReadonlyArray<number> | undefined =>
  Option.getOrUndefined(Option.map(read, (chunk) => Array.from(chunk)))

/** The open files of one program; what is left open goes with the scope. */
export class OpenFiles {
  readonly #files = new Map<string, OpenFile>()

  readonly closeAll = Effect.suspend(() =>
    Effect.forEach([...this.#files.keys()], (slot) => this.#close(slot), { discard: true })
  )

  run(fs: FileSystem.FileSystem, root: string, operation: OpenFileOperation): Effect.Effect<unknown, PlatformError> {
    if (operation._tag === "open") return this.#open(fs, root, operation)
    if (operation._tag === "close") return this.#close(operation.slot)
    const open = this.#files.get(operation.slot)
    return open === undefined ? Effect.succeed("not open") : useFile(open.file, operation)
  }

  #open(fs: FileSystem.FileSystem, root: string, operation: Extract<OpenFileOperation, { _tag: "open" }>) {
    const { slot, path, flag, mode, noFollow } = operation
    return Effect.gen({ self: this }, function* () {
      const scope = yield* Scope.make()
      const file = yield* fs.open(root + path, { flag, mode, noFollow }).pipe(Scope.provide(scope))
      yield* this.#close(slot)
      this.#files.set(slot, { file, scope })
    })
  }

  #close(slot: string): Effect.Effect<unknown> {
    return Effect.suspend(() => {
      const open = this.#files.get(slot)
      this.#files.delete(slot)
      return open === undefined ? Effect.succeed("not open") : Scope.close(open.scope, Exit.void)
    })
  }
}

const useFile = (
  file: FileSystem.File,
  operation: Exclude<OpenFileOperation, { _tag: "open" | "close" }>
): Effect.Effect<unknown, PlatformError> => {
  switch (operation._tag) {
    case "fileWrite":
      return file.write(bytes(operation.text))
    case "fileWriteAll":
      return file.writeAll(bytes(operation.text))
    case "fileRead":
      return readInto(file, operation.size)
    case "fileReadAt":
      return readInto(file, operation.size, { position: BigInt(operation.position) })
    case "fileReadAlloc":
      return Effect.map(file.readAlloc(operation.size), shown)
    case "fileSeek":
      return Effect.map(file.seek(BigInt(operation.offset), operation.from), Number)
    case "fileTruncate":
      return file.truncate(operation.length)
    case "fileStat":
      return Effect.map(file.stat, describe)
    case "fileSync":
      return file.sync
  }
}

const readInto = (file: FileSystem.File, size: number, options?: FileSystem.File.ReadOptions) =>
  Effect.suspend(() => {
    const buffer = new Uint8Array(size)
    return Effect.map(file.read(buffer, options), (count) => [count, ...buffer.subarray(0, count)])
  })
