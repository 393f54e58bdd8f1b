/**
 * A watcher in a process of its own, and what it is put through.
 */
import { type ChildProcess, fork, spawn } from "node:child_process"
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Id } from "./WatchContenders.ts"
import type { Tree } from "./WatchTree.ts"

/** What a watcher told, and when, in milliseconds of the clock that all processes share. */
export interface Heard {
  readonly channel: "hint" | "event"
  readonly kind: string
  readonly path: string
  readonly at: number
}

export type Order =
  | { readonly _tag: "Start"; readonly root: string; readonly hosting: "auto" | "worker" }
  | { readonly _tag: "Settle"; readonly files: number }
  | { readonly _tag: "Idle"; readonly millis: number }
  | { readonly _tag: "Stop" | "Heap" | "Rss" | "Count" | "Take" }

export interface Answer {
  readonly number: number
  readonly heard: ReadonlyArray<Heard>
}

export class Contender {
  readonly id: Id
  readonly #child: ChildProcess
  readonly #kill: () => void

  constructor(id: Id) {
    this.id = id
    this.#child = fork(join(import.meta.dirname, "watch-contender.ts"), [id], {
      execArgv: ["--conditions=@ploke/source", "--no-warnings", "--expose-gc"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, NODE_OPTIONS: "" }
    })
    this.#kill = () => void this.#child.kill("SIGKILL")
    process.prependListener("exit", this.#kill)
  }

  /** One order at a time. */
  ask(order: Order): Promise<Answer> {
    return new Promise((done, fail) => {
      const child = this.#child
      const onExit = (code: number | null) => fail(new Error(`the process of ${this.id} ended with ${code}`))
      child.once("exit", onExit)
      child.once("message", (answer: Answer) => {
        child.off("exit", onExit)
        done(answer)
      })
      child.send(order)
    })
  }

  async end(): Promise<void> {
    const ended = new Promise<void>((done) => this.#child.once("exit", () => done()))
    this.#kill()
    await ended
    process.off("exit", this.#kill)
  }
}

export interface Burst {
  readonly lost: number
  readonly duplicates: number
  /** From the last change to the last event. */
  readonly tailMs: number
}

export interface Trial {
  /** From a change to the first that was told of it, and to its event. */
  readonly hintMs: ReadonlyArray<number>
  readonly eventMs: ReadonlyArray<number>
  readonly burst: Burst
  readonly copy: Burst
}

const now = (): number => Number(process.hrtime.bigint()) / 1e6

// Far enough apart that no watcher's quiet time joins two.
const pauseMillis = 200

export const measure = async (
  contender: Contender,
  tree: Tree,
  counts: { readonly changes: number; readonly burst: number; readonly quietMillis: number }
): Promise<Trial> => {
  const { hintMs, eventMs } = await changeSlowly(contender, tree, counts.changes)
  const files = tree.files.slice(0, counts.burst)
  const { quietMillis } = counts
  const burst = await during(contender, quietMillis, files, async () => {
    for (const file of files) appendFileSync(file, "!")
  })
  const copy = await during(contender, quietMillis, tree.copies(contender.id), () => tree.copy(contender.id))
  return { hintMs, eventMs, burst, copy }
}

const changeSlowly = async (contender: Contender, { files }: Tree, changes: number) => {
  const hintMs: Array<number> = []
  const eventMs: Array<number> = []
  for (let i = 0; i < changes; i++) {
    const file = files[Math.floor((i * files.length) / changes)]!
    await contender.ask({ _tag: "Take" })
    const began = now()
    appendFileSync(file, ".")
    await sleep(pauseMillis)
    const { heard } = await contender.ask({ _tag: "Take" })
    const first = heard.find(({ path }) => path === file)
    const event = heard.find(({ channel, path }) => path === file && channel === "event")
    if (first !== undefined) hintMs.push(first.at - began)
    if (event !== undefined) eventMs.push(event.at - began)
  }
  return { hintMs, eventMs }
}

// What was told of these paths, until it has been quiet for long.
const during = async (
  contender: Contender,
  quietMillis: number,
  paths: ReadonlyArray<string>,
  work: () => Promise<void>
): Promise<Burst> => {
  await contender.ask({ _tag: "Take" })
  await work()
  const ended = now()
  let count = -1
  for (let since = now(); now() - since < quietMillis;) {
    const { number } = await contender.ask({ _tag: "Count" })
    if (number !== count) since = now()
    count = number
    await sleep(50)
  }
  const { heard } = await contender.ask({ _tag: "Take" })
  const events = heard.filter(({ channel }) => channel === "event")
  const seen = new Set(events.map(({ path }) => path))
  const told = new Set(events.map(({ kind, path }) => `${kind} ${path}`))
  return {
    lost: paths.filter((path) => !seen.has(path)).length,
    duplicates: events.length - told.size,
    tailMs: events.reduce((last, { at }) => Math.max(last, at - ended), 0)
  }
}

/** Runs a program to its end. */
export const execute = (command: string, args: ReadonlyArray<string>): Promise<void> =>
  new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] })
    child.on("error", fail)
    child.on("close", (code) => (code === 0 ? done() : fail(new Error(`${command} ended with ${code}`))))
  })
