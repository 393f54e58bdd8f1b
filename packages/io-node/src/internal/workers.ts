/**
 * Worker threads that take chunks of files from the far end of a large batch while the calling thread works on the near
 * end. They are an offer: where a thread cannot start or dies, the calling thread does the work.
 *
 * @internal
 */
import type { DescriptorBudget, ReadFinding, ReadOrder } from "@ploke/io"
import { Limits } from "@ploke/io"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import type { Range } from "./adaptive.ts"
import type { FindingsMessage } from "./wire.ts"
import { packOrders, unpackFindings } from "./wire.ts"

/** A batch as the workers see it. */
export interface SharedBatch {
  readonly range: Range
  readonly order: (i: number) => ReadOrder
  /** Takes the finding of item `i`; undefined for a file that does not fit the buffer. */
  readonly keep: (i: number, finding: ReadFinding | undefined) => void
  /** Takes back an item that no worker will read any more. */
  readonly takeBack: (i: number) => void
}

/** Threads that help with batches until the scope that made them closes. */
export interface Workers {
  /** Lets the threads take from a batch for the scope; `idle` ends when none of them holds an item of it. */
  readonly help: (
    batch: SharedBatch,
    budget: DescriptorBudget
  ) => Effect.Effect<{ readonly idle: Effect.Effect<void> }, never, Scope.Scope>
}

// A worker holds a folder and a file of it open, and its event loop takes five more: where descriptors are that scarce,
// the calling thread works alone.
const descriptorsPerWorker = 7

// So many chunks are with a worker at once: one that it works on, and one that waits for it.
const chunksAhead = 2

/** Makes as many as the machine has processors to spare; undefined where it has none. */
export const make = (algorithm: string): Effect.Effect<Workers | undefined, never, Scope.Scope> => {
  const count = Math.min(Limits.workersMax, availableParallelism() - 1)
  if (count < 1) return Effect.undefined
  return Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Pool(algorithm, count)),
      (pool) => Effect.promise(() => pool.close())
    ),
    (pool) => ({ help: (batch, budget) => help(pool, batch, budget) })
  )
}

const help = (pool: Pool, batch: SharedBatch, budget: DescriptorBudget) =>
  Effect.gen(function* () {
    const borrowed = yield* budget.borrow(pool.count * descriptorsPerWorker)
    const crew = yield* Effect.acquireRelease(
      Effect.sync(() => new Crew(batch, pool.lend(Math.floor(borrowed / descriptorsPerWorker)))),
      (hired) => Effect.andThen(hired.dismiss, Effect.sync(pool.takeBack))
    )
    return { idle: crew.idle }
  })

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"

const start = (algorithm: string): Worker =>
  new Worker(new URL(`./worker.${extension}`, import.meta.url), {
    workerData: { algorithm },
    // From source, the packages beside this one are to be found by their sources too.
    execArgv: extension === "ts" ? ["--conditions=@ploke/source", "--no-warnings"] : [],
    name: "ploke-io"
  })

class Pool {
  readonly count: number
  private readonly algorithm: string
  private members: Array<Member> = []
  private users = 0
  private idleTimer: NodeJS.Timeout | undefined

  constructor(algorithm: string, count: number) {
    this.algorithm = algorithm
    this.count = count
  }

  lend(most: number): ReadonlyArray<Member> {
    this.users++
    clearTimeout(this.idleTimer)
    this.members = this.members.filter((member) => !member.isDead)
    while (this.members.length < most) this.members.push(new Member(start(this.algorithm)))
    return this.members.slice(0, most)
  }

  readonly takeBack = (): void => {
    if (--this.users > 0) return
    this.idleTimer = setTimeout(() => void this.close(), Limits.workerIdleMillis).unref()
  }

  close(): Promise<unknown> {
    clearTimeout(this.idleTimer)
    return Promise.all(this.members.splice(0).map((member) => member.terminate()))
  }
}

interface Job {
  readonly found: (message: FindingsMessage) => void
  readonly lost: () => void
}

let lastId = 0

class Member {
  isDead = false
  private isReady = false
  private readonly worker: Worker
  private readonly jobs = new Map<number, Job>()
  private readonly waiting: Array<() => void> = []

  constructor(worker: Worker) {
    this.worker = worker
    worker.on("message", (message: FindingsMessage | "ready") => this.receive(message))
    worker.on("error", () => this.die())
    worker.on("exit", () => this.die())
    worker.unref()
  }

  whenReady(callback: () => void): void {
    if (this.isReady) callback()
    else if (!this.isDead) this.waiting.push(callback)
  }

  send(orders: ReadonlyArray<ReadOrder>, job: Job): void {
    const id = ++lastId
    this.jobs.set(id, job)
    this.worker.ref()
    this.worker.postMessage(packOrders(id, orders))
  }

  terminate(): Promise<unknown> {
    this.isDead = true
    return this.worker.terminate()
  }

  private receive(message: FindingsMessage | "ready"): void {
    if (message === "ready") {
      this.isReady = true
      this.waiting.splice(0).forEach((callback) => callback())
      return
    }
    const job = this.jobs.get(message.id)
    this.jobs.delete(message.id)
    if (this.jobs.size === 0) this.worker.unref()
    job?.found(message)
  }

  private die(): void {
    this.isDead = true
    this.waiting.length = 0
    const lost = [...this.jobs.values()]
    this.jobs.clear()
    lost.forEach((job) => job.lost())
  }
}

class Crew {
  private readonly batch: SharedBatch
  private readonly members: ReadonlyArray<Member>
  private outstanding = 0
  private isDismissed = false
  private whenIdle: (() => void) | undefined

  constructor(batch: SharedBatch, members: ReadonlyArray<Member>) {
    this.batch = batch
    this.members = members
    for (const member of members) {
      member.whenReady(() => {
        for (let i = 0; i < chunksAhead; i++) this.feed(member)
      })
    }
  }

  /** Ends when no worker holds an item of the batch; the calling thread then sees to the rest. */
  readonly idle: Effect.Effect<void> = Effect.callback<void>((resume) => {
    if (this.outstanding === 0) return resume(Effect.void)
    this.whenIdle = () => resume(Effect.void)
    return Effect.sync(() => (this.whenIdle = undefined))
  })

  /** Hands out nothing more, and ends when what was handed out is closed again. */
  readonly dismiss: Effect.Effect<void> = Effect.suspend(() => {
    this.isDismissed = true
    return this.idle
  })

  private feed(member: Member): void {
    const { range, order, keep, takeBack } = this.batch
    const left = range.end - range.next
    // Towards the end the chunks shrink, so that all are done at about the same time.
    const size = Math.min(Limits.workerChunkFiles, Math.floor(left / (2 * (this.members.length + 1))))
    if (this.isDismissed || member.isDead || size < 16) return
    const from = (range.end -= size)
    const orders = Array.from({ length: size }, (_, i) => order(from + i))
    this.outstanding++
    member.send(orders, {
      found: (message) => {
        unpackFindings(message).forEach((finding, i) => keep(from + i, finding))
        this.settle(member)
      },
      lost: () => {
        for (let i = 0; i < size; i++) takeBack(from + i)
        this.settle(member)
      }
    })
  }

  private settle(member: Member): void {
    this.outstanding--
    this.feed(member)
    if (this.outstanding === 0) this.whenIdle?.()
  }
}
