/**
 * From hints to events: what may have changed is looked at after a quiet moment, compared with the index, and what differs
 * is told to every subscriber. An event exists only as a difference between index and disk, so that a hint too many, twice
 * or at the wrong time tells nothing.
 *
 * @since 0.1.0
 */
import type { FileChangeEvent, FileHash, OriginId, WatchStatus } from "@ploke/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Semaphore from "effect/Semaphore"
import type { DirtyDepth } from "./DirtySet.ts"
import { DirtySet } from "./DirtySet.ts"
import type { FileAccess } from "./FileAccess.ts"
import { FormerFolders } from "./FormerFolders.ts"
import type { OwnWrites } from "./OwnWrites.ts"
import type { PathPolicy } from "./PathPolicy.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Permits } from "./Permits.ts"
import * as ReadEngine from "./ReadEngine.ts"
import type { ReadGate } from "./ReadGate.ts"
import * as ReadPlan from "./ReadPlan.ts"
import type { Difference, Observation } from "./Reconcile.ts"
import * as Reconcile from "./Reconcile.ts"
import * as Telemetry from "./Telemetry.ts"
import { WatchBlind } from "./WatchBlind.ts"
import { WatchHub } from "./WatchHub.ts"
import { WatchIndex } from "./WatchIndex.ts"
import { WatchJournal } from "./WatchJournal.ts"
import * as Limits from "./WatchLimits.ts"
import type { Sight } from "./WatchLook.ts"
import * as WatchLook from "./WatchLook.ts"
import type { WatchRoots } from "./WatchRoots.ts"

/**
 * What the engine works with.
 *
 * @since 0.1.0
 */
export interface EngineBase {
  readonly access: FileAccess["Service"]
  readonly clock: Clock.Clock
  readonly policy: PathPolicy["Service"]
  readonly permits: Permits["Service"]
  readonly gate: ReadGate
  readonly own: OwnWrites
  /** How hashes of this service begin. */
  readonly prefix: string
  readonly quietMillis: number
  readonly eventCapacity: number
  /** Runs something to its end, also if whoever waits for it is interrupted. */
  readonly whole: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

/**
 * An event that has not been told yet.
 *
 * @since 0.1.0
 */
export type Untold = FileChangeEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, "sequence">
    : never
  : never

/**
 * The watcher's model of the disk, and all that changes it.
 *
 * @since 0.1.0
 */
export class WatchEngine {
  readonly base: EngineBase
  readonly index: WatchIndex
  readonly dirty: DirtySet
  readonly hub: WatchHub
  journal = new WatchJournal(Limits.rememberedEvents)
  /** Held by whoever looks at the disk and changes the index. */
  readonly turn = Semaphore.makeUnsafe(1)
  readonly counts: { -readonly [Name in keyof WatchStatus["counts"]]: number } = {
    hints: 0,
    looks: 0,
    batches: 0,
    events: 0,
    echoes: 0,
    unchanged: 0,
    forgotten: 0
  }
  /**
   * Folders that came to be since they were last asked for: the system may not have told of what happened in them before they
   * were watched.
   */
  readonly newFolders = new Set<string>()
  /** Open while something is not as it should be, so that it is to be attended to before long. */
  readonly uneasy = Latch.makeUnsafe(false)
  /** What could not be looked at, for want of permission or because the disk failed. */
  readonly unseen = new Map<string, DirtyDepth>()
  readonly blind = new WatchBlind(this)
  #roots: WatchRoots | undefined
  #stop: (() => void) | undefined
  /** Removals that were not told yet, since a file of the same identity may turn up elsewhere. */
  #held: ReadonlySet<string> = new Set()
  /** Files that had changed so shortly before they were looked at that their times do not tell whether they have again. */
  readonly #doubtful = new Set<string>()
  readonly #former: FormerFolders
  /** Since when a look at a path is put off because a write of our own is under way. */
  readonly #postponed = new Map<string, number>()

  constructor(base: EngineBase) {
    this.base = base
    const { flavor } = base.access
    this.index = new WatchIndex(flavor)
    this.#former = new FormerFolders(this.index)
    this.dirty = new DirtySet(
      Limits.dirtyPathsMax,
      () => this.roots.sources.keys(),
      () => base.clock.currentTimeMillisUnsafe()
    )
    this.hub = new WatchHub(base.eventCapacity, (event) =>
      "root" in event ? [event.root] : this.roots.above(event.path)
    )
  }

  get roots(): WatchRoots {
    return this.#roots!
  }

  /** Engine and roots know each other. */
  attach(roots: WatchRoots): void {
    this.#roots = roots
  }

