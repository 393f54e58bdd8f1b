/**
 * The program of a process of contenders: does what its parent asks for, one task at a time, and ends with it.
 */
import { monitorEventLoopDelay, performance } from "node:perf_hooks"
import { setTimeout as pause } from "node:timers/promises"
import * as Contenders from "./Contenders.ts"
import { readIndex } from "./Corpus.ts"
import type { Answer, Task, Turn } from "./Lane.ts"

const [folder = ""] = process.argv.slice(2)
const contenders = Contenders.make(folder, readIndex(folder))

const check = async (contender: Contenders.Contender): Promise<Answer> => {
  const problem = await contender.check()
  return problem === undefined ? { millis: 0, cpuMillis: 0 } : { problem }
}

// Every turn begins with a collected heap: what a contender leaves to be collected is paid for within its own turns, by
// as many collections as its garbage needs, and not by whichever turn the next collection happens to fall into.
const collect = (): void => {
  if (globalThis.gc === undefined) throw new Error("the process of a contender is started with --expose-gc")
  globalThis.gc()
}

const run = async (contender: Contenders.Contender): Promise<Answer> => {
  collect()
  const cpu = process.cpuUsage()
  const began = performance.now()
  await contender.run()
  const millis = performance.now() - began
  const { system, user } = process.cpuUsage(cpu)
  return { millis, cpuMillis: (system + user) / 1000 }
}

const delay = async (contender: Contenders.Contender): Promise<Answer> => {
  collect()
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  await pause(5)
  histogram.reset()
  await contender.run()
  // A delay is written down by the timer that comes late: it must still come.
  await pause(5)
  histogram.disable()
  return { millis: histogram.max / 1e6, cpuMillis: 0 }
}

const tasks: Record<Task, (contender: Contenders.Contender) => Promise<Answer>> = { check, run, delay }

// The signal of an interrupted terminal reaches the whole group: the parent decides when this process ends.
process.on("SIGINT", () => undefined)
process.on("disconnect", () => process.exit())
process.on("message", ({ id, task }: Turn) => {
  void tasks[task](contenders[id])
    .catch((error: unknown): Answer => ({ problem: String(error) }))
    .then((answer) => process.send?.(answer))
})
