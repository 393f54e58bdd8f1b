import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as IgnoreRules from "../src/IgnoreRules.ts"

/** Tries everything that a pattern can stand for, on the whole text at once; counts the calls. */
const tries = (pattern: string, text: string): { readonly isMatch: boolean; readonly calls: number } => {
  let calls = 0
  const from = (p: number, t: number): boolean => {
    calls++
    if (p === pattern.length) return t === text.length
    if (pattern[p] === "*") {
      let end = p
      while (pattern[end] === "*") end++
      const isDeep =
        end - p > 1 && (p === 0 || pattern[p - 1] === "/") && (end === pattern.length || pattern[end] === "/")
      if (isDeep && pattern[end] === "/" && from(end + 1, t)) return true
      for (let to = t; to <= text.length; to++) {
        if (from(end, to)) return true
        if (text[to] === "/" && !isDeep) return false
      }
      return false
    }
    if (t === text.length) return false
    if (pattern[p] === "?") return text[t] !== "/" && from(p + 1, t + 1)
    if (pattern[p] === "[") {
      const end = pattern.indexOf("]", p)
      const isNegated = pattern[p + 1] === "!"
      const isIn = pattern.slice(p + 1, end).includes(text[t]!) !== isNegated
      return isIn && text[t] !== "/" && from(end + 1, t + 1)
    }
    const at = pattern[p] === "\\" ? p + 1 : p
    return pattern[at] === text[t] && from(at + 1, t + 1)
  }
  const isMatch = from(0, 0)
  return { isMatch, calls }
}

/** What git's manual says, read word by word. */
const isIgnoredByTheBook = (files: ReadonlyArray<IgnoreRules.IgnoreFile>, path: string, kind: string): boolean => {
  const names = path.slice(1).split("/")
  return names.some((name, index) => {
    const prefix = `/${names.slice(0, index + 1).join("/")}`
    const isFolder = index < names.length - 1 || kind === "directory"
    let isIgnored = false
    for (const { folder, lines } of files) {
      if (!prefix.startsWith(`${folder}/`)) continue
      for (const line of lines) {
        const bare = line.replace(/^!/, "").replace(/\/$/, "")
        if (line.endsWith("/") && !isFolder) continue
        const isMatch = bare.includes("/")
          ? tries(bare.replace(/^\//, ""), prefix.slice(folder.length + 1)).isMatch
          : tries(bare, name).isMatch
        if (isMatch) isIgnored = !line.startsWith("!")
      }
    }
    return isIgnored
  })
}

const Piece = Schema.Literals(["a", "a", "b", "b", ".", "*", "*", "**", "?", "/", "/", "/**/", "[ab]", "[!a]", "\\a"])
const Line = Arbitrary.map(
  Arbitrary.all([
    Arbitrary.schema(Schema.Literals(["", "", "!", "/", "**/"])),
    Arbitrary.array(Arbitrary.schema(Piece), { minLength: 1, maxLength: 6 }),
    Arbitrary.schema(Schema.Literals(["", "", "/", "/**", "*"]))
  ]),
  ([first, pieces, last]) => first + pieces.join("") + last
)
const Lines = Arbitrary.array(Line, { minLength: 1, maxLength: 5 })
const Path = Arbitrary.map(
  Arbitrary.array(Arbitrary.schema(Schema.Literals(["a", "b", "ab", "ba", "a.b", "aab", ".a"])), {
    minLength: 1,
    maxLength: 5
  }),
  (names) => `/r/${names.join("/")}`
)
const Kind = Schema.Literals(["file", "directory", "symlink"])

const compile = (files: ReadonlyArray<IgnoreRules.IgnoreFile>) => IgnoreRules.compile({ files }, "posix")

describe("any rules about any path", () => {
  it.prop(
    "say what trying everything says",
    [Lines, Lines, Path, Path, Kind],
    ([outer, inner, path, other, kind]) => {
      const files = [
        { folder: "/r", lines: outer },
        { folder: "/r/a", lines: inner }
      ]
      const isIgnored = compile(files)
      // Whatever was asked before.
      for (const asked of [path, other, path]) {
        assert.strictEqual(isIgnored(asked, kind), isIgnoredByTheBook(files, asked, kind), asked)
      }
    },
    { arbitrary: { runs: 5000 } }
  )

  it.prop(
    "ignore an entry of unknown kind if they ignore it of every kind",
    [Lines, Path],
    ([lines, path]) => {
      const isIgnored = compile([{ folder: "/r", lines }])
      const each = (["file", "directory", "symlink"] as const).every((kind) => isIgnored(path, kind))
      assert.strictEqual(isIgnored(path, undefined), each)
    },
    { arbitrary: { runs: 2000 } }
  )

  it.prop(
    "ignore all that is below an ignored folder",
    [Lines, Path, Path, Kind],
    ([lines, path, below, kind]) => {
      const isIgnored = compile([{ folder: "/r", lines }])
      if (!isIgnored(path, "directory")) return
      assert.isTrue(isIgnored(path + below.slice(2), kind))
      assert.isTrue(isIgnored(path + below.slice(2), undefined))
    },
    { arbitrary: { runs: 2000 } }
  )

  it.prop(
    "ignore no more without their first lines",
    [Lines, Lines, Path, Kind],
    ([outer, inner, path, kind]) => {
      const files = [
        { folder: "/r", lines: outer },
        { folder: "/r/a", lines: inner }
      ]
      if (compile(files)(path, kind)) return
      for (let count = 1; count <= outer.length; count++) {
        assert.isFalse(compile([{ folder: "/r", lines: outer.slice(count) }, files[1]!])(path, kind))
      }
      for (let count = 1; count <= inner.length; count++) {
        assert.isFalse(compile([{ folder: "/r/a", lines: inner.slice(count) }])(path, kind))
      }
    },
    { arbitrary: { runs: 2000 } }
  )

  it.prop(
    "say the same of the path on Windows",
    [Lines, Path, Kind],
    ([lines, path, kind]) => {
      const onWindows = IgnoreRules.compile({ files: [{ folder: "C:\\r", lines }] }, "win32")
      assert.strictEqual(
        onWindows(`C:${path.replaceAll("/", "\\")}`, kind),
        compile([{ folder: "/r", lines }])(path, kind)
      )
    },
    { arbitrary: { runs: 2000 } }
  )
})

describe("a pattern that is made to be slow", () => {
  it("takes the product of the lengths, where trying everything takes a power", () => {
    const [pattern, name] = ["*a".repeat(8) + "*b*c", "a".repeat(24)]
    const effort = { steps: 0 }
    const isIgnored = IgnoreRules.compile({ files: [{ folder: "/r", lines: [pattern] }] }, "posix", effort)
    const slow = tries(pattern, name)
    assert.strictEqual(isIgnored(`/r/${name}`, "file"), slow.isMatch)
    assert.isAtMost(effort.steps, pattern.length * name.length)
    assert.isAbove(slow.calls, 1000 * pattern.length * name.length)
  })
})
