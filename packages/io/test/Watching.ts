/** What the tests of the watcher have at hand: the services over a volume in memory, and what a subscriber was told, when. */
import type { FileChangeEvent, FileHash, PlokeError } from "@ploke/io"
import {
  accessFailure,
  ErrorPolicy,
  FileAccess,
  Hasher,
  PathPolicy,
  Permits,
  WatchLedger,
  WatchService,
  WatchSource
} from "@ploke/io"
import type { WatchServiceOptions } from "@ploke/io"
import { FaultAccess, MemoryFileSystem, TestPlokeIo } from "@ploke/io-testing"
import type { Tree } from "@ploke/io-testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** An event in words, with paths below `/repo`. */
export const word = (event: FileChangeEvent): string => {
  const name = (path: string): string => (path === "/repo" ? "." : path.replace(/^\/repo\//, ""))
  switch (event._tag) {
    case "Gap":
      return `Gap ${name(event.root)} ${event.why} ${event.recovered ? `recovered ${event.found}` : "not recovered"}`
    case "Root":
      return `Root ${name(event.root)} ${event.state}`
    case "Modified":
      return `Modified ${event.change} ${name(event.path)}`
    case "Renamed":
      return `Renamed ${name(event.oldPath)} to ${name(event.path)}${event.contentChanged ? ", changed" : ""}`
    default:
      return `${event._tag} ${name(event.path)}`
  }
}

export interface Ear {
  readonly heard: Array<readonly [at: number, event: FileChangeEvent]>
  /** What is new since it was last asked, in words. */
  readonly news: () => ReadonlyArray<string>
  /** The same, each with the time on the clock. */
  readonly timed: () => ReadonlyArray<readonly [at: number, word: string]>
}

/** Subscribes, and listens for as long as the scope is open. */
export const listen = Effect.gen(function* () {
  const heard: Array<readonly [at: number, event: FileChangeEvent]> = []
  const events = yield* (yield* WatchService).subscribe
  const hear = (event: FileChangeEvent) =>
    Effect.map(Clock.currentTimeMillis, (at) => void heard.push([at, event] as const))
  yield* Effect.forkScoped(Stream.runForEach(events, hear), { startImmediately: true })
  let asked = 0
  const timed = () => heard.slice(asked, (asked = heard.length)).map(([at, event]) => [at, word(event)] as const)
  return { heard, timed, news: () => timed().map(([, text]) => text) } satisfies Ear
})

/** Lets everybody do what can be done without the clock. */
export const settle = Effect.gen(function* () {
  for (let i = 0; i < 10; i++) yield* Effect.yieldNow
})

/** Flushes, and lets the listeners hear of it. */
export const flush = Effect.flatMap(WatchService, (watch) => Effect.andThen(watch.flush, settle))

export const volume = Effect.map(MemoryFileSystem.MemoryFileSystem, (memory) => memory.volume)

/** What somebody else does to the files, by paths below `/repo`. */
export const foreign = Effect.map(volume, (disk) => {
  const at = (name: string): string => (name.startsWith("/") ? name : `/repo/${name}`)
  return {
    write: (name: string, text: string) => disk.writeFile(at(name), bytes(text)),
    make: (name: string) => disk.makeDirectory(at(name), { recursive: true }),
    move: (from: string, to: string) => disk.rename(at(from), at(to)),
    remove: (name: string) => disk.remove(at(name), { recursive: true })
  }
})

/** What a consumer keeps: what stands at each path, a file by the hash of its contents. */
export type Model = ReadonlyMap<string, string>

const sorted = (model: Model): Model => new Map([...model].sort(([a], [b]) => (a < b ? -1 : 1)))

export const hashOf = (text: string) =>
  Effect.map(Hasher, ({ algorithm, digest }) => `${algorithm}:${digest(bytes(text))}` as FileHash)

/** The model that is right: what is on the disk, below some folders. */
export const onDisk = Effect.fnUntraced(function* (...roots: ReadonlyArray<string>) {
  const disk = yield* volume
  const { algorithm, digest } = yield* Hasher
  const model = new Map<string, string>()
  for (const root of roots) {
    for (const { path } of disk.snapshot(root)) {
      if (path === ".") continue
      const at = `${root}/${path}`
      const { content, type } = disk.nodeAt(at)!
      model.set(at, content === undefined ? kinds[type]! : `${algorithm}:${digest(content)}`)
    }
  }
  return sorted(model)
})

const kinds: Readonly<Record<string, string>> = { Directory: "directory", SymbolicLink: "symlink" }

/** Applies events in order to a model. */
export const replay = (before: Model, events: ReadonlyArray<FileChangeEvent>): Model => {
  const model = new Map(before)
  for (const event of events) {
    if (!("path" in event)) continue
    if (event._tag === "Renamed") model.delete(event.oldPath)
    if (event._tag === "Removed") model.delete(event.path)
    else model.set(event.path, event.entry === "file" ? (event.hash ?? "unknown") : event.entry)
  }
  return sorted(model)
}

/** The errors that the application was told of. */
export const witness = () => {
  const emitted: Array<PlokeError> = []
  const layer = Layer.succeed(ErrorPolicy, { emit: (error) => Effect.sync(() => void emitted.push(error)) })
  return { emitted, layer }
}

/** Holds up one call of the port, the first one after it was armed or one of those behind it; or refuses a survey. */
export class Stall {
  #left: number | undefined
  #refusal: string | undefined
  #gate = Latch.makeUnsafe(true)
  /** Whether a call is or was held up. */
  isReached = false

  /** Lets so many calls pass, and holds up the next one. */
  arm(passes: number): void {
    this.#left = passes
    this.#gate = Latch.makeUnsafe(false)
    this.isReached = false
  }

  /** Lets the next survey fail. */
  refuse(code: string): void {
    this.#refusal = code
  }

  readonly #survey =
    (base: FileAccess["Service"]): FileAccess["Service"]["survey"] =>
    (orders) =>
      Effect.suspend(() => {
        const code = this.#refusal
        this.#refusal = undefined
        return code === undefined
          ? this.through(base.survey(orders))
          : Effect.succeed(orders.map(() => accessFailure(code, "open")))
      })

  /** Lets the call go on. */
  release(): void {
    this.#left = undefined
    this.#gate.openUnsafe()
  }

  through<A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      if (this.#left === undefined || this.#left-- > 0) return call
      this.#left = undefined
      this.isReached = true
      return Effect.andThen(this.#gate.await, call)
    })
  }

  /** The port whose calls are held up. */
  readonly layer: Layer.Layer<FileAccess, never, FileAccess> = Layer.effect(
    FileAccess,
    Effect.map(FileAccess, (base) => ({
      ...base,
      canonicalize: (path) => this.through(base.canonicalize(path)),
      locate: (paths, budget) => this.through(base.locate(paths, budget)),
      trace: (path) => this.through(base.trace(path)),
      read: (orders, budget) => this.through(base.read(orders, budget)),
      survey: this.#survey(base),
      openFolder: (path) => this.through(base.openFolder(path))
    }))
  )
}

interface Over extends WatchServiceOptions {
  readonly roots?: ReadonlyArray<string> | undefined
  /** What stands between the service and the notifications. */
  readonly through?: ((source: WatchSource) => WatchSource) | undefined
  readonly stall?: Stall | undefined
}

/** The service with its ledger, over the ports of a platform. */
export const serviceOf = ({
  roots = ["/repo"],
  through = (source) => source,
  stall = new Stall(),
  ...options
}: Over = {}) =>
  WatchService.layer(options).pipe(
    Layer.provideMerge(WatchLedger.layer),
    Layer.provideMerge(Layer.merge(PathPolicy.layer({ roots }), Permits.Permits.layer({ permits: 8 }))),
    Layer.provideMerge(Layer.effect(WatchSource, Effect.map(WatchSource, through))),
    Layer.provideMerge(stall.layer)
  )

/** The same over a volume of its own, and a port that goes wrong as planned and counts what it is asked. */
export const layerOver = (tree: Tree.Tree, plan: FaultAccess.Plan = [], over: Over = {}) =>
  serviceOf(over).pipe(Layer.provideMerge(FaultAccess.layer(plan)), Layer.provideMerge(TestPlokeIo.platform(tree)))
