/**
 * Waits until every change that was made before is told. A file of our own that is made and removed in each root tells how
 * far the system has come: when it is heard of, everything before it has been heard of.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as PathSyntax from "./PathSyntax.ts"
import * as TemporaryName from "./TemporaryName.ts"
import type { WatchCare } from "./WatchCare.ts"
import type { WatchEngine } from "./WatchEngine.ts"
import * as Limits from "./WatchLimits.ts"

/**
 * Flushes.
 *
 * @since 0.1.0
 */
export class WatchFlush {
  readonly #care: WatchCare
  readonly #engine: WatchEngine
  readonly #nextDigits: () => string
  /** Those who wait for the system to tell of a path. */
  readonly #waiting = new Map<string, Deferred.Deferred<void>>()

  /**
   * @param engine - the watcher
   * @param care - attends to the roots
   * @param nextDigits - 16 hexadecimal digits, never the same twice
   */
  constructor(engine: WatchEngine, care: WatchCare, nextDigits: () => string) {
    this.#care = care
    this.#engine = engine
    this.#nextDigits = nextDigits
    engine.roots.onHint = (path, first) => {
      const cookie = first ? this.#waiting.get(path) : undefined
      if (cookie !== undefined) Deferred.doneUnsafe(cookie, Effect.void)
    }
  }

  /** Ends when what changed before is in the queue of every subscriber, or that something of it could not be looked at. */
  readonly run: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    const { dirty, roots, turn } = this.#engine
    yield* this.#care.attend
    yield* turn.withPermit(this.#engine.reconcile("all"))
    // A degraded root is told of by nobody: attended to, it is looked at as a whole.
    const watched = roots.ready
    yield* Effect.forEach(watched, (root) => this.#hearOf(root), { concurrency: 16, discard: true })
    // New folders may not have been watched yet when something happened in them.
    for (let round = 0; round < Limits.flushRoundsMax; round++) {
      yield* turn.withPermit(this.#engine.reconcile("all"))
      if (this.#engine.newFolders.size > 0 || roots.isUnsettled) yield* this.#care.attend
      if (dirty.size === 0) break
    }
    yield* turn.withPermit(Effect.suspend(() => this.#engine.tell(this.#engine.blind.confess())))
  })

  #hearOf = Effect.fnUntraced({ self: this }, function* (root: string) {
    const { access } = this.#engine.base
    const name = TemporaryName.make("cookie", access.process.id, this.#nextDigits())
    const path = PathSyntax.join(root, name, access.flavor)
    const heard = Deferred.makeUnsafe<void>()
    this.#waiting.set(path, heard)
    const bake = Effect.scoped(
      Effect.flatMap(access.openFolder(root), (folder) =>
        Effect.ensuring(
          folder.create(name, 0o600, () => Effect.void),
          Effect.ignore(folder.remove(name))
        )
      )
    )
    const answer = yield* bake.pipe(
      Effect.andThen(Effect.timeoutOption(Deferred.await(heard), Limits.cookieMillisMax)),
      Effect.match({
        onFailure: () => "refused",
        onSuccess: (option) => (option._tag === "Some" ? "heard" : "silence")
      }),
      Effect.ensuring(Effect.sync(() => this.#waiting.delete(path)))
    )
    // Where nothing may be written, a look at everything takes its place.
    if (answer === "refused") this.#engine.dirty.add(root, "deep")
    if (answer === "silence") this.#engine.roots.isSilent(root)
  })
}
