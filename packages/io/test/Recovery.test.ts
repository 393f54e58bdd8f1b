import { assert, describe, it } from "@effect/vitest"
import type { PlokeError, RecoveredTransaction } from "@ploke/io"
import { ErrorPolicy, FileLock, Hasher, ReadService, WriteLedger, WriteService } from "@ploke/io"
import * as JournalRecord from "@ploke/io/JournalRecord"
import { MemoryFileSystem, MemoryLock, Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { hashOf, servicesOver } from "./TransactionPrograms.ts"

const journals = "/var/lib/ploke-io/journals"
const journal = `${journals}/00000000-0.journal`

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const digestOf = (text: string): string => hashOf(text).slice("sha256:".length)

interface Wanted {
  readonly path: string
  readonly old?: string
  readonly now?: string
  readonly mode?: number
  readonly requested?: string
}

const id = "0b0c3c0e-6a3f-4f3e-8f55-0d1f6a0f9d11"
const origin = "3b1c3c0e-6a3f-4f3e-8f55-0d1f6a0f9d22"

const recordOf = (
  files: ReadonlyArray<Wanted>,
  roots: ReadonlyArray<string> = ["/repo"]
): JournalRecord.JournalRecord => ({
  id,
  algorithm: "sha256",
  roots,
  origin,
  durability: "strict",
  committedAt: 0,
  files: files.map(({ mode, now, old, path, requested = path }) => ({
    path,
    requested,
    old: old === undefined ? undefined : { digest: digestOf(old), sizeBytes: encode(old).length },
    now:
      now === undefined
        ? undefined
        : {
            digest: digestOf(now),
            sizeBytes: encode(now).length,
            mode,
            usualMode: undefined,
            owner: undefined,
            spill: undefined
          }
  }))
})

const bytesOf = Effect.fnUntraced(function* (files: ReadonlyArray<Wanted>, roots?: ReadonlyArray<string>) {
  const hasher = yield* Hasher
  const contents = files.map(({ now }) => (now === undefined ? undefined : [encode(now)]))
  const pieces = JournalRecord.encode(hasher, recordOf(files, roots), contents)
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]))
})

/** Leaves a journal behind, as a process does that dies. */
const leave = Effect.fnUntraced(function* (bytes: Uint8Array, file = journal) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.makeDirectory(journals, { recursive: true, mode: 0o700 })
  yield* fs.chmod("/var/lib/ploke-io", 0o700)
  yield* fs.writeFile(file, bytes, { mode: 0o600 })
})

const leaveOf = (files: ReadonlyArray<Wanted>, roots?: ReadonlyArray<string>) =>
  Effect.flatMap(bytesOf(files, roots), (bytes) => leave(bytes))

interface Started {
  readonly write: WriteService["Service"]
  readonly read: ReadService["Service"]
  /** What the start told the policy of errors. */
  readonly told: ReadonlyArray<PlokeError>
  readonly noted: ReadonlyArray<string>
}

/** Starts the services, which recovers, and runs something with them. */
const started = <A, E, R>(
  use: (started: Started) => Effect.Effect<A, E, R>,
  roots: ReadonlyArray<string> = ["/repo"]
) =>
  Effect.suspend(() => {
    const told: Array<PlokeError> = []
    const noted: Array<string> = []
    const emit = (error: PlokeError) => Effect.sync(() => void told.push(error))
    const ledger = Layer.succeed(WriteLedger, {
      begin: (states, whose) =>
        Effect.sync(() => {
          noted.push(`${states.length} of ${whose}`)
          return (outcome) => Effect.sync(() => void noted.push(outcome))
        })
    })
    const running = Effect.gen(function* () {
      return yield* use({ write: yield* WriteService, read: yield* ReadService, told, noted })
    })
    return Effect.provide(
      running,
      servicesOver(roots).pipe(Layer.provide(ledger), Layer.provide(Layer.succeed(ErrorPolicy, { emit })))
    )
  })

const restart = started(({ told }) => Effect.succeed(told))

const textAt = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.orElseSucceed(fs.readFileString(path), () => undefined))

const names = (folder: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.orElseSucceed(fs.readDirectory(folder), () => []))

