import { assert, describe, it } from "@effect/vitest"
import {
  FileAccess,
  FileSystemAccess,
  FileSystemState,
  Hasher,
  PlokeIo,
  type StateFile,
  type StateFolder,
  StateStore,
  WriteService
} from "@ploke/io"
import { CrashFailure, exploreCrashes, MemoryLock, TestHasher } from "@ploke/io-testing"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { TransactionProgram } from "./TransactionPrograms.ts"
import { a, act, hashOf, programs, services, servicesOf, splices, textOf } from "./TransactionPrograms.ts"
import { isSame } from "./WritePrograms.ts"

class Broken extends Data.TaggedError("Broken")<{ readonly message: string }> {}

const found = ({ before }: TransactionProgram) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const texts: Record<string, string | undefined> = {}
    for (const path of Object.keys(before)) {
      texts[path] = yield* Effect.orElseSucceed(fs.readFileString(path), () => undefined)
    }
    return texts
  })

const check =
  (program: TransactionProgram) =>
  ({ acknowledged }: { readonly acknowledged: Option.Option<unknown> }) =>
    Effect.gen(function* () {
      const files = yield* found(program)
      const { after, before } = program
      const allowed = Option.isSome(acknowledged) ? [after] : [before, after]
      if (allowed.some((each) => isSame(each, files))) return
      const when = Option.isSome(acknowledged) ? "acknowledged, but " : ""
      return yield* new Broken({ message: when + JSON.stringify(files) })
    })

const explore = (
  program: TransactionProgram,
  options: { readonly imagesMax?: number; readonly recoveryImagesMax?: number } = {}
) => exploreCrashes({ tree: program.tree, layer: services, act: act(program), check: check(program), ...options })

const few = programs.filter(({ edits }) => edits.length < 3)
const many = programs.filter(({ edits }) => edits.length >= 3)

// Thousands of starts of the machine.
const long = { timeout: 300_000 }

describe("a power cut during a transaction", () => {
  it.effect.each(few)(
    "of $title leaves all of it or none, and so does one during its recovery",
    (program) =>
      Effect.gen(function* () {
        const report = yield* explore(program)
        assert.isTrue(report.exhaustive)
        assert.isTrue(Exit.isSuccess(report.exit), String(report.exit))
        assert.isAbove(report.recoveryCuts, 100)
      }),
    long
  )

  // Some images of each moment, of the transaction and of its recoveries: all of them take minutes.
  it.effect.each(many)(
    "of $title leaves all of it or none, as far as was looked",
    (program) =>
      Effect.gen(function* () {
        const report = yield* explore(program, { imagesMax: 32, recoveryImagesMax: 1 })
        assert.isTrue(Exit.isSuccess(report.exit), String(report.exit))
        assert.isAbove(report.recoveryCuts, 100)
      }),
    long
  )

  it.effect(
    "of four files leaves all of it or none",
    () =>
      Effect.gen(function* () {
        const report = yield* explore(splices(4), { imagesMax: 12, recoveryImagesMax: 1 })
        assert.isTrue(Exit.isSuccess(report.exit), String(report.exit))
        assert.isAbove(report.states, 300)
      }),
    long
  )

  it.effect("leaves no temporary file and no journal when the service has started again", () =>
    Effect.gen(function* () {
      const program = programs[3]!
      const names = Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const all = yield* fs.readDirectory("/", { recursive: true })
        return all.filter((name) => /ploke-io-.*tmp$|journals\/./.test(name))
      })
      let left = 0
      let next = 2
      const report = yield* exploreCrashes({
        tree: program.tree,
        depth: 1,
        act: Effect.provide(act(program), servicesOf("1")),
        recover: Effect.gen(function* () {
          left += (yield* names).length
          // The sweep goes on behind the start: whoever looks has waited for it.
          const swept = Effect.repeat(Effect.andThen(Effect.yieldNow, names), {
            until: (still) => still.every((name) => !name.endsWith("tmp")),
            times: 2000
          })
          yield* Effect.provide(swept, servicesOf(String(next++)))
        }),
        check: () =>
          Effect.flatMap(names, (still) => (still.length === 0 ? Effect.void : new Broken({ message: still.join() })))
      })
      assert.isTrue(Exit.isSuccess(report.exit), String(report.exit))
      assert.isAbove(left, 100)
    })
  )
})

// What was acknowledged later than a transaction must not be undone by its recovery, though the file looks as it did before.
const revert: TransactionProgram = { ...splices(1), title: "one that is reverted" }

const reverting = Effect.gen(function* () {
  const write = yield* WriteService
  yield* write.transaction(revert.edits)
  const text = textOf("a", 1)
  return yield* write.writeSnippet({
    filePath: a,
    expectedHash: hashOf(text),
    startByte: text.length - 2,
    endByte: text.length - 1,
    replacement: "0"
  })
})

