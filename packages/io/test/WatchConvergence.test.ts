import { assert, describe, it } from "@effect/vitest"
import type { FileChangeEvent, WatchSource } from "@ploke/io"
import { WatchService } from "@ploke/io"
import type { FaultAccess } from "@ploke/io-testing"
import { Fault, MemoryWatchSource } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { TestClock } from "effect/testing"
import type { Model } from "./Watching.ts"
import { bytes, flush, layerOver, listen, onDisk, settle, volume, word } from "./Watching.ts"

const tree = { "/repo/a": "1", "/repo/d/b": "2", "/repo/d/x/c": "3", "/repo/e/": "" }

/** The same numbers for the same seed. */
const dice = (seed: number) => {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

const folders = ["", "d/", "e/", "d/x/", "e/y/", "n/"]

/** Somebody who does anything at all to the files; what cannot be done is not. */
const vandal = (disk: Effect.Success<typeof volume>, roll: (sides: number) => number) => {
  const file = () => `/repo/${folders[roll(folders.length)]}${"abc"[roll(3)]}`
  const folder = () => `/repo/${folders[1 + roll(folders.length - 1)]}`.slice(0, -1)
  const any = () => (roll(2) === 0 ? file() : folder())
  const write = (path: string) => disk.writeFile(path, bytes(`text ${roll(3)}`))
  const acts: ReadonlyArray<() => void> = [
    () => write(file()),
    () => write(file()),
    () => write(file()),
    () => disk.remove(any(), { recursive: true }),
    () => disk.makeDirectory(folder(), { recursive: true }),
    () => disk.rename(file(), file()),
    () => disk.rename(folder(), folder()),
    () => {
      const path = file()
      write(`${path}.new`)
      disk.rename(`${path}.new`, path)
    },
    () => disk.link(file(), file()),
    () => disk.symlink(`target ${roll(2)}`, file()),
    () => {
      // A file takes the place of a folder, or the other way round.
      const path = file()
      disk.remove(path, { recursive: true })
      if (roll(2) === 0) return write(path)
      disk.makeDirectory(path)
      write(`${path}/inner`)
    }
  ]
  return () => {
    try {
      acts[roll(acts.length)]!()
    } catch {
      // There is no such file, or there is one already.
    }
  }
}

/** Applies events, each of which has to fit what is known. */
const apply = (model: Map<string, string>, events: ReadonlyArray<FileChangeEvent>) => {
  for (const event of events) {
    if (!("path" in event)) continue
    const said = word(event)
    const { entry, hash, path } = event
    if (event._tag === "Renamed") assert.isTrue(model.delete(event.oldPath), `${said}: nothing was there`)
    if (event._tag === "Removed") {
      assert.isTrue(model.delete(path), `${said}: nothing was there`)
      continue
    }
    assert.strictEqual(model.has(path), event._tag === "Modified", `${said}: ${model.get(path)}`)
    const value = entry === "file" ? (hash ?? "unknown") : entry
    assert.isFalse(event._tag === "Modified" && entry === "file" && model.get(path) === value, `${said}: as it was`)
    model.set(path, value)
  }
}

const sorted = (model: Model): Model => new Map([...model].sort(([a], [b]) => (a < b ? -1 : 1)))

const plan: FaultAccess.Plan = [
  { on: "survey", path: /^\/repo\/./, probability: 0.01, fault: Fault.errno("ENOENT"), unfired: "allowed" },
  { on: "survey", path: /^\/repo\/./, probability: 0.01, fault: Fault.errno("ESTALE"), unfired: "allowed" },
  { on: "survey", probability: 0.02, fault: Fault.errno("EMFILE"), unfired: "allowed" },
  { on: "survey", probability: 0.02, fault: Fault.errno("EIO"), unfired: "allowed" },
  { on: "read", probability: 0.02, fault: Fault.errno("EMFILE"), unfired: "allowed" }
]

const run = (seed: number, faults: "none" | "some") =>
  Effect.gen(function* () {
    const roll = dice(seed)
    const disk = yield* volume
    const source = yield* MemoryWatchSource.MemoryWatchSource
    const act = vandal(disk, roll)
    const ear = yield* listen
    const { cursor, events } = yield* (yield* WatchService).since("")
    const from = Number(cursor.split(":")[1])
    const model = new Map<string, string>()
    apply(model, events)
    const heard: Array<FileChangeEvent> = []
    const hear = () => {
      const news = ear.heard.slice(heard.length).map(([, event]) => event)
      heard.push(...news)
      apply(
        model,
        news.filter(({ sequence }) => sequence > from)
      )
    }
    for (let i = 0; i < 60; i++) {
      for (let j = roll(5); j >= 0; j--) act()
      const next = roll(8)
      if (next === 0) yield* flush
      else if (next < 4) yield* TestClock.adjust(roll(120))
      else if (next === 4 && faults === "some") {
        yield* source.silence
        for (let j = roll(5); j >= 0; j--) act()
        if (roll(2) === 0) yield* TestClock.adjust(roll(600))
        yield* source.resume
        yield* source.lose((["overflow", "stall", "backend"] as const)[roll(3)]!)
      }
      yield* settle
      hear()
    }
    yield* flush
    yield* TestClock.adjust(40_000)
    yield* flush
    hear()
    assert.deepStrictEqual(sorted(model), yield* onDisk("/repo"))
    return heard.length
  })

/** A source that says nothing any more after a while, except to those who flush. */
const forgetful = (base: WatchSource): WatchSource => ({
  ...base,
  open: (root, request) => {
    let told = 0
    const hint: typeof request.hint = (one) => {
      if (one.path.includes("ploke-io-") || told++ < 100) request.hint(one)
    }
    return base.open(root, { ...request, hint })
  }
})

describe("whatever happens to the files", () => {
  // Where the clock begins, files have no time of birth.
  const later = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.andThen(TestClock.adjust(1_000), effect)

  for (const seed of [0, 1, 2]) {
    it.effect(`what is told is what is there (seed ${seed})`, () =>
      Effect.gen(function* () {
        assert.isAbove(yield* Effect.provide(run(seed, "none"), layerOver(tree)), 20)
      }).pipe(later)
    )

    it.effect(`what is told is what is there, although nothing works at once (seed ${seed})`, () =>
      Effect.gen(function* () {
        assert.isAbove(yield* Effect.provide(run(seed, "some"), layerOver(tree, plan)), 20)
      }).pipe(later)
    )
  }

  it.effect("it would be noticed if it were not so", () =>
    Effect.gen(function* () {
      const exits = yield* Effect.forEach([0, 1], (seed) =>
        Effect.exit(Effect.provide(run(seed, "none"), layerOver(tree, [], { through: forgetful })))
      )
      assert.isTrue(exits.some(Exit.isFailure))
    }).pipe(later)
  )
})
