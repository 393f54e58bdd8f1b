/**
 * Keeps readers of this process from seeing files in between: while a transaction gives its files their places, nobody
 * reads, and whoever was reading when that began reads again.
 *
 * Promised: what a reader gets was read while no transaction was about it, so that it is of before or of after all of
 * them; a reader reads at most a few times before transactions wait for it, and a transaction waits for no reader that
 * came after it; whoever is interrupted, also while it waits, is as if it had never come. Not promised: anything about
 * other processes, or about programs that read past this library. An effect inside of `change` that comes back to `read`
 * waits for itself.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Limits from "./Limits.ts"

/**
 * A gate between readers and transactions.
 *
 * @since 0.1.0
 */
export class ReadGate {
  /** The numbers of the changes that go on, the oldest first. */
  readonly #changes = new Set<number>()
  /** How many changes have begun: the number of the last one. */
  #begun = 0
  /** How many readers keep changes from beginning. */
  #pins = 0
  /** Those that wait for their turn, in the order in which they came. */
  readonly #queue = new Set<Turn>()
  /** The readers that wait until changes have ended, in the order in which they came. */
  readonly #onlookers = new Set<Onlooker>()

  /** Runs an effect during which files are in between; waits for readers that no longer give way. */
  change<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return this.#inTurn("change", effect)
  }

  /** Runs an effect that only reads, again if files were in between meanwhile. */
  read<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return this.#attempt(effect, Limits.gatedReadsMax)
  }

  // Changes may overlap each other without end: to have waited for some of them in vain is an attempt as well.
  #attempt<A, E, R>(effect: Effect.Effect<A, E, R>, triesLeft: number): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      if (triesLeft === 0) return this.#inTurn("pin", effect)
      if (this.#changes.size === 0) return this.#look(effect, triesLeft)
      return Effect.andThen(
        this.#settled,
        Effect.suspend(() =>
          this.#changes.size === 0 ? this.#look(effect, triesLeft) : this.#attempt(effect, triesLeft - 1)
        )
      )
    })
  }

  #look<A, E, R>(effect: Effect.Effect<A, E, R>, triesLeft: number): Effect.Effect<A, E, R> {
    const begun = this.#begun
    return Effect.flatMap(Effect.exit(effect), (exit) =>
      this.#begun === begun || Exit.hasInterrupts(exit) ? exit : this.#attempt(effect, triesLeft - 1)
    )
  }

  // The wait is part of what is released: an interruption finds the turn in whatever state it is.
  #inTurn<A, E, R>(kind: Turn["kind"], effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.acquireUseRelease(
      Effect.sync(() => this.#join(kind)),
      (turn) => (turn.state === "in" ? effect : Effect.andThen(turnOf(turn), effect)),
      (turn) => Effect.sync(() => this.#leave(turn))
    )
  }

  #join(kind: Turn["kind"]): Turn {
    const turn: Turn = { kind, state: "waits", number: 0, wake: undefined }
    this.#queue.add(turn)
    this.#admit()
    return turn
  }

  #leave(turn: Turn): void {
    if (turn.state === "waits") this.#queue.delete(turn)
    else if (turn.kind === "pin") this.#pins--
    else {
      this.#changes.delete(turn.number)
      this.#wakeOnlookers()
    }
    this.#admit()
  }

  // Nobody overtakes: neither readers nor changes, however many, keep the other kind out.
  #admit(): void {
    for (const turn of this.#queue) {
      if (turn.kind === "change" ? this.#pins > 0 : this.#changes.size > 0) return
      this.#queue.delete(turn)
      turn.state = "in"
      if (turn.kind === "pin") this.#pins++
      else this.#changes.add((turn.number = ++this.#begun))
      turn.wake?.()
    }
  }

  readonly #settled = Effect.callback<void>((resume) => {
    const onlooker: Onlooker = { last: this.#begun, wake: () => resume(Effect.yieldNow) }
    this.#onlookers.add(onlooker)
    return Effect.sync(() => void this.#onlookers.delete(onlooker))
  })

  #wakeOnlookers(): void {
    const [oldest = Infinity] = this.#changes
    for (const onlooker of this.#onlookers) {
      if (onlooker.last >= oldest) return
      this.#onlookers.delete(onlooker)
      onlooker.wake()
    }
  }
}

interface Turn {
  readonly kind: "change" | "pin"
  state: "waits" | "in"
  /** Of a change that is in. */
  number: number
  wake: (() => void) | undefined
}

/** A reader that waits for the changes up to a number. */
interface Onlooker {
  readonly last: number
  readonly wake: () => void
}

// A fiber goes on inside of the call that wakes it, which is not through yet: it lets that end first.
const turnOf = (turn: Turn): Effect.Effect<void> =>
  Effect.callback((resume) => {
    turn.wake = () => resume(Effect.yieldNow)
  })

const shared = new ReadGate()

/**
 * The gate in force when `ReadService` and `WriteService` are built. Default: one for the whole process, so that readers
 * and writers that are built apart are kept apart as well.
 *
 * @since 0.1.0
 */
export const CurrentReadGate: Context.Reference<ReadGate> = Context.Reference<ReadGate>("@ploke/io/ReadGate", {
  defaultValue: () => shared
})
