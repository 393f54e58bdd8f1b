/**
 * The bench of watching: ours, chokidar, which ours rides on, and others on the same trees.
 */
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Bench, tell } from "./Bench.ts"
import * as Corpus from "./Corpus.ts"
import * as Machine from "./Machine.ts"
import { type Id, ids, titles } from "./WatchContenders.ts"
import { type Options, parse, usage } from "./WatchOptions.ts"
import * as WatchReport from "./WatchReport.ts"
import * as WatchTree from "./WatchTree.ts"
import * as WatchTrial from "./WatchTrial.ts"

/** Enough that all code has run before memory is measured. */
const smallFiles = 100

const measure = async (options: Options): Promise<WatchReport.Report> => {
  const machine = Machine.describe()
  const folder = Corpus.makeFolder(options.dir)
  const fileSystem = Machine.describeMount(Machine.mountOf(folder))
  const fields: Array<WatchReport.Field> = []
  for (const files of [options.files, options.moreFiles].filter((count) => count > 0)) {
    tell(`writing ${files} files below ${folder}`)
    const tree = await WatchTree.write(join(folder, `of-${fields.length}-${files}`), files, options.copied)
    const small = join(folder, `small-${fields.length}`)
    await WatchTree.write(small, smallFiles, 1)
    fields.push(await measureField(tree, small, options))
  }
  return WatchReport.make(options, { machine, fileSystem, fields })
}

const measureField = async (tree: WatchTree.Tree, small: string, options: Options): Promise<WatchReport.Field> => {
  const samples = new Map<Id, WatchReport.Samples>(
    ids.map((id) => [id, { readyMs: [], idlePercent: 0, heapBytes: 0, rssBytes: 0, trial: undefined }])
  )
  const files = tree.files.length
  for (let round = 0; round < options.rounds; round++) {
    tell(`round ${round + 1} of ${options.rounds} of starting on ${files} files`)
    const isLast = round === options.rounds - 1
    const alive: Array<WatchTrial.Contender> = []
    for (let turn = 0; turn < ids.length; turn++) {
      const id = ids[(turn + round) % ids.length]!
      const contender = new WatchTrial.Contender(id)
      const before = (await contender.ask({ _tag: "Heap" })).number
      const { number } = await contender.ask({ _tag: "Start", root: tree.root, hosting: "auto" })
      const sample = samples.get(id)!
      sample.readyMs.push(number)
      if (isLast) {
        await contender.ask({ _tag: "Settle", files })
        sample.rssBytes = (await contender.ask({ _tag: "Rss" })).number
        sample.heapBytes = (await contender.ask({ _tag: "Heap" })).number - before
        alive.push(contender)
      } else await contender.end()
    }
    if (!isLast) continue
    tell(`all watchers idle for ${options.idleMillis} ms`)
    await sleep(options.quietMillis)
    const idle = alive.map(async (contender) => {
      samples.get(contender.id)!.idlePercent = (
        await contender.ask({ _tag: "Idle", millis: options.idleMillis })
      ).number
    })
    await Promise.all(idle)
    for (const contender of alive) await contender.end()
  }
  const indexBytes = await measureIndex(tree, small)
  for (const id of ids) {
    tell(`changing, overwriting and copying files before ${titles[id]}`)
    const contender = new WatchTrial.Contender(id)
    await contender.ask({ _tag: "Start", root: tree.root, hosting: "auto" })
    await contender.ask({ _tag: "Settle", files })
    samples.get(id)!.trial = await WatchTrial.measure(contender, tree, options)
    await contender.end()
  }
  return { files, folders: tree.folders, indexBytes, samples }
}

// Chokidar is in a thread of its own here, so that its memory is not counted; what Effect and the service take by themselves
// is there before, since a small tree was watched.
const measureIndex = async (tree: WatchTree.Tree, small: string): Promise<number> => {
  tell("filling the index")
  const contender = new WatchTrial.Contender("ours")
  await contender.ask({ _tag: "Start", root: small, hosting: "worker" })
  await contender.ask({ _tag: "Settle", files: smallFiles })
  await contender.ask({ _tag: "Stop" })
  const before = (await contender.ask({ _tag: "Heap" })).number
  await contender.ask({ _tag: "Start", root: tree.root, hosting: "worker" })
  await contender.ask({ _tag: "Settle", files: tree.files.length })
  const after = (await contender.ask({ _tag: "Heap" })).number
  await contender.end()
  return (after - before) / (tree.files.length + tree.folders)
}

export const watchBench: Bench<Options, WatchReport.Report> = {
  usage,
  parse,
  measure,
  toTable: WatchReport.toTable
}
