import { assert, describe, it } from "@effect/vitest"
import { ContextualError, ErrorPolicy, Fail } from "@ploke/error"
import type { PlokeError } from "@ploke/error"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"

interface Line {
  readonly level: string
  readonly message: string
  readonly annotations: Readonly<Record<string, unknown>>
}

const makeLogger = () => {
  const lines: Array<Line> = []
  const logger = Logger.make<unknown, void>(({ fiber, logLevel, message }) => {
    const annotations = fiber.getRef(References.CurrentLogAnnotations)
    lines.push({ level: logLevel, message: String(message), annotations })
  })
  return { lines, layer: Logger.layer([logger]) }
}

const emit = (error: PlokeError) => Effect.flatMap(ErrorPolicy, (policy) => policy.emit(error))

const recording = (log: Array<string>, name: string): ErrorPolicy => ({
  emit: (error) => Effect.sync(() => void log.push(`${name} ${error._tag}`))
})

const samples = [
  ["Fatal", Fail.fileOperation({ operation: "read", path: "/repo/a.ts", code: "EIO" })],
  ["Error", Fail.tooLarge({ path: "/repo/a.ts", sizeBytes: 2, maxBytes: 1 })],
  ["Error", Fail.invalidState({ detail: "twice" })],
  ["Warn", Fail.orphanFile({ path: "/repo/a.ts" })],
  ["Warn", new ContextualError({ source: Fail.orphanFile({ path: "/repo/a.ts" }), filePath: "/repo/b.ts" })]
] as const

describe("ErrorPolicy", () => {
  it.effect("is silent when the application provides nothing", () => {
    const { layer, lines } = makeLogger()
    return Effect.gen(function* () {
      yield* emit(samples[0][1])
      assert.deepStrictEqual(lines, [])
      // The logger works: what was silent is the policy.
      yield* Effect.log("heard")
      assert.strictEqual(lines.length, 1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("layerNoop silences a policy that was provided further out", () => {
    const { layer, lines } = makeLogger()
    return Effect.gen(function* () {
      yield* emit(samples[0][1]).pipe(Effect.provide(ErrorPolicy.layerNoop))
      assert.deepStrictEqual(lines, [])
      yield* emit(samples[0][1])
      assert.strictEqual(lines.length, 1)
    }).pipe(Effect.provide(Layer.merge(ErrorPolicy.layerLog, layer)))
  })

  it.effect.each(samples)("layerLog logs at level %s the message of an error", ([level, error]) => {
    const { layer, lines } = makeLogger()
    return Effect.gen(function* () {
      yield* emit(error)
      assert.deepStrictEqual(
        lines.map((line) => [line.level, line.message]),
        [[level, error.message]]
      )
    }).pipe(Effect.provide(Layer.merge(ErrorPolicy.layerLog, layer)))
  })

  it.effect("layerLog annotates kind and reason, path and errno name", () => {
    const { layer, lines } = makeLogger()
    return Effect.gen(function* () {
      yield* emit(samples[0][1])
      yield* emit(samples[2][1])
      yield* emit(samples[4][1])
      assert.deepStrictEqual(
        lines.map(({ annotations }) => annotations),
        [
          { "ploke.error": "FatalError/FileOperation", "ploke.path": "/repo/a.ts", "ploke.code": "EIO" },
          { "ploke.error": "InternalError/InvalidState" },
          { "ploke.error": "WarningError/OrphanFile", "ploke.path": "/repo/b.ts" }
        ]
      )
    }).pipe(Effect.provide(Layer.merge(ErrorPolicy.layerLog, layer)))
  })

  it.effect("combine gives every error to every policy, in order", () => {
    const { layer, lines } = makeLogger()
    const log: Array<string> = []
    const own = Layer.succeed(ErrorPolicy, recording(log, "second"))
    const combined = ErrorPolicy.combine(recording(log, "first"), own, ErrorPolicy.layerNoop, ErrorPolicy.layerLog)
    return Effect.gen(function* () {
      yield* emit(samples[0][1])
      yield* emit(samples[3][1])
      assert.deepStrictEqual(log, [
        "first FatalError",
        "second FatalError",
        "first WarningError",
        "second WarningError"
      ])
      assert.deepStrictEqual(
        lines.map(({ level }) => level),
        ["Fatal", "Warn"]
      )
    }).pipe(Effect.provide(Layer.merge(combined, layer)))
  })

  it.effect("combine of nothing is silent", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* emit(samples[0][1]).pipe(Effect.provide(ErrorPolicy.combine())))
    })
  )

  it.effect("combine keeps the requirements and the failures of its layers in the type", () => {
    class Sink extends Context.Service<Sink, { readonly log: Array<string> }>()("@ploke/error/test/Sink") {}
    const needy: Layer.Layer<never, "no sink", Sink> = Layer.effect(
      ErrorPolicy,
      Effect.flatMap(Sink, ({ log }) =>
        log.length > 0 ? Effect.fail("no sink" as const) : Effect.succeed(recording(log, "sink"))
      )
    )
    const combined: Layer.Layer<never, "no sink", Sink> = ErrorPolicy.combine(needy, ErrorPolicy.layerNoop)
    const log: Array<string> = []
    const provided = combined.pipe(Layer.provide(Layer.succeed(Sink, { log })))
    return Effect.gen(function* () {
      yield* emit(samples[0][1]).pipe(Effect.provide(provided))
      assert.deepStrictEqual(log, ["sink FatalError"])
      assert.strictEqual(yield* Effect.flip(emit(samples[0][1]).pipe(Effect.provide(provided))), "no sink")
    })
  })
})
