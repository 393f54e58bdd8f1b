/**
 * The processes in which the contenders run: one for each, so that none runs with the heap, the garbage or the compiled
 * code of another, or one for all. The parent gives the turns: at any time at most one contender works.
 */
import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"

/** What it measured, in milliseconds: the run, or the longest delay of the event loop in it; and the time of all cores. */
export interface Sample {
  readonly millis: number
  readonly cpuMillis: number
}

/** What it answers: a measurement, or what is wrong. */
export type Answer = Sample | { readonly problem: string }

export interface Lane<Id extends string, Task extends string> {
  readonly id: Id
  readonly ask: (task: Task) => Promise<Sample>
  readonly close: () => void
}

/** What a process is told: who has the turn, and what to do in it. */
export interface Turn<Id extends string, Task extends string> {
  readonly id: Id
  readonly task: Task
}

/** The contenders of a measurement, and the program in which they run. */
export interface Field<Id extends string> {
  readonly ids: ReadonlyArray<Id>
  readonly titles: Readonly<Record<Id, string>>
  /** A file of this folder. */
  readonly program: string
  readonly args: ReadonlyArray<string>
  /** Whether each has a process of its own, or all run in one, as in an application that holds them all. */
  readonly processes: "each" | "one"
}

/** Opens a lane for each contender. */
export const open = <Id extends string, Task extends string>(field: Field<Id>): ReadonlyArray<Lane<Id, Task>> => {
  const shared = field.processes === "one" ? start(field) : undefined
  return field.ids.map((id) => {
    const { child, close } = shared ?? start(field)
    return { id, ask: (task) => ask<Id, Task>(field.titles[id], child, { id, task }), close }
  })
}

const start = ({ args, program }: Field<string>): { readonly child: ChildProcess; readonly close: () => void } => {
  const child = fork(join(import.meta.dirname, program), args, {
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

const ask = <Id extends string, Task extends string>(
  title: string,
  child: ChildProcess,
  turn: Turn<Id, Task>
): Promise<Sample> =>
  new Promise((done, fail) => {
    const settle = (finish: () => void) => {
      child.off("message", onAnswer)
      child.off("exit", onExit)
      finish()
    }
    const onAnswer = (message: unknown) => {
      const answer = message as Answer
      settle(() => ("millis" in answer ? done(answer) : fail(new Error(`${title}: ${answer.problem}`))))
    }
    const onExit = (code: number | null) => settle(() => fail(new Error(`${title}: its process ended with ${code}`)))
    child.on("message", onAnswer)
    child.on("exit", onExit)
    child.send(turn)
  })
