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
import * as ContentDigest from "./ContentDigest.ts"
import type { AccessFailure } from "./FileAccess.ts"

/**
 * What stands at a path: a file whose contents have this hash, nothing, or a folder.
 *
 * @since 0.1.0
 */
export type OwnContent = FileHash | "absent" | "directory"

/**
 * What a write is about to make of one path. Temporary files of ours are never announced.
 *
 * @since 0.1.0
 */
export interface OwnState {
  /** The canonical path. */
  readonly path: string
  /** What the write found there; undefined where it does not know. */
  readonly before: OwnContent | undefined
  /** What will be there. */
  readonly after: OwnContent
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
 * What stands at the path of a file with this digest, or of none.
 *
 * @since 0.1.0
 */
export const contentOf = (base: { readonly prefix: string }, digest: string | undefined): OwnContent =>
  digest === undefined ? "absent" : ContentDigest.hashOf(base, digest)

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
    // What is announced must be ended: nobody is interrupted between the two.
    begin: (states: ReadonlyArray<OwnState>): Effect.Effect<void> =>
      Effect.uninterruptible(Effect.map(ledger.begin(states, origin), (ending) => void (end = ending))),
    end: (exit: Exit.Exit<unknown, StepFailure>): Effect.Effect<void> =>
      end === undefined ? Effect.void : end(outcomeOf(exit))
  }
}

type StepFailure = WriteFailure | AccessFailure

/**
 * Announces what an effect is about to make of some paths, and ends that when the effect has ended, however it does.
 *
 * @param base - the ledger
 * @param how - whose write it is
 * @param states - what is about to be made
 * @param effect - makes it
 * @since 0.1.0
 */
export const announced = <A, E extends StepFailure>(
  base: { readonly ledger: WriteLedger },
  how: { readonly origin: OriginId | undefined },
  states: ReadonlyArray<OwnState>,
  effect: Effect.Effect<A, E>
): Effect.Effect<A, E> => announcedAs(base, how, states, effect, outcomeOf)

/**
 * The same, where the effect says in its own way what came of it.
 *
 * @since 0.1.0
 */
export const announcedAs = <A, E>(
  { ledger }: { readonly ledger: WriteLedger },
  { origin }: { readonly origin: OriginId | undefined },
  states: ReadonlyArray<OwnState>,
  effect: Effect.Effect<A, E>,
  outcome: (exit: Exit.Exit<A, E>) => OwnOutcome
): Effect.Effect<A, E> =>
  Effect.acquireUseRelease(
    ledger.begin(states, origin),
    () => effect,
    (end, exit) => end(outcome(exit))
  )

const outcomeOf = (exit: Exit.Exit<unknown, StepFailure>): OwnOutcome => {
  if (Exit.isSuccess(exit)) return "applied"
  const found = Exit.findErrorOption(exit)
  if (found._tag === "None") return "unknown"
  const failure = found.value
  switch (failure._tag) {
    case "SyncFailed":
      if (failure.visible) return "applied"
      // A move whose folder cannot be synced was taken back, as far as that was possible.
      return failure.step === "fsync of the folder" ? "unknown" : "unchanged"
    case "RenameFailed":
      return "unknown"
    case "AccessFailure":
      return failure.code === "EEXIST" ? "unchanged" : "unknown"
    default:
      return "unchanged"
  }
}
