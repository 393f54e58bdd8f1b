/**
 * Watches a root with chokidar, which is asked for hints alone: that something may have happened, and where. What chokidar
 * makes of it is not asked.
 *
 * The first hint of a change is chokidar's event `raw`, which is not part of its stable interface: it passes on what the
 * system says, at once and in that order. A test holds chokidar to this, and the version is pinned.
 *
 * It imports nothing of Effect, so that a thread of its own starts fast.
 *
 * @internal
 */
import type { LossReason } from "@ploke/io"
import type { IgnoreRules } from "@ploke/io/IgnoreRules"
import { compile } from "@ploke/io/IgnoreRules"
import * as WatchLimits from "@ploke/io/WatchLimits"
import { FSWatcher } from "chokidar"
import * as fs from "node:fs"
import * as path from "node:path"
import { FolderWatcher } from "./folderWatcher.ts"
import { FolderWatches } from "./folderWatches.ts"
import { nextTurn, watchedInodes } from "./inotify.ts"
import type { Gauged, QueueGauge } from "./queueGauge.ts"

/** Takes what a root tells, without waiting for anybody. */
export interface RootEar {
  readonly dirty: (path: string, first: boolean) => void
  readonly lost: (path: string, why: LossReason, detail: string) => void
  /** Is told of each entry that is there while the root is being opened, about once. */
  readonly counted?: () => void
}

/** A root that is being watched, in whatever thread. */
export interface WatchedTree {
  /** Is kept when all of it is being watched, or what is not was told as lost; never where it was closed before. */
  readonly ready: Promise<void>
  readonly watches: () => Promise<number | undefined>
  /** Watches folders again. */
  readonly revive: (folders: ReadonlyArray<string>) => Promise<void>
  /** Is kept when nothing is left of it. */
  readonly close: () => Promise<void>
}

/** Watches a root in this thread. */
export const watchTree = (root: string, rules: IgnoreRules, ear: RootEar, gauge: QueueGauge): WatchedTree =>
  new ChokidarTree(root, rules, ear, gauge)

class ChokidarTree implements WatchedTree, Gauged {
  readonly ready: Promise<void>
  private readonly root: string
  private readonly base: string
  private readonly ear: RootEar
  private readonly gauge: QueueGauge
  private readonly folders: FolderWatches
  private readonly watcher: FSWatcher | undefined
  private readonly losses = new Map<LossReason, Loss>()
  private lossTurn: NodeJS.Immediate | undefined
  private readonly pauses = new Set<() => void>()
  private isOpening = true
  private isClosed = false

  constructor(root: string, rules: IgnoreRules, ear: RootEar, gauge: QueueGauge) {
    this.root = root
    this.base = root.endsWith(path.sep) ? root : root + path.sep
    this.ear = ear
    this.gauge = gauge
    const matches = compile(rules, path.sep === "/" ? "posix" : "win32")
    const isIgnored = (name: string, kind: EntryKindOf): boolean => name.startsWith(this.base) && matches(name, kind)
    this.folders = new FolderWatches({ raw: this.raw, found: this.found, failed: this.failed, isIgnored })
    gauge.add(this)
    this.watcher = isSpelled(root) ? this.start(isIgnored) : undefined
    this.ready = this.begin()
  }

  readonly missed = (why: "overflow" | "stall", detail: string): void => {
    if (!this.isClosed) this.ear.lost(this.root, why, detail)
  }

  /** How many folders are watched, as far as chokidar and the system tell. */
  readonly watches = async (): Promise<number | undefined> => {
    const inodes = await watchedInodes()
    if (inodes === undefined) return undefined
    const known = this.watcher === undefined ? [] : Object.keys(this.watcher.getWatched())
    const within = known.filter((name) => name === this.root || name.startsWith(this.base)).length
    return Math.min(inodes.size, within + this.folders.size)
  }

  readonly revive = async (folders: ReadonlyArray<string>): Promise<void> => {
    const wanted = folders.filter((folder) => inodeOf(folder) !== undefined)
    for (const folder of wanted) {
      if (this.isClosed) return
      if (this.watcher !== undefined && isSpelled(folder)) this.watcher.add(folder)
      else this.folders.watch(folder)
    }
    for (let waited = 0, pause = 2; waited < WatchLimits.reviveMillisMax && !this.isClosed; pause *= 2) {
      const dead = await this.deadOf(wanted)
      if (dead.length === 0) return
      await this.pause(pause)
      waited += pause
    }
    // Chokidar takes some of them for watched. Those are watched beside it.
    for (const folder of await this.deadOf(wanted)) this.folders.watch(folder)
  }

