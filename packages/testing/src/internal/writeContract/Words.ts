/**
 * What the facts about writing say again and again.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileHash, WriteSnippetData } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"

/** Asks to replace a range of a file that has a certain hash. */
export const edit = (
  filePath: string,
  expectedHash: FileHash,
  [startByte, endByte]: readonly [number, number],
  replacement: string
): WriteSnippetData => ({ filePath, expectedHash, startByte, endByte, replacement })

/** The contents of a file as text. */
export const textOf = (path: string) => Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(path))

/** The permission bits of a file. */
export const modeOf = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.map(fs.stat(path), (info) => info.mode & 0o7777))

/** Demands that a folder holds these names and nothing else, above all no temporary file. */
export const expectNames = Effect.fnUntraced(function* (folder: string, names: ReadonlyArray<string>) {
  const fs = yield* FileSystem.FileSystem
  assert.deepStrictEqual((yield* fs.readDirectory(folder)).sort(), [...names].sort())
})
