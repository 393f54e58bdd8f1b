/**
 * The suite that every platform's path policy must pass: the table of `pathCases` under each symlink policy, roots that
 * are replaced, missing or unusable, and the place of files that do not exist yet.
 *
 * @since 0.1.0
 */
import { assert, describe, it } from "@effect/vitest"
import type { FileAccess, Hasher, PlokeError, SymlinkPolicy } from "@ploke/io"
import { PathPolicy, PlokeIo, ReadService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Scratch from "./internal/Scratch.ts"
import type { PathCase, PathVerdict } from "./PathCases.ts"
import { pathCases } from "./PathCases.ts"

/**
 * What a platform must provide to be tested.
 *
 * @since 0.1.0
 */
export type ContractPlatform = FileAccess | FileSystem.FileSystem | Hasher

/**
 * What Effect's `FileSystem` cannot do, so that the suite has to be told how.
 *
 * @since 0.1.0
 */
export interface ContractOptions {
  /** Makes a FIFO or a socket at a path; where it is not given, a platform without such files is tested. */
  readonly makeSpecial?:
    | ((path: string, type: "FIFO" | "Socket") => Effect.Effect<void, unknown, FileSystem.FileSystem>)
    | undefined
}

/**
 * Declares the suite.
 *
 * @example
 * ```ts no-run
 * import { pathPolicyContract, TestPlokeIo } from "@ploke/io-testing"
 *
 * pathPolicyContract("memory", TestPlokeIo.platform())
 * ```
 *
 * @param name - names the platform in the report
 * @param platform - the platform under test
 * @param options - how to make special files
 * @since 0.1.0
 */
export const pathPolicyContract = (
  name: string,
  platform: Layer.Layer<ContractPlatform>,
  options: ContractOptions = {}
): void => {
  const { makeSpecial } = options
  const cases = pathCases.filter((each) => makeSpecial !== undefined || !each.layout.some((line) => /^[|=]/.test(line)))
  describe(`PathPolicy on ${name}`, () => {
    for (const symlinks of ["DenyCrossRoot", "Follow", "Deny"] as const) {
      describe(symlinks, () => {
        for (const row of cases) {
          const expected = expectedUnder(row, symlinks)
          it.live(`${row.id} ${row.what}: ${expected}`, () =>
            checkCase(row, symlinks, expected, makeSpecial).pipe(Effect.provide(platform))
          )
        }
      })
    }
    it.live("without a policy the paths that are denied above can be read", () =>
      Effect.provide(checkGuardOff(cases.filter(isReadableOutside)), platform)
    )
    describeRoots(platform)
    describeCreation(platform)
  })
}

const expectedUnder = (row: PathCase, symlinks: SymlinkPolicy): PathVerdict =>
  symlinks === "Follow" ? row.follow : symlinks === "Deny" ? row.deny : row.denyCrossRoot

type MakeSpecial = ContractOptions["makeSpecial"]

const checkCase = Effect.fnUntraced(function* (
  row: PathCase,
  symlinks: SymlinkPolicy,
  expected: PathVerdict,
  makeSpecial: MakeSpecial
) {
  const { request, roots } = yield* layOut(row, makeSpecial)
  const program = Effect.flatMap(ReadService, (read) => Effect.result(read.readFile({ filePath: request })))
  const result = yield* Effect.provide(program, PlokeIo.layer({ roots, symlinks }))
  assert.strictEqual(verdictOf(result), expected, messageOf(result))
  if (Result.isSuccess(result)) return
  // A refusal names the request, and nothing that lies behind it.
  assert.notInclude(messageOf(result).replaceAll(request, ""), "OUTSIDE")
  const resolved = yield* Effect.provide(
    Effect.flatMap(PathPolicy, (policy) => Effect.result(policy.resolve(request, "read"))),
    PlokeIo.layer({ roots, symlinks })
  )
  if (expected !== "NotRegular") assert.strictEqual(verdictOf(resolved), expected)
}, Effect.scoped)

const isReadableOutside = (row: PathCase): boolean => ["P25", "P26", "P27", "P29", "P30", "P51"].includes(row.id)

// The same requests with the guard off: what the table denies is really there to be read.
const checkGuardOff = Effect.fnUntraced(function* (rows: ReadonlyArray<PathCase>) {
  assert.strictEqual(rows.length, 6)
  for (const row of rows) {
    const { request } = yield* layOut(row, undefined)
    const fs = yield* FileSystem.FileSystem
    assert.strictEqual(yield* fs.readFileString(request), "secret", row.id)
  }
}, Effect.scoped)

const verdictOf = (result: Result.Result<{ readonly content: string } | string, PlokeError>): string => {
  if (Result.isSuccess(result)) {
    const content = typeof result.success === "string" ? "target" : result.success.content
    return content === "target" ? "ok" : `ok:${content}`
  }
  const error = result.failure
  if (error._tag === "ContextualError") return error._tag
  const { reason } = error
  switch (reason._tag) {
    case "NotARegularFile":
      return "NotRegular"
    case "FileOperation":
      return reason.code === "ENOENT" ? "NotFound" : reason.code === "ENOTDIR" ? "NotDir" : reason.code
    case "PathResolution":
      if (reason.why === "NotAbsolute" || reason.why === "InvalidPath") return "Invalid"
      return reason.why === "SymlinkLoop" ? "Loop" : "Denied"
    default:
      return reason._tag
  }
}

const messageOf = (result: Result.Result<unknown, PlokeError>): string =>
  Result.isFailure(result) ? result.failure.message : ""

const layOut = Effect.fnUntraced(function* (row: PathCase, makeSpecial: MakeSpecial) {
  const fs = yield* FileSystem.FileSystem
  const scratch = yield* Scratch.make
  const { base, root, outside } = scratch
  yield* Scratch.writeFile(`${outside}/secret`, "secret")
  yield* Scratch.writeFile(`${base}/ROOTextra/secret`, "secret")
  yield* Scratch.writeFile(`${root}/target`, "target")
  const expand = (text: string) =>
    text
      .replaceAll("$R", root)
      .replaceAll("$O", outside)
      .replaceAll("$B", base)
      .replaceAll("$L", `${base}/LINK`)
      .replace("NAME256", "n".repeat(256))
  let roots = [root]
  for (const line of row.layout) {
    if (line === "@rootlink") {
      yield* fs.symlink(root, `${base}/LINK`)
      roots = [`${base}/LINK`]
    } else if (line === "@nested") roots = [root, `${root}/sub`]
    else if (line === "@noroots") roots = []
    else if (line.startsWith("|")) yield* makeSpecial!(`${root}/${line.slice(1)}`, "FIFO")
    else if (line.startsWith("=")) yield* makeSpecial!(`${root}/${line.slice(1)}`, "Socket")
    else if (line.includes(" => ")) {
      const [from, to] = line.split(" => ") as [string, string]
      const path = `${root}/${from}`
      yield* fs.makeDirectory(path.slice(0, path.lastIndexOf("/")), { recursive: true })
      yield* fs.symlink(expand(to), path)
    } else if (line.endsWith("/")) yield* fs.makeDirectory(`${root}/${line}`, { recursive: true })
    else yield* Scratch.writeFile(`${root}/${line}`, "target")
  }
  // A nested root must be there when the policy is made; where the layout did not make it, it is one of the cases.
  return { request: expand(row.request), roots }
})

const describeRoots = (platform: Layer.Layer<ContractPlatform>): void => {
  const live = (title: string, body: (scratch: Scratch.Scratch) => Effect.Effect<void, unknown, ContractPlatform>) =>
    it.live(title, () => Effect.scoped(Effect.flatMap(Scratch.make, body)).pipe(Effect.provide(platform)))

  live("replaces the roots at once and tells those who watch", ({ base, root, outside }) =>
    Effect.gen(function* () {
      yield* Scratch.writeFile(`${root}/a`, "a")
      yield* Scratch.writeFile(`${outside}/b`, "b")
      const policy = yield* PathPolicy
      const seen = yield* policy.changes.pipe(
        Stream.map((rules) => rules.roots.map((each) => each.canonical.slice(base.length)).join()),
        Stream.take(2),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )
      assert.strictEqual(yield* policy.resolve(`${root}/a`, "read"), `${root}/a`)
      yield* policy.update({ roots: [outside] })
      assert.strictEqual(yield* policy.resolve(`${outside}/b`, "read"), `${outside}/b`)
      assert.strictEqual(yield* whyOf(policy.resolve(`${root}/a`, "read")), "OutsideRoots")
      assert.deepStrictEqual(yield* Fiber.join(seen), ["/ROOT", "/OUTSIDE"])
    }).pipe(Effect.provide(PlokeIo.layer({ roots: [root] })))
  )

  live("keeps what was in force when a new root is unusable", ({ root, outside }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* Scratch.writeFile(`${root}/a`, "a")
      yield* fs.symlink("loop", `${root}/loop`)
      const policy = yield* PathPolicy
      const before = yield* policy.current
      const unusable: ReadonlyArray<readonly [string, string]> = [
        ["relative", "NotAbsolute"],
        ["", "NotAbsolute"],
        [`${root}/a\0b`, "InvalidPath"],
        [`${root}/${"n".repeat(256)}`, "InvalidPath"],
        [`${root}/a`, "ENOTDIR"],
        [`${root}/loop`, "SymlinkLoop"]
      ]
      for (const [bad, why] of unusable) {
        assert.strictEqual(yield* whyOf(policy.update({ roots: [outside, bad] })), why, bad)
        assert.deepStrictEqual(yield* policy.current, before)
      }
      for (const [bad, why] of unusable) {
        const built = Effect.provide(PathPolicy, PlokeIo.layer({ roots: [bad] }))
        assert.strictEqual(yield* whyOf(built), why, bad)
      }
    }).pipe(Effect.provide(PlokeIo.layer({ roots: [root] })))
  )

  live("keeps a missing root configured until it appears", ({ base, root }) =>
    Effect.gen(function* () {
      const later = `${base}/later`
      const policy = yield* PathPolicy
      assert.deepStrictEqual(
        (yield* policy.current).roots.map((each) => each.state),
        ["ready", "missing"]
      )
      assert.strictEqual(yield* whyOf(policy.resolve(`${later}/a`, "read")), "ENOENT")
      yield* Scratch.writeFile(`${later}/a`, "a")
      assert.strictEqual(yield* policy.resolve(`${later}/a`, "read"), `${later}/a`)
      assert.deepStrictEqual(
        (yield* policy.current).roots.map((each) => each.state),
        ["ready", "ready"]
      )
    }).pipe(Effect.provide(PlokeIo.layer({ roots: [root, `${base}/later`] })))
  )

  live("an update keeps the symlink policy unless it says another", ({ root }) =>
    Effect.gen(function* () {
      const policy = yield* PathPolicy
      assert.strictEqual((yield* policy.update({ roots: [root] })).symlinks, "Deny")
      assert.strictEqual((yield* policy.update({ roots: [root], symlinks: "Follow" })).symlinks, "Follow")
    }).pipe(Effect.provide(PlokeIo.layer({ roots: [root], symlinks: "Deny" })))
  )

  live("says the same of a path outside whether it exists or not", ({ root, outside }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* Scratch.writeFile(`${outside}/there`, "x")
      yield* fs.symlink(`${outside}/there`, `${root}/to-there`)
      yield* fs.symlink(`${outside}/nowhere`, `${root}/to-nowhere`)
      yield* fs.symlink(`${outside}/there/below`, `${root}/to-below`)
      const policy = yield* PathPolicy
      for (const name of ["there", "nowhere", "there/below", "a/b/c"]) {
        assert.strictEqual(yield* whyOf(policy.resolve(`${outside}/${name}`, "read")), "OutsideRoots", name)
        assert.strictEqual(yield* whyOf(policy.resolveForCreate(`${outside}/${name}`, "create")), "OutsideRoots", name)
      }
      for (const name of ["to-there", "to-nowhere", "to-below"]) {
        assert.strictEqual(yield* whyOf(policy.resolve(`${root}/${name}`, "read")), "SymlinkEscapesRoots", name)
      }
    }).pipe(Effect.provide(PlokeIo.layer({ roots: [root] })))
  )

  live("unrestricted, it allows every absolute path and still finds its canonical name", ({ root, outside }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* Scratch.writeFile(`${outside}/b`, "b")
      yield* fs.symlink(`${outside}/b`, `${root}/b`)
      const policy = yield* PathPolicy
      assert.strictEqual(yield* policy.resolve(`${root}/b`, "read"), `${outside}/b`)
      assert.strictEqual(yield* whyOf(policy.resolve("b", "read")), "NotAbsolute")
      assert.strictEqual(yield* whyOf(policy.resolve(`${root}/none`, "read")), "ENOENT")
      assert.strictEqual((yield* policy.current).access, "unrestricted")
    }).pipe(Effect.provide(PathPolicy.layerUnrestricted))
  )
}

