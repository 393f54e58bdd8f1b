import { assert, describe, it } from "@effect/vitest"
import type { Digest, FileHash } from "@ploke/io"
import { Hasher, osCode, PathPolicy, Permits, PlokeIo, ReadService } from "@ploke/io"
import { NodeFileAccess, NodeHasher, NodePlokeIo } from "@ploke/io-node"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import { createRequire } from "node:module"
import * as path from "node:path"

const require = createRequire(import.meta.url)

const withRoot = <A>(body: (root: string) => Effect.Effect<A, unknown>): Effect.Effect<A, unknown> =>
  Effect.acquireUseRelease(
    Effect.sync(() => fs.realpathSync.native(fs.mkdtempSync(path.join(os.tmpdir(), "ploke-node-")))),
    body,
    (root) => Effect.sync(() => fs.rmSync(root, { recursive: true, force: true }))
  )

// A hasher that does something to the file while it is read: between the read and the second look.
const meddling = (meddle: () => void): Layer.Layer<Hasher> => {
  const plain = NodeHasher.make("sha256")
  return Hasher.layer({
    algorithm: "sha256",
    digest: (bytes) => {
      meddle()
      return plain.digest(bytes)
    },
    start: (): Digest => plain.start()
  })
}

const servicesWith = (hasher: Layer.Layer<Hasher>, root: string) =>
  PlokeIo.layer({ roots: [root] }).pipe(Layer.provide(NodeFileAccess.layer), Layer.provide(hasher))

describe("a file that changes while it is read", () => {
  it.live("is read again, and refused when it never holds still", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        const filePath = `${root}/a.txt`
        let left = 0
        let reads = 0
        const meddle = () => {
          reads++
          if (left-- > 0) fs.appendFileSync(filePath, "!")
        }
        const read = yield* Effect.provide(ReadService, servicesWith(meddling(meddle), root))
        for (const [changes, expected] of [
          [0, "start"],
          [1, "start!"],
          [2, "start!!"],
          [3, undefined]
        ] as const) {
          fs.writeFileSync(filePath, "start")
          left = changes
          reads = 0
          const result = yield* Effect.result(read.readFile({ filePath }))
          if (Result.isSuccess(result)) {
            assert.strictEqual(result.success.content, expected)
            assert.strictEqual(
              result.success.hash,
              `sha256:${NodeHasher.make("sha256").digest(Buffer.from(expected!))}`
            )
          } else {
            assert.isUndefined(expected)
            assert.include(result.failure.message, filePath)
            assert.strictEqual(result.failure._tag === "FatalError" && result.failure.reason._tag, "ChangedDuringRead")
          }
          assert.strictEqual(reads, Math.min(changes + 1, 3))
        }
      })
    )
  )

  it.live("is the expected one if its bytes were: they were read as a whole", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        const filePath = `${root}/a.txt`
        fs.writeFileSync(filePath, "start")
        const expectedHash = NodeHasher.make("sha256").digest(Buffer.from("start"))
        const layer = servicesWith(
          meddling(() => fs.appendFileSync(filePath, "!")),
          root
        )
        const read = yield* Effect.provide(ReadService, layer)
        const request = { filePath, expectedHash: `sha256:${expectedHash}` as never, startByte: 0, endByte: 5 }
        assert.strictEqual(yield* read.readSnippet(request), "start")
      })
    )
  )
})

describe("a file under several spellings", () => {
  it.live("gives all its answers from one read, also when it changes between the two routes of a batch", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        const filePath = `${root}/a.txt`
        const spellings = [filePath, `${root}/alias`, `${root}/./a.txt`]
        fs.symlinkSync("a.txt", `${root}/alias`)
        const before = `sha256:${NodeHasher.make("sha256").digest(Buffer.from("start"))}` as FileHash
        for (const order of [spellings, spellings.toReversed()]) {
          fs.writeFileSync(filePath, "start")
          // Once read, it changes: whoever reads it again sees other contents.
          const hasher = meddling(() => fs.writeFileSync(filePath, "other"))
          const read = yield* Effect.provide(ReadService, servicesWith(hasher, root))
          const requests = order.map((each) => ({ filePath: each, expectedHash: before, startByte: 0, endByte: 5 }))
          const results = yield* read.readSnippets(requests)
          const said = results.map((result) => (Result.isSuccess(result) ? result.success : "refused"))
          assert.deepStrictEqual(said, ["refused", "refused", "refused"])
        }
        // By its plain path alone it is read once, and these bytes are the expected ones.
        fs.writeFileSync(filePath, "start")
        const read = yield* Effect.provide(
          ReadService,
          servicesWith(
            meddling(() => fs.writeFileSync(filePath, "other")),
            root
          )
        )
        assert.strictEqual(
          yield* read.readSnippet({ filePath, expectedHash: before, startByte: 0, endByte: 5 }),
          "start"
        )
      })
    )
  )
})

