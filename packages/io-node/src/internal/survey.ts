/**
 * Looks at what stands in folders: every folder through its own verified descriptor where the platform can, so that nobody
 * who exchanges a folder with a link makes us look outside; on the calling thread, in short slices. What is looked at so
 * was mostly read by the system a moment ago, so that the disk answers from memory.
 *
 * @internal
 */
import type { EntryFact, EntryKind, ObjectType, SurveyFinding, SurveyOrder } from "@ploke/io"
import { Limits } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { performance } from "node:perf_hooks"
import { yieldToEventLoop } from "./adaptive.ts"
import { closeQuietly } from "./descriptors.ts"
import type { Verifier } from "./verifier.ts"
import { isExhausted, isSame, toFailure, typeOf } from "./verifier.ts"

/** Looks at every folder, in order. */
export const surveyAll = (
  orders: ReadonlyArray<SurveyOrder>,
  verifier: Verifier
): Effect.Effect<ReadonlyArray<SurveyFinding>> =>
  Effect.acquireUseRelease(
    Effect.sync((): Tour => ({ orders, verifier, findings: [], attempts: 0, visit: undefined })),
    (tour) => goOn(tour),
    (tour) => Effect.sync(() => void tour.visit?.return(undefined as never))
  )

interface Tour {
  readonly orders: ReadonlyArray<SurveyOrder>
  readonly verifier: Verifier
  readonly findings: Array<SurveyFinding>
  // How often the present folder was tried in vain, for want of descriptors.
  attempts: number
  visit: Visit | undefined
}

// A look at one folder. It pauses after each entry, and closes what it has open also when it is not continued.
type Visit = Generator<undefined, SurveyFinding, undefined>

const goOn = Effect.fnUntraced(function* (tour: Tour) {
  for (;;) {
    const stop = takeSlice(tour)
    if (stop === "done") return tour.findings as ReadonlyArray<SurveyFinding>
    yield* stop === "time" ? yieldToEventLoop : Effect.sleep(Limits.descriptorPauseMillis * 2 ** (tour.attempts - 1))
  }
})

const takeSlice = (tour: Tour): "done" | "time" | "exhausted" => {
  const { findings, orders, verifier } = tour
  const deadline = performance.now() + Limits.sliceMillis
  while (findings.length < orders.length) {
    tour.visit ??= visit(orders[findings.length]!, verifier)
    const step = tour.visit.next()
    if (step.done === true) {
      tour.visit = undefined
      if (isExhausted(step.value) && tour.attempts < Limits.descriptorRetriesMax) {
        tour.attempts++
        return "exhausted"
      }
      tour.attempts = 0
      findings.push(step.value)
    }
    if (performance.now() >= deadline) return findings.length === orders.length ? "done" : "time"
  }
  return "done"
}

function* visit(order: SurveyOrder, verifier: Verifier): Visit {
  let place: Place | undefined
  try {
    place = openPlace(order.folder, verifier)
    // The folder before its entries: whatever happens to them from here on gives it another time.
    const self = factOf(place.stats, undefined)!
    const entries: Array<readonly [string, EntryFact]> = []
    const undecodable = yield* order.names === undefined
      ? lookAtAll(place, entries)
      : lookAtNamed(place, order.names, entries)
    place.check()
    return { _tag: "Survey", self, entries, undecodable }
  } catch (error) {
    const failure = toFailure(error)
    // A canonical path has no links: whatever leads in circles does so through one.
    return failure.code === "ELOOP" ? { ...failure, code: "ESTALE" } : failure
  } finally {
    closeQuietly(place?.fd)
  }
}

/** An open folder. */
interface Place {
  readonly fd: number | undefined
  readonly stats: fs.Stats
  /** The path that it is listed by. */
  readonly name: string
  /** What stands before the names of its entries. */
  readonly base: string
  /** Throws where what was found may be that of another folder. */
  readonly check: () => void
}

