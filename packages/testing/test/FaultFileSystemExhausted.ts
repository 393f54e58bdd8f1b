/** Run with few descriptors: prints the failures of a disk without descriptors beside those of a plan. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Fault, FaultFileSystem } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { shapeOf } from "./FaultFileSystemShape.ts"

const scratch = mkdtempSync(join(tmpdir(), "io-testing-"))
const file = join(scratch, "file")
writeFileSync(file, "text")

const calls = {
  open: (fs: FileSystem.FileSystem) => Effect.scoped(fs.open(file)),
  readFile: (fs: FileSystem.FileSystem) => fs.readFile(file),
  writeFile: (fs: FileSystem.FileSystem) => fs.writeFileString(file, "never"),
  truncate: (fs: FileSystem.FileSystem) => fs.truncate(file, 0),
  copyFile: (fs: FileSystem.FileSystem) => fs.copyFile(file, `${file}.copy`),
  readDirectory: (fs: FileSystem.FileSystem) => fs.readDirectory(scratch),
  readDirectoryEntries: (fs: FileSystem.FileSystem) => fs.readDirectoryEntries(scratch)
} as const

const exhaust = Effect.acquireRelease(
  Effect.sync(() => {
    const descriptors: Array<number> = []
    try {
      for (;;) descriptors.push(openSync("/dev/null", "r"))
    } catch {
      return descriptors
    }
  }),
  (descriptors) => Effect.sync(() => descriptors.forEach((descriptor) => closeSync(descriptor)))
)

const program = Effect.gen(function* () {
  const disk = yield* FileSystem.FileSystem
  const compared: Array<unknown> = []
  for (const [name, call] of Object.entries(calls)) {
    const operation = name as keyof typeof calls
    const { fileSystem } = FaultFileSystem.make(disk, [{ on: operation, fault: Fault.errno("EMFILE") }])
    const planned = shapeOf(yield* Effect.flip(call(fileSystem)))
    const real = shapeOf(yield* Effect.scoped(Effect.andThen(exhaust, Effect.flip(call(disk)))))
    compared.push({ operation, planned, real })
  }
  return compared
}).pipe(Effect.provide(NodeFileSystem.layer))

console.log(JSON.stringify(await Effect.runPromise(program)))
rmSync(scratch, { recursive: true })
