/**
 * A thread that reads what it is handed: the same verified reads as on the calling thread, one chunk of files at a time.
 * It imports nothing of Effect, so that it starts fast and stays small.
 *
 * @internal
 */
import { chunkBytes } from "@ploke/io/Limits"
import { parentPort, workerData } from "node:worker_threads"
import { makeDigester, makeTools } from "./bytes.ts"
import { countAhead, makeFolderDescriptor } from "./folder.ts"
import { readNow, refuse } from "./reading.ts"
import { choose } from "./verifier.ts"
import type { OrdersMessage } from "./wire.ts"
import { packFindings, unpackOrders } from "./wire.ts"

const { algorithm } = workerData as { readonly algorithm: string }
const reader = {
  verifier: choose(),
  tools: makeTools(makeDigester(algorithm)),
  buffer: Buffer.allocUnsafeSlow(chunkBytes)
}
const folder = makeFolderDescriptor(reader.verifier, 2)

parentPort!.on("message", (message: OrdersMessage) => {
  const orders = unpackOrders(message)
  const pathAt = (i: number): string => orders[i]!.path
  let current = 0
  const ahead = (): number => countAhead(pathAt, current, orders.length)
  const findings = orders.map((order, i) => {
    current = i
    return refuse(order) ?? readNow(order, ahead, folder, reader)
  })
  folder.forget()
  parentPort!.postMessage(packFindings(message.id, findings))
})
parentPort!.postMessage("ready")
