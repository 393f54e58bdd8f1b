/**
 * Programs of this folder that are run once, in a process of their own, and print JSON.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"

/** Gives what the program printed; throws when it fails. It ends with this process at the latest. */
export const run = async (
  program: string,
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Promise<unknown> => {
  const file = join(import.meta.dirname, program)
  const child = spawn(process.execPath, ["--conditions=@ploke/source", "--no-warnings", file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "", ...env }
  })
  const kill = () => void child.kill("SIGKILL")
  process.prependListener("exit", kill)
  try {
    return JSON.parse(await outputOf(program, child))
  } finally {
    process.off("exit", kill)
  }
}

const outputOf = (program: string, child: ChildProcess): Promise<string> =>
  new Promise((done, fail) => {
    const chunks: Array<Buffer> = []
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.on("error", fail)
    child.on("close", (code) => {
      if (code === 0) done(Buffer.concat(chunks).toString("utf8"))
      else fail(new Error(`${program} ended with ${code}`))
    })
  })