  /** Takes note that something may have happened at a path. */
  readonly hear = (path: string): void => {
    this.counts.hints++
    if (!this.roots.isIgnored(path, undefined)) this.dirty.add(path)
  }

  /** Looks, after each quiet moment, at what is dirty; never ends. */
  readonly run: Effect.Effect<never> = Effect.forever(
    Effect.suspend(() =>
      this.dirty.some.pipe(Effect.andThen(this.#quiet), Effect.andThen(this.turn.withPermit(this.reconcile("hold"))))
    )
  )

  /** Looks anew at what could not be looked at. */
  retryUnseen(): void {
    for (const [path, depth] of this.unseen) this.dirty.add(path, depth)
    this.unseen.clear()
  }

  // Ends when nothing was heard for a while, or after so long.
  get #quiet(): Effect.Effect<void> {
    const { clock, quietMillis } = this.base
    return Effect.gen({ self: this }, function* () {
      // Whoever told us goes on first.
      yield* Effect.yieldNow
      const end = clock.currentTimeMillisUnsafe() + Math.max(Limits.quietMillisMax, quietMillis)
      for (;;) {
        const left = Math.min(end, this.dirty.changedAt + quietMillis) - clock.currentTimeMillisUnsafe()
        if (left <= 0) return
        yield* Effect.sleep(left)
      }
    })
  }

  /**
   * Looks at what is dirty, and tells what differs. With `hold` a removal waits for the next time, since it may turn out to
   * be half of a rename, and so does what a write of our own is about.
   */
  readonly reconcile = (mode: "hold" | "all"): Effect.Effect<void> =>
    Effect.uninterruptibleMask((restore) => {
      const taken = this.#former.resolve(this.dirty.take((path) => this.roots.isReady(path)))
      if (taken.size === 0) return Effect.void
      const recovers = this.roots.begun(taken)
      const mark = this.base.own.mark()
      return restore(this.#look(taken)).pipe(
        Effect.onInterrupt(() => Effect.sync(() => taken.forEach((depth, path) => this.dirty.add(path, depth)))),
        Effect.flatMap((sight) => this.#conclude(sight, { taken, mark, mode, recovers }))
      )
    })

  /** Tells that a root is gone with all that was in it. To be called by whoever has the turn. */
  readonly lose = (root: string): Effect.Effect<void> =>
    Effect.suspend(() => {
      const observations = [{ path: root, fact: undefined, hash: undefined }]
      const nothing = {
        again: new Map(),
        unseen: new Map(),
        short: new Set<string>(),
        ignored: [],
        undecodable: [],
        looks: 0,
        unchanged: 0
      }
      const taken = new Map([[root, "entry" as const]])
      const mark = this.base.own.mark()
      return this.#conclude({ observations, ...nothing }, { taken, mark, mode: "all", recovers: "nothing" })
    })

  #look(taken: ReadonlyMap<string, DirtyDepth>): Effect.Effect<Sight> {
    const { access, gate } = this.base
    const { index, roots } = this
    const base: WatchLook.LookBase = {
      access,
      index,
      isRoot: roots.isSource,
      isIgnored: roots.isIgnored,
      hash: this.hash,
      isDoubtful: (path, fact) => fact.kind === "file" && this.#doubtful.has(path),
      wantsHash: (path) => this.base.own.knows(path)
    }
    return gate.read(WatchLook.look(base, taken))
  }

  /** The hashes of files; `unsettled` for those that are gone by now, `short` for those that have to wait for a descriptor. */
  readonly hash = (paths: ReadonlyArray<string>) =>
    Effect.gen({ self: this }, function* () {
      const { access, permits, policy, prefix } = this.base
      const bounds = { textBytesMax: 0, fileBytesMax: Infinity }
      const wishes = paths.map((path) => ReadPlan.hash(path, { bounds, prefix, remembers: "nothing" }))
      const outcomes = yield* ReadEngine.readAll(access, permits, yield* policy.current, wishes)
      return outcomes.map((outcome): WatchLook.Hashed => {
        if (outcome._tag === "Read") return `${prefix}${outcome.finding.digest}` as FileHash
        if (outcome._tag === "AccessFailure" && WatchLook.isShortage(outcome.code)) return "short"
        const isToCome = outcome._tag === "AccessFailure" && outcome.code === "ENOENT"
        return isToCome || outcome._tag === "NotAFile" ? "unsettled" : "unknown"
      })
    })

  #conclude = Effect.fnUntraced({ self: this }, function* (sight: Sight, { taken, mark, mode, recovers }: Taken) {
    const { own } = this.base
    const now = yield* Clock.currentTimeMillis
    this.counts.looks += sight.looks
    this.counts.unchanged += sight.unchanged
    for (const [path, depth] of sight.again) this.dirty.add(path, depth)
    for (const [path, depth] of sight.unseen) this.unseen.set(path, depth)
    if (this.unseen.size > 0) this.uneasy.openUnsafe()
    this.blind.note(taken, sight)
    const seen = [...sight.observations, ...this.#leftOut(sight.ignored)]
    const observations = mode === "all" ? seen : this.#putOff(seen, mark, now)
    const replaced = this.roots.replaced(observations)
    // What is told to be lost or recovered is told with all that belongs to it.
    const lost = replaced.filter(({ by }) => by === "nothing").map(({ root }) => root)
    const plan = Reconcile.plan(this.index, observations, {
      held: new Set([...this.#held, ...lost]),
      hold: mode === "all" || recovers === "something" ? "nothing" : "unpaired removals"
    })
    this.#noteNewFolders(observations)
    this.#former.note(observations)
    Reconcile.apply(this.index, observations, plan)
    this.#doubt(observations, now)
    const held = new Set(plan.holds)
    // A folder may come back with something else in it.
    for (const path of held) {
      this.dirty.add(path, this.index.get(path)?.fact.kind === "directory" ? "deep" : "entry")
    }
    this.#held = held
    const told = Reconcile.withoutRoots(plan.differences, this.roots.isSource)
    const events = told.map((difference) => this.#toUntold(difference, mark, now))
    if (own.isBusy) this.#settle([...taken.keys(), ...observations.map(({ path }) => path)], { mark, sight })
    yield* this.tell(events)
    yield* this.roots.concluded({ taken, differences: told, replaced, undecodable: sight.undecodable })
    yield* this.tell(this.blind.recover(told))
  })

  // Whoever was told of what is left out by now has to let go of it: it is removed from what is watched. What lies in no root
  // any more went with its root.
  #leftOut(paths: ReadonlyArray<string>): ReadonlyArray<Observation> {
    for (const path of paths) if (this.roots.above(path).length === 0) this.index.delete(path)
    return paths.filter((path) => this.index.knows(path)).map((path) => ({ path, fact: undefined, hash: undefined }))
  }

  #noteNewFolders(observations: ReadonlyArray<Observation>): void {
    for (const { path, fact } of observations) {
      if (fact?.kind !== "directory") continue
      const known = this.index.get(path)
      if (known === undefined || !Reconcile.isSameObject(known.fact, fact)) this.newFolders.add(path)
    }
    if (this.newFolders.size > 0) this.uneasy.openUnsafe()
  }

  // Two writes within one tick of the clock of the file system leave the same times: what has changed just now is compared by
  // its contents the next time that something is heard of it.
  #doubt(observations: ReadonlyArray<Observation>, now: number): void {
    if (this.#doubtful.size > Limits.doubtfulMax) this.#doubtful.clear()
    for (const { path, fact } of observations) {
      if (fact !== undefined && fact.changedMillis > now - Limits.doubtfulMillis) this.#doubtful.add(path)
      else this.#doubtful.delete(path)
    }
  }

  #putOff(observations: ReadonlyArray<Observation>, mark: number, now: number): ReadonlyArray<Observation> {
    if (!this.base.own.isBusy) {
      this.#postponed.clear()
      return observations
    }
    const rest = observations.filter(({ path }) => {
      const since = this.#postponed.get(path) ?? now
      const waits = this.base.own.pending(path, mark) && now - since < Limits.ownWriteMillisMax
      if (waits) {
        this.#postponed.set(path, since)
        this.dirty.add(path)
      } else this.#postponed.delete(path)
      return !waits
    })
    return this.#postponed.size === 0 ? rest : rest.filter(({ path }) => !this.#waitsWithFolder(path))
  }

