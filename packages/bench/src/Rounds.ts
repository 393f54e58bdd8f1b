/**
 * Measuring side by side: every round gives every contender one turn, each round in another order, so that what else
 * the machine does falls on all of them alike.
 */
import type { Lane, Sample } from "./Lane.ts"

export type Samples<Id extends string> = ReadonlyMap<Id, ReadonlyArray<Sample>>

/** The middle value; the mean of the two middle ones of an even count. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** What the turns of a contender took, in milliseconds, in the order of the rounds. */
export const millisOf = <Id extends string>(samples: Samples<Id>, id: Id): ReadonlyArray<number> =>
  samples.get(id)!.map((turn) => turn.millis)

/**
 * What a contender took in times of another one, round by round: a disk is faster and slower for minutes at a time, by
 * more than the contenders differ, and the turns of one round are a second apart.
 */
export const ratio = <Id extends string>(samples: Samples<Id>, id: Id, other: Id): number => {
  const others = millisOf(samples, other)
  return median(millisOf(samples, id).map((millis, round) => millis / others[round]!))
}

/** The order of a round: each begins with another one, and every second goes backwards, so that neighbours change too. */
export const orderOf = <A>(all: ReadonlyArray<A>, round: number): ReadonlyArray<A> => {
  const from = round % all.length
  const rotated = [...all.slice(from), ...all.slice(0, from)]
  return round % 2 === 0 ? rotated : rotated.reverse()
}

/** Asks every contender once per round; one sample per round. */
export const play = async <Id extends string, Task extends string>(
  lanes: ReadonlyArray<Lane<Id, Task>>,
  rounds: number,
  task: Task,
  told: (round: number) => void
): Promise<Samples<Id>> => {
  const samples = new Map(lanes.map(({ id }) => [id, [] as Array<Sample>]))
  for (let round = 0; round < rounds; round++) {
    told(round + 1)
    for (const lane of orderOf(lanes, round)) samples.get(lane.id)!.push(await lane.ask(task))
  }
  return samples
}
