/**
 * A file system that goes wrong as planned, over any Effect `FileSystem`, and that tells what was asked of it.
 *
 * Promised: a fault has exactly the shape that it has on Node, a call without a fault is the call of the file system
 * below, and a rule of the plan that never fired fails the test that made it. Not promised: faults inside of what is one
 * call here, such as the third file of a recursive `remove`; what a disk holds after a power cut, which is the business
 * of `CrashFileSystem`; and the errno numbers of systems other than Linux.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type { CallLog, Rule as FaultRule } from "./Fault.ts"
import { faultySystem } from "./internal/fault/FaultySystem.ts"
import { unfitForFileSystem } from "./internal/fault/Fitness.ts"
import { Injector, Quiet } from "./internal/fault/Injector.ts"
import { type FileSystemOperation, handleOperations, pathOperations } from "./internal/fault/Operations.ts"
import { demandFired } from "./internal/fault/Unfired.ts"

/**
 * What a rule can be about: the methods of Effect's `FileSystem` and of its open files.
 *
 * Two methods exist on both: `stat` and `truncate` take a path, `fstat` and `ftruncate` are those of an open file. The
 * `sync` of an open directory is `syncDirectory`, and the end of the scope of an open file `close`. What Effect derives
 * from others (`exists`, `readFileString`, `stream`, `sink`, `glob`, `writeFileString`) goes wrong through those.
 *
 * @since 0.1.0
 */
export type Operation = FileSystemOperation

/**
 * When something goes wrong, and what.
 *
 * @since 0.1.0
 */
export type Rule = FaultRule<Operation>

/**
 * Rules in the order in which they are asked.
 *
 * @since 0.1.0
 */
export type Plan = ReadonlyArray<Rule>

/**
 * How a plan is carried out.
 *
 * @since 0.1.0
 */
export interface Options {
  /** Decides the calls of rules with a `probability`; the same seed decides them alike. Default: 0. */
  readonly seed?: number | undefined
}

/**
 * All operations.
 *
 * @since 0.1.0
 */
export const operations: ReadonlyArray<Operation> = [...pathOperations, ...handleOperations]

const reading: ReadonlyArray<Operation> = [
  "access",
  "close",
  "fstat",
  "lstat",
  "read",
  "readAlloc",
  "readDirectory",
  "readDirectoryEntries",
  "readFile",
  "readLink",
  "realPath",
  "seek",
  "stat",
  "watch"
]

/**
 * The operations that may change what is on the disk, or how safely it is there; `open` is one, since it may create a
 * file or empty it.
 *
 * @since 0.1.0
 */
export const mutations: ReadonlyArray<Operation> = operations.filter((operation) => !reading.includes(operation))

/**
 * What was asked of the faulty file system, for assertions.
 *
 * @example
 * ```ts
 * import { FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 * import * as Layer from "effect/Layer"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   yield* fs.writeFileString("/a", "text")
 *   yield* Effect.ignore(fs.rename("/b", "/c"))
 *   return (yield* FaultFileSystem.FaultFileSystem).text
 * })
 * const layer = FaultFileSystem.layer([]).pipe(Layer.provide(MemoryFileSystem.layer()))
 * const text = await Effect.runPromise(Effect.provide(program, layer))
 * console.log(text.split("\n")) // => [ '1. writeFile /a (w, 4 bytes): ok', '2. rename /b -> /c: ENOENT' ]
 * ```
 *
 * @since 0.1.0
 */
export class FaultFileSystem extends Context.Service<FaultFileSystem, CallLog<Operation>>()(
  "@ploke/io-testing/FaultFileSystem"
) {}

/**
 * Wraps a file system without a layer, and without the demand that every rule fires.
 *
 * @example
 * ```ts
 * import { Fault, FaultFileSystem, MemoryFileSystem, MemoryVolume } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const memory = MemoryFileSystem.make(MemoryVolume.make())
 * const { fileSystem, log } = FaultFileSystem.make(memory, [{ on: "stat", fault: Fault.errno("EIO") }])
 * await Effect.runPromise(Effect.ignore(fileSystem.stat("/")))
 * console.log(log.fired, log.text) // => [ 1 ] 1. stat /: EIO  [rule 1]
 * ```
 *
 * @param base - the file system below
 * @param plan - what goes wrong; a rule that cannot be kept is a `RangeError`
 * @param options - the seed
 * @since 0.1.0
 */
export const make = (
  base: FileSystem.FileSystem,
  plan: Plan,
  options: Options = {}
): { readonly fileSystem: FileSystem.FileSystem; readonly log: CallLog<Operation> } => {
  const injector = injectorOf(plan, options, base)
  return { fileSystem: faultySystem(base, injector), log: injector.log }
}

/**
 * Wraps the `FileSystem` of the context. When the scope of the layer ends and a rule never fired, that is a defect which
 * shows the rule and the calls that were seen: a test that does not need its fault proves nothing about it.
 *
 * A plan that cannot be kept is a `RangeError` at once: an operation that there is not, a fault that cannot happen to
 * it, a rule that an earlier one leaves nothing to.
 *
 * @example
 * ```ts
 * import { Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 * import * as Layer from "effect/Layer"
 *
 * const disk = FaultFileSystem.layer([
 *   { on: "rename", fault: Fault.errno("EBUSY") },
 *   { on: "writeFile", path: /\.log$/, times: "forever", fault: Fault.errno("ENOSPC"), unfired: "allowed" }
 * ]).pipe(Layer.provide(MemoryFileSystem.layer({ "/a": "text" })))
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   yield* fs.rename("/a", "/b").pipe(Effect.catch(() => fs.rename("/a", "/b")))
 *   return yield* fs.readFileString("/b")
 * })
 * console.log(await Effect.runPromise(Effect.provide(program, disk))) // => text
 * ```
 *
 * @param plan - what goes wrong
 * @param options - the seed
 * @since 0.1.0
 */
