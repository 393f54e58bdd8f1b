import { assert, describe, it } from "@effect/vitest"
import { accessFailure, FileAccess, PathPolicy, WatchService } from "@ploke/io"
import { TestPlokeIo } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as Limits from "../src/WatchLimits.ts"
import { flush, foreign, listen, serviceOf, settle } from "./Watching.ts"

const tree = { "/repo/a": "1", "/repo/g/h": "4", "/other/x": "1" }

const unseen = Effect.map(
  Effect.flatMap(WatchService, (watch) => watch.status),
  ({ roots }) => roots.map((root) => root.unseen)
)

/** A folder into which nobody may look for as long as there is a reason. */
class Curtain {
  code: string | undefined

  readonly layer = serviceOf({ roots: ["/repo", "/other"] }).pipe(
    Layer.provideMerge(
      Layer.effect(
        FileAccess,
        Effect.map(FileAccess, (base) => ({
          ...base,
          survey: (orders) =>
            Effect.map(base.survey(orders), (findings) =>
              findings.map((finding, i) => {
                const isHidden = this.code !== undefined && orders[i]!.folder === "/repo/g"
                return isHidden ? accessFailure(this.code!, "open") : finding
              })
            )
        }))
      )
    ),
    Layer.provideMerge(TestPlokeIo.platform(tree))
  )
}

describe("a flush that cannot look at everything", () => {
  it.effect("says so once for the root, until it could be looked at, and says that as well", () => {
    const curtain = new Curtain()
    return Effect.gen(function* () {
      const disk = yield* foreign
      const watch = yield* WatchService
      const ear = yield* listen
      const { cursor } = yield* watch.since("")
      yield* settle
      ear.news()
      curtain.code = "EACCES"
      disk.write("g/new", "1")
      disk.write("a", "11")
      yield* flush
      assert.deepStrictEqual(ear.news(), ["Modified content a", "Gap . unseen not recovered"])
      assert.isAbove((yield* unseen)[0]!, 0)
      disk.write("a", "111")
      yield* flush
      assert.deepStrictEqual(ear.news(), ["Modified content a"])
      // Who comes back is told so too.
      const tags = (yield* watch.since(cursor)).events.map(({ _tag }) => _tag)
      assert.deepStrictEqual(tags, ["Modified", "Gap", "Modified"])
      curtain.code = undefined
      yield* TestClock.adjust(Limits.rescanMillisMax + Limits.rootCheckMillis)
      yield* settle
      assert.deepStrictEqual(ear.news(), ["Created g/new", "Gap . unseen recovered 1"])
      assert.deepStrictEqual(yield* unseen, [0, 0])
      disk.write("g/newer", "1")
      yield* flush
      assert.deepStrictEqual(ear.news(), ["Created g/newer"])
      // The next time it is told again.
      curtain.code = "EIO"
      disk.write("g/newest", "1")
      yield* flush
      assert.deepStrictEqual(ear.news(), ["Gap . unseen not recovered"])
    }).pipe(Effect.provide(curtain.layer))
  })

  it.effect.each(["EMFILE", "ENFILE"])("for want of descriptors (%s) says so after its last round", (code) => {
    const curtain = new Curtain()
    return Effect.gen(function* () {
      const disk = yield* foreign
      const ear = yield* listen
      yield* flush
      ear.news()
      curtain.code = code
      disk.write("g/new", "1")
      disk.write("a", "11")
      yield* flush
      assert.deepStrictEqual(ear.news(), ["Modified content a", "Gap . unseen not recovered"])
      assert.isAbove((yield* unseen)[0]!, 0)
      curtain.code = undefined
      yield* flush
      assert.deepStrictEqual(ear.news(), ["Created g/new", "Gap . unseen recovered 1"])
      assert.deepStrictEqual(yield* unseen, [0, 0])
    }).pipe(Effect.provide(curtain.layer))
  })

  it.effect("says nothing more of a root that is removed, nor of one that is added again", () => {
    const curtain = new Curtain()
    return Effect.gen(function* () {
      const disk = yield* foreign
      const policy = yield* PathPolicy
      const ear = yield* listen
      yield* flush
      curtain.code = "EACCES"
      disk.write("g/new", "1")
      yield* flush
      assert.include(ear.news(), "Gap . unseen not recovered")
      yield* policy.update({ roots: ["/other"] })
      yield* flush
      assert.deepStrictEqual(yield* unseen, [0])
      curtain.code = undefined
      yield* policy.update({ roots: ["/other", "/repo"] })
      yield* flush
      assert.deepStrictEqual(
        ear.news().filter((text) => !text.startsWith("Root")),
        []
      )
      assert.deepStrictEqual(yield* unseen, [0, 0])
    }).pipe(Effect.provide(curtain.layer))
  })
})
