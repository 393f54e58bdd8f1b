/**
 * Cuts a program off after each of its operations, and demands that its recovery makes good what the power cut left.
 *
 * An operation is a system call that changes the disk or syncs it; what reached the disk by half is among the images of
 * the cut after it. Nothing that the program does after the cut has any effect on what it left, finalizers included.
 *
 * Promised: every cut is tried, with every image where `exhaustive` says so, and the same ones in every run; what is
 * found first has as few cuts as possible. Not promised: what `CrashFileSystem` does not model, and other orders of the
 * operations of concurrent fibers than the one that this run took.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type * as CrashFileSystem from "./CrashFileSystem.ts"
import { type Counts, type Cut, digestOfCuts, type Found, type Life, search } from "./internal/crash/Explore.ts"
import { failureText } from "./internal/crash/FailureText.ts"
import { mountDisk } from "./internal/crash/Mount.ts"
import { makeBoot, makeJudge, type PlainOptions, runProgram } from "./internal/crash/Program.ts"
import type { Operation } from "./internal/crash/Record.ts"
import * as Replay from "./internal/crash/Replay.ts"
import { bound, type Settings, settingsOf } from "./internal/crash/Settings.ts"
import type { SnapshotEntry } from "./internal/Snapshot.ts"
import type * as MemoryFileSystem from "./MemoryFileSystem.ts"
import type * as Tree from "./Tree.ts"

/**
 * What every part of a program finds in its context.
 *
 * @since 0.1.0
 */
export type Platform = FileSystem.FileSystem | Path.Path | MemoryFileSystem.MemoryFileSystem

/**
 * Tells the world something that it will rely on, such as that a write is durable. `check` learns what was told before
 * the power was cut. A variable that the program sets would not do: the program always runs to its end.
 *
 * @since 0.1.0
 */
export type Tell<Word> = (word: Word) => Effect.Effect<void>

/**
 * What the world knew when the power was cut, and what the recovery said.
 *
 * @since 0.1.0
 */
export interface Outcome<A, E, Word, Recovered> {
  /** The result of the program, if it had succeeded before the power was cut. */
  readonly acknowledged: Option.Option<A>
  /** How the program ended, if it had ended before the power was cut. */
  readonly exit: Option.Option<Exit.Exit<A, E>>
  /** What the program had told, in order. */
  readonly told: ReadonlyArray<Word>
  /** The result of the last recovery, the one that was not cut off. */
  readonly recovered: Recovered
}

/**
 * A program, its recovery, and what must hold after it; how many power cuts, and what each may leave.
 *
 * @since 0.1.0
 */
export interface Options<A, E, RA, RC, Word, Recovered, RR, ES, RS, Services, EL, RL> extends CrashFileSystem.Options {
  /** What is on the disk at the beginning, all of it durable. Default: nothing. */
  readonly tree?: Tree.Tree | undefined
  /** Runs before the program; what it leaves is durable. A failure of it is a failure of the search. */
  readonly setup?: Effect.Effect<unknown, ES, RS> | undefined
  /** The program, or a function of `tell` that makes it. A typed failure of it is an end that `check` judges. */
  readonly act: Effect.Effect<A, E, RA> | ((tell: Tell<Word>) => Effect.Effect<A, E, RA>)
  /** What runs when the machine starts again. Default: nothing but the layer. */
  readonly recover?: Effect.Effect<Recovered, unknown, RR> | undefined
  /** Fails, or dies of an assertion, where what is on the disk is not what the world may expect. */
  readonly check: (outcome: Outcome<A, E, Word, Recovered>) => Effect.Effect<unknown, unknown, RC>
  /**
   * Services over the file system. They are built anew for each start of the machine: for `setup`, for `act`, and for
   * each recovery. What they write while they are built belongs to the program, or to the recovery, and is cut too.
   */
  readonly layer?: Layer.Layer<Services, EL, RL> | undefined
  /** The number of power cuts one after the other: with 2, the default, each recovery is cut off too. */
  readonly depth?: number | undefined
  /** The number of images of one cut of a recovery. Default: 256. */
  readonly recoveryImagesMax?: number | undefined
  /** Tries one sequence of cuts only: the `replay` of a `CrashFailure` of the same program with the same options. */
  readonly replay?: string | undefined
}

