/**
 * A thread that watches roots, so that the notifications of the system are read while the calling thread works. It imports
 * nothing of Effect, so that it starts fast and stays small.
 *
 * It says at most one thing about changes until the calling thread has taken it: what happens meanwhile is gathered, and
 * what is more than that thread could look at one by one becomes a loss.
 *
 * @internal
 */
import { parentPort } from "node:worker_threads"
import type { WatchedTree } from "./chokidarRoot.ts"
import { watchTree } from "./chokidarRoot.ts"
import { QueueGauge } from "./queueGauge.ts"
import { PendingHints } from "./watchHints.ts"
import type { Order, Report } from "./watchWire.ts"

interface Root {
  readonly tree: WatchedTree
  readonly hints: PendingHints
}

const roots = new Map<number, Root>()
const gauge = new QueueGauge("overflows")
// Roots with hints that nobody was told.
const pending = new Set<number>()
let isTaken = true
let turn: NodeJS.Immediate | undefined

const report = (message: Report): void => parentPort!.postMessage(message)

const tellHints = (): void => {
  turn = undefined
  if (!isTaken || pending.size === 0) return
  isTaken = false
  report({ _tag: "Hints", batches: [...pending].flatMap((id) => roots.get(id)?.hints.take(id) ?? []) })
  pending.clear()
}

const remember = (id: number): void => {
  pending.add(id)
  turn ??= setImmediate(tellHints)
}

const open = (id: number, path: string, rules: Parameters<typeof watchTree>[1]): void => {
  const hints = new PendingHints()
  const lost: Parameters<typeof watchTree>[2]["lost"] = (place, why, detail) => {
    hints.lost({ path: place, why, detail }, path)
    remember(id)
  }
  const dirty = (place: string, first: boolean): void => {
    hints.dirty(place, first)
    remember(id)
    if (hints.overflows()) lost(path, "stall", "more changes than the calling thread took note of")
  }
  const tree = watchTree(path, rules, { dirty, lost }, gauge)
  roots.set(id, { tree, hints })
  void tree.ready.then(() => report({ _tag: "Ready", root: id }))
}

const close = async (id: number): Promise<void> => {
  const root = roots.get(id)
  roots.delete(id)
  pending.delete(id)
  await root?.tree.close()
  report({ _tag: "Closed", root: id })
}

parentPort!.on("message", (order: Order) => {
  switch (order._tag) {
    case "Open":
      return open(order.root, order.path, order.rules)
    case "Close":
      return void close(order.root)
    case "Taken":
      isTaken = true
      if (pending.size > 0) turn ??= setImmediate(tellHints)
      return
    default: {
      const tree = roots.get(order.root)?.tree
      const { question } = order
      const answer = order._tag === "Watches" ? tree?.watches() : tree?.revive(order.folders)
      void Promise.resolve<number | void | undefined>(answer).then((value) =>
        report({ _tag: "Answer", question, value: value ?? undefined })
      )
    }
  }
})
