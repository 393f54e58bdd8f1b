import { assert, describe, it } from "@effect/vitest"
import { Telemetry, WatchService } from "@ploke/io"
import { TestPlokeIo } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Tracer from "effect/Tracer"
import { flush, foreign, layerOver, listen, settle } from "./Watching.ts"

const tree = { "/repo/a": "1", "/repo/d/b": "2" }

/** A tracer that remembers. */
const witness = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const late: Array<string> = []
  class Span extends Tracer.NativeSpan {
    override attribute(key: string, value: unknown): void {
      // An exporter has sent an ended span away.
      if (this.status._tag === "Ended") late.push(`${key} of ${this.name}`)
      super.attribute(key, value)
    }
  }
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Span(options)
      spans.push(span)
      return span
    }
  })
  const told = () =>
    spans.splice(0).map(({ attributes, name, status }) => ({
      name,
      isEnded: status._tag === "Ended",
      ...Object.fromEntries([...attributes].filter(([key]) => /operation|result/.test(key)))
    }))
  return { late, told, through: Effect.provideService(Tracer.Tracer, tracer) }
}

const span = (name: string, operation: string, result: string) => ({
  name: `WatchService.${name}`,
  isEnded: true,
  "ploke.operation": operation,
  "ploke.result": result
})

describe("a public call of the watcher has one span, and nothing inside it has another", () => {
  it.effect("subscribe, flush and since: ok", () =>
    Effect.gen(function* () {
      const { late, told, through } = witness()
      const watch = yield* WatchService
      const disk = yield* foreign
      yield* Effect.asVoid(through(watch.subscribe))
      assert.deepStrictEqual(told(), [span("subscribe", "watch", "ok")])
      disk.write("a", "changed")
      yield* through(watch.flush)
      assert.deepStrictEqual(told(), [span("flush", "flush", "ok")])
      disk.write("a", "changed again")
      yield* through(watch.since(""))
      assert.deepStrictEqual(told(), [span("since", "since", "ok")])
      yield* through(Stream.runDrain(Stream.take(watch.events, 0)))
      told()
      // What goes on in the background is nobody's call.
      disk.write("a", "changed once more")
      yield* TestClock.adjust(120_000)
      yield* settle
      assert.deepStrictEqual([told(), late], [[], []])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("a stream of events begins with that of its subscription", () =>
    Effect.gen(function* () {
      const { told, through } = witness()
      const watch = yield* WatchService
      const disk = yield* foreign
      let i = 0
      const change = Effect.sync(() => disk.write("a", `change ${i++}`))
      const reading = through(Stream.runDrain(Stream.take(watch.events, 1)))
      yield* Effect.raceFirst(reading, Effect.forever(Effect.andThen(change, TestClock.adjust(100))))
      assert.deepStrictEqual(told(), [span("subscribe", "watch", "ok")])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("a failure", () =>
    Effect.gen(function* () {
      const { told, through } = witness()
      const watch = yield* WatchService
      for (const call of [watch.subscribe, watch.flush, watch.since("")]) {
        yield* Effect.exit(through(call))
      }
      assert.deepStrictEqual(told(), [
        span("subscribe", "watch", "FatalError/FileOperation"),
        span("flush", "flush", "FatalError/FileOperation"),
        span("since", "since", "FatalError/FileOperation")
      ])
    }).pipe(
      Effect.provide(
        layerOver(tree, [], {
          through: () => ({
            open: () => Effect.fail({ _tag: "AccessFailure", code: "ENOSYS", syscall: "watch", cause: undefined }),
            advice: () => undefined
          })
        })
      )
    )
  )
})

describe("the metrics of the watcher", () => {
  const countOf = (kind: string) =>
    Effect.map(Metric.value(Metric.withAttributes(Telemetry.watched, { "ploke.event": kind })), (state) => state.count)

  it.effect("count events by their kind, whoever listens, and the calls", () =>
    Effect.gen(function* () {
      const disk = yield* foreign
      const scope = yield* Scope.make()
      yield* Scope.provide(listen, scope)
      yield* listen
      disk.write("a", "changed")
      disk.make("x")
      disk.write("x/y", "new")
      disk.remove("d/b")
      yield* flush
      disk.move("x", "z")
      yield* flush
      const kinds = ["Created", "Modified", "Removed", "Renamed", "Root", "Gap"]
      assert.deepStrictEqual(yield* Effect.forEach(kinds, countOf), [2, 1, 1, 2, 2, 0])
      const calls = Metric.withAttributes(Telemetry.calls, { "ploke.operation": "flush", "ploke.result": "ok" })
      assert.strictEqual((yield* Metric.value(calls)).count, 2)
      yield* Scope.close(scope, Exit.void)
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)), Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
