// Counts up the number in a file, as often as it is told, through verified writes: whoever finds other contents than it
// has read reads again. Reports how many of its writes were acknowledged, and what the others failed with.
import { ReadService, withoutContext, WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { once } from "node:events"
import { flushCompileCache } from "node:module"
import * as path from "node:path"

const [filePath, stateDirectory, lock, times] = process.argv.slice(2) as [
  string,
  string,
  "advisory" | "process",
  string
]

const countUp = Effect.gen(function* () {
  const { byteLength, content, hash } = yield* (yield* ReadService).readFile({ filePath })
  const replacement = String(Number(content) + 1)
  const edit = { filePath, expectedHash: hash, startByte: 0, endByte: byteLength, replacement }
  yield* (yield* WriteService).writeSnippet(edit)
})

const program = Effect.gen(function* () {
  flushCompileCache()
  console.log("ready")
  yield* Effect.promise(() => once(process.stdin, "data"))
  const failures: Record<string, number> = {}
  let acknowledged = 0
  while (acknowledged < Number(times)) {
    const result = yield* Effect.result(countUp)
    if (Result.isSuccess(result)) {
      acknowledged++
      continue
    }
    const { reason } = withoutContext(result.failure)
    failures[reason._tag] = (failures[reason._tag] ?? 0) + 1
    if (reason._tag !== "ContentMismatch" && reason._tag !== "ChangedDuringRead") return yield* result.failure
  }
  return { acknowledged, failures }
})

// What is measured is the order of writes, not the disk.
const options = { roots: [path.dirname(filePath)], durability: "bestEffort", lock, stateDirectory } as const
console.log(JSON.stringify(await Effect.runPromise(Effect.provide(program, NodePlokeIo.layer(options)))))
process.stdin.destroy()
