// Rewrites files as a user without privileges, who is in one group besides his own, and reports what came of it.
import type { FileHash } from "@ploke/io"
import { osCode, WriteService, withoutContext } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { createHash } from "node:crypto"
import * as OtherWays from "../OtherWays.ts"

const [folder, user, group, ...names] = process.argv.slice(2) as [string, string, string, ...Array<string>]
const expectedHash = `sha256:${createHash("sha256").update("old").digest("hex")}` as FileHash

const program = Effect.gen(function* () {
  const service = yield* WriteService
  return yield* Effect.forEach(names, (name) => {
    const edit = { filePath: `${folder}/${name}`, expectedHash, startByte: 0, endByte: 3, replacement: "new" }
    return Effect.result(service.writeSnippet(edit))
  })
})

const layer = NodePlokeIo.layer({ roots: [folder] })
// Everything is loaded by now: the sources themselves may lie where only root can read.
await Effect.runPromise(Effect.provide(Effect.void, layer))
if (process.getuid?.() === 0) {
  process.setgroups!([Number(group)])
  process.setgid!(Number(user))
  process.setuid!(Number(user))
}
const results = await Effect.runPromise(Effect.provide(program, layer))
const told = results.map((each) =>
  Result.isSuccess(each) ? "written" : (osCode(each.failure) ?? withoutContext(each.failure).reason._tag)
)
await OtherWays.unchecked(`${folder}/other`, Buffer.from("new"), 0o660)
console.log(JSON.stringify(told))
