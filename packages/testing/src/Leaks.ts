/**
 * The demand that a program leaves nothing behind: no open file, no temporary, no lock, no fiber.
 *
 * @since 0.1.0
 */
import { Telemetry } from "@ploke/io"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Function from "effect/Function"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type { OpenHandle } from "./Fault.ts"
import * as FaultAccess from "./FaultAccess.ts"
import * as FaultFileSystem from "./FaultFileSystem.ts"
import { isThere, pathsBelow } from "./internal/leaks/Entries.ts"
import { FiberCount } from "./internal/leaks/Fibers.ts"
import { MemoryFileSystem } from "./MemoryFileSystem.ts"

/**
 * What else must not stay.
 *
 * @since 0.1.0
 */
export interface LeakOptions<R = never> {
  /**
   * Where a new file or folder is one too many: all of them, or those whose paths match `like`. What `makeTempFile` and
   * `makeTempDirectory` made is looked for in any case.
   */
  readonly temporaries?:
    | { readonly below: string | ReadonlyArray<string>; readonly like?: RegExp | undefined }
    | undefined
  /**
   * What a service knows to be held, such as its locks, by what one of these is called in the report. Each is asked
   * before and after, and whatever came is a leak.
   */
  readonly probes?: { readonly [kind: string]: Effect.Effect<ReadonlyArray<string>, never, R> } | undefined
}

/**
 * Runs an effect in a scope of its own and demands that, when the scope has ended, nothing is left of it. What is left
 * is a defect that lists it, also where the effect failed or was interrupted.
 *
 * Looked for are: files that were opened through the `FileSystem` of the context, or through a `FaultFileSystem`, a
 * `FaultAccess` or a volume in memory below it, and were not closed; temporary files and folders that were not removed;
 * fibers, detached ones and children alike, that run on after they had some turns to end; locks that ploke-io holds; and
 * what the probes tell.
 *
 * Not seen: files that services opened past all of these, and fibers that are started with a context of their own, such
 * as by `Effect.runFork` in a callback.
 *
 * @example
 * ```ts
 * import { expectNoLeaks, MemoryFileSystem } from "@ploke/io-testing"
 * import * as Cause from "effect/Cause"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 *
 * const careless = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectory({ prefix: "job-" }))
 * const exit = await Effect.runPromise(
 *   expectNoLeaks(careless).pipe(Effect.exit, Effect.provide(MemoryFileSystem.layer()))
 * )
 * if (exit._tag === "Failure") console.log(String(Cause.squash(exit.cause)).split("\n")) // => [ 'Error: 1 left over:', '  temporary: /tmp/job-AAAAAA' ]
 * ```
 *
 * @param effect - the program
 * @param options - folders to watch for temporaries, and what other services hold
 * @since 0.1.0
 */
export const expectNoLeaks: {
  <R2 = never>(
    options?: LeakOptions<R2>
  ): <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E, Exclude<R, Scope.Scope> | R2 | FileSystem.FileSystem>
  <A, E, R, R2 = never>(
    effect: Effect.Effect<A, E, R>,
    options?: LeakOptions<R2>
  ): Effect.Effect<A, E, Exclude<R, Scope.Scope> | R2 | FileSystem.FileSystem>
} = Function.dual(
  (arguments_) => Effect.isEffect(arguments_[0]),
  <A, E, R, R2>(effect: Effect.Effect<A, E, R>, options: LeakOptions<R2> = {}) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const watch = yield* startWatch(options)
        const exit = yield* Effect.exit(restore(watch.run(effect)))
        const leaks = yield* watch.leaks
        if (leaks.length === 0) return yield* exit
        const leaked = Cause.die(
          new Error([`${leaks.length} left over:`, ...leaks.map((leak) => `  ${leak}`)].join("\n"))
        )
        return yield* Effect.failCause(Exit.isFailure(exit) ? Cause.combine(exit.cause, leaked) : leaked)
      })
    )
)

