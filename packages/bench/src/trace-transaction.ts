/**
 * Changes files by two transactions, one after the other, and prints as JSON which calls of node:fs the second took, until
 * it was acknowledged and until it was over. By then the service is built, and the first was over.
 */
import * as NodeCalls from "./NodeCalls.ts"
import { acknowledged, over } from "./TransactionTrace.ts"

// Everything that uses node:fs is loaded behind it.
const watch = await NodeCalls.install()

const { PlokeIo, WriteService } = await import("@ploke/io")
const NodePlatform = await import("@ploke/io-node/NodePlatform")
const Effect = await import("effect/Effect")
const Layer = await import("effect/Layer")
const ManagedRuntime = await import("effect/ManagedRuntime")
const { editsOf, stateDirectoryOf, untilOver } = await import("./TransactionContenders.ts")
const WriteCorpus = await import("./WriteCorpus.ts")

const shape = JSON.parse(process.argv[2] ?? "{}")
const id = process.argv[3] ?? ""
const folder = WriteCorpus.folderOf(shape, id)
const files = WriteCorpus.filesOf(shape, id)
const services = PlokeIo.layer({ roots: [folder], durability: "strict", stateDirectory: stateDirectoryOf(folder) })
const runtime = ManagedRuntime.make(Layer.provide(services, NodePlatform.layer))

const write = (version: 0 | 1, onAcknowledged: () => void) =>
  runtime.runPromise(
    Effect.gen(function* () {
      const service = yield* WriteService
      yield* service.transaction(editsOf(files, version))
      onAcknowledged()
      yield* untilOver(files[0]!, version)
    })
  )

await write(1, () => undefined)
const calls = await watch(async (say) => {
  await write(0, () => say(acknowledged))
  say(over)
})
process.stdout.write(JSON.stringify(calls))
