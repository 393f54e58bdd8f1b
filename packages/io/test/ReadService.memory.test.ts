import { assert, describe, it } from "@effect/vitest"
import type { FileData, FileHash, PlokeError, SnippetRequest } from "@ploke/io"
import { Hasher, PathPolicy, ReadService } from "@ploke/io"
import { MemoryFileSystem, TestPlokeIo, Tree } from "@ploke/io-testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Tampering from "./Tampering.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const hashOf = (content: string) =>
  Effect.map(Hasher, (hasher) => `${hasher.algorithm}:${hasher.digest(encode(content))}` as FileHash)

const labelOf = (error: PlokeError): string => {
  if (error._tag === "ContextualError") return error._tag
  const { reason } = error
  if (reason._tag === "FileOperation") return `${error._tag}/${reason._tag}/${reason.code}`
  return `${error._tag}/${reason._tag}${reason._tag === "PathResolution" ? `/${reason.why}` : ""}`
}

const told = <A>(result: Result.Result<A, PlokeError>): A | string =>
  Result.isSuccess(result) ? result.success : labelOf(result.failure)

const failing = <A, R>(effect: Effect.Effect<A, PlokeError, R>) => Effect.map(Effect.flip(effect), labelOf)

const sync = (run: () => void) => Effect.sync(run)

const openHandles = Effect.map(MemoryFileSystem.MemoryFileSystem, ({ volume }) => volume.openHandles)

const settle = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true })

describe("what may not be read", () => {
  const tree: Tree.Tree = {
    "/repo/a": "a",
    "/repo/secret": Tree.file("secret", { mode: 0o000 }),
    "/repo/unlisted": Tree.directory({ mode: 0o000 }),
    "/repo/unlisted/b": "b",
    "/repo/z": "z"
  }
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["/repo/secret", "FatalError/FileOperation/EACCES"],
    ["/repo/unlisted/b", "FatalError/FileOperation/EACCES"],
    ["/repo/unlisted/none", "FatalError/FileOperation/EACCES"],
    ["/repo/unlisted", "DomainError/NotARegularFile"]
  ]
  for (const [filePath, expected] of rows) {
    it.effect(`${filePath} has ${expected}, whatever is asked of it`, () =>
      Effect.gen(function* () {
        const read = yield* ReadService
        const expectedHash = yield* hashOf("x")
        assert.strictEqual(yield* failing(read.readFile({ filePath })), expected)
        assert.strictEqual(yield* failing(read.hashFile(filePath)), expected)
        assert.strictEqual(yield* failing(Stream.runDrain(read.streamFile(filePath))), expected)
        assert.strictEqual(
          yield* failing(read.readSnippet({ filePath, expectedHash, startByte: 0, endByte: 0 })),
          expected
        )
        const error = yield* Effect.flip(read.hashFile(filePath))
        assert.include(error.message, filePath)
      }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
    )
  }

  it.effect("does not spoil the rest of a scan, and is not missing", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const files: Array<FileData> = []
      for (const [name, content] of [
        ["a", "a"],
        ["secret", "secret"],
        ["unlisted/b", "b"],
        ["none", "x"],
        ["z", "old"]
      ] as const) {
        files.push({ filePath: `/repo/${name}`, expectedHash: yield* hashOf(content) })
      }
      const outcomes = yield* Stream.runCollect(read.scan(Stream.fromArray(files)))
      assert.deepStrictEqual(
        outcomes.map((outcome) => outcome._tag),
        ["Unchanged", "Failed", "Failed", "Missing", "Changed"]
      )
      assert.strictEqual(yield* failing(read.scanChanges(files)), "FatalError/FileOperation/EACCES")
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )
})

const fileTree: Tree.Tree = { "/repo/f": "before, and long" }

