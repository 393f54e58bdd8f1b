/**
 * What the watcher remembers beyond its life: the index, and the last events. Whoever comes back with a cursor of an earlier
 * life gets what happened in between, found by comparing the index with the disk.
 *
 * It is saved in one of two files in turn, each with a digest of itself: a crash in the middle leaves the other one. What was
 * told after the last save is not known to the next life; a cursor from then gets everything that is there.
 *
 * @since 0.1.0
 */
import type { ChangesSince, FileChangeEvent, FileHash } from "@ploke/core"
import { FileChangeEvent as EventSchema } from "@ploke/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Hasher } from "./Hasher.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import * as StatePlace from "./StatePlace.ts"
import type { StateFolder, StateStore } from "./StateStore.ts"
import type { EntryFact } from "./Survey.ts"
import type { WatchEngine } from "./WatchEngine.ts"
import { WatchJournal } from "./WatchJournal.ts"
import * as Limits from "./WatchLimits.ts"

/**
 * What the memory works with.
 *
 * @since 0.1.0
 */
export interface MemoryBase {
  readonly engine: WatchEngine
  readonly hasher: Hasher["Service"]
  /** Undefined where nothing is to be kept. */
  readonly store: StateStore | undefined
  readonly stateDirectory: string | undefined
  /** Names this life of the watcher. */
  readonly instance: string
}

/**
 * Cursors, and what they stand for.
 *
 * @since 0.1.0
 */
export class WatchMemory {
  readonly #base: MemoryBase
  /** Earlier lives whose events are followed by ours, with the last sequence number that is known of each. */
  #lives: ReadonlyArray<Life> = []
  #key: string | undefined
  #generation = 0
  #saved = -1
  isStarted = false

  constructor(base: MemoryBase) {
    this.#base = base
  }

  /** Stands for everything that was told so far. */
  get cursor(): string {
    return `${this.#base.instance}:${this.#base.engine.journal.last}`
  }

  /** What happened after a cursor; one from before a root was added or removed gets everything. */
  since(cursor: string): ChangesSince {
    const [instance, text] = cursor.split(":")
    const sequence = text === undefined || !/^\d+$/.test(text) ? -1 : Number(text)
    const isKnown =
      instance === this.#base.instance ||
      this.#lives.some((life) => life.instance === instance && sequence <= life.last)
    const events = isKnown && sequence >= 0 ? this.#base.engine.journal.since(sequence) : undefined
    if (events !== undefined) return { cursor: this.cursor, fresh: false, events }
    return { cursor: this.cursor, fresh: true, events: this.#everything }
  }

  get #everything(): ReadonlyArray<FileChangeEvent> {
    const { index, journal, roots } = this.#base.engine
    const events: Array<FileChangeEvent> = []
    for (const root of roots.sources.keys()) {
      for (const [path, { fact, hash }] of index.entriesBelow(root)) {
        if (path === root) continue
        events.push({
          _tag: "Created",
          path,
          entry: fact.kind,
          ...(hash === undefined ? {} : { hash }),
          sequence: journal.last,
          observedAt: fact.modifiedMillis
        })
      }
    }
    return events
  }

  /** Takes over what an earlier life has saved of these roots. Nothing that is wrong with it is a failure. */
  readonly restore = (rules: PathRules): Effect.Effect<void> =>
    Effect.suspend(() => {
      const roots = this.#outermost(rules.roots.map(({ canonical }) => canonical))
      if (this.#base.store === undefined || roots.length === 0) return Effect.void
      this.#key = this.#digest(new TextEncoder().encode(roots.join("\n"))).slice(0, 32)
      const read = Effect.scoped(
        Effect.gen({ self: this }, function* () {
          const folder = yield* this.#open("leave")
          if (folder === undefined) return
          const saved = yield* Effect.forEach(slots, (slot) => this.#read(folder, slot))
          const newest = saved
            .filter((each) => each !== undefined)
            .sort((a, b) => b.header.generation - a.header.generation)[0]
          if (newest !== undefined) this.#takeOver(newest, roots)
        })
      )
      return Effect.ignore(read)
    })

  // Those that lie in no other one.
  #outermost(roots: ReadonlyArray<string>): ReadonlyArray<string> {
    const { engine } = this.#base
    const isInner = (root: string): boolean => roots.some((other) => other !== root && engine.isWithin(other, root))
    return [...new Set(roots)].filter((root) => !isInner(root)).sort()
  }

  #takeOver({ entries, events, header }: Saved, roots: ReadonlyArray<string>): void {
    const { engine, hasher } = this.#base
    // Roots may have changed in that life. Of one that was not watched at its end nothing is known.
    if (JSON.stringify(header.roots) !== JSON.stringify(roots) || header.algorithm !== hasher.algorithm) return
    for (const [path, fact, hash] of entries) engine.index.set(path, fact, hash)
    engine.roots.remember(roots)
    this.#generation = header.generation
    this.#lives = [...header.lives, { instance: header.instance, last: header.sequence }].slice(-livesMax)
    const journal = new WatchJournal(Limits.rememberedEvents, header.sequence - events.length)
    for (const event of events) journal.push(event)
    engine.journal = journal
  }

