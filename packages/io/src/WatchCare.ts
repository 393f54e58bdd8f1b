/**
 * What is due by the clock, in one turn for all roots: those that went or came back, folders that the system forgot to
 * watch, degraded roots, and the look at everything that finds what the system never tells.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Reconcile from "./Reconcile.ts"
import type { WatchEngine } from "./WatchEngine.ts"
import * as Limits from "./WatchLimits.ts"
import * as WatchLook from "./WatchLook.ts"
import type { Watched } from "./WatchedState.ts"
import * as WatchedState from "./WatchedState.ts"
import type { WatchRoots } from "./WatchRoots.ts"

/**
 * Attends to roots.
 *
 * @since 0.1.0
 */
export class WatchCare {
  readonly #engine: WatchEngine
  readonly #roots: WatchRoots
  #checked = 0
  #deadCheckAt = 0
  #auditAt = 0
  #unseenAt = 0
  #unseenMillis = Limits.rescanMillis

  constructor(engine: WatchEngine) {
    this.#engine = engine
    this.#roots = engine.roots
  }

  /** Does, again and again, what is due by the clock; never ends. */
  readonly keep: Effect.Effect<never> = Effect.forever(
    Effect.suspend(() => Effect.andThen(this.#untilDue, this.#turn("in time")))
  )

  // What is not as it should be is attended to more often, also when it comes to be so while everything else is at rest.
  get #untilDue(): Effect.Effect<unknown> {
    const { uneasy } = this.#engine
    if (this.#isWell) uneasy.closeUnsafe()
    else uneasy.openUnsafe()
    const soon = Effect.andThen(uneasy.await, Effect.sleep(Limits.rescanMillis))
    return Effect.timeoutOption(Effect.raceFirst(this.#roots.due.await, soon), Limits.rootCheckMillis)
  }

  get #isWell(): boolean {
    const { newFolders, unseen } = this.#engine
    const isReady = [...this.#roots.sources.values()].every(({ state }) => state === "ready")
    const isSeen = unseen.size === 0 && this.#unseenMillis === Limits.rescanMillis
    const isWatched = newFolders.size === 0 && this.#deadCheckAt > 0
    return isReady && isSeen && isWatched
  }

  /** Attends to all roots now: those that went or came back, folders that are not being watched, degraded ones. */
  readonly attend: Effect.Effect<void> = Effect.suspend(() => this.#engine.base.whole(this.#turn("now")))

  readonly #turn = (how: "in time" | "now"): Effect.Effect<void> =>
    this.#roots.lock.withPermit(this.#attend(how)).pipe(
      Effect.andThen(this.#engine.base.policy.current),
      Effect.flatMap((rules) => Effect.ignore(this.#roots.sync(rules)))
    )

  #attend = Effect.fnUntraced({ self: this }, function* (how: "in time" | "now") {
    const engine = this.#engine
    this.#roots.due.closeUnsafe()
    const now = yield* Clock.currentTimeMillis
    yield* this.#checkRoots(how)
    for (const watched of this.#roots.sources.values()) {
      if (watched.state === "ready" && watched.loss !== undefined)
        yield* this.#roots.degrade(watched, watched.loss, watched.why ?? "")
      if (watched.state === "degraded" && (now >= watched.retryAt || how === "now")) yield* this.#retry(watched, how)
    }
    if (engine.newFolders.size > 0 || now >= this.#deadCheckAt) {
      const fresh = [...engine.newFolders]
      engine.newFolders.clear()
      this.#deadCheckAt = now + Limits.deadCheckMillisMax
      for (const watched of this.#roots.sources.values()) if (watched.state === "ready") yield* this.#revive(watched)
      // They are watched by now. What happened between our look and that moment was told by nobody.
      for (const folder of fresh) if (engine.index.get(folder) !== undefined) engine.dirty.add(folder, "deep")
    }
    this.#retryUnseen(how, now)
    if (this.#auditAt === 0) this.#auditAt = now + Limits.auditMillis
    if (now < this.#auditAt) return
    this.#auditAt = now + Limits.auditMillis
    for (const { root } of this.#roots.sources.values()) engine.dirty.add(root, "deep")
  })

  #retryUnseen(how: "in time" | "now", now: number): void {
    if (this.#engine.unseen.size === 0) {
      this.#unseenMillis = Limits.rescanMillis
      this.#unseenAt = now + this.#unseenMillis
    } else if (how === "now") this.#engine.retryUnseen()
    else if (now >= this.#unseenAt) {
      this.#engine.retryUnseen()
      this.#unseenMillis = Math.min(Limits.rescanMillisMax, this.#unseenMillis * 2)
      this.#unseenAt = now + this.#unseenMillis
    }
  }

  #checkRoots = Effect.fnUntraced({ self: this }, function* (how: "in time" | "now") {
    const { access } = this.#engine.base
    const { dirty, index } = this.#engine
    const all = [...this.#roots.sources.values()]
    const from = how === "now" ? 0 : this.#checked % Math.max(1, all.length)
    const some = how === "now" ? all : [...all, ...all].slice(from, from + Math.min(all.length, Limits.rootsPerCheck))
    this.#checked = from + some.length
    const findings = yield* access.survey(some.map(({ root }) => ({ folder: root, names: [] })))
    for (const [i, watched] of some.entries()) {
      const finding = findings[i]!
      const { root, state } = watched
      const isThere = finding._tag === "Survey"
      // Only then it is known to be gone: what may not be looked at is.
      const isGone = !isThere && WatchLook.isGone(finding.code)
      if (state === "lost") {
        if (isThere) yield* this.#roots.reopen(watched)
      } else if (state === "scanning") yield* isGone ? this.#roots.lose(watched) : this.#roots.reopen(watched)
      else {
        const known = index.get(root)
        const isOther = isThere && (known === undefined || !Reconcile.isSameObject(known.fact, finding.self))
        if (isGone || isOther) dirty.add(root)
      }
    }
  })

  #retry = Effect.fnUntraced({ self: this }, function* (watched: Watched, how: "in time" | "now") {
    const engine = this.#engine
    const dead = watched.handle === undefined ? undefined : yield* this.#revive(watched)
    if (dead === undefined) return yield* this.#roots.reopen(watched)
    engine.dirty.add(watched.root, "deep")
    if (dead === 0) {
      watched.loss = undefined
      yield* this.#roots.enter(watched, "ready")
    } else if (how === "in time") WatchedState.delay(watched, yield* Clock.currentTimeMillis)
  })

  // Gives how many folders are still not being watched; undefined where that cannot be told.
  #revive = Effect.fnUntraced({ self: this }, function* (watched: Watched) {
    const engine = this.#engine
    const source = watched.handle?.watched
    if (source === undefined) return undefined
    const dead = yield* source.dead([...engine.index.foldersBelow(watched.root)])
    if (dead === undefined || dead.length === 0) return dead?.length
    yield* source.revive(dead.map(({ path }) => path))
    for (const { path } of dead) engine.dirty.add(path, "deep")
    const left = (yield* source.dead(dead))?.length ?? 0
    watched.revived += dead.length - left
    return left
  })
}
