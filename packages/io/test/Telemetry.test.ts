import { assert, describe, it } from "@effect/vitest"
import type { FileHash, PlokeError } from "@ploke/io"
import { ContextualError, Fail, Hasher, PathPolicy, ReadService, Telemetry, toJson, WriteService } from "@ploke/io"
import type { PlokeIo } from "@ploke/io"
import { TestPlokeIo, Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as References from "effect/References"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import * as Tampering from "./Tampering.ts"

// What is planted in every file, and must turn up nowhere but in the results.
const marker = "TOP-SECRET-MARKER"

const tree: Tree.Tree = {
  "/repo/a": `${marker} a`,
  "/repo/src/b": `${marker} b, longer`,
  "/repo/out": Tree.symlink("/out/secret"),
  "/repo/bad": Uint8Array.from([...new TextEncoder().encode(marker), 0xff]),
  "/repo/locked": Tree.file(marker, { mode: 0o000 }),
  "/out/secret": `${marker} outside`
}
const lengthOf = { a: marker.length + 2, b: marker.length + 10, bad: marker.length + 1 }

/** A tracer and a logger that remember. */
const witness = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const late: Array<string> = []
  class Span extends Tracer.NativeSpan {
    override attribute(key: string, value: unknown): void {
      // An exporter has sent an ended span away.
      if (this.status._tag === "Ended") late.push(key)
      super.attribute(key, value)
    }
  }
  const logs: Array<unknown> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Span(options)
      spans.push(span)
      return span
    }
  })
  const logger = Logger.make((options) => void logs.push(inspect(options, { depth: 10 })))
  const watch = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    effect.pipe(
      Effect.provideService(Tracer.Tracer, tracer),
      Effect.provideService(References.MinimumLogLevel, "All"),
      Effect.provide(Logger.layer([logger]))
    )
  return { spans, late, logs, watch }
}

const told = ({ name, attributes }: Tracer.NativeSpan): readonly [string, Record<string, unknown>] => [
  name,
  Object.fromEntries([...attributes].filter(([key]) => key.startsWith("ploke.")))
]

const hashOf = (content: string) =>
  Effect.map(Hasher, (hasher) => `sha256:${hasher.digest(new TextEncoder().encode(content))}` as FileHash)

const stale = `sha256:${"0".repeat(64)}` as FileHash

interface Call {
  readonly what: string
  readonly call: (services: {
    readonly read: ReadService["Service"]
    readonly write: WriteService["Service"]
    readonly policy: PathPolicy["Service"]
    readonly hash: FileHash
  }) => Effect.Effect<unknown, unknown>
  readonly span: string
  readonly attributes: Record<string, unknown>
}

const attributes = (operation: string, result: string, more: Record<string, unknown> = {}) => ({
  "ploke.operation": operation,
  "ploke.result": result,
  ...more
})

const one = (path: string, bytes: number | undefined) => ({
  "ploke.path": path,
  "ploke.files": 1,
  ...(bytes === undefined ? {} : { "ploke.bytes": bytes })
})

const many = (files: number, bytes: number) => ({ "ploke.files": files, "ploke.bytes": bytes })

const filePath = "/repo/a"
const range = { startByte: 0, endByte: 3 }

const durable = { "ploke.durable": true }
const created = { content: marker, onExists: "error", createParents: true } as const
const edited = lengthOf.a - 3 + 5
const diff = (line: string) => `--- a/a\n+++ b/a\n@@ -1 +1 @@\n-${line}\n\\ No newline at end of file\n+${marker} c\n`

