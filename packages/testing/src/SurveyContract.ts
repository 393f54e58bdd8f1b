/**
 * The suite that `survey` of every platform's `FileAccess` must pass.
 *
 * @since 0.1.0
 */
import { assert, describe, it } from "@effect/vitest"
import type { EntryFact, Survey } from "@ploke/io"
import { FileAccess } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Scratch from "./internal/Scratch.ts"
import type { ContractOptions } from "./PathPolicyContract.ts"

/**
 * Declares the suite. The platform provides `FileAccess`, over the same files as the `FileSystem`.
 *
 * @example
 * ```ts no-run
 * import { surveyContract, TestPlokeIo } from "@ploke/io-testing"
 *
 * surveyContract("memory", TestPlokeIo.platform())
 * ```
 *
 * @param name - names the platform in the report
 * @param platform - the platform under test
 * @param options - how to make special files
 * @since 0.1.0
 */
export const surveyContract = (
  name: string,
  platform: Layer.Layer<FileAccess | FileSystem.FileSystem>,
  options: ContractOptions = {}
): void => {
  const fact = (title: string, program: Program) =>
    it.live(title, () => Effect.provide(Effect.scoped(Effect.flatMap(world, program)), platform))
  describe(`survey on ${name}`, () => {
    describeFacts(fact, options)
    describeFolders(fact)
    describeTurns(fact)
  })
}

interface World extends Scratch.Scratch {
  readonly fs: FileSystem.FileSystem
  readonly survey: FileAccess["Service"]["survey"]
}

type Program = (world: World) => Effect.Effect<unknown, unknown, FileSystem.FileSystem | Scope.Scope>

type Fact = (title: string, program: Program) => void

const world = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const { survey } = yield* FileAccess
  return { ...(yield* Scratch.make), fs, survey }
})

const surveyOf = Effect.fnUntraced(function* (
  { survey }: World,
  folder: string,
  names?: ReadonlyArray<string>
): Effect.fn.Return<Survey, string> {
  const [found] = yield* survey([{ folder, names }])
  return found?._tag === "Survey" ? found : yield* Effect.fail(found?.code ?? "nothing")
})

const namesOf = ({ entries }: Survey): ReadonlyArray<string> => entries.map(([name]) => name).sort()

const factIn = ({ entries }: Survey, wanted: string): EntryFact =>
  entries.find(([name]) => name === wanted)?.[1] ?? assert.fail(`${wanted} was not found`)

