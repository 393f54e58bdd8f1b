/**
 * Tries whether transactions can have their journals, in the folder where they would be.
 *
 * @internal
 */
import { type AccessFailure, StateStore, type StateUnsupported } from "@ploke/io"
import { NodeStateStore } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as SelfCheck from "./SelfCheck.ts"

/** What was found. */
export interface Journals {
  /** Null where it cannot be used. */
  readonly folder: string | null
  readonly check: SelfCheck.Check
}

const about = "writes a journal of a transaction"

/** Writes a file there, and removes it. The folder is made if it is missing, as the first transaction would do. */
export const check: Effect.Effect<Journals> = Effect.gen(function* () {
  const store = yield* StateStore
  const folder = yield* store.open(undefined, "journals", "make")
  const file = yield* folder!.open(probe, "make")
  yield* Effect.ensuring(
    Effect.andThen(file.write(0, [Uint8Array.of(0)]), file.sync),
    Effect.ignore(folder!.remove(probe))
  )
  return { folder: folder!.path, check: SelfCheck.passed(about) }
}).pipe(
  Effect.scoped,
  Effect.catch((failure) => Effect.succeed({ folder: null, check: SelfCheck.failed(about, detailOf(failure)) })),
  Effect.provide(NodeStateStore.layer)
)

/** No name of a journal, so that nobody takes it for one. */
const probe = "doctor.probe"

const detailOf = (failure: AccessFailure | StateUnsupported): string => {
  const advice = "; set XDG_STATE_HOME to a folder that is yours alone"
  if (failure._tag === "StateUnsupported") return failure.detail + advice
  const { cause, code, syscall } = failure
  return (cause instanceof Error ? cause.message : `${code}, ${syscall ?? "open"}`) + advice
}