const exploreRevert = (layer: typeof services) =>
  exploreCrashes({
    tree: revert.tree,
    layer,
    act: reverting,
    depth: 1,
    check: ({ acknowledged }) =>
      Effect.gen(function* () {
        const files = yield* found(revert)
        const allowed = Option.isSome(acknowledged) ? [revert.before] : [revert.before, revert.after]
        if (allowed.some((each) => isSame(each, files))) return
        return yield* new Broken({ message: JSON.stringify(files) })
      })
  })

describe("a transaction that was reverted", () => {
  it.effect("is not done again by a recovery", () =>
    Effect.gen(function* () {
      const report = yield* exploreRevert(services)
      assert.isTrue(report.exhaustive)
      assert.isTrue(Exit.isSuccess(report.exit), String(report.exit))
    })
  )
})

/** The services with a defect in one of their ports. */
interface Defect {
  readonly state?: (folder: StateFolder) => StateFolder
  readonly access?: (access: FileAccess["Service"]) => FileAccess["Service"]
  readonly hasher?: Layer.Layer<Hasher>
}

const broken = ({
  access = (each) => each,
  hasher = TestHasher.layer,
  state = (each) => each
}: Defect): typeof services => {
  const store = Layer.effect(
    StateStore,
    Effect.map(StateStore, (base) => ({
      ...base,
      open: (...given: Parameters<typeof base.open>) =>
        Effect.map(base.open(...given), (folder) => (folder === undefined ? undefined : state(folder)))
    }))
  )
  return PlokeIo.layer({ roots: ["/repo"] }).pipe(
    Layer.provide(Layer.effect(FileAccess, Effect.map(FileAccess, access))),
    Layer.provide(FileSystemAccess.layer),
    Layer.provide(Layer.provide(store, FileSystemState.layer)),
    Layer.provide(MemoryLock.layer),
    Layer.provide(hasher)
  )
}

const filesOf =
  (change: (file: StateFile) => StateFile) =>
  (folder: StateFolder): StateFolder => ({
    ...folder,
    open: (...given) => Effect.map(folder.open(...given), change)
  })

const defects: ReadonlyArray<{ readonly title: string; readonly layer: typeof services }> = [
  {
    title: "a journal that is not synced",
    layer: broken({ state: filesOf((file) => ({ ...file, sync: Effect.void })) })
  },
  {
    title: "a journal whose name is not synced",
    layer: broken({ state: (folder) => ({ ...folder, sync: Effect.void }) })
  },
  {
    title: "folders that are not synced",
    layer: broken({
      access: (access) => ({
        ...access,
        openFolder: (path) => Effect.map(access.openFolder(path), (folder) => ({ ...folder, sync: Effect.void }))
      })
    })
  },
  {
    title: "digests that tell nothing but the generation",
    layer: broken({ hasher: Layer.effect(Hasher, Effect.map(Hasher, weak)).pipe(Layer.provide(TestHasher.layer)) })
  }
]

// Torn contents of the next generation count as whole.
function weak(hasher: Hasher["Service"]): Hasher["Service"] {
  const ofText = (text: string) =>
    text.startsWith("committed") ? "00" : text.endsWith("0\n") ? hashOf(text).slice(7) : "01"
  const digest = (bytes: Uint8Array) => ofText(new TextDecoder().decode(bytes))
  const start = () => {
    let all = ""
    return { update: (bytes: Uint8Array) => void (all += new TextDecoder().decode(bytes)), finish: () => ofText(all) }
  }
  return { ...hasher, digest, start }
}

describe("the search finds", () => {
  it.effect.each(defects)("$title", ({ layer }) =>
    Effect.gen(function* () {
      const program = splices(2)
      const failure = yield* Effect.flip(
        exploreCrashes({ tree: program.tree, layer, act: act(program), check: check(program), depth: 1 })
      )
      assert.instanceOf(failure, CrashFailure)
      assert.strictEqual((failure as CrashFailure).phase, "check")
    })
  )

  it.effect("a journal that is cleared some time later", () =>
    Effect.gen(function* () {
      const lazily = filesOf((file) => {
        let isCleared = false
        return {
          ...file,
          write: (position, pieces) => {
            isCleared = pieces.length === 1
            return isCleared ? Effect.void : file.write(position, pieces)
          },
          sync: Effect.suspend(() => (isCleared ? Effect.void : file.sync))
        }
      })
      const failure = yield* Effect.flip(exploreRevert(broken({ state: lazily })))
      assert.instanceOf(failure, CrashFailure)
    })
  )
})