describe("a snippet that is too large", () => {
  const rows = [
    ["for a text", { maxFileBytes: 8 }, 12, 12],
    ["because its file is, with largeFiles skip", { maxFileBytes: 8, largeFiles: "skip" }, 1, 12]
  ] as const
  for (const [what, options, endByte, sizeBytes] of rows) {
    it.effect(`${what} is refused with its size and the limit`, () =>
      Effect.gen(function* () {
        const read = yield* ReadService
        const expectedHash = yield* hashOf("0123456789ab")
        const error = yield* Effect.flip(read.readSnippet({ filePath: "/repo/f", expectedHash, startByte: 0, endByte }))
        if (error._tag !== "DomainError" || error.reason._tag !== "TooLarge") return assert.fail(error.message)
        assert.deepStrictEqual([error.reason.sizeBytes, error.reason.maxBytes], [sizeBytes, 8])
        assert.include(error.message, "12 bytes exceed the limit of 8")
      }).pipe(Effect.provide(TestPlokeIo.layer({ "/repo/f": "0123456789ab" }, options)))
    )
  }
})

describe("a file that changes while it is read", () => {
  // Four bytes per read, so that the change falls between two reads of one pass.
  const changing =
    (isChanged: (times: number) => boolean): Tampering.Tamper =>
    (volume) => ({
      readBytesMax: 4,
      afterRead: (_, times) =>
        isChanged(times) ? sync(() => volume.writeFile("/repo/f", encode(`after ${times}, and longer`))) : Effect.void
    })

  it.effect("once is read again: one version, and the hash of that version", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const file = yield* read.readFile({ filePath: "/repo/f" })
      assert.strictEqual(file.content, "after 0, and longer")
      assert.strictEqual(file.hash, yield* hashOf(file.content))
      assert.strictEqual(file.byteLength, file.content.length)
    }).pipe(
      Effect.provide(
        Tampering.layer(
          fileTree,
          changing((times) => times === 0)
        )
      )
    )
  )

  it.effect("always is refused, whatever is asked of it", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const filePath = "/repo/f"
      const expectedHash = yield* hashOf("before, and long")
      const label = "FatalError/ChangedDuringRead"
      assert.strictEqual(yield* failing(read.readFile({ filePath })), label)
      assert.strictEqual(yield* failing(read.hashFile(filePath)), label)
      assert.strictEqual(yield* failing(read.readSnippet({ filePath, expectedHash, startByte: 0, endByte: 1 })), label)
      assert.strictEqual(yield* failing(Stream.runDrain(read.streamFile(filePath))), label)
      const outcomes = yield* Stream.runCollect(read.scan(Stream.make({ filePath, expectedHash })))
      assert.strictEqual(outcomes[0]!._tag, "Failed")
    }).pipe(
      Effect.provide(
        Tampering.layer(
          fileTree,
          changing(() => true)
        )
      )
    )
  )

  it.effect("always, but to the same bytes, is what a verified read expects", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const filePath = "/repo/f"
      const expectedHash = yield* hashOf("before, and long")
      assert.strictEqual(yield* read.readSnippet({ filePath, expectedHash, startByte: 0, endByte: 6 }), "before")
      assert.strictEqual((yield* read.readFile({ filePath, expectedHash })).content, "before, and long")
      const outcomes = yield* Stream.runCollect(read.scan(Stream.make({ filePath, expectedHash })))
      assert.strictEqual(outcomes[0]!._tag, "Unchanged")
      // Without an expectation nothing says that the bytes are of one version.
      assert.strictEqual(yield* failing(read.readFile({ filePath })), "FatalError/ChangedDuringRead")
    }).pipe(
      Effect.provide(
        Tampering.layer(fileTree, (volume) => ({
          afterRead: () => sync(() => volume.writeFile("/repo/f", encode("before, and long")))
        }))
      )
    )
  )

  it.effect("makes no trouble to those that hold still", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const hashes = yield* read.hashFiles(["/repo/still", "/repo/f", "/repo/other"])
      assert.deepStrictEqual(hashes.map(told), [
        yield* hashOf("still"),
        "FatalError/ChangedDuringRead",
        yield* hashOf("other")
      ])
    }).pipe(
      Effect.provide(
        Tampering.layer({ ...fileTree, "/repo/still": "still", "/repo/other": "other" }, (volume) => ({
          afterRead: (path, times) =>
            path === "/repo/f" ? sync(() => volume.writeFile(path, encode(`x${times}`))) : Effect.void
        }))
      )
    )
  )

  it.effect("not at all is read whole, however short the reads", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      assert.strictEqual((yield* read.readFile({ filePath: "/repo/f" })).content, "before, and long")
      const chunks = yield* Stream.runCollect(read.streamFile("/repo/f", { chunkBytes: 5 }))
      assert.deepStrictEqual(
        chunks.map((chunk) => chunk.length),
        [5, 5, 5, 1]
      )
    }).pipe(Effect.provide(Tampering.layer(fileTree, () => ({ readBytesMax: 3 }))))
  )
})

