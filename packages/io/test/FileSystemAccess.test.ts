import { assert, describe, it } from "@effect/vitest"
import type { PlokeError } from "@ploke/io"
import { FileAccess, PathPolicy, ReadService } from "@ploke/io"
import { Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as PlatformError from "effect/PlatformError"
import * as Stream from "effect/Stream"
import * as Tampering from "./Tampering.ts"

const tree: Tree.Tree = {
  "/repo/f": "content",
  "/repo/link": Tree.symlink("f"),
  "/repo/out": Tree.symlink("/out/secret"),
  "/repo/pipe": Tree.fifo,
  "/out/secret": "outside"
}

/** What Windows and Deno say. */
const refuseNoFollow = (options: { readonly noFollow?: boolean | undefined } | undefined) =>
  options?.noFollow === true
    ? Effect.fail(PlatformError.badArgument({ module: "FileSystem", method: "open", description: "noFollow" }))
    : Effect.void

const labelOf = (error: PlokeError): string =>
  error._tag !== "ContextualError" && error.reason._tag === "PathResolution" ? error.reason.why : error._tag

describe("a file system that refuses noFollow", () => {
  it.effect("is read, streamed and confined all the same", () => {
    const asked: Array<boolean | undefined> = []
    return Effect.gen(function* () {
      const read = yield* ReadService
      for (const filePath of ["/repo/f", "/repo/link"]) {
        assert.strictEqual((yield* read.readFile({ filePath })).content, "content")
        const chunks = yield* Stream.runCollect(read.streamFile(filePath, { chunkBytes: 4 }))
        assert.deepStrictEqual(
          chunks.map((chunk) => chunk.length),
          [4, 3]
        )
      }
      assert.strictEqual(labelOf(yield* Effect.flip(read.readFile({ filePath: "/repo/out" }))), "SymlinkEscapesRoots")
      assert.deepStrictEqual(asked.slice(0, 2), [true, undefined])
    }).pipe(
      Effect.provide(
        Tampering.layer(tree, () => ({
          openOptions: (options) => {
            asked.push(options?.noFollow)
            return refuseNoFollow(options)
          }
        }))
      )
    )
  })

  it.effect("does not give the content of a link that takes the place of a file before the open", () => {
    let swapped = 0
    return Effect.gen(function* () {
      const read = yield* ReadService
      const error = yield* Effect.flip(read.readFile({ filePath: "/repo/f" }))
      assert.strictEqual(labelOf(error), "SymlinkEscapesRoots")
      assert.strictEqual(swapped, 1)
    }).pipe(
      Effect.provide(
        Tampering.layer(tree, (volume) => ({
          openOptions: refuseNoFollow,
          beforeOpen: (path) =>
            Effect.sync(() => {
              swapped++
              volume.remove(path)
              volume.symlink("/out/secret", path)
            })
        }))
      )
    )
  })

  it.effect("is not opened again when it refuses for another reason", () => {
    let opens = 0
    return Effect.gen(function* () {
      const read = yield* ReadService
      const error = yield* Effect.flip(read.readFile({ filePath: "/repo/f" }))
      if (error._tag !== "FatalError" || error.reason._tag !== "FileOperation") return assert.fail(error.message)
      assert.deepStrictEqual(
        [error.reason.code, error.reason.operation, error.reason.path],
        ["EBUSY", "read", "/repo/f"]
      )
      assert.strictEqual(opens, 1)
    }).pipe(
      Effect.provide(
        Tampering.layer(tree, () => ({
          openOptions: () =>
            Effect.suspend(() => {
              opens++
              return Effect.fail(PlatformError.systemError({ _tag: "Busy", module: "FileSystem", method: "open" }))
            })
        }))
      )
    )
  })
})

it.effect("what became a FIFO since it was found is not even opened", () => {
  const opened: Array<string> = []
  return Effect.gen(function* () {
    const access = yield* FileAccess
    const fs = yield* FileSystem.FileSystem
    const file = yield* access.canonicalize("/repo/f")
    yield* fs.rename("/repo/pipe", "/repo/f")
    const failure = yield* Effect.flip(Effect.scoped(access.open(file)))
    assert.strictEqual(failure.code, "ESTALE")
    assert.deepStrictEqual(opened, [])
  }).pipe(
    Effect.provide(Tampering.layer(tree, () => ({ openOptions: () => Effect.sync(() => void opened.push("open")) })))
  )
})

describe("the errno name of a failure", () => {
  const causes: ReadonlyArray<readonly [PlatformError.SystemErrorTag, cause: unknown, code: string]> = [
    ["Unknown", Object.assign(new Error("disk"), { code: "EIO" }), "EIO"],
    ["Unknown", Object.assign(new Error("limit"), { code: "EMFILE" }), "EMFILE"],
    ["NotFound", Object.assign(new Error("gone"), { code: "ENOENT" }), "ENOENT"],
    ["Unknown", Object.assign(new Error("argument"), { code: "ERR_INVALID_ARG_VALUE" }), "EINVAL"],
    ["NotFound", undefined, "ENOENT"],
    ["PermissionDenied", undefined, "EACCES"],
    ["Busy", "text", "EBUSY"],
    ["TimedOut", { code: 7 }, "ETIMEDOUT"],
    ["Unknown", undefined, "EIO"]
  ]
  for (const [tag, cause, code] of causes) {
    it.effect(
      `of ${tag} with the cause ${cause instanceof Error ? cause.message : JSON.stringify(cause)} is ${code}`,
      () =>
        Effect.gen(function* () {
          const access = yield* FileAccess
          const file = yield* access.canonicalize("/repo/f")
          const failure = yield* Effect.flip(Effect.scoped(access.open(file)))
          assert.deepStrictEqual([failure._tag, failure.code], ["AccessFailure", code])
        }).pipe(
          Effect.provide(
            Tampering.layer(tree, () => ({
              openOptions: () =>
                Effect.fail(PlatformError.systemError({ _tag: tag, module: "FileSystem", method: "open", cause }))
            }))
          )
        )
    )
  }
})

it.effect("Effect's FileSystem confines as well as it can, and says so", () =>
  Effect.gen(function* () {
    const { confinement, limits } = yield* FileAccess
    assert.deepStrictEqual([confinement, limits.softNoFile], ["bestEffort", undefined])
    assert.strictEqual((yield* Effect.flatMap(PathPolicy, (policy) => policy.current)).confinement, "bestEffort")
  }).pipe(Effect.provide(Tampering.layer(tree, () => ({}))))
)
