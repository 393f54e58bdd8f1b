import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import type { DomainError, FatalError, FileAccess, FileContent, FileData, FileHash, PlokeError } from "@ploke/io"
import { ContentMismatch, PathPolicy, Permits, PlokeIo, ReadService } from "@ploke/io"
import type { ScanOutcome } from "@ploke/io"
import type { Hasher } from "@ploke/io"
import { TestPlokeIo, Tree } from "@ploke/io-testing"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Result from "effect/Result"
import * as Stream from "effect/Stream"

const tree: Tree.Tree = {
  "/repo/a": "let a = 1",
  "/repo/link": Tree.symlink("/lib/b"),
  "/lib/b": "b",
  "/file": "no folder"
}

type Environment = Readonly<Record<string, string>>

const withEnvironment = <A, E, R>(layer: Layer.Layer<A, E, R>, environment: Environment) =>
  layer.pipe(
    Layer.provide(TestPlokeIo.platform(tree)),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(environment)))
  )

/** What is in force in the services. */
const inForce = Effect.gen(function* () {
  const { decision } = yield* Permits.Permits
  const { roots, symlinks } = yield* Effect.flatMap(PathPolicy, (policy) => policy.current)
  return { roots: roots.map((root) => root.canonical), symlinks, permits: decision.permits, source: decision.source }
})

const defaults = { roots: ["/repo"], symlinks: "DenyCrossRoot", permits: 50, source: "default" }

