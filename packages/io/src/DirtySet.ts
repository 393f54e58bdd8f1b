/**
 * The paths at which something may have happened, until somebody looks.
 *
 * @since 0.1.0
 */
import * as Latch from "effect/Latch"

/**
 * How much is to be looked at: the entry itself, or all that is below it as well.
 *
 * @since 0.1.0
 */
export type DirtyDepth = "entry" | "deep"

/**
 * A set of dirty paths with a bound: above it the roots are dirty as a whole.
 *
 * @since 0.1.0
 */
export class DirtySet {
  readonly #paths = new Map<string, DirtyDepth>()
  readonly #latch = Latch.makeUnsafe(false)
  readonly #pathsMax: number
  readonly #collapse: (paths: Iterable<string>) => Iterable<string>
  readonly #now: () => number
  #changedAt = 0

  /**
   * @param pathsMax - how many paths are kept apart
   * @param collapse - the folders that stand for too many paths
   * @param now - the time, in milliseconds
   */
  constructor(pathsMax: number, collapse: (paths: Iterable<string>) => Iterable<string>, now: () => number) {
    this.#pathsMax = pathsMax
    this.#collapse = collapse
    this.#now = now
  }

  get size(): number {
    return this.#paths.size
  }

  /** When a path was last added, also one that was dirty already. */
  get changedAt(): number {
    return this.#changedAt
  }

  /** Ends as soon as there is something to look at. */
  get some() {
    return this.#latch.await
  }

  add(path: string, depth: DirtyDepth = "entry"): void {
    this.#changedAt = this.#now()
    if (depth === "deep" || !this.#paths.has(path)) this.#paths.set(path, depth)
    if (this.#paths.size > this.#pathsMax) {
      const collapsed = [...this.#collapse(this.#paths.keys())]
      this.#paths.clear()
      for (const folder of collapsed) this.#paths.set(folder, "deep")
    }
    this.#latch.openUnsafe()
  }

  /** Takes what may be looked at now; the rest stays, and does not count as something to look at until more is added. */
  take(isReady: (path: string) => boolean): ReadonlyMap<string, DirtyDepth> {
    const taken = new Map<string, DirtyDepth>()
    for (const [path, depth] of this.#paths) {
      if (!isReady(path)) continue
      taken.set(path, depth)
    }
    for (const path of taken.keys()) this.#paths.delete(path)
    this.#latch.closeUnsafe()
    return taken
  }

  /** Lets go of everything at and below a folder. */
  drop(isBelow: (path: string) => boolean): void {
    for (const path of this.#paths.keys()) if (isBelow(path)) this.#paths.delete(path)
    if (this.#paths.size === 0) this.#latch.closeUnsafe()
  }

  /** Says that what was left may be looked at now. */
  wake(): void {
    if (this.#paths.size > 0) this.#latch.openUnsafe()
  }
}
