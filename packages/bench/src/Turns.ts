/**
 * The side of a contender's process: answers its parent, one turn at a time, measures a turn, and ends with its parent.
 */
import { performance } from "node:perf_hooks"
import type { Answer, Sample, Turn } from "./Lane.ts"

/** Does what the parent asks for. */
export const serve = <Id extends string, Task extends string>(
  take: (turn: Turn<Id, Task>) => Promise<Answer>
): void => {
  // The signal of an interrupted terminal reaches the whole group: the parent decides when this process ends.
  process.on("SIGINT", () => undefined)
  process.on("disconnect", () => process.exit())
  process.on("message", (turn: Turn<Id, Task>) => {
    void take(turn)
      .catch((error: unknown): Answer => ({ problem: String(error) }))
      .then((answer) => process.send?.(answer))
  })
}

/**
 * Every turn begins with a collected heap: what a contender leaves to be collected is paid for within its own turns, by
 * as many collections as its garbage needs, and not by whichever turn the next collection happens to fall into.
 */
export const collect = (): void => {
  if (globalThis.gc === undefined) throw new Error("the process of a contender is started with --expose-gc")
  globalThis.gc()
}

/** Runs the body with a collected heap and tells what it took, and what it gave. */
export const measure = async <A>(body: () => Promise<A>): Promise<{ readonly sample: Sample; readonly result: A }> => {
  collect()
  return time(body)
}

/** Does the same with whatever heap there is. */
export const time = async <A>(body: () => Promise<A>): Promise<{ readonly sample: Sample; readonly result: A }> => {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const result = await body()
  const millis = performance.now() - began
  const { system, user } = process.cpuUsage(cpu)
  return { sample: { millis, cpuMillis: (system + user) / 1000 }, result }
}
