// Brings forty files from generation to generation, all at once or each by itself, until it is killed.
import { ReadService, WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as fs from "node:fs"
import * as path from "node:path"

const [root, stateDirectory, how] = process.argv.slice(2) as [string, string, "together" | "one by one"]

const paths = fs
  .readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((name) => path.join(root, name))
  .filter((file) => path.basename(file).startsWith("file"))

const program = Effect.gen(function* () {
  const read = yield* ReadService
  const write = yield* WriteService
  for (;;) {
    const hashes = yield* read.hashFiles(paths)
    const contents = fs.readFileSync(paths[0]!, "utf8")
    const next = contents.replace(/\d+/, (generation) => String(Number(generation) + 1))
    const edits = paths.map((filePath, i) => ({
      _tag: "Replace" as const,
      filePath,
      expectedHash: Result.getOrThrow(hashes[i]!),
      content: next
    }))
    if (how === "together") yield* write.transaction(edits)
    else yield* Effect.forEach(edits, (edit) => write.applyEdit(edit), { concurrency: 8 })
  }
})

await Effect.runPromise(Effect.provide(program, NodePlokeIo.layer({ roots: [root], stateDirectory })))
