/**
 * Removes the temporary files that dead processes left: in a folder when it is first written to, and below the roots when
 * the service starts. Nothing else is ever removed, and whatever goes wrong with it is no failure of anything.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { AccessFailure, FileAccess } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { FolderEntry, OpenFolder } from "./OpenFolder.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { Permits } from "./Permits.ts"
import * as TemporaryName from "./TemporaryName.ts"

/**
 * Sweeps folders, each once for as long as it remembers it.
 *
 * @since 0.1.0
 */
export class Sweeper {
  readonly #access: FileAccess["Service"]
  /** The folders that were swept, or are being swept: done when no dead process has anything left there. */
  readonly #swept = new Map<string, Deferred.Deferred<void>>()

  constructor(access: FileAccess["Service"]) {
    this.#access = access
  }

  /** Sweeps a folder that is open, or waits for whoever is about it, unless it was swept before. */
  sweep(folder: OpenFolder): Effect.Effect<void> {
    return Effect.asVoid(Effect.ignore(this.#sweepOnce(folder, Effect.succeed([]))))
  }

  /**
   * Sweeps the folders of the roots and, breadth first, those below, without entering links or folders that hold what
   * others made. Ends when all were seen, or `sweptFoldersMax`.
   */
  sweepRoots(rules: PathRules, permits: Permits["Service"]): Effect.Effect<void> {
    if (this.#access.process.isDead === undefined) return Effect.void
    const pending = rules.roots.filter((root) => root.state === "ready").map((root) => root.canonical)
    let seen = 0
    const visit = (path: string) =>
      Effect.scoped(
        Effect.flatMap(this.#access.openFolder(path), (folder) =>
          Effect.map(this.#sweepOnce(folder, folder.entries), (entries) => {
            for (const { name, type } of entries) {
              if (type !== "Directory" || notEntered.has(name)) continue
              if (seen + pending.length >= Limits.sweptFoldersMax) return
              pending.push(PathSyntax.join(path, name, this.#access.flavor))
            }
          })
        )
      )
    const next = Effect.suspend(() => {
      seen++
      return Effect.ignore(permits.withBudget(2, () => visit(pending.shift()!)))
    })
    return Effect.whileLoop({
      while: () => pending.length > 0,
      body: () => Effect.andThen(next, Effect.yieldNow),
      step: () => undefined
    })
  }

  // A file that was linked by a process that died then has two names until its temporary is swept: a write must wait.
  #sweepOnce(
    folder: OpenFolder,
    otherwise: Effect.Effect<ReadonlyArray<FolderEntry>, AccessFailure>
  ): Effect.Effect<ReadonlyArray<FolderEntry>, AccessFailure> {
    // Uninterruptible between the note and the sweep: nobody may wait for a sweep that never begins.
    return Effect.uninterruptibleMask((restore) => {
      if (this.#access.process.isDead === undefined) return restore(otherwise)
      const known = this.#swept.get(folder.path)
      if (known !== undefined) return restore(Effect.andThen(Deferred.await(known), otherwise))
      if (this.#swept.size >= Limits.sweptFoldersMax) this.#swept.clear()
      const mine = Deferred.makeUnsafe<void>()
      this.#swept.set(folder.path, mine)
      return Effect.onExit(restore(this.#removeLeft(folder)), (exit) => {
        if (Exit.isFailure(exit) && this.#swept.get(folder.path) === mine) this.#swept.delete(folder.path)
        return Deferred.succeed(mine, undefined)
      })
    })
  }

  #removeLeft(folder: OpenFolder) {
    const { isDead } = this.#access.process
    const isLeft = ({ name, type }: FolderEntry): boolean => {
      const process = type === "File" ? TemporaryName.processOf(name) : undefined
      return process !== undefined && isDead?.(process) === true
    }
    return Effect.tap(folder.entries, (entries) =>
      Effect.forEach(entries.filter(isLeft), ({ name }) => Effect.ignore(folder.remove(name)), { discard: true })
    )
  }
}

// Large, and nobody's sources.
const notEntered = new Set([".git", "node_modules"])
