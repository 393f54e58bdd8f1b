/**
 * Changes the files that the file that is its argument tells of, some times, and prints how long that took and its own
 * peak of resident memory as JSON.
 */
import { WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { performance } from "node:perf_hooks"
import { type ManyFilesResult, type Order, transactions } from "./ManyFiles.ts"
import { peakMib } from "./PeakMemory.ts"
import { stateDirectoryOf } from "./TransactionContenders.ts"

const { edits, folder }: Order = JSON.parse(readFileSync(process.argv[2]!, "utf8"))
const layer = NodePlokeIo.layer({ roots: [folder], durability: "strict", stateDirectory: stateDirectoryOf(folder) })

const program = Effect.gen(function* () {
  const write = yield* WriteService
  const startMib = peakMib()
  const turnsMs: Array<number> = []
  for (let i = 0; i < transactions; i++) {
    const began = performance.now()
    const { durability } = yield* write.transaction(edits[i % 2 === 0 ? 1 : 0])
    turnsMs.push(performance.now() - began)
    if (durability !== "strict") throw new Error(`written with ${durability} durability`)
  }
  return { turnsMs, startMib, peakMib: peakMib() } satisfies ManyFilesResult
})

process.stdout.write(JSON.stringify(await Effect.runPromise(Effect.provide(program, layer))))