/**
 * What was tried.
 *
 * @since 0.1.0
 */
export interface Report<A, E> {
  /** What changed the disk, and every sync, while the program ran. */
  readonly operations: ReadonlyArray<Operation>
  /** How the program ended. */
  readonly exit: Exit.Exit<A, E>
  /** The moments at which the program was cut off: before its first operation, and after each. */
  readonly cuts: number
  /** The distinct images of each of these cuts, added up. */
  readonly images: number
  /** The recoveries that ran and were checked: one for each disk and knowledge of the world. */
  readonly states: number
  /** The moments at which recoveries were cut off. */
  readonly recoveryCuts: number
  /** The cuts, of the program and of recoveries, that had more images than are allowed. */
  readonly sampledCuts: number
  /** Whether every image of every cut was tried. */
  readonly exhaustive: boolean
}

/**
 * A power cut that the program does not survive. Its message tells the operations, where they were cut off, what was
 * left, and what the check said.
 *
 * @since 0.1.0
 */
export class CrashFailure extends Data.TaggedError("CrashFailure")<{
  readonly message: string
  /** Leads to the same failure again, as an option of `exploreCrashes`. */
  readonly replay: string
  /** Whether the recovery failed, or the check after it. */
  readonly phase: "recover" | "check"
  /** The power cuts, that of the program first: after how many operations, and what survived of the others. */
  readonly cuts: ReadonlyArray<{
    readonly operations: ReadonlyArray<Operation>
    readonly done: number
    readonly survived: ReadonlyArray<string>
  }>
  /** The disk after the last power cut. */
  readonly before: ReadonlyArray<SnapshotEntry>
  /** The disk after the recovery, or where it failed. */
  readonly after: ReadonlyArray<SnapshotEntry>
  /** What the recovery or the check failed with. */
  readonly cause: Cause.Cause<unknown>
}> {}

// A recovery is cut for each image of each cut of the program: fewer images of each keep the search short.
const recoveryImagesMax = 256

/**
 * Runs a program, cuts it off after each of its operations, and checks each disk that this may leave after a recovery,
 * and again after a recovery that was cut off as well.
 *
 * Fails with `CrashFailure` at the first state that `recover` or `check` fails on. The program itself runs once, to its
 * end; it must not die. With the same program and options every run does the same: `Random` is seeded, with another
 * sequence for each start of the machine, and the clock is that of the caller. A disk is judged once for the same
 * knowledge of the world, so `recover` and `check` must depend on nothing else. A bound of less than 1 and a `replay` of
 * something else are a `RangeError`, as a defect.
 *
 * @example
 * ```ts
 * import { exploreCrashes } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 * import * as Option from "effect/Option"
 *
 * const inPlace = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.writeFileString("/name", "new"))
 * const error = await Effect.runPromise(
 *   exploreCrashes({
 *     tree: { "/name": "old" },
 *     act: inPlace,
 *     check: ({ acknowledged }) =>
 *       Effect.gen(function* () {
 *         const fs = yield* FileSystem.FileSystem
 *         const text = yield* fs.readFileString("/name")
 *         if (text !== "new" && (text !== "old" || Option.isSome(acknowledged))) return yield* Effect.fail(`found ${text}`)
 *       })
 *   }).pipe(Effect.flip)
 * )
 * console.log(error.message.split("\n")[0]) // => A power cut after operation 1 of 2 leaves what the check refuses.
 * ```
 *
 * @param options - the program, its recovery and its check, and what a power cut may leave
 * @since 0.1.0
 */
