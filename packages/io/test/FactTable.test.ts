import { assert, describe, it } from "@effect/vitest"
import { FactTable } from "../src/FactTable.ts"
import type { EntryFact } from "../src/Survey.ts"

const fact = (number: number): EntryFact => ({
  kind: (["file", "directory", "symlink"] as const)[number % 3]!,
  device: number + 0.125,
  inode: 2 ** 53 - number,
  bornMillis: number + 0.25,
  modifiedMillis: -number,
  changedMillis: number * 1e9,
  sizeBytes: number,
  links: number + 1,
  target: number % 3 === 2 ? `to ${number}` : undefined
})

describe("a table of facts", () => {
  it("keeps what it was given, many pages of it", () => {
    const table = new FactTable()
    const slots = Array.from({ length: 1000 }, (_, i) => table.add(fact(i)))
    assert.strictEqual(new Set(slots).size, 1000)
    slots.forEach((slot, i) => {
      assert.deepStrictEqual(table.get(slot), fact(i))
      assert.deepStrictEqual(
        [table.kind(slot), table.device(slot), table.inode(slot)],
        [fact(i).kind, fact(i).device, fact(i).inode]
      )
    })
  })
  it("gives out again what was deleted, with nothing left in it", () => {
    const table = new FactTable()
    const slots = [2, 5, 8].map((number) => table.add(fact(number)))
    table.delete(slots[1]!)
    assert.strictEqual(table.add(fact(9)), slots[1])
    assert.deepStrictEqual(
      slots.map((slot) => table.get(slot)),
      [fact(2), fact(9), fact(8)]
    )
    table.put(slots[2]!, fact(6))
    assert.strictEqual(table.get(slots[2]!).target, undefined)
  })
  it("begins anew when everything was deleted", () => {
    const table = new FactTable()
    const slots = Array.from({ length: 600 }, (_, i) => table.add(fact(i)))
    for (const slot of slots) table.delete(slot)
    const again = Array.from({ length: 600 }, (_, i) => table.add(fact(i + 1)))
    assert.deepStrictEqual(again, slots)
    assert.deepStrictEqual(
      again.map((slot) => table.get(slot)),
      again.map((_, i) => fact(i + 1))
    )
  })
})
