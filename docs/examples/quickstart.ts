import { ReadService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"

const folder = mkdtempSync(`${tmpdir()}/quickstart-`)
const filePath = `${folder}/greet.ts`
writeFileSync(filePath, "export const greet = () => 'hello'\n")

const program = Effect.gen(function* () {
  const read = yield* ReadService
  const expectedHash = yield* read.hashFile(filePath) // what an index remembers
  const request = { filePath, expectedHash, startByte: 13, endByte: 18 }
  console.log(yield* read.readSnippet(request)) // => greet
  writeFileSync(filePath, "export let somethingElse\n") // somebody edits the file
  return yield* read.readSnippet(request)
}).pipe(
  Effect.catchReason("FatalError", "ContentMismatch", (reason) => Effect.succeed(`refused: ${reason.actual}`)),
  Effect.ensuring(Effect.sync(() => rmSync(folder, { recursive: true }))),
  Effect.provide(NodePlokeIo.layer({ roots: [folder] }))
)

console.log((await Effect.runPromise(program)).slice(0, 22)) // => refused: sha256:1ddaea
