import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { collectOk, ContextualError, ErrorPolicy, Fail, withPath, withSnippet, withSpan } from "@ploke/error"
import type { PlokeError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

const source = Fail.readOnly({ path: "/repo/a.ts" })
const span = { startByte: 0, endByte: 3, line: 1, column: 1 }

const fail = (error: PlokeError): Effect.Effect<number, PlokeError> => Effect.fail(error)

describe("withPath, withSpan and withSnippet", () => {
  it.effect("wrap an error of ploke-io and say so in the type", () =>
    Effect.gen(function* () {
      const wrapped = fail(source).pipe(withPath("/repo/b.ts"))
      expectTypeOf(wrapped).toEqualTypeOf<Effect.Effect<number, ContextualError>>()
      const error = yield* Effect.flip(wrapped)
      assert.instanceOf(error, ContextualError)
      assert.strictEqual(error.source, source)
      assert.strictEqual(error.filePath, "/repo/b.ts")
      assert.strictEqual(error.message, `${source.message} (at /repo/b.ts)`)
    })
  )

  it.effect("leave a success alone", () =>
    Effect.gen(function* () {
      const wrapped = Effect.succeed(1).pipe(withPath("/a"), withSpan(span), withSnippet("x"))
      expectTypeOf(wrapped).toEqualTypeOf<Effect.Effect<number>>()
      assert.strictEqual(yield* wrapped, 1)
    })
  )

  it.effect("leave errors of others alone, in value and in type", () =>
    Effect.gen(function* () {
      const mixed: Effect.Effect<number, PlokeError | "other"> = Effect.fail("other")
      const wrapped = mixed.pipe(withPath("/a"), withSpan(span), withSnippet("x"))
      expectTypeOf(wrapped).toEqualTypeOf<Effect.Effect<number, ContextualError | "other">>()
      assert.strictEqual(yield* Effect.flip(wrapped), "other")
    })
  )

  it.effect("build one context together", () =>
    Effect.gen(function* () {
      const error = yield* fail(source).pipe(withPath("/repo/a.ts"), withSpan(span), withSnippet("let"), Effect.flip)
      assert.strictEqual(error.source, source)
      assert.deepStrictEqual([error.filePath, error.span, error.snippet], ["/repo/a.ts", span, "let"])
      assert.strictEqual(error.message, `${source.message} (at /repo/a.ts:1:1, bytes [0, 3))`)
    })
  )

  it.effect("build the same context in the other order", () =>
    Effect.gen(function* () {
      const error = yield* fail(source).pipe(withSnippet("let"), withSpan(span), withPath("/repo/a.ts"), Effect.flip)
      assert.strictEqual(error.source, source)
      assert.deepStrictEqual([error.filePath, error.span, error.snippet], ["/repo/a.ts", span, "let"])
    })
  )

  it.effect("put a second context around one that says something else", () =>
    Effect.gen(function* () {
      const other = { startByte: 7, endByte: 9 }
      const spans = yield* fail(source).pipe(withSpan(span), withSpan(other), Effect.flip)
      const snippets = yield* fail(source).pipe(withSnippet("a"), withSnippet("b"), Effect.flip)
      const paths = yield* fail(source).pipe(withPath("/a"), withPath("/b"), Effect.flip)
      for (const error of [spans, snippets, paths]) assert.instanceOf(error.source, ContextualError)
      assert.deepStrictEqual(spans.span, other)
      assert.strictEqual(snippets.snippet, "b")
      assert.strictEqual(paths.filePath, "/b")
      assert.strictEqual(paths.message, `${source.message} (at /a) (at /b)`)
    })
  )

  it.effect("take the file of the error, or <unknown> as in ploke_error where it names none", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* fail(source).pipe(withSpan(span), Effect.flip)).filePath, "/repo/a.ts")
      const nameless = yield* fail(Fail.shutdownInitiated()).pipe(withSnippet("x"), Effect.flip)
      assert.strictEqual(nameless.filePath, "<unknown>")
    })
  )

  it.effect("keep the snippet out of the message", () =>
    Effect.gen(function* () {
      const error = yield* fail(source).pipe(withSnippet("let secret = 1"), Effect.flip)
      assert.notInclude(`${error.message}${String(error)}`, "secret")
    })
  )
})

describe("collectOk", () => {
  const failures = [source, Fail.orphanFile({ path: "/repo/b.ts" })] as const
  const results: ReadonlyArray<Result.Result<number, PlokeError>> = [
    Result.succeed(1),
    Result.fail(failures[0]),
    Result.succeed(3),
    Result.fail(failures[1])
  ]

  it.effect("keeps the successes in order and emits the failures in order", () => {
    const emitted: Array<PlokeError> = []
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* collectOk(results), [1, 3])
      assert.deepStrictEqual(emitted, [...failures])
    }).pipe(Effect.provideService(ErrorPolicy, { emit: (error) => Effect.sync(() => void emitted.push(error)) }))
  })

  it.effect("needs nothing and never fails when the application provides no policy", () =>
    Effect.gen(function* () {
      const collected = collectOk(results)
      expectTypeOf(collected).toEqualTypeOf<Effect.Effect<ReadonlyArray<number>>>()
      assert.deepStrictEqual(yield* collected, [1, 3])
      assert.deepStrictEqual(yield* collectOk([]), [])
    })
  )
})
