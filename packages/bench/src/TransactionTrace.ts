/**
 * What one transaction does to the file system, traced in a process of its own: the second over its files, so that nothing
 * is counted that is done once.
 */
import * as Program from "./Program.ts"
import * as WriteCorpus from "./WriteCorpus.ts"

/** What was done until the transaction was acknowledged, and how often something was synced then and behind it. */
export interface Trace {
  readonly files: number
  readonly folders: number
  /** The functions of node:fs, in the order in which the calls began. */
  readonly node: ReadonlyArray<string>
  readonly syncs: number
  readonly syncsBehind: number
}

/** What the traced program says when it was told that the transaction is done, and when all that follows is over. */
export const acknowledged = "(acknowledged)"
export const over = "(over)"

/** Traces a transaction over small files in so many folders. */
export const measure = async (shape: WriteCorpus.Shape): Promise<Trace> => {
  const id = "traced"
  await WriteCorpus.writeFirst(shape, id)
  const calls = (await Program.run("trace-transaction.ts", [JSON.stringify(shape), id])) as ReadonlyArray<string>
  const files = WriteCorpus.filesOf(shape, id)
  const problem = WriteCorpus.problemOf(files, 0)
  if (problem !== undefined) throw new Error(problem)
  WriteCorpus.remove(shape)
  return make(files, calls)
}

/** Splits what was called where it was acknowledged. */
export const make = (files: ReadonlyArray<Pick<WriteCorpus.Target, "folder">>, calls: ReadonlyArray<string>): Trace => {
  const at = calls.indexOf(acknowledged)
  const end = calls.indexOf(over)
  if (at < 0 || end < at) throw new Error("the trace tells no end of the transaction")
  const node = calls.slice(0, at)
  return {
    files: files.length,
    folders: new Set(files.map(({ folder }) => folder)).size,
    node,
    syncs: node.filter(isSync).length,
    syncsBehind: calls.slice(at, end).filter(isSync).length
  }
}

const isSync = (name: string): boolean => /^(?:f(?:data)?sync(?:Sync)?|FileHandle\.(?:data)?sync)$/.test(name)