const writes: ReadonlyArray<Call> = [
  {
    what: "an edit",
    call: ({ hash, write }) => write.writeSnippet({ filePath, expectedHash: hash, ...range, replacement: "SHORT" }),
    span: "WriteService.writeSnippet",
    attributes: attributes("write", "ok", { "ploke.path": "a", "ploke.bytes": edited, ...durable })
  },
  {
    what: "a stale edit",
    call: ({ write }) => write.writeSnippet({ filePath, expectedHash: stale, ...range, replacement: marker }),
    span: "WriteService.writeSnippet",
    attributes: attributes("write", "FatalError/ContentMismatch", { "ploke.path": "a" })
  },
  {
    what: "a batch of edits",
    call: ({ hash, write }) =>
      write.writeSnippets([
        { filePath, expectedHash: hash, ...range, replacement: "SHORT", durability: "bestEffort" },
        { filePath: "/repo/none", expectedHash: stale, ...range, replacement: marker }
      ]),
    span: "WriteService.writeSnippets",
    attributes: attributes("write", "ok", { "ploke.files": 2, "ploke.bytes": edited, "ploke.durable": false })
  },
  {
    what: "a creation",
    call: ({ write }) => write.createFile({ filePath: "/repo/new/c", ...created }),
    span: "WriteService.createFile",
    attributes: attributes("create", "ok", { "ploke.path": "new/c", "ploke.bytes": marker.length, ...durable })
  },
  {
    what: "a creation of what is there",
    call: ({ write }) => write.createFile({ filePath, ...created }),
    span: "WriteService.createFile",
    attributes: attributes("create", "FatalError/AlreadyExists", { "ploke.path": "a" })
  },
  {
    what: "a patch",
    call: ({ write }) => write.applyPatch({ filePath, diff: diff(`${marker} a`), fuzz: 0, dryRun: false }),
    span: "WriteService.applyPatch",
    attributes: attributes("patch", "ok", { "ploke.path": "a", "ploke.bytes": lengthOf.a + 1, ...durable })
  },
  {
    what: "a patch that does not fit",
    call: ({ write }) => write.applyPatch({ filePath, diff: diff(`${marker} x`), fuzz: 0, dryRun: false }),
    span: "WriteService.applyPatch",
    attributes: attributes("patch", "FatalError/PatchRejected", { "ploke.path": "a" })
  },
  {
    what: "a dry run",
    call: ({ write }) => write.applyPatch({ filePath, diff: diff(`${marker} a`), fuzz: 0, dryRun: true }),
    span: "WriteService.applyPatch",
    attributes: attributes("patch", "ok", { "ploke.path": "a" })
  },
  {
    what: "a removal",
    call: ({ hash, write }) => write.applyEdit({ _tag: "Remove", filePath, expectedHash: hash }),
    span: "WriteService.applyEdit",
    attributes: attributes("edit", "ok", { "ploke.path": "a" })
  },
  {
    what: "a preview",
    call: ({ hash, write }) => write.preview([{ _tag: "Replace", filePath, expectedHash: hash, content: marker }]),
    span: "WriteService.preview",
    attributes: attributes("preview", "ok", { "ploke.files": 1 })
  }
]

