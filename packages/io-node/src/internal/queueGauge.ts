/**
 * Notices that the system's queue of notifications was full. Nobody says so on Linux, where Node drops the notice; but then
 * as many notifications as the queue holds are read in one turn of the event loop.
 *
 * All roots of a thread share one queue, and one gauge.
 *
 * @internal
 */
import * as WatchLimits from "@ploke/io/WatchLimits"
import { performance } from "node:perf_hooks"
import { queueLimit } from "./inotify.ts"

/** A root that is told when notifications may be missing. */
export interface Gauged {
  readonly missed: (why: "overflow" | "stall", detail: string) => void
}

/** Counts the notifications of a thread. */
export class QueueGauge {
  private readonly watchesStalls: boolean
  private readonly roots = new Set<Gauged>()
  private limit = Infinity
  private count = 0
  // Two roots one inside the other both hear of a change: the notification is counted for the first of them.
  private lastPath = ""
  private lastRoot: Gauged | undefined
  private turn: NodeJS.Immediate | undefined
  private ticks: NodeJS.Timeout | undefined
  private tickedAt = 0
  private stalledAt = -Infinity
  // Whether something was heard lately, or the thread had something to do: then it is looked after more often.
  private isAwake = false
  private ticksOfRest = 0
  private used = performance.eventLoopUtilization()

  /** With "stalls", a thread that stands still while the queue fills is noticed too. */
  constructor(notices: "overflows" | "stalls") {
    this.watchesStalls = notices === "stalls"
  }

  add(root: Gauged): void {
    if (this.roots.size === 0) this.start()
    this.roots.add(root)
  }

  remove(root: Gauged): void {
    if (this.roots.delete(root) && this.roots.size === 0) this.stop()
  }

  /** Counts a notification; at the next turn of the event loop the roots are told if there were too many. */
  noticed(root: Gauged, path: string): void {
    if (path === this.lastPath && root !== this.lastRoot) return
    this.lastPath = path
    this.lastRoot = root
    this.count++
    if (this.turn !== undefined) return
    this.turn = setImmediate(this.measure)
    this.ticksOfRest = 0
    if (this.ticks === undefined || this.isAwake) return
    // It cannot have stood still for longer than it was at work since the last tick, and has had little to do before.
    if (performance.eventLoopUtilization(this.used).active > WatchLimits.stallMillis) this.stalledAt = performance.now()
    this.wake()
  }

  private start(): void {
    this.limit = queueLimit() ?? Infinity
    if (!this.watchesStalls || this.limit === Infinity) return
    this.wake()
  }

  private wake(): void {
    this.isAwake = true
    this.ticksOfRest = 0
    this.tickEach(WatchLimits.stallCheckMillis)
  }

  private tickEach(millis: number): void {
    clearInterval(this.ticks)
    this.tickedAt = performance.now()
    this.used = performance.eventLoopUtilization()
    this.ticks = setInterval(this.tick, millis).unref()
  }

  private stop(): void {
    clearImmediate(this.turn)
    clearInterval(this.ticks)
    this.ticks = undefined
    this.turn = undefined
    this.count = 0
    this.lastRoot = undefined
  }

  private readonly tick = (): void => {
    const now = performance.now()
    const isBusy = performance.eventLoopUtilization(this.used).active > (now - this.tickedAt) * busyShare
    const isLate = now - this.tickedAt > WatchLimits.stallMillis + WatchLimits.stallCheckMillis
    if (this.isAwake && isLate) this.stalledAt = now
    this.tickedAt = now
    this.used = performance.eventLoopUtilization()
    if (!isBusy) this.ticksOfRest++
    else if (this.isAwake) this.ticksOfRest = 0
    else return this.wake()
    if (!this.isAwake || this.ticksOfRest < restingTicks) return
    this.isAwake = false
    this.tickEach(WatchLimits.stallCheckMillisMax)
  }

  private readonly measure = (): void => {
    const { count, limit } = this
    this.turn = undefined
    this.count = 0
    if (count >= limit * WatchLimits.queueFullShare) {
      return this.tell("overflow", `${count} notifications came at once, and the queue of the system holds ${limit}`)
    }
    if (!this.watchesStalls || count < limit * WatchLimits.queueStalledShare) return
    // What held the thread up was either before the last tick, which then came late, or has made the next one late.
    const now = performance.now()
    const isLate = now - this.tickedAt > WatchLimits.stallMillis + WatchLimits.stallCheckMillis
    if (!isLate && now - this.stalledAt > WatchLimits.stallCheckMillis) return
    this.tell("stall", `the thread stood still, and ${count} notifications waited for it`)
  }

  private tell(why: "overflow" | "stall", detail: string): void {
    for (const root of this.roots) root.missed(why, detail)
  }
}

// Of so many ticks in a row each found a thread that was at work for at most this share of the time, and nothing was heard.
const restingTicks = 3
const busyShare = 0.1
