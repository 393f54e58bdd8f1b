import { assert, describe, it } from "@effect/vitest"
import type { FileHash } from "@ploke/core"
import { DigestTable } from "../src/DigestTable.ts"

const hex = (number: number): string => number.toString(16).padStart(8, "0").repeat(8)

// Of each kind that is there at all, and what is none.
const hashOf = (number: number): FileHash | undefined =>
  [
    `sha256:${hex(number)}`,
    undefined,
    `md5:${hex(number).slice(32)}`,
    `sha256:${hex(number).toUpperCase()}F`,
    `sha256:${hex(number).slice(1)}A`,
    `sha256:${hex(number * 7919)}`,
    ""
  ][number % 7] as FileHash | undefined

describe("a table of digests", () => {
  it("gives back what was put in last, of whatever form it is", () => {
    const table = new DigestTable()
    const put = new Map<number, FileHash | undefined>()
    for (let i = 0; i < 5000; i++) {
      const slot = (i * 389) % 1000
      table.put(slot, hashOf(i))
      put.set(slot, hashOf(i))
    }
    for (let slot = 0; slot < 1100; slot++) assert.strictEqual(table.get(slot), put.get(slot))
  })

  it("forgets everything, and then takes hashes of another length", () => {
    const table = new DigestTable()
    const [long, short] = [`sha256:${hex(1)}`, "md5:00ff"] as ReadonlyArray<string> as readonly [FileHash, FileHash]
    table.put(3, long)
    table.put(4, short)
    table.clear()
    assert.deepStrictEqual([table.get(3), table.get(4)], [undefined, undefined])
    table.put(3, short)
    table.put(4, long)
    assert.deepStrictEqual([table.get(3), table.get(4)], [short, long])
  })
})
