/**
 * The roots that are watched, and how each is doing: opened when they are there, looked at as a whole when notifications
 * may have been lost, told as lost when they are gone and as ready when they are back.
 *
 * A root in another one has no source of its own: it is a view of the outer one. What is due by the clock is done in one
 * turn for all of them.
 *
 * @since 0.1.0
 */
import type { EntryKind, RootState, WatchedRootStatus } from "@ploke/core"
import type { ErrorPolicy } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { DirtyDepth } from "./DirtySet.ts"
import type { AccessFailure } from "./FileAccess.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Difference, Observation } from "./Reconcile.ts"
import * as Reconcile from "./Reconcile.ts"
import type { WatchBaseline } from "./WatchBaseline.ts"
import type { Watched } from "./WatchedState.ts"
import * as WatchedState from "./WatchedState.ts"
import type { Untold, WatchEngine } from "./WatchEngine.ts"
import type { WatchIgnore } from "./WatchIgnore.ts"
import * as Limits from "./WatchLimits.ts"
import * as WatchLook from "./WatchLook.ts"
import type { Hint, LossReason, WatchRequest, WatchSource } from "./WatchSource.ts"

/**
 * What the roots work with.
 *
 * @since 0.1.0
 */
export interface RootsBase {
  readonly engine: WatchEngine
  readonly source: WatchSource
  readonly errors: ErrorPolicy
  readonly ignore: WatchIgnore
  readonly baseline: WatchBaseline
  readonly hosting: WatchRequest["hosting"]
  /** Sources are open at most as long as this. */
  readonly scope: Scope.Scope
}

/**
 * What a look concluded.
 *
 * @since 0.1.0
 */
export interface Conclusion {
  readonly taken: ReadonlyMap<string, DirtyDepth>
  readonly differences: ReadonlyArray<Difference>
  /** Roots at whose path another folder is by now, or none. */
  readonly replaced: ReadonlyArray<{ readonly root: string; readonly by: "another" | "nothing" }>
  readonly undecodable: ReadonlyArray<string>
}

/**
 * All watched roots.
 *
 * @since 0.1.0
 */
export class WatchRoots {
  readonly #base: RootsBase
  readonly #watched = new Map<string, Watched>()
  /** The roots that have a source: those that lie in no other one. */
  readonly #sources = new Map<string, Watched>()
  /** Held by whoever opens and closes sources. */
  readonly lock = Semaphore.makeUnsafe(1)
  /** Open while a root is to be attended to at once. */
  readonly due = Latch.makeUnsafe(false)
  #rules: PathRules | undefined
  readonly #remembered = new Set<string>()
  readonly #undecodable = new Set<string>()

  constructor(base: RootsBase) {
    this.#base = base
    base.engine.attach(this)
  }

  /** The roots that have a source, by their paths. */
  get sources(): ReadonlyMap<string, Watched> {
    return this.#sources
  }

