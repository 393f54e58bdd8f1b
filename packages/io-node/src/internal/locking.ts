/**
 * Lock files over a mechanism: chooses one, opens the folder, and turns what was thrown into plain failures.
 *
 * @internal
 */
import type { AccessFailure, LockAttempt, LockFiles, LockUnsupported } from "@ploke/io"
import { accessFailure, FileLock, Limits } from "@ploke/io"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as path from "node:path"
import { holderLine } from "./lockFile.ts"
import type { Attempt, Mechanism } from "./lockMechanism.ts"
import { loadOfd, loadSqlite } from "./lockMechanism.ts"
import { openFolder } from "./stateDirectory.ts"
import * as verifiers from "./verifier.ts"

type Load = Effect.Effect<Mechanism, LockUnsupported>

const unsupported =
  (what: string) =>
  (error: unknown): LockUnsupported => {
    const [why = ""] = String(error instanceof Error ? error.message : error).split("\n")
    return { _tag: "LockUnsupported", detail: `${what} cannot be loaded: ${why}` }
  }

/** Loads an addon, so only where locks are wanted. */
export const ofd: Load = Effect.tryPromise({ try: loadOfd, catch: unsupported("fs-native-extensions") })

export const sqlite: Load = Effect.try({ try: loadSqlite, catch: unsupported("node:sqlite") })

/** The first that there is. */
export const either: Load = Effect.catch(ofd, (first) =>
  Effect.mapError(sqlite, (second) => ({ ...second, detail: `${first.detail}; ${second.detail}` }))
)

/** Opens the lock files of a state directory. */
export const open = Effect.fnUntraced(function* (
  load: Load,
  stateDirectory: string | undefined
): Effect.fn.Return<LockFiles, LockUnsupported | AccessFailure> {
  const mechanism = yield* load
  const opened = Effect.try({ try: () => openFolder(stateDirectory, "locks"), catch: toFailure })
  const folder = yield* opened
  const tryLock: LockFiles["tryLock"] = (slot) => {
    const attempt = Effect.flatMap(Clock.currentTimeMillis, take(mechanism, path.join(folder, slot)))
    // Somebody has removed the folder, to begin afresh.
    const again = (failure: AccessFailure) => failure.code === "ENOENT"
    return whileExhausted(Effect.catchIf(attempt, again, () => Effect.andThen(opened, attempt)))
  }
  return { mechanism: mechanism.name, slotOf: FileLock.slotOf, tryLock }
})

const take =
  (mechanism: Mechanism, base: string) =>
  (nowMillis: number): Effect.Effect<LockAttempt, AccessFailure> =>
    Effect.try({ try: () => toAttempt(mechanism.take(base, holderLine(nowMillis))), catch: toFailure })

const toAttempt = (attempt: Attempt): LockAttempt =>
  attempt._tag === "Held" ? { ...attempt, release: Effect.sync(attempt.release) } : attempt

// The addon names an errno but no call; SQLite names neither.
const toFailure = (error: unknown): AccessFailure => {
  const { code = "", syscall } = error as NodeJS.ErrnoException
  if (syscall !== undefined) return verifiers.toFailure(error)
  return accessFailure(/^E[A-Z0-9]+$/.test(code) ? code : "EIO", "lock", error)
}

// The process is out of descriptors, perhaps through no fault of ours: wait a little, longer each time.
const whileExhausted = <A>(effect: Effect.Effect<A, AccessFailure>): Effect.Effect<A, AccessFailure> =>
  Effect.retry(effect, {
    while: verifiers.isExhausted,
    times: Limits.descriptorRetriesMax,
    schedule: Schedule.exponential(Limits.descriptorPauseMillis)
  })
