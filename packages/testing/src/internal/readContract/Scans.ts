/**
 * Hashes and scans.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileData } from "@ploke/io"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Fact, World } from "./World.ts"
import { failing, labelOf, told } from "./World.ts"

export const describeHashes = (fact: Fact): void => {
  fact("a hash is the digest of the bytes, text or not", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const abc = yield* write("abc", "abc")
      const binary = yield* write("binary", Uint8Array.of(0xff, 0x00, 0xfe))
      assert.strictEqual(
        yield* read.hashFile(abc),
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      )
      const results = yield* read.hashFiles([binary, `${abc}none`, abc, binary])
      assert.deepStrictEqual(results.map(told), [
        hashOf(Uint8Array.of(0xff, 0x00, 0xfe)),
        "ENOENT",
        hashOf("abc"),
        hashOf(Uint8Array.of(0xff, 0x00, 0xfe))
      ])
    })
  )
}

export const describeScans = (fact: Fact): void => {
  const arrange = ({ root, write, hashOf }: World) =>
    Effect.gen(function* () {
      const same = yield* write("same", "same")
      const edited = yield* write("edited", "after")
      const folder = yield* write("folder/file", "x")
      const files: ReadonlyArray<FileData> = [
        { filePath: same, expectedHash: hashOf("same") },
        { filePath: edited, expectedHash: hashOf("before") },
        { filePath: `${root}/gone`, expectedHash: hashOf("gone") },
        { filePath: folder.replace("/file", ""), expectedHash: hashOf("x") },
        { filePath: `${root}/../OUTSIDE/secret`, expectedHash: hashOf("x") },
        { filePath: same, expectedHash: hashOf("same") }
      ]
      return files
    })

  fact("a scan tells of every file, and no file spoils the rest", (world) =>
    Effect.gen(function* () {
      const files = yield* arrange(world)
      const outcomes = yield* Stream.runCollect(world.read.scan(Stream.fromArray(files)))
      assert.deepStrictEqual(
        outcomes.map((outcome) => outcome._tag),
        ["Unchanged", "Changed", "Missing", "Failed", "Failed", "Unchanged"]
      )
      assert.deepStrictEqual(
        outcomes.map((outcome) => outcome.file),
        files
      )
      const edited = outcomes[1]!
      if (edited._tag !== "Changed") return assert.fail(edited._tag)
      assert.deepStrictEqual(edited.change, {
        filePath: files[1]!.filePath,
        oldHash: world.hashOf("before"),
        newHash: world.hashOf("after")
      })
    })
  )

  fact("scanChanges gives the changes in order, or the first failure in input order", (world) =>
    Effect.gen(function* () {
      const files = yield* arrange(world)
      const [same, edited, gone, folder] = files
      const changes = yield* world.read.scanChanges([edited!, same!, edited!])
      assert.deepStrictEqual(changes.map(Option.map((change) => change.newHash)), [
        Option.some(world.hashOf("after")),
        Option.none(),
        Option.some(world.hashOf("after"))
      ])
      assert.deepStrictEqual(yield* world.read.scanChanges([]), [])
      assert.strictEqual(labelOf(yield* failing(world.read.scanChanges([same!, folder!, gone!]))), "NotARegularFile")
      assert.strictEqual(labelOf(yield* failing(world.read.scanChanges([gone!, folder!]))), "ENOENT")
    })
  )

  fact("a file below a root that is gone has failed, it is not missing", (world) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const [same] = yield* arrange(world)
      yield* fs.remove(world.root, { recursive: true })
      const outcomes = yield* Stream.runCollect(world.read.scan(Stream.make(same!)))
      assert.strictEqual(outcomes[0]!._tag, "Failed")
    })
  )

  fact("a scan tells of a file before the next one is known", (world) =>
    Effect.gen(function* () {
      const [same, edited] = yield* arrange(world)
      const told = yield* Deferred.make<void>()
      const second = Effect.as(Deferred.await(told), edited!)
      const outcomes = yield* world.read.scan(Stream.concat(Stream.make(same!), Stream.fromEffect(second))).pipe(
        Stream.tap(() => Deferred.succeed(told, undefined)),
        Stream.runCollect
      )
      assert.deepStrictEqual(
        outcomes.map((outcome) => outcome._tag),
        ["Unchanged", "Changed"]
      )
    })
  )

  fact("a scan tells of the files before those that its source failed to name", (world) =>
    Effect.gen(function* () {
      const [same] = yield* arrange(world)
      const seen: Array<string> = []
      const scanned = world.read
        .scan(Stream.concat(Stream.make(same!, same!), Stream.fail("mine" as const)))
        .pipe(Stream.runForEach((outcome) => Effect.sync(() => seen.push(outcome._tag))))
      assert.strictEqual(yield* Effect.flip(scanned), "mine")
      assert.deepStrictEqual(seen, ["Unchanged", "Unchanged"])
    })
  )

  fact("a failing stream of files keeps its own error", ({ read }) =>
    Effect.gen(function* () {
      const outcome = yield* Effect.flip(Stream.runDrain(read.scan(Stream.fail("mine" as const))))
      assert.strictEqual(outcome, "mine")
    })
  )
}