  /** Whether a root is to be attended to at once, or is about to be ready. */
  get isUnsettled(): boolean {
    return this.due.isOpen() || [...this.#sources.values()].some(({ state }) => state === "scanning")
  }

  /** The sources that tell of every change. */
  get ready(): ReadonlyArray<string> {
    return [...this.#sources.values()].filter(({ state }) => state === "ready").map(({ root }) => root)
  }

  /** Says that the index knows everything of these roots, also where it knows that nothing is there. */
  remember(roots: ReadonlyArray<string>): void {
    for (const root of roots) this.#remembered.add(root)
  }

  /** The sources of which the index knows everything that is to be known. */
  get known(): ReadonlyArray<string> {
    const all = [...this.#sources.values()]
    return all.filter(({ state, wasReady }) => wasReady || state === "lost").map(({ root }) => root)
  }

  /** Nothing was heard of a root although it should: everything is looked at, and told to have been lost. */
  isSilent(root: string): void {
    const watched = this.#sources.get(root)
    if (watched === undefined) return
    watched.gap ??= "silent"
    this.#base.engine.dirty.add(root, "deep")
  }

  readonly isSource = (path: string): boolean => this.#sources.has(path)

  /** The roots that contain a path. */
  above(path: string): ReadonlyArray<string> {
    const roots: Array<string> = []
    for (const folder of this.#ancestors(path)) if (this.#watched.has(folder)) roots.push(folder)
    return roots
  }

  /** Whether a path may be looked at now. What lies in no root (any more) may be, and is then ignored. */
  isReady(path: string): boolean {
    const watched = this.#sourceOf(path)
    return watched === undefined || watched.state !== "scanning"
  }

  readonly isIgnored = (path: string, kind: EntryKind | undefined): boolean => {
    const watched = this.#sourceOf(path)
    return watched === undefined || watched.state === "lost" || this.#base.ignore.isIgnored(watched.root, path, kind)
  }

  /** Whether a path that lies in a root is left out. */
  readonly leavesOut = (path: string, kind: EntryKind | undefined): boolean => {
    const watched = this.#sourceOf(path)
    return watched !== undefined && this.#base.ignore.isIgnored(watched.root, path, kind)
  }

  #sourceOf(path: string): Watched | undefined {
    for (const folder of this.#ancestors(path)) {
      const watched = this.#sources.get(folder)
      if (watched !== undefined) return watched
    }
    return undefined
  }

  *#ancestors(path: string): Generator<string> {
    const { flavor } = this.#base.engine.base.access
    for (let at = path; ;) {
      yield at
      const parent = PathSyntax.parent(at, flavor)
      if (parent === at) return
      at = parent
    }
  }

  /** How the roots are doing. */
  readonly status: Effect.Effect<ReadonlyArray<WatchedRootStatus>> = Effect.suspend(() =>
    Effect.forEach(this.#watched.values(), (watched) =>
      WatchedState.statusOf(watched, this.#sourceOf(watched.root), this.#base.engine)
    )
  )

  /** Takes note of other rules: they are followed in the next turn, which comes at once. */
  hearOf(rules: PathRules): void {
    if (rules !== this.#rules) this.due.openUnsafe()
  }

  /** Watches the roots of the rules from now on, and no others. Fails only where nothing can be watched at all. */
  readonly sync = (rules: PathRules): Effect.Effect<void, AccessFailure> =>
    Effect.suspend(() => {
      const change = Effect.suspend(() => (rules === this.#rules ? Effect.void : this.#change(rules)))
      return rules === this.#rules ? Effect.void : this.lock.withPermit(change)
    })

  #change = Effect.fnUntraced({ self: this }, function* (rules: PathRules) {
    const { engine } = this.#base
    const wanted = new Map(rules.roots.map((root) => [root.canonical, root]))
    const gone = [...this.#watched.values()].filter(({ root }) => !wanted.has(root))
    for (const { canonical, configured } of wanted.values()) {
      if (this.#watched.has(canonical)) continue
      // A root that was missing may have got another name by having come to be.
      const before = gone.find((watched) => watched.configured === configured)
      const isKnown = this.#remembered.delete(canonical) || before?.state === "lost"
      this.#watched.set(canonical, WatchedState.make(canonical, configured, isKnown ? "known" : "unknown"))
    }
    for (const { root } of gone) this.#watched.delete(root)
    for (const watched of gone) yield* this.#remove(watched)
    const sources = [...this.#watched.values()].filter(({ root }) => !this.#isCovered(root))
    const fresh = sources.filter(({ root }) => !this.#sources.has(root))
    yield* Effect.forEach(fresh, (watched) => this.#open(watched), {
      concurrency: 4,
      discard: true
    })
    for (const watched of this.#sources.values()) {
      if (!this.#isCovered(watched.root)) continue
      this.#sources.delete(watched.root)
      yield* this.#close(watched)
    }
    for (const watched of this.#watched.values()) {
      const state = this.#sourceOf(watched.root)?.state ?? watched.state
      if (state !== watched.state) yield* this.enter(watched, state)
    }
    engine.dirty.wake()
    // Only now: who is interrupted before has to begin again.
    this.#rules = rules
  })

  #isCovered(root: string): boolean {
    for (const folder of this.#ancestors(root)) if (folder !== root && this.#watched.has(folder)) return true
    return false
  }

  #remove = Effect.fnUntraced({ self: this }, function* (watched: Watched) {
    const { engine } = this.#base
    const { root } = watched
    // One that lies in another one keeps its source until that one has its own, and nothing of it is forgotten.
    if (!this.#isCovered(root) && this.#sources.delete(root)) {
      yield* this.#close(watched)
      yield* engine.turn.withPermit(
        Effect.andThen(
          Effect.sync(() => this.#forget(root)),
          this.#beginAnew
        )
      )
    }
    yield* engine.tell([{ _tag: "Root", root, state: "removed" }])
  })

  // What is known of roots that lie in the one that goes is kept: they are watched by themselves from now on.
  #forget(root: string): void {
    const { blind, dirty, index } = this.#base.engine
    const kept = [...this.#watched.values()].filter(
      (inner) => this.#isWithin(root, inner.root) && !this.#isCovered(inner.root)
    )
    const entries = kept.flatMap((inner) => [...index.entriesBelow(inner.root)])
    index.delete(root)
    for (const [path, { fact, hash }] of entries) index.set(path, fact, hash)
    const isGone = (path: string): boolean =>
      this.#isWithin(root, path) && !kept.some((inner) => this.#isWithin(inner.root, path))
    dirty.drop(isGone)
    blind.drop(isGone)
  }

  #isWithin(folder: string, path: string): boolean {
    return this.#base.engine.isWithin(folder, path)
  }

  #close({ handle }: Watched): Effect.Effect<void> {
    return handle === undefined ? Effect.void : Scope.close(handle.scope, Exit.void)
  }

  // Of a root that is known from before, or was not there before, everything that differs from the index is told.
  #open = Effect.fnUntraced({ self: this }, function* (watched: Watched) {
    const { engine, hosting, ignore, scope, source } = this.#base
    const { root } = watched
    // One that is looked at again and again anyway stays as it is until it is watched.
    if (watched.state !== "degraded") yield* this.enter(watched, "scanning")
    const rules = yield* ignore.load(root)
    const own = yield* Scope.fork(scope)
    const hint = (said: Hint): void => this.#hear(watched, said)
    this.#sources.set(root, watched)
    const opened = source.open(root, { ignore: rules, hosting, hint }).pipe(Scope.provide(own))
    const result = yield* Effect.result(opened).pipe(Effect.onInterrupt(() => Scope.close(own, Exit.void)))
    if (Result.isFailure(result)) {
      yield* Scope.close(own, Exit.void)
      return yield* this.#cannotOpen(watched, result.failure)
    }
    watched.handle = { watched: result.success, scope: own }
    yield* this.#takeOver(watched)
    if (watched.loss === undefined) yield* this.enter(watched, "ready")
    else yield* this.degrade(watched, watched.loss, "")
    engine.dirty.wake()
  })

  // What was known before has other roots: it is not told what has to be added to it, or left out.
  get #beginAnew(): Effect.Effect<void> {
    return Effect.sync(() => this.#base.engine.journal.forget())
  }

  #takeOver = Effect.fnUntraced({ self: this }, function* (watched: Watched) {
    const { baseline, engine } = this.#base
    const { root } = watched
    if (watched.wasReady || engine.index.get(root) !== undefined) engine.dirty.add(root, "deep")
    else yield* engine.turn.withPermit(Effect.ensuring(baseline.take(root), this.#beginAnew))
    watched.wasReady = true
  })

  #cannotOpen = Effect.fnUntraced({ self: this }, function* (watched: Watched, failure: AccessFailure) {
    if (failure.code === "ENOSYS") {
      this.#sources.delete(watched.root)
      this.#watched.delete(watched.root)
      return yield* Effect.fail(failure)
    }
    if (failure.code === "ENOENT" || failure.code === "ENOTDIR") return yield* this.lose(watched)
    yield* this.#takeOver(watched)
    const why =
      failure.code === "ENOSPC" ? "watch-limit" : WatchLook.isShortage(failure.code) ? "descriptor-limit" : "backend"
    yield* this.degrade(watched, why, `${failure.code}, ${failure.syscall ?? "watch"}`)
  })

