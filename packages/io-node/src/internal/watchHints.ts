/**
 * Hints on their way from one thread to another: each path once, since all hints of a message are given in one go, so that
 * nobody can look at the disk between two of them.
 *
 * @internal
 */
import type { LossReason } from "@ploke/io"
import * as WatchLimits from "@ploke/io/WatchLimits"

/** A `Lost`, as plain data. */
export interface Loss {
  readonly path: string
  readonly why: LossReason
  readonly detail: string
}

/** The hints of one root, in order, and then its losses. */
export interface HintBatch {
  readonly root: number
  readonly paths: ReadonlyArray<string>
  /** For each path 1 where the hint comes from the system itself, else 0. */
  readonly firsts: Uint8Array
  readonly losses: ReadonlyArray<Loss>
}

/** The hints of one root that nobody has taken yet. */
export class PendingHints {
  private paths: Array<string> = []
  private firsts: Array<number> = []
  private readonly seen = new Set<string>()
  private readonly seenFirst = new Set<string>()
  private readonly losses = new Map<LossReason, Loss>()

  dirty(path: string, first: boolean): void {
    const known = first ? this.seenFirst : this.seen
    if (known.has(path)) return
    this.seen.add(path)
    if (first) this.seenFirst.add(path)
    this.paths.push(path)
    this.firsts.push(first ? 1 : 0)
  }

  /** Keeps one loss of each reason, of the whole root where there is more than one. */
  lost(loss: Loss, root: string): void {
    const { path, why } = loss
    const before = this.losses.get(why)
    this.losses.set(why, before === undefined || before.path === path ? loss : { ...loss, path: root })
  }

  /** Whether there are so many that to look at everything costs less; then they are forgotten. */
  overflows(): boolean {
    if (this.paths.length <= WatchLimits.dirtyPathsMax) return false
    this.forget()
    return true
  }

  take(root: number): HintBatch {
    const batch = { root, paths: this.paths, firsts: Uint8Array.from(this.firsts), losses: [...this.losses.values()] }
    this.forget()
    this.losses.clear()
    return batch
  }

  private forget(): void {
    this.paths = []
    this.firsts = []
    this.seen.clear()
    this.seenFirst.clear()
  }
}
