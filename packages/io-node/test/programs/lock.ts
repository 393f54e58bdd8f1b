// Does with one lock what it is told, word by word, and says of each what came of it.
import { FileLock } from "@ploke/io"
import type { LockAttempt } from "@ploke/io"
import * as AdvisoryLocks from "@ploke/io/AdvisoryLocks"
import { NodeFileLock } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { flushCompileCache } from "node:module"
import * as readline from "node:readline"

const [mechanism, stateDirectory, key] = process.argv.slice(2) as ["ofd" | "sqlite" | "either", string, string]
const layer = { ofd: NodeFileLock.layerOfd, sqlite: NodeFileLock.layerSqlite, either: NodeFileLock.layer }[mechanism]

const loadedNow = () => {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: ReadonlyArray<string> }
  return [
    ...(fs.readFileSync("/proc/self/maps", "utf8").includes("fs-native-extensions") ? ["ofd"] : []),
    ...(moduleLoadList.some((name) => name.endsWith(" sqlite")) ? ["sqlite"] : [])
  ]
}

await Effect.runPromise(Effect.provide(Effect.void, layer))
const loadedEarly = loadedNow()
const opened = await Effect.runPromise(
  Effect.flatMap(FileLock, (lock) => lock.open(stateDirectory)).pipe(
    Effect.scoped,
    Effect.result,
    Effect.provide(layer)
  )
)
if (opened._tag === "Failure") {
  console.log(JSON.stringify(opened.failure))
  process.exit()
}
const files = opened.success
let held: Extract<LockAttempt, { readonly _tag: "Held" }> | undefined

const attempt = async (): Promise<string> => {
  const found = await Effect.runPromise(files.tryLock(files.slotOf(key)))
  if (found._tag === "Held") held = found
  return found._tag === "Held" ? `Held ${files.mechanism}` : `Busy ${found.heldBy}`
}

const release = async (): Promise<string> => {
  if (held !== undefined) await Effect.runPromise(held.release)
  held = undefined
  return "released"
}

// As a backup or an indexer within this process might.
const reopen = (): string => {
  const folder = `${stateDirectory}/locks`
  for (const name of fs.readdirSync(folder)) fs.closeSync(fs.openSync(`${folder}/${name}`, "r"))
  return "reopened"
}

// As an application may that uses up every descriptor of the process; they are free again 30 ms later.
const exhausted = (): Promise<string> => {
  const used: Array<number> = []
  try {
    for (;;) used.push(fs.openSync(stateDirectory, "r"))
  } catch {
    setTimeout(() => used.forEach((fd) => fs.closeSync(fd)), 30)
    return attempt()
  }
}

const stall = (millis: string): string => {
  fs.writeSync(1, "stalling\n")
  spend(Number(millis))
  return "stalled"
}

const spend = (millis: number): void => {
  for (const end = performance.now() + millis; performance.now() < end;);
}

// Enters a place again and again where only one may be; tells how often somebody was there already.
const enter = async (rounds: string, how: string): Promise<string> => {
  const place = `${stateDirectory}/inside`
  const locks = AdvisoryLocks.make(files, { waitMillis: 20_000 })
  let overlaps = 0
  const stay = Effect.sync(() => {
    let isFirst = true
    try {
      fs.mkdirSync(place)
    } catch {
      isFirst = false
      overlaps++
    }
    spend(0.5)
    if (isFirst) fs.rmdirSync(place)
  })
  const round = how === "locked" ? locks.withLocks([key])(stay) : stay
  for (let i = 0; i < Number(rounds); i++) await Effect.runPromise(round)
  return `${overlaps}`
}

const words: Record<string, (...args: Array<string>) => string | Promise<string>> = {
  try: attempt,
  release,
  reopen,
  exhausted,
  stall: (millis = "") => stall(millis),
  enter: (rounds = "", how = "") => enter(rounds, how),
  loaded: () => JSON.stringify({ early: loadedEarly, now: loadedNow() })
}

flushCompileCache()
console.log("ready")
for await (const line of readline.createInterface({ input: process.stdin })) {
  const [word = "", ...args] = line.split(" ")
  console.log(await words[word]!(...args))
}
