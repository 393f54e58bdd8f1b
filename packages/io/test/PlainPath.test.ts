import { assert, describe, it } from "@effect/vitest"
import { PathSyntax } from "@ploke/io"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { PathRules, Root } from "../src/PathRules.ts"
import * as PlainPath from "../src/PlainPath.ts"

const rootAt = (canonical: string, configured = canonical): Root => ({ configured, canonical, state: "ready" })

const rules = (roots: ReadonlyArray<Root>, access: PathRules["access"] = "roots"): PathRules => ({
  access,
  roots,
  symlinks: "DenyCrossRoot",
  confinement: "descriptor"
})

const repo = rules([rootAt("/repo"), rootAt("/data/deep", "/link")])

describe("a path that needs no look-up", () => {
  it.each([
    ["/repo/a", true],
    ["/repo/d/..a", true],
    ["/repo", true],
    ["/data/deep/é😀", true],
    ["/repo/.hidden", true],
    [`/repo/${"n".repeat(255)}`, true],
    [`/repo/${"n".repeat(256)}`, false],
    [`/repo/${"é".repeat(128)}`, false],
    ["/link/a", false],
    ["/repository/a", false],
    ["/data/a", false],
    ["/repo/../etc/passwd", false],
    ["/repo/./a", false],
    ["/repo//a", false],
    ["/repo/a/", false],
    ["/repo/", false],
    ["/repo/d/..", false],
    ["/repo/d/.", false],
    ["/repo/a\0b", false],
    ["/repo/\ud800", false],
    ["repo/a", false],
    ["", false],
    ["/", false]
  ])("%j: %s", (path, expected) => {
    assert.strictEqual(PlainPath.make(repo, "posix")(path), expected)
    // The same after paths of the same folders were met.
    const isPlain = PlainPath.make(repo, "posix")
    for (const met of ["/repo/x", "/repo/d/x", "/data/deep/x", "/repo/d/e/x"]) assert.isTrue(isPlain(met))
    assert.strictEqual(isPlain(path), expected)
    assert.strictEqual(isPlain(path), expected)
  })

  it("is a text", () => {
    const isPlain = PlainPath.make(repo, "posix")
    assert.isTrue(isPlain("/repo/a"))
    for (const path of [undefined, null, 1, {}, ["/repo/a"]]) assert.isFalse(isPlain(path as never))
  })

  it("may be anywhere without roots, and nowhere with an empty list of them", () => {
    assert.isTrue(PlainPath.make(rules([], "unrestricted"), "posix")("/etc/passwd"))
    assert.isFalse(PlainPath.make(rules([]), "posix")("/repo/a"))
  })

  const name = Schema.Literals(["repo", "data", "deep", "d", ".", "..", "", "a.ts", "…", "\ud83d", "n".repeat(300)])
  const paths = Schema.Array(Schema.Array(name))

  it.effect.prop("is what the grammar says, whatever was met before", [Arbitrary.schema(paths)], ([given]) =>
    Effect.sync(() => {
      const isPlain = PlainPath.make(repo, "posix")
      for (const names of given) {
        const path = "/" + names.join("/")
        const parsed = PathSyntax.parse(path, "posix")
        const inside = ["/repo", "/data/deep"].some((root) => PathSyntax.contains(root, path, "posix"))
        assert.strictEqual(isPlain(path), typeof parsed !== "string" && parsed.normal === path && inside, path)
      }
    })
  )
})
