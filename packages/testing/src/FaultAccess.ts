/**
 * The `FileAccess` port of ploke-io, going wrong as planned: for the platforms that read past Effect's `FileSystem`, as
 * Node's does.
 *
 * Every path of a batch is a call of its own, so a rule picks items of a batch, and the others are served. Where one item
 * waits, the batch does; where one interrupts, the batch is interrupted.
 *
 * @since 0.1.0
 */
import { type AccessFailure, accessFailure, FileAccess, type OpenFile, PathTrace } from "@ploke/io"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { CallLog, ErrnoName, Rule as FaultRule } from "./Fault.ts"
import { accessOperations, type AccessOperation, accessSyscall } from "./internal/fault/AccessOperations.ts"
import { batch } from "./internal/fault/Batch.ts"
import { callSite } from "./internal/fault/CallSite.ts"
import { errnoFailure } from "./internal/fault/Errno.ts"
import { unfitForAccess } from "./internal/fault/Fitness.ts"
import { faultyFolder } from "./internal/fault/FaultyFolder.ts"
import { Injector } from "./internal/fault/Injector.ts"
import { demandFired } from "./internal/fault/Unfired.ts"

/**
 * What a rule can be about: the verbs of the port, those of a file that `open` gave, and the steps of a folder that
 * `openFolder` gave and of the files that it makes.
 *
 * @since 0.1.0
 */
export type Operation = AccessOperation

/**
 * When something goes wrong, and what: `Fault.errno`, `Fault.latency` or `Fault.interrupt`.
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
 * All operations.
 *
 * @since 0.1.0
 */
export const operations: ReadonlyArray<Operation> = accessOperations

/**
 * What was asked of the faulty port, for assertions.
 *
 * @since 0.1.0
 */
export class FaultAccess extends Context.Service<FaultAccess, CallLog<Operation>>()("@ploke/io-testing/FaultAccess") {}

/**
 * Wraps the `FileAccess` of the context. A rule that never fired is a defect at the end of the scope, and a plan that
 * cannot be kept a `RangeError` at once.
 *
 * A failure is an `AccessFailure` with the errno name; a trace that fails has got nowhere.
 *
 * @example
 * ```ts
 * import { PlokeIo, ReadService } from "@ploke/io"
 * import { Fault, FaultAccess, TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const platform = FaultAccess.layer([{ on: "read", path: "/repo/b", fault: Fault.errno("EIO") }]).pipe(
 *   Layer.provideMerge(TestPlokeIo.platform({ "/repo/a": "a", "/repo/b": "b" }))
 * )
 * const program = Effect.gen(function* () {
 *   const read = yield* ReadService
 *   yield* read.readFile({ filePath: "/repo/a" })
 *   return yield* Effect.flip(read.readFile({ filePath: "/repo/b" }))
 * }).pipe(Effect.provide(PlokeIo.layer({ roots: ["/repo"] }).pipe(Layer.provide(platform))))
 * console.log((await Effect.runPromise(program)).message.split(";")[0])
 * // => /repo/b: read failed: the device failed (EIO, read)
 * ```
 *
 * @param plan - what goes wrong
 * @param options - `seed`: decides the calls of rules with a `probability`. Default: 0
 * @since 0.1.0
 */
export const layer = (
  plan: Plan,
  options: { readonly seed?: number | undefined } = {}
): Layer.Layer<FileAccess | FaultAccess, never, FileAccess> => {
  const injectorOf = () => new Injector(plan, { known: accessOperations, unfitFor: unfitForAccess }, options)
  injectorOf()
  return Layer.effectContext(
    Effect.gen(function* () {
      const base = yield* FileAccess
      const injector = injectorOf()
      yield* demandFired(injector, "FaultAccess")
      return Context.make(FileAccess, faultyAccess(base, injector)).pipe(Context.add(FaultAccess, injector.log))
    })
  )
}

type Access = FileAccess["Service"]

const failureOf = (operation: Operation, path: string, name: ErrnoName, syscall?: string): AccessFailure => {
  const failed = syscall ?? accessSyscall(operation, name)
  return accessFailure(name, failed, errnoFailure(name, failed, path))
}

