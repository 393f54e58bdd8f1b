/**
 * Who changed it: the echo of our own writes is marked with their origin, and nothing else is.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileChangeEvent } from "@ploke/io"
import { OriginId, WatchService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Fact } from "./World.ts"
import { describe, listenTo } from "./World.ts"

const originOf = (event: FileChangeEvent): string | undefined => ("origin" in event ? event.origin : undefined)

export const describeEcho = (fact: Fact): void => {
  fact("writes, creations, patches and removals of ours are marked with their origin", (world) =>
    Effect.gen(function* () {
      const { at, hashOf, root, write, writer } = world
      const origin = yield* OriginId.makeRandom
      yield* write("a", "one\n")
      yield* write("b", "two\n")
      yield* write("c", "three\n")
      yield* write("d", "four\n")
      const listener = yield* world.listen
      const snippet = { startByte: 0, endByte: 3, replacement: "ONE", expectedHash: hashOf("one\n") }
      yield* writer.writeSnippet({ filePath: at("a"), ...snippet, origin })
      const diff = "--- a/b\n+++ b/b\n@@ -1 +1 @@\n-two\n+TWO\n"
      yield* writer.applyPatch({ filePath: at("b"), diff, fuzz: 0, dryRun: false, origin })
      yield* writer.createFile({
        filePath: at("n/x/new"),
        content: "n",
        onExists: "error",
        createParents: true,
        origin
      })
      yield* writer.applyEdit({ _tag: "Remove", filePath: at("c"), expectedHash: hashOf("three\n") }, { origin })
      const rename = { filePath: at("d"), newPath: at("e"), expectedHash: hashOf("four\n") }
      yield* writer.applyEdit({ _tag: "Rename", ...rename }, { origin })
      assert.deepStrictEqual(yield* listener.news, [
        "Removed c",
        "Renamed d to e",
        "Created n",
        "Created n/x",
        "Created n/x/new",
        "Modified replaced a",
        "Modified replaced b"
      ])
      const told = listener.heard.filter((event) => "path" in event)
      assert.deepStrictEqual(
        told.map(originOf),
        told.map(() => origin),
        told.flatMap((e) => describe(e, root)).join()
      )
    })
  )

  fact("a transaction is told at once, with its origin", ({ at, hashOf, listen, watch, write, writer }) =>
    Effect.gen(function* () {
      const origin = yield* OriginId.makeRandom
      yield* write("a", "1")
      yield* write("d/b", "2")
      const listener = yield* listen
      const batches = (yield* watch.status).counts.batches
      const edits = [
        { _tag: "Replace", filePath: at("a"), content: "one", expectedHash: hashOf("1") },
        { _tag: "Replace", filePath: at("d/b"), content: "two", expectedHash: hashOf("2") },
        { _tag: "Create", filePath: at("d/c"), content: "three", onExists: "error", createParents: false }
      ] as const
      yield* writer.transaction(edits, { origin })
      const news = yield* listener.news
      assert.deepStrictEqual(news, ["Created d/c", "Modified replaced a", "Modified replaced d/b"])
      assert.deepStrictEqual(listener.heard.filter((event) => "path" in event).map(originOf), [origin, origin, origin])
      assert.strictEqual((yield* watch.status).counts.batches, batches + 1)
    })
  )

  fact("what somebody else does is never marked, right after a write of ours as well", (world) =>
    Effect.gen(function* () {
      const { at, fs, hashOf, write, writer } = world
      const origin = yield* OriginId.makeRandom
      yield* write("a", "1")
      yield* write("b", "1")
      const listener = yield* world.listen
      const snippet = { startByte: 0, endByte: 1, replacement: "2", expectedHash: hashOf("1"), origin }
      yield* writer.writeSnippet({ filePath: at("a"), ...snippet })
      yield* fs.writeFileString(at("a"), "theirs")
      yield* fs.writeFileString(at("b"), "2")
      yield* listener.news
      const told = listener.heard.filter((event) => event._tag === "Modified")
      assert.deepStrictEqual(told.map(originOf), [undefined, undefined])
    })
  )

  fact("a foreign change back to what we once wrote is foreign", (world) =>
    Effect.gen(function* () {
      const { at, fs, hashOf, write, writer } = world
      const origin = yield* OriginId.makeRandom
      yield* write("a", "1")
      const listener = yield* world.listen
      const change = (from: string, to: string) =>
        writer.applyEdit({ _tag: "Replace", filePath: at("a"), content: to, expectedHash: hashOf(from) }, { origin })
      yield* change("1", "A")
      yield* listener.news
      yield* fs.writeFileString(at("a"), "x")
      yield* listener.news
      yield* fs.writeFileString(at("a"), "A")
      yield* listener.news
      yield* change("A", "B")
      yield* change("B", "C")
      yield* fs.writeFileString(at("a"), "B")
      yield* listener.news
      const told = listener.heard.filter((event) => event._tag === "Modified")
      assert.deepStrictEqual(told.map(originOf), [origin, undefined, undefined, undefined])
    })
  )

  fact("withoutOrigin hides the echo of one writer alone", (world) =>
    Effect.gen(function* () {
      const { at, root, fs, watch, writer } = world
      const [mine, theirs] = [yield* OriginId.makeRandom, yield* OriginId.makeRandom]
      const listener = yield* listenTo(watch, root, WatchService.withoutOrigin(mine))
      const create = (name: string, origin: OriginId) =>
        writer.createFile({ filePath: at(name), content: name, onExists: "error", createParents: true, origin })
      yield* create("d/mine", mine)
      yield* create("theirs", theirs)
      yield* fs.writeFileString(at("foreign"), "x")
      assert.deepStrictEqual(yield* listener.news, ["Created foreign", "Created theirs"])
    })
  )

  fact("a stream of events may be filtered before anything is told", ({ watch, write }) =>
    Effect.gen(function* () {
      const origin = yield* OriginId.makeRandom
      const events = WatchService.withoutOrigin(origin)(yield* watch.subscribe)
      yield* write("a", "1")
      yield* watch.flush
      const created = Stream.filter(events, (event) => event._tag === "Created")
      assert.strictEqual((yield* Stream.runCollect(Stream.take(created, 1))).length, 1)
    })
  )
}
