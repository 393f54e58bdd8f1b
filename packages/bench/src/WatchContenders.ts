/**
 * The watchers that are compared, each as one function that watches a tree and tells what it hears.
 */
import { watch } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

export const titles = {
  ours: "WatchService",
  chokidar: "chokidar 6",
  parcel: "@parcel/watcher",
  node: "fs.watch recursive"
}

export type Id = keyof typeof titles

export const ids: ReadonlyArray<Id> = ["ours", "chokidar", "parcel", "node"]

/** `hint`: something may have happened; only ours tells that apart from an event. */
export type Tell = (channel: "hint" | "event", kind: string, path: string) => void

export interface Watching {
  /** Waits until nothing is done in the background any more; `files` lie in the tree. */
  readonly settle: (files: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Watches the tree; changes are heard when the promise is fulfilled. `hosting` is for ours only. */
export type Start = (root: string, tell: Tell, hosting: "auto" | "worker") => Promise<Watching>

const settled = () => sleep(200)

const chokidar: Start = async (root, tell) => {
  const { watch: watchTree } = await import("chokidar")
  const watcher = watchTree(root, { atomic: false, ignoreInitial: true })
  watcher.on("all", (kind, path) => tell("event", kind, path))
  await new Promise<void>((done) => watcher.once("ready", () => done()))
  return { settle: settled, close: () => watcher.close() }
}

const parcel: Start = async (root, tell) => {
  const { subscribe } = await import("@parcel/watcher")
  const subscription = await subscribe(root, (error, events) => {
    if (error !== null) throw error
    for (const { path, type } of events) tell("event", type, path)
  })
  return { settle: settled, close: () => subscription.unsubscribe() }
}

const node: Start = async (root, tell) => {
  const watcher = watch(root, { recursive: true }, (kind, name) => tell("event", kind, join(root, String(name))))
  return { settle: settled, close: async () => watcher.close() }
}

/** Loads what the watcher needs and nothing else, which is not on the clock. */
export const load = async (id: Id): Promise<Start> => {
  if (id === "ours") return (await import("./WatchOurs.ts")).start
  if (id === "chokidar") await import("chokidar")
  if (id === "parcel") await import("@parcel/watcher")
  return { chokidar, parcel, node }[id]
}
