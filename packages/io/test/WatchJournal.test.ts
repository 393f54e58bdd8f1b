import { assert, describe, it } from "@effect/vitest"
import type { FileChangeEvent } from "@ploke/core"
import { WatchJournal } from "../src/WatchJournal.ts"

const event = (sequence: number): FileChangeEvent => ({ _tag: "Root", root: "/r", state: "ready", sequence })

const filled = (capacity: number, last: number, first = 1) => {
  const journal = new WatchJournal(capacity, first - 1)
  for (let sequence = first; sequence <= last; sequence++) journal.push(event(sequence))
  return journal
}

const numbers = (events: ReadonlyArray<FileChangeEvent> | undefined) => events?.map(({ sequence }) => sequence)

const forgetful = (capacity: number, forgotten: number, last: number) => {
  const journal = filled(capacity, forgotten)
  journal.forget()
  for (let sequence = forgotten + 1; sequence <= last; sequence++) journal.push(event(sequence))
  return journal
}

interface Row {
  readonly title: string
  readonly journal: WatchJournal
  readonly since: number
  readonly expected: ReadonlyArray<number> | undefined
}

const rows: ReadonlyArray<Row> = [
  { title: "an empty one, from its beginning", journal: filled(4, 0), since: 0, expected: [] },
  { title: "an empty one, from the future", journal: filled(4, 0), since: 1, expected: undefined },
  { title: "an empty one that goes on from 7", journal: filled(4, 7, 8), since: 7, expected: [] },
  { title: "an empty one that goes on from 7, from before", journal: filled(4, 7, 8), since: 6, expected: undefined },
  { title: "one that is not full, from its beginning", journal: filled(4, 3), since: 0, expected: [1, 2, 3] },
  { title: "one that is not full, from within", journal: filled(4, 3), since: 2, expected: [3] },
  { title: "one that is just full", journal: filled(4, 4), since: 0, expected: [1, 2, 3, 4] },
  { title: "one that has lost its first event, from before it", journal: filled(4, 5), since: 0, expected: undefined },
  {
    title: "one that has lost its first event, from after it",
    journal: filled(4, 5),
    since: 1,
    expected: [2, 3, 4, 5]
  },
  { title: "one that went round many times", journal: filled(4, 4_003), since: 4_000, expected: [4_001, 4_002, 4_003] },
  { title: "one that went round, too far back", journal: filled(4, 4_003), since: 3_998, expected: undefined },
  { title: "its last event", journal: filled(4, 9), since: 9, expected: [] },
  { title: "the future", journal: filled(4, 9), since: 10, expected: undefined },
  { title: "one that goes on from 100", journal: filled(4, 102, 101), since: 100, expected: [101, 102] },
  { title: "one that goes on from 100, from before", journal: filled(4, 102, 101), since: 99, expected: undefined },
  { title: "room for one event alone", journal: filled(1, 3), since: 2, expected: [3] },
  { title: "room for one event alone, from before", journal: filled(1, 3), since: 1, expected: undefined },
  { title: "one that has forgotten all, its last event", journal: forgetful(4, 3, 3), since: 3, expected: undefined },
  { title: "one that has forgotten all, the next event", journal: forgetful(4, 3, 4), since: 4, expected: [] },
  { title: "one that has forgotten all, from before", journal: forgetful(4, 3, 4), since: 3, expected: undefined },
  { title: "one that goes on after that", journal: forgetful(4, 3, 6), since: 4, expected: [5, 6] },
  { title: "one that goes on after that, from before", journal: forgetful(4, 3, 6), since: 3, expected: undefined },
  { title: "one that goes round after that", journal: forgetful(4, 3, 9), since: 5, expected: [6, 7, 8, 9] },
  { title: "one that goes round after that, too far back", journal: forgetful(4, 3, 9), since: 4, expected: undefined },
  { title: "what is before everything", journal: filled(4, 3), since: -1, expected: undefined },
  { title: "what is no number", journal: filled(4, 3), since: NaN, expected: undefined },
  { title: "what is no whole number", journal: filled(4, 3), since: 1.5, expected: undefined },
  { title: "what is too large to be counted", journal: filled(4, 3), since: Infinity, expected: undefined }
]

describe("the events after a sequence number", () => {
  for (const { title, journal, since, expected } of rows) {
    it(`of ${title}: ${expected === undefined ? "unknown" : expected.join(", ") || "none"}`, () => {
      assert.deepStrictEqual(numbers(journal.since(since)), expected)
    })
  }
})

describe("a journal", () => {
  it("keeps as many events as it may, and knows its last one", () => {
    const sizes = [0, 1, 4, 5, 400].map((last) => [filled(4, last).size, filled(4, last).last])
    assert.deepStrictEqual(sizes, [
      [0, 0],
      [1, 1],
      [4, 4],
      [4, 5],
      [4, 400]
    ])
  })

  it.each([
    [0, []],
    [1, [9]],
    [3, [7, 8, 9]],
    [4, [6, 7, 8, 9]],
    [99, [6, 7, 8, 9]]
  ])("gives the last %i events, as far as it has them", (most, expected) => {
    assert.deepStrictEqual(numbers(filled(4, 9).tail(most)), expected)
  })

  it("that has forgotten all is whole again with the next event, which is not kept", () => {
    const journals = [forgetful(4, 0, 0), forgetful(4, 3, 3), forgetful(4, 3, 4), forgetful(4, 3, 5)]
    assert.deepStrictEqual(
      journals.map(({ isWhole, size }) => [isWhole, size]),
      [
        [false, 0],
        [false, 0],
        [true, 0],
        [true, 1]
      ]
    )
  })

  it("gives what was told, and not what stands at the same place by now", () => {
    const journal = filled(4, 4)
    const told = journal.since(0)
    journal.push(event(5))
    assert.deepStrictEqual(numbers(told), [1, 2, 3, 4])
  })
})
