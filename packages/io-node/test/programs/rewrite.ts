// Rewrites one file again and again, each time with contents of another generation, until it is killed.
import { ReadService, WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"

const [filePath, how] = process.argv.slice(2) as [string, "service" | "in place"]
const size = fs.statSync(filePath).size

const contentsOf = (generation: number): string => `${String(generation).padStart(15, "0")}\n`.repeat(size / 16)

const inPlace = (generation: number) => Effect.sync(() => fs.writeFileSync(filePath, contentsOf(generation)))

const throughService = Effect.fnUntraced(function* (generation: number) {
  const expectedHash = yield* (yield* ReadService).hashFile(filePath)
  const replacement = contentsOf(generation)
  yield* (yield* WriteService).writeSnippet({ filePath, expectedHash, startByte: 0, endByte: size, replacement })
})

const program = Effect.gen(function* () {
  for (let generation = 1; ; generation++) {
    yield* how === "service" ? throughService(generation) : inPlace(generation)
    if (generation === 1) process.stdout.write("ready\n")
  }
})

await Effect.runPromise(Effect.provide(program, NodePlokeIo.layer({ roots: [path.dirname(filePath)] })))
