import type * as Crash from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import { syncPath } from "./ReplaceProgram.ts"

/** The mistakes that the program below can be told to make. */
export type PairDefect =
  | "never syncs the journal"
  | "never syncs the directory of the journal"
  | "clears the journal before the directory is synced"
  | "never syncs the clearing of the journal"
  | "journal has no checksum"
  | "recovery clears the journal first"
  | "recovery writes in place and clears the journal first"
  | "recovery does not sync what it wrote"

const data = "/data"
const state = "/state"
const journal = `${state}/journal`

const Changes = Schema.Struct({ a: Schema.String, b: Schema.String })
type Changes = typeof Changes.Type

const names = ["a", "b"] as const

const before: Changes = { a: "the first text, as it was", b: "the second text, as it was" }
const after: Changes = { a: "the first text, changed", b: "the second text, changed" }

export const tree: Crash.Tree.Tree = { [`${data}/a`]: before.a, [`${data}/b`]: before.b, [`${state}/`]: {} }

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const checksum = (text: string): string => {
  let sum = 1
  for (const byte of bytes(text)) sum = Math.imul(sum ^ byte, 0x0100_0193)
  return (sum >>> 0).toString(16).padStart(8, "0")
}

const decodeChanges = Schema.decodeUnknownOption(Schema.fromJsonString(Changes))

const encodeRecord = (changes: Changes, defect: PairDefect | undefined): string => {
  const text = JSON.stringify(changes)
  return defect === "journal has no checksum" ? text : checksum(text) + text
}

const decodeRecord = (record: string, defect: PairDefect | undefined) => {
  if (defect === "journal has no checksum") return decodeChanges(record)
  const text = record.slice(8)
  return decodeChanges(record.slice(0, 8) === checksum(text) ? text : undefined)
}

const writeSynced = Effect.fnUntraced(function* (path: string, text: string) {
  const fs = yield* FileSystem.FileSystem
  const file = yield* fs.open(path, { flag: "w" })
  yield* file.writeAll(bytes(text))
  yield* file.sync
}, Effect.scoped)

const clear = Effect.fnUntraced(function* (defect: PairDefect | undefined) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.remove(journal, { force: true })
  if (defect !== "never syncs the clearing of the journal") yield* syncPath(state)
})

const temporary = (name: string): string => `${data}/.${name}.tmp`

/** Changes both files or none of them, through a redo journal that holds their whole contents. */
const changeBoth = (changes: Changes, defect?: PairDefect) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    for (const name of names) yield* writeSynced(temporary(name), changes[name])
    const record = encodeRecord(changes, defect)
    if (defect === "never syncs the journal") yield* fs.writeFileString(journal, record)
    else yield* writeSynced(journal, record)
    if (defect !== "never syncs the directory of the journal") yield* syncPath(state)
    for (const name of names) yield* fs.rename(temporary(name), `${data}/${name}`)
    if (defect === "clears the journal before the directory is synced") yield* clear(defect)
    yield* syncPath(data)
  })

/** Changes one file on its own, once the journal of an earlier change of both is done with. */
const changeOne = Effect.fnUntraced(function* (name: "a" | "b", text: string) {
  const fs = yield* FileSystem.FileSystem
  yield* writeSynced(temporary(name), text)
  yield* fs.rename(temporary(name), `${data}/${name}`)
  yield* syncPath(data)
})

/** What the program tells as soon as it is durable. */
export type Told = "both changed" | "first restored"

/** Changes both files; then gives the first one its old content back, which a stale journal must not undo. */
export const act = (defect?: PairDefect) => (tell: Crash.Tell<Told>) =>
  Effect.gen(function* () {
    yield* changeBoth(after, defect)
    yield* tell("both changed")
    if (defect !== "clears the journal before the directory is synced") yield* clear(defect)
    yield* changeOne("a", before.a)
    yield* tell("first restored")
  })

const redo = Effect.fnUntraced(function* (changes: Changes, defect: PairDefect | undefined) {
  const fs = yield* FileSystem.FileSystem
  const inPlace = defect === "recovery writes in place and clears the journal first"
  for (const name of names) {
    if (inPlace) {
      yield* writeSynced(`${data}/${name}`, changes[name])
      continue
    }
    if (defect === "recovery does not sync what it wrote") yield* fs.writeFileString(temporary(name), changes[name])
    else yield* writeSynced(temporary(name), changes[name])
    yield* fs.rename(temporary(name), `${data}/${name}`)
  }
})

/** Does what a whole journal says; then removes the journal and what else a cut may have left. */
export const recover = (defect?: PairDefect) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const record = (yield* fs.exists(journal)) ? yield* fs.readFileString(journal) : ""
    const changes = decodeRecord(record, defect)
    if (defect?.endsWith("clears the journal first") === true) yield* clear(defect)
    if (changes._tag === "Some") yield* redo(changes.value, defect)
    for (const name of names) yield* fs.remove(temporary(name), { force: true })
    yield* syncPath(data)
    yield* clear(defect === "never syncs the clearing of the journal" ? undefined : defect)
  })

/** Which of its three states the pair is in; what was told holds; nothing is left behind. */
export const check = ({ told }: Pick<Crash.CrashOutcome<unknown, unknown, Told, unknown>, "told">) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const a = yield* fs.readFileString(`${data}/a`)
    const b = yield* fs.readFileString(`${data}/b`)
    const states = [before, after, { a: before.a, b: after.b }]
    const found = states.findIndex((pair) => pair.a === a && pair.b === b)
    // The third state looks half done; it is right only once the second one was told.
    const least = told.includes("first restored") ? 2 : told.includes("both changed") ? 1 : 0
    const most = told.includes("both changed") ? 2 : 1
    if (found < least || found > most)
      return yield* Effect.fail(`state ${found} where ${least} to ${most} may be: ${a}; ${b}`)
    const left = [...(yield* fs.readDirectory(data)), ...(yield* fs.readDirectory(state))]
    if (left.join() !== "a,b") return yield* Effect.fail(`left behind: ${left.join()}`)
  })