  /** Saves from time to time, where something was told since; never ends. */
  readonly keep: Effect.Effect<void> = Effect.suspend(() =>
    this.#key === undefined
      ? Effect.void
      : Effect.forever(Effect.andThen(Effect.sleep(Limits.saveMillis), this.#base.engine.turn.withPermit(this.save)))
  )

  /** Saves index and events, unless nothing was told since. That it cannot be done is no failure. */
  get save(): Effect.Effect<void> {
    return Effect.suspend(() => {
      const { journal } = this.#base.engine
      if (this.#key === undefined || this.#saved === journal.last || !journal.isWhole) return Effect.void
      return Effect.ignore(Effect.scoped(this.#write(journal.last)))
    })
  }

  #write = Effect.fnUntraced({ self: this }, function* (sequence: number) {
    const folder = yield* this.#open("make")
    if (folder === undefined) return
    // Only counted when it is done: what is there of it by then would otherwise cost the other file.
    const generation = this.#generation + 1
    const file = yield* folder.open(`${this.#key}.${slots[generation % 2]}`, "make")
    const pieces = this.#encode({ generation, sequence, savedAt: yield* Clock.currentTimeMillis })
    yield* file.write(0, pieces)
    yield* file.truncate(pieces.reduce((sum, { length }) => sum + length, 0))
    yield* file.sync
    this.#generation = generation
    this.#saved = sequence
    yield* this.#sweep(folder)
  })

  // Files of roots that nobody watches any more would add up. Those that were saved longest ago go first.
  #sweep = Effect.fnUntraced({ self: this }, function* (folder: StateFolder) {
    const names = (yield* folder.names).filter((name) => !name.startsWith(this.#key!))
    const tooMany = names.length - Limits.savedIndexesMax * 2
    if (tooMany <= 0) return
    const ages = yield* Effect.forEach(names, (name) => Effect.map(savedAt(folder, name), (at) => [name, at] as const))
    const oldest = ages.sort(([, a], [, b]) => a - b).slice(0, tooMany)
    yield* Effect.forEach(oldest, ([name]) => folder.remove(name), { discard: true })
  })

  // What lies below a root may have come from others, as with a repository: nothing is believed that stands there.
  #open = Effect.fnUntraced({ self: this }, function* (missing: "make" | "leave") {
    const { engine, stateDirectory, store } = this.#base
    const { access, policy } = engine.base
    if (stateDirectory !== undefined) {
      const folder = PathSyntax.join(stateDirectory, "watch", access.flavor)
      if (yield* StatePlace.isInside(access, yield* policy.current, folder)) return undefined
    }
    return yield* store!.open(stateDirectory, "watch", missing)
  })

  #encode(moment: Pick<Header, "generation" | "sequence" | "savedAt">): ReadonlyArray<Uint8Array> {
    const { engine, hasher, instance } = this.#base
    const roots = this.#outermost(engine.roots.known)
    const header: Header = { format, ...moment, instance, lives: this.#lives, algorithm: hasher.algorithm, roots }
    const encoder = new TextEncoder()
    const digest = hasher.start()
    const pieces: Array<Uint8Array> = []
    let lines: Array<string> = [JSON.stringify(header)]
    const flush = () => {
      const piece = encoder.encode(lines.join("\n") + "\n")
      digest.update(piece)
      pieces.push(piece)
      lines = []
    }
    for (const root of roots) {
      for (const [path, { fact, hash }] of engine.index.entriesBelow(root)) {
        lines.push(
          JSON.stringify(["e", path, ...fields.map((field) => fact[field]), fact.target ?? null, hash ?? null])
        )
        if (lines.length >= linesPerPiece) flush()
      }
    }
    for (const event of engine.journal.tail(Limits.persistedEvents)) lines.push(JSON.stringify(["j", event]))
    flush()
    pieces.push(encoder.encode(JSON.stringify(digest.finish())))
    return pieces
  }

  #read = Effect.fnUntraced({ self: this }, function* (folder: StateFolder, slot: string) {
    const text = yield* Effect.scoped(
      Effect.gen({ self: this }, function* () {
        const file = yield* folder.open(`${this.#key}.${slot}`, "leave")
        return yield* file.read(0, yield* file.sizeBytes)
      })
    ).pipe(Effect.orElseSucceed(() => undefined))
    return text === undefined ? undefined : this.#decode(text)
  })

  #decode(bytes: Uint8Array): Saved | undefined {
    const end = bytes.lastIndexOf(newline)
    const body = bytes.subarray(0, end + 1)
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true })
      if (JSON.parse(decoder.decode(bytes.subarray(end + 1))) !== this.#digest(body)) return undefined
      const [first = "", ...lines] = decoder.decode(body).split("\n")
      const header = Schema.decodeUnknownSync(HeaderSchema)(JSON.parse(first))
      const saved: Saved = { header, entries: [], events: [] }
      for (const line of lines) if (line !== "") takeLine(saved, JSON.parse(line))
      return saved
    } catch {
      // Of another version, or damaged: as if nothing had been saved.
      return undefined
    }
  }

  #digest(bytes: Uint8Array): string {
    return this.#base.hasher.digest(bytes)
  }
}

