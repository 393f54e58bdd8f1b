import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as PathSyntax from "../src/PathSyntax.ts"
import type { Difference, Observation, Plan } from "../src/Reconcile.ts"
import * as Reconcile from "../src/Reconcile.ts"
import { WatchIndex } from "../src/WatchIndex.ts"
import type { DiskOptions, Told } from "./ModelDisk.ts"
import { everything, isWithin, ModelDisk, replay, told } from "./ModelDisk.ts"

const root = "/r"

// Few paths, so that everything happens to the same ones.
const Path = Schema.Literals([
  "/r/a",
  "/r/a",
  "/r/b",
  "/r/b",
  "/r/c",
  "/r/a/a",
  "/r/a/b",
  "/r/b/a",
  "/r/c/b",
  "/r/a/a/a"
])
const acts = [
  "write",
  "write",
  "sneak",
  "touch",
  "chmod",
  "mkdir",
  "mkdirs",
  "symlink",
  "link",
  "rename",
  "rename",
  "rename",
  "swap",
  "save atomically",
  "remove",
  "remove root",
  "file to folder",
  "folder to file"
] as const
const Operation = Schema.Struct({
  act: Schema.Literals(acts),
  path: Path,
  other: Path,
  text: Schema.Literals(["1", "22", "33", "4".repeat(100), "5".repeat(100)]),
  next: Schema.Literals(["go on", "go on", "look"])
})
type Operation = typeof Operation.Type

const Operations = Arbitrary.array(Arbitrary.schema(Operation), { minLength: 1, maxLength: 16 })

const run = (disk: ModelDisk, { act, other, path, text }: Operation): void => {
  switch (act) {
    case "remove root":
      disk.remove(root)
      return disk.mkdir(root)
    case "rename":
    case "link":
    case "swap":
      return disk[act](path, other)
    case "symlink":
    case "write":
    case "sneak":
      return disk[act](path, text)
    case "file to folder":
      if (disk.kind(path) !== "file") return
      disk.remove(path)
      disk.mkdir(path)
      return disk.write(`${path}/a`, text)
    case "folder to file":
      if (disk.kind(path) !== "directory") return
      disk.remove(path)
      return disk.write(path, text)
    case "save atomically":
      disk.write(`${path}~`, text)
      disk.rename(`${path}~`, path)
      return disk.remove(`${path}~`)
    default:
      return disk[act](path)
  }
}

const usual: DiskOptions = { inodes: "reused", birth: "told", change: "told" }

const filled = (options: DiskOptions): ModelDisk => {
  const disk = new ModelDisk(root, options)
  disk.mkdirs("/r/a/a")
  disk.write("/r/a/a/a", "1")
  disk.write("/r/a/b", "22")
  disk.write("/r/b", "33")
  disk.dirty.clear()
  return disk
}

/** What is under test; defects take its place. */
interface Core {
  readonly plan: typeof Reconcile.plan
  readonly apply: typeof Reconcile.apply
}

/** The disk, the index and the map of somebody who was told everything. */
class Watch {
  readonly disk: ModelDisk
  readonly index: WatchIndex
  readonly map: Map<string, Told>
  readonly #core: Core
  held: ReadonlySet<string> = new Set()

  constructor(disk: ModelDisk, index: WatchIndex, core: Core) {
    this.disk = disk
    this.index = index
    this.map = told(index, root)
    this.#core = core
  }

  look(hold: "unpaired removals" | "nothing"): Plan {
    const observations = this.disk.look(this.index, this.disk.dirty, this.held)
    return this.conclude(observations, hold)
  }

  conclude(observations: ReadonlyArray<Observation>, hold: "unpaired removals" | "nothing"): Plan {
    const plan = this.#core.plan(this.index, observations, { held: this.held, hold })
    replay(this.map, plan.differences)
    this.#core.apply(this.index, observations, plan)
    this.disk.dirty.clear()
    this.held = new Set(plan.holds)
    return plan
  }
}