const reads: ReadonlyArray<Call> = [
  {
    what: "a snippet",
    call: ({ read, hash }) => read.readSnippet({ filePath, expectedHash: hash, ...range }),
    span: "ReadService.readSnippet",
    attributes: attributes("read", "ok", one("a", lengthOf.a))
  },
  {
    what: "a stale snippet",
    call: ({ read }) => read.readSnippet({ filePath: "/repo/src/b", expectedHash: stale, ...range }),
    span: "ReadService.readSnippet",
    attributes: attributes("read", "FatalError/ContentMismatch", one("src/b", lengthOf.b))
  },
  {
    what: "a batch of snippets",
    call: ({ read, hash }) =>
      read.readSnippets([
        { filePath, expectedHash: hash, ...range },
        { filePath: "/repo/src/../a", expectedHash: stale, ...range },
        { filePath: "/repo/none", expectedHash: stale, ...range }
      ]),
    span: "ReadService.readSnippets",
    attributes: attributes("read", "ok", many(3, lengthOf.a))
  },
  {
    what: "a file",
    call: ({ read }) => read.readFile({ filePath, maxBytes: 1 }),
    span: "ReadService.readFile",
    attributes: attributes("read", "ok", one("a", lengthOf.a))
  },
  {
    what: "a file by another spelling",
    call: ({ read }) => read.readFile({ filePath: "//repo/./src/../a" }),
    span: "ReadService.readFile",
    attributes: attributes("read", "ok", one("a", lengthOf.a))
  },
  {
    what: "a file that is no text",
    call: ({ read }) => read.readFile({ filePath: "/repo/bad" }),
    span: "ReadService.readFile",
    attributes: attributes("read", "FatalError/Utf8", one("bad", lengthOf.bad))
  },
  {
    what: "a file outside",
    call: ({ read }) => read.readFile({ filePath: "/out/secret" }),
    span: "ReadService.readFile",
    attributes: attributes("read", "FatalError/PathResolution", one("<outside>", 0))
  },
  {
    what: "a file that leaves the root by its text",
    call: ({ read }) => read.readFile({ filePath: "/repo/../out/secret" }),
    span: "ReadService.readFile",
    attributes: attributes("read", "FatalError/PathResolution", one("<outside>", 0))
  },
  {
    what: "a file that leaves the root by a link",
    call: ({ read }) => read.readFile({ filePath: "/repo/out" }),
    span: "ReadService.readFile",
    attributes: attributes("read", "FatalError/PathResolution", one("out", 0))
  },
  {
    what: "a path that is none",
    call: ({ read }) => read.readFile({ filePath: "repo/a\0" }),
    span: "ReadService.readFile",
    attributes: attributes("read", "FatalError/PathResolution", one("<outside>", 0))
  },
  {
    what: "a request that is wrong in itself",
    call: ({ read }) => read.readFile({ filePath, maxBytes: -1 }),
    span: "ReadService.readFile",
    attributes: attributes("read", "FatalError/SyntaxError")
  },
  {
    what: "a stream",
    call: ({ read }) => Stream.runDrain(read.streamFile("/repo/src/b", { chunkBytes: 4 })),
    span: "ReadService.streamFile",
    attributes: attributes("stream", "ok", one("src/b", lengthOf.b))
  },
  {
    what: "a stream whose consumer has enough",
    call: ({ read }) => Stream.runDrain(Stream.take(read.streamFile("/repo/src/b", { chunkBytes: 4 }), 2)),
    span: "ReadService.streamFile",
    attributes: attributes("stream", "ok", one("src/b", 8))
  },
  {
    what: "a stream of nothing",
    call: ({ read }) => Stream.runDrain(read.streamFile("/repo/none")),
    span: "ReadService.streamFile",
    attributes: attributes("stream", "FatalError/FileOperation", one("none", undefined))
  },
  {
    what: "a hash",
    call: ({ read }) => read.hashFile(filePath),
    span: "ReadService.hashFile",
    attributes: attributes("hash", "ok", one("a", lengthOf.a))
  },
  {
    what: "the hash of a folder",
    call: ({ read }) => read.hashFile("/repo"),
    span: "ReadService.hashFile",
    attributes: attributes("hash", "DomainError/NotARegularFile", one(".", 0))
  },
  {
    what: "hashes",
    call: ({ read }) => read.hashFiles(["/repo/a", "/repo/src/b", "/repo/bad", "/repo/locked"]),
    span: "ReadService.hashFiles",
    attributes: attributes("hash", "ok", many(4, lengthOf.a + lengthOf.b + lengthOf.bad))
  },
  {
    what: "changes",
    call: ({ read, hash }) => read.scanChanges([{ filePath, expectedHash: hash }]),
    span: "ReadService.scanChanges",
    attributes: attributes("scan", "ok", many(1, lengthOf.a))
  },
  {
    what: "changes of a file that is gone",
    call: ({ read, hash }) => read.scanChanges([{ filePath: "/repo/gone", expectedHash: hash }]),
    span: "ReadService.scanChanges",
    attributes: attributes("scan", "FatalError/FileOperation", many(1, 0))
  },
  {
    what: "a scan",
    call: ({ read, hash }) => {
      const file = { filePath, expectedHash: hash }
      return Stream.runDrain(read.scan(Stream.make(file, { ...file, filePath: "/repo/src/b" }, file)))
    },
    span: "ReadService.scan",
    attributes: attributes("scan", "ok", many(3, lengthOf.a + lengthOf.b))
  },
  {
    what: "a scan of several chunks",
    call: ({ read, hash }) =>
      Stream.runDrain(read.scan(Stream.range(1, 9000).pipe(Stream.map(() => ({ filePath, expectedHash: hash }))))),
    span: "ReadService.scan",
    attributes: attributes("scan", "ok", many(9000, 3 * lengthOf.a))
  },
  {
    what: "a scan whose files fail",
    call: ({ read }) => Stream.runDrain(read.scan(Stream.fail("mine"))),
    span: "ReadService.scan",
    attributes: attributes("scan", "foreign")
  },
  {
    what: "a resolution",
    call: ({ policy }) => policy.resolve("/repo/src/../a", "read"),
    span: "PathPolicy.resolve",
    attributes: attributes("resolve", "ok", { "ploke.path": "a" })
  },
  {
    what: "a place for a new file outside",
    call: ({ policy }) => policy.resolveForCreate("/elsewhere/new", "write"),
    span: "PathPolicy.resolveForCreate",
    attributes: attributes("resolve", "FatalError/PathResolution", { "ploke.path": "<outside>" })
  },
  {
    what: "an update of the roots",
    call: ({ policy }) => policy.update({ roots: ["/repo"] }),
    span: "PathPolicy.update",
    attributes: attributes("configure", "ok")
  }
]

const roots = { roots: ["/repo"] }

const services = Effect.gen(function* () {
  return {
    read: yield* ReadService,
    write: yield* WriteService,
    policy: yield* PathPolicy,
    hash: yield* hashOf(`${marker} a`)
  }
})

const onMemory = <A, E>(effect: Effect.Effect<A, E, PlokeIo.PlokeIo | TestPlokeIo.TestPlatform>) =>
  Effect.provide(effect, TestPlokeIo.layer(tree, roots))