describe("between the look and the open", () => {
  const tree: Tree.Tree = { "/repo/f": "old", "/repo/next": "new", "/out/secret": "outside", "/repo/pipe": Tree.fifo }
  const rows: ReadonlyArray<readonly [what: string, tamper: Tampering.Tamper, expected: string, streamed?: string]> = [
    [
      "a file that is replaced is looked up again",
      (volume) => ({
        beforeOpen: (path, times) => (times > 0 ? Effect.void : sync(() => volume.rename("/repo/next", path)))
      }),
      "new",
      "FatalError/ChangedDuringRead"
    ],
    [
      "a file that is removed is missing",
      (volume) => ({ beforeOpen: (path) => sync(() => volume.remove(path, { force: true })) }),
      "FatalError/FileOperation/ENOENT"
    ],
    [
      "a file that becomes a link to outside is refused as such a link",
      (volume) => ({
        beforeOpen: (path) =>
          sync(() => {
            volume.remove(path)
            volume.symlink("/out/secret", path)
          })
      }),
      "FatalError/PathResolution/SymlinkEscapesRoots",
      "FatalError/ChangedDuringRead"
    ],
    [
      "a file that becomes a link to another file is followed",
      (volume) => ({
        beforeOpen: (path) =>
          path === "/repo/f"
            ? sync(() => {
                volume.remove(path)
                volume.symlink("next", path)
              })
            : Effect.void
      }),
      "new",
      "FatalError/ChangedDuringRead"
    ],
    [
      "a file that becomes a FIFO is none",
      (volume) => ({ beforeOpen: (path) => sync(() => volume.rename("/repo/pipe", path)) }),
      "DomainError/NotARegularFile",
      "FatalError/ChangedDuringRead"
    ]
  ]
  for (const [what, tamper, expected, streamed = expected] of rows) {
    it.effect(`${what}; its stream ends with ${streamed}`, () =>
      Effect.gen(function* () {
        const read = Effect.flatMap(ReadService, (service) => service.readFile({ filePath: "/repo/f" }))
        const stream = Effect.flatMap(ReadService, (service) => Stream.runDrain(service.streamFile("/repo/f")))
        const [result, handles] = yield* Effect.provide(
          Effect.all([Effect.result(read), openHandles]),
          Tampering.layer(tree, tamper)
        )
        assert.strictEqual(told(Result.map(result, (file) => file.content)), expected)
        assert.strictEqual(handles, 0)
        assert.strictEqual(yield* Effect.provide(failing(stream), Tampering.layer(tree, tamper)), streamed)
      })
    )
  }

  it.effect("a file that is replaced every time is given up as changing", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      assert.strictEqual(yield* failing(read.readFile({ filePath: "/repo/f" })), "FatalError/ChangedDuringRead")
    }).pipe(
      Effect.provide(
        Tampering.layer(tree, (volume) => ({
          beforeOpen: (path, times) =>
            sync(() => {
              volume.writeFile(`/repo/fresh${times}`, encode("fresh"))
              volume.rename(`/repo/fresh${times}`, path)
            })
        }))
      )
    )
  )
})

