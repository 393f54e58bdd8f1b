/** Programs in processes of their own that are spoken with line by line. */
import { type ChildProcess, spawn } from "node:child_process"
import * as path from "node:path"
import * as readline from "node:readline"

/** What a program is started with. */
export interface Start {
  /** Options of Node. */
  readonly node?: ReadonlyArray<string>
  /** What the shell does before, such as `ulimit`. */
  readonly shell?: string
  readonly env?: Readonly<Record<string, string>>
}

export class Child {
  readonly #process: ChildProcess
  readonly #lines: Array<string> = []
  readonly #ended: Promise<void>
  #wake: (() => void) | undefined
  #problems = ""
  #isOver = false

  constructor(program: string, args: ReadonlyArray<string>, { node = [], shell = "", env = {} }: Start = {}) {
    const file = path.join(import.meta.dirname, "programs", program)
    const words = [process.execPath, "--conditions=@ploke/source", "--no-warnings", ...node, file, ...args]
    this.#process = spawn("sh", ["-c", `${shell} exec "$@"`, "sh", ...words], {
      cwd: path.resolve(import.meta.dirname, ".."),
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"]
    })
    this.#process.stderr!.on("data", (text) => (this.#problems += text))
    // Whoever is killed hears nothing more.
    this.#process.stdin!.on("error", () => undefined)
    const lines = readline.createInterface({ input: this.#process.stdout! })
    lines.on("line", (line) => {
      this.#lines.push(line)
      this.#wake?.()
    })
    this.#ended = new Promise((resolve) =>
      this.#process.once("close", () => {
        this.#isOver = true
        this.#wake?.()
        resolve()
      })
    )
  }

  /** The next line that it writes. */
  async next(): Promise<string> {
    for (;;) {
      const line = this.#lines.shift()
      if (line !== undefined) return line
      if (this.#isOver) throw new Error(`the program ended: ${this.#problems}`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Says a line. */
  say(line: string): void {
    this.#process.stdin!.write(`${line}\n`)
  }

  /** Says a line and hears the next one. */
  ask(line: string): Promise<string> {
    this.say(line)
    return this.next()
  }

  get pid(): number {
    return this.#process.pid!
  }

  /** Kills it with -9. */
  kill(): void {
    this.#process.kill("SIGKILL")
  }

  /** Kills it if it still runs, and waits for its end. */
  async end(): Promise<void> {
    this.kill()
    await this.#ended
  }
}
