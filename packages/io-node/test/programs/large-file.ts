// Makes a file of 200 MiB and takes everything from it that can be taken, then reports the peak of the memory.
import { ReadService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import * as fs from "node:fs"

const [folder] = process.argv.slice(2) as [string]
const filePath = `${folder}/large.txt`
const mebibytes = 200

// Lines of 16 bytes with characters of 1 to 4 bytes, so that chunks end inside of characters; 5 bytes put them off.
const line = Buffer.from("é€😀 line\n\n\n", "utf8")
const piece = Buffer.alloc(1024 * 1024)
const lines = Math.floor(piece.length / line.length)
for (let i = 0; i < lines; i++) line.copy(piece, i * line.length)
const filled = lines * line.length
const descriptor = fs.openSync(filePath, "w")
const expected = createHash("sha256")
for (const part of [Buffer.from("12345"), ...Array.from({ length: mebibytes }, () => piece.subarray(0, filled))]) {
  fs.writeSync(descriptor, part)
  expected.update(part)
}
fs.closeSync(descriptor)
const expectedHash = `sha256:${expected.digest("hex")}`

const peak = () => process.resourceUsage().maxRSS / 1024
const peaks: Array<number> = [peak()]

const program = Effect.gen(function* () {
  const read = yield* ReadService
  const hash = yield* read.hashFile(filePath)
  const startByte = 5 + line.length * 1_000_000
  const endByte = startByte + line.length * 3
  const snippet = yield* read.readSnippet({ filePath, expectedHash: hash, startByte, endByte })
  const part = yield* read.readFile({ filePath, startByte, maxBytes: line.length + 1 })
  peaks.push(peak())
  const streamed = yield* Stream.runFold(
    read.streamFile(filePath),
    () => ({ bytes: 0, hash: createHash("sha256") }),
    (sum, chunk) => ({ bytes: sum.bytes + chunk.length, hash: sum.hash.update(chunk) })
  )
  return (
    hash === expectedHash &&
    snippet === line.toString().repeat(3) &&
    part.content === line.toString() &&
    part.truncated &&
    part.byteLength === fs.statSync(filePath).size &&
    streamed.bytes === part.byteLength &&
    `sha256:${streamed.hash.digest("hex")}` === expectedHash
  )
})

const same = await Effect.runPromise(Effect.provide(program, NodePlokeIo.layer({ roots: [folder] })))
console.log(JSON.stringify({ same, peaksMiB: [...peaks, peak()] }))