describe("one read per file", () => {
  const tree: Tree.Tree = {
    "/repo/d/f": "content",
    "/repo/d/other": "other",
    "/repo/link": Tree.symlink("d"),
    "/repo/alias": Tree.symlink("link/f")
  }
  const spellings = ["/repo/d/f", "/repo/link/f", "/repo/alias", "/repo/d/../d/f", "/repo//d//f", "/repo/./d/./f"]

  const counted = (opened: Array<string>) =>
    Tampering.layer(tree, () => ({ beforeOpen: (path) => sync(() => void opened.push(path)) }))

  it.effect("of a batch, whatever the spellings: snippets, hashes and scans", () => {
    const opened: Array<string> = []
    return Effect.gen(function* () {
      const read = yield* ReadService
      const expectedHash = yield* hashOf("content")
      const requests = spellings.map((filePath, i) => ({ filePath, expectedHash, startByte: i, endByte: i + 1 }))
      const snippets = yield* read.readSnippets([...requests, { ...requests[0]!, startByte: 0, endByte: 7 }])
      assert.deepStrictEqual(snippets.map(told), ["c", "o", "n", "t", "e", "n", "content"])
      assert.deepStrictEqual(opened.splice(0), ["/repo/d/f"])
      const hashes = yield* read.hashFiles([...spellings, "/repo/d/other"])
      assert.deepStrictEqual(hashes.map(told), [...spellings.map(() => expectedHash), yield* hashOf("other")])
      assert.deepStrictEqual(opened.splice(0), ["/repo/d/f", "/repo/d/other"])
      const files = spellings.map((filePath) => ({ filePath, expectedHash }))
      const outcomes = yield* Stream.runCollect(read.scan(Stream.fromArray(files)))
      assert.deepStrictEqual(
        outcomes,
        files.map((file) => ({ _tag: "Unchanged" as const, file }))
      )
      assert.deepStrictEqual(opened.splice(0), ["/repo/d/f"])
    }).pipe(Effect.provide(counted(opened)))
  })

  it.effect("but two of two batches: nothing is remembered", () => {
    const opened: Array<string> = []
    return Effect.gen(function* () {
      const read = yield* ReadService
      yield* read.hashFiles([spellings[0]!])
      yield* read.hashFiles([spellings[1]!])
      assert.deepStrictEqual(opened, ["/repo/d/f", "/repo/d/f"])
    }).pipe(Effect.provide(counted(opened)))
  })

  it.effect("answers each request by its own expectation", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const [good, bad] = [yield* hashOf("content"), yield* hashOf("stale")]
      const ask = (filePath: string, expectedHash: FileHash): SnippetRequest => ({
        filePath,
        expectedHash,
        startByte: 0,
        endByte: 1
      })
      const results = yield* read.readSnippets([
        ask("/repo/d/f", good),
        ask("/repo/alias", bad),
        ask("/repo/d/f", bad),
        ask("/repo/link/f", good)
      ])
      assert.deepStrictEqual(results.map(told), ["c", "FatalError/ContentMismatch", "FatalError/ContentMismatch", "c"])
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )
})

