/**
 * What one write does to the file system, traced in a process of its own: the second write into a folder, so that nothing
 * is counted that is done once.
 */
import * as NodeCalls from "./NodeCalls.ts"
import * as Program from "./Program.ts"
import * as WriteCorpus from "./WriteCorpus.ts"

/** Names, in the order in which the calls began. */
export interface Trace {
  /** The steps of the port between the services and a platform: each can fail by itself. */
  readonly port: ReadonlyArray<string>
  /** The functions of node:fs. */
  readonly node: ReadonlyArray<string>
}

/** Traces a write of a small file. */
export const measure = async (folder: string, fileBytes: number): Promise<Trace> => {
  const shape: WriteCorpus.Shape = { folder, files: 2, folders: 1, fileBytes }
  await WriteCorpus.writeFirst(shape, "traced")
  const trace = (await Program.run("trace-write.ts", [JSON.stringify(shape), "traced"])) as Trace
  const problem = WriteCorpus.problemOf(WriteCorpus.filesOf(shape, "traced"), 0)
  if (problem !== undefined) throw new Error(problem)
  return trace
}

/** Says how often each was called, in the order in which each was first. */
export const describe = (names: ReadonlyArray<string>): string => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Array.from(counts, ([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(", ")
}

/** Says how many calls of the system that were: it is not known where Node does several in one function. */
export const describeSystemCalls = (node: ReadonlyArray<string>): string => {
  const several = [...new Set(node.filter((name) => !NodeCalls.isSingle(name)))]
  return several.length === 0 ? "each is one system call" : `each is one system call, but for ${several.join(", ")}`
}
