/**
 * The suite that every platform's `ReadService` must pass.
 *
 * @since 0.1.0
 */
import { assert, describe, it } from "@effect/vitest"
import type { FileData, FileHash, PlokeError, ReadFileRequest, SnippetRequest } from "@ploke/io"
import { Hasher, PlokeIo, ReadService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Scratch from "./internal/Scratch.ts"
import type { ContractOptions, ContractPlatform } from "./PathPolicyContract.ts"

/**
 * Declares the suite.
 *
 * @example
 * ```ts no-run
 * import { readContract, TestPlokeIo } from "@ploke/io-testing"
 *
 * readContract("memory", TestPlokeIo.platform())
 * ```
 *
 * @param name - names the platform in the report
 * @param platform - the platform under test
 * @param options - how to make special files
 * @since 0.1.0
 */
export const readContract = (
  name: string,
  platform: Layer.Layer<ContractPlatform>,
  options: ContractOptions = {}
): void => {
  const fact = factOn(platform)
  describe(`ReadService on ${name}`, () => {
    describeSnippets(fact)
    describeFiles(fact)
    describeStreams(fact)
    describeHashes(fact)
    describeScans(fact)
    describeBadFiles(fact, options)
    describeBatches(fact)
  })
}

interface World extends Scratch.Scratch {
  readonly read: ReadService["Service"]
  readonly hashOf: (content: string | Uint8Array) => FileHash
  readonly write: (name: string, content: string | Uint8Array) => Effect.Effect<string, unknown, ContractPlatform>
}

type Options = Partial<PlokeIo.PlokeIoOptions>
type Fact = (
  title: string,
  body: (world: World) => Effect.Effect<void, unknown, ContractPlatform>,
  options?: Options
) => void

const factOn =
  (platform: Layer.Layer<ContractPlatform>): Fact =>
  (title, body, options = {}) =>
    it.live(title, () =>
      Effect.gen(function* () {
        const scratch = yield* Scratch.make
        const hasher = yield* Hasher
        const bytes = (content: string | Uint8Array) => (typeof content === "string" ? encode(content) : content)
        yield* Effect.gen(function* () {
          yield* body({
            ...scratch,
            read: yield* ReadService,
            hashOf: (content) => `${hasher.algorithm}:${hasher.digest(bytes(content))}` as FileHash,
            write: (name, content) =>
              Effect.as(Scratch.writeFile(`${scratch.root}/${name}`, content), `${scratch.root}/${name}`)
          })
        }).pipe(Effect.provide(PlokeIo.layer({ roots: [scratch.root], ...options })))
      }).pipe(Effect.scoped, Effect.provide(platform))
    )

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

// What a result or a failure comes to, in a form that a table can hold.
const told = (result: Result.Result<unknown, PlokeError>): unknown => {
  if (Result.isSuccess(result)) return result.success
  return labelOf(result.failure)
}

const labelOf = (error: PlokeError): string => {
  if (error._tag === "ContextualError") return error._tag
  const { reason } = error
  if (reason._tag === "FileOperation") return reason.code
  return reason._tag === "PathResolution" ? reason.why : reason._tag
}

const failing = <A, R>(effect: Effect.Effect<A, PlokeError, R>): Effect.Effect<PlokeError, A, R> => Effect.flip(effect)

// 4 characters of 1, 2, 3 and 4 bytes, between ASCII: boundaries at 0, 1, 3, 6, 10 and 11.
const mixed = "aé€😀z"

const describeSnippets = (fact: Fact): void => {
  fact("a snippet of the indexed file is its text", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a.ts", mixed)
      const table: ReadonlyArray<readonly [number, number, unknown]> = [
        [0, 1, "a"],
        [1, 3, "é"],
        [3, 10, "€😀"],
        [0, 11, mixed],
        [0, 0, ""],
        [6, 6, ""],
        [11, 11, ""],
        [1, 2, "InvalidCharBoundary"],
        [2, 3, "InvalidCharBoundary"],
        [7, 7, "InvalidCharBoundary"],
        [0, 12, "OutOfRange"],
        [12, 12, "OutOfRange"],
        [3, 1, "OutOfRange"],
        [-1, 1, "OutOfRange"],
        [0.5, 1, "OutOfRange"],
        [0, 1.5, "OutOfRange"],
        [Number.NaN, 1, "OutOfRange"],
        [0, Number.POSITIVE_INFINITY, "OutOfRange"],
        [0, 2 ** 53, "OutOfRange"]
      ]
      const requests = table.map(([startByte, endByte]) => ({
        filePath,
        expectedHash: hashOf(mixed),
        startByte,
        endByte
      }))
      const results = yield* read.readSnippets(requests)
      assert.deepStrictEqual(
        results.map(told),
        table.map(([, , expected]) => expected)
      )
      const error = yield* failing(read.readSnippet({ ...requests[0]!, startByte: 5, endByte: 99 }))
      assert.include(error.message, filePath)
      assert.include(error.message, "11")
    })
  )

  fact("a snippet of a file that changed is refused with both hashes and the request's names", (world) =>
    Effect.gen(function* () {
      const { read, write, hashOf } = world
      const filePath = yield* write("a.ts", "let a = 2")
      const request: SnippetRequest = {
        filePath,
        expectedHash: hashOf("let a = 1"),
        startByte: 0,
        endByte: 3,
        name: "a"
      }
      const error = yield* failing(read.readSnippet(request))
      assert.strictEqual(labelOf(error), "ContentMismatch")
      if (error._tag !== "FatalError" || error.reason._tag !== "ContentMismatch") return assert.fail(error._tag)
      const { path, expected, actual, name } = error.reason
      assert.deepStrictEqual(
        { path, expected, actual, name },
        {
          path: filePath,
          expected: hashOf("let a = 1") as string,
          actual: hashOf("let a = 2") as string,
          name: "a"
        }
      )
      yield* write("a.ts", "let a = 1")
      assert.strictEqual(yield* read.readSnippet(request), "let")
    })
  )

  fact("an expected hash that is malformed or of another algorithm has its own answer", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a.ts", "text")
      const good = hashOf("text")
      const table: ReadonlyArray<readonly [string, string]> = [
        ["", "SyntaxError"],
        ["sha256", "SyntaxError"],
        [good.slice(7), "SyntaxError"],
        [good.toUpperCase(), "SyntaxError"],
        [`${good}0`, "SyntaxError"],
        ["sha256:xyz0", "SyntaxError"],
        [`blake3:${good.slice(7)}`, "ContentMismatch"],
        [`sha256:${"0".repeat(64)}`, "ContentMismatch"]
      ]
      for (const [expectedHash, label] of table) {
        const request = { filePath, expectedHash: expectedHash as FileHash, startByte: 0, endByte: 1 }
        const error = yield* failing(read.readSnippet(request))
        assert.strictEqual(labelOf(error), label, expectedHash)
        assert.include(error.message, filePath)
        const scanned = yield* read
          .scan(Stream.make({ filePath, expectedHash: expectedHash as FileHash }))
          .pipe(Stream.runCollect)
        assert.strictEqual(scanned[0]!._tag, label === "SyntaxError" ? "Failed" : "Changed", expectedHash)
      }
    })
  )

  fact("byte order marks and line ends are kept and counted", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const content = "\ufeffa\r\nb"
      const filePath = yield* write("bom.txt", content)
      assert.strictEqual((yield* read.readFile({ filePath })).content, content)
      const snippet = yield* read.readSnippet({ filePath, expectedHash: hashOf(content), startByte: 3, endByte: 6 })
      assert.strictEqual(snippet, "a\r\n")
    })
  )
}