const describeFacts = (fact: Fact, { makeSpecial }: ContractOptions): void => {
  fact("tells kind, size, names and target of each entry, and follows no link", (at) =>
    Effect.gen(function* () {
      const { fs, outside, root } = at
      yield* Scratch.writeFile(`${root}/a.ts`, "12345")
      yield* fs.link(`${root}/a.ts`, `${root}/second`)
      yield* fs.makeDirectory(`${root}/folder`)
      yield* fs.symlink(outside, `${root}/out`)
      yield* fs.symlink("nowhere", `${root}/dangling`)
      const found = yield* surveyOf(at, root)
      assert.deepStrictEqual(namesOf(found), ["a.ts", "dangling", "folder", "out", "second"])
      const file = factIn(found, "a.ts")
      assert.deepStrictEqual([file.kind, file.sizeBytes, file.links, file.target], ["file", 5, 2, undefined])
      assert.strictEqual(factIn(found, "second").inode, file.inode)
      assert.strictEqual(factIn(found, "folder").kind, "directory")
      assert.deepStrictEqual([factIn(found, "out").kind, factIn(found, "out").target], ["symlink", outside])
      assert.deepStrictEqual([factIn(found, "dangling").kind, factIn(found, "dangling").target], ["symlink", "nowhere"])
      assert.strictEqual(found.undecodable, 0)
    })
  )

  fact("tells of the folder itself what its parent tells of it", (at) =>
    Effect.gen(function* () {
      yield* at.fs.makeDirectory(`${at.root}/folder`)
      const self = (yield* surveyOf(at, `${at.root}/folder`)).self
      assert.deepStrictEqual(factIn(yield* surveyOf(at, at.root), "folder"), self)
      assert.strictEqual(self.kind, "directory")
    })
  )

  fact("tells when a file was written, and knows it again behind another name", (at) =>
    Effect.gen(function* () {
      const { fs, root } = at
      yield* Scratch.writeFile(`${root}/a`, "1")
      yield* fs.utimes(`${root}/a`, 1_000_000, 1_000_000.5)
      const before = factIn(yield* surveyOf(at, root), "a")
      assert.strictEqual(before.modifiedMillis, 1_000_000_500)
      yield* fs.rename(`${root}/a`, `${root}/b`)
      const after = factIn(yield* surveyOf(at, root), "b")
      const identity = ({ bornMillis, device, inode, modifiedMillis }: EntryFact) =>
        [device, inode, bornMillis, modifiedMillis].join()
      assert.strictEqual(identity(after), identity(before))
      yield* fs.remove(`${root}/b`)
      yield* Scratch.writeFile(`${root}/b`, "1")
      assert.notStrictEqual(identity(factIn(yield* surveyOf(at, root), "b")), identity(before))
    })
  )

  fact("looks only at the names that it is given, and at nothing that is no single name", (at) =>
    Effect.gen(function* () {
      const { root } = at
      yield* Scratch.writeFile(`${root}/a`, "1")
      yield* Scratch.writeFile(`${root}/sub/c`, "1")
      const names = ["c", "a", ".", "..", "", "sub/c", "../OUTSIDE", "a\0", "n".repeat(300)]
      assert.deepStrictEqual(namesOf(yield* surveyOf(at, root, names)), ["a"])
      assert.deepStrictEqual(namesOf(yield* surveyOf(at, root, [])), [])
    })
  )

  const strange = ["back\\slash", "new\nline", " space ", "\ufffd", "ü", "u\u0308", "🎏", "*", "-", "~", "#a#"]
  fact("finds names of all sorts", (at) =>
    Effect.gen(function* () {
      for (const name of strange) yield* Scratch.writeFile(`${at.root}/${name}`, name)
      const found = yield* surveyOf(at, at.root)
      assert.deepStrictEqual([namesOf(found), found.undecodable], [strange.toSorted(), 0])
      assert.deepStrictEqual(namesOf(yield* surveyOf(at, at.root, strange)), strange.toSorted())
    })
  )

  if (makeSpecial === undefined) return
  fact("leaves FIFOs and sockets out", (at) =>
    Effect.gen(function* () {
      yield* makeSpecial(`${at.root}/fifo`, "FIFO")
      yield* makeSpecial(`${at.root}/s`, "Socket")
      yield* Scratch.writeFile(`${at.root}/a`, "1")
      assert.deepStrictEqual(namesOf(yield* surveyOf(at, at.root)), ["a"])
      assert.deepStrictEqual(namesOf(yield* surveyOf(at, at.root, ["fifo", "s"])), [])
    })
  )
}

const describeFolders = (fact: Fact): void => {
  fact("answers each order in its place, with the reason where there is no such folder", (at) =>
    Effect.gen(function* () {
      const { fs, outside, root, survey } = at
      yield* Scratch.writeFile(`${root}/sub/a`, "1")
      yield* Scratch.writeFile(`${outside}/sub/secret`, "1")
      yield* fs.symlink(outside, `${root}/out`)
      yield* fs.symlink("loop", `${root}/loop`)
      yield* fs.symlink("nowhere", `${root}/dangling`)
      const cases = [
        [root, "Survey"],
        [`${root}/sub`, "Survey"],
        [`${root}/missing`, "ENOENT"],
        [`${root}/missing/below`, "ENOENT"],
        [`${root}/sub/a`, "ENOTDIR"],
        [`${root}/sub/a/below`, "ENOTDIR"],
        [`${root}/out`, "ESTALE"],
        [`${root}/out/sub`, "ESTALE"],
        [`${root}/loop`, "ESTALE"],
        [`${root}/loop/below`, "ESTALE"],
        [`${root}/dangling`, "ESTALE"],
        ["/", "Survey"]
      ] as const
      const found = yield* survey(cases.map(([folder]) => ({ folder, names: folder === "/" ? [] : undefined })))
      assert.deepStrictEqual(
        found.map((each, i) => [cases[i]![0], each._tag === "Survey" ? "Survey" : each.code]),
        cases.map((each) => [...each])
      )
      // Without the guard: what a link leads to is there to be seen.
      assert.deepStrictEqual(yield* fs.readDirectory(`${root}/out/sub`), ["secret"])
    })
  )

  fact("answers nothing to no orders", ({ survey }) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* survey([]), [])
    })
  )
}

const describeTurns = (fact: Fact): void => {
  fact("can be interrupted, and leaves others their turns", (at) =>
    Effect.gen(function* () {
      for (let i = 0; i < 50; i++) yield* Scratch.writeFile(`${at.root}/f${i}`, "1")
      const orders = Array.from({ length: 2_000 }, () => ({ folder: at.root, names: undefined }))
      const fiber = yield* Effect.forkChild(at.survey(orders))
      yield* Effect.sleep(1)
      assert.isUndefined(fiber.pollUnsafe())
      yield* Fiber.interrupt(fiber)
      assert.strictEqual((yield* surveyOf(at, at.root)).entries.length, 50)
    })
  )
}
