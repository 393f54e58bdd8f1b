/**
 * A process for each contender, so that none runs with the heap, the garbage or the compiled code of another. The
 * parent gives the turns: at any time at most one of them works.
 */
import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"
import { type ContenderId, titles } from "./Contenders.ts"

/** What a contender can be asked for. */
export type Task = "check" | "run" | "delay"

/** What it measured, in milliseconds: the run, or the longest delay of the event loop in it; and the time of all cores. */
export interface Sample {
  readonly millis: number
  readonly cpuMillis: number
}

/** What it answers: a measurement, or what is wrong. */
export type Answer = Sample | { readonly problem: string }

export interface Lane {
  readonly id: ContenderId
  readonly ask: (task: Task) => Promise<Sample>
  readonly close: () => void
}

/** Starts the process of a contender over the corpus that was written to `folder`. */
export const open = (id: ContenderId, folder: string): Lane => {
  const child = fork(join(import.meta.dirname, "contender.ts"), [id, folder], {
    execArgv: ["--conditions=@ploke/source", "--no-warnings", "--expose-gc"],
    env: { ...process.env, NODE_OPTIONS: "" }
  })
  const kill = () => void child.kill("SIGKILL")
  process.prependListener("exit", kill)
  const close = () => {
    process.off("exit", kill)
    kill()
  }
  return { id, ask: (task) => ask(id, child, task), close }
}

const ask = (id: ContenderId, child: ChildProcess, task: Task): Promise<Sample> =>
  new Promise((done, fail) => {
    const settle = (finish: () => void) => {
      child.off("message", onAnswer)
      child.off("exit", onExit)
      finish()
    }
    const onAnswer = (message: unknown) => {
      const answer = message as Answer
      settle(() => ("millis" in answer ? done(answer) : fail(new Error(`${titles[id]}: ${answer.problem}`))))
    }
    const onExit = (code: number | null) =>
      settle(() => fail(new Error(`${titles[id]}: its process ended with ${code}`)))
    child.on("message", onAnswer)
    child.on("exit", onExit)
    child.send(task)
  })
