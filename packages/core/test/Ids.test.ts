import { assert, describe, it } from "@effect/vitest"
import { Namespace, OriginId, PROJECT_NAMESPACE, RequestId } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"

const schemas = [
  ["RequestId", RequestId],
  ["Namespace", Namespace],
  ["OriginId", OriginId]
] as const

describe.each(schemas)("%s", (_name, schema) => {
  const makeRandom: Effect.Effect<string> = schema.makeRandom

  it.effect("makes a random UUID of version 4 that it accepts itself", () =>
    Effect.gen(function* () {
      const id = yield* makeRandom
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      assert.isTrue(Schema.is(schema)(id))
    })
  )

  it.effect("repeats itself under a seed and differs without one", () =>
    Effect.gen(function* () {
      const seeded = makeRandom.pipe(Random.withSeed("seed"))
      assert.strictEqual(yield* seeded, yield* seeded)
      assert.notStrictEqual(yield* makeRandom, yield* makeRandom)
    })
  )

  it.each([
    "",
    "0B0C3C0E-6A3F-4F3E-8F55-0D1F6A0F9D11",
    "0b0c3c0e6a3f4f3e8f550d1f6a0f9d11",
    "{0b0c3c0e-6a3f-4f3e-8f55-0d1f6a0f9d11}",
    "0b0c3c0e-6a3f-4f3e-8f55-0d1f6a0f9d1g",
    "0b0c3c0e-6a3f-4f3e-8f55-0d1f6a0f9d11\n"
  ])("rejects %j", (text) => {
    assert.isFalse(Schema.is(schema)(text))
    assert.throws(() => schema.make(text), /Schema validation failed/)
  })
})

describe("PROJECT_NAMESPACE", () => {
  it("is the constant of ploke-core", () => {
    assert.strictEqual(PROJECT_NAMESPACE, Namespace.make("f7f4a9a0-1b1a-4b0e-9c1a-1a1a1a1a1a1a"))
  })
})