// When a file was saved, in milliseconds; before everything where it does not say so.
const savedAt = (folder: StateFolder, name: string): Effect.Effect<number> =>
  Effect.flatMap(folder.open(name, "leave"), (file) => file.read(0, headBytes)).pipe(
    Effect.scoped,
    Effect.map((head) => Number(/"savedAt":(\d{1,15})/.exec(new TextDecoder().decode(head))?.[1] ?? -1)),
    Effect.orElseSucceed(() => -1)
  )

// It stands among the first fields of the header.
const headBytes = 256
const format = 1
const slots = ["a", "b"] as const
const livesMax = 64
const linesPerPiece = 4_096
const newline = 10

const LifeSchema = Schema.Struct({ instance: Schema.String, last: Schema.Natural })

interface Life extends Schema.Schema.Type<typeof LifeSchema> {}

const HeaderSchema = Schema.Struct({
  format: Schema.Literal(format),
  generation: Schema.Natural,
  instance: Schema.String,
  sequence: Schema.Natural,
  lives: Schema.Array(LifeSchema),
  algorithm: Schema.String,
  roots: Schema.Array(Schema.String),
  savedAt: Schema.Finite
})

interface Header extends Schema.Schema.Type<typeof HeaderSchema> {}

interface Saved {
  readonly header: Header
  readonly entries: Array<readonly [path: string, fact: EntryFact, hash: FileHash | undefined]>
  readonly events: Array<FileChangeEvent>
}

const fields = [
  "kind",
  "device",
  "inode",
  "bornMillis",
  "modifiedMillis",
  "changedMillis",
  "sizeBytes",
  "links"
] as const satisfies ReadonlyArray<keyof EntryFact>

const decodeEvent = Schema.decodeUnknownSync(EventSchema)
// Its digest says that it is what we wrote: nothing of it is checked but its shape where that costs little.
const takeLine = (saved: Saved, line: unknown): void => {
  if (!Array.isArray(line)) throw new TypeError("no line of an index")
  if (line[0] === "j") {
    saved.events.push(decodeEvent(line[1]))
    return
  }
  const [, path, ...values] = line as Array<unknown>
  const fact = Object.fromEntries(fields.map((field, i) => [field, values[i]])) as unknown as EntryFact
  const target = values[fields.length] as string | null
  const hash = values[fields.length + 1] as FileHash | null
  saved.entries.push([path as string, { ...fact, target: target ?? undefined }, hash ?? undefined])
}
