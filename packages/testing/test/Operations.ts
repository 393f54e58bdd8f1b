import type * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import { type OpenFileOperation, openFileOperations, type OpenFiles } from "./OperationsOpenFiles.ts"
import { FilePath, type PathOperation, pathOperations, runOnPath } from "./OperationsOnPaths.ts"

/** Everything that a program may do to a file system, but for watching it. */
export const Operation = Schema.TaggedUnion({ ...pathOperations, ...openFileOperations })

export type Operation = typeof Operation.Type

export const operationNames = Object.keys({ ...pathOperations, ...openFileOperations }) as ReadonlyArray<
  Operation["_tag"]
>

/** A program begins with two open files, so that most of what it does to open files meets one. */
export const Program = Schema.Struct({
  opens: Schema.Tuple([
    Schema.TaggedUnion({ open: { ...openFileOperations.open, slot: Schema.Literal("A"), path: FilePath } }),
    Schema.TaggedUnion({ open: { ...openFileOperations.open, slot: Schema.Literal("B"), path: FilePath } })
  ]),
  operations: Schema.Array(Operation)
})

export type Program = typeof Program.Type

const isOpenFileOperation = (operation: Operation): operation is OpenFileOperation =>
  operation._tag in openFileOperations

/** Runs one operation below `root`; the result can be compared between file systems. */
export const runOperation = (
  fs: FileSystem.FileSystem,
  files: OpenFiles,
  root: string,
  operation: Operation
): Effect.Effect<unknown, PlatformError> =>
  isOpenFileOperation(operation)
    ? files.run(fs, root, operation)
    : runOnPath(fs, root, operation satisfies PathOperation)