const calls = [...reads, ...writes]

describe("a public call has one span, and nothing inside it has another", () => {
  for (const { what, call, span, attributes: expected } of calls) {
    it.effect(`${what} is ${span}: ${String(expected["ploke.result"])}`, () =>
      Effect.gen(function* () {
        const { spans, late, watch } = witness()
        yield* Effect.exit(watch(call(yield* services)))
        assert.deepStrictEqual(spans.map(told), [[span, expected]])
        assert.deepStrictEqual(late, [])
        assert.strictEqual(spans[0]!.status._tag, "Ended")
      }).pipe(onMemory)
    )
  }

  it.effect("what the consumer of a stream does is not part of the stream's span", () =>
    Effect.gen(function* () {
      const { spans, watch } = witness()
      const { read } = yield* services
      yield* read.streamFile(filePath, { chunkBytes: 10 }).pipe(
        Stream.mapEffect(() => read.hashFile("/repo/src/b")),
        Stream.runDrain,
        Effect.withSpan("mine"),
        watch
      )
      const parents = spans.map((span) => [span.name, span.parent._tag === "Some" ? span.parent.value : undefined])
      const [mine] = spans
      assert.deepStrictEqual(parents, [
        ["mine", undefined],
        ["ReadService.streamFile", mine],
        ["ReadService.hashFile", mine],
        ["ReadService.hashFile", mine]
      ])
    }).pipe(onMemory)
  )

  it.effect("a call that is interrupted says so", () =>
    Effect.gen(function* () {
      const { spans, watch } = witness()
      const { read } = yield* services
      for (const work of [read.hashFile(filePath), Stream.runDrain(read.streamFile(filePath))]) {
        const fiber = yield* Effect.forkChild(watch(work), { startImmediately: true })
        yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
      }
      assert.deepStrictEqual(
        spans.map((span) => [span.name, span.attributes.get("ploke.result")]),
        [
          ["ReadService.hashFile", "interrupted"],
          ["ReadService.streamFile", "interrupted"]
        ]
      )
    }).pipe(Effect.provide(Tampering.layer(tree, () => ({ afterRead: () => Effect.never }))))
  )

  it.effect("the bytes of a file that is read twice count twice", () =>
    Effect.gen(function* () {
      const { spans, watch } = witness()
      const { read } = yield* services
      yield* watch(read.hashFile(filePath))
      assert.strictEqual(spans[0]!.attributes.get("ploke.bytes"), lengthOf.a + 2)
    }).pipe(
      Effect.provide(
        Tampering.layer(tree, (volume) => ({
          afterRead: (path, times) =>
            times === 0 ? Effect.sync(() => volume.writeFile(path, Uint8Array.of(1, 2))) : Effect.void
        }))
      )
    )
  )
})

describe("the contents of a file", () => {
  // Not its exit: Effect keeps the result of a call in its span, and exports only failures.
  const shown = (span: Tracer.NativeSpan): string =>
    inspect([span.name, span.attributes, span.events, span.links], { depth: 10 })

  /** Everything that anybody could print of an exit. */
  const printed = (exit: Exit.Exit<unknown, unknown>): string => {
    if (Exit.isSuccess(exit)) return ""
    const errors = exit.cause.reasons.flatMap((reason) => (reason._tag === "Fail" ? [reason.error] : []))
    return errors
      .map((error) =>
        [String(error), inspect(error, { depth: 10 }), JSON.stringify(toJson(error as PlokeError))].join("\n")
      )
      .join("\n")
  }

  for (const { what, call } of calls.filter((each) => !each.what.includes("whose files fail"))) {
    it.effect(`are in no span, log or error of ${what}`, () =>
      Effect.gen(function* () {
        const { spans, logs, watch } = witness()
        const exit = yield* Effect.exit(watch(call(yield* services)))
        const all = [printed(exit), ...logs.map(String), ...spans.map(shown)]
        for (const text of all) assert.notInclude(text, marker)
        // A failure is not silent: it names its path, and says something.
        if (Exit.isFailure(exit)) assert.isAbove(all[0]!.length, 100)
      }).pipe(onMemory)
    )
  }

  it.effect("would be found where they were shown", () =>
    Effect.gen(function* () {
      const { spans, logs, watch } = witness()
      const { read } = yield* services
      const leaky = Effect.gen(function* () {
        const { content } = yield* read.readFile({ filePath })
        yield* Effect.annotateCurrentSpan("leak", content)
        yield* Effect.logTrace(content)
        return yield* Fail.syntaxError({ path: filePath, detail: content })
      })
      const exit = yield* Effect.exit(watch(Effect.withSpan(leaky, "leaky")))
      assert.include(printed(exit), marker)
      assert.include(spans.map(shown).join("\n"), marker)
      assert.include(logs.join("\n"), marker)
    }).pipe(onMemory)
  )
})

