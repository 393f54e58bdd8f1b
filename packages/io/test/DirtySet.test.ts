import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { DirtyDepth } from "../src/DirtySet.ts"
import { DirtySet } from "../src/DirtySet.ts"
import * as Limits from "../src/WatchLimits.ts"

type Entry = readonly [path: string, depth: DirtyDepth]

const always = () => true
let now = 0
const make = (pathsMax = 100) =>
  new DirtySet(
    pathsMax,
    () => ["/r1", "/r2"],
    () => now
  )

const add = (dirty: DirtySet, entries: ReadonlyArray<Entry>) =>
  entries.forEach(([path, depth]) => dirty.add(path, depth))
const take = (dirty: DirtySet, isReady: (path: string) => boolean = always): ReadonlyArray<Entry> => [
  ...dirty.take(isReady)
]

/** Whether somebody who waits for something to look at is let through. */
const isAwake = (dirty: DirtySet) =>
  Effect.gen(function* () {
    const waiter = yield* Effect.forkChild(dirty.some, { startImmediately: true })
    yield* Effect.yieldNow
    const isDone = waiter.pollUnsafe() !== undefined
    yield* Fiber.interrupt(waiter)
    return isDone
  })

interface Row {
  readonly title: string
  readonly added: ReadonlyArray<Entry>
  readonly taken: ReadonlyArray<Entry>
}

const rows: ReadonlyArray<Row> = [
  { title: "nothing", added: [], taken: [] },
  {
    title: "a path that is dirty twice, once",
    added: [
      ["/r1/a", "entry"],
      ["/r1/a", "entry"]
    ],
    taken: [["/r1/a", "entry"]]
  },
  {
    title: "paths in the order in which they were dirty first",
    added: [
      ["/r1/b", "entry"],
      ["/r1/a", "entry"],
      ["/r1/b", "entry"]
    ],
    taken: [
      ["/r1/b", "entry"],
      ["/r1/a", "entry"]
    ]
  },
  {
    title: "the deeper look of the two",
    added: [
      ["/r1/a", "entry"],
      ["/r1/a", "deep"]
    ],
    taken: [["/r1/a", "deep"]]
  },
  {
    title: "the deeper look, also when it was wanted first",
    added: [
      ["/r1/a", "deep"],
      ["/r1/a", "entry"]
    ],
    taken: [["/r1/a", "deep"]]
  }
]

describe("the paths to look at", () => {
  for (const { title, added, taken } of rows) {
    it(`are: ${title}`, () => {
      const dirty = make()
      add(dirty, added)
      assert.strictEqual(dirty.size, taken.length)
      assert.deepStrictEqual(take(dirty), taken)
      assert.strictEqual(dirty.size, 0)
      assert.deepStrictEqual(take(dirty), [])
    })
  }

  it("have last changed when something was last heard, also if it was no news", () => {
    const dirty = make()
    for (const at of [5, 7, 9]) {
      now = at
      dirty.add("/r1/a")
      assert.strictEqual(dirty.changedAt, at)
    }
    take(dirty)
    dirty.wake()
    assert.strictEqual(dirty.changedAt, 9)
  })
})

describe("too many paths", () => {
  it("are the roots as a whole, which is told by the path that is one too many", () => {
    const dirty = make(3)
    for (const path of ["/r1/a", "/r1/b", "/r2/c"]) dirty.add(path)
    assert.strictEqual(dirty.size, 3)
    dirty.add("/r2/d")
    assert.deepStrictEqual(take(dirty), [
      ["/r1", "deep"],
      ["/r2", "deep"]
    ])
  })

  it("are not counted when they are the same", () => {
    const dirty = make(3)
    for (let i = 0; i < 1_000; i++) dirty.add(`/r1/${i % 3}`)
    assert.deepStrictEqual(
      take(dirty).map(([path]) => path),
      ["/r1/0", "/r1/1", "/r1/2"]
    )
  })

  it("take no memory and no time beyond that", () => {
    const dirty = make(Limits.dirtyPathsMax)
    let high = 0
    for (let i = 0; i < 2 * Limits.dirtyPathsMax; i++) {
      dirty.add(`/r1/${i}`)
      high = Math.max(high, dirty.size)
    }
    assert.strictEqual(high, Limits.dirtyPathsMax)
    assert.includeDeepMembers([...take(dirty)], [["/r1", "deep"]])
  })

  it("are nothing where there are no roots", () => {
    const dirty = new DirtySet(
      1,
      () => [],
      () => 0
    )
    add(dirty, [
      ["/r1/a", "entry"],
      ["/r1/b", "entry"]
    ])
    assert.deepStrictEqual(take(dirty), [])
  })
})

describe("paths that may not be looked at yet", () => {
  it("stay, and those that may are taken", () => {
    const dirty = make()
    add(dirty, [
      ["/r1/a", "entry"],
      ["/r2/b", "deep"],
      ["/r1/c", "entry"]
    ])
    assert.deepStrictEqual(
      take(dirty, (path) => path.startsWith("/r1")),
      [
        ["/r1/a", "entry"],
        ["/r1/c", "entry"]
      ]
    )
    assert.strictEqual(dirty.size, 1)
    assert.deepStrictEqual(take(dirty), [["/r2/b", "deep"]])
  })

  it.effect("wake nobody until more is heard, or it is said that they may be", () =>
    Effect.gen(function* () {
      const dirty = make()
      assert.isFalse(yield* isAwake(dirty))
      dirty.wake()
      assert.isFalse(yield* isAwake(dirty), "there is nothing to wake for")
      dirty.add("/r1/a")
      assert.isTrue(yield* isAwake(dirty))
      take(dirty, () => false)
      assert.isFalse(yield* isAwake(dirty))
      dirty.wake()
      assert.isTrue(yield* isAwake(dirty))
      take(dirty, () => false)
      dirty.add("/r1/a")
      assert.isTrue(yield* isAwake(dirty))
      take(dirty)
      assert.isFalse(yield* isAwake(dirty))
    })
  )

  it.effect("can be let go of", () =>
    Effect.gen(function* () {
      const dirty = make()
      add(dirty, [
        ["/r1/a", "entry"],
        ["/r2/b", "entry"]
      ])
      dirty.drop((path) => path.startsWith("/r1"))
      assert.isTrue(yield* isAwake(dirty))
      dirty.drop((path) => path.startsWith("/r2"))
      assert.isFalse(yield* isAwake(dirty))
      assert.strictEqual(dirty.size, 0)
    })
  )
})