  // What is in a new folder is told after it.
  #waitsWithFolder(path: string): boolean {
    if (!this.#upwards(path).some((folder) => this.#postponed.has(folder))) return false
    this.dirty.add(path)
    return true
  }

  /** A path, and all folders above it. */
  #upwards(path: string): ReadonlyArray<string> {
    const { flavor } = this.base.access
    const paths = [path]
    for (let at = path, up = PathSyntax.parent(at, flavor); up !== at; up = PathSyntax.parent(at, flavor)) {
      paths.push((at = up))
    }
    return paths
  }

  #settle(paths: ReadonlyArray<string>, { mark, sight }: { readonly mark: number; readonly sight: Sight }): void {
    const { own } = this.base
    const waiting = [this.#held, this.#postponed, sight.again, sight.unseen]
    for (const path of paths) {
      if (!own.knows(path) || this.#upwards(path).some((at) => waiting.some((some) => some.has(at)))) continue
      const known = this.index.get(path)
      const found =
        known === undefined ? "absent" : known.fact.kind === "directory" ? "directory" : (known.hash ?? "other")
      own.reconciled(path, mark, found)
    }
  }

  #toUntold(difference: Difference, mark: number, observedAt: number): Untold {
    const origin = this.#originOf(difference, mark)
    if (origin !== undefined) this.counts.echoes++
    const { path, entry, hash, previousHash } = difference
    const fields = {
      path,
      entry,
      ...(hash === undefined ? {} : { hash }),
      ...(previousHash === undefined ? {} : { previousHash }),
      ...(origin === undefined ? {} : { origin }),
      observedAt
    }
    switch (difference._tag) {
      case "Modified":
        return { _tag: "Modified", ...fields, change: difference.change }
      case "Renamed":
        return { _tag: "Renamed", ...fields, oldPath: difference.oldPath, contentChanged: difference.contentChanged }
      default:
        return { _tag: difference._tag, ...fields }
    }
  }

