import { assert, describe, it } from "@effect/vitest"
import type { ChangesSince } from "@ploke/io"
import { Hasher, PathPolicy, PlokeIo, WatchService } from "@ploke/io"
import { Fault, TestPlokeIo } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import * as Limits from "../src/WatchLimits.ts"
import type { Model } from "./Watching.ts"
import { bytes, foreign, listen, onDisk, replay, volume, word } from "./Watching.ts"

const tree = { "/repo/a": "1", "/repo/d/b": "2" }
const folder = "/var/lib/ploke-io/watch"

type Options = Partial<PlokeIo.PlokeIoOptions>

const layerOf = (options: Options = {}) => PlokeIo.layer({ roots: ["/repo"], ...options })

/** One life of a process: the service from its start to its orderly end. */
const life = <A, E, R>(body: Effect.Effect<A, E, R>, options: Options = {}) =>
  Effect.provide(body, layerOf(options), { local: true })

/** A life beside others, which ends when it is told to, or with the test. */
const born = Effect.fnUntraced(function* (options: Options = {}) {
  const scope = yield* Scope.make()
  const end = Scope.close(scope, Exit.void)
  yield* Effect.addFinalizer(() => end)
  const context = yield* Layer.buildWithMemoMap(layerOf(options), yield* Layer.makeMemoMap, scope)
  return { end, live: <A, E, R>(body: Effect.Effect<A, E, R>) => Effect.provide(body, context) }
})

/** A life that is killed: nothing of it ends in order before the test does. */
const killed = <A, E, R>(body: Effect.Effect<A, E, R>, options: Options = {}) =>
  Effect.flatMap(born(options), ({ live }) => live(body))

const since = (cursor: string) => Effect.flatMap(WatchService, (watch) => watch.since(cursor))

const onMemory = TestPlokeIo.platform(tree)

interface Known {
  readonly cursor: string
  readonly model: Model
}

const nothing: Known = { cursor: "", model: new Map() }

/** What the model of a cursor is by what the service answers: it has to be the disk. */
const modelOf = ({ model }: Known, { events, fresh }: ChangesSince): Model => replay(fresh ? new Map() : model, events)

/** Asks for what happened after a cursor; whatever the answer is, it is right. */
const ask = Effect.fnUntraced(function* (known: Known, roots: ReadonlyArray<string> = ["/repo"]) {
  const changes = yield* since(known.cursor)
  const model = modelOf(known, changes)
  assert.deepStrictEqual(model, yield* onDisk(...roots))
  return {
    cursor: changes.cursor,
    model,
    fresh: changes.fresh,
    told: changes.events.filter(({ _tag }) => _tag !== "Root").map(word)
  }
})

/** The saved indexes, each with what is in it. */
const saved = Effect.map(volume, (disk) =>
  (disk.nodeAt(folder)?.entries ?? []).toSorted().map((name) => {
    const path = `${folder}/${name}`
    return {
      path,
      bytes: disk.nodeAt(path)!.content!,
      write: (content: Uint8Array) => disk.writeFile(path, content)
    }
  })
)

const slot = (name: "a" | "b") =>
  Effect.map(saved, (files) => {
    const file = files.find(({ path }) => path.endsWith(`.${name}`))
    if (file === undefined) return assert.fail(`nothing is saved in slot ${name}`)
    return file
  })

/** A first life that leaves one saved index; and something that happens afterwards. */
const prepared = Effect.gen(function* () {
  const disk = yield* foreign
  const known = yield* life(ask(nothing))
  disk.write("a", "changed")
  disk.move("d", "e")
  return known
})

const meanwhile = ["Renamed d to e", "Renamed d/b to e/b", "Modified content a"]

const flipped = (content: Uint8Array, bit: number): Uint8Array => {
  const damaged = content.slice()
  damaged[bit >> 3]! ^= 1 << (bit & 7)
  return damaged
}

const text = (content: Uint8Array): string => new TextDecoder().decode(content)

