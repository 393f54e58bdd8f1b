/**
 * Numbers that a seed determines: the same images in every run and on every machine.
 *
 * @internal
 */

export interface Pseudorandom {
  /** A whole number of at least 0 and less than `bound`. */
  readonly below: (bound: number) => number
}

// Marsaglia's 32-bit xorshift with the shifts 13, 17, 5: a full period over every state but 0.
const advance = (state: number): number => {
  const first = state ^ (state << 13)
  const second = first ^ (first >>> 17)
  return (second ^ (second << 5)) >>> 0
}

// Near seeds must not give near sequences: a multiplication by an odd constant spreads them over all bits.
const spread = (state: number, part: number): number =>
  (Math.imul(state ^ (part >>> 0), 0x9e37_79b1) ^ (state >>> 15)) >>> 0

/** A sequence for the given numbers, which name what it is used for. */
export const pseudorandom = (...seed: ReadonlyArray<number>): Pseudorandom => {
  let state = seed.reduce(spread, 0x2545_f491) || 1
  for (let round = 0; round < 4; round++) state = advance(state)
  return {
    below: (bound) => {
      state = advance(state)
      return Math.floor((state / 2 ** 32) * bound)
    }
  }
}