describe("the options from the environment", () => {
  const rows: ReadonlyArray<readonly [Environment, Partial<typeof defaults>]> = [
    [{ PLOKE_IO_ROOTS: "/repo" }, {}],
    [{ PLOKE_IO_ROOTS: "/repo,/lib" }, { roots: ["/repo", "/lib"] }],
    [{ PLOKE_IO_ROOTS: " /repo , /lib ,, " }, { roots: ["/repo", "/lib"] }],
    [{ PLOKE_IO_ROOTS: "/repo,/repo" }, {}],
    [{ PLOKE_IO_ROOTS: " , " }, { roots: [] }],
    [{ PLOKE_IO_ROOTS: "/repo", PLOKE_IO_SYMLINKS: "Follow" }, { symlinks: "Follow" }],
    [{ PLOKE_IO_ROOTS: "/repo", PLOKE_IO_SYMLINKS: "Deny" }, { symlinks: "Deny" }],
    [
      { PLOKE_IO_ROOTS: "/repo", PLOKE_IO_PERMITS: "7" },
      { permits: 7, source: "permits" }
    ],
    [
      { PLOKE_IO_ROOTS: "/repo", PLOKE_IO_FD_LIMIT: "9" },
      { permits: 9, source: "PLOKE_IO_FD_LIMIT" }
    ],
    [
      { PLOKE_IO_ROOTS: "/repo", PLOKE_IO_FD_LIMIT: "9", PLOKE_IO_PERMITS: "7" },
      { permits: 7, source: "permits" }
    ]
  ]
  for (const [environment, expected] of rows) {
    it.effect(`${JSON.stringify(environment)} are ${JSON.stringify(expected)} beside the defaults`, () =>
      Effect.gen(function* () {
        const layer = withEnvironment(PlokeIo.layerConfig(PlokeIo.config), environment)
        assert.deepStrictEqual(yield* Effect.provide(inForce, layer), { ...defaults, ...expected } as typeof defaults)
      })
    )
  }

  it.effect("bound what is read", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const error = yield* Effect.flip(read.hashFile("/repo/a"))
      if (error._tag !== "DomainError" || error.reason._tag !== "TooLarge") return assert.fail(error.message)
      assert.deepStrictEqual([error.reason.sizeBytes, error.reason.maxBytes], [9, 8])
    }).pipe(
      Effect.provide(
        withEnvironment(PlokeIo.layerConfig(PlokeIo.config), {
          PLOKE_IO_ROOTS: "/repo",
          PLOKE_IO_MAX_FILE_BYTES: "8",
          PLOKE_IO_LARGE_FILES: "skip"
        })
      )
    )
  )

  const refused: ReadonlyArray<readonly [Environment, kind: string, mentions: string]> = [
    [{}, "ConfigError", "PLOKE_IO_ROOTS"],
    [{ PLOKE_IO_ROOTS: "" }, "ConfigError", "PLOKE_IO_ROOTS"],
    [{ PLOKE_IO_ROOTS: "/repo", PLOKE_IO_SYMLINKS: "Sometimes" }, "ConfigError", "PLOKE_IO_SYMLINKS"],
    [{ PLOKE_IO_ROOTS: "/repo", PLOKE_IO_PERMITS: "many" }, "ConfigError", "PLOKE_IO_PERMITS"],
    [{ PLOKE_IO_ROOTS: "/repo", PLOKE_IO_PERMITS: "1.5" }, "ConfigError", "PLOKE_IO_PERMITS"],
    [{ PLOKE_IO_ROOTS: "/repo", PLOKE_IO_LARGE_FILES: "maybe" }, "ConfigError", "PLOKE_IO_LARGE_FILES"],
    [{ PLOKE_IO_ROOTS: "/repo", PLOKE_IO_PERMITS: "0" }, "DomainError/Io", "permits"],
    [{ PLOKE_IO_ROOTS: "/repo", PLOKE_IO_MAX_FILE_BYTES: "0" }, "FatalError/SyntaxError", "maxFileBytes"],
    [{ PLOKE_IO_ROOTS: "/repo,repo" }, "FatalError/PathResolution", "repo"],
    [{ PLOKE_IO_ROOTS: "/file" }, "FatalError/FileOperation", "/file"]
  ]
  for (const [environment, kind, mentions] of refused) {
    it.effect(`${JSON.stringify(environment)} are refused with ${kind} that mentions ${mentions}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Layer.build(withEnvironment(PlokeIo.layerConfig(PlokeIo.config), environment)))
        const told = "reason" in error ? `${error._tag}/${error.reason._tag}` : error._tag
        assert.strictEqual(told, kind)
        assert.include(error.message, mentions)
      })
    )
  }
})

describe("the options of an application", () => {
  it.effect("may be partly from a config, and win over the environment", () =>
    Effect.gen(function* () {
      const mixed = PlokeIo.layerConfig({
        roots: PlokeIo.config.roots,
        symlinks: Config.succeed("Follow" as const),
        fdLimit: Config.succeed(12)
      })
      const environment = { PLOKE_IO_ROOTS: "/lib", PLOKE_IO_SYMLINKS: "Deny", PLOKE_IO_FD_LIMIT: "99" }
      assert.deepStrictEqual(yield* Effect.provide(inForce, withEnvironment(mixed, environment)), {
        roots: ["/lib"],
        symlinks: "Follow",
        permits: 12,
        source: "fdLimit"
      })
    })
  )

  it.effect("let PLOKE_IO_FD_LIMIT decide where they say nothing of permits, also without a config", () =>
    Effect.gen(function* () {
      const permitsOf = (options: Partial<PlokeIo.PlokeIoOptions>, environment: Environment) =>
        Effect.provide(inForce, withEnvironment(PlokeIo.layer({ roots: ["/repo"], ...options }), environment)).pipe(
          Effect.map(({ permits }) => permits)
        )
      assert.strictEqual(yield* permitsOf({}, { PLOKE_IO_FD_LIMIT: "33" }), 33)
      assert.strictEqual(yield* permitsOf({}, { PLOKE_IO_FD_LIMIT: "0" }), 4)
      assert.strictEqual(yield* permitsOf({}, {}), 50)
      assert.strictEqual(yield* permitsOf({ fdLimit: 44 }, { PLOKE_IO_FD_LIMIT: "33" }), 44)
      assert.strictEqual(yield* permitsOf({ permits: 1 }, { PLOKE_IO_FD_LIMIT: "33" }), 1)
      // The names of other options count only where the application asks for them.
      assert.strictEqual(yield* permitsOf({}, { PLOKE_IO_PERMITS: "2" }), 50)
    })
  )

  it.effect("decide about links", () =>
    Effect.gen(function* () {
      const readLink = Effect.flatMap(ReadService, (read) => read.readFile({ filePath: "/repo/link" }))
      const under = (symlinks: "DenyCrossRoot" | "Follow" | "Deny", roots: ReadonlyArray<string>) =>
        Effect.provide(Effect.result(readLink), withEnvironment(PlokeIo.layer({ roots, symlinks }), {})).pipe(
          Effect.map((result) => (result._tag === "Success" ? result.success.content : whyOf(result.failure)))
        )
      assert.strictEqual(yield* under("Follow", ["/repo"]), "b")
      assert.strictEqual(yield* under("DenyCrossRoot", ["/repo"]), "SymlinkEscapesRoots")
      assert.strictEqual(yield* under("DenyCrossRoot", ["/repo", "/lib"]), "b")
      assert.strictEqual(yield* under("Deny", ["/repo", "/lib"]), "SymlinkDenied")
    })
  )
})

const whyOf = (error: PlokeError): string =>
  error._tag === "FatalError" && error.reason._tag === "PathResolution" ? error.reason.why : error._tag

describe("a failure is handled by its kind and its reason", () => {
  const provided = TestPlokeIo.layer({ "/repo/a": "let a = 1" })
  const stale = `sha256:${"0".repeat(64)}` as FileHash

  it.effect("as in the contract", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const hash = yield* read.hashFile("/repo/a")
      const request = { filePath: "/repo/a", startByte: 0, endByte: 3 }
      const recover = (expectedHash: FileHash) =>
        read
          .readSnippet({ ...request, expectedHash })
          .pipe(
            Effect.catchReason("FatalError", "ContentMismatch", (reason) =>
              Effect.succeed(`changed meanwhile: now ${reason.actual}`)
            )
          )
      assert.strictEqual(yield* recover(hash), "let")
      assert.strictEqual(yield* recover(stale), `changed meanwhile: now ${hash}`)
    }).pipe(Effect.provide(provided))
  )

  it.effect("and what is not handled passes on", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const request = { filePath: "/repo/a", expectedHash: stale, startByte: 0, endByte: 3 }
      const error = yield* read.readSnippet(request).pipe(
        Effect.catchReason("FatalError", "Utf8", () => Effect.succeed("another reason")),
        Effect.catchReason("DomainError", "TooLarge", () => Effect.succeed("another kind")),
        Effect.unwrapReason("FatalError"),
        Effect.flip
      )
      assert.instanceOf(error, ContentMismatch)
    }).pipe(Effect.provide(provided))
  )
})

describe("the types", () => {
  type Read = ReadService["Service"]
  type Policy = PathPolicy["Service"]

  it("say precisely how each method may fail", () => {
    expectTypeOf<Effect.Error<ReturnType<Policy["resolve"]>>>().toEqualTypeOf<FatalError>()
    expectTypeOf<Effect.Error<ReturnType<Policy["resolveForCreate"]>>>().toEqualTypeOf<FatalError>()
    expectTypeOf<Effect.Error<ReturnType<Policy["update"]>>>().toEqualTypeOf<FatalError>()
    expectTypeOf<Effect.Error<Policy["current"]>>().toEqualTypeOf<never>()
    expectTypeOf<Effect.Error<ReturnType<Read["readSnippet"]>>>().toEqualTypeOf<PlokeError>()
    expectTypeOf<Effect.Error<ReturnType<Read["readSnippets"]>>>().toEqualTypeOf<never>()
    expectTypeOf<Effect.Error<ReturnType<Read["hashFiles"]>>>().toEqualTypeOf<never>()
    expectTypeOf<Layer.Error<ReturnType<typeof Permits.Permits.layer>>>().toEqualTypeOf<DomainError>()
    expectTypeOf<Layer.Error<ReturnType<typeof PathPolicy.layer>>>().toEqualTypeOf<FatalError>()
    expectTypeOf<Layer.Error<typeof PathPolicy.layerUnrestricted>>().toEqualTypeOf<never>()
    expectTypeOf<Layer.Error<ReturnType<typeof PlokeIo.layer>>>().toEqualTypeOf<PlokeError>()
    expectTypeOf<Layer.Error<ReturnType<typeof PlokeIo.layerConfig>>>().toEqualTypeOf<PlokeError | Config.ConfigError>()
    expectTypeOf<Layer.Services<ReturnType<typeof PlokeIo.layer>>>().toEqualTypeOf<FileAccess | Hasher>()
  })

  it("say what each method gives", () => {
    expectTypeOf<Effect.Success<ReturnType<Read["readFile"]>>>().toEqualTypeOf<FileContent>()
    expectTypeOf<Effect.Success<ReturnType<Read["readSnippets"]>>>().toEqualTypeOf<
      ReadonlyArray<Result.Result<string, PlokeError>>
    >()
    expectTypeOf<ReturnType<Read["streamFile"]>>().toEqualTypeOf<Stream.Stream<Uint8Array, PlokeError>>()
  })

  it.effect("keep the error and the needs of a scanned stream", () =>
    Effect.gen(function* () {
      const read = yield* ReadService
      const files = Stream.fail("mine" as const) as Stream.Stream<FileData, "mine", Permits.Permits>
      const outcomes = read.scan(files)
      expectTypeOf(outcomes).toEqualTypeOf<Stream.Stream<ScanOutcome, "mine", Permits.Permits>>()
      assert.strictEqual(yield* Effect.flip(Stream.runDrain(outcomes)), "mine")
    }).pipe(Effect.provide(TestPlokeIo.layer(tree)))
  )

  it.effect("leave nothing of a reason that was handled with the rest of its kind", () =>
    Effect.gen(function* () {
      const policy = yield* PathPolicy
      const handled = policy
        .resolve("/elsewhere", "read")
        .pipe(Effect.catchTag("FatalError", (error) => Effect.succeed(error.reason._tag)))
      expectTypeOf<Effect.Error<typeof handled>>().toEqualTypeOf<never>()
      assert.strictEqual(yield* handled, "PathResolution")
      const resolved = policy.resolve("/repo/a", "read")
      // @ts-expect-error a resolution never fails with a domain error, so it cannot be handled
      const impossible = resolved.pipe(Effect.catchTag("DomainError", () => Effect.succeed("never")))
      assert.strictEqual(yield* impossible as Effect.Effect<unknown>, "/repo/a")
    }).pipe(Effect.provide(TestPlokeIo.layer(tree, { roots: ["/repo"] })))
  )
})
