/**
 * The keeping side of the write ledger: tells the echo of an own write from a change of somebody else, by what was found
 * at the path and never by the time that has passed.
 *
 * The watcher takes a mark right before it looks at the disk, asks whether what it found is of an own write, and says when
 * its index has taken that over. An own write explains what was found only if it is the newest one of the path, and nobody
 * can hide behind it: what is taken over is never explained a second time, and where it is known what the path was told to
 * be before, own writes of one origin must lead from there to here without a gap.
 *
 * Contents are all that is compared. Somebody who writes what an own write has just written, or puts back what it is about
 * to change, is not seen; nothing is missed by that, since what was told is what is there.
 *
 * @since 0.1.0
 */
import type { OriginId } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as Limits from "./WatchLimits.ts"
import type { OwnContent, OwnOutcome, OwnState, WriteLedger } from "./WriteLedger.ts"

/**
 * What was found at a path. `other`: something that no own write makes, or that was not hashed.
 *
 * @since 0.1.0
 */
export type Found = OwnContent | "other"

/**
 * Whose write explains what was found.
 *
 * @since 0.1.0
 */
export interface Explained {
  /** Undefined where the write has no origin. */
  readonly origin: OriginId | undefined
}

/** One state of one announced write. */
interface Own extends OwnState {
  readonly origin: OriginId | undefined
  /** When it ended; undefined while it is under way. */
  endedAt: number | undefined
  outcome: OwnOutcome | undefined
  /** Whether the index of the watcher has taken it over while it was under way: then it explains nothing any more. */
  isTaken: boolean
  /** What stood there before the earlier writes of this origin that lead to it; `unknown` where one of them did not know. */
  earlier: Set<OwnContent> | "unknown" | undefined
}

/** A write that is under way. */
interface Announcement {
  readonly states: ReadonlyArray<OwnState>
  readonly origin: OriginId | undefined
  /** What is kept of it; undefined while nobody watches. */
  own: ReadonlyArray<Own> | undefined
}

/**
 * Keeps announced states until the watcher has seen them.
 *
 * @since 0.1.0
 */
export class OwnWrites implements WriteLedger {
  readonly #announced = new Set<Announcement>()
  readonly #paths = new Map<string, Array<Own>>()
  /** Those that have ended, in the order in which they did. */
  readonly #ended = new Set<Own>()
  readonly #listeners = new Set<(paths: ReadonlyArray<string>) => void>()
  readonly #statesMax: number
  #now = 0
  #markedAt = 0
  #dropped = 0
  #covers: ((path: string) => boolean) | undefined

  /**
   * @param statesMax - how many states of ended writes are kept
   */
  constructor(statesMax: number = Limits.ownStatesMax) {
    this.#statesMax = statesMax
  }

  /** Announces a write to the ledger. */
  readonly begin: WriteLedger["begin"] = (states, origin) =>
    Effect.sync(() => {
      const end = this.announce(states, origin)
      return (outcome: OwnOutcome) => Effect.sync(() => end(outcome))
    })