  #originOf(difference: Difference, mark: number): OriginId | undefined {
    const { own } = this.base
    if (!own.isBusy) return undefined
    const { _tag, entry, hash, path, previousHash } = difference
    const before = entry === "directory" ? "directory" : previousHash
    if (_tag === "Removed") return own.match(path, "absent", mark, before)?.origin
    const found = entry === "directory" ? "directory" : hash
    const told = _tag === "Modified" ? before : "absent"
    const origin = found === undefined ? undefined : own.match(path, found, mark, told)?.origin
    if (origin === undefined || _tag !== "Renamed") return origin
    return own.match(difference.oldPath, "absent", mark, before)?.origin === origin ? origin : undefined
  }

  /** Numbers events, remembers them and gives them to every subscriber. */
  readonly tell = (events: ReadonlyArray<Untold>): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (events.length === 0) return Effect.void
      this.counts.batches++
      // No more than fits into a queue that is empty.
      const atOnce = Math.min(eventsPerTurn, this.base.eventCapacity)
      let at = 0
      return Effect.whileLoop({
        while: () => at < events.length,
        // In between the subscribers get their turn: what they have read no longer waits.
        body: () => {
          const some = events.slice(at, (at += atOnce)).map((event) => this.#number(event))
          this.hub.publish(some)
          return Effect.andThen(Telemetry.addWatched(some), Effect.yieldNow)
        },
        step: () => undefined
      })
    })

  #number(event: Untold): FileChangeEvent {
    const told = { ...event, sequence: this.journal.last + 1 } as FileChangeEvent
    this.journal.push(told)
    this.counts.events++
    return told
  }

  /** Listens to our own writes from now on: what they have done need not wait for the system to tell. */
  listen(): void {
    const { own } = this.base
    own.start((path) => !this.roots.isIgnored(path, undefined))
    this.#stop ??= own.onWrite((paths) => paths.forEach((path) => this.dirty.add(path)))
  }

  /** Stops listening. */
  readonly close: Effect.Effect<void> = Effect.sync(() => {
    this.#stop?.()
    this.base.own.stop()
  })

  /** The text of a small file, where it can be had. */
  readonly text = (path: string): Effect.Effect<string | undefined> =>
    Effect.gen({ self: this }, function* () {
      const { access, permits, policy, prefix } = this.base
      const bounds = { textBytesMax: Limits.hashedBytesMax, fileBytesMax: Limits.hashedBytesMax }
      const wish = ReadPlan.file({ filePath: path }, { bounds, prefix, remembers: "nothing" })
      const [outcome] = yield* ReadEngine.readAll(access, permits, yield* policy.current, [wish])
      const slice = outcome?._tag === "Read" ? outcome.finding.slices[0] : undefined
      return slice?._tag === "Text" ? slice.text : undefined
    })

  /** Whether a path is a folder, or in it. */
  isWithin(folder: string, path: string): boolean {
    return PathSyntax.contains(folder, path, this.base.access.flavor)
  }
}

/** A look that was begun. */
interface Taken {
  readonly taken: ReadonlyMap<string, DirtyDepth>
  readonly mark: number
  readonly mode: "hold" | "all"
  /** Whether it makes up for notifications that were lost. */
  readonly recovers: "something" | "nothing"
}

const eventsPerTurn = 1_024
