/**
 * Where a failure was found, as text that leads there again.
 *
 * @internal
 */
import type { Operation } from "./Record.ts"

/** One power cut: after how many operations, and which of its images was mounted. */
export interface Place {
  readonly done: number
  readonly image: number
}

export interface Replay {
  readonly digest: string
  readonly places: ReadonlyArray<Place>
}

/** Tells other sequences of operations apart, but not other names: temporary files may be named at random. */
export const digestOf = (episodes: ReadonlyArray<ReadonlyArray<Operation>>): string => {
  let hash = 0x811c_9dc5
  for (const operations of episodes) {
    for (const { bytes, call, start } of operations) {
      for (const character of `${call},${bytes},${start};`) {
        hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x0100_0193)
      }
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0")
}

export const write = ({ digest, places }: Replay): string =>
  [digest, ...places.map(({ done, image }) => `${done}.${image}`)].join("-")

/** Reads what `write` wrote; anything else is a `RangeError`. */
export const read = (text: string): Replay => {
  const [digest = "", ...places] = text.split("-")
  if (!/^[0-9a-f]{8}(-\d+\.\d+)+$/.test(text)) {
    throw new RangeError(`${JSON.stringify(text)} is not the replay of a crash: copy it whole from the failure`)
  }
  return {
    digest,
    places: places.map((place) => {
      const [done = 0, image = 0] = place.split(".").map(Number)
      return { done, image }
    })
  }
}