describe("a folder of many files", () => {
  it.live("is read once if its files have long been quiet, and with a look before the read if not", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        for (let i = 0; i < 64; i++) fs.writeFileSync(`${root}/fresh${i}`, `${i}`)
        // Installed before this test began, and changed by nobody since.
        const settled = path.dirname(require.resolve("effect/package.json")) + "/src"
        const table = [
          [root, 2],
          [fs.realpathSync.native(settled), 1]
        ] as const
        for (const [folder, readsOfEach] of table) {
          let digests = 0
          const layer = servicesWith(
            meddling(() => void digests++),
            folder
          )
          const names = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
          const read = yield* Effect.provide(ReadService, layer)
          const hashes = yield* read.hashFiles(names.map((entry) => `${folder}/${entry.name}`))
          assert.strictEqual(hashes.filter(Result.isSuccess).length, names.length)
          assert.isAbove(names.length, 60)
          assert.strictEqual(digests, names.length * readsOfEach)
        }
      })
    )
  )
})

describe("special files", () => {
  it.live("a regular file that keeps turning into a FIFO never makes a read wait", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        const filePath = `${root}/swapped`
        fs.writeFileSync(`${root}/file`, "text")
        execFileSync("mkfifo", [`${root}/fifo`])
        fs.linkSync(`${root}/file`, filePath)
        let turn = 0
        // Every hash exchanges the two, so that what was looked at is not what is there next.
        const exchange = () => {
          const next = turn++ % 2 === 0 ? "fifo" : "file"
          fs.rmSync(filePath)
          fs.linkSync(`${root}/${next}`, filePath)
        }
        const read = yield* Effect.provide(ReadService, servicesWith(meddling(exchange), root))
        for (let i = 0; i < 200; i++) {
          const result = yield* Effect.result(read.hashFiles([filePath, `${root}/file`]))
          assert.isTrue(Result.isSuccess(result))
          exchange()
        }
        assert.isAbove(turn, 200)
      })
    )
  )

  it.live("devices, and links of procfs to what a process has open, are not opened under any policy", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        fs.writeFileSync(`${root}/held`, "held open")
        const open = (path: string) =>
          Effect.acquireRelease(
            Effect.sync(() => fs.openSync(path, "r")),
            (fd) => Effect.sync(() => fs.closeSync(fd))
          )
        const file = yield* open(`${root}/held`)
        const folder = yield* open(root)
        fs.symlinkSync("/dev/zero", `${root}/zero`)
        fs.symlinkSync("/dev", `${root}/dev`)
        fs.symlinkSync(`/proc/self/fd/${file}`, `${root}/magic`)
        fs.symlinkSync(`/proc/self/fd/${folder}`, `${root}/magic-folder`)
        fs.symlinkSync("/proc/self/environ", `${root}/environ`)
        fs.symlinkSync(`${root}/held`, `${root}/plain`)
        const magic = ["magic", "magic-folder/held"].map((name) => `${root}/${name}`)
        magic.push(`/proc/self/fd/${file}`, `/proc/${process.pid}/fd/${folder}/held`)
        const others = ["zero", "dev/zero", "dev/full", "environ"].map((name) => `${root}/${name}`)
        // The links work: this is what is refused.
        for (const path of magic) assert.strictEqual(fs.readFileSync(path, "utf8"), "held open")
        for (const symlinks of ["Follow", "DenyCrossRoot", "Deny"] as const) {
          const services = yield* Layer.build(NodePlokeIo.layer({ roots: [root], symlinks }))
          const read = Context.get(services, ReadService)
          const policy = Context.get(services, PathPolicy)
          const all = [...magic, ...others]
          const batch = yield* read.hashFiles(all)
          for (const [i, path] of all.entries()) {
            assert.isTrue(Result.isFailure(batch[i]!), path)
            assert.isTrue(Result.isFailure(yield* Effect.result(read.hashFile(path))), path)
            assert.isTrue(Result.isFailure(yield* Effect.result(Stream.runDrain(read.streamFile(path)))), path)
          }
          for (const path of magic) {
            assert.isTrue(Result.isFailure(yield* Effect.result(policy.resolve(path, "read"))), path)
          }
          const create = yield* Effect.result(policy.resolveForCreate(`${root}/magic-folder/new`, "create"))
          assert.isTrue(Result.isFailure(create))
          const plain = yield* Effect.result(read.hashFile(`${root}/plain`))
          assert.strictEqual(Result.isSuccess(plain), symlinks !== "Deny")
        }
      }).pipe(Effect.scoped)
    )
  )

  it.live("a root that is itself reached through a link of procfs is the one that was meant", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        fs.writeFileSync(`${root}/a`, "abc")
        const folder = fs.openSync(root, "r")
        const alias = `/proc/self/fd/${folder}`
        const read = yield* Effect.provide(ReadService, NodePlokeIo.layer({ roots: [alias] }))
        assert.match(yield* read.hashFile(`${alias}/a`), /^sha256:ba7816bf/)
        fs.closeSync(folder)
      })
    )
  )
})