  /** Tells that a root is gone, and what was known to be in it. */
  readonly lose = Effect.fnUntraced({ self: this }, function* (watched: Watched) {
    const { engine } = this.#base
    if (engine.index.get(watched.root) !== undefined) yield* engine.turn.withPermit(engine.lose(watched.root))
    yield* this.enter(watched, "lost")
  })

  #hear(watched: Watched, hint: Hint): void {
    const { dirty, hear } = { dirty: this.#base.engine.dirty, hear: this.#base.engine.hear }
    if (hint._tag === "Dirty") {
      this.onHint?.(hint.path, hint.first)
      return hear(hint.path)
    }
    watched.gap ??= hint.why
    dirty.add(watched.root, "deep")
    if (hint.why !== "watch-limit" && hint.why !== "descriptor-limit") return
    watched.loss = hint.why
    watched.why = hint.detail
    this.due.openUnsafe()
  }

  /** Is told every hint of the system itself. */
  onHint: ((path: string, first: boolean) => void) | undefined

  /** Says that a root is not watched as it should, and looks at it again and again from now on. */
  readonly degrade = Effect.fnUntraced({ self: this }, function* (watched: Watched, why: LossReason, detail: string) {
    const { engine, errors, source } = this.#base
    const text = detail === "" ? (watched.why ?? why) : detail
    const isNew = watched.state !== "degraded"
    if (isNew) watched.retryMillis = Limits.rescanMillis
    watched.loss = why
    const now = yield* Clock.currentTimeMillis
    // Who flushes asks for more than that, and not for less from then on.
    if (isNew || now >= watched.retryAt) WatchedState.delay(watched, now)
    engine.dirty.add(watched.root, "deep")
    yield* this.enter(watched, "degraded", text)
    if (!isNew) return
    const advice = source.advice(why) ?? "it is looked at again and again until that is over"
    yield* errors.emit(Fail.watchDegraded({ root: watched.root, why: `${why}: ${text}`, advice }))
  })

