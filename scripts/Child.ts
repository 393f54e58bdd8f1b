/** Child processes and temporary folders that do not outlive the script that made them, also when it is interrupted. */
import { spawn, type ChildProcess } from "node:child_process"
import { mkdtempSync, realpathSync, rmSync } from "node:fs"
import { constants, tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { root } from "./Workspace.ts"

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** `inherit` shows the output as it comes; `capture` returns it. */
  readonly output: "inherit" | "capture"
  readonly timeoutMs?: number
  /** With `capture`: as soon as something has been printed, presses Ctrl-C. */
  readonly interrupt?: boolean
}

export interface RunResult {
  /** As a shell tells it: 128 and the number of the signal for who was ended by one. */
  readonly code: number
  /** Standard output and standard error in the order in which they came; empty for `inherit`. */
  readonly output: string
}

/** A child that was asked to stop may tidy up for this long before it is killed. */
const graceMs = 5_000

const running = new Set<ChildProcess>()
const folders = new Set<string>()
let stopping = false

/** Makes a folder that is removed when this process ends, whatever ends it short of SIGKILL. */
export const temporaryFolder = (prefix: string): string => {
  listen()
  const folder = mkdtempSync(join(realpathSync(tmpdir()), `${prefix}-`))
  folders.add(folder)
  return folder
}

/** Runs a program with the tools of `node_modules/.bin` on its PATH, and answers with its exit code. */
export const run = (command: string, args: ReadonlyArray<string>, options: RunOptions): Promise<RunResult> => {
  listen()
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env, PATH: searchPath() },
      stdio: [
        "ignore",
        options.output === "inherit" ? "inherit" : "pipe",
        options.output === "inherit" ? "inherit" : "pipe"
      ],
      // A group of its own, so that one signal reaches whatever the tool has started.
      detached: true
    })
    running.add(child)
    const chunks: Array<Buffer> = []
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk))
    if (options.interrupt === true) child.stdout?.once("data", () => signalGroup(child, "SIGINT"))
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk))
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            chunks.push(Buffer.from(`\n${command} was stopped: it took longer than ${options.timeoutMs} ms\n`))
            signalGroup(child, "SIGKILL")
          }, options.timeoutMs)
    child.on("error", (error) => {
      running.delete(child)
      clearTimeout(timer)
      fail(error)
    })
    child.on("close", (code, signal) => {
      running.delete(child)
      clearTimeout(timer)
      // While the script is being interrupted nobody may go on with half a result.
      if (!stopping)
        done({ code: code ?? 128 + constants.signals[signal!], output: Buffer.concat(chunks).toString("utf8") })
    })
  })
}

const searchPath = () =>
  [dirname(process.execPath), join(root, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(delimiter)

const signalGroup = (child: ChildProcess, signal: NodeJS.Signals) => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group has ended already.
  }
}

const removeFolders = () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  folders.clear()
}

const stop = async (signal: NodeJS.Signals, code: number) => {
  if (stopping) return
  stopping = true
  const children = [...running]
  const closed = Promise.all(children.map((child) => new Promise((done) => child.once("close", done))))
  for (const child of children) signalGroup(child, signal)
  await Promise.race([closed, new Promise((done) => setTimeout(done, graceMs).unref())])
  for (const child of children) signalGroup(child, "SIGKILL")
  removeFolders()
  process.exit(code)
}

let listening = false
const listen = () => {
  if (listening) return
  listening = true
  process.on("exit", removeFolders)
  process.on("SIGINT", () => void stop("SIGINT", 130))
  process.on("SIGTERM", () => void stop("SIGTERM", 143))
  process.on("SIGHUP", () => void stop("SIGHUP", 129))
}