const faultyAccess = (base: Access, injector: Injector<Operation>): Access =>
  FileAccess.of({
    ...base,
    canonicalize: (path) => through(injector, "canonicalize", path, base.canonicalize(path)),
    locate: (paths, budget) =>
      batch(injector, {
        operation: "locate",
        items: paths,
        pathOf: (path) => path,
        fail: (path, name, syscall) => failureOf("locate", path, name, syscall),
        run: (rest) => base.locate(rest, budget)
      }),
    read: (orders, budget) =>
      batch(injector, {
        operation: "read",
        items: orders,
        pathOf: (order) => order.path,
        fail: (order, name, syscall) => failureOf("read", order.path, name, syscall),
        run: (rest) => base.read(rest, budget)
      }),
    survey: (orders) =>
      batch(injector, {
        operation: "survey",
        items: orders,
        pathOf: (order) => order.folder,
        fail: (order, name, syscall) => failureOf("survey", order.folder, name, syscall),
        run: base.survey
      }),
    trace: (path) =>
      Effect.catch(through(injector, "trace", path, base.trace(path)), ({ code }) =>
        Effect.succeed(stopped(path, code, base))
      ),
    open: openThrough(base, injector),
    openFolder: openFolderThrough(base, injector)
  })

const through = <A, E, R>(
  injector: Injector<Operation>,
  operation: Operation,
  path: string,
  call: Effect.Effect<A, E, R>,
  more: { readonly detail?: string; readonly unanswered?: Effect.Effect<unknown, E> } = {}
): Effect.Effect<A, E | AccessFailure, R> =>
  injector.call<A, E | AccessFailure, R>(
    { operation, paths: [path], detail: more.detail },
    { base: call, unanswered: more.unanswered, fail: (name, syscall) => failureOf(operation, path, name, syscall) }
  )

const stopped = (path: string, code: string, { flavor }: Access): PathTrace.PathTrace => {
  const tracer = PathTrace.make(path, flavor)
  tracer.reply({ _tag: "Failed", code })
  return { ...tracer.result, code }
}

const openThrough = (base: Access, injector: Injector<Operation>): Access["open"] => {
  const open: Access["open"] = (file) => {
    const openedAt = callSite(open)
    const opened = Effect.gen(function* () {
      let close = Effect.void
      // Registered before the file is opened, so that it runs after the file was closed.
      yield* Effect.addFinalizer(() => Effect.suspend(() => close))
      const openFile = yield* base.open(file)
      const handle = { path: file.path, flag: "r", descriptor: undefined, openedAt }
      injector.log.opened(handle)
      close = Effect.sync(() => void injector.log.closed(handle))
      return faultyOpenFile(openFile, file.path, injector)
    })
    // Nobody has a descriptor that was not returned.
    return through(injector, "open", file.path, opened, { unanswered: Effect.scoped(base.open(file)) })
  }
  return open
}

const openFolderThrough = (base: Access, injector: Injector<Operation>): Access["openFolder"] => {
  const openFolder: Access["openFolder"] = (path) => {
    const openedAt = callSite(openFolder)
    const opened = Effect.gen(function* () {
      let close = Effect.void
      yield* Effect.addFinalizer(() => Effect.suspend(() => close))
      const folder = yield* base.openFolder(path)
      const handle = { path, flag: "folder", descriptor: undefined, openedAt }
      injector.log.opened(handle)
      close = Effect.sync(() => void injector.log.closed(handle))
      return faultyFolder(folder, (operation, at, call, detail) =>
        through(injector, operation, at, call, detail === undefined ? {} : { detail })
      )
    })
    return through(injector, "openFolder", path, opened, { unanswered: Effect.scoped(base.openFolder(path)) })
  }
  return openFolder
}

const faultyOpenFile = (file: OpenFile, path: string, injector: Injector<Operation>): OpenFile => ({
  ...file,
  read: (buffer, position) =>
    through(injector, "OpenFile.read", path, file.read(buffer, position), {
      detail: `${buffer.length} bytes at ${position}`
    }),
  stamp: through(injector, "OpenFile.stamp", path, file.stamp)
})
