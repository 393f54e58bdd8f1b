/**
 * What runs on the machine of a search: the program once, and a recovery and a check for each image.
 *
 * @internal
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { Outcome, Platform, Tell } from "../../CrashExplorer.ts"
import type * as CrashFileSystem from "../../CrashFileSystem.ts"
import * as MemoryFileSystem from "../../MemoryFileSystem.ts"
import * as MemoryVolume from "../../MemoryVolume.ts"
import * as Tree from "../../Tree.ts"
import { type Cut, diskOf, type Knowledge, type Life, record, type Search, start, type Verdict } from "./Explore.ts"
import { fiberClock } from "./FiberClock.ts"

/** An effect that has all it needs on the machine. */
export type Plain<A = unknown> = Effect.Effect<A, unknown, Platform | Scope.Scope>

/** The options of a search without what is only known to the types. */
export interface PlainOptions extends CrashFileSystem.Options {
  readonly tree?: Tree.Tree
  readonly setup?: Plain
  readonly act: Plain | ((tell: Tell<unknown>) => Plain)
  readonly recover?: Plain
  readonly check: (outcome: Outcome<unknown, unknown, unknown, unknown>) => Plain
  readonly layer?: Layer.Layer<never, unknown, Platform>
  readonly depth?: number
  readonly recoveryImagesMax?: number
  readonly replay?: string
}

/** Runs an effect on a machine: over a volume, with its services built anew. Each start draws other random numbers. */
export type Boot = <A>(volume: MemoryVolume.MemoryVolume, start: number, run: Plain<A>) => Effect.Effect<A, unknown>

export const makeBoot = Effect.fnUntraced(function* (options: PlainOptions): Effect.fn.Return<Boot> {
  const path = yield* Effect.provide(Path.Path, Path.layer)
  const { layer, seed = 0 } = options
  return (volume, start, run) => {
    const platform = Context.make(FileSystem.FileSystem, MemoryFileSystem.make(volume)).pipe(
      Context.add(Path.Path, path),
      Context.add(MemoryFileSystem.MemoryFileSystem, { volume })
    )
    const scoped = Effect.scoped(run)
    const served = layer === undefined ? scoped : Effect.provide(scoped, layer, { local: true })
    return Random.withSeed(Effect.provideContext(served, platform), `${seed}/${start}`)
  }
})

/** Sets up the disk and runs the program on it, to its end. */
export const runProgram = Effect.fnUntraced(function* (options: PlainOptions, boot: Boot) {
  const first = MemoryVolume.make({ ...options, clock: fiberClock() })
  Tree.seed(first, options.tree ?? {})
  if (options.setup !== undefined) yield* boot(first, 0, options.setup)
  const { disk, inodes } = diskOf(first)
  const volume = start(disk, inodes, options)
  const recorder = record(volume)
  const { act } = options
  const program = Effect.isEffect(act) ? act : act((word) => Effect.sync(() => recorder.tell(word)))
  const ended = Effect.scoped(program).pipe(
    Effect.exit,
    Effect.tap((exit) => Effect.sync(() => recorder.end(exit)))
  )
  const exit = yield* boot(volume, 1, ended)
  if (Exit.isFailure(exit) && Exit.hasDies(exit)) return yield* Effect.failCause(exit.cause)
  return { disk, inodes: diskOf(volume).inodes, ...recorder.stop() } satisfies Life
})

/** Starts the machine on what a power cut left: recovers, then checks. */
export const makeJudge = (options: PlainOptions, boot: Boot): Search["judge"] =>
  Effect.fnUntraced(function* (volume, cuts) {
    const recorder = record(volume)
    let recovery: Life["steps"] | undefined
    const run = Effect.flatMap(Effect.scoped(options.recover ?? Effect.void), (recovered) => {
      recovery = recorder.steps()
      return options.check(outcomeOf(knowledgeAt(cuts), recovered))
    })
    const exit = yield* Effect.exit(boot(volume, 1 + cuts.length, run))
    const phase = recovery === undefined ? "recover" : "check"
    return { phase, exit, recovery: recovery ?? recorder.stop().steps, volume } satisfies Verdict
  })

const knowledgeAt = ([first]: ReadonlyArray<Cut>): Knowledge =>
  first === undefined ? { told: [], exit: Option.none() } : first.life.knowledge(first.place.done)

const outcomeOf = <Recovered>({ exit, told }: Knowledge, recovered: Recovered) => ({
  exit,
  told,
  recovered,
  acknowledged: Option.flatMap(exit, Exit.getSuccess)
})