describe("no file stays open", () => {
  const tree: Tree.Tree = { "/repo/f": "0123456789", "/repo/g": "g", "/repo/bad": Uint8Array.of(0xff), "/repo/d/": {} }
  it.effect("after success and after failure", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const expectedHash = yield* hashOf("stale")
      yield* read.readFile({ filePath: "/repo/f" })
      yield* Effect.exit(read.readFile({ filePath: "/repo/bad" }))
      yield* Effect.exit(read.readFile({ filePath: "/repo/f", startByte: 99 }))
      yield* read.readSnippets([{ filePath: "/repo/f", expectedHash, startByte: 0, endByte: 1 }])
      yield* read.hashFiles(["/repo/f", "/repo/none", "/repo/d", "/repo/bad"])
      yield* Stream.runDrain(read.streamFile("/repo/f", { chunkBytes: 3 }))
      assert.strictEqual(yield* openHandles, 0)
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("between two chunks of a stream, or when its consumer stops or fails", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const chunks = read.streamFile("/repo/f", { chunkBytes: 3 }).pipe(Stream.mapEffect(() => openHandles))
      assert.deepStrictEqual(yield* Stream.runCollect(chunks), [0, 0, 0, 0])
      yield* Stream.runDrain(Stream.take(read.streamFile("/repo/f", { chunkBytes: 3 }), 2))
      yield* Effect.exit(Stream.runForEach(read.streamFile("/repo/f"), () => Effect.fail("enough")))
      assert.strictEqual(yield* openHandles, 0)
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  type Read = ReadService["Service"]
  const works: ReadonlyArray<readonly [what: string, work: (read: Read) => Effect.Effect<unknown, unknown>]> = [
    ["a file", (read) => read.readFile({ filePath: "/repo/f" })],
    ["a batch", (read) => read.hashFiles(["/repo/g", "/repo/f", "/repo/bad"])],
    ["a stream", (read) => Stream.runDrain(read.streamFile("/repo/f"))],
    [
      "a scan",
      (read) => Stream.runDrain(read.scan(Stream.make({ filePath: "/repo/f", expectedHash: "sha256:00" as FileHash })))
    ]
  ]
  for (const [what, work] of works) {
    it.effect(`when ${what} is interrupted in the middle of a read, and the permits come back`, () =>
      Effect.gen(function* () {
        const reading = yield* Deferred.make<void>()
        const layer = Tampering.layer(
          tree,
          () => ({
            afterRead: (path, times) =>
              path === "/repo/f" && times === 0
                ? Effect.andThen(Deferred.succeed(reading, undefined), Effect.never)
                : Effect.void
          }),
          { permits: 1 }
        )
        yield* Effect.gen(function* () {
          const read = yield* ReadService
          const fiber = yield* Effect.forkChild(work(read))
          yield* Deferred.await(reading)
          assert.strictEqual(yield* openHandles, 1)
          yield* Fiber.interrupt(fiber)
          assert.strictEqual(yield* openHandles, 0)
          assert.strictEqual((yield* read.readFile({ filePath: "/repo/f" })).content, "0123456789")
        }).pipe(Effect.provide(layer))
      })
    )
  }
})

describe("many at once", () => {
  const names = Array.from({ length: 60 }, (_, i) => `f${i}`)
  const tree: Tree.Tree = Object.fromEntries(names.map((name) => [`/repo/${name}`, `content of ${name}`]))

  it.effect("give each caller its own results, in the order of its requests", () => {
    let open = 0
    let most = 0
    const layer = Tampering.layer(
      tree,
      (volume) => ({
        // Some reads take longer than others: callers overtake one another.
        afterRead: (path) =>
          Effect.gen(function* () {
            open = volume.openHandles
            most = Math.max(most, open)
            for (let i = 0; i < Number(path.slice(7)) % 5; i++) yield* Effect.yieldNow
          })
      }),
      { permits: 4 }
    )
    return Effect.gen(function* () {
      const read = yield* ReadService
      const callers = Array.from({ length: 12 }, (_, i) => names.map((_, j) => names[(i * 7 + j * 11) % names.length]!))
      const all = yield* Effect.forEach(
        callers,
        (mine) => read.hashFiles([...mine, "none"].map((name) => `/repo/${name}`)),
        { concurrency: "unbounded" }
      )
      for (const [i, results] of all.entries()) {
        const expected = yield* Effect.forEach(callers[i]!, (name) => hashOf(`content of ${name}`))
        assert.deepStrictEqual(results.map(told), [...expected, "FatalError/FileOperation/ENOENT"])
      }
      assert.isAtLeast(most, 2)
      assert.isAtMost(most, 4)
    }).pipe(Effect.provide(layer))
  })

  it.effect("failures leave the others their turn, without help from the scheduler", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const missing = Array.from({ length: 3000 }, (_, i) => `/outside/${i}`)
      const expectedHash = yield* hashOf("x")
      const works = [
        read.hashFiles(missing),
        read.readSnippets(missing.map((filePath) => ({ filePath, expectedHash, startByte: 0, endByte: 1 }))),
        Stream.runCollect(read.scan(Stream.fromArray(missing.map((filePath) => ({ filePath, expectedHash })))))
      ]
      for (const work of works) {
        let turns = 0
        const other = yield* Effect.forkChild(
          Effect.forever(
            Effect.andThen(
              sync(() => void turns++),
              Effect.yieldNow
            )
          ),
          {
            startImmediately: true
          }
        )
        const results: ReadonlyArray<unknown> = yield* work
        yield* Fiber.interrupt(other)
        assert.strictEqual(results.length, 3000)
        // Deciding, judging and answering each give way every 256 items; two of the three would be 11 turns.
        assert.isAtLeast(turns, 15)
      }
    }).pipe(
      Effect.provideService(References.MaxOpsBeforeYield, Number.MAX_SAFE_INTEGER),
      Effect.provide(TestPlokeIo.layer(tree))
    )
  )
})