const describeFiles = (fact: Fact): void => {
  fact("a file is read as a whole, in part, and cut at a character", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const filePath = yield* write("a.ts", mixed)
      const table: ReadonlyArray<readonly [Omit<ReadFileRequest, "filePath">, unknown, boolean?]> = [
        [{}, mixed, false],
        [{ startByte: 3 }, "€😀z", false],
        [{ endByte: 3 }, "aé", false],
        [{ startByte: 3, endByte: 6 }, "€", false],
        [{ maxBytes: 11 }, mixed, false],
        [{ maxBytes: 10 }, "aé€😀", true],
        [{ maxBytes: 9 }, "aé€", true],
        [{ maxBytes: 2 }, "a", true],
        [{ maxBytes: 0 }, "", true],
        [{ startByte: 1, maxBytes: 1 }, "", true],
        [{ startByte: 1, endByte: 6, maxBytes: 4 }, "é", true],
        [{ startByte: 11 }, "", false],
        [{ expectedHash: hashOf(mixed) }, mixed, false],
        [{ expectedHash: hashOf("other") }, "ContentMismatch"],
        [{ startByte: 12 }, "OutOfRange"],
        [{ startByte: 2 }, "InvalidCharBoundary"],
        [{ endByte: 2 }, "InvalidCharBoundary"],
        [{ startByte: -1 }, "OutOfRange"],
        [{ maxBytes: -1 }, "SyntaxError"],
        [{ maxBytes: 1.5 }, "SyntaxError"]
      ]
      for (const [part, expected, truncated] of table) {
        const result = yield* Effect.result(read.readFile({ filePath, ...part }))
        const title = JSON.stringify(part)
        if (Result.isFailure(result)) {
          assert.strictEqual(told(result), expected, title)
          continue
        }
        assert.deepStrictEqual(
          result.success,
          { filePath, content: expected as string, hash: hashOf(mixed), byteLength: 11, truncated: truncated! },
          title
        )
      }
    })
  )

  fact("an empty file is an empty text", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const filePath = yield* write("empty", "")
      assert.deepStrictEqual(yield* read.readFile({ filePath, maxBytes: 0 }), {
        filePath,
        content: "",
        hash: hashOf(""),
        byteLength: 0,
        truncated: false
      })
      assert.strictEqual(yield* read.readSnippet({ filePath, expectedHash: hashOf(""), startByte: 0, endByte: 0 }), "")
    })
  )

  fact(
    "a text beyond maxFileBytes is refused, a part of it is not",
    ({ read, write, hashOf }) =>
      Effect.gen(function* () {
        const content = "0123456789abcdef"
        const filePath = yield* write("large", content)
        const expectedHash = hashOf(content)
        const error = yield* failing(read.readFile({ filePath }))
        if (error._tag !== "DomainError" || error.reason._tag !== "TooLarge") return assert.fail(error.message)
        assert.deepStrictEqual([error.reason.sizeBytes, error.reason.maxBytes], [16, 8])
        assert.strictEqual((yield* read.readFile({ filePath, startByte: 2, endByte: 10 })).content, "23456789")
        assert.strictEqual((yield* read.readFile({ filePath, maxBytes: 3 })).content, "012")
        assert.strictEqual(labelOf(yield* failing(read.readFile({ filePath, endByte: 9 }))), "TooLarge")
        assert.strictEqual(labelOf(yield* failing(read.readFile({ filePath, maxBytes: 9 }))), "TooLarge")
        assert.strictEqual(yield* read.readSnippet({ filePath, expectedHash, startByte: 14, endByte: 16 }), "ef")
        assert.strictEqual(yield* read.hashFile(filePath), expectedHash)
      }),
    { maxFileBytes: 8 }
  )

  fact(
    "with largeFiles skip, a file beyond maxFileBytes is refused whatever is asked of it",
    ({ read, write, hashOf }) =>
      Effect.gen(function* () {
        const filePath = yield* write("large", "0123456789abcdef")
        const expectedHash = hashOf("0123456789abcdef")
        const request = { filePath, expectedHash, startByte: 0, endByte: 1 }
        assert.strictEqual(labelOf(yield* failing(read.readSnippet(request))), "TooLarge")
        assert.strictEqual(labelOf(yield* failing(read.hashFile(filePath))), "TooLarge")
        const outcomes = yield* Stream.runCollect(read.scan(Stream.make({ filePath, expectedHash })))
        assert.strictEqual(outcomes[0]!._tag, "Failed")
      }),
    { maxFileBytes: 8, largeFiles: "skip" }
  )
}

