/**
 * What could not be looked at when it should have been, and which roots were told so: whoever flushes is not to believe that
 * everything was seen.
 *
 * @since 0.1.0
 */
import type { DirtyDepth } from "./DirtySet.ts"
import type { Difference } from "./Reconcile.ts"
import type { Untold, WatchEngine } from "./WatchEngine.ts"
import type { Sight } from "./WatchLook.ts"

/**
 * Paths that are out of sight.
 *
 * @since 0.1.0
 */
export class WatchBlind {
  readonly #engine: WatchEngine
  /** Where the last look failed. */
  readonly #paths = new Set<string>()
  /** Roots that were told, and not yet that it is over. */
  readonly #told = new Set<string>()

  constructor(engine: WatchEngine) {
    this.#engine = engine
  }

  /** Takes note of what a look has seen, and what not. What only keeps changing is no longer what it was before. */
  note(taken: ReadonlyMap<string, DirtyDepth>, { short, unseen }: Sight): void {
    for (const path of taken.keys()) this.#paths.delete(path)
    for (const root of this.#engine.roots.sources.keys()) {
      if (taken.get(root) === "deep") this.#letGo((path) => this.#engine.isWithin(root, path))
    }
    for (const path of unseen.keys()) this.#paths.add(path)
    for (const path of short) this.#paths.add(path)
  }

  /** Lets go of paths that nobody wants to know of any more. */
  drop(isUnwanted: (path: string) => boolean): void {
    this.#letGo(isUnwanted)
    const { unseen } = this.#engine
    for (const path of unseen.keys()) if (isUnwanted(path)) unseen.delete(path)
  }

  #letGo(isOver: (path: string) => boolean): void {
    for (const path of this.#paths) if (isOver(path)) this.#paths.delete(path)
  }

  /** How many paths at or below a root could not be looked at. */
  countIn(root: string): number {
    return [...this.#all].filter((path) => this.#engine.isWithin(root, path)).length
  }

  get #all(): ReadonlySet<string> {
    return new Set([...this.#paths, ...this.#engine.unseen.keys()])
  }

  /** What is to be told to those who believe to know everything: once for each root. */
  confess(): ReadonlyArray<Untold> {
    const roots = [...this.#engine.roots.sources.keys()]
    const blind = roots.filter((root) => !this.#told.has(root) && this.countIn(root) > 0)
    return blind.map((root) => {
      this.#told.add(root)
      return { _tag: "Gap", root, why: "unseen", recovered: false, found: 0 }
    })
  }

  /** What is to be told of roots of which everything could be looked at again, after what was found there. */
  recover(differences: ReadonlyArray<Difference>): ReadonlyArray<Untold> {
    const { roots } = this.#engine
    return [...this.#told].flatMap((root): ReadonlyArray<Untold> => {
      const isOver = this.countIn(root) === 0
      const isLost = roots.sources.get(root)?.state === "lost" || !roots.isSource(root)
      if (!isOver && !isLost) return []
      this.#told.delete(root)
      const found = differences.filter(({ path }) => this.#engine.isWithin(root, path)).length
      return isLost ? [] : [{ _tag: "Gap", root, why: "unseen", recovered: true, found }]
    })
  }
}