describe("NodePlokeIo", () => {
  it.live("provides the services and Effect's own for Node", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem.FileSystem
        yield* fileSystem.writeFileString(`${root}/a`, "abc")
        const read = yield* ReadService
        assert.match(yield* read.hashFile(`${root}/a`), /^sha256:ba7816bf/)
        assert.strictEqual((yield* (yield* PathPolicy).current).roots[0]!.canonical, root)
      }).pipe(Effect.provide(NodePlokeIo.layer({ roots: [root] })))
    )
  )

  it.live("hashes with another algorithm where one is configured, and refuses an unknown one", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        fs.writeFileSync(`${root}/a`, "abc")
        const hash = Effect.flatMap(ReadService, (read) => read.hashFile(`${root}/a`))
        const sha512 = yield* Effect.provide(hash, NodePlokeIo.layer({ roots: [root], hash: "sha512" }))
        assert.match(sha512, /^sha512:[0-9a-f]{128}$/)
        for (const unknown of ["md99", "SHA256", "rsa sha", ""]) {
          const error = yield* Effect.flip(Effect.provide(hash, NodePlokeIo.layer({ roots: [root], hash: unknown })))
          assert.strictEqual(error._tag, "DomainError")
          assert.include(error.message, "hash algorithm")
        }
      })
    )
  )

  it.live("refuses unusable permits and roots when it is built", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        const build = (options: NodePlokeIo.NodePlokeIoOptions) =>
          Effect.flip(Effect.provide(PathPolicy, NodePlokeIo.layer(options)))
        for (const permits of [0, -1, 1.5, Number.NaN]) {
          const error = yield* build({ roots: [root], permits })
          assert.strictEqual(error._tag, "DomainError")
          assert.include(error.message, "at least 1")
        }
        fs.writeFileSync(`${root}/file`, "")
        assert.strictEqual(osCode(yield* build({ roots: [`${root}/file`] })), "ENOTDIR")
        assert.include((yield* build({ roots: ["src"] })).message, "src")
      })
    )
  )

  it.live("takes its options from the environment", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        const environment = ConfigProvider.layer(
          ConfigProvider.fromUnknown({ PLOKE_IO_ROOTS: `${root}, ${root}/later`, PLOKE_IO_PERMITS: "7" })
        )
        const layer = NodePlokeIo.layerConfig(PlokeIo.config).pipe(Layer.provide(environment))
        yield* Effect.gen(function* () {
          const { roots, symlinks } = yield* (yield* PathPolicy).current
          assert.deepStrictEqual(
            roots.map((each) => each.state),
            ["ready", "missing"]
          )
          assert.strictEqual(symlinks, "DenyCrossRoot")
          assert.strictEqual((yield* Permits.Permits).decision.permits, 7)
        }).pipe(Effect.provide(layer))
      })
    )
  )

  it.live("closes everything when a batch is interrupted", () =>
    withRoot((root) =>
      Effect.gen(function* () {
        const paths = Array.from({ length: 3000 }, (_, i) => `${root}/f${i}`)
        for (const file of paths) fs.writeFileSync(file, "text")
        fs.writeFileSync(`${root}/large`, Buffer.alloc(64 * 1024 * 1024))
        const read = yield* ReadService
        const open = () => fs.readdirSync("/proc/self/fd").length
        const before = open()
        for (const work of [read.hashFiles(paths), read.hashFile(`${root}/large`)]) {
          const fiber = yield* Effect.forkChild(work, { startImmediately: true })
          yield* Effect.callback<void>((resume) => void setTimeout(() => resume(Effect.void), 6))
          yield* Fiber.interrupt(fiber)
          // Fewer are possible: the sweep at the start may have ended meanwhile.
          assert.isAtMost(open(), before)
        }
        // The permits came back too: a batch after it gets its turn.
        assert.strictEqual((yield* read.hashFiles(paths)).filter(Result.isSuccess).length, 3000)
      }).pipe(Effect.provide(NodePlokeIo.layer({ roots: [root], permits: 2 })))
    )
  )
})