  readonly close = async (): Promise<void> => {
    this.isClosed = true
    clearImmediate(this.lossTurn)
    for (const end of this.pauses) end()
    this.gauge.remove(this)
    this.folders.close()
    await this.closeWatcher()
    // A watch whose notification is being heard just now goes when that is over, and the handles of all of them at the end of
    // a turn.
    await nextTurn()
    await nextTurn()
  }

  // Its watches go at once. Then it waits for its own looks at the disk, some of which wait for themselves.
  private async closeWatcher(): Promise<void> {
    if (this.watcher !== undefined) await this.within(this.watcher.close(), WatchLimits.closeMillisMax)
  }

  private start(isIgnored: (name: string, kind: EntryKindOf) => boolean): FSWatcher {
    const watcher = withoutOverrides(() =>
      process.platform === "linux"
        ? new FolderWatcher({ base: this.base, isIgnored, found: this.found })
        : new FSWatcher({
            persistent: true,
            ignoreInitial: true,
            followSymlinks: false,
            // Else it hides names that end in `~` or look like those of an editor's temporary files, and folders as well.
            atomic: false,
            awaitWriteFinish: false,
            ignored: (name, stats) => {
              if (stats !== undefined && this.isOpening) this.ear.counted?.()
              return isIgnored(toNative(name), kindOf(stats))
            }
          })
    )
    watcher.on("raw", (_event, name: unknown, details: unknown) => {
      const { watchedPath } = details as { readonly watchedPath: string }
      this.raw(toNative(watchedPath), name as string | null)
    })
    watcher.on("all", (_event, name) => this.dirty(toNative(name), false))
    watcher.on("error", (error) => this.failed(error as NodeJS.ErrnoException, undefined))
    return watcher
  }

  private async begin(): Promise<void> {
    if (this.watcher === undefined) this.folders.watchBelow(this.root)
    else await this.untilReady(this.watcher)
    this.isOpening = false
    if (this.isClosed) return
    this.tellLosses()
    if (this.watcher !== undefined && path.sep === "/") this.watchUnspelled(this.watcher)
  }

  // It is never ready where folders were exchanged while it looked at them. What is watched by then it watches all the same,
  // and the rest is watched beside it.
  private async untilReady(watcher: FSWatcher): Promise<void> {
    const ready = new Promise<true>((resolve) => watcher.once("ready", () => resolve(true)))
    watcher.add(this.root)
    for (let size = 0, before = -1; size > before && !this.isClosed;) {
      if ((await this.within(ready, WatchLimits.readyMillis)) === true) return
      before = size
      size = Object.values(watcher.getWatched()).reduce((sum, names) => sum + 1 + names.length, 0)
    }
    if (!this.isClosed) this.folders.watchBelow(this.root)
  }

  private watchUnspelled(watcher: FSWatcher): void {
    for (const [folder, names] of Object.entries(watcher.getWatched())) {
      if (!folder.startsWith(this.base) && folder !== this.root) continue
      if (!isSpelled(folder)) this.meetUnspelled(folder)
      else for (const name of names) if (!isSpelled(name)) this.meetUnspelled(path.join(folder, name))
    }
  }

  // Chokidar confuses the one with the other, and watches neither well.
  private meetUnspelled(entry: string): void {
    this.folders.meet(entry)
    const other = entry.replaceAll("\\", "/")
    if (inodeOf(entry) !== undefined && other.startsWith(this.base)) this.folders.meet(other)
  }

  private readonly raw = (folder: string, name: string | null): void => {
    if (this.isClosed) return
    if (name === null) return this.nameless(folder)
    this.hearThroughLink(folder, name)
    const entry = folder.endsWith(path.sep) ? folder + name : folder + path.sep + name
    this.gauge.noticed(this, entry)
    this.dirty(entry, true)
    // Of a folder itself the system speaks by its own name; and what is no text can only be found by its folder.
    if (name === path.basename(folder) || name.includes("\ufffd")) this.dirty(folder, true)
    if (this.watcher !== undefined && !isSpelled(name)) this.meetUnspelled(entry)
  }

  // What came to be in a new folder before it was watched was told by nobody.
  private readonly found = (entry: string): void => {
    if (this.isOpening) this.ear.counted?.()
    else this.dirty(entry, false)
  }

  // Chokidar watches a folder again whose path has been exchanged, and then it follows the link that may have taken its
  // place: what the link leads to is told of under its name, and counts as watched.
  private hearThroughLink(link: string, name: string): void {
    const target = isRecursive ? undefined : targetOf(link)
    if (target === undefined || !target.startsWith(this.base)) return
    this.dirty(path.join(target, name), true)
    this.folders.meet(target)
  }

  // So Windows and macOS say that they have lost count.
  private nameless(folder: string): void {
    if (isRecursive) this.ear.lost(this.root, "overflow", "the system named no entry")
    else this.dirty(folder, true)
  }