const collect = (stream: Stream.Stream<Uint8Array, PlokeError>) =>
  Effect.map(Stream.runCollect(stream), (chunks) => chunks.map((chunk) => new TextDecoder().decode(chunk)))

const describeStreams = (fact: Fact): void => {
  fact("a stream gives a range of a file in chunks", ({ read, write }) =>
    Effect.gen(function* () {
      const path = yield* write("a.txt", "0123456789")
      const table: ReadonlyArray<readonly [Parameters<typeof read.streamFile>[1], unknown]> = [
        [undefined, ["0123456789"]],
        [{ chunkBytes: 4 }, ["0123", "4567", "89"]],
        [{ startByte: 3, endByte: 7, chunkBytes: 2 }, ["34", "56"]],
        [{ startByte: 10 }, []],
        [{ startByte: 4, endByte: 4 }, []],
        [{ startByte: 11 }, "OutOfRange"],
        [{ endByte: 11 }, "OutOfRange"],
        [{ startByte: 4, endByte: 3 }, "OutOfRange"],
        [{ startByte: -1 }, "OutOfRange"],
        [{ chunkBytes: 0 }, "SyntaxError"],
        [{ chunkBytes: 1.5 }, "SyntaxError"]
      ]
      for (const [options, expected] of table) {
        const result = yield* Effect.result(collect(read.streamFile(path, options)))
        assert.deepStrictEqual(told(result), expected, JSON.stringify(options))
      }
    })
  )

  fact("a stream of a file that changes before its end fails", ({ read, write }) =>
    Effect.gen(function* () {
      const path = yield* write("a.txt", "0123456789")
      const replaced = read.streamFile(path, { chunkBytes: 4 }).pipe(
        Stream.tap(() => write("a.txt", "something longer than that")),
        Stream.runDrain
      )
      const error = yield* Effect.flip(replaced)
      assert.strictEqual(labelOf(error as PlokeError), "ChangedDuringRead")
    })
  )

  fact(
    "whoever consumes a stream may read meanwhile, with a single permit",
    ({ read, write }) =>
      Effect.gen(function* () {
        const path = yield* write("a.txt", "0123456789")
        const other = yield* write("b.txt", "other")
        const lengths = yield* read.streamFile(path, { chunkBytes: 4 }).pipe(
          Stream.mapEffect(() => Effect.map(read.readFile({ filePath: other }), (file) => file.byteLength)),
          Stream.runCollect
        )
        assert.deepStrictEqual(lengths, [5, 5, 5])
      }),
    { permits: 1 }
  )

  fact("a stream of what is no file has its typed error", ({ read, root, outside }) =>
    Effect.gen(function* () {
      const table: ReadonlyArray<readonly [string, string]> = [
        [root, "NotARegularFile"],
        [`${root}/none`, "ENOENT"],
        [`${outside}/secret`, "OutsideRoots"],
        ["a.txt", "NotAbsolute"]
      ]
      for (const [path, expected] of table) {
        assert.strictEqual(labelOf(yield* failing(Stream.runDrain(read.streamFile(path)))), expected, path)
      }
    })
  )
}

