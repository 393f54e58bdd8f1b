/**
 * Watches a tree with the watcher that its argument names, and does what its parent says, one thing after the other.
 */
import type { Answer, Heard, Order } from "./WatchTrial.ts"
import * as Contenders from "./WatchContenders.ts"
import { setTimeout as sleep } from "node:timers/promises"

const id = process.argv[2] as Contenders.Id
const start = await Contenders.load(id)
let heard: Array<Heard> = []
let watching: Contenders.Watching | undefined

const tell: Contenders.Tell = (channel, kind, path) =>
  void heard.push({ channel, kind, path, at: Number(process.hrtime.bigint()) / 1e6 })

const heapBytes = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const handle = async (order: Order): Promise<Answer> => {
  switch (order._tag) {
    case "Start": {
      const began = performance.now()
      watching = await start(order.root, tell, order.hosting)
      return { number: performance.now() - began, heard: [] }
    }
    case "Settle":
      await watching?.settle(order.files)
      return { number: 0, heard: [] }
    case "Stop":
      await watching?.close()
      watching = undefined
      return { number: 0, heard: [] }
    case "Heap":
      return { number: heapBytes(), heard: [] }
    case "Rss":
      return { number: process.memoryUsage().rss, heard: [] }
    case "Idle": {
      const began = performance.now()
      const before = process.cpuUsage()
      await sleep(order.millis)
      const { system, user } = process.cpuUsage(before)
      return { number: (system + user) / 10 / (performance.now() - began), heard: [] }
    }
    case "Count":
      return { number: heard.length, heard: [] }
    case "Take": {
      const taken = heard
      heard = []
      return { number: taken.length, heard: taken }
    }
  }
}

process.on("message", (order: Order) => {
  handle(order).then(
    (answer) => process.send?.(answer),
    (error) => {
      console.error(error)
      process.exit(1)
    }
  )
})
process.on("disconnect", () => process.exit(0))
