import { assert, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as CrashFileSystem from "@ploke/io-testing/CrashFileSystem"
import { bytes, show } from "./crash/Leaves.ts"
import { runSteps, start, Step, syncAll } from "./crash/RandomProgram.ts"

const Steps = Arbitrary.array(Arbitrary.schema(Step), { maxLength: 12 })

/** As many as leave a number of images that can all be compared. */
const FewSteps = Arbitrary.array(Arbitrary.schema(Step), { maxLength: 6 })

const arbitrary = { runs: 300, seed: 20_261_122 }

const run = Effect.fnUntraced(function* (
  steps: ReadonlyArray<typeof Step.Type>,
  options: CrashFileSystem.Options = {}
) {
  const disk = CrashFileSystem.make(start, options)
  yield* runSteps(disk.fileSystem, steps)
  return disk
})

const profiles: ReadonlyArray<CrashFileSystem.Options> = [
  {},
  { profile: "journal" },
  { data: "ordered" },
  { profile: "journal", data: "ordered" },
  { crossDirectoryRename: "mayDuplicate" },
  { crossDirectoryRename: "mayLose" }
]

it.effect.prop(
  "a program that syncs everything at its end leaves one disk: the one that it sees",
  [Steps, Schema.Literals([0, 1, 2, 3, 4, 5])],
  ([steps, profile]) =>
    Effect.gen(function* () {
      const disk = yield* run(steps, profiles[profile])
      yield* syncAll(disk.fileSystem)
      const images = yield* disk.crash()
      assert.deepStrictEqual(
        images.map((image) => image.mount().snapshot()),
        [disk.volume.snapshot()]
      )
    }),
  { arbitrary }
)

it.effect.prop(
  "the disk that a program sees is always among those that a power cut may leave, the first of them",
  [Steps, Schema.Literals([0, 1, 2, 3, 4, 5])],
  ([steps, profile]) =>
    Effect.gen(function* () {
      const disk = yield* run(steps, { ...profiles[profile], imagesMax: 64 })
      const [first] = yield* disk.crash()
      assert.deepStrictEqual(first?.mount().snapshot(), disk.volume.snapshot())
    }),
  { arbitrary }
)

it.effect.prop(
  "the images are distinct, and those of a stronger promise are among those of a weaker one",
  [FewSteps],
  ([steps]) =>
    Effect.gen(function* () {
      const disk = yield* run(steps)
      const keys = Effect.fnUntraced(function* (options: CrashFileSystem.Options) {
        const all = { variants: ["half"], imagesMax: 100_000, entryChoicesMax: 100_000, ...options } as const
        assert.strictEqual(yield* disk.coverage(all), "all")
        const images = yield* disk.crash(all)
        const found = new Set(images.map((image) => image.key))
        assert.strictEqual(found.size, images.length)
        return [...found]
      })
      const posix = yield* keys({})
      assert.includeMembers(posix, yield* keys({ profile: "journal" }))
      const duplicating = yield* keys({ crossDirectoryRename: "mayDuplicate" })
      assert.includeMembers(duplicating, posix)
      assert.includeMembers(yield* keys({ crossDirectoryRename: "mayLose" }), duplicating)
    }),
  { arbitrary: { ...arbitrary, runs: 200 } }
)

it.effect.prop(
  "an image is durable: a power cut leaves it as it is",
  [FewSteps],
  ([steps]) =>
    Effect.gen(function* () {
      const disk = yield* run(steps, { imagesMax: 16 })
      for (const image of yield* disk.crash()) {
        const again = yield* Effect.provide(
          Effect.flatMap(CrashFileSystem.CrashFileSystem, (service) => service.crash()),
          image.layer
        )
        assert.deepStrictEqual(
          again.map(({ key }) => key),
          [image.key]
        )
      }
    }),
  { arbitrary }
)

/** Steps about names alone, in one directory, each of which makes something that is like nothing else. */
const NameStep = Schema.Struct({ name: Schema.Literals(["x", "y", "z"]), kind: Schema.Literals(["make", "remove"]) })

it.effect.prop(
  "without renames and syncs, every name is by itself what it was at some time",
  [Schema.Array(NameStep).check(Schema.isMaxLength(9))],
  ([steps]) =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({}, { entryChoicesMax: 4096 })
      const histories = new Map<string, Set<string>>()
      for (const [index, { kind, name }] of steps.entries()) {
        const call =
          kind === "make" ? disk.fileSystem.symlink(`${index}`, `/${name}`) : disk.fileSystem.remove(`/${name}`)
        if (!(yield* Effect.isSuccess(call))) continue
        const history = histories.get(name) ?? new Set([""])
        histories.set(name, history.add(kind === "make" ? `${name}=->${index}` : ""))
      }
      let expected: ReadonlyArray<string> = [""]
      for (const name of [...histories.keys()].sort()) {
        expected = expected.flatMap((line) =>
          [...(histories.get(name) ?? [])].map((entry) => `${line} ${entry}`.trim())
        )
      }
      const found = (yield* disk.crash()).map((image) => show(image.mount()))
      assert.deepStrictEqual(found.sort(), [...expected].sort())
    }),
  { arbitrary }
)

