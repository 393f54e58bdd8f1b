// Reads many files under whatever limit the process was started with, in three ways, and reports what it met.
import { Permits, ReadService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as fs from "node:fs"
import { Worker } from "node:worker_threads"
import { run } from "../../src/internal/adaptive.ts"

const [folder, text] = process.argv.slice(2) as [string, string]
const count = Number(text)
const paths = Array.from({ length: count }, (_, i) => `${folder}/d${Math.floor(i / 100)}/f${i}`)
const openDescriptors = () => fs.readdirSync("/proc/self/fd").length

const program = Effect.gen(function* () {
  const read = yield* ReadService
  const { decision } = yield* Permits.Permits
  yield* read.hashFile(paths[0]!)
  const before = openDescriptors()
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, openDescriptors())), 1)
  const batch = (yield* read.hashFiles(paths)).filter(Result.isSuccess).length
  // One request each, all at once: every one of them asks for a permit of its own.
  const hashes = yield* Effect.forEach(paths, (path) => Effect.result(read.hashFile(path)), {
    concurrency: "unbounded"
  })
  const pool = yield* inPool(paths)
  clearInterval(watch)
  return {
    batch,
    concurrent: hashes.filter(Result.isSuccess).length,
    pool,
    permits: decision.permits,
    source: decision.source,
    peakWithin: peak <= before + decision.permits
  }
})

// The thread pool holds as many descriptors as it is granted and can borrow.
const inPool = Effect.fnUntraced(function* (files: ReadonlyArray<string>) {
  const permits = yield* Permits.Permits
  let read = 0
  let calls = 0
  yield* permits.withBudget(2, (budget) =>
    run(
      { next: 0, end: files.length },
      {
        now: (i) => {
          // So slow that the work moves to the pool at once, and stays there.
          const until = performance.now() + (calls++ < 4 ? 3 : 0)
          while (performance.now() < until);
          read += fs.readFileSync(files[i]!).length > 0 ? 1 : 0
          return "done"
        },
        later: (i, done) =>
          fs.readFile(files[i]!, (error, bytes) => {
            if (error !== null) return done("exhausted")
            read += bytes.length > 0 ? 1 : 0
            calls = 0
            done("done")
          }),
        large: () => Effect.succeed("done"),
        giveUp: () => undefined,
        endSlice: () => undefined
      },
      budget
    )
  )
  return read
})

// What Node itself opens once for all, with the first thread, is open by then.
await new Promise((resolve) => new Worker("", { eval: true }).once("exit", resolve))
const before = openDescriptors()
const report = await Effect.runPromise(Effect.provide(program, NodePlokeIo.layer({ roots: [folder] })))
console.log(JSON.stringify({ ...report, leaked: openDescriptors() - before }))
