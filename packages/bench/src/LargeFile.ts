/**
 * One large file hashed by a process of its own, whose resident memory is looked at when it has ended its work.
 */
import { join } from "node:path"
import type { CorpusFile } from "./Corpus.ts"
import * as Program from "./Program.ts"

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
  const output = await Program.run("hash-large.ts", [file.path], {
    NODE_COMPILE_CACHE: join(folder, "compile-cache")
  })
  const { hash, ...result } = output as LargeFileResult & { readonly hash: string }
  if (hash !== `sha256:${file.digest}`) {
    throw new Error(`hashFile gave ${hash} for ${file.path}, node:crypto gives sha256:${file.digest}`)
  }
  return result
}