describe("the rules of a batch", () => {
  const tree: Tree.Tree = { "/repo/a": "a", "/repo/b": "b", "/repo/c": "c", "/other/d": "d" }

  it.effect("are those that it began with, also when the roots are replaced in its middle", () =>
    Effect.gen(function* () {
      let replaceRoots: Effect.Effect<unknown> = Effect.die("the policy is not known yet")
      let replaced = 0
      const layer = Tampering.layer(tree, () => ({
        afterRead: (path, times) =>
          path === "/repo/a" && times === 0
            ? Effect.andThen(
                Effect.asVoid(replaceRoots),
                sync(() => void replaced++)
              )
            : Effect.void
      }))
      yield* Effect.gen(function* () {
        const policy = yield* PathPolicy
        const read = yield* ReadService
        replaceRoots = Effect.orDie(policy.update({ roots: ["/other"] }))
        const paths = ["/repo/a", "/repo/b", "/other/d", "/repo/c"]
        const [a, b, c, d] = yield* Effect.forEach(["a", "b", "c", "d"], hashOf)
        const denied = "FatalError/PathResolution/OutsideRoots"
        assert.deepStrictEqual((yield* read.hashFiles(paths)).map(told), [a!, b!, denied, c!])
        assert.strictEqual(replaced, 1)
        assert.deepStrictEqual((yield* read.hashFiles(paths)).map(told), [denied, denied, d!, denied])
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("hold for its retries, too", () =>
    Effect.gen(function* () {
      let replaceRoots: Effect.Effect<unknown> = Effect.die("the policy is not known yet")
      const layer = Tampering.layer(tree, (volume) => ({
        afterRead: (path, times) =>
          times === 0
            ? Effect.andThen(
                Effect.asVoid(replaceRoots),
                sync(() => volume.writeFile(path, encode("changed")))
              )
            : Effect.void
      }))
      yield* Effect.gen(function* () {
        const policy = yield* PathPolicy
        const read = yield* ReadService
        replaceRoots = Effect.orDie(policy.update({ roots: ["/other"] }))
        assert.strictEqual((yield* read.readFile({ filePath: "/repo/a" })).content, "changed")
        assert.strictEqual(
          yield* failing(read.readFile({ filePath: "/repo/a" })),
          "FatalError/PathResolution/OutsideRoots"
        )
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("are those of the moment at which a caller's turn begins, not of its request", () =>
    Effect.gen(function* () {
      const policy = yield* PathPolicy
      const read = yield* ReadService
      const seen = yield* Effect.forkChild(Stream.runCollect(Stream.take(policy.changes, 3)), {
        startImmediately: true
      })
      for (const roots of [["/other"], ["/repo"]]) {
        yield* policy.update({ roots })
        yield* settle
        const results = yield* read.hashFiles(["/repo/a", "/other/d"])
        assert.deepStrictEqual(results.map(Result.isSuccess), [roots[0] === "/repo", roots[0] === "/other"])
      }
      assert.deepStrictEqual(
        (yield* Fiber.join(seen)).map((rules) => rules.roots.map((root) => root.canonical)),
        [["/repo", "/other"], ["/other"], ["/repo"]]
      )
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )
})
