import { assert, describe, it } from "@effect/vitest"
import type { FileHash } from "@ploke/io"
import { PlokeIo } from "@ploke/io"
import { TestPlokeIo } from "@ploke/io-testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as ContentCache from "../src/ContentCache.ts"

const hash = (name: string) => `test:${name}` as FileHash
const content = (bytes: number) => new Uint8Array(bytes)

describe("a cache of contents", () => {
  it("forgets what was used longest ago when there are too many bytes", () => {
    const cache = ContentCache.make(10, 100)
    cache.add(hash("a"), content(4))
    cache.add(hash("b"), content(4))
    cache.get(hash("a"))
    cache.add(hash("c"), content(4))
    assert.deepStrictEqual(
      ["a", "b", "c"].map((name) => cache.get(hash(name)) !== undefined),
      [true, false, true]
    )
  })

  it("or too many contents", () => {
    const cache = ContentCache.make(1000, 2)
    for (const name of ["a", "b", "c"]) cache.add(hash(name), content(1))
    assert.deepStrictEqual(
      ["a", "b", "c"].map((name) => cache.get(hash(name)) !== undefined),
      [false, true, true]
    )
  })

  it("does not throw everything out for a content that is too large for it", () => {
    const cache = ContentCache.make(10, 100)
    cache.add(hash("a"), content(4))
    cache.add(hash("large"), content(11))
    assert.deepStrictEqual([cache.get(hash("a"))?.length, cache.get(hash("large"))], [4, undefined])
  })

  const Steps = Arbitrary.array(
    Arbitrary.schema(
      Schema.Struct({
        name: Schema.Literals(["a", "b", "c", "d", "e", "f"]),
        bytes: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
        act: Schema.Literals(["add", "get"])
      })
    ),
    { maxLength: 40 }
  )

  it.prop("never holds more than its bounds, and what it gives is what was added", [Steps], ([steps]) => {
    const cache = ContentCache.make(20, 3)
    const added = new Map<string, Uint8Array>()
    for (const { act, bytes, name } of steps) {
      const known = cache.get(hash(name))
      if (known !== undefined) assert.strictEqual(known, added.get(name))
      if (act === "add" && known === undefined) {
        added.set(name, content(bytes))
        cache.add(hash(name), added.get(name)!)
      }
      const held = ["a", "b", "c", "d", "e", "f"].flatMap((each) => cache.get(hash(each)) ?? [])
      assert.isAtMost(held.length, 3)
      assert.isAtMost(
        held.reduce((sum, { length }) => sum + length, 0),
        20
      )
    }
  })

  it.effect.each([
    [{ maxBytes: 0 }, "cache.maxBytes"],
    [{ maxEntries: 1.5 }, "cache.maxEntries"]
  ] as const)("refuses %j as its bounds", ([cache, name]) =>
    Effect.gen(function* () {
      const layer = PlokeIo.layer({ roots: ["/repo"], cache }).pipe(
        Layer.provide(TestPlokeIo.platform({ "/repo/a": "" }))
      )
      const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
      assert.include(error.message, `${name} must be a whole number of at least 1`)
    })
  )
})