const describeCreation = (platform: Layer.Layer<ContractPlatform>): void => {
  it.live("finds the place of a file that does not exist yet, and refuses what would lead elsewhere", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { root, outside } = yield* Scratch.make
      yield* Scratch.writeFile(`${root}/dir/file`, "x")
      yield* fs.symlink("dir", `${root}/inside`)
      yield* fs.symlink(outside, `${root}/escape`)
      yield* fs.symlink("nowhere", `${root}/dangling`)
      yield* fs.symlink("../nowhere", `${root}/dir/nowhere`)
      const table: ReadonlyArray<readonly [string, string]> = [
        ["new", "/new"],
        ["a/b/new", "/a/b/new"],
        ["inside/new", "/dir/new"],
        ["dir/file", "/dir/file"],
        ["dir/../new", "/new"],
        ["a/../new", "ENOENT"],
        ["dir/file/new", "ENOTDIR"],
        ["escape/new", "SymlinkEscapesRoots"],
        ["escape/a/new", "SymlinkEscapesRoots"],
        ["dangling", "SymlinkDenied"],
        ["dangling/new", "SymlinkDenied"],
        ["dir/nowhere", "SymlinkDenied"],
        ["../new", "OutsideRoots"]
      ]
      const policy = yield* Effect.provide(PathPolicy, PlokeIo.layer({ roots: [root] }))
      for (const [request, expected] of table) {
        const result = yield* Effect.result(policy.resolveForCreate(`${root}/${request}`, "create"))
        const got = Result.isSuccess(result) ? result.success.slice(root.length) : reasonOf(result.failure)
        assert.strictEqual(got, expected, request)
      }
    }).pipe(Effect.scoped, Effect.provide(platform))
  )
}

const whyOf = <A, R>(effect: Effect.Effect<A, PlokeError, R>): Effect.Effect<string, A, R> =>
  Effect.map(Effect.flip(effect), reasonOf)

const reasonOf = (error: PlokeError): string => {
  if (error._tag === "ContextualError") return error._tag
  const { reason } = error
  if (reason._tag === "PathResolution") return reason.why
  return reason._tag === "FileOperation" ? reason.code : reason._tag
}
