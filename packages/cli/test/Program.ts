/** Runs the programs of this package as processes of their own, as a user does. */
import { spawn } from "node:child_process"
import { mkdtempSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { inject } from "vitest"

declare module "vitest" {
  interface ProvidedContext {
    /** The folder in which scripts/Bundle.ts has put the programs. */
    readonly programs: string
  }
}

export const repository = resolve(import.meta.dirname, "..", "..", "..")

const sources = resolve(import.meta.dirname, "..", "src")
const programs = inject("programs")

// Halves the time that each of the many processes takes to start.
const compileCache = { NODE_COMPILE_CACHE: join(programs, "compile-cache") }

export interface Options {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** A signal that is sent as soon as the first output has arrived, of which nothing is read then. */
  readonly interruptWith?: "SIGINT" | "SIGTERM"
  /** Sends the signal only when the output contains this. */
  readonly interruptAt?: string
  /** Closes the reading end of the output after its first part. */
  readonly output?: "closed"
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The command line of a program, for those who start it through a shell. */
export const commandLine = (program: "main" | "demo", form: "bundle" | "sources" = "bundle"): ReadonlyArray<string> =>
  form === "bundle"
    ? [process.execPath, join(programs, `${program}.js`)]
    : [process.execPath, "--conditions=@ploke/source", join(sources, `${program}.ts`)]

/** Starts any command and waits for its end. */
export const run = (command: ReadonlyArray<string>, options: Options = {}): Promise<Ended> =>
  new Promise((done, failed) => {
    const [file = "", ...args] = command
    const child = spawn(file, args, { cwd: options.cwd, env: { ...process.env, ...compileCache, ...options.env } })
    const stdout: Array<Buffer> = []
    const stderr: Array<Buffer> = []
    child.on("error", failed)
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk))
    if (options.interruptWith !== undefined) {
      const { interruptAt = "", interruptWith } = options
      const look = () => {
        stdout.push(child.stdout.read() ?? Buffer.alloc(0))
        if (!Buffer.concat(stdout).includes(interruptAt)) return
        child.stdout.off("readable", look)
        child.kill(interruptWith)
      }
      if (interruptAt === "") child.stdout.once("readable", () => child.kill(interruptWith))
      else child.stdout.on("readable", look)
      child.once("exit", () => child.stdout.resume())
    } else {
      child.stdout.on("data", (chunk: Buffer) => {
        stdout.push(chunk)
        if (options.output === "closed") child.stdout.destroy()
      })
    }
    child.stdin.on("error", () => undefined)
    child.stdin.end(options.stdin ?? "")
    child.on("close", (code) =>
      done({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() })
    )
  })

/** A command that goes on until it is stopped. */
export interface Running {
  /** Ends when the output contains it, and gives all of the output so far. */
  readonly until: (text: string) => Promise<string>
  readonly kill: (signal: "SIGINT" | "SIGTERM") => void
  /** Closes the reading end of the output. */
  readonly close: () => void
  readonly ended: Promise<Ended>
}

/** Longer than anything takes on a busy machine. */
const waitMillisMax = 40_000

/** Starts any command, and leaves it running. */
export const start = (command: ReadonlyArray<string>, options: Pick<Options, "cwd" | "env"> = {}): Running => {
  const [file = "", ...args] = command
  const env = { ...process.env, ...compileCache, ...options.env }
  const child = spawn(file, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"] })
  let [stdout, stderr] = ["", ""]
  let look = () => {}
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    look()
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  const ended = new Promise<Ended>((done, failed) => {
    child.on("error", failed)
    child.on("close", (code) => done({ code, stdout, stderr }))
  })
  const found = (text: string) =>
    new Promise<string>((done, failed) => {
      const inVain = (why: string) => failed(new Error(`${why} without ${text}: ${JSON.stringify({ stdout, stderr })}`))
      const timer = setTimeout(() => inVain("it goes on"), waitMillisMax)
      look = () => {
        if (!stdout.includes(text)) return
        clearTimeout(timer)
        done(stdout)
      }
      look()
      void ended.then(() => inVain("it ended"), failed).finally(() => clearTimeout(timer))
    })
  return {
    until: found,
    kill: (signal) => void child.kill(signal),
    close: () => void child.stdout.destroy(),
    ended
  }
}

/** Runs `ploke-io`. */
export const ploke = (args: ReadonlyArray<string>, options?: Options): Promise<Ended> =>
  run([...commandLine("main"), ...args], options)

/** Makes a folder, by its canonical name, that is removed by `remove`. */
export const makeFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "ploke-cli-test-")))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Parses output of one JSON value per line. */
export const jsonLines = (text: string): ReadonlyArray<Record<string, unknown>> =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
