/** Roots that are watched in a test, and what is heard of them. */
import type { AccessFailure, Hint, WatchedRoot } from "@ploke/io"
import { WatchSource } from "@ploke/io"
import { NodeWatchSource } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as fs from "node:fs"

export type Hosting = "auto" | "thread" | "worker"

/** Takes hints, and waits for them. */
export class Ear {
  readonly hints: Array<Hint> = []
  /** The paths of what the system itself told, in order, each once. */
  readonly firsts = new Set<string>()
  readonly #heard = new Set<string>()
  #wake: (() => void) | undefined

  readonly hint = (hint: Hint): void => {
    this.hints.push(hint)
    if (hint._tag === "Dirty") this.#heard.add(hint.path)
    if (hint._tag === "Dirty" && hint.first) this.firsts.add(hint.path)
    this.#wake?.()
  }

  /** Forgets what was heard. */
  clear(): void {
    this.hints.length = 0
    this.firsts.clear()
    this.#heard.clear()
  }

  heard(path: string): boolean {
    return this.#heard.has(path)
  }

  get losses(): ReadonlyArray<Extract<Hint, { readonly _tag: "Lost" }>> {
    return this.hints.filter((hint) => hint._tag === "Lost")
  }

  /** Ends when it is so, or fails after some seconds. */
  async until(what: string, isSo: () => boolean, millis = 10_000): Promise<void> {
    const deadline = performance.now() + millis
    while (!isSo()) {
      const left = deadline - performance.now()
      if (left <= 0) throw new Error(`waited in vain for ${what}; heard: ${this.told()}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 50))
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.#wake = undefined
    }
  }

  untilHeard(...paths: ReadonlyArray<string>): Promise<void> {
    return this.until(paths.filter((path) => !this.heard(path)).join(), () => paths.every((path) => this.heard(path)))
  }

  private told(): string {
    const told = this.hints.map((hint) => (hint._tag === "Dirty" ? hint.path : `${hint.why} at ${hint.path}`))
    return [...new Set(told)].slice(-30).join(", ")
  }
}

export interface WatchedTest {
  readonly ear: Ear
  readonly root: WatchedRoot
}

/** Opens a root for the scope. */
export const open = (
  path: string,
  hosting: Hosting,
  ear: Ear,
  lines: ReadonlyArray<string> = []
): Effect.Effect<WatchedRoot, AccessFailure, Scope.Scope> =>
  Effect.flatMap(WatchSource, (source) =>
    source.open(path, { hosting, hint: ear.hint, ignore: { files: [{ folder: path, lines }] } })
  )

/** Watches a root while the body runs. */
export const watching = <A>(
  path: string,
  hosting: Hosting,
  body: (watched: WatchedTest) => Promise<A>,
  lines: ReadonlyArray<string> = []
): Promise<A> => {
  const ear = new Ear()
  return run(Effect.flatMap(open(path, hosting, ear, lines), (root) => Effect.promise(() => body({ ear, root }))))
}

/** Runs a program with the source of Node. */
export const run = <A, E>(program: Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.provide(program, NodeWatchSource.layer)))

/** The inode numbers of all that this process watches. */
export const watchedNow = (): ReadonlySet<number> => {
  const found = new Set<number>()
  for (const fd of fs.readdirSync("/proc/self/fd")) {
    try {
      if (fs.readlinkSync(`/proc/self/fd/${fd}`) !== "anon_inode:inotify") continue
      const lines = fs.readFileSync(`/proc/self/fdinfo/${fd}`, "latin1").matchAll(/^inotify .* ino:([0-9a-f]+)/gm)
      for (const [, inode] of lines) found.add(Number.parseInt(inode!, 16))
    } catch {
      // Closed since it was listed.
    }
  }
  return found
}

/** Which folders, of this one and those below it, this process watches. */
export const watchedBelow = (folder: string): ReadonlyArray<string> => {
  const watched = watchedNow()
  const names = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  const folders = names.filter((entry) => entry.isDirectory()).map((entry) => `${entry.parentPath}/${entry.name}`)
  return [folder, ...folders].filter((each) => watched.has(fs.lstatSync(each).ino))
}