  private dirty(name: string, first: boolean): void {
    if (!this.isClosed && (name === this.root || name.startsWith(this.base))) this.ear.dirty(name, first)
  }

  private readonly failed = (error: NodeJS.ErrnoException, folder: string | undefined): void => {
    if (this.isClosed) return
    const where = folder ?? (error.path === undefined ? this.root : toNative(error.path))
    const place = where.startsWith(this.base) ? where : this.root
    const { code } = error
    if (harmless.has(code)) return this.dirty(place, false)
    const why = reasons[code ?? ""] ?? "backend"
    const loss = this.losses.get(why)
    if (loss === undefined) this.losses.set(why, { place, detail: error.message, count: 1 })
    else this.losses.set(why, { place: this.root, detail: loss.detail, count: loss.count + 1 })
    if (!this.isOpening) this.lossTurn ??= setImmediate(this.tellLosses)
  }

  // A tree of which a thousand folders cannot be watched fails a thousand times.
  private readonly tellLosses = (): void => {
    this.lossTurn = undefined
    const losses = [...this.losses]
    this.losses.clear()
    for (const [why, { count, detail, place }] of losses) {
      this.ear.lost(place, why, count === 1 ? detail : `${detail}; and ${count - 1} more like it`)
    }
  }

  private async deadOf(folders: ReadonlyArray<string>): Promise<ReadonlyArray<string>> {
    const watched = await watchedInodes()
    if (watched === undefined) return []
    return folders.filter((folder) => {
      const inode = inodeOf(folder)
      return inode !== undefined && !watched.has(inode)
    })
  }

  private pause(millis: number): Promise<void> {
    return this.within(new Promise<void>(() => undefined), millis)
  }

  // What is promised, or undefined where it takes too long or nobody waits for it any more.
  private async within<A>(promised: Promise<A>, millis: number): Promise<A | undefined> {
    let end = (): void => undefined
    const patience = new Promise<undefined>((resolve) => {
      end = () => resolve(undefined)
      this.pauses.add(end)
    })
    const timer = setTimeout(end, millis)
    try {
      return await Promise.race([promised, patience])
    } finally {
      clearTimeout(timer)
      this.pauses.delete(end)
    }
  }
}

interface Loss {
  readonly place: string
  readonly detail: string
  readonly count: number
}

// What may not be read cannot be looked at either; when it may be again, its parent folder tells of that. Whatever chokidar
// meets another thing than it has just seen in the place of is told of by the system once more.
const harmless: ReadonlySet<string | undefined> = new Set(["EACCES", "EPERM", "ENOENT", "ENOTDIR", "EINVAL", "ELOOP"])

const reasons: Readonly<Record<string, LossReason | undefined>> = {
  ENOSPC: "watch-limit",
  ENOMEM: "watch-limit",
  EMFILE: "descriptor-limit",
  ENFILE: "descriptor-limit"
}

type EntryKindOf = Parameters<ReturnType<typeof compile>>[1]

const kindOf = (stats: fs.Stats | undefined): EntryKindOf => {
  if (stats === undefined) return undefined
  return stats.isDirectory() ? "directory" : stats.isSymbolicLink() ? "symlink" : "file"
}

// Where chokidar has one watch for the whole tree.
const isRecursive = process.platform === "win32" || process.platform === "darwin"

// Chokidar has slashes on Windows too.
const toNative = (name: string): string => (path.sep === "/" ? name : path.normalize(name))

// Chokidar turns backslashes into slashes wherever it runs.
const isSpelled = (name: string): boolean => path.sep === "\\" || !name.includes("\\")

// The inode of a folder; undefined where none is.
const inodeOf = (name: string): number | undefined => {
  try {
    const stats = fs.lstatSync(name, { throwIfNoEntry: false })
    return stats?.isDirectory() === true ? stats.ino : undefined
  } catch {
    return undefined
  }
}

// Where a link leads; undefined for what is none.
const targetOf = (name: string): string | undefined => {
  try {
    return fs.lstatSync(name, { throwIfNoEntry: false })?.isSymbolicLink() === true ? fs.realpathSync(name) : undefined
  } catch {
    return undefined
  }
}

/**
 * Variables of the environment overrule what chokidar is told, when it is made. Somebody who slows down other programs
 * with them does not mean this one, and nothing is noticed of a change then that leaves size and time as they were.
 */
const withoutOverrides = <A>(make: () => A): A => {
  const { CHOKIDAR_INTERVAL: interval, CHOKIDAR_USEPOLLING: polling } = process.env
  delete process.env.CHOKIDAR_INTERVAL
  delete process.env.CHOKIDAR_USEPOLLING
  try {
    return make()
  } finally {
    if (interval !== undefined) process.env.CHOKIDAR_INTERVAL = interval
    if (polling !== undefined) process.env.CHOKIDAR_USEPOLLING = polling
  }
}
