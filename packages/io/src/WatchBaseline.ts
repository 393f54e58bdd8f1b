/**
 * The first look at a root: everything below it goes into the index, and nothing is told.
 *
 * Hashes of contents are taken at once where there are few files, and afterwards where there are many: a file that changes
 * before its hash is known is told as modified, also if it was only touched.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type { AccessFailure } from "./FileAccess.ts"
import * as PathSyntax from "./PathSyntax.ts"
import * as Reconcile from "./Reconcile.ts"
import type { EntryFact, SurveyOrder } from "./Survey.ts"
import type { WatchEngine } from "./WatchEngine.ts"
import * as Limits from "./WatchLimits.ts"
import * as WatchLook from "./WatchLook.ts"

/**
 * Takes first looks.
 *
 * @since 0.1.0
 */
export class WatchBaseline {
  readonly #engine: WatchEngine
  /** Files whose hash is still to be taken. */
  #unhashed: Array<string> = []
  /** Those of which it could not be taken just now. */
  readonly #later: Array<string> = []
  readonly #some = Latch.makeUnsafe(false)

  constructor(engine: WatchEngine) {
    this.#engine = engine
  }

  /** How many files wait for their hash. */
  get waiting(): number {
    return this.#unhashed.length
  }

  /** Looks at everything below a root. To be called by whoever has the turn. */
  readonly take = Effect.fnUntraced({ self: this }, function* (root: string) {
    const { base, index } = this.#engine
    const files: Array<string> = []
    const pending = [root]
    while (pending.length > 0) {
      const folders = pending.splice(-Limits.surveyedFolders)
      const orders = folders.map((folder): SurveyOrder => ({ folder, names: undefined }))
      const findings = yield* base.access.survey(orders)
      findings.forEach((finding, i) => {
        const folder = folders[i]!
        if (finding._tag !== "Survey") return this.#miss(folder, finding)
        if (folder === root) index.set(root, finding.self, undefined)
        for (const [name, fact] of finding.entries) {
          this.#note(PathSyntax.join(folder, name, base.access.flavor), fact, { files, pending })
        }
      })
    }
    if (files.length <= Limits.hashedBeforeReady) {
      while (files.length > 0) yield* this.#fillSome(files)
      return
    }
    this.#hashLater(files)
  })

  // Also what is gone, since it may have been so for a moment only.
  #miss(folder: string, { code }: AccessFailure): void {
    if (WatchLook.isShortage(code) || WatchLook.isGone(code)) this.#engine.dirty.add(folder, "deep")
    else this.#engine.unseen.set(folder, "deep")
  }

  #note(path: string, fact: EntryFact, into: { readonly files: Array<string>; readonly pending: Array<string> }): void {
    const { dirty, index, roots } = this.#engine
    if (roots.isIgnored(path, fact.kind)) return
    // Of a root that was watched by itself until now everything is known, and what has changed is still to be told.
    if (roots.isSource(path)) return dirty.add(path, "deep")
    if (fact.kind === "directory") into.pending.push(path)
    index.set(path, fact, undefined)
    if (fact.kind === "file" && fact.sizeBytes <= Limits.hashedBytesMax) into.files.push(path)
  }

  /** Takes the hashes that are still missing, a few at a time; never ends. */
  readonly fill: Effect.Effect<never> = Effect.suspend(() =>
    Effect.forever(Effect.andThen(this.#some.await, this.#fillAll))
  )

  get #fillAll(): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      this.#some.closeUnsafe()
      while (this.#unhashed.length > 0) {
        yield* this.#engine.turn.withPermit(Effect.suspend(() => this.#fillSome(this.#unhashed)))
        yield* Effect.yieldNow
      }
      if (this.#later.length === 0) return
      yield* Effect.sleep(Limits.rescanMillis)
      this.#hashLater(this.#later.splice(0))
    })
  }

  #hashLater(files: ReadonlyArray<string>): void {
    this.#unhashed = this.#unhashed.concat(files)
    this.#some.openUnsafe()
  }

  readonly #fillSome = Effect.fnUntraced({ self: this }, function* (files: Array<string>) {
    const { base, dirty, hash, index } = this.#engine
    const isMissing = (path: string): boolean =>
      index.get(path)?.fact.kind === "file" && index.get(path)?.hash === undefined
    const paths = files.splice(-filesPerTurn).filter(isMissing)
    const hashes = yield* base.gate.read(hash(paths))
    // Looked at afterwards: a hash belongs to what the index knows only if that is still there.
    const facts = yield* WatchLook.factsOf(base.access, paths)
    paths.forEach((path, i) => {
      const known = index.get(path)
      const found = facts.get(path)
      const value = hashes[i]!
      if (known === undefined || value === "unknown") return
      const isSame = found !== undefined && Reconcile.isSameVersion(known.fact, found)
      if (isSame && value !== "unsettled" && value !== "short") return index.set(path, known.fact, value)
      dirty.add(path)
      // It may be there all the same, and have been out of reach for this moment.
      this.#later.push(path)
    })
    if (this.#later.length > 0) this.#some.openUnsafe()
  })
}

// A file of 6 KiB takes 20 microseconds: others wait for 10 ms at most.
const filesPerTurn = 500