  /** Tells a new state of a root, and of those that lie in it. */
  readonly enter = Effect.fnUntraced({ self: this }, function* (watched: Watched, state: RootState, why?: string) {
    watched.why = why
    if (watched.state === state) return
    const inner = [...this.#watched.values()].filter(
      (other) => other !== watched && other.state !== state && this.#isWithin(watched.root, other.root)
    )
    const untold: Array<Untold> = []
    for (const each of [watched, ...inner]) {
      each.state = state
      untold.push({ _tag: "Root", root: each.root, state })
    }
    yield* this.#base.engine.tell(untold)
  })

  /** Takes note that a look at these paths begins, and tells whether it will find something that was lost before. */
  begun(taken: ReadonlyMap<string, DirtyDepth>): "something" | "nothing" {
    let found: "something" | "nothing" = "nothing"
    for (const watched of this.#sources.values()) {
      if (taken.get(watched.root) !== "deep") continue
      watched.recovering ??= watched.gap
      watched.gap = undefined
      if (watched.recovering !== undefined) found = "something"
    }
    return found
  }

  /** The roots at whose path another folder is by now, or none: before the index takes that over. */
  replaced(observations: ReadonlyArray<Observation>): Conclusion["replaced"] {
    const { index } = this.#base.engine
    return observations.flatMap(({ path, fact }): Conclusion["replaced"] => {
      if (!this.#sources.has(path)) return []
      if (fact === undefined || fact.kind !== "directory") return [{ root: path, by: "nothing" }]
      const before = index.get(path)
      return before === undefined || Reconcile.isSameObject(before.fact, fact) ? [] : [{ root: path, by: "another" }]
    })
  }

  /** Draws the consequences for the roots of what was seen. */
  readonly concluded = Effect.fnUntraced(
    { self: this },
    function* ({ taken, differences, replaced, undecodable }: Conclusion) {
      const { engine, errors, ignore } = this.#base
      for (const watched of this.#sources.values()) {
        if (taken.get(watched.root) !== "deep") continue
        watched.rescans++
        const why = watched.recovering
        watched.recovering = undefined
        const found = differences.filter(({ path }) => this.#isWithin(watched.root, path)).length
        if (found > 0) WatchedState.hasten(watched, yield* Clock.currentTimeMillis)
        if (why === undefined) continue
        watched.gaps++
        yield* engine.tell([{ _tag: "Gap", root: watched.root, why, recovered: true, found }])
        // That nothing differs by now does not say that nothing was dropped.
        const dropped = Math.max(1, found)
        if (why === "overflow") yield* errors.emit(Fail.watchOverflow({ roots: [watched.root], dropped }))
      }
      for (const difference of differences) {
        const paths = "oldPath" in difference ? [difference.path, difference.oldPath] : [difference.path]
        for (const path of paths) if (ignore.isRuleFile(path)) yield* this.#reload(path)
      }
      for (const folder of undecodable) {
        if (this.#undecodable.has(folder)) continue
        this.#undecodable.add(folder)
        const root = this.#sourceOf(folder)?.root ?? folder
        yield* engine.tell([{ _tag: "Gap", root, why: "unrepresentable", recovered: false, found: 0 }])
      }
      for (const { root, by } of replaced) {
        const watched = this.#sources.get(root)!
        watched.gap = by === "another" ? "root-replaced" : "root-lost"
        yield* this.enter(watched, by === "another" ? "scanning" : "lost")
        if (by === "nothing") engine.dirty.drop((path) => this.#isWithin(root, path))
      }
      if (replaced.length > 0) this.due.openUnsafe()
    }
  )

  /** Closes what is open of a root, and watches it again. */
  readonly reopen = Effect.fnUntraced({ self: this }, function* (watched: Watched) {
    yield* this.#close(watched)
    watched.handle = undefined
    watched.loss = undefined
    // It was not there, or is not what it was: what it holds by now is news.
    watched.wasReady = true
    yield* Effect.ignore(this.#open(watched))
  })

  // What the root of this ignore file leaves out is different by now: it is watched and looked at anew.
  #reload(path: string): Effect.Effect<void> {
    const watched = this.#sourceOf(path)
    if (watched === undefined || watched.state === "lost") return Effect.void
    this.due.openUnsafe()
    return this.enter(watched, "scanning")
  }
}