export const layer = (
  plan: Plan,
  options: Options = {}
): Layer.Layer<FileSystem.FileSystem | FaultFileSystem, never, FileSystem.FileSystem> => {
  injectorOf(plan, options)
  return Layer.effectContext(
    Effect.gen(function* () {
      const base = yield* FileSystem.FileSystem
      const injector = injectorOf(plan, options, base)
      yield* demandFired(injector, "FaultFileSystem")
      return contextOf(base, injector)
    })
  )
}

/**
 * Runs an effect as if there were no faults: its calls are neither recorded nor shown to the plan. For what a test does
 * before and after the program that it tests.
 *
 * @example
 * ```ts
 * import { Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 * import * as Layer from "effect/Layer"
 *
 * const plan: FaultFileSystem.Plan = [{ on: "readFile", times: "forever", fault: Fault.errno("EIO") }]
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const failed = yield* Effect.isFailure(fs.readFileString("/a"))
 *   return [failed, yield* FaultFileSystem.quietly(fs.readFileString("/a"))]
 * })
 * const layer = FaultFileSystem.layer(plan).pipe(Layer.provide(MemoryFileSystem.layer({ "/a": "text" })))
 * console.log(await Effect.runPromise(Effect.provide(program, layer))) // => [ true, 'text' ]
 * ```
 *
 * @param effect - what is left alone, with the fibers that it forks
 * @since 0.1.0
 */
export const quietly = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Quiet, true)

// A program that makes more calls than this does not end, or should be swept in parts.
const sweepCallsMax = 10_000

/**
 * Runs a program again and again: with its first call going wrong, then its second, until one run has no call left that
 * does. Each run has to start from a world of its own, and to check what it left.
 *
 * What a run returned comes back for each call that went wrong. A run that fails is a defect which names the call, and
 * so is a program in which no call went wrong. With `times: "forever"` every call from the n-th on goes wrong; with
 * `Fault.interrupt`, the run forks the program, or it is interrupted itself.
 *
 * @example
 * ```ts
 * import { Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 * import * as Layer from "effect/Layer"
 *
 * const replace = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   yield* fs.writeFileString("/a.tmp", "new")
 *   yield* fs.rename("/a.tmp", "/a")
 * })
 * const left = FaultFileSystem.sweep({ on: FaultFileSystem.mutations, fault: Fault.errno("EIO") }, (disk) =>
 *   Effect.gen(function* () {
 *     yield* Effect.ignore(replace)
 *     return yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString("/a"))
 *   }).pipe(Effect.provide(disk.pipe(Layer.provide(MemoryFileSystem.layer({ "/a": "old" })))))
 * )
 * console.log(await Effect.runPromise(left)) // => [ 'old', 'old' ]
 * ```
 *
 * @param rule - the calls, and what happens to one of them after the other
 * @param run - the program over the faulty file system, and what must hold after it
 * @since 0.1.0
 */
export const sweep = Effect.fnUntraced(function* <A, E, R>(
  rule: Omit<Rule, "nth" | "probability" | "unfired">,
  run: (
    disk: Layer.Layer<FileSystem.FileSystem | FaultFileSystem, never, FileSystem.FileSystem>,
    nth: number
  ) => Effect.Effect<A, E, R>
): Effect.fn.Return<Array<A>, never, R> {
  const found: Array<A> = []
  for (let nth = 1; nth <= sweepCallsMax; nth++) {
    let log: CallLog<Operation> | undefined
    const disk = Layer.effectContext(
      Effect.map(FileSystem.FileSystem, (base) => {
        const injector = injectorOf([{ ...rule, nth }], {}, base)
        log = injector.log
        return contextOf(base, injector)
      })
    )
    const exit = yield* Effect.exit(run(disk, nth))
    if (log === undefined) return yield* Effect.die(new Error("The run of a sweep has to use the layer that it gets."))
    const fired = (log.fired[0] ?? 0) > 0
    if (Exit.isFailure(exit)) return yield* Effect.die(sweepFailure(exit.cause, log, fired ? nth : undefined))
    if (!fired && nth === 1) return yield* Effect.die(new Error(`No call of the run went wrong:\n${log.text}`))
    if (!fired) return found
    found.push(exit.value)
  }
  return yield* Effect.die(new Error(`The run makes more than ${sweepCallsMax} calls; sweep a part of it.`))
})

const sweepFailure = (cause: Cause.Cause<unknown>, log: CallLog<Operation>, nth: number | undefined): Error => {
  const when = nth === undefined ? "without a fault" : `when call ${nth} of those that the rule names goes wrong`
  const why = Cause.prettyErrors(cause).map((error) => error.message)
  return new Error(`The run fails ${when}: ${why.join("; ")}\nIts calls:\n${log.text}`, { cause: Cause.squash(cause) })
}

const injectorOf = (plan: Plan, options: Options, below?: FileSystem.FileSystem): Injector<Operation> =>
  new Injector(plan, { known: operations, unfitFor: unfitForFileSystem }, { seed: options.seed, below })

const contextOf = (base: FileSystem.FileSystem, injector: Injector<Operation>) =>
  Context.make(FileSystem.FileSystem, faultySystem(base, injector)).pipe(Context.add(FaultFileSystem, injector.log))
