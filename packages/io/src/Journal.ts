/**
 * The journals of transactions: files in the private state directory, one for each transaction that is on its way to the
 * disk. A process locks its journals for as long as it lives, so that whoever finds one that is not locked knows that
 * nobody is about it.
 *
 * Promised: a journal that was committed is on the disk, and one that was cleared is cleared there; what was written by
 * half is never taken for a transaction. Where the state directory was named, it must lie outside of the roots, so that
 * what comes into a root, such as a repository of somebody else, cannot bring a journal with it.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Bytes from "./Bytes.ts"
import type { AccessFailure, FileAccess } from "./FileAccess.ts"
import type { FileLock, LockFiles, LockUnsupported } from "./FileLock.ts"
import type { Hasher } from "./Hasher.ts"
import * as JournalRecord from "./JournalRecord.ts"
import * as Limits from "./Limits.ts"
import type { PathRules } from "./PathRules.ts"
import * as StatePlace from "./StatePlace.ts"
import type { Blocked } from "./WriteOutcome.ts"
import type { StateFile, StateFolder, StateStore, StateUnsupported } from "./StateStore.ts"

/**
 * Where journals are, and what they are made with.
 *
 * @since 0.1.0
 */
export interface JournalSource {
  readonly access: FileAccess["Service"]
  readonly hasher: Hasher["Service"]
  readonly store: StateStore
  readonly locks: FileLock
  /** As it was named; undefined for the platform's own. */
  readonly stateDirectory: string | undefined
  /** For as long as it lasts, this process keeps its journals. */
  readonly scope: Scope.Scope
}

/**
 * There can be no journal, and why.
 *
 * @since 0.1.0
 */
export interface NoJournal {
  readonly _tag: "NoJournal"
  readonly detail: string
}

/**
 * The contents of the files of a record, in pieces; undefined where a file has none.
 *
 * @since 0.1.0
 */
export type Contents = ReadonlyArray<ReadonlyArray<Uint8Array> | undefined>

/**
 * The journal of one transaction at a time.
 *
 * @since 0.1.0
 */
export interface Slot {
  readonly name: string
  /** The transaction is certain to happen when this succeeds. If it fails, that is not known. */
  readonly commit: (record: JournalRecord.JournalRecord, contents: Contents) => Effect.Effect<void, AccessFailure>
  /** The transaction is over when this succeeds. */
  readonly clear: Effect.Effect<void, AccessFailure>
}

/**
 * A journal that somebody left.
 *
 * @since 0.1.0
 */
export interface Left {
  readonly name: string
  readonly found: JournalRecord.Decoded
  /** The contents that stand beside the journal, by their name. */
  readonly spilled: (name: string) => Effect.Effect<Uint8Array, AccessFailure>
  /** Clears the journal, and removes it where it is nobody's. */
  readonly clear: Effect.Effect<void, AccessFailure>
}

interface Opened {
  readonly folder: StateFolder
  readonly files: LockFiles
}

interface OwnSlot extends Slot {
  readonly file: StateFile
  /** `left` when its transaction is neither done nor undone. */
  state: "idle" | "committed" | "left"
  spills: "some" | "none"
}

/**
 * The journals of a service.
 *
 * @since 0.1.0
 */
export class Journal {
  readonly #source: JournalSource
  readonly #turns = Semaphore.makeUnsafe(Limits.journalsAtOnce)
  readonly #opening = Semaphore.makeUnsafe(1)
  readonly #settling = Semaphore.makeUnsafe(1)
  readonly #own = new Map<string, OwnSlot>()
  #free: Array<OwnSlot> = []
  #opened: Opened | undefined
  /** The paths of transactions that are neither done nor undone. */
  readonly blocked = new Map<string, Blocked>()

  constructor(source: JournalSource) {
    this.#source = source
  }

  /** Runs a transaction with a journal; waits while too many others have one. One that is not cleared is not used again. */
  use<A, E>(rules: PathRules, run: (slot: Slot) => Effect.Effect<A, E>): Effect.Effect<A, E | NoJournal> {
    const used = Effect.acquireUseRelease(this.#take(rules), run, (slot) =>
      Effect.sync(() => {
        if (slot.state === "idle") this.#free.push(slot)
        else slot.state = "left"
      })
    )
    return this.#turns.withPermit(used)
  }