const over =
  (tree: Tree.Tree) =>
  <A, E>(
    effect: Effect.Effect<
      A,
      E,
      FileSystem.FileSystem | MemoryFileSystem.MemoryFileSystem | MemoryLock.MemoryLock | Hasher
    >
  ) =>
    Effect.provide(effect, Layer.mergeAll(MemoryFileSystem.layer(tree), hasherLayer, MemoryLock.layer))

const hasherLayer = Layer.succeed(Hasher, {
  algorithm: "sha256",
  digest: (bytes) => hashOf(new TextDecoder().decode(bytes)).slice(7),
  start: () => assert.fail("not used")
})

const states = (transactions: ReadonlyArray<RecoveredTransaction>) => transactions.map(({ state }) => state)

const files: ReadonlyArray<Wanted> = [
  { path: "/repo/a", old: "a0", now: "a1", mode: 0o600 },
  { path: "/repo/b", old: "b0", now: "b1" },
  { path: "/repo/new/folder/c", now: "c1", mode: 0o640 },
  { path: "/repo/gone", old: "gone" }
]
const tree: Tree.Tree = { "/repo/a": "a1", "/repo/b": "b0", "/repo/gone": "gone", "/repo/x": "x" }

describe("a transaction that a process left behind", () => {
  it.effect("is brought to its end by the next start, once", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* leaveOf(files)
      const noted = yield* started(({ noted: all }) => Effect.succeed(all))
      const folder = [`1 of ${origin}`, "applied"]
      assert.deepStrictEqual(noted, [`4 of ${origin}`, ...folder, ...folder, "applied"])
      assert.deepStrictEqual([yield* textAt("/repo/a"), yield* textAt("/repo/b")], ["a1", "b1"])
      assert.deepStrictEqual([yield* textAt("/repo/new/folder/c"), yield* textAt("/repo/gone")], ["c1", undefined])
      assert.strictEqual((yield* fs.stat("/repo/new/folder/c")).mode & 0o777, 0o640)
      assert.deepStrictEqual((yield* names("/repo")).sort(), ["a", "b", "new", "x"])
      assert.deepStrictEqual(yield* names(journals), [])
      const again = yield* started(({ noted: all, write }) =>
        Effect.map(write.recover(), ({ transactions }) => [...all, ...transactions])
      )
      assert.deepStrictEqual(again, [])
    }).pipe(over(tree))
  )

  it.effect("is brought to its end by two that start at the same time", () =>
    Effect.gen(function* () {
      yield* leaveOf(files)
      const locks = yield* MemoryLock.MemoryLock
      const together = Effect.all([restart, restart, restart], { concurrency: "unbounded" })
      const fiber = yield* Effect.forkChild(together)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual((yield* Fiber.join(fiber)).flat(), [])
      assert.deepStrictEqual([yield* textAt("/repo/b"), yield* textAt("/repo/gone")], ["b1", undefined])
      assert.deepStrictEqual(yield* names(journals), [])
      assert.deepStrictEqual(yield* locks.held, [])
    }).pipe(over(tree))
  )

  it.effect("is left to the process that is about it", () =>
    Effect.gen(function* () {
      yield* leaveOf(files)
      const scope = yield* Scope.make()
      const held = yield* Scope.provide((yield* FileLock).open(undefined), scope)
      const attempt = yield* held.tryLock("journal-00000000-0")
      assert.strictEqual(attempt._tag, "Held")
      const report = yield* Effect.forkChild(started(({ write }) => write.recover()))
      yield* TestClock.adjust("1 minute")
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(states((yield* Fiber.join(report)).transactions), ["busy"])
      assert.strictEqual(yield* textAt("/repo/b"), "b0")
    }).pipe(over(tree))
  )

  const changed: Tree.Tree = { ...tree, "/repo/b": "somebody else's" }

  it.effect("is told, and touches nothing, where somebody else has changed one of its files", () =>
    Effect.gen(function* () {
      yield* leaveOf(files)
      yield* started(({ told, write }) =>
        Effect.gen(function* () {
          const [error] = told
          const reason = error?._tag === "FatalError" ? error.reason : undefined
          assert.deepStrictEqual(reason?._tag === "TransactionStuck" ? [reason.id, reason.paths] : reason, [
            id,
            ["/repo/b"]
          ])
          assert.deepStrictEqual(yield* Effect.forEach(["/repo/a", "/repo/b", "/repo/gone"], textAt), [
            "a1",
            "somebody else's",
            "gone"
          ])
          // Its files must not be written meanwhile, others may.
          for (const filePath of ["/repo/a", "/repo/b", "/repo/gone", "/repo/new/folder/c"]) {
            const create = write.createFile({ filePath, content: "", onExists: "overwrite", createParents: true })
            const refused = yield* Effect.flip(create)
            assert.strictEqual(refused._tag === "FatalError" ? refused.reason._tag : refused._tag, "TransactionStuck")
          }
          const both = yield* Effect.flip(
            write.transaction([{ _tag: "Remove", filePath: "/repo/gone", expectedHash: hashOf("gone") }])
          )
          assert.include(both.message, id)
          yield* write.createFile({ filePath: "/repo/x", content: "", onExists: "overwrite", createParents: false })
          assert.deepStrictEqual(states((yield* write.recover()).transactions), ["stuck"])
        })
      )
      assert.strictEqual((yield* names(journals)).length, 1)
    }).pipe(over(changed))
  )

  it.effect("wins where that is asked for", () =>
    Effect.gen(function* () {
      yield* leaveOf(files)
      yield* started(({ write }) =>
        Effect.gen(function* () {
          assert.deepStrictEqual(states((yield* write.recover({ resolve: "force" })).transactions), ["forced"])
          assert.deepStrictEqual(yield* Effect.forEach(["/repo/a", "/repo/b", "/repo/gone"], textAt), [
            "a1",
            "b1",
            undefined
          ])
          yield* write.createFile({ filePath: "/repo/b", content: "", onExists: "overwrite", createParents: false })
        })
      )
      assert.deepStrictEqual(yield* names(journals), [])
    }).pipe(over(changed))
  )

  it.effect("is given up where that is asked for, and all files stay as they are", () =>
    Effect.gen(function* () {
      yield* leaveOf(files)
      yield* started(({ write }) =>
        Effect.gen(function* () {
          assert.deepStrictEqual(states((yield* write.recover({ resolve: "abandon" })).transactions), ["abandoned"])
          assert.deepStrictEqual(yield* Effect.forEach(["/repo/a", "/repo/b", "/repo/gone"], textAt), [
            "a1",
            "somebody else's",
            "gone"
          ])
          yield* write.createFile({ filePath: "/repo/b", content: "", onExists: "overwrite", createParents: false })
        })
      )
      assert.deepStrictEqual(yield* names(journals), [])
    }).pipe(over(changed))
  )

  it.effect("no longer keeps its files from being written when another process has given it up", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* leaveOf(files)
      yield* started(({ write }) =>
        Effect.gen(function* () {
          const overwrite = write.createFile({
            filePath: "/repo/b",
            content: "",
            onExists: "overwrite",
            createParents: false
          })
          yield* Effect.flip(overwrite)
          yield* fs.remove(journal)
          assert.deepStrictEqual((yield* write.recover()).transactions, [])
          yield* overwrite
        })
      )
    }).pipe(over(changed))
  )

  it.effect("does not follow a folder that became a link", () =>
    Effect.gen(function* () {
      yield* leaveOf([{ path: "/repo/d/a", old: "0", now: "1" }])
      const told = yield* restart
      assert.strictEqual(told.length, 1)
      assert.strictEqual(yield* textAt("/outside/a"), "0")
    }).pipe(over({ "/repo/d": Tree.symlink("/outside"), "/outside/a": "0" }))
  )

  it.effect("is nobody's business whose roots are others, and touches nothing outside of them", () =>
    Effect.gen(function* () {
      yield* leaveOf([{ path: "/outside/a", old: "0", now: "1" }], ["/outside"])
      assert.deepStrictEqual(yield* restart, [])
      assert.strictEqual((yield* names(journals)).length, 1)
      yield* leaveOf([
        { path: "/repo/a", old: "a0", now: "a2" },
        { path: "/outside/a", old: "0", now: "1" }
      ])
      assert.strictEqual((yield* restart).length, 1)
      assert.deepStrictEqual([yield* textAt("/outside/a"), yield* textAt("/repo/a")], ["0", "a0"])
      // With both roots it is done.
      const told = yield* started((all) => Effect.succeed(all.told), ["/repo", "/outside"])
      assert.deepStrictEqual(told, [])
      assert.deepStrictEqual([yield* textAt("/outside/a"), yield* textAt("/repo/a")], ["1", "a2"])
    }).pipe(over({ "/repo/a": "a0", "/outside/a": "0" }))
  )

  it.effect("is kept for a while where its roots are gone, and then is not", () =>
    Effect.gen(function* () {
      yield* leaveOf([{ path: "/elsewhere/a", old: "0", now: "1" }], ["/elsewhere"])
      yield* TestClock.adjust("29 days")
      yield* restart
      assert.strictEqual((yield* names(journals)).length, 1)
      yield* TestClock.adjust("2 days")
      yield* restart
      assert.deepStrictEqual(yield* names(journals), [])
      // One whose root is there stays, however old it is.
      yield* leaveOf([{ path: "/outside/a", old: "0", now: "1" }], ["/outside"])
      yield* restart
      assert.strictEqual((yield* names(journals)).length, 1)
    }).pipe(over({ "/repo/a": "", "/outside/a": "0" }))
  )
})

