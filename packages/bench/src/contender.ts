/**
 * The program of a process of contenders that read: does what its parent asks for, one task at a time.
 */
import { monitorEventLoopDelay } from "node:perf_hooks"
import { setTimeout as pause } from "node:timers/promises"
import * as Contenders from "./Contenders.ts"
import { readIndex } from "./Corpus.ts"
import type { Answer } from "./Lane.ts"
import * as Turns from "./Turns.ts"

const [folder = ""] = process.argv.slice(2)
const contenders = Contenders.make(folder, readIndex(folder))

const check = async (contender: Contenders.Contender): Promise<Answer> => {
  const problem = await contender.check()
  return problem === undefined ? { millis: 0, cpuMillis: 0 } : { problem }
}

const run = async (contender: Contenders.Contender): Promise<Answer> => (await Turns.measure(contender.run)).sample

const delay = async (contender: Contenders.Contender): Promise<Answer> => {
  Turns.collect()
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

const tasks: Record<Contenders.Task, (contender: Contenders.Contender) => Promise<Answer>> = { check, run, delay }

Turns.serve<Contenders.ContenderId, Contenders.Task>(({ id, task }) => tasks[task](contenders[id]))
