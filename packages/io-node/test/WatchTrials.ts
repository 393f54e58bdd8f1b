/** Trials of the watcher: a tree is changed at random, and what was told must have made of the tree before what it is now. */
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import type { Child } from "./Child.ts"
import type { Follower } from "./Follower.ts"
import { pause } from "./Follower.ts"
import { Meddler } from "./Meddler.ts"
import { differences, Replica, treeOf } from "./Replica.ts"
import { watchedNow } from "./Watched.ts"

/** Who changes the tree: this thread, so that nobody looks meanwhile, or another process, while we look. */
export type Who = "this thread" | "another process"

export interface Trial {
  readonly root: string
  readonly seed: number
  readonly who: Who
  readonly changes: number
  /** Makes the changes in another process. */
  readonly child: Child
}

export interface Verdict {
  readonly seed: number
  readonly events: number
  /** What is wrong, in words. */
  readonly faults: ReadonlyArray<string>
}

/** Changes a tree that is being followed, and compares. */
export const tryOut = Effect.fnUntraced(function* (follower: Follower, trial: Trial) {
  const { changes, root, seed } = trial
  const faults: Array<string> = []
  const meddler = new Meddler(root, seed)
  const replica = new Replica(treeOf(root))
  const { chance } = meddler
  let events = 0
  const settle = Effect.gen(function* () {
    const told = yield* follower.news
    for (const event of told) replica.take(event)
    events += told.length
    faults.push(...replica.faults.splice(0), ...differences(treeOf(root), replica.entries))
    for (const event of told) if (event._tag === "Gap") faults.push(JSON.stringify(event))
    return told
  })
  for (let left = changes; left > 0 && faults.length === 0;) {
    const count = Math.min(left, 1 + chance.below(chance.pick([3, 30, 60])))
    left -= count
    if (trial.who === "another process") {
      const done = trial.child.ask(JSON.stringify({ root, seed: seed * 1_000 + left, count }))
      let isOver = false
      void done.finally(() => (isOver = true)).catch(() => undefined)
      while (!isOver) yield* chance.next() < 0.3 ? follower.watch.flush : pause(chance.below(8))
      yield* Effect.promise(() => done)
      yield* settle
    } else if (chance.next() < 0.5) {
      const before = treeOf(root, "with targets")
      meddler.change(count)
      faults.push(...phantoms(yield* settle, before, treeOf(root, "with targets")))
    } else {
      for (let i = 0; i < count && meddler.change(1); i++) {
        if (chance.next() < 0.2) yield* pause(chance.pick([0, 1, 4, 12]))
      }
      yield* settle
    }
  }
  if (faults.length === 0) faults.push(...(yield* liveness(follower, root)))
  return { seed, events, faults } satisfies Verdict
})

type Told = ReadonlyArray<Follower["heard"][number]>

// Nobody looked between the two: what is the same is not worth an event, and nothing is worth two.
const phantoms = (
  told: Told,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>
): ReadonlyArray<string> => {
  const seen = new Set<string>()
  const faults: Array<string> = []
  for (const event of told) {
    if (event._tag === "Gap" || event._tag === "Root") continue
    const steps = event._tag === "Renamed" ? [`- ${event.oldPath}`, `+ ${event.path}`] : [stepOf(event)]
    for (const step of steps) {
      const at = step.slice(2)
      if (before.get(at) === after.get(at)) faults.push(`phantom: ${JSON.stringify(event)}`)
      if (seen.has(step)) faults.push(`twice: ${JSON.stringify(event)}`)
      seen.add(step)
    }
  }
  return faults
}

const stepOf = (event: { readonly _tag: "Created" | "Modified" | "Removed"; readonly path: string }): string =>
  `${event._tag === "Removed" ? "-" : "+"} ${event.path}`

// Every folder is watched: a new file in each is told of.
const liveness = Effect.fnUntraced(function* ({ news }: Follower, root: string) {
  const folders = [root, ...[...treeOf(root)].flatMap(([at, kind]) => (kind === "directory" ? [at] : []))]
  const dead = yield* deadAmong(folders)
  for (const folder of folders) fs.writeFileSync(`${folder}/alive`, folder)
  const told = new Set((yield* news).flatMap((event) => ("path" in event ? [event.path] : [])))
  const mute = folders.filter((folder) => !told.has(`${folder}/alive`)).map((folder) => `mute: ${folder}`)
  return [...dead, ...mute]
})

// What is new is told of before it is watched, and looked at once more when it is: that may take a moment.
const deadAmong = Effect.fnUntraced(function* (folders: ReadonlyArray<string>) {
  const inodes = new Map(folders.map((folder) => [folder, fs.lstatSync(folder).ino]))
  for (let turns = 0; ; turns++) {
    const watched = watchedNow()
    const dead = folders.filter((folder) => !watched.has(inodes.get(folder)!))
    if (dead.length === 0 || turns === 100) return dead.map((folder) => `dead: ${folder}`)
    yield* pause(30)
  }
})
