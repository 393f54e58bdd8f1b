/**
 * Decides in which thread a root is watched, and moves it: to a thread of its own when the calling one is too busy to read
 * the notifications in time, and to another one, or back, when that thread dies.
 *
 * @internal
 */
import type { AccessFailure, LossReason, WatchRequest } from "@ploke/io"
import { accessFailure } from "@ploke/io"
import * as WatchLimits from "@ploke/io/WatchLimits"
import * as fs from "node:fs"
import type { RootEar, WatchedTree } from "./chokidarRoot.ts"
import { nextTurn, watchedInodes } from "./inotify.ts"
import { QueueGauge } from "./queueGauge.ts"
import { toFailure } from "./verifier.ts"
import type { RemoteTree, WatchThreads } from "./watchThread.ts"

// The calling thread has one queue of notifications, whatever layers it builds.
const gauge = new QueueGauge("stalls")

/** A root, wherever it is watched. */
export class WatchHost {
  hosting: "thread" | "worker" = "thread"
  private readonly root: string
  private readonly request: WatchRequest
  private readonly threads: WatchThreads
  private readonly ear: RootEar
  private readonly hereMax: number
  private tree: WatchedTree | undefined
  // Trees that are being given up, or are not in force yet.
  private readonly others = new Set<WatchedTree>()
  private tries = 0
  private isMoving = false
  private isClosed = false
  private canAudit = true

  constructor(
    root: string,
    request: WatchRequest,
    threads: WatchThreads,
    /** How many entries a root may have that is watched in the calling thread. */
    hereMax = WatchLimits.watchedInThreadMax
  ) {
    this.hereMax = hereMax
    this.root = root
    this.request = request
    this.threads = threads
    this.ear = {
      dirty: (name, first) => {
        if (!this.isClosed) request.hint({ _tag: "Dirty", path: name, first })
      },
      lost: (name, why, detail) => {
        this.tellLost(name, why, detail)
        if (why === "overflow" || why === "stall") this.moveAway().catch(this.fail)
      }
    }
  }

  /** Watches it; gives the reason why it is not. */
  async open(): Promise<AccessFailure | undefined> {
    const missing = this.look()
    if (missing !== undefined) return missing
    const { hosting } = this.request
    if (hosting === "worker") await this.startRemote()
    else await this.startHere(hosting === "auto" ? this.hereMax : Infinity)
    if (this.isClosed) return undefined
    this.canAudit = await this.isAudited()
    return this.look()
  }

  /** Which of these folders nobody watches, as far as the system tells. */
  async watched(): Promise<ReadonlySet<number> | undefined> {
    return this.canAudit ? watchedInodes() : undefined
  }

  async watches(): Promise<number | undefined> {
    return this.tree?.watches()
  }

  async revive(folders: ReadonlyArray<string>): Promise<void> {
    await this.tree?.revive(folders)
  }

  async close(): Promise<void> {
    this.isClosed = true
    const trees = this.tree === undefined ? [...this.others] : [this.tree, ...this.others]
    await Promise.all(trees.map((tree) => tree.close()))
  }

  private tellLost(name: string, why: LossReason, detail: string): void {
    if (!this.isClosed) this.request.hint({ _tag: "Lost", path: name, why, detail })
  }

  private readonly fail = (error: unknown): void =>
    this.tellLost(this.root, "backend", error instanceof Error ? error.message : String(error))

  private look(): AccessFailure | undefined {
    try {
      return fs.lstatSync(this.root).isDirectory() ? undefined : accessFailure("ENOTDIR", "watch")
    } catch (error) {
      return toFailure(error)
    }
  }

  // Chokidar is loaded when something is watched, and not before. What it finds tells whether it is too much for this thread.
  private async startHere(entriesMax: number): Promise<void> {
    const { watchTree } = await import("./chokidarRoot.ts")
    if (this.isClosed) return
    let tree: WatchedTree | undefined
    let isTooMuch = (): void => undefined
    const tooMuch = new Promise<"too much">((resolve) => (isTooMuch = () => resolve("too much")))
    let count = 0
    const counted = (): void => {
      if (++count !== entriesMax + 1) return
      isTooMuch()
      // At once: what is left of a large folder would be gone through before anybody else has a turn.
      if (tree !== undefined) this.giveUp(tree).catch(this.fail)
    }
    this.tree = tree = watchTree(this.root, this.request.ignore, { ...this.ear, counted }, gauge)
    this.hosting = "thread"
    if ((await Promise.race([tree.ready, tooMuch])) !== "too much" || this.isClosed) return
    this.giveUp(tree).catch(this.fail)
    await this.startRemote()
  }

  private async giveUp(tree: WatchedTree): Promise<void> {
    this.others.add(tree)
    await tree.close()
    this.others.delete(tree)
  }

  private async startRemote(): Promise<void> {
    const tree = this.threads.watch(this.root, this.request.ignore, this.ear)
    this.tree = tree
    this.hosting = "worker"
    const replaced = this.standIn(tree)
    replaced.catch(this.fail)
    await Promise.race([tree.ready, replaced])
  }

  // Takes the place of a thread that has died. It is said twice that something may be missing: when that is known, and when
  // no more of it is to come.
  private async standIn(tree: RemoteTree): Promise<void> {
    const detail = await tree.died
    if (this.isClosed || this.tree !== tree) return
    this.tellLost(this.root, "backend", detail)
    if (++this.tries < WatchLimits.watchThreadTriesMax) await this.startRemote()
    else await this.startHere(Infinity)
    this.tellLost(this.root, "backend", detail)
  }

  private async moveAway(): Promise<void> {
    const here = this.tree
    if (this.request.hosting !== "auto" || this.hosting !== "thread" || this.isMoving || this.isClosed) return
    if (here === undefined || this.tries >= WatchLimits.watchThreadTriesMax) return
    this.isMoving = true
    const there = this.threads.watch(this.root, this.request.ignore, this.ear)
    this.others.add(there)
    const came = await Promise.race([there.ready.then(() => "ready" as const), there.died.then(() => "died" as const)])
    this.isMoving = false
    if (this.isClosed) return
    this.others.delete(there)
    if (came === "died") return void this.tries++
    this.standIn(there).catch(this.fail)
    this.tree = there
    this.hosting = "worker"
    this.others.add(here)
    // What the system has told the calling thread is read in a turn of its event loop.
    await nextTurn()
    await nextTurn()
    await this.giveUp(here)
    this.tellLost(this.root, "stall", "a thread of its own watches it from now on")
  }

  // Some file systems number their folders differently there: then nothing can be told by the numbers.
  private async isAudited(): Promise<boolean> {
    const inode = fs.lstatSync(this.root, { throwIfNoEntry: false })?.ino
    const isSeen = async () => inode === undefined || (await watchedInodes())?.has(inode) !== false
    if (await isSeen()) return true
    await this.tree?.revive([this.root])
    return isSeen()
  }
}
