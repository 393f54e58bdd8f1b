// Scans as a user without privileges.
import { osCode, PathPolicy, ReadService } from "@ploke/io"
import type { FileHash } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"

const [folder] = process.argv.slice(2) as [string]
const hashOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}` as FileHash

const program = Effect.gen(function* () {
  const read = yield* ReadService
  const policy = yield* PathPolicy
  const files = ["open", "closed", "gone"].map((name) => ({
    filePath: `${folder}/${name}`,
    expectedHash: hashOf(name)
  }))
  const outcomes = yield* Stream.runCollect(read.scan(Stream.fromArray(files)))
  const sealed = yield* Effect.flip(read.hashFile(`${folder}/sealed/inner/file`))
  yield* policy.update({ roots: [`${folder}/sealed/inner`] })
  return {
    scan: outcomes.map((each) => (each._tag === "Failed" ? `Failed/${osCode(each.error)}` : each._tag)),
    sealed: osCode(sealed),
    rootState: (yield* policy.current).roots[0]!.state
  }
})

const layer = NodePlokeIo.layer({ roots: [folder] })
// Everything is loaded by now: the sources themselves may lie where only root can read.
await Effect.runPromise(Effect.provide(Effect.void, layer))
if (process.getuid?.() === 0) {
  process.setgid!(65534)
  process.setuid!(65534)
}
console.log(JSON.stringify(await Effect.runPromise(Effect.provide(program, layer))))
