/**
 * What can go wrong with one call, and when, as plain data. `FaultFileSystem` and `FaultAccess` make it happen.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import { type ErrnoName, errnoNames } from "./internal/fault/Errno.ts"

export type { ErrnoName } from "./internal/fault/Errno.ts"
export type { Call, CallLog, OpenHandle } from "./internal/fault/CallLog.ts"

/**
 * One way in which a call goes wrong: what the functions of this module make.
 *
 * @since 0.1.0
 */
export type Fault =
  | {
      readonly _tag: "Errno"
      readonly name: ErrnoName
      readonly syscall: string | undefined
      readonly work: "undone" | "done"
    }
  | { readonly _tag: "ShortWrite"; readonly bytes: number | undefined; readonly next: ErrnoName | undefined }
  | { readonly _tag: "ShortRead"; readonly bytes: number | undefined; readonly next: ErrnoName | undefined }
  | { readonly _tag: "Latency"; readonly duration: Duration.Duration }
  | { readonly _tag: "LyingSync" }
  | { readonly _tag: "Fsyncgate"; readonly name: ErrnoName }
  | { readonly _tag: "Interrupt"; readonly at: "before" | "after" }
  | { readonly _tag: "Meanwhile"; readonly effect: Effect.Effect<unknown, PlatformError, FileSystem.FileSystem> }

/**
 * When a fault happens.
 *
 * Rules are asked in the order of the plan, like layers around the disk: a call that one rule has taken is not seen by
 * the rules behind it. Only `latency` and `meanwhile` let the call go on to them.
 *
 * @since 0.1.0
 */
export interface Rule<Operation extends string> {
  /** The calls that the rule looks at; `"any"` means all that the fault can happen to. */
  readonly on: Operation | ReadonlyArray<Operation> | "any"
  /** Only calls with this path, as the caller wrote it, or one that matches. Of two paths, such as of `rename`, either. */
  readonly path?: string | RegExp | undefined
  /** The first of these calls that goes wrong, counted from 1, which is the default. */
  readonly nth?: number | undefined
  /** How many calls go wrong. Default: 1, and `"forever"` where there is a `probability`. */
  readonly times?: number | "forever" | undefined
  /** Instead of `nth`: how likely each of these calls is to go wrong, above 0 and at most 1. The seed decides. */
  readonly probability?: number | undefined
  readonly fault: Fault
  /** A rule that never fired fails the test, unless this says `"allowed"`. Default: `"fails"`. */
  readonly unfired?: "fails" | "allowed" | undefined
}

const checkName = (name: ErrnoName): ErrnoName => {
  if (errnoNames.includes(name)) return name
  throw new RangeError(`${JSON.stringify(name)} is no errno that a fault can have; use one of ${errnoNames.join(", ")}`)
}

const checkBytes = (bytes: number | undefined, least: number, why: string): number | undefined => {
  if (bytes === undefined || (Number.isInteger(bytes) && bytes >= least)) return bytes
  throw new RangeError(`bytes is ${bytes}, and must be an integer of ${least} or more: ${why}`)
}

/**
 * The call fails with an errno, in exactly the `PlatformError` that Effect's `FileSystem` on Node makes of it.
 *
 * With `work: "done"` the call does its work before it fails, as when the answer of a network file system is lost.
 * `syscall` is for calls that Node builds from several, such as `readFile`: which of them fails follows from the errno
 * (`open` for `ENOENT`, `read` for `EIO`) unless it is given.
 *
 * @example
 * ```ts
 * import { Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 * import * as Layer from "effect/Layer"
 *
 * const faults = FaultFileSystem.layer([{ on: "rename", fault: Fault.errno("EXDEV") }])
 * const program = Effect.flatMap(FileSystem.FileSystem, (fs) => Effect.flip(fs.rename("/a", "/b"))).pipe(
 *   Effect.provide(faults.pipe(Layer.provide(MemoryFileSystem.layer({ "/a": "text" }))))
 * )
 * const { reason } = await Effect.runPromise(program)
 * console.log(reason._tag, String(reason.cause)) // => Unknown Error: EXDEV: cross-device link not permitted, rename '/a' -> '/b'
 * ```
 *
 * @param name - the errno; Node has no names for `EDQUOT` and `ESTALE` and reports their numbers
 * @param options - whether the work is done all the same, and the system call that fails
 * @since 0.1.0
 */
export const errno = (
  name: ErrnoName,
  options: { readonly work?: "undone" | "done" | undefined; readonly syscall?: string | undefined } = {}
): Fault => ({ _tag: "Errno", name: checkName(name), syscall: options.syscall, work: options.work ?? "undone" })

/**
 * A write stops early, as when the disk is almost full.
 *
 * `write` returns the short count, and with `next` the next write to the same open file fails. `writeAll` and
 * `writeFile` repeat a short write by themselves: they need `next`, and fail with it when `bytes` bytes are written.
 *
 * @example
 * ```ts
 * import { Fault, type FaultFileSystem } from "@ploke/io-testing"
 *
 * const plan: FaultFileSystem.Plan = [{ on: "writeAll", path: /\.tmp$/, fault: Fault.shortWrite({ next: "ENOSPC" }) }]
 * console.log(plan.length) // => 1
 * ```
 *
 * @param options - `bytes`: how many are written, at least 1; half of them by default. `next`: the failure that follows.
 *   Calls of no more bytes are left alone
 * @since 0.1.0
 */
