import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as PlatformError from "effect/PlatformError"
import * as Schema from "effect/Schema"
import * as MemoryFileSystem from "@ploke/io-testing/MemoryFileSystem"
import * as Tree from "@ploke/io-testing/Tree"
import { scratchDirectory, user } from "./Disk.ts"
import { Operation, runOperation } from "./Operations.ts"

const sequences = 300
const operationsMax = 20

// A program of these paths and targets climbs four levels at most, by a chain of links to `..`; it must not leave the
// scratch directory of the disk.
const nesting = "/1/2/3/4/5/6/root"

const umask = process.umask()

/** Where every program starts: most of its paths exist, so that most of its operations do something. */
const start: Tree.Tree = {
  "/a/b/c": "one",
  "/d/e/": {},
  "/d/l": Tree.symlink("../f"),
  "/f": Tree.file("two", { mode: 0o600 }),
  "/f2": Tree.hardLink("/f"),
  "/l": Tree.symlink("a")
}

const outcome = (operation: Operation, exit: Exit.Exit<unknown, PlatformError.PlatformError>): unknown => {
  if (Exit.isSuccess(exit)) return { ok: exit.value }
  const error = Exit.findErrorOption(exit)
  if (error._tag === "None") return { defect: String(exit.cause) }
  const { reason } = error.value
  const cause = reason.cause as { readonly code?: string; readonly path?: string; readonly dest?: string } | undefined
  const syscall = "syscall" in reason ? reason.syscall : undefined
  // Node looks at both ends of a copy at once: where both are refused, either refusal may come first.
  if (operation._tag === "copy" && syscall === "lstat") return { syscall }
  return {
    tag: reason._tag,
    code: cause?.code,
    syscall,
    path: cause?.path,
    dest: cause?.dest
  }
}

const runSequence = (root: string, operations: ReadonlyArray<Operation>) =>
  Effect.gen(function* () {
    const outcomes: Array<unknown> = []
    yield* Tree.write(start, { root })
    for (const operation of operations) {
      outcomes.push([JSON.stringify(operation), outcome(operation, yield* Effect.exit(runOperation(root, operation)))])
    }
    return { outcomes, tree: yield* Tree.snapshot(root) }
  })

/** The lines on which two runs differ, or nothing. */
const differences = (memory: ReadonlyArray<unknown>, disk: ReadonlyArray<unknown>): string =>
  Array.from({ length: Math.max(memory.length, disk.length) }, (_, index) => {
    const [ours, theirs] = [JSON.stringify(memory[index]), JSON.stringify(disk[index])]
    return ours === theirs ? "" : `memory: ${ours}\ndisk:   ${theirs}\n`
  }).join("")

it.effect.prop(
  "memory and disk agree on every result, refusal and remaining file of a random program",
  [Schema.Array(Operation).check(Schema.isMaxLength(operationsMax))],
  ([operations]) =>
    Effect.gen(function* () {
      const disk = yield* FileSystem.FileSystem
      const scratch = yield* scratchDirectory
      const root = scratch + nesting
      yield* disk.makeDirectory(root, { recursive: true })
      const memory = MemoryFileSystem.layer({ [root]: Tree.directory() }, { user, umask })
      const onDisk = yield* runSequence(root, operations)
      const inMemory = yield* Effect.provide(runSequence(root, operations), memory)
      const found = differences([...inMemory.outcomes, ...inMemory.tree], [...onDisk.outcomes, ...onDisk.tree])
      assert.isTrue(found === "", found)
    }).pipe(Effect.scoped, Effect.provide(Layer.fresh(NodeFileSystem.layer))),
  { arbitrary: { runs: sequences, seed: 20_261_122, size: operationsMax }, timeout: 60_000 }
)
