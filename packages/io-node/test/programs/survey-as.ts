// Looks at folders as a user without privileges.
import { FileAccess } from "@ploke/io"
import { NodePlatform } from "@ploke/io-node"
import * as Effect from "effect/Effect"

const folders = process.argv.slice(2)

const program = Effect.gen(function* () {
  const access = yield* FileAccess
  const found = yield* access.survey(folders.map((folder) => ({ folder, names: undefined })))
  return found.map((each) => (each._tag === "Survey" ? each.entries.map(([name]) => name) : each.code))
})

// Everything is loaded by now: the sources themselves may lie where only root can read.
if (process.getuid?.() === 0) {
  process.setgid!(65534)
  process.setuid!(65534)
}
console.log(JSON.stringify(await Effect.runPromise(Effect.provide(program, NodePlatform.layer))))
