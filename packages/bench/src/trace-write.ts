/**
 * Writes two files of a folder, one after the other, and prints as JSON what the second took: the steps of the port, and
 * the calls of node:fs. By then the service is built, and the folder was written to.
 */
import * as NodeCalls from "./NodeCalls.ts"
import type { Trace } from "./WriteTrace.ts"

// Everything that uses node:fs is loaded behind it.
const watch = await NodeCalls.install()

const { FaultAccess, layer: faultLayer } = await import("@ploke/io-testing/FaultAccess")
const { PlokeIo, WriteService } = await import("@ploke/io")
const NodePlatform = await import("@ploke/io-node/NodePlatform")
const Effect = await import("effect/Effect")
const Layer = await import("effect/Layer")
const ManagedRuntime = await import("effect/ManagedRuntime")
const { requestOf } = await import("./WriteContenders.ts")
const WriteCorpus = await import("./WriteCorpus.ts")

const shape = JSON.parse(process.argv[2] ?? "{}")
const id = process.argv[3] ?? ""
const [first, second] = WriteCorpus.filesOf(shape, id)
const services = PlokeIo.layer({ roots: [WriteCorpus.folderOf(shape, id)], durability: "strict" })

const write = (target: typeof first, version: 0 | 1) =>
  Effect.flatMap(WriteService, (service) => service.writeSnippet(requestOf(target!, version)))

const traceNode = async () => {
  const runtime = ManagedRuntime.make(Layer.provide(services, NodePlatform.layer))
  await runtime.runPromise(write(first, 1))
  return watch(() => runtime.runPromise(write(second, 1)))
}

const tracePort = async () => {
  // A plan without a fault: what is left of the layer is its log.
  const logging = Layer.provideMerge(faultLayer([]), NodePlatform.layer)
  const runtime = ManagedRuntime.make(Layer.provideMerge(services, logging))
  await runtime.runPromise(write(first, 0))
  const log = await runtime.runPromise(FaultAccess)
  const before = log.calls.length
  await runtime.runPromise(write(second, 0))
  return log.calls.slice(before).map((call) => call.operation)
}

const node = await traceNode()
const port = await tracePort()
process.stdout.write(JSON.stringify({ port, node } satisfies Trace))
