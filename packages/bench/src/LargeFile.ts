/**
 * One large file hashed by a process of its own, whose resident memory is looked at when it has ended its work.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import type { CorpusFile } from "./Corpus.ts"

export interface LargeFileResult {
  readonly peakMib: number
  /** What the process held before it read the first byte: Node, Effect and our modules. */
  readonly startMib: number
  readonly millis: number
}

/** Hashes the file in a child; throws when the hash is wrong or the child fails. */
export const measure = async (
  folder: string,
  small: CorpusFile,
  large: Pick<CorpusFile, "path" | "digest">
): Promise<LargeFileResult> => {
  // The first run fills the compile cache: Node's TypeScript stripper takes 30 MiB, which no installed package needs.
  await hashInChild(folder, small)
  return hashInChild(folder, large)
}

const hashInChild = async (folder: string, file: Pick<CorpusFile, "path" | "digest">): Promise<LargeFileResult> => {
  const program = join(import.meta.dirname, "hash-large.ts")
  const child = spawn(process.execPath, ["--conditions=@ploke/source", "--no-warnings", program, file.path], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compile-cache"), NODE_OPTIONS: "" }
  })
  const kill = () => void child.kill("SIGKILL")
  process.prependListener("exit", kill)
  try {
    const output = await outputOf(child)
    const { hash, ...result }: LargeFileResult & { readonly hash: string } = JSON.parse(output)
    if (hash !== `sha256:${file.digest}`) {
      throw new Error(`hashFile gave ${hash} for ${file.path}, node:crypto gives sha256:${file.digest}`)
    }
    return result
  } finally {
    process.off("exit", kill)
  }
}

const outputOf = (child: ChildProcess): Promise<string> =>
  new Promise((done, fail) => {
    const chunks: Array<Buffer> = []
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.on("error", fail)
    child.on("close", (code) => {
      if (code === 0) done(Buffer.concat(chunks).toString("utf8"))
      else fail(new Error(`the process that hashes one file ended with ${code}`))
    })
  })