describe("a journal that is not whole", () => {
  const intact = ["a1", "b0", "gone"]
  const look = Effect.forEach(["/repo/a", "/repo/b", "/repo/gone"], textAt)

  const damage: ReadonlyArray<readonly [string, (bytes: Uint8Array) => Uint8Array]> = [
    ["is empty", () => new Uint8Array()],
    ["is all zeros", (bytes) => new Uint8Array(bytes.length)],
    ["ends in the middle", (bytes) => bytes.slice(0, bytes.length >> 1)],
    ["lost its last byte", (bytes) => bytes.slice(0, -1)],
    ["has a flipped bit in its record", (bytes) => bytes.map((byte, i) => (i === 600 ? byte ^ 1 : byte))],
    [
      "has a flipped bit in its contents",
      (bytes) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))
    ],
    ["lost its first sector", (bytes) => bytes.map((byte, i) => (i < 512 ? 0 : byte))]
  ]

  it.effect.each(damage)("changes nothing where it %s", ([, change]) =>
    Effect.gen(function* () {
      yield* leave(change(yield* bytesOf(files)))
      assert.deepStrictEqual(yield* restart, [])
      assert.deepStrictEqual(yield* look, intact)
      assert.deepStrictEqual(yield* names(journals), [])
    }).pipe(over(tree))
  )

  it.effect("is left alone where it is of another version", () =>
    Effect.gen(function* () {
      const bytes = yield* bytesOf(files)
      yield* leave(encode(new TextDecoder().decode(bytes).replace("ploke-io journal 1 ", "ploke-io journal 2 ")))
      const states = yield* started(({ write }) =>
        Effect.map(write.recover(), ({ transactions }) => transactions.map(({ state }) => state))
      )
      assert.deepStrictEqual(states, ["unreadable"])
      assert.deepStrictEqual(yield* look, intact)
      assert.strictEqual((yield* names(journals)).length, 1)
    }).pipe(over(tree))
  )

  it.effect("changes something where it is whole", () =>
    Effect.gen(function* () {
      yield* leave(yield* bytesOf(files))
      yield* restart
      assert.deepStrictEqual(yield* look, ["a1", "b1", undefined])
    }).pipe(over(tree))
  )

  it.effect("is not looked for below a root", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const bytes = yield* bytesOf(files)
      yield* fs.makeDirectory("/repo/.ploke-io/journals", { recursive: true, mode: 0o700 })
      yield* fs.writeFile("/repo/.ploke-io/journals/00000000-0.journal", bytes, { mode: 0o600 })
      yield* Effect.provide(Effect.void, servicesOver(["/repo"], { stateDirectory: "/repo/.ploke-io" }))
      assert.deepStrictEqual(yield* look, intact)
      // The same journal is believed where it lies outside.
      yield* leave(bytes)
      yield* restart
      assert.deepStrictEqual(yield* look, ["a1", "b1", undefined])
    }).pipe(over(tree))
  )
})
