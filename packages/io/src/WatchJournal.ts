/**
 * The last events, by their sequence numbers: for those who come back.
 *
 * @since 0.1.0
 */
import type { FileChangeEvent } from "@ploke/core"

/**
 * A ring of events whose sequence numbers follow each other.
 *
 * @since 0.1.0
 */
export class WatchJournal {
  readonly #capacity: number
  readonly #events: Array<FileChangeEvent> = []
  #kept = 0
  #last: number
  /** The sequence number of the first event that may be come back to. */
  #from: number

  /**
   * @param capacity - how many events are kept, at least 1
   * @param last - the sequence number of the event before the first one
   */
  constructor(capacity: number, last = 0) {
    this.#capacity = capacity
    this.#last = last
    this.#from = last
  }

  /** The sequence number of the last event. */
  get last(): number {
    return this.#last
  }

  /** How many events are kept. */
  get size(): number {
    return this.#kept
  }

  /** Whether what was told last can be come back to. */
  get isWhole(): boolean {
    return this.#last >= this.#from
  }

  /** Forgets all events: what was known before the next one does not lead to what is known from then on. */
  forget(): void {
    this.#kept = 0
    this.#from = this.#last + 1
  }

  /** Takes the next event. */
  push(event: FileChangeEvent): void {
    this.#last = event.sequence
    if (event.sequence === this.#from) return
    this.#events[event.sequence % this.#capacity] = event
    if (this.#kept < this.#capacity) this.#kept++
  }

  /** The events after a sequence number; undefined where they are no longer (or not yet) known. */
  since(sequence: number): ReadonlyArray<FileChangeEvent> | undefined {
    const missing = this.#last - sequence
    if (!Number.isSafeInteger(sequence) || sequence < this.#from || missing < 0 || missing > this.#kept)
      return undefined
    return Array.from({ length: missing }, (_, i) => this.#events[(sequence + 1 + i) % this.#capacity]!)
  }

  /** The last events, at most so many. */
  tail(most: number): ReadonlyArray<FileChangeEvent> {
    return this.since(this.#last - Math.min(most, this.#kept))!
  }
}
