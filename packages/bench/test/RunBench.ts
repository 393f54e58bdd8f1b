/** Runs the bench as its users do, in a temporary folder of its own. */
import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inject } from "vitest"

declare module "vitest" {
  interface ProvidedContext {
    /** The folder in which scripts/Bundle.ts has put the programs. */
    readonly programs: string
  }
}

export interface Ended {
  readonly code: number | null
  readonly output: string
  readonly problems: string
  /** What was in the temporary folder of the bench when it had ended. */
  readonly left: ReadonlyArray<string>
}

const programs = inject("programs")

/** Runs the bench; `interruptAt` sends SIGTERM as soon as standard error says that. */
export const bench = async (args: ReadonlyArray<string>, interruptAt?: string): Promise<Ended> => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "ploke-bench-test-"))
  try {
    const child = spawn(process.execPath, ["--no-warnings", join(programs, "main.js"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMPDIR: folder, NODE_OPTIONS: "", NODE_COMPILE_CACHE: join(programs, "compile-cache") }
    })
    let output = ""
    let problems = ""
    let interrupted = false
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => {
      problems += chunk
      if (interruptAt === undefined || interrupted || !problems.includes(interruptAt)) return
      interrupted = true
      child.kill("SIGTERM")
    })
    const code = await new Promise<number | null>((done) => child.on("close", done))
    return { code, output, problems, left: readdirSync(folder) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each run starts a dozen processes; other suites share the two cores. */
export const timeout = 300_000