  /** Blocks the paths of a transaction. */
  block(id: string, detail: string, paths: Iterable<string>): void {
    for (const path of paths) this.blocked.set(path, { _tag: "Blocked", id, detail })
  }

  /** Runs a recovery; two of them would take the same journal for left. */
  settling<A, E>(recovery: Effect.Effect<A, E>): Effect.Effect<A, E> {
    return this.#settling.withPermit(recovery)
  }

  /** Lets the paths of a transaction be written again. */
  unblock(id: string): void {
    for (const [path, blocked] of this.blocked) if (blocked.id === id) this.blocked.delete(path)
  }

  /** The names of the journals that are there, of whomever they are. */
  names(rules: PathRules): Effect.Effect<ReadonlyArray<string>, NoJournal> {
    return Effect.flatMap(this.#open(rules, "leave"), (opened) =>
      opened === undefined
        ? Effect.succeed([])
        : Effect.map(noJournal(opened.folder.names), (names) => [
            ...new Set(names.flatMap((name) => namePattern.exec(name)?.[1] ?? []))
          ])
    )
  }

  /**
   * Runs an effect with a journal that nobody is about; waits a little for whoever is. `idle` where there is nothing to do,
   * `busy` where somebody goes on being about it.
   */
  withLeft<A, E>(
    rules: PathRules,
    name: string,
    use: (left: Left) => Effect.Effect<A, E>
  ): Effect.Effect<A | "idle" | "busy", E | NoJournal> {
    const own = this.#own.get(name)
    return Effect.flatMap(this.#open(rules, "make"), (opened) => {
      if (opened === undefined) return Effect.succeed("idle" as const)
      const read = (file: StateFile, clear: Left["clear"]) =>
        Effect.flatMap(noJournal(readAll(file)), (bytes) =>
          use({
            name,
            found: JournalRecord.decode(this.#source.hasher, bytes),
            spilled: (spill) => Effect.scoped(Effect.flatMap(opened.folder.open(spill, "leave"), readAll)),
            clear
          })
        )
      if (own !== undefined) {
        if (own.state !== "left") return Effect.succeed("idle" as const)
        const settled = Effect.tap(own.clear, () => Effect.sync(() => void this.#free.push(own)))
        return read(own.file, settled)
      }
      return this.#visit(opened, name, read)
    })
  }

  #visit<A, E>(
    { files, folder }: Opened,
    name: string,
    read: (file: StateFile, clear: Left["clear"]) => Effect.Effect<A, E>
  ): Effect.Effect<A | "idle" | "busy", E | NoJournal> {
    const removed = removeAll(folder, name)
    const isIdle = Effect.scoped(
      Effect.flatMap(folder.open(fileOf(name), "leave"), (file) => file.read(0, JournalRecord.headerBytes))
    ).pipe(
      Effect.map((header) => JournalRecord.readHeader(header, this.#source.hasher)._tag === "Idle"),
      Effect.catchIf(isMissing, () => Effect.succeed(true)),
      noJournal
    )
    const visited = Effect.gen({ self: this }, function* () {
      const begun = yield* Clock.currentTimeMillis
      for (let pause = Limits.lockPauseMillis; ; pause = Math.min(Limits.lockPauseMillisMax, pause * 2)) {
        const idle = yield* isIdle
        const held = yield* tryLock(files, name)
        if (held) {
          if (yield* isIdle) {
            yield* Effect.ignore(removed)
            return "idle" as const
          }
          const file = yield* noJournal(folder.open(fileOf(name), "leave"))
          const cleared = Effect.andThen(clearFile(file), Effect.ignore(removed))
          return yield* read(file, cleared)
        }
        if (idle) return "idle" as const
        if ((yield* Clock.currentTimeMillis) - begun >= Limits.recoveryWaitMillis) return "busy" as const
        yield* Effect.sleep(pause)
      }
    })
    return Effect.scoped(visited)
  }

  #take(rules: PathRules): Effect.Effect<OwnSlot, NoJournal> {
    return Effect.suspend(() => {
      const free = this.#free.pop()
      if (free !== undefined)
        return Effect.flatMap(isThere(free), (there) => (there ? Effect.succeed(free) : this.#takeAnew(rules, free)))
      return this.#opening.withPermit(
        Effect.flatMap(this.#open(rules, "make"), (opened) =>
          opened === undefined ? none("the state directory is gone") : this.#make(opened, keyOf(rules))
        )
      )
    })
  }

  // Somebody has removed the state directory, to begin afresh: what is written to a file of it would be found by nobody.
  #takeAnew(rules: PathRules, { name }: OwnSlot): Effect.Effect<OwnSlot, NoJournal> {
    this.#own.delete(name)
    this.#opened = undefined
    return this.#take(rules)
  }

  // What it holds belongs to the scope of the service: a journal that is cleared is removed with it.
  #make({ files, folder }: Opened, key: string): Effect.Effect<OwnSlot, NoJournal> {
    const make = Effect.gen({ self: this }, function* () {
      for (let i = 0; i < Limits.journalsMax; i++) {
        const name = `${key}-${i}`
        if (this.#own.has(name)) continue
        const slot = yield* this.#tryMake(files, folder, name)
        if (slot !== undefined) return slot
      }
      return yield* none(`${Limits.journalsMax} journals of these roots are in use`)
    })
    return Effect.uninterruptible(make)
  }

  #tryMake(files: LockFiles, folder: StateFolder, name: string): Effect.Effect<OwnSlot | undefined, NoJournal> {
    const { hasher, scope } = this.#source
    const own = Effect.gen({ self: this }, function* () {
      if (!(yield* tryLock(files, name))) return undefined
      const file = yield* noJournal(folder.open(fileOf(name), "make"))
      const header = JournalRecord.readHeader(yield* noJournal(file.read(0, JournalRecord.headerBytes)), hasher)
      // What somebody left there is for a recovery to judge.
      if (header._tag === "Committed" || header._tag === "Foreign") return undefined
      yield* noJournal(prepare(folder, file))
      const slot: OwnSlot = {
        name,
        file,
        state: "idle",
        spills: "none",
        commit: (record, contents) =>
          Effect.suspend(() => {
            slot.state = "committed"
            if (contents.some(isSpilled)) slot.spills = "some"
            return commitTo(hasher, folder, name, file, record, contents)
          }),
        clear: Effect.tap(clearFile(file), () =>
          Effect.suspend(() => {
            slot.state = "idle"
            const { spills } = slot
            slot.spills = "none"
            return Effect.ignore(tidy(folder, name, file, spills))
          })
        )
      }
      yield* Effect.addFinalizer(() => (slot.state === "idle" ? Effect.ignore(removeAll(folder, name)) : Effect.void))
      this.#own.set(name, slot)
      return slot
    })
    return Effect.flatMap(Scope.fork(scope), (child) =>
      Effect.onExit(Scope.provide(own, child), (exit) =>
        Exit.isSuccess(exit) && exit.value !== undefined ? Effect.void : Scope.close(child, exit)
      )
    )
  }

  #open(rules: PathRules, missing: "make" | "leave"): Effect.Effect<Opened | undefined, NoJournal> {
    const { access, locks, scope, stateDirectory, store } = this.#source
    return Effect.gen({ self: this }, function* () {
      if (stateDirectory !== undefined && (yield* StatePlace.isInside(access, rules, stateDirectory))) {
        return yield* none(
          `the state directory ${stateDirectory} lies below a root, where others may have put what is in it: name one outside`
        )
      }
      if (this.#opened !== undefined) return this.#opened
      const folder = yield* noJournal(store.open(stateDirectory, "journals", missing))
      if (folder === undefined) return undefined
      const files = yield* noJournal(Scope.provide(locks.open(stateDirectory), scope))
      return (this.#opened = { folder, files })
    })
  }
}

const isThere = ({ file }: OwnSlot): Effect.Effect<boolean> => Effect.orElseSucceed(file.isNamed, () => false)

const none = (detail: string): Effect.Effect<never, NoJournal> => Effect.fail({ _tag: "NoJournal", detail })

const noJournal = <A, R>(
  effect: Effect.Effect<A, AccessFailure | StateUnsupported | LockUnsupported, R>
): Effect.Effect<A, NoJournal, R> =>
  Effect.mapError(effect, (failure) => ({ _tag: "NoJournal", detail: whyOf(failure) }))

const whyOf = (failure: AccessFailure | StateUnsupported | LockUnsupported): string => {
  if (failure._tag !== "AccessFailure") return failure.detail
  const { cause, code, syscall } = failure
  return cause instanceof Error ? cause.message : `${code}, ${syscall ?? "open"}`
}

const isMissing = (failure: AccessFailure): boolean => failure.code === "ENOENT"

const fileOf = (name: string): string => `${name}.journal`
const namePattern = /^([0-9a-f]{8}-\d{1,3})\.(?:journal|[0-9a-f-]+\.spill)$/

// By FNV-1a: that two sets of roots share the names of their journals does no harm, since each record names its files.
const keyOf = ({ access, roots }: PathRules): string => {
  const text =
    access === "unrestricted"
      ? "/"
      : roots
          .map(({ canonical }) => canonical)
          .sort()
          .join("\0")
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, "0")
}

// Held until the scope ends.
const tryLock = (files: LockFiles, name: string): Effect.Effect<boolean, NoJournal, Scope.Scope> =>
  Effect.uninterruptible(
    Effect.flatMap(noJournal(files.tryLock(`journal-${name}`)), (attempt) =>
      attempt._tag === "Held"
        ? Effect.as(
            Effect.addFinalizer(() => attempt.release),
            true
          )
        : Effect.succeed(false)
    )
  )

const readAll = (file: StateFile): Effect.Effect<Uint8Array, AccessFailure> =>
  Effect.flatMap(file.sizeBytes, (size) => file.read(0, Math.min(size, Limits.journalBytesMax)))

// As long as most transactions need, so that to commit one changes nothing but bytes.
const prepare = Effect.fnUntraced(function* (folder: StateFolder, file: StateFile) {
  if ((yield* file.sizeBytes) >= Limits.journalBytes) return
  yield* file.write(0, [JournalRecord.idle, new Uint8Array(Limits.journalBytes - JournalRecord.headerBytes)])
  yield* file.sync
  yield* folder.sync
})

const commitTo = Effect.fnUntraced(function* (
  hasher: Hasher["Service"],
  folder: StateFolder,
  name: string,
  file: StateFile,
  record: JournalRecord.JournalRecord,
  contents: Contents
) {
  const spills: Array<readonly [string, ReadonlyArray<Uint8Array>]> = []
  const files = record.files.map((each, i) => {
    const pieces = contents[i]
    if (each.now === undefined || pieces === undefined || !isSpilled(pieces)) return { each, pieces }
    const spill = `${name}.${record.id}-${i}.spill`
    spills.push([spill, pieces])
    return { each: { ...each, now: { ...each.now, spill } }, pieces: undefined }
  })
  for (const [spill, pieces] of spills) yield* Effect.scoped(writeSpill(folder, spill, pieces))
  if (spills.length > 0) yield* folder.sync
  const written = { ...record, files: files.map(({ each }) => each) }
  const slot = JournalRecord.encode(
    hasher,
    written,
    files.map(({ pieces }) => pieces)
  )
  yield* file.write(0, slot)
  yield* file.sync
}, Effect.uninterruptible)

const isSpilled = (pieces: Contents[number]): boolean =>
  pieces !== undefined && Bytes.lengthOf(pieces) > Limits.chunkBytes

const writeSpill = Effect.fnUntraced(function* (folder: StateFolder, name: string, pieces: ReadonlyArray<Uint8Array>) {
  const file = yield* folder.open(name, "make")
  yield* file.write(0, pieces)
  yield* file.sync
})

const clearFile = (file: StateFile): Effect.Effect<void, AccessFailure> =>
  Effect.uninterruptible(Effect.andThen(file.write(0, [JournalRecord.idle]), file.sync))

// After it was cleared: what is larger than a journal should be is given back.
const tidy = Effect.fnUntraced(function* (
  folder: StateFolder,
  name: string,
  file: StateFile,
  spills: OwnSlot["spills"]
) {
  if ((yield* file.sizeBytes) > Limits.chunkBytes) yield* file.truncate(Limits.journalBytes)
  if (spills === "some") yield* removeSpills(folder, name)
})

const removeSpills = Effect.fnUntraced(function* (folder: StateFolder, name: string) {
  const names = yield* folder.names
  for (const each of names) {
    if (each.startsWith(`${name}.`) && each.endsWith(".spill")) yield* folder.remove(each)
  }
})

const removeAll = (folder: StateFolder, name: string): Effect.Effect<void, AccessFailure> =>
  Effect.andThen(folder.remove(fileOf(name)), removeSpills(folder, name))
