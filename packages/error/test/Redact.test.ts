import { assert, describe, it } from "@effect/vitest"
import { ContextualError, Fail, pathOf, redact, toJson } from "@ploke/error"
import type { PlokeError } from "@ploke/error"
import { inspect } from "node:util"
import { rows } from "./Samples.ts"

const roots = ["/home/ada/repo", "/home/ada/repo/vendor", "/srv/my library"]

/** Everything that a log, a debugger or a wire could show of an error. */
const everything = (error: unknown): string => {
  const shown: Array<string> = []
  for (let current = error; current instanceof Error; current = current.cause) {
    const { stack = "", message } = current
    shown.push(
      String(current),
      message,
      stack,
      JSON.stringify(current),
      inspect(current, { depth: 9, showHidden: true })
    )
  }
  return shown.join("\n")
}

const readOnly = (path: string): PlokeError => Fail.readOnly({ path })

describe("redact", () => {
  it.each([
    ["a file in a root", "/home/ada/repo/src/a.ts", "src/a.ts"],
    ["a file in the inner one of two roots", "/home/ada/repo/vendor/x.ts", "x.ts"],
    ["a root itself", "/home/ada/repo", "."],
    ["a root with a slash at its end", "/home/ada/repo/", "."],
    ["a file in a root with a space", "/srv/my library/b c.ts", "b c.ts"],
    ["a file outside", "/etc/passwd", "<outside>"],
    ["a sibling whose name begins like a root", "/home/ada/repository/a.ts", "<outside>"],
    ["the parent of a root", "/home/ada", "<outside>"],
    ["a path that climbs out of a root", "/home/ada/repo/../secret.txt", "<outside>"],
    ["a path that climbs inside a root", "/home/ada/repo/src/../a.ts", "a.ts"],
    ["doubled slashes and dots", "//home/ada/./repo//src/a.ts", "src/a.ts"],
    ["the root of the disk", "/", "<outside>"],
    ["a relative path", "src/a.ts", "src/a.ts"],
    ["a backslash in a POSIX name", "/home/ada/repo/a\\b.ts", "a\\b.ts"],
    ["a Windows path", "C:\\Users\\Ada\\a.ts", "<outside>"],
    ["a network path", "\\\\server\\share\\a.ts", "<outside>"]
  ])("shows %s as is fit", (_name, path, shown) => {
    const copy = redact(readOnly(path), roots)
    assert.strictEqual(pathOf(copy), shown)
    assert.isTrue(copy.message.startsWith(`${shown}: is read-only`))
  })

  it.each([
    ["C:\\Users\\Ada\\Repo\\src\\a.ts", "src/a.ts"],
    ["c:/users/ada/repo/src/a.ts", "src/a.ts"],
    ["\\\\?\\C:\\Users\\Ada\\Repo\\a.ts", "a.ts"],
    ["\\\\server\\share\\a.ts", "a.ts"],
    ["D:\\Users\\Ada\\Repo\\a.ts", "<outside>"]
  ])("compares %s with Windows roots by component and without regard to case", (path, shown) => {
    assert.strictEqual(pathOf(redact(readOnly(path), ["C:\\Users\\Ada\\Repo", "\\\\server\\share"])), shown)
  })

  it.each([
    ["a path in quotes", 'cannot open "/etc/passwd"', 'cannot open "<outside>"'],
    ["a path before punctuation", "see /etc/passwd, then /home/ada/repo/a.ts.", "see <outside>, then a.ts."],
    ["a path in parentheses", "(/etc/passwd)", "(<outside>)"],
    ["a line number", "/home/ada/repo/a.ts:3:1", "a.ts:3:1"],
    ["a root with a space", "in /srv/my library/b.ts and more", "in b.ts and more"],
    ["a root with a space, alone", "in /srv/my library", "in ."],
    ["an assignment", "HOME=/home/ada", "HOME=<outside>"],
    ["a compiler flag", "cc -I/usr/include", "cc -I<outside>"],
    ["a file address", "file:///etc/passwd", "<outside>"],
    ["a web address", "https://example.com/a/b", "https://example.com/a/b"],
    ["a Windows path", "at C:\\Users\\Eve\\a.ts now", "at <outside> now"],
    ["a network path", "at \\\\server\\share now", "at <outside> now"],
    ["doubled slashes", "//etc/passwd", "<outside>"],
    ["a climbing path", "/home/ada/repo/../x", "<outside>"],
    ["a sibling of a root", "/home/ada/repository/x", "<outside>"],
    ["relative paths", "src/a.ts ./b ../c ~/d", "src/a.ts ./b ../c ~/d"],
    ["plain words and fractions", "1 / 2 and/or n/a", "1 / 2 and/or n/a"]
  ])("finds %s in free text", (_name, detail, shown) => {
    const copy = redact(Fail.syntaxError({ detail }), roots)
    assert.strictEqual(copy.reason.detail, shown)
  })

  it("finds the path of the error in free text, with its spaces", () => {
    const path = "/home/ada/my secrets/plan.ts"
    const copy = redact(Fail.syntaxError({ path, detail: `bad ${path} here` }), roots)
    assert.strictEqual(copy.reason.detail, "bad <outside> here")
  })

  it("drops foreign causes, resets stacks and leaves the original alone", () => {
    const path = "/home/ada/repo/a.ts"
    const cause = Object.assign(new Error(`ENOENT: ${path}`), { path })
    const error = Fail.fileOperation({ operation: "read", path, code: "ENOENT", cause })
    const before = JSON.stringify(toJson(error))
    const copy = redact(error, roots)
    assert.isFalse("cause" in (toJson(copy) as { readonly reason: object }).reason)
    assert.isUndefined(copy.reason.cause)
    assert.strictEqual(copy.stack, `FatalError: ${copy.message}`)
    assert.strictEqual(copy.reason.stack, `FileOperation: ${copy.message}`)
    assert.strictEqual(JSON.stringify(toJson(error)), before)
    assert.strictEqual(error.reason.cause, cause)
  })

  it("replaces the cause that a reason cannot be without", () => {
    const copy = redact(Fail.embedderError({ cause: new Error("no /etc/embedder.toml") }), roots)
    assert.strictEqual(copy.reason.cause, "<redacted>")
    assert.notInclude(everything(copy), "/etc")
  })

  it("goes through the problems of a transaction", () => {
    const path = "/home/ada/my secrets/plan.ts"
    const cause = new Error("no /etc/passwd")
    const problems = [
      { edits: [0], reason: Fail.readOnly({ path: "/home/ada/repo/a.ts" }).reason },
      { edits: [1, 2], reason: Fail.fileOperation({ operation: "read", path, code: "EIO", cause }).reason },
      { edits: [3], reason: Fail.io({ message: `no room for ${path}` }).reason }
    ]
    const copy = redact(Fail.transactionAborted({ id: "t1", detail: `see ${path}`, problems }), roots)
    assert.deepStrictEqual(toJson(copy), {
      _tag: "FatalError",
      reason: {
        _tag: "TransactionAborted",
        id: "t1",
        detail: "see <outside>",
        problems: [
          { edits: [0], reason: { _tag: "ReadOnly", path: "a.ts" } },
          { edits: [1, 2], reason: { _tag: "FileOperation", operation: "read", path: "<outside>", code: "EIO" } },
          { edits: [3], reason: { _tag: "Io", message: "no room for <outside>" } }
        ]
      }
    })
    for (const { reason } of copy.reason.problems ?? []) {
      assert.strictEqual(reason.stack, `${reason._tag}: ${reason.message}`)
    }
    assert.notMatch(everything(copy), /\/home|\/etc|secrets/)
  })

  it("goes through every level of context", () => {
    const inner = new ContextualError({
      source: Fail.lockUnavailable({ path: "/home/ada/repo/a.ts", heldBy: "vi (/home/ada/.vimrc)", waitedMs: 5 }),
      filePath: "/home/ada/repo/a.ts",
      span: { startByte: 0, endByte: 4, line: 1 }
    })
    const error = new ContextualError({ source: inner, filePath: "/home/ada/b.ts", snippet: "read('/home/ada/c')" })
    const copy = redact(error, roots)
    assert.deepStrictEqual(toJson(copy), {
      _tag: "ContextualError",
      filePath: "<outside>",
      snippet: "read('<outside>')",
      source: {
        _tag: "ContextualError",
        filePath: "a.ts",
        span: { startByte: 0, endByte: 4, line: 1 },
        source: {
          _tag: "FatalError",
          reason: { _tag: "LockUnavailable", path: "a.ts", heldBy: "vi (<outside>)", waitedMs: 5 }
        }
      }
    })
    assert.notMatch(everything(copy), /\/home|eve/)
  })

  it("with no roots shows no absolute path as inside", () => {
    assert.strictEqual(pathOf(redact(readOnly("/home/ada/repo/a.ts"), [])), "<outside>")
    assert.strictEqual(pathOf(redact(readOnly("/home/ada/repo/a.ts"), ["", "relative/root"])), "<outside>")
  })

  it.each(rows)("leaks nothing of %s, and keeps its kind and reason", (_tag, { error }) => {
    const wrapped = new ContextualError({ source: error, filePath: "/repo/src/a.ts", snippet: "/repo/x" })
    assert.match(everything(wrapped), /\/repo\//)
    const copy = redact(wrapped, ["/repo"])
    const shown = everything(copy)
    assert.notMatch(shown, /\/repo\b|\/lib\b|file:\/\/|\.test\.ts|node_modules/)
    const { source } = copy
    assert.strictEqual(source._tag, error._tag)
    assert.strictEqual((source as typeof error).reason._tag, error.reason._tag)
    assert.strictEqual(copy.severity, wrapped.severity)
  })
})