const startWatch = Effect.fnUntraced(function* <R>({ temporaries, probes = {} }: LeakOptions<R>) {
  const base = yield* FileSystem.FileSystem
  const { fileSystem, log } = FaultFileSystem.make(base, [])
  const below = yield* logsBelow
  const fibers = new FiberCount(yield* Metric.FiberRuntimeMetrics)
  const entries = newEntries(base, temporaries)
  const look = Effect.gen(function* () {
    const held: Array<string> = []
    for (const [kind, probe] of Object.entries(probes)) held.push(...(yield* probe).map((what) => `${kind}: ${what}`))
    const locks = (yield* Metric.value(Telemetry.locks)).value
    return { handles: below.handles(), volume: below.volumeHandles(), locks, held, entries: yield* entries }
  })
  const before = yield* look
  return {
    run: <A, E, R2>(effect: Effect.Effect<A, E, R2>) =>
      Effect.scoped(effect).pipe(
        Effect.provideService(FileSystem.FileSystem, fileSystem),
        Effect.provideService(Metric.FiberRuntimeMetrics, fibers)
      ),
    leaks: Effect.gen(function* () {
      yield* settle(fibers)
      const after = yield* look
      const handles = union(log.openHandles, without(after.handles, before.handles))
      const unseen = after.volume - before.volume - handles.length
      const stayed = yield* existing(base, [...log.temporaries, ...below.temporaries()])
      return [
        ...handles.map(describeHandle),
        ...(unseen > 0 ? [`open file: ${unseen} more of the volume in memory`] : []),
        ...(after.locks > before.locks ? [`lock: ${after.locks - before.locks} more of ploke-io`] : []),
        ...new Set([...stayed, ...without(after.entries, before.entries)].map((path) => `temporary: ${path}`)),
        ...without(after.held, before.held),
        ...fibers.described.map((fiber) => `fiber: ${fiber}`)
      ]
    })
  }
})

/** What the file systems below know of what is open, where they are of this package. */
const logsBelow = Effect.gen(function* () {
  const faulty = yield* Effect.serviceOption(FaultFileSystem.FaultFileSystem)
  const access = yield* Effect.serviceOption(FaultAccess.FaultAccess)
  const memory = yield* Effect.serviceOption(MemoryFileSystem)
  const temporariesBefore = Option.match(faulty, { onNone: () => 0, onSome: (log) => log.temporaries.length })
  return {
    handles: (): ReadonlyArray<OpenHandle> =>
      [...Option.toArray(faulty), ...Option.toArray(access)].flatMap((log) => log.openHandles),
    temporaries: (): ReadonlyArray<string> =>
      Option.toArray(faulty).flatMap((log) => log.temporaries.slice(temporariesBefore)),
    volumeHandles: (): number => Option.match(memory, { onNone: () => 0, onSome: ({ volume }) => volume.openHandles })
  }
})

// What was told to end needs some turns to do so; what takes more is not about to.
const settleTurns = 64

const settle = Effect.fnUntraced(function* (fibers: FiberCount) {
  for (let turn = 0; turn < settleTurns && fibers.running > 0; turn++) yield* Effect.yieldNow
})

/** What is there after and was not before; what is there twice counts twice. */
const without = <A>(after: ReadonlyArray<A>, before: ReadonlyArray<A>): ReadonlyArray<A> => {
  const left = before.slice()
  return after.filter((each) => {
    const index = left.indexOf(each)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

/** A file that was opened through two of the file systems is open once. */
const union = (ours: ReadonlyArray<OpenHandle>, theirs: ReadonlyArray<OpenHandle>): ReadonlyArray<OpenHandle> => {
  const key = ({ path, descriptor }: OpenHandle): string => `${descriptor} ${path}`
  const known = ours.map(key)
  return [
    ...ours,
    ...theirs.filter((handle) => {
      const index = known.indexOf(key(handle))
      if (index >= 0) known.splice(index, 1)
      return index < 0
    })
  ]
}

const describeHandle = ({ path, flag, openedAt }: OpenHandle): string =>
  `open file: ${path} (${flag})${openedAt === undefined ? "" : `, opened at ${openedAt}`}`

const newEntries = (
  base: FileSystem.FileSystem,
  temporaries: LeakOptions["temporaries"]
): Effect.Effect<ReadonlyArray<string>> => {
  if (temporaries === undefined) return Effect.succeed([])
  const { below, like } = temporaries
  return Effect.forEach(typeof below === "string" ? [below] : below, (folder) => pathsBelow(base, folder)).pipe(
    Effect.map((found) => found.flat().filter((path) => like === undefined || path.search(like) >= 0)),
    asTheTest
  )
}

const existing = (base: FileSystem.FileSystem, paths: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>> =>
  asTheTest(Effect.filter(paths, (path) => isThere(base, path)))

/** Looks past the faults of a plan; where even so nothing can be seen, nothing can be demanded. */
const asTheTest = <A>(effect: Effect.Effect<A, PlatformError>): Effect.Effect<A> =>
  Effect.orDie(FaultFileSystem.quietly(effect))
