/**
 * Hashes the file that is its argument, and prints the hash and its own peak of resident memory as JSON.
 */
import { PlokeIo, ReadService } from "@ploke/io"
import * as NodePlatform from "@ploke/io-node/NodePlatform"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { dirname } from "node:path"
import { performance } from "node:perf_hooks"
import { peakMib } from "./PeakMemory.ts"

const path = process.argv[2]!
const layer = PlokeIo.layer({ roots: [dirname(path)] }).pipe(Layer.provide(NodePlatform.layer))

const program = Effect.gen(function* () {
  const read = yield* ReadService
  const startMib = peakMib()
  const began = performance.now()
  const hash = yield* read.hashFile(path)
  return { hash, millis: performance.now() - began, startMib, peakMib: peakMib() }
})

process.stdout.write(JSON.stringify(await Effect.runPromise(Effect.provide(program, layer))))