export const exploreCrashes = <
  A,
  E,
  RA,
  RC,
  Word = unknown,
  Recovered = unknown,
  RR = never,
  ES = never,
  RS = never,
  Services = never,
  EL = never,
  RL = never
>(
  options: Options<A, E, RA, RC, Word, Recovered, RR, ES, RS, Services, EL, RL>
): Effect.Effect<
  Report<A, E>,
  CrashFailure | ES | EL,
  Exclude<RA | RC | RR | RS, Services | Platform | Scope.Scope> | Exclude<RL, Platform | Scope.Scope>
> =>
  // What runs in the machine is given its services piece by piece, which the types of the pieces cannot follow.
  explore(options as unknown as PlainOptions) as Effect.Effect<Report<A, E>, CrashFailure | ES | EL, never>

const explore = Effect.fnUntraced(function* (options: PlainOptions) {
  const settings = settingsOf(options)
  const imagesMax = bound("recoveryImagesMax", options.recoveryImagesMax ?? recoveryImagesMax, 1)
  const recoverySettings = { ...settings, imagesMax }
  const depth = bound("depth", options.depth ?? 2, 1)
  const boot = yield* makeBoot(options)
  const replay = options.replay === undefined ? undefined : Replay.read(options.replay)
  const life = yield* runProgram(options, boot)
  const counts: Counts = { cuts: 0, images: 0, states: 0, recoveryCuts: 0, sampledCuts: 0 }
  const judge = makeJudge(options, boot)
  const found = yield* search(life, replay?.places.length ?? depth, {
    settings,
    recoverySettings,
    volume: options,
    judge: replay === undefined ? judge : (volume, cuts) => Effect.tap(judge(volume, cuts), () => verify(replay, cuts)),
    replay,
    counts
  })
  if (Option.isSome(found)) return yield* failureOf(found.value, settings)
  if (replay !== undefined && counts.states < replay.places.length) {
    return yield* Effect.die(new RangeError(`There is no such cut as ${Replay.write(replay)}: ${otherProgram}`))
  }
  return {
    ...counts,
    operations: operationsOf(life),
    exit: Option.getOrThrow(life.knowledge(life.steps.length).exit),
    exhaustive: counts.sampledCuts === 0
  }
})

const otherProgram = "the program or an option is not the one with which the failure was found"

/** A replay of something else would show a failure of something else. */
const verify = (replay: Replay.Replay, cuts: ReadonlyArray<Cut>): Effect.Effect<void> =>
  cuts.length === replay.places.length && digestOfCuts(cuts) !== replay.digest
    ? Effect.die(new RangeError(`${Replay.write(replay)} leads to other operations: ${otherProgram}`))
    : Effect.void

const operationsOf = (life: Life): ReadonlyArray<Operation> => life.steps.map((step) => step.operation)

const failureOf = ({ cuts, verdict }: Found, settings: Settings): CrashFailure => {
  const lives = cuts.map(({ image, life, place }) => {
    const operations = operationsOf(life)
    return { operations, done: place.done, survived: image.describe(operations) }
  })
  const last = cuts.at(-1)?.image
  const before = last === undefined ? [] : mountDisk(last.disk, last.shape, { inodes: 0 }).snapshot()
  const parts = {
    phase: verdict.phase,
    replay: Replay.write({ digest: digestOfCuts(cuts), places: cuts.map(({ place }) => place) }),
    cause: Exit.isFailure(verdict.exit) ? verdict.exit.cause : Cause.empty,
    before,
    after: verdict.volume.snapshot()
  }
  const { crossDirectoryRename, data, profile, seed } = settings
  const asked = `profile ${profile}, data ${data}, crossDirectoryRename ${crossDirectoryRename}, seed ${seed}`
  const message = failureText({ ...parts, lives, cause: Cause.pretty(parts.cause), settings: asked })
  return new CrashFailure({ ...parts, cuts: lives, message })
}
