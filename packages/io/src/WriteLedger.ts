/**
 * The port between whoever writes and whoever watches: what our own writes are about to make of files, so that their echo
 * can be told from a change of somebody else.
 *
 * A write is announced before anything that has the name of a file is touched, and ended when what came of it is known.
 * What is announced is what will stand there, not how long it may take: an echo is recognized by its contents.
 *
 * @since 0.1.0
 */
import type { FileHash, OriginId } from "@ploke/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { WriteFailure } from "./AtomicWrite.ts"

/**
 * What a write is about to make of one path: contents with this hash, or nothing at all.
 *
 * @since 0.1.0
 */
export interface OwnState {
  /** The canonical path. */
  readonly path: string
  /** Undefined where nothing will be there. */
  readonly hash: FileHash | undefined
}

/**
 * What came of an announced write: it can be seen, it was not made, or that is not certain.
 *
 * @since 0.1.0
 */
export type OwnOutcome = "applied" | "unchanged" | "unknown"

/**
 * Takes note of own writes.
 *
 * @since 0.1.0
 */
export interface WriteLedger {
  /** Announces states that one write is about to make, and whose it is; gives what ends the announcement, once. */
  readonly begin: (
    states: ReadonlyArray<OwnState>,
    origin: OriginId | undefined
  ) => Effect.Effect<(outcome: OwnOutcome) => Effect.Effect<void>>
}

/**
 * The ledger in force when `WriteService` is built. Default: one that takes no note.
 *
 * @example
 * ```ts
 * import { WriteLedger, WriteService } from "@ploke/io"
 * import { TestPlokeIo } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const ledger = Layer.succeed(WriteLedger, {
 *   begin: (states) =>
 *     Effect.as(
 *       Effect.sync(() => console.log(states[0]?.path)),
 *       () => Effect.void
 *     )
 * })
 * const program = Effect.flatMap(WriteService, (write) =>
 *   write.createFile({ filePath: "/repo/a", content: "", onExists: "error", createParents: false })
 * )
 * const layer = TestPlokeIo.layer({ "/repo/b": "" }).pipe(Layer.provide(ledger))
 * await Effect.runPromise(Effect.provide(program, layer)) // => /repo/a
 * ```
 *
 * @since 0.1.0
 */
export const WriteLedger = Context.Reference<WriteLedger>("@ploke/io/WriteLedger", {
  defaultValue: () => ({ begin: () => Effect.succeed(() => Effect.void) })
})

/**
 * Announces one write to the ledger, and ends what was announced with what came of it.
 *
 * @since 0.1.0
 */
export const announce = (
  { ledger }: { readonly ledger: WriteLedger },
  { origin }: { readonly origin: OriginId | undefined }
) => {
  let end: ((outcome: OwnOutcome) => Effect.Effect<void>) | undefined
  return {
    begin: (states: ReadonlyArray<OwnState>): Effect.Effect<void> =>
      Effect.map(ledger.begin(states, origin), (ending) => void (end = ending)),
    end: (exit: Exit.Exit<unknown, WriteFailure>): Effect.Effect<void> =>
      end === undefined ? Effect.void : end(outcomeOf(exit))
  }
}

const outcomeOf = (exit: Exit.Exit<unknown, WriteFailure>): OwnOutcome => {
  if (Exit.isSuccess(exit)) return "applied"
  const failure = Exit.findErrorOption(exit)
  if (failure._tag === "None") return "unknown"
  return failure.value._tag === "SyncFailed" && failure.value.visible ? "applied" : "unchanged"
}