export const shortWrite = (
  options: { readonly bytes?: number | undefined; readonly next?: ErrnoName | undefined } = {}
): Fault => ({
  _tag: "ShortWrite",
  bytes: checkBytes(options.bytes, 1, "for a write that does nothing use Fault.errno"),
  next: options.next === undefined ? undefined : checkName(options.next)
})

/**
 * A read stops early: `read` and `readAlloc` give fewer bytes than they could, which is not the end of the file.
 *
 * With `next` the next read of the same open file fails. `bytes: 0` looks like the end of the file, as if somebody had
 * cut it short.
 *
 * @example
 * ```ts
 * import { Fault, type FaultFileSystem } from "@ploke/io-testing"
 *
 * const plan: FaultFileSystem.Plan = [{ on: ["read", "readAlloc"], times: "forever", fault: Fault.shortRead({ bytes: 1 }) }]
 * console.log(plan.length) // => 1
 * ```
 *
 * @param options - `bytes`: how many are read at most, half of them by default. `next`: the failure of the next read.
 *   Calls for no more bytes are left alone
 * @since 0.1.0
 */
export const shortRead = (
  options: { readonly bytes?: number | undefined; readonly next?: ErrnoName | undefined } = {}
): Fault => ({
  _tag: "ShortRead",
  bytes: checkBytes(options.bytes, 0, "0 looks like the end of the file"),
  next: options.next === undefined ? undefined : checkName(options.next)
})

/**
 * The call waits on Effect's clock, which a `TestClock` moves, and then goes on.
 *
 * @example
 * ```ts
 * import { Fault, type FaultFileSystem } from "@ploke/io-testing"
 *
 * const plan: FaultFileSystem.Plan = [{ on: "any", times: "forever", fault: Fault.latency("5 seconds") }]
 * console.log(plan.length) // => 1
 * ```
 *
 * @param duration - how long; finite
 * @since 0.1.0
 */
export const latency = (duration: Duration.Input): Fault => {
  const decoded = Duration.fromInputUnsafe(duration)
  if (Duration.isFinite(decoded) && Duration.isPositive(decoded)) return { _tag: "Latency", duration: decoded }
  throw new RangeError(`The latency is ${Duration.format(decoded)}; give a finite time above 0`)
}

/**
 * A `sync` that reports success and does nothing, as of a disk with a write cache that it does not admit.
 *
 * @since 0.1.0
 */
export const lyingSync: Fault = { _tag: "LyingSync" }

/**
 * A `sync` that fails once; every later one of that file, through whatever name or open file, pretends to succeed.
 *
 * So do Linux file systems after a failed write-back: the kernel marks the lost pages clean. A program that syncs again
 * and believes the answer loses data. What was written after the failure a kernel would still store; here nothing is.
 *
 * @example
 * ```ts
 * import { Fault, type FaultFileSystem } from "@ploke/io-testing"
 *
 * const plan: FaultFileSystem.Plan = [{ on: "sync", path: "/repo/journal", fault: Fault.fsyncgate() }]
 * console.log(plan.length) // => 1
 * ```
 *
 * @param name - the errno of the failure, `EIO` by default
 * @since 0.1.0
 */
export const fsyncgate = (name: ErrnoName = "EIO"): Fault => ({ _tag: "Fsyncgate", name: checkName(name) })

/**
 * The fiber that makes the call is interrupted there, as by somebody else: where it may not be interrupted, the call is
 * made, and the interruption comes when the fiber may be.
 *
 * @example
 * ```ts
 * import { Fault, type FaultFileSystem } from "@ploke/io-testing"
 *
 * const plan: FaultFileSystem.Plan = [{ on: "rename", fault: Fault.interrupt("after") }]
 * console.log(plan.length) // => 1
 * ```
 *
 * @param at - before the call is made, the default, or after it was made
 * @since 0.1.0
 */
export const interrupt = (at: "before" | "after" = "before"): Fault => ({ _tag: "Interrupt", at })

/**
 * Somebody else acts right before the call, which then goes on: the race that is lost once in a million runs, each time.
 *
 * @example
 * ```ts
 * import { Fault, FaultFileSystem, MemoryFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 * import * as Layer from "effect/Layer"
 *
 * const edit = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.writeFileString("/a", "theirs"))
 * const faults = FaultFileSystem.layer([{ on: "readFile", nth: 2, fault: Fault.meanwhile(edit) }])
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   return [yield* fs.readFileString("/a"), yield* fs.readFileString("/a")]
 * })
 * const layer = faults.pipe(Layer.provide(MemoryFileSystem.layer({ "/a": "ours" })))
 * console.log(await Effect.runPromise(Effect.provide(program, layer))) // => [ 'ours', 'theirs' ]
 * ```
 *
 * @param effect - what happens, on the file system below the faults; its failure is a defect
 * @since 0.1.0
 */
export const meanwhile = (effect: Effect.Effect<unknown, PlatformError, FileSystem.FileSystem>): Fault => ({
  _tag: "Meanwhile",
  effect
})
