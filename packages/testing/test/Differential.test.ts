import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Fault, FaultFileSystem } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import { accessSync, constants, statfsSync } from "node:fs"
import { tmpdir } from "node:os"
import { compare, Tally } from "./DifferentialPrograms.ts"
import { scratchDirectory, scratchDirectoryIn } from "./Disk.ts"
import { type Operation, operationNames } from "./Operations.ts"

const seed = 20_261_122

const kindOf = (path: string): string => {
  const { type } = statfsSync(path)
  return { 0xef53: "ext4", 0x0102_1994: "tmpfs", 0x5846_5342: "xfs", 0x794c_7630: "overlayfs" }[type] ?? `kind ${type}`
}

/** The folder for temporaries, and shared memory where that is another kind of file system. */
const disks = (): ReadonlyArray<string> => {
  const shared = "/dev/shm"
  try {
    accessSync(shared, constants.W_OK)
    return kindOf(shared) === kindOf(tmpdir()) ? [tmpdir()] : [tmpdir(), shared]
  } catch {
    return [tmpdir()]
  }
}

/** What cannot fail: it looks, or there is nothing about it that a disk could refuse. */
const infallible: ReadonlyArray<Operation["_tag"]> = ["close", "fileStat", "fileSync"]

describe("memory and disk agree on every result, failure and remaining file of a random program", () => {
  for (const disk of disks()) {
    it.effect(
      `on ${kindOf(disk)}`,
      () =>
        Effect.gen(function* () {
          const tally = new Tally()
          const found = yield* compare({ runs: 500, seed, tally, scratch: scratchDirectoryIn(disk) })
          assert.isTrue(found === "", found)
          // Programs that never get to a call compare nothing.
          for (const operation of operationNames) {
            const succeeded = tally.count(operation, "ok")
            const failed = tally.count(operation) - succeeded - tally.count(operation, "not open")
            assert.isAbove(succeeded, 19, `${operation} hardly ever succeeds`)
            if (infallible.includes(operation)) assert.strictEqual(failed, 0, operation)
            else assert.isAbove(failed, 4, `${operation} hardly ever fails`)
          }
          assert.includeMembers(
            [...tally.codes],
            ["EBADF", "EEXIST", "EINVAL", "EISDIR", "ELOOP", "ENOENT", "ENOTDIR", "ENOTEMPTY", "EPERM", "BadArgument"]
          )
        }).pipe(Effect.provide(NodeFileSystem.layer)),
      90_000
    )
  }
})

/** Lies that the comparison must notice, or it says little about what it does not notice. */
const lies: Readonly<Record<string, FaultFileSystem.Rule>> = {
  "a write that stops early": { on: "write", times: "forever", fault: Fault.shortWrite() },
  "a read that stops early": { on: "read", times: "forever", fault: Fault.shortRead() },
  "a rename that is done and reported as failed": {
    on: "rename",
    times: "forever",
    fault: Fault.errno("EIO", { work: "done" })
  },
  "a failure with another errno": { on: "readLink", times: "forever", fault: Fault.errno("EPERM") },
  "a failure of another system call": {
    on: "readFile",
    path: /missing|x$/,
    times: "forever",
    fault: Fault.errno("ENOTDIR", { syscall: "stat" })
  },
  "an open file that cannot be cut": { on: "ftruncate", times: "forever", fault: Fault.errno("EINVAL") },
  "an open file that can no longer be looked at": { on: "fstat", times: "forever", fault: Fault.errno("ENOENT") }
}

const lying = (rule: FaultFileSystem.Rule) => (memory: FileSystem.FileSystem) =>
  FaultFileSystem.make(memory, [rule]).fileSystem

describe("the comparison notices", () => {
  for (const [lie, rule] of Object.entries(lies)) {
    it.effect(
      lie,
      () =>
        Effect.gen(function* () {
          const found = yield* compare({
            runs: 400,
            seed,
            scratch: scratchDirectory,
            spoil: lying(rule)
          })
          assert.match(found, /memory: .*\ndisk:/)
        }).pipe(Effect.provide(NodeFileSystem.layer)),
      90_000
    )
  }
})
