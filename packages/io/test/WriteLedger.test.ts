import { assert, describe, it } from "@effect/vitest"
import type { OriginId } from "@ploke/core"
import { WriteLedger } from "@ploke/io"
import { Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { OwnWrites } from "../src/OwnWrites.ts"
import type { OwnContent, OwnOutcome, OwnState } from "../src/WriteLedger.ts"
import * as Transactions from "./TransactionPrograms.ts"
import * as Writes from "./WritePrograms.ts"

type Disk = Parameters<Parameters<typeof FaultFileSystem.sweep>[1]>[0]
type Contents = ReadonlyMap<string, OwnContent>

const contentsOf = Effect.map(MemoryFileSystem.MemoryFileSystem, ({ volume }) => (): Contents => {
  const contents = new Map<string, OwnContent>()
  for (const { path: name, type } of volume.snapshot("/repo")) {
    if (name.includes(".ploke-io-")) continue
    const path = `/repo/${name}`
    const text = new TextDecoder().decode(volume.nodeAt(path)?.content)
    contents.set(path, type === "Directory" ? "directory" : Transactions.hashOf(text))
  }
  return contents
})

const at = (contents: Contents, path: string): OwnContent => contents.get(path) ?? "absent"

/** A ledger that compares what it is told with what is there, which changes only where something is announced. */
class Witness implements WriteLedger {
  readonly own = new OwnWrites()
  readonly outcomes: Array<OwnOutcome> = []
  readonly #contents: () => Contents
  readonly #open: Array<string> = []
  readonly #known: Map<string, OwnContent>

  constructor(contents: () => Contents) {
    this.#contents = contents
    this.#known = new Map(contents())
    this.own.start()
  }

  readonly begin = (states: ReadonlyArray<OwnState>, origin: OriginId | undefined) =>
    Effect.sync(() => {
      const now = this.expectKnown()
      for (const { after, before, path } of states) {
        assert.isFalse(this.#open.includes(path), `${path} is announced twice`)
        // What looks as if it were missing may be there: then making it fails.
        if (after !== "directory") assert.strictEqual(at(now, path), before, `${path} before it is announced`)
      }
      const paths = states.map(({ path }) => path)
      this.#open.push(...paths)
      const end = this.own.announce(states, origin)
      return (outcome: OwnOutcome) =>
        Effect.sync(() => {
          for (const { after, path } of states) {
            const found = at(this.#contents(), path)
            const before = at(now, path)
            const allowed = { applied: [after], unchanged: [before], unknown: [after, before] }[outcome]
            assert.include(allowed, found, `${path} is ${outcome}`)
            this.#known.set(path, found)
            this.#open.splice(this.#open.indexOf(path), 1)
          }
          this.outcomes.push(outcome)
          end(outcome)
        })
    })

  /** What changed since this was last known is announced. */
  expectKnown(): Contents {
    const now = this.#contents()
    for (const path of new Set([...now.keys(), ...this.#known.keys()])) {
      if (this.#open.includes(path)) continue
      assert.strictEqual(at(now, path), at(this.#known, path), `${path} has changed, and nobody said so`)
    }
    return now
  }

  /** All that is announced has ended, and all that has changed since the start is known as ours. */
  expectOver(start: Contents): void {
    const now = this.expectKnown()
    assert.deepStrictEqual(this.#open, [])
    for (const path of new Set([...now.keys(), ...start.keys()])) {
      assert.isFalse(this.own.pending(path))
      if (at(now, path) === at(start, path)) continue
      const match = this.own.match(path, at(now, path), this.own.mark(), at(start, path))
      assert.isDefined(match, `${path} looks foreign`)
    }
  }
}

interface Program extends Pick<Writes.WriteProgram, "title" | "tree"> {
  readonly over: (
    disk: Disk,
    witness: Witness
  ) => Effect.Effect<unknown, unknown, MemoryFileSystem.MemoryFileSystem | FileSystem.FileSystem>
}

// What is announced in the same way is looked at once.
const writes = [
  "an edit",
  "a creation with its folders",
  "a removal",
  "a move to another folder",
  "a patch that renames"
]
const transactions = Transactions.programs.filter(({ title }) => /^(a creation|a move|files)/.test(title))

const programs: ReadonlyArray<Program> = [
  ...Writes.programs
    .filter(({ title }) => writes.includes(title))
    .map(({ act, title, tree }): Program => {
      const over: Program["over"] = (disk, witness) =>
        Effect.provide(
          act,
          Writes.services.pipe(Layer.provide(Layer.succeed(WriteLedger, witness)), Layer.provideMerge(disk))
        )
      return { title, tree, over }
    }),
  ...transactions.map((program): Program => {
    const over: Program["over"] = (disk, witness) =>
      Effect.provide(
        Transactions.act(program),
        Transactions.services.pipe(Layer.provide(Layer.succeed(WriteLedger, witness)), Layer.provideMerge(disk))
      )
    return { title: `a transaction of ${program.title}`, tree: program.tree, over }
  })
]

const faults = [
  ["fails", [Fault.errno("EIO"), Fault.errno("ENOENT"), Fault.errno("EEXIST")]],
  ["is done, and says that it failed", [Fault.errno("EIO", { work: "done" })]],
  ["is interrupted", [Fault.interrupt("before"), Fault.interrupt("after")]]
] as const

const run =
  ({ over, tree }: Program) =>
  (disk: Disk) =>
    Effect.gen(function* () {
      const contents = yield* contentsOf
      const start = contents()
      const witness = new Witness(contents)
      const child = yield* Effect.forkChild(over(disk, witness))
      const exit = yield* Fiber.await(child)
      assert.isFalse(Exit.isFailure(exit) && Exit.hasDies(exit), String(exit))
      witness.expectOver(start)
      return witness.outcomes
    }).pipe(Effect.provide(MemoryFileSystem.layer(tree)))

describe.each(programs)("what the ledger is told of $title", (program) => {
  it.effect.each(faults)("is the truth where any step in its folders %s", ([, each]) =>
    Effect.gen(function* () {
      for (const fault of each) {
        const runs = yield* FaultFileSystem.sweep({ on: "any", path: /^\/repo/, fault }, run(program))
        assert.isAbove(runs.flat().length, 1)
      }
    })
  )
})

describe("what the ledger is told of a transaction", () => {
  it.effect.each(faults)("is the truth where any step of its journal %s", ([, [fault]]) =>
    Effect.gen(function* () {
      const runs = yield* FaultFileSystem.sweep({ on: "any", path: /journals/, fault }, run(programs.at(-1)!))
      assert.include(runs.flat(), "applied")
      assert.isAbove(runs.length, 5)
    })
  )
})
