import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import { queueLimit } from "../src/internal/inotify.ts"
import { PendingHints } from "../src/internal/watchHints.ts"
import { QueueGauge } from "../src/internal/queueGauge.ts"
import { makeFolder, withFolder } from "./Folders.ts"
import { watchedBelow, watching } from "./Watched.ts"

// More files than the queue of the system holds notifications.
const folders = 17
const filesPerFolder = 1_000

const makeFiles = (folder: string, count: number): ReadonlyArray<string> => {
  const files: Array<string> = []
  for (let i = 0; i < count; i++) {
    fs.mkdirSync(`${folder}/${i}`)
    for (let k = 0; k < filesPerFolder; k++) {
      files.push(`${folder}/${i}/f${k}`)
      fs.writeFileSync(files.at(-1)!, "")
    }
  }
  return files
}

// Appends to so many files, while this thread waits for nothing else; in rounds, or folder by folder with a pause after each.
const appendElsewhere = (folder: string, count: number, rounds = 1, pauseMillis = 0): void => {
  const program = `
    const fs = require("node:fs")
    const [folder, ...numbers] = process.argv.slice(1)
    const [count, rounds, pause] = numbers.map(Number)
    const still = new Int32Array(new SharedArrayBuffer(4))
    for (let round = 0; round < rounds; round++) for (let i = 0; i < count; i++) {
      fs.appendFileSync(folder + "/" + Math.floor(i / ${filesPerFolder}) + "/f" + (i % ${filesPerFolder}), "x")
      if (pause > 0 && (i + 1) % ${filesPerFolder} === 0) Atomics.wait(still, 0, 0, pause)
    }`
  execFileSync(process.execPath, ["-e", program, folder, String(count), String(rounds), String(pauseMillis)])
}

// That many files take a busy machine long to make.
const timeout = 120_000

describe(
  "more changes than the queue of the system holds, while the calling thread does something else",
  { timeout },
  () => {
    let many = ""
    let files: ReadonlyArray<string> = []
    beforeAll(() => {
      many = makeFolder()
      files = makeFiles(many, folders)
    }, timeout)
    afterAll(() => fs.rmSync(many, { recursive: true, force: true }), timeout)

    it("are told as lost where it watches itself", () =>
      watching(many, "thread", async ({ ear, root }) => {
        appendElsewhere(many, files.length)
        await ear.until("the loss", () => ear.losses.length > 0, timeout)
        const [loss] = ear.losses
        assert.strictEqual(loss?.why, "overflow")
        assert.include(loss?.detail, String(queueLimit()))
        // Some really are: without the count nobody would know.
        assert.isBelow(ear.firsts.size, files.length)
        assert.strictEqual(await Effect.runPromise(root.hosting), "thread")
      }))

    it("are all heard of where another thread watches", () =>
      watching(many, "worker", async ({ ear }) => {
        // Slowly enough for a thread that has nothing else to do, on a busy machine too.
        appendElsewhere(many, files.length, 1, 50)
        await ear.until("all files", () => ear.firsts.size === files.length, timeout)
        // It may be said that something was lost, where it all came at once; but nothing was.
        assert.isTrue(ear.losses.every(({ why }) => why === "overflow"))
      }))

    it("make another thread watch from then on, unless it was said where", () =>
      withFolder(async (folder) => {
        const few = makeFiles(folder, 1)
        await watching(folder, "auto", async ({ ear, root }) => {
          assert.strictEqual(await Effect.runPromise(root.hosting), "thread")
          appendElsewhere(folder, few.length, folders)
          await ear.until("the move", () => ear.losses.some(({ why }) => why === "stall"), timeout)
          assert.deepStrictEqual(
            ear.losses.map(({ why }) => why),
            ["overflow", "stall"]
          )
          assert.strictEqual(await Effect.runPromise(root.hosting), "worker")
          assert.strictEqual(watchedBelow(folder).length, 2)
          ear.clear()
          appendElsewhere(folder, few.length)
          await ear.untilHeard(...few)
        })
        assert.deepStrictEqual(watchedBelow(folder), [])
      }))
  }
)

// A gauge, and what it has told.
const gauged = (notices: "overflows" | "stalls") => {
  const gauge = new QueueGauge(notices)
  const told: Array<string> = []
  const rootOf = (name: string) => ({ missed: (why: string) => void told.push(`${name} ${why}`) })
  const [a, b] = [rootOf("a"), rootOf("b")]
  gauge.add(a)
  gauge.add(b)
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const stop = () => [a, b].forEach((root) => gauge.remove(root))
  return { gauge, told, a, b, turn, stop }
}

const block = (millis: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis)

describe("the gauge of the queue", () => {
  const limit = queueLimit()!

  it("tells all roots of a thread when as many notifications came in one turn as the queue holds", async () => {
    const { a, b, gauge, stop, told, turn } = gauged("overflows")
    for (let i = 0; i < limit; i++) gauge.noticed(i % 2 === 0 ? a : b, `/${i}`)
    await turn()
    assert.deepStrictEqual(told, ["a overflow", "b overflow"])
    stop()
  })

  it("counts anew in each turn, and a change of which two roots hear once", async () => {
    const { a, b, gauge, stop, told, turn } = gauged("overflows")
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < limit / 2; i++) {
        gauge.noticed(a, `/${i}`)
        gauge.noticed(b, `/${i}`)
      }
      await turn()
    }
    assert.deepStrictEqual(told, [])
    stop()
  })

  it("takes less for a loss after the thread stood still, and only then", async () => {
    const { a, gauge, stop, told, turn } = gauged("stalls")
    const burst = () => {
      for (let i = 0; i < limit / 3; i++) gauge.noticed(a, `/${i}`)
    }
    burst()
    await turn()
    assert.deepStrictEqual(told, [])
    block(2_200)
    burst()
    await turn()
    assert.deepStrictEqual(told, ["a stall", "b stall"])
    stop()
  })

  it("tells nobody who has left", async () => {
    const { a, gauge, stop, told, turn } = gauged("overflows")
    for (let i = 0; i < limit; i++) gauge.noticed(a, `/${i}`)
    stop()
    await turn()
    assert.deepStrictEqual(told, [])
  })
})

describe("hints on their way from one thread to another", () => {
  const told = (hints: PendingHints) => {
    const { firsts, losses, paths } = hints.take(1)
    return [
      paths.map((path, i) => `${path}${firsts[i] === 1 ? "!" : ""}`),
      losses.map(({ path, why }) => `${why} ${path}`)
    ]
  }

  it("are each told once, in order, and what the system says is not lost among the others", () => {
    const hints = new PendingHints()
    hints.dirty("/a", true)
    hints.dirty("/b", false)
    hints.dirty("/a", false)
    hints.dirty("/b", true)
    hints.dirty("/a", true)
    hints.lost({ path: "/x", why: "overflow", detail: "" }, "/")
    hints.lost({ path: "/y", why: "overflow", detail: "" }, "/")
    hints.lost({ path: "/y", why: "backend", detail: "" }, "/")
    assert.deepStrictEqual(told(hints), [
      ["/a!", "/b", "/b!"],
      ["overflow /", "backend /y"]
    ])
    assert.deepStrictEqual(told(hints), [[], []])
  })

  it("are forgotten when they are too many", () => {
    const hints = new PendingHints()
    let count = 0
    while (!hints.overflows()) hints.dirty(`/${count++}`, true)
    assert.deepStrictEqual([count, told(hints)], [50_001, [[], []]])
  })
})