/** The same with other lines, and the digest that belongs to them. */
const rewritten = (content: Uint8Array, change: (lines: ReadonlyArray<string>) => ReadonlyArray<string>) =>
  Effect.map(Hasher, (hasher) => {
    const lines = change(text(content).split("\n").slice(0, -1))
    const body = lines.map((line) => `${line}\n`).join("")
    return bytes(body + JSON.stringify(hasher.digest(bytes(body))))
  })

const withHeader = (content: Uint8Array, fields: object) =>
  rewritten(content, ([header, ...rest]) => [JSON.stringify({ ...JSON.parse(header!), ...fields }), ...rest])

type Damage = (content: Uint8Array) => Effect.Effect<Uint8Array, never, Hasher> | Uint8Array

const damages: ReadonlyArray<readonly [what: string, damage: Damage]> = [
  ["is empty", () => new Uint8Array(0)],
  ["is zeroed", (content) => new Uint8Array(content.length)],
  ["lost its last byte", (content) => content.subarray(0, -1)],
  ["lost its digest", (content) => content.subarray(0, content.lastIndexOf(10) + 1)],
  ["lost a line", (content) => bytes(text(content).replace(/\n\["e".*/, ""))],
  ["was cut in the middle", (content) => content.subarray(0, content.length >> 1)],
  ["has zeros at its end", (content) => Uint8Array.from([...content, ...new Uint8Array(512)])],
  ["has something at its end", (content) => bytes(`${text(content)}\n`)],
  ["is there twice", (content) => bytes(text(content) + text(content))],
  ["is something else", () => bytes("#!/bin/sh\n")],
  ["is of a version to come", (content) => withHeader(content, { format: 2 })],
  ["is of no version", (content) => withHeader(content, { format: undefined })],
  ["is of other roots", (content) => withHeader(content, { roots: ["/other"] })],
  ["is of these roots and others", (content) => withHeader(content, { roots: ["/other", "/repo"] })],
  ["is of no roots", (content) => withHeader(content, { roots: [] })],
  ["has hashes of another kind", (content) => withHeader(content, { algorithm: "blake3" })],
  ["counts what is no number", (content) => withHeader(content, { sequence: -1 })],
  ["has a line that is none", (content) => rewritten(content, (lines) => [...lines, "{}"])],
  ["has an event that is none", (content) => rewritten(content, (lines) => [...lines, '["j",{"_tag":"Moved"}]'])]
]

describe("a saved index", () => {
  it.effect("lets a cursor live on", () =>
    Effect.gen(function* () {
      const known = yield* prepared
      const { fresh, told } = yield* life(ask(known))
      assert.deepStrictEqual([fresh, told], [false, meanwhile])
      // Written anew as it was, it is as good: the damages below are what makes the difference.
      const { bytes: content, write } = yield* slot("a")
      write(yield* withHeader(content, {}))
      assert.isFalse((yield* life(ask(known))).fresh)
    }).pipe(Effect.provide(onMemory))
  )

  for (const [what, damage] of damages) {
    it.effect(`that ${what} is as if there were none`, () =>
      Effect.gen(function* () {
        const known = yield* prepared
        const { bytes: content, write } = yield* slot("b")
        const damaged = damage(content)
        write(damaged instanceof Uint8Array ? damaged : yield* damaged)
        const { fresh, cursor, model } = yield* life(ask(known))
        assert.isTrue(fresh)
        // And a good one takes its place.
        assert.isFalse((yield* life(ask({ cursor, model }))).fresh)
      }).pipe(Effect.provide(onMemory))
    )
  }

  it.effect("with any of its bits turned over is as if there were none", () =>
    Effect.gen(function* () {
      const known = yield* prepared
      const { bytes: content, path, write } = yield* slot("b")
      const disk = yield* volume
      const bits = content.length * 8
      for (let i = 0; i < 24; i++) {
        for (const each of yield* saved) disk.remove(each.path)
        disk.writeFile(path, content, { mode: 0o600 })
        write(flipped(content, Math.floor((bits * i) / 24) + (i % 8)))
        assert.isTrue((yield* life(ask(known))).fresh, `bit ${Math.floor((bits * i) / 24) + (i % 8)} of ${bits}`)
      }
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("that may not be kept is done without", () =>
    Effect.gen(function* () {
      const disk = yield* volume
      const known = yield* prepared
      disk.chmod("/var/lib/ploke-io", 0o777)
      const next = yield* life(ask(known))
      assert.isTrue(next.fresh)
      assert.isTrue((yield* life(ask(next))).fresh)
      disk.chmod("/var/lib/ploke-io", 0o700)
      assert.isFalse((yield* life(ask(known))).fresh)
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("is written nowhere where it is to be kept in memory", () =>
    Effect.gen(function* () {
      const disk = yield* volume
      const options = { watch: { index: "memory" } } as const
      const body = Effect.gen(function* () {
        const known = yield* ask(nothing)
        yield* TestClock.adjust(3 * Limits.saveMillis)
        assert.isFalse((yield* ask(known)).fresh)
        return known
      })
      const known = yield* life(body, options)
      assert.deepStrictEqual(yield* saved, [])
      assert.isUndefined(disk.nodeAt("/var"))
      assert.isTrue((yield* life(ask(known), options)).fresh)
      yield* life(body)
      assert.strictEqual((yield* saved).length, 1)
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("is saved a minute after something was told, and not before something more is", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const generation = Effect.map(saved, (files) =>
        Math.max(0, ...files.map((file) => JSON.parse(text(file.bytes).split("\n")[0]!).generation as number))
      )
      yield* life(
        Effect.gen(function* () {
          yield* ask(nothing)
          yield* TestClock.adjust(Limits.saveMillis - 1)
          assert.strictEqual(yield* generation, 0)
          yield* TestClock.adjust(1)
          assert.strictEqual(yield* generation, 1)
          yield* TestClock.adjust(5 * Limits.saveMillis)
          assert.strictEqual(yield* generation, 1)
          disk.write("a", "changed")
          yield* TestClock.adjust(Limits.saveMillis)
          assert.strictEqual(yield* generation, 2)
        })
      )
      assert.strictEqual(yield* generation, 2)
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("is told to nobody that watches the folder which it lies in, and is not saved for its own sake", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      yield* Effect.gen(function* () {
        const ear = yield* listen
        disk.make("/var/lib/ploke-io-not")
        disk.write("/var/x", "1")
        yield* TestClock.adjust(5 * Limits.saveMillis)
        const told = ear.news().filter((text) => !text.startsWith("Root"))
        assert.deepStrictEqual(told, ["Created /var/lib/ploke-io-not", "Created /var/x"])
      }).pipe(Effect.scoped, (body) => life(body, { roots: ["/var"] }))
      const [file] = yield* saved
      assert.strictEqual(JSON.parse(text(file!.bytes).split("\n")[0]!).generation, 1)
    }).pipe(Effect.provide(TestPlokeIo.platform({ "/var/lib/": "" })))
  )

  it.effect("is one of at most 64 others", () =>
    Effect.gen(function* () {
      const disk = yield* volume
      yield* life(ask(nothing))
      for (let i = 0; i < 100; i++) {
        for (const name of ["a", "b"]) disk.writeFile(`${folder}/${String(i).padStart(32, "0")}.${name}`, bytes(""))
      }
      const count = (yield* saved).length
      const known = yield* life(ask(nothing))
      assert.strictEqual(count, 201)
      assert.strictEqual((yield* saved).length, 2 * Limits.savedIndexesMax + 2)
      assert.isFalse((yield* life(ask(known))).fresh)
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("makes room by the age of others, and not by their names", () =>
    Effect.gen(function* () {
      const disk = yield* volume
      // The first names are those of the latest.
      for (let i = 0; i <= Limits.savedIndexesMax; i++) {
        const header = JSON.stringify({ format: 1, generation: 1, sequence: 1, savedAt: 1_000 - i, instance: "x" })
        for (const name of ["a", "b"]) {
          disk.makeDirectory(folder, { recursive: true, mode: 0o700 })
          disk.writeFile(`${folder}/${String(i).padStart(32, "0")}.${name}`, bytes(`${header}\n`), { mode: 0o600 })
        }
      }
      disk.chmod("/var/lib/ploke-io", 0o700)
      yield* life(ask(nothing))
      const names = (yield* saved).map(({ path }) => path.slice(folder.length + 1))
      assert.strictEqual(names.length, 2 * Limits.savedIndexesMax + 1)
      assert.includeMembers(
        names,
        ["a", "b"].map((name) => `${"0".repeat(32)}.${name}`)
      )
      assert.notInclude(names, `${String(Limits.savedIndexesMax).padStart(32, "0")}.a`)
    }).pipe(Effect.provide(onMemory))
  )
})

describe("two watchers of the same roots", () => {
  it.effect("share what is saved: that of one of them counts, and no cursor of either gets a wrong answer", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const first = yield* life(ask(nothing))
      const [one, other] = [yield* born(), yield* born()]
      const cursors: Array<Known> = [first]
      for (const [i, { live }] of [one, other, other, one, other].entries()) {
        disk.write(`n${i}`, "new")
        if (i > 1) disk.write("a", `changed ${i}`)
        cursors.push(yield* live(ask(cursors.at(-1)!)))
        if (i % 2 === 0) yield* TestClock.adjust(Limits.saveMillis)
      }
      yield* one.end
      disk.remove("n0")
      cursors.push(yield* other.live(ask(cursors.at(-1)!)))
      yield* other.end
      disk.write("n9", "newer")
      const answers = yield* life(Effect.forEach(cursors, (known) => ask(known)))
      assert.isFalse(answers[0]!.fresh)
      assert.isTrue(answers.some(({ fresh }) => fresh))
    }).pipe(Effect.provide(onMemory))
  )
})

const instanceOf = (known: Known): string => known.cursor.split(":")[0]!

describe("the name of a life", () => {
  it.effect("is that of no other one, also where chance repeats itself", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const seeded = <A, E, R>(effect: Effect.Effect<A, E, R>) => Random.withSeed(effect, "the same")
      const first = yield* seeded(killed(ask(nothing)))
      disk.write("a", "changed")
      const second = yield* seeded(life(ask(nothing)))
      assert.notStrictEqual(instanceOf(first), instanceOf(second))
      assert.isTrue((yield* seeded(life(ask(first)))).fresh)
    }).pipe(Effect.provide(onMemory))
  )
})

describe("of two saved indexes", () => {
  const twoLives = Effect.gen(function* () {
    const disk = yield* foreign
    const first = yield* life(ask(nothing))
    disk.write("b", "new")
    const second = yield* life(ask(first))
    disk.write("c", "newer")
    return { first, second }
  })

  it.effect("the newer one counts", () =>
    Effect.gen(function* () {
      const { first, second } = yield* twoLives
      assert.deepStrictEqual((yield* life(ask(second))).told, ["Created c"])
      assert.deepStrictEqual((yield* life(ask(first))).told, ["Created b", "Created c"])
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("the older one counts if the newer one is damaged, for the cursors that it knows", () =>
    Effect.gen(function* () {
      const { first, second } = yield* twoLives
      const newer = yield* slot("a")
      newer.write(flipped(newer.bytes, 1_000))
      yield* killed(
        Effect.gen(function* () {
          assert.isTrue((yield* ask(second)).fresh)
          const { fresh, told } = yield* ask(first)
          assert.deepStrictEqual([fresh, told], [false, ["Created b", "Created c"]])
        })
      )
    }).pipe(Effect.provide(onMemory))
  )

  // The disk is full in the middle of the second save; then there is room again.
  const fullOnce = TestPlokeIo.platform(tree, {
    faults: [{ on: "writeAll", path: /watch\/.*\.a$/, fault: Fault.shortWrite({ next: "ENOSPC" }) }]
  })

  it.effect("one is whole if the other one was only half written", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const first = yield* life(ask(nothing))
      const older = yield* slot("b")
      const body = Effect.andThen(ask(first), TestClock.adjust(Limits.saveMillis))
      disk.write("b", "new")
      yield* killed(body)
      const half = yield* slot("a")
      assert.isBelow(half.bytes.length, older.bytes.length)
      assert.deepStrictEqual((yield* slot("b")).bytes, older.bytes)
      const { fresh, told } = yield* life(ask(first))
      assert.deepStrictEqual([fresh, told], [false, ["Created b"]])
    }).pipe(Effect.provide(fullOnce))
  )

  it.effect("one is left alone until the other one is whole again", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const first = yield* life(ask(nothing))
      const older = yield* slot("b")
      const last = yield* killed(
        Effect.gen(function* () {
          disk.write("b", "new")
          yield* ask(first)
          yield* TestClock.adjust(Limits.saveMillis)
          disk.write("c", "newer")
          const known = yield* ask(first)
          yield* TestClock.adjust(Limits.saveMillis)
          return known
        })
      )
      assert.deepStrictEqual((yield* slot("b")).bytes, older.bytes)
      assert.isAbove((yield* slot("a")).bytes.length, older.bytes.length)
      const { fresh, told } = yield* life(ask(last))
      assert.deepStrictEqual([fresh, told], [false, []])
    }).pipe(Effect.provide(fullOnce))
  )
})

describe("a cursor of a life that was killed", () => {
  it.effect("is unknown if nothing was saved", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const known = yield* killed(ask(nothing))
      disk.write("a", "changed")
      assert.isTrue((yield* life(ask(known))).fresh)
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("is known if it was saved, and unknown if it is of later", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const [early, late] = yield* killed(
        Effect.gen(function* () {
          const first = yield* ask(nothing)
          yield* TestClock.adjust(Limits.saveMillis)
          disk.write("a", "changed")
          disk.write("c", "new")
          return [first, yield* ask(first)] as const
        })
      )
      disk.remove("c")
      yield* life(
        Effect.gen(function* () {
          const { fresh, told } = yield* ask(early)
          assert.deepStrictEqual([fresh, told], [false, ["Modified content a"]])
          assert.isTrue((yield* ask(late)).fresh)
        })
      )
      // A third life that has told as much does not take it for one of its own either.
      yield* life(
        Effect.gen(function* () {
          disk.write("a", "again")
          assert.isTrue((yield* ask(late)).fresh)
          assert.isFalse((yield* ask(early)).fresh)
        })
      )
    }).pipe(Effect.provide(onMemory))
  )
})

describe("roots", () => {
  it.effect("that were gone when the next life began are told as removed, and as created when they are back", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const first = yield* life(ask(nothing))
      disk.move("/repo", "/away")
      const second = yield* life(ask(first))
      assert.deepStrictEqual([second.fresh, second.told], [false, ["Removed d/b", "Removed d", "Removed a"]])
      const third = yield* life(ask(second))
      assert.isFalse(third.fresh)
      disk.move("/away", "/repo")
      disk.write("c", "new")
      const fourth = yield* life(ask(third))
      assert.isFalse(fourth.fresh)
      assert.includeMembers([...fourth.told], ["Created a", "Created c", "Created d", "Created d/b"])
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("that a life has let go of are not known by what it saves", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const options = { roots: ["/repo", "/other"] }
      const first = yield* life(ask(nothing, options.roots), options)
      yield* life(
        Effect.gen(function* () {
          yield* ask(first, options.roots)
          yield* (yield* PathPolicy).update({ roots: ["/repo"] })
          yield* since("")
        }),
        options
      )
      disk.write("/other/x", "changed")
      disk.write("/other/y", "new")
      yield* life(ask(first, options.roots), options)
    }).pipe(Effect.provide(TestPlokeIo.platform({ ...tree, "/other/x": "1" })))
  )

  it.effect("that were let go of and taken up again are known anew, also to the next life", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const options = { roots: ["/repo", "/other"] }
      const [first, last] = yield* life(
        Effect.gen(function* () {
          const policy = yield* PathPolicy
          const known = yield* ask(nothing, options.roots)
          yield* policy.update({ roots: ["/repo"] })
          yield* ask(known)
          disk.write("/other/x", "changed")
          yield* policy.update(options)
          return [known, yield* ask(known, options.roots)] as const
        }),
        options
      )
      yield* life(ask(first, options.roots), options)
      assert.isFalse((yield* life(ask(last, options.roots), options)).fresh)
    }).pipe(Effect.provide(TestPlokeIo.platform({ ...tree, "/other/x": "1" })))
  )

  it.effect("that lie in each other are saved once", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const options = { roots: ["/repo/d", "/repo"] }
      const first = yield* life(ask(nothing), options)
      disk.write("d/x", "1")
      const second = yield* life(ask(first), options)
      assert.deepStrictEqual([second.fresh, second.told], [false, ["Created d/x"]])
    }).pipe(Effect.provide(onMemory))
  )

  it.effect("do not mind the order in which they are given, and are not taken for others", () =>
    Effect.gen(function* () {
      const platform = ["/repo", "/other"]
      const first = yield* life(ask(nothing, platform), { roots: platform })
      assert.isFalse((yield* life(ask(first, platform), { roots: platform.toReversed() })).fresh)
      assert.isTrue((yield* life(ask(first, ["/repo"]), { roots: ["/repo"] })).fresh)
    }).pipe(Effect.provide(TestPlokeIo.platform({ ...tree, "/other/x": "1" })))
  )
})

/** The same numbers for the same seed. */
const dice = (seed: number) => {
  let state = seed + 1
  return (sides: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return (state >> 8) % sides
  }
}

/** Several lives in which files change, some of which are killed, and after which some of what they saved is damaged. */
const lives = (seed: number) =>
  Effect.gen(function* () {
    const roll = dice(seed)
    const disk = yield* foreign
    const base = yield* volume
    const cursors: Array<Known> = []
    const name = () => `${["", "d/", "e/"][roll(3)]}${"abc"[roll(3)]}`
    const act = () => {
      const [path, other] = [name(), name()]
      const isThere = (at: string) => base.nodeAt(`/repo/${at}`) !== undefined
      if (roll(6) === 0 && isThere("d") && !isThere("e")) disk.move("d", "e")
      else if (roll(6) === 0 && isThere("e") && !isThere("d")) disk.move("e", "d")
      else if (roll(4) === 0 && isThere(path)) disk.remove(path)
      else if (roll(3) === 0 && isThere(path) && isThere(other.slice(0, -2)) && path !== other) disk.move(path, other)
      else {
        disk.make(path.slice(0, -2))
        disk.write(path, `text ${roll(4)}`)
      }
    }
    const body = Effect.gen(function* () {
      for (const known of cursors.slice(-8)) yield* ask(known)
      for (let i = 0, steps = roll(4); i < steps; i++) {
        act()
        if (roll(3) === 0) yield* TestClock.adjust(Limits.saveMillis)
        cursors.push(yield* ask(cursors.at(-1) ?? nothing))
      }
    })
    for (let i = 0; i < 6; i++) {
      act()
      yield* roll(3) === 0 ? killed(body) : life(body)
      const [file] = roll(4) === 0 ? yield* saved : []
      file?.write(flipped(file.bytes, roll(file.bytes.length * 8)))
    }
    const answers = yield* life(Effect.forEach(cursors, (known) => ask(known)))
    return answers.map(({ fresh }) => fresh)
  }).pipe(Effect.scoped, Effect.provide(onMemory))

describe("whatever happens to lives and files", () => {
  it.effect("no cursor gets a wrong answer, and many a useful one", () =>
    Effect.gen(function* () {
      const answers: Array<boolean> = []
      for (let seed = 0; seed < 4; seed++) answers.push(...(yield* lives(seed)))
      const useful = answers.filter((fresh) => !fresh).length
      assert.isAbove(useful, 5)
      assert.isBelow(useful, answers.length)
    })
  )
})