it.effect.prop(
  "under a journal without syncs, the disk is what the program saw at some time",
  [Schema.Array(NameStep).check(Schema.isMaxLength(9)), Schema.Array(Schema.Literals(["x", "y", "z", "d/x"]))],
  ([steps, renames]) =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({ "/d/": {} }, { profile: "journal" })
      const seen = new Set([show(disk.volume)])
      for (const [index, { kind, name }] of steps.entries()) {
        const path = `/${name}`
        yield* Effect.ignore(kind === "make" ? disk.fileSystem.symlink(`${index}`, path) : disk.fileSystem.remove(path))
        seen.add(show(disk.volume))
        yield* Effect.ignore(disk.fileSystem.rename(path, `/${renames[index] ?? "d/y"}`))
        seen.add(show(disk.volume))
      }
      const found = (yield* disk.crash()).map((image) => show(image.mount()))
      assert.deepStrictEqual(found.sort(), [...seen].sort())
    }),
  { arbitrary }
)

const EditStep = Schema.TaggedUnion({
  write: { start: Schema.Literals([0, 5, 30, 64, 70]), length: Schema.Literals([1, 8, 20]) },
  truncate: { length: Schema.Literals([0, 10, 50, 90]) },
  sync: {}
})

it.effect.prop(
  "bytes that were synced and not touched since are in every image, and no image is longer or shorter than the file was",
  [Schema.Array(EditStep).check(Schema.isMaxLength(7))],
  ([steps]) =>
    Effect.gen(function* () {
      const disk = CrashFileSystem.make({ "/f": ".".repeat(64) })
      const file = yield* disk.fileSystem.open("/f", { flag: "r+" })
      const sizeOf = () => disk.volume.nodeAt("/f")?.size ?? 0
      let untouched = new Map(Array.from(".".repeat(64), (_, offset) => [offset, 46]))
      let sizes = [64]
      const touch = (from: number, to: number): void => {
        for (let offset = from; offset < to; offset++) untouched.delete(offset)
      }
      for (const [index, step] of steps.entries()) {
        const before = sizeOf()
        if (step._tag === "write") {
          yield* file.seek(BigInt(step.start), "start")
          yield* file.writeAll(bytes(String(index).repeat(step.length)))
          touch(Math.min(before, step.start), step.start + step.length)
        } else if (step._tag === "truncate") {
          yield* file.truncate(step.length)
          touch(Math.min(before, step.length), Math.max(before, step.length))
        } else {
          yield* file.sync
          untouched = new Map((disk.volume.nodeAt("/f")?.content ?? []).entries())
          sizes = []
        }
        sizes.push(sizeOf())
      }
      for (const image of yield* disk.crash()) {
        const content = image.mount().readFile("/f")
        assert.isAtLeast(content.length, Math.min(...sizes))
        assert.isAtMost(content.length, Math.max(...sizes))
        for (const [offset, byte] of untouched) assert.strictEqual(content[offset], byte)
      }
    }).pipe(Effect.scoped),
  { arbitrary }
)