const failed = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${code}: ${syscall}`), { code, syscall })

const openPlace = (path: string, verifier: Verifier): Place => {
  const { folderName, openFolder } = verifier
  if (openFolder === undefined || folderName === undefined) return comparedPlace(path)
  const fd = openUnlinked(path, openFolder)
  try {
    const name = folderName(fd)
    return { fd, stats: fs.fstatSync(fd), name, base: `${name}/`, check: () => undefined }
  } catch (error) {
    closeQuietly(fd)
    throw error
  }
}

const openUnlinked = (path: string, open: (path: string) => number | undefined): number => {
  for (let attempt = 0; ; attempt++) {
    try {
      const fd = open(path)
      if (fd !== undefined) return fd
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // A link is no folder to the system; and what is one by now, was exchanged in this moment.
      if (code !== "ENOTDIR" || isOther(path)) throw error
    }
    // A folder that was removed right after it was opened is not there; what leads through a link does so again.
    if (attempt > 0) throw failed("ESTALE", "open")
  }
}

const isOther = (path: string): boolean => {
  const stats = lstat(path)
  return stats === undefined || !(stats.isDirectory() || stats.isSymbolicLink())
}

const comparedPlace = (path: string): Place => {
  const stats = fs.lstatSync(path)
  if (stats.isSymbolicLink()) throw failed("ESTALE", "lstat")
  if (!stats.isDirectory()) throw failed("ENOTDIR", "lstat")
  const check = () => {
    const found = fs.lstatSync(path)
    if (!isSame(stats, found) || fs.realpathSync.native(path) !== path) throw failed("ESTALE", "lstat")
  }
  check()
  const separator = process.platform === "win32" ? "\\" : "/"
  return { fd: undefined, stats, name: path, base: path.endsWith(separator) ? path : path + separator, check }
}

// So many names are asked for at once: a folder of 100,000 does not hold up the event loop.
const namesAtOnce = 1024

type Entries = Array<readonly [name: string, fact: EntryFact]>

function* lookAtAll(place: Place, entries: Entries): Generator<undefined, number, undefined> {
  let hasDoubtful = false
  const listing = fs.opendirSync(place.name, { bufferSize: namesAtOnce })
  try {
    for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) {
      if (entry.name.includes("\ufffd")) hasDoubtful = true
      else lookAt(place, entry.name, entries)
      yield
    }
  } finally {
    listing.closeSync()
  }
  return hasDoubtful ? lookAtDoubtful(place, entries) : 0
}

// A name that is no UTF-8 reads as replacement characters, and so does one that has such characters.
const lookAtDoubtful = (place: Place, entries: Entries): number => {
  let undecodable = 0
  for (const bytes of fs.readdirSync(place.name, "buffer")) {
    const name = bytes.toString("utf8")
    if (!name.includes("\ufffd")) continue
    if (bytes.equals(Buffer.from(name, "utf8"))) lookAt(place, name, entries)
    else undecodable++
  }
  return undecodable
}

function* lookAtNamed(
  place: Place,
  names: ReadonlyArray<string>,
  entries: Entries
): Generator<undefined, number, undefined> {
  for (const name of names) {
    if (isSingle(name)) lookAt(place, name, entries)
    yield
  }
  return 0
}

// What is no single name leads somewhere else, or nowhere.
const noName = process.platform === "win32" ? /[\\/\0]|^\.{0,2}$/ : /[/\0]|^\.{0,2}$/

const isSingle = (name: string): boolean => !noName.test(name)

// A link is read after it was looked at: it may have been replaced meanwhile, now and then.
const replacementsMax = 8

const lookAt = ({ base }: Place, name: string, entries: Entries): void => {
  const path = base + name
  for (let attempt = 0; ; attempt++) {
    const stats = lstat(path)
    if (stats === undefined) return
    const target = stats.isSymbolicLink() ? readTarget(path) : undefined
    if (target === null && attempt < replacementsMax) continue
    const fact = factOf(stats, target ?? undefined)
    if (fact !== undefined) entries.push([name, fact])
    return
  }
}

// Undefined where there is nothing.
const lstat = (path: string): fs.Stats | undefined => {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENAMETOOLONG") return undefined
    throw error
  }
}

// Null where there is no link any more.
const readTarget = (path: string): string | null => {
  try {
    return fs.readlinkSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "EINVAL") return null
    throw error
  }
}

const kinds: Readonly<Partial<Record<ObjectType, EntryKind>>> = {
  File: "file",
  Directory: "directory",
  SymbolicLink: "symlink"
}

const factOf = (stats: fs.Stats, target: string | undefined): EntryFact | undefined => {
  const kind = kinds[typeOf(stats)]
  if (kind === undefined) return undefined
  return {
    kind,
    device: stats.dev,
    inode: stats.ino,
    bornMillis: stats.birthtimeMs,
    modifiedMillis: stats.mtimeMs,
    changedMillis: stats.ctimeMs,
    sizeBytes: stats.size,
    links: stats.nlink,
    target
  }
}