  /** How many states are kept. */
  get size(): number {
    let open = 0
    for (const { own } of this.#announced) open += own?.length ?? 0
    return open + this.#ended.size
  }

  /** How many states were forgotten because there were too many: their events looked foreign. */
  get dropped(): number {
    return this.#dropped
  }

  /** Whether anything is kept at all: if not, nothing is pending, and nothing matches. */
  get isBusy(): boolean {
    return this.#paths.size > 0
  }

  /** Whether states are kept. */
  get active(): boolean {
    return this.#covers !== undefined
  }

  /**
   * Keeps states from now on, also of writes that are under way.
   *
   * @param covers - which paths are watched; nothing is kept of others. Default: all
   */
  start(covers: (path: string) => boolean = () => true): void {
    this.stop()
    this.#covers = covers
    for (const announcement of this.#announced) this.#keep(announcement, covers)
  }

  /** Forgets all states, and keeps none any more. */
  stop(): void {
    this.#covers = undefined
    this.#paths.clear()
    this.#ended.clear()
    for (const announcement of this.#announced) announcement.own = undefined
  }

  /**
   * Tells the paths of an own write when it has ended, whatever came of it, so that nobody need wait for the system to
   * tell. Paths that are not covered are left out.
   *
   * @param listener - called synchronously
   * @returns what ends that
   */
  onWrite(listener: (paths: ReadonlyArray<string>) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * Announces what a write is about to make.
   *
   * @param states - one for each path
   * @param origin - whose write it is
   * @returns what ends the announcement, once
   */
  announce(states: ReadonlyArray<OwnState>, origin: OriginId | undefined): (outcome: OwnOutcome) => void {
    const announcement: Announcement = { states, origin, own: undefined }
    this.#announced.add(announcement)
    if (this.#covers !== undefined) this.#keep(announcement, this.#covers)
    return (outcome) => {
      if (!this.#announced.delete(announcement) || announcement.own === undefined) return
      for (const own of announcement.own) this.#end(own, outcome)
      this.#bound()
      const paths = announcement.own.map(({ path }) => path)
      if (paths.length > 0) for (const listener of this.#listeners) listener(paths)
    }
  }

  /** A point in time, to be taken right before the disk is looked at. */
  mark(): number {
    this.#markedAt = this.#now
    return this.#now
  }

  /** Whether anything is kept of a path, so that it is worth while to hash what is there. */
  knows(path: string): boolean {
    return this.#paths.has(path)
  }

  /**
   * Whether an own write to this path is under way, or was at any time since a mark: what was found may be of before it or
   * after it, and it is better to look again.
   */
  pending(path: string, mark: number = Infinity): boolean {
    return this.#paths.get(path)?.some((own) => isOpen(own, mark)) ?? false
  }

  /**
   * Whose write explains what was found at a path: the newest one that had ended before the mark, or else one that has not.
   * Undefined where it is of somebody else.
   *
   * @param path - the canonical path
   * @param found - what was found there
   * @param mark - taken before the look
   * @param told - what the path was last told to be, where that is known: then nobody else may have had a hand in it since
   */
  match(path: string, found: Found, mark: number, told?: Found): Explained | undefined {
    const kept = this.#paths.get(path)
    if (kept === undefined) return undefined
    const open = kept.filter((own) => isOpen(own, mark) && own.outcome !== "unchanged" && !own.isTaken)
    const candidates = [...newest(kept, mark), ...open].filter(({ after }) => after === found)
    if (told === undefined || candidates.length === 0) return candidates[0]
    const latest = newest(kept, Infinity)
    return candidates.find((own) => leads(own, told, latest))
  }

  /**
   * Says that the index of the watcher has taken over what a look found at a path, whether that was told as an event or is
   * what it knew: everything that ended before the mark dies, and what is under way explains the same thing no second time.
   *
   * @param path - the canonical path
   * @param mark - taken before the look
   * @param found - what was found there
   */
  reconciled(path: string, mark: number, found?: Found): void {
    for (const own of this.#paths.get(path) ?? []) {
      if (!isOpen(own, mark)) this.#forget(own)
      else if (own.after === found) own.isTaken = true
    }
  }

  #keep(announcement: Announcement, covers: (path: string) => boolean): void {
    announcement.own = announcement.states
      .filter(({ path }) => covers(path))
      .map(({ after, before, path }) => ({
        path,
        before,
        after,
        origin: announcement.origin,
        endedAt: undefined,
        outcome: undefined,
        isTaken: false,
        earlier: before === undefined ? "unknown" : undefined
      }))
    for (const own of announcement.own) this.#listOf(own.path).push(own)
  }

  #end(own: Own, outcome: OwnOutcome): void {
    const kept = this.#listOf(own.path)
    if (outcome !== "unchanged") own.earlier = chain(own, newest(kept, Infinity))
    own.endedAt = ++this.#now
    own.outcome = outcome
    this.#ended.add(own)
    // Those that have ended stand in the order in which they did.
    kept.splice(kept.indexOf(own), 1)
    kept.push(own)
    for (const older of kept) if (older !== own && this.#isOver(older, outcome)) this.#forget(older)
  }

  // One of which nothing came is kept to tell the looks that it has disturbed, for which a later one will do.
  #isOver(older: Own, outcome: OwnOutcome): boolean {
    if (older.endedAt === undefined) return false
    if (older.outcome === "unchanged") return true
    // Whoever looks right now may have taken his mark while it was the newest.
    return outcome === "applied" && older.endedAt > this.#markedAt
  }

  #bound(): void {
    for (const own of this.#ended) {
      if (this.#ended.size <= this.#statesMax) return
      if (own.outcome !== "unchanged" && !own.isTaken) this.#dropped++
      this.#forget(own)
    }
  }

  #listOf(path: string): Array<Own> {
    const known = this.#paths.get(path)
    if (known !== undefined) return known
    const made: Array<Own> = []
    this.#paths.set(path, made)
    return made
  }

  #forget(own: Own): void {
    const kept = (this.#paths.get(own.path) ?? []).filter((each) => each !== own)
    this.#ended.delete(own)
    if (kept.length === 0) this.#paths.delete(own.path)
    else this.#paths.set(own.path, kept)
  }
}

const isOpen = ({ endedAt }: Own, mark: number): boolean => endedAt === undefined || endedAt > mark

/** What may stand at the path after all that ended before a mark, the newest first: more than one where it is not certain. */
const newest = (kept: ReadonlyArray<Own>, mark: number): ReadonlyArray<Own> => {
  const candidates: Array<Own> = []
  for (const own of kept.toReversed()) {
    if (isOpen(own, mark) || own.outcome === "unchanged") continue
    if (!own.isTaken) candidates.push(own)
    if (own.outcome === "applied") break
  }
  return candidates
}

/** What an own write went on from: another one of the same origin that made exactly what this one found. */
const precursor = (own: Own, latest: ReadonlyArray<Own>): Own | undefined =>
  latest.find((each) => each !== own && each.after === own.before && each.origin === own.origin)

// The chain is handed on, not copied: it grows with each write that nobody has looked at.
const chain = (own: Own, latest: ReadonlyArray<Own>): Own["earlier"] => {
  const last = precursor(own, latest)
  if (last === undefined) return own.earlier
  if (last.before === undefined || last.earlier === "unknown") return "unknown"
  const earlier = last.earlier ?? new Set()
  return earlier.size < Limits.ownStepsMax ? earlier.add(last.before) : undefined
}

/** Whether own writes of one origin lead from what was told to what this one has made, or is about to make. */
const leads = (own: Own, told: Found, latest: ReadonlyArray<Own>): boolean => {
  if (startsAt(own, told)) return true
  const last = own.endedAt === undefined ? precursor(own, latest) : undefined
  return last !== undefined && startsAt(last, told)
}

const startsAt = ({ before, earlier }: Own, told: Found): boolean =>
  before === told || earlier === "unknown" || (earlier as ReadonlySet<Found> | undefined)?.has(told) === true