describe("the metrics", () => {
  const countOf = (operation: string, result: string) =>
    Metric.value(Metric.withAttributes(Telemetry.calls, { "ploke.operation": operation, "ploke.result": result })).pipe(
      Effect.map((state) => state.count)
    )
  const timed = (operation: string) =>
    Metric.value(Metric.withAttributes(Telemetry.duration, { "ploke.operation": operation })).pipe(
      Effect.map((state) => state.count)
    )

  it.effect("count calls by result, files, bytes and durations", () =>
    Effect.gen(function* () {
      const { read, hash } = yield* services
      yield* read.hashFiles(["/repo/a", "/repo/src/b", "/repo/src/../a", "/repo/none"])
      yield* read.hashFile(filePath)
      yield* Effect.exit(read.hashFile("/repo/none"))
      yield* Effect.exit(read.hashFile("/repo/none"))
      yield* Effect.exit(read.readSnippet({ filePath, expectedHash: stale, ...range }))
      yield* Stream.runDrain(read.streamFile("/repo/src/b", { chunkBytes: 4 }))
      yield* Stream.runDrain(read.scan(Stream.make({ filePath, expectedHash: hash })))
      assert.strictEqual(yield* countOf("hash", "ok"), 2)
      assert.strictEqual(yield* countOf("hash", "FatalError/FileOperation"), 2)
      assert.strictEqual(yield* countOf("read", "FatalError/ContentMismatch"), 1)
      assert.strictEqual(yield* countOf("stream", "ok"), 1)
      assert.strictEqual(yield* countOf("scan", "ok"), 1)
      assert.strictEqual(yield* countOf("read", "ok"), 0)
      assert.deepStrictEqual(yield* Effect.forEach(["hash", "read", "stream", "scan"], timed), [4, 1, 1, 1])
      // Two files of the batch, then one each of the hash, the snippet and the scan; the stream counts its bytes.
      assert.strictEqual((yield* Metric.value(Telemetry.filesRead)).count, 5)
      assert.strictEqual((yield* Metric.value(Telemetry.bytesRead)).count, 4 * lengthOf.a + 2 * lengthOf.b)
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()), onMemory)
  )
})

describe("the metrics of writes", () => {
  it.effect("count files, bytes, and what became of stale edits", () =>
    Effect.gen(function* () {
      const { hash, write } = yield* services
      const edit = { filePath, expectedHash: hash, ...range, replacement: "" }
      yield* write.writeSnippets([edit, { ...edit, startByte: 4, endByte: 4 }])
      const stale = { ...edit, onMismatch: "rebase", baseContent: `${marker} a` } as const
      yield* write.writeSnippet({ ...stale, startByte: 9, endByte: 10 })
      yield* Effect.exit(write.writeSnippet(stale))
      yield* Effect.exit(write.createFile({ filePath: "/repo/c", ...created }))
      yield* Effect.exit(write.createFile({ filePath: "/repo/c", ...created }))
      assert.strictEqual((yield* Metric.value(Telemetry.filesWritten)).count, 3)
      assert.strictEqual((yield* Metric.value(Telemetry.bytesWritten)).count, 2 * lengthOf.a - 7 + marker.length)
      const rebases = (result: string) =>
        Effect.map(
          Metric.value(Metric.withAttributes(Telemetry.rebases, { "ploke.result": result })),
          (state) => state.count
        )
      assert.deepStrictEqual([yield* rebases("rebased"), yield* rebases("refused")], [1, 1])
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()), onMemory)
  )
})

describe("the name of a result", () => {
  const rows: ReadonlyArray<readonly [Exit.Exit<unknown, unknown>, string]> = [
    [Exit.succeed(1), "ok"],
    [Exit.fail(Fail.tooLarge({ path: "/a", sizeBytes: 2, maxBytes: 1 })), "DomainError/TooLarge"],
    [
      Exit.fail(new ContextualError({ source: Fail.utf8({ path: "/a", offset: 0 }), filePath: "/a" })),
      "FatalError/Utf8"
    ],
    [Exit.fail("mine"), "foreign"],
    [Exit.die(new Error("bug")), "defect"],
    [Exit.interrupt(1), "interrupted"]
  ]
  for (const [exit, expected] of rows) {
    it(`is ${expected}`, () => assert.strictEqual(Telemetry.resultOf(exit), expected))
  }
})
