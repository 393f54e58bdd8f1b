/**
 * The processes in which the contenders run: one for each, so that none runs with the heap, the garbage or the compiled
 * code of another, or one for all. The parent gives the turns: at any time at most one contender works.
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

/** What a process is told: who has the turn, and what to do in it. */
export interface Turn {
  readonly id: ContenderId
  readonly task: Task
}

/**
 * Opens a lane for each contender over the corpus that was written to `folder`: in a process of its own, or all in one
 * process, as in an application that holds them all.
 */
export const open = (
  ids: ReadonlyArray<ContenderId>,
  folder: string,
  processes: "each" | "one"
): ReadonlyArray<Lane> => {
  const shared = processes === "one" ? start(folder) : undefined
  return ids.map((id) => {
    const { child, close } = shared ?? start(folder)
    return { id, ask: (task) => ask(id, child, task), close }
  })
}

const start = (folder: string): { readonly child: ChildProcess; readonly close: () => void } => {
  const child = fork(join(import.meta.dirname, "contender.ts"), [folder], {
    execArgv: ["--conditions=@ploke/source", "--no-warnings", "--expose-gc"],
    env: { ...process.env, NODE_OPTIONS: "" }
  })
  const kill = () => void child.kill("SIGKILL")
  process.prependListener("exit", kill)
  const close = () => {
    process.off("exit", kill)
    kill()
  }
  return { child, close }
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
    child.send({ id, task } satisfies Turn)
  })