const watch = (options: DiskOptions, core: Core = Reconcile): Watch => {
  const disk = filled(options)
  return new Watch(disk, disk.index(), core)
}

/** Runs all operations, with a look in between where it is asked for, and one at the end. */
const follow = (
  on: Watch,
  operations: ReadonlyArray<Operation>,
  looks: "as asked for" | "only at the end",
  hold: "unpaired removals" | "nothing" = "nothing"
): Watch => {
  for (const operation of operations) {
    run(on.disk, operation)
    if (looks === "as asked for" && operation.next === "look") on.look(hold)
  }
  on.look(hold)
  return on
}

/** That the index, and who was told, know of the disk what there is to know. */
const assertKnown = ({ disk, index, map }: Watch): void => {
  const expected = disk.index()
  assert.deepStrictEqual(everything(index, root), everything(expected, root))
  assert.deepStrictEqual(sorted(map), sorted(told(expected, root)))
}

const sorted = (map: ReadonlyMap<string, Told>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

const kinds: ReadonlyArray<readonly [what: string, options: DiskOptions]> = [
  ["that never uses an inode number again", { ...usual, inodes: "used once" }],
  ["that uses inode numbers again", usual],
  ["that uses inode numbers again and tells no time of birth", { ...usual, birth: "unknown" }]
]

for (const [what, options] of kinds) {
  describe(`on a file system ${what}`, () => {
    it.prop(
      "what is told makes the disk, however the operations are split",
      [Operations],
      ([operations]) => {
        assertKnown(follow(watch(options), operations, "only at the end"))
        assertKnown(follow(watch(options), operations, "as asked for"))
      },
      { arbitrary: { runs: 150 } }
    )

    it.prop(
      "what is held is told in the end",
      [Operations],
      ([operations]) => {
        const on = follow(watch(options), operations, "as asked for", "unpaired removals")
        for (let rounds = 0; on.held.size > 0; rounds++) {
          assert.isBelow(rounds, 8, "held forever")
          on.look("unpaired removals")
        }
        assertKnown(on)
      },
      { arbitrary: { runs: 100 } }
    )

    it.prop(
      "nothing is told but what is different",
      [Operations],
      ([operations]) => {
        const on = watch(options)
        const before = snapshot(on.disk)
        for (const operation of operations) run(on.disk, operation)
        const { differences } = on.look("nothing")
        assertMinimal(differences, before, snapshot(on.disk))
        if (options.birth === "told") assertRenamed(differences, before, snapshot(on.disk))
      },
      { arbitrary: { runs: 150 } }
    )

    it.prop(
      "what is observed without need, twice or in another order, changes nothing",
      [Operations, Schema.Natural],
      ([operations, seed]) => {
        const on = watch(options)
        const other = watch(options)
        for (const operation of operations) {
          run(on.disk, operation)
          run(other.disk, operation)
        }
        const more = other.disk.look(other.index, [...other.disk.dirty, ...other.disk.paths, "/r/x", "/r/b/x/y"])
        const { differences } = on.look("nothing")
        const shuffled = shuffle([...more, ...more], seed)
        assert.deepStrictEqual(other.conclude(shuffled, "nothing").differences, differences)
        assertKnown(other)
      },
      { arbitrary: { runs: 100 } }
    )
  })
}

describe("while hashes are still unknown", () => {
  it.prop(
    "what is told makes the index, and the index has the facts of the disk",
    [Operations],
    ([operations]) => {
      const disk = filled(usual)
      const on = follow(new Watch(disk, disk.index("unknown"), Reconcile), operations, "as asked for")
      assert.deepStrictEqual(sorted(on.map), sorted(told(on.index, root)))
      const facts = (index: WatchIndex) => [...index.entriesBelow(root)].map(([path, { fact }]) => ({ path, ...fact }))
      const byPath = (a: { readonly path: string }, b: { readonly path: string }) => (a.path < b.path ? -1 : 1)
      assert.deepStrictEqual(facts(on.index).sort(byPath), facts(disk.index()).sort(byPath))
    },
    { arbitrary: { runs: 100 } }
  )
})

interface Snapshot {
  readonly entries: ReadonlyMap<string, { readonly id: number; readonly kind: string; readonly state: string }>
}

const snapshot = (disk: ModelDisk): Snapshot => ({
  entries: new Map(
    disk.paths.map((path) => {
      const fact = disk.fact(path)!
      const large = `${fact.sizeBytes} ${fact.modifiedMillis} ${disk.id(path)}`
      const state = fact.kind === "file" ? (disk.hash(path) ?? large) : (fact.target ?? "")
      return [path, { id: disk.id(path)!, kind: fact.kind, state }]
    })
  )
})

/** That every difference is one, and that no two are about the same. */
const assertMinimal = (differences: ReadonlyArray<Difference>, before: Snapshot, after: Snapshot): void => {
  const left = new Set<string>()
  const taken = new Set<string>()
  for (const one of differences) {
    const was = before.entries.get(one.path)
    const is = after.entries.get(one.path)
    const oldPath = one._tag === "Renamed" ? one.oldPath : one._tag === "Removed" ? one.path : undefined
    if (oldPath !== undefined) {
      assert.isFalse(left.has(oldPath), `${oldPath} was left twice`)
      assert.notStrictEqual(before.entries.get(oldPath)?.kind, undefined)
      assert.notStrictEqual(before.entries.get(oldPath)?.kind, after.entries.get(oldPath)?.kind)
      left.add(oldPath)
    }
    if (one._tag === "Removed") continue
    assert.isFalse(taken.has(one.path), `${one.path} was told twice`)
    taken.add(one.path)
    if (one._tag === "Modified") {
      assert.strictEqual(was?.kind, is?.kind)
      assert.notStrictEqual(was?.state, is?.state)
      assert.strictEqual(one.change, was?.id === is?.id ? "content" : one.change)
    } else assert.notStrictEqual(was?.kind, is?.kind)
  }
  const tags = differences.map(({ _tag }) => ["Removed", "Renamed", "Created", "Modified"].indexOf(_tag))
  assert.deepStrictEqual(tags, tags.toSorted())
  for (const [i, one] of differences.entries()) {
    const earlier = differences.slice(0, i).filter(({ _tag }) => _tag === one._tag)
    // A folder is created before, and removed after, what is in it.
    if (one._tag === "Removed") assert.isFalse(earlier.some(({ path }) => isWithin(path, one.path)))
    if (one._tag === "Created") assert.isFalse(earlier.some(({ path }) => isWithin(one.path, path)))
  }
}

/** That what is told to be renamed is the same object, and that nothing that was renamed is told as gone and come. */
const assertRenamed = (differences: ReadonlyArray<Difference>, before: Snapshot, after: Snapshot): void => {
  const gone = new Set<number>()
  for (const one of differences) {
    if (one._tag === "Removed") gone.add(before.entries.get(one.path)!.id)
    if (one._tag !== "Renamed") continue
    assert.strictEqual(before.entries.get(one.oldPath)!.id, after.entries.get(one.path)!.id)
    const isChanged = before.entries.get(one.oldPath)!.state !== after.entries.get(one.path)!.state
    assert.strictEqual(one.contentChanged, isChanged)
  }
  const isCircle = (path: string) => differences.some((one) => one._tag === "Renamed" && one.oldPath === path)
  const ids = [...after.entries.values()].map(({ id }) => id)
  for (const one of differences) {
    const { id } = after.entries.get(one.path) ?? { id: 0 }
    if (one._tag !== "Created" || isCircle(one.path) || ids.indexOf(id) !== ids.lastIndexOf(id)) continue
    assert.isFalse(gone.has(id), `${one.path} was renamed`)
  }
}

const shuffle = <A>(items: ReadonlyArray<A>, seed: number): Array<A> => {
  const out = [...items]
  let state = seed | 1
  for (let i = out.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const at = state % (i + 1)
    ;[out[i], out[at]] = [out[at]!, out[i]!]
  }
  return out
}

describe("the properties find", () => {
  /** Whether operations are found that lead a defective core astray. */
  const falsify = (property: (operations: ReadonlyArray<Operation>) => void) =>
    Arbitrary.checkEffect(
      Operations,
      (operations) => {
        try {
          property(operations)
          return true
        } catch {
          return false
        }
      },
      { runs: 2000, size: 16, seed: "defects", maxShrinks: 0 }
    )

  const converges = (core: Core, options = usual, hold: "unpaired removals" | "nothing" = "nothing") =>
    falsify((operations) => assertKnown(follow(watch(options, core), operations, "as asked for", hold)))

  const finds = <A, E>(what: string, check: Effect.Effect<Arbitrary.CheckResult<A, E>>): void =>
    it.effect(what, () => Effect.map(check, ({ _tag }) => assert.strictEqual(_tag, "Falsified")))

  const changing = (change: (differences: ReadonlyArray<Difference>) => ReadonlyArray<Difference>): Core => ({
    plan: (...args) => {
      const plan = Reconcile.plan(...args)
      return { ...plan, differences: change(plan.differences) }
    },
    apply: Reconcile.apply
  })

  /** As if all had been born at once. */
  const bornAlike: Core = {
    plan: (index, observations, options) => {
      const alike = new WatchIndex("posix")
      for (const [path, { fact, hash }] of index.entriesBelow(root)) alike.set(path, { ...fact, bornMillis: 1 }, hash)
      const seen = observations.map(({ fact, hash, path }) => {
        return { path, fact: fact === undefined ? fact : { ...fact, bornMillis: 1 }, hash }
      })
      return Reconcile.plan(alike, seen, options)
    },
    apply: Reconcile.apply
  }

  const removedWithFolder = (one: Difference, all: ReadonlyArray<Difference>): boolean =>
    one._tag === "Removed" &&
    all.some(({ _tag, path }) => _tag === "Removed" && path !== one.path && isWithin(path, one.path))

  finds(
    "who takes an inode number that is used again for the same file",
    falsify((operations) => {
      const on = watch(usual, bornAlike)
      const before = snapshot(on.disk)
      for (const operation of operations) run(on.disk, operation)
      assertRenamed(on.look("nothing").differences, before, snapshot(on.disk))
    })
  )
  finds(
    "who forgets what was in a folder that is gone",
    converges(changing((all) => all.filter((one) => !removedWithFolder(one, all))))
  )
  finds(
    "who tells what was created before what was removed",
    converges(changing((all) => [...all].sort((a, b) => (a._tag < b._tag ? -1 : a._tag > b._tag ? 1 : 0))))
  )
  finds(
    "who tells renames in the order of their new paths",
    converges(
      changing((all) => {
        const renames = all.filter(({ _tag }) => _tag === "Renamed").sort((a, b) => (a.path < b.path ? -1 : 1))
        return all.map((one) => (one._tag === "Renamed" ? renames.shift()! : one))
      })
    )
  )
  finds("who does not see that a time was set back", converges(Reconcile, { ...usual, change: "unknown" }))
  finds("who holds what is gone and does not look again", converges(Reconcile, usual, "unpaired removals"))
  finds(
    "who looks at one name of a file only",
    falsify((operations) => {
      const on = watch(usual)
      on.disk.link("/r/b", "/r/c")
      on.look("nothing")
      for (const operation of operations) {
        run(on.disk, operation)
        if (operation.next !== "look") continue
        const named = new Set([...on.disk.dirty].flatMap((path) => [path, PathSyntax.parent(path, "posix")]))
        const seen = on.disk.look(on.index, on.disk.dirty)
        const isNew = (path: string) => on.index.get(path) === undefined
        on.conclude(
          seen.filter(({ fact, path }) => fact?.kind !== "file" || named.has(path) || isNew(path)),
          "nothing"
        )
      }
      on.look("nothing")
      assertKnown(on)
    })
  )
})
