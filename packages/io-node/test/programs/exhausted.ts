// Uses up every descriptor of the process, as an application may, and asks for a file meanwhile.
import { osCode, Permits, ReadService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as fs from "node:fs"

const [folder] = process.argv.slice(2) as [string]

const useUp = () => {
  const held: Array<number> = []
  try {
    for (;;) held.push(fs.openSync(folder, "r"))
  } catch {
    return held
  }
}

const program = Effect.gen(function* () {
  const read = yield* ReadService
  const permits = yield* Permits.Permits
  // The first read is made while nothing is left, and something is given back 30 ms later.
  const first = useUp()
  const waiting = yield* Effect.forkChild(read.hashFile(`${folder}/f`), { startImmediately: true })
  yield* Effect.sleep("30 millis")
  first.forEach((fd) => fs.closeSync(fd))
  const waited = (yield* Fiber.join(waiting)).startsWith("sha256:") ? "ok" : "wrong"
  const second = useUp()
  const refused = osCode(yield* Effect.flip(read.hashFile(`${folder}/f`)))
  second.forEach((fd) => fs.closeSync(fd))
  return { waited, refused, permits: yield* permits.total }
})

console.log(JSON.stringify(await Effect.runPromise(Effect.provide(program, NodePlokeIo.layer({ roots: [folder] })))))
