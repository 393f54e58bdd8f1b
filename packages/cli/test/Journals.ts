/** Leaves behind what a process does that dies in the middle of a transaction. */
import { FileLock, Hasher } from "@ploke/io"
import * as JournalRecord from "@ploke/io/JournalRecord"
import { NodeFileLock, NodeHasher } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** The contents of a file before and after; undefined where there is none. */
export type Change = readonly [path: string, before: string | undefined, after: string | undefined]

/** The id of the transaction that is left. */
export const id = "11111111-2222-4333-8444-555555555555"

/** The name of its journal. */
export const journalName = "0123abcd-0"

/** Writes the journal of a transaction that was certain, and gives its path. */
export const leave = async (stateHome: string, root: string, changes: ReadonlyArray<Change>): Promise<string> => {
  const hasher = await Effect.runPromise(Effect.provide(Hasher, NodeHasher.layer))
  const bytesOf = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text))
  const digested = (text: string | undefined) => {
    const bytes = bytesOf(text)
    return bytes === undefined ? undefined : { digest: hasher.digest(bytes), sizeBytes: bytes.length }
  }
  const files = changes.map(([path, before, after]): JournalRecord.FileRecord => {
    const now = digested(after)
    return {
      path,
      requested: path,
      old: digested(before),
      now: now && { ...now, mode: 0o644, usualMode: undefined, owner: undefined, spill: undefined }
    }
  })
  const record: JournalRecord.JournalRecord = {
    id,
    algorithm: hasher.algorithm,
    roots: [root],
    origin: undefined,
    durability: "strict",
    committedAt: 0,
    files
  }
  const contents = changes.map(([, , after]) => (after === undefined ? undefined : [Buffer.from(after)]))
  const journal = join(stateHome, "ploke-io", "journals", `${journalName}.journal`)
  mkdirSync(dirname(journal), { recursive: true, mode: 0o700 })
  writeFileSync(journal, Buffer.concat(JournalRecord.encode(hasher, record, contents)), { mode: 0o600 })
  return journal
}

/** Is the process that the journal belongs to, for as long as an action takes. */
export const holding = async <A>(stateHome: string, action: () => Promise<A>): Promise<A> => {
  const scope = Scope.makeUnsafe()
  const lock = Effect.gen(function* () {
    const files = yield* (yield* FileLock).open(join(stateHome, "ploke-io"))
    return yield* files.tryLock(`journal-${journalName}`)
  })
  const attempt = await Effect.runPromise(Scope.provide(Effect.provide(lock, NodeFileLock.layer), scope))
  if (attempt._tag !== "Held") throw new Error("somebody else has the journal")
  try {
    return await action()
  } finally {
    await Effect.runPromise(attempt.release)
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
