import { FaultFileSystem, MemoryFileSystem, type Tree } from "@ploke/io-testing"
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type { PlatformError } from "effect/PlatformError"

/** A tree in memory that goes wrong as planned. */
export const over = (plan: FaultFileSystem.Plan, tree: Tree.Tree = {}, options: FaultFileSystem.Options = {}) =>
  FaultFileSystem.layer(plan, options).pipe(Layer.provideMerge(MemoryFileSystem.layer(tree)))

const codeOf = ({ reason }: PlatformError): string =>
  (reason.cause as { readonly code?: string } | undefined)?.code ?? reason._tag

/** What came of a call: its value, or the errno. */
export const told = <A, R>(effect: Effect.Effect<A, PlatformError, R>): Effect.Effect<A | string, never, R> =>
  Effect.catch(effect, (error) => Effect.succeed(codeOf(error)))

export const text = (value: string): Uint8Array => new TextEncoder().encode(value)

export const fileSystem = FileSystem.FileSystem
export const log = FaultFileSystem.FaultFileSystem

/** What an effect died of. */
export const defectOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return assert.fail("it succeeded")
  const defects = exit.cause.reasons.filter(Cause.isDieReason).map(({ defect }) => String(defect))
  return defects.join("\n")
}
