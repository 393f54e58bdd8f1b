// Rewrites and makes many files, all at once, under whatever limit the process was started with, and reports what came of it.
import type { FileHash } from "@ploke/io"
import { osCode, WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { createHash } from "node:crypto"
import { openBelow } from "../Folders.ts"
import * as OtherWays from "../OtherWays.ts"

const [folder, text] = process.argv.slice(2) as [string, string]
const all = Array.from({ length: Number(text) }, (_, i) => i)
const expectedHash = `sha256:${createHash("sha256").update("old").digest("hex")}` as FileHash

const atOnce = <A, E, R>(write: (i: number) => Effect.Effect<A, E, R>) =>
  Effect.forEach(all, (i) => Effect.result(write(i)), { concurrency: "unbounded" })

const failures = (results: ReadonlyArray<Result.Result<unknown, Parameters<typeof osCode>[0]>>) =>
  results.filter(Result.isFailure).map(({ failure }) => osCode(failure) ?? failure.message)

const program = Effect.gen(function* () {
  const service = yield* WriteService
  const edit = { expectedHash, startByte: 0, endByte: 3, replacement: "new" }
  const options = { content: "new", onExists: "error", createParents: true } as const
  const written = yield* Effect.all(
    [
      atOnce((i) => service.writeSnippet({ filePath: `${folder}/${i % 4}/old${i}`, ...edit })),
      atOnce((i) => service.createFile({ filePath: `${folder}/${i % 8}/new${i}`, ...options }))
    ],
    { concurrency: "unbounded" }
  )
  return failures(written.flat())
})

const failed = await Effect.runPromise(Effect.provide(program, NodePlokeIo.layer({ roots: [folder] })))
const leaked = openBelow(folder)
const others = await Promise.allSettled(all.map((i) => OtherWays.unchecked(`${folder}/other${i}`, Buffer.from("new"))))
const codes = new Set(others.flatMap((other) => (other.status === "rejected" ? [other.reason.code] : [])))
console.log(JSON.stringify({ failed, leaked, othersFailWith: [...codes] }))