const describeHashes = (fact: Fact): void => {
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

const describeScans = (fact: Fact): void => {
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

  fact("a failing stream of files keeps its own error", ({ read }) =>
    Effect.gen(function* () {
      const outcome = yield* Effect.flip(Stream.runDrain(read.scan(Stream.fail("mine" as const))))
      assert.strictEqual(outcome, "mine")
    })
  )
}

const describeBadFiles = (fact: Fact, { makeSpecial }: ContractOptions): void => {
  fact("invalid UTF-8 is refused with the offset of its first bad byte, also for a valid range", (world) =>
    Effect.gen(function* () {
      const { read, write, hashOf } = world
      const table: ReadonlyArray<readonly [ReadonlyArray<number>, number]> = [
        [[0x61, 0xff], 1],
        [[0x61, 0x62, 0xc3], 2],
        [[0xc0, 0x80], 0],
        [[0x61, 0xed, 0xa0, 0x80], 1],
        [[0xf4, 0x90, 0x80, 0x80], 0],
        [[0x61, 0x80], 1],
        [[0xe2, 0x82, 0x61], 0]
      ]
      for (const [bytes, offset] of table) {
        const content = Uint8Array.from(bytes)
        const filePath = yield* write("bad", content)
        const request = { filePath, expectedHash: hashOf(content), startByte: 0, endByte: 0 }
        for (const error of [yield* failing(read.readSnippet(request)), yield* failing(read.readFile({ filePath }))]) {
          if (error._tag !== "FatalError" || error.reason._tag !== "Utf8") return assert.fail(error.message)
          assert.strictEqual(error.reason.offset, offset)
          assert.include(error.message, filePath)
        }
        assert.strictEqual(yield* read.hashFile(filePath), hashOf(content))
      }
    })
  )

  fact("what cannot be read has a typed error that names it", ({ read, root, outside, write }) =>
    Effect.gen(function* () {
      yield* write("file", "x")
      const table: ReadonlyArray<readonly [string, string]> = [
        [`${root}/none`, "ENOENT"],
        [`${root}/file/below`, "ENOTDIR"],
        [`${root}/file/`, "ENOTDIR"],
        [root, "NotARegularFile"],
        [`${outside}/any`, "OutsideRoots"],
        ["relative", "NotAbsolute"],
        ["", "NotAbsolute"],
        [`${root}/a\0b`, "InvalidPath"],
        [`${root}/${"n".repeat(256)}`, "InvalidPath"],
        [`${root}/${"d/".repeat(2100)}x`, "InvalidPath"],
        [`${root}/\ud800`, "InvalidPath"]
      ]
      for (const [filePath, expected] of table) {
        const error = yield* failing(read.readFile({ filePath }))
        assert.strictEqual(labelOf(error), expected, filePath)
        assert.isAbove(error.message.length, 20)
        if (!/[\0\ud800]|n{99}|(?:d\/){99}/.test(filePath)) assert.include(error.message, filePath)
      }
    })
  )

  if (makeSpecial === undefined) return
  fact("a FIFO and a socket are told apart and never waited for", ({ read, root }) =>
    Effect.gen(function* () {
      for (const type of ["FIFO", "Socket"] as const) {
        const filePath = `${root}/${type}`
        yield* makeSpecial(filePath, type)
        for (const attempt of [
          read.hashFile(filePath),
          read.readFile({ filePath }),
          Stream.runDrain(read.streamFile(filePath))
        ]) {
          const error = yield* failing(attempt as Effect.Effect<unknown, PlokeError>)
          if (error._tag !== "DomainError" || error.reason._tag !== "NotARegularFile") return assert.fail(error.message)
          assert.strictEqual(error.reason.type, type)
        }
      }
    })
  )
}

const describeBatches = (fact: Fact): void => {
  fact("results come in request order, whatever the files and their spellings", ({ read, root, write, hashOf }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const a = yield* write("d/a", "aaa")
      const b = yield* write("b", "bbb")
      yield* fs.symlink("d", `${root}/link`)
      const ask = (filePath: string, content: string, startByte: number): SnippetRequest => ({
        filePath,
        expectedHash: hashOf(content),
        startByte,
        endByte: startByte + 1
      })
      const results = yield* read.readSnippets([
        ask(b, "bbb", 0),
        ask(a, "aaa", 1),
        ask(`${root}/link/a`, "aaa", 9),
        ask(`${root}/none`, "x", 0),
        ask(`${root}/./d/../d//a`, "aaa", 2),
        ask(b, "old", 0),
        ask(b, "bbb", 2)
      ])
      assert.deepStrictEqual(results.map(told), ["b", "a", "OutOfRange", "ENOENT", "a", "ContentMismatch", "b"])
      assert.deepStrictEqual(yield* read.readSnippets([]), [])
      assert.deepStrictEqual(yield* read.hashFiles([]), [])
    })
  )

  fact("a thousand files in one batch", ({ read, write, hashOf }) =>
    Effect.gen(function* () {
      const names = Array.from({ length: 1000 }, (_, i) => `d${i % 7}/f${i}`)
      const paths = yield* Effect.forEach(names, (name) => write(name, name))
      const hashes = yield* read.hashFiles(paths)
      assert.deepStrictEqual(hashes.map(told), names.map(hashOf))
      const snippets = yield* read.readSnippets(
        paths.map((filePath, i) => ({ filePath, expectedHash: hashOf(names[i]!), startByte: 0, endByte: 2 }))
      )
      assert.deepStrictEqual(
        snippets.map(told),
        names.map((name) => name.slice(0, 2))
      )
    })
  )
}
