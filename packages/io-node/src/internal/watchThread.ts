/**
 * The calling thread's end of a thread that watches roots. It is started for its first root, and ended with its last one.
 *
 * @internal
 */
import type { IgnoreRules } from "@ploke/io/IgnoreRules"
import { Worker } from "node:worker_threads"
import type { RootEar, WatchedTree } from "./chokidarRoot.ts"
import type { HintBatch } from "./watchHints.ts"
import type { Order, Report } from "./watchWire.ts"

/** A root that the thread watches. */
export interface RemoteTree extends WatchedTree {
  /** Is kept when the thread has ended although nobody asked it to, with what it said last. */
  readonly died: Promise<string>
}

/** Lends one thread to all roots that need it. */
export class WatchThreads {
  private current: WatchThread | undefined

  /** Watches a root in the thread. */
  watch(root: string, rules: IgnoreRules, ear: RootEar): RemoteTree {
    if (this.current === undefined || this.current.isOver) this.current = new WatchThread()
    return this.current.watch(root, rules, ear)
  }
}

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"

const start = (): Worker =>
  new Worker(new URL(`./watchWorker.${extension}`, import.meta.url), {
    // From source, the packages beside this one are to be found by their sources too.
    execArgv: extension === "ts" ? ["--conditions=@ploke/source", "--no-warnings"] : [],
    name: "ploke-io-watch"
  })

interface Root {
  readonly ear: RootEar
  readonly ready: () => void
  readonly closed: () => void
  readonly died: (detail: string) => void
}

const promise = <A>(): readonly [promised: Promise<A>, keep: (value: A) => void] => {
  let keep: (value: A) => void
  return [new Promise<A>((resolve) => (keep = resolve)), (value) => keep(value)]
}

class WatchThread {
  /** Whether it takes no more roots. */
  isOver = false
  private readonly worker = start()
  private readonly ended: Promise<void>
  private lastError = "the thread that watches has ended"
  private lastNumber = 0
  private readonly roots = new Map<number, Root>()
  private readonly questions = new Map<number, (value: number | undefined) => void>()

  constructor() {
    this.worker.on("message", (report: Report) => this.receive(report))
    this.worker.on("messageerror", (error) => this.fail(error))
    this.worker.on("error", (error) => this.fail(error))
    this.ended = new Promise((resolve) =>
      this.worker.once("exit", () => {
        this.die()
        resolve()
      })
    )
  }

  watch(path: string, rules: IgnoreRules, ear: RootEar): RemoteTree {
    const root = ++this.lastNumber
    const [ready, isReady] = promise<void>()
    const [closed, isClosed] = promise<void>()
    const [died, hasDied] = promise<string>()
    this.roots.set(root, { ear, ready: isReady, closed: isClosed, died: hasDied })
    this.send({ _tag: "Open", root, path, rules })
    return {
      ready,
      died,
      watches: () => this.ask((question) => ({ _tag: "Watches", root, question })),
      revive: async (folders) => void (await this.ask((question) => ({ _tag: "Revive", root, question, folders }))),
      close: () => this.close(root, closed)
    }
  }

  private async close(root: number, closed: Promise<void>): Promise<void> {
    const isLast = this.roots.size === 1 && this.roots.has(root)
    if (isLast) return this.end()
    if (this.roots.has(root)) this.send({ _tag: "Close", root })
    await closed
    if (this.roots.size === 0) await this.end()
  }

  // What it has open ends with it.
  private async end(): Promise<void> {
    this.isOver = true
    this.roots.forEach((root) => root.closed())
    this.roots.clear()
    await this.worker.terminate()
    await this.ended
  }

  private ask(order: (question: number) => Order): Promise<number | undefined> {
    if (this.isOver) return Promise.resolve(undefined)
    const question = ++this.lastNumber
    return new Promise((resolve) => {
      this.questions.set(question, resolve)
      this.send(order(question))
    })
  }

  private send(order: Order): void {
    if (!this.isOver) this.worker.postMessage(order)
  }

  private receive(report: Report): void {
    switch (report._tag) {
      case "Hints":
        // To wake the other thread takes time, in which these are not to wait.
        try {
          report.batches.forEach((batch) => this.give(batch))
        } finally {
          this.send({ _tag: "Taken" })
        }
        return
      case "Ready":
        return this.roots.get(report.root)?.ready()
      case "Closed": {
        const root = this.roots.get(report.root)
        this.roots.delete(report.root)
        return root?.closed()
      }
      case "Answer": {
        const answer = this.questions.get(report.question)
        this.questions.delete(report.question)
        return answer?.(report.value)
      }
    }
  }

  private give({ firsts, losses, paths, root }: HintBatch): void {
    const ear = this.roots.get(root)?.ear
    if (ear === undefined) return
    for (let i = 0; i < paths.length; i++) ear.dirty(paths[i]!, firsts[i] === 1)
    for (const { detail, path, why } of losses) ear.lost(path, why, detail)
  }

  private fail(error: unknown): void {
    this.lastError = error instanceof Error ? error.message : String(error)
    // What cannot be understood cannot be trusted any more.
    void this.worker.terminate()
  }

  private die(): void {
    this.isOver = true
    const roots = [...this.roots.values()]
    this.roots.clear()
    for (const answer of this.questions.values()) answer(undefined)
    this.questions.clear()
    for (const root of roots) {
      root.closed()
      root.died(this.lastError)
    }
  }
}
