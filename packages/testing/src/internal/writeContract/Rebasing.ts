/**
 * How edits of contents that are no longer there are carried over, and who must ask for that.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Fact } from "../readContract/World.ts"
import { failing, labelOf, told } from "../readContract/World.ts"
import { edit, textOf } from "./Words.ts"

const base = "let a = 1\nlet b = 2\nlet c = 3\n"
const current = "// new\nlet a = 1\nlet b = 2\nlet c = 33\n"

export const describeRebasing = (fact: Fact): void => {
  fact("a stale edit is refused unless it asks to be rebased", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", current)
      const stale = { ...edit(filePath, hashOf(base), [18, 19], "22"), baseContent: base }
      for (const request of [stale, { ...stale, onMismatch: "fail" as const }]) {
        assert.strictEqual(labelOf(yield* failing(writer.writeSnippet(request))), "ContentMismatch")
      }
      assert.strictEqual(yield* textOf(filePath), current)
      const result = yield* writer.writeSnippet({ ...stale, onMismatch: "rebase" })
      const after = "// new\nlet a = 1\nlet b = 22\nlet c = 33\n"
      assert.deepStrictEqual<unknown>(result, {
        filePath,
        oldHash: hashOf(current),
        newHash: hashOf(after),
        delta: [{ startByte: 25, removedBytes: 1, addedBytes: 2 }],
        rebased: true,
        durability: "strict"
      })
      assert.strictEqual(yield* textOf(filePath), after)
    })
  )

  fact("an edit of what somebody else changed is in conflict", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", current)
      const ask = { onMismatch: "rebase", baseContent: base } as const
      for (const range of [
        [28, 29],
        [29, 29],
        [0, 0]
      ] as const) {
        const request = { ...edit(filePath, hashOf(base), range, "x"), ...ask }
        assert.strictEqual(labelOf(yield* failing(writer.writeSnippet(request))), "ContentMismatch", range.join())
      }
      assert.strictEqual(yield* textOf(filePath), current)
    })
  )

  fact("a base that is unknown, or another than it says, rebases nothing", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", current)
      const request = { ...edit(filePath, hashOf(base), [18, 19], "22"), onMismatch: "rebase" as const }
      assert.strictEqual(labelOf(yield* failing(writer.writeSnippet(request))), "ContentMismatch")
      const other = yield* failing(writer.writeSnippet({ ...request, baseContent: current }))
      assert.strictEqual(labelOf(other), "SyntaxError")
      assert.strictEqual(yield* textOf(filePath), current)
    })
  )

  fact("edits of one file are rebased together, and only if all of them ask for it", ({ hashOf, write, writer }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a", current)
      const one = { ...edit(filePath, hashOf(base), [8, 9], "11"), onMismatch: "rebase" as const, baseContent: base }
      const two = edit(filePath, hashOf(base), [18, 19], "22")
      const mixed = yield* writer.writeSnippets([one, two])
      assert.deepStrictEqual(mixed.map(told), ["ContentMismatch", "ContentMismatch"])
      const both = yield* writer.writeSnippets([one, { ...two, onMismatch: "rebase" }])
      assert.isTrue(both.every(Result.isSuccess))
      assert.strictEqual(yield* textOf(filePath), "// new\nlet a = 11\nlet b = 22\nlet c = 33\n")
    })
  )

  for (const [how, known] of [
    ["was read as a whole", "file"],
    ["was read in part", "snippet"],
    ["was written", "write"]
  ] as const) {
    fact(
      `a cache knows the base that ${how}`,
      ({ hashOf, read, write, writer }) =>
        Effect.gen(function* () {
          const filePath = yield* write("a", known === "write" ? "let b = 2\n" : base)
          if (known === "file") yield* read.readFile({ filePath })
          if (known === "snippet") {
            yield* read.readSnippet({ filePath, expectedHash: hashOf(base), startByte: 10, endByte: 19 })
          }
          if (known === "write") {
            const expectedHash = hashOf("let b = 2\n")
            yield* writer.applyEdit({ _tag: "Replace", filePath, expectedHash, content: base })
          }
          yield* write("a", current)
          const request = { ...edit(filePath, hashOf(base), [18, 19], "22"), onMismatch: "rebase" as const }
          assert.isTrue((yield* writer.writeSnippet(request)).rebased)
          assert.strictEqual(yield* textOf(filePath), "// new\nlet a = 1\nlet b = 22\nlet c = 33\n")
        }),
      { cache: {} }
    )
  }
}
