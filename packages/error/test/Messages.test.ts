import { assert, describe, it } from "@effect/vitest"
import { displayPath, displayText, Errno, errnoAdvice, errnoMeaning, Fail, PathResolutionWhy } from "@ploke/error"

describe("a path in a message", () => {
  it.each([
    ["a NUL byte", "/repo/a\u0000.ts", String.raw`/repo/a\u0000.ts`],
    ["a line break", "/repo/a\nb.ts", String.raw`/repo/a\nb.ts`],
    ["a tab and a carriage return", "/repo/\t\r", String.raw`/repo/\t\r`],
    ["an escape sequence", "/repo/\u001b[31m", String.raw`/repo/\u001b[31m`],
    ["a delete and a C1 control", "/repo/\u007f\u0085", String.raw`/repo/\u007f\u0085`],
    ["a right-to-left override", "/repo/\u202egnp.ts", String.raw`/repo/\u202egnp.ts`],
    ["a lone surrogate", "/repo/\ud800", String.raw`/repo/\ud800`],
    ["letters of any script", "/repo/größe/日本/😀.ts", "/repo/größe/日本/😀.ts"],
    ["nothing", "", "(empty path)"]
  ])("shows %s on one line", (_name, path, shown) => {
    assert.strictEqual(displayPath(path), shown)
    assert.include(Fail.readOnly({ path }).message, shown)
  })

  it("is shortened in the middle when it is very long, and keeps its beginning and its end", () => {
    const path = `/repo/${"folder/".repeat(1000)}deep/file.ts`
    const shown = displayPath(path)
    assert.strictEqual(shown.length, 200)
    assert.isTrue(shown.startsWith("/repo/folder/"))
    assert.isTrue(shown.endsWith("folder/deep/file.ts"))
    assert.include(shown, "…")
    assert.isBelow(Fail.readOnly({ path }).message.length, 320)
  })

  it("is not shortened at 200 characters, and at 201 it is", () => {
    assert.strictEqual(displayPath("a".repeat(200)), "a".repeat(200))
    assert.strictEqual(displayPath("a".repeat(201)).length, 200)
  })

  it("is never cut inside a character", () => {
    const shown = displayPath(`/${"😀".repeat(300)}`)
    assert.strictEqual(shown, displayText(shown))
  })
})

describe("PathResolution", () => {
  it.each([
    ["NotAbsolute", "src/a.ts: not an absolute path; resolve it against a root before you ask"],
    ["OutsideRoots", "src/a.ts: outside every configured root; add its folder to `roots` or ask for a path inside one"],
    ["NoRoots", "src/a.ts: no root is configured, so every path is denied; add a folder to `roots`"]
  ] as const)("%s reads as a sentence", (why, message) => {
    assert.strictEqual(Fail.pathResolution({ path: "src/a.ts", why }).message, message)
  })

  it.each(PathResolutionWhy.literals)("%s names the path, says what is wrong and what to do", (why) => {
    assert.match(Fail.pathResolution({ path: "/repo/a", why }).message, /^\/repo\/a: [^;]+[;,] .+/)
  })

  it("names the root that it was measured against, if one is given", () => {
    assert.match(
      Fail.pathResolution({ path: "/repo/a", why: "SymlinkDenied", root: "/repo" }).message,
      /\(root \/repo\)$/
    )
  })
})

describe("ContentMismatch", () => {
  const path = "/repo/a.ts"

  it("tells both hashes and asks to read again when the content differs", () => {
    assert.strictEqual(
      Fail.contentMismatch({ path, expected: "sha256:00", actual: "sha256:ff" }).message,
      "/repo/a.ts: changed since it was indexed (expected sha256:00, found sha256:ff); " +
        "read it again and retry with the hash found"
    )
  })

  it("asks to index again when the algorithm differs", () => {
    assert.strictEqual(
      Fail.contentMismatch({ path, expected: "blake3:00", actual: "sha256:ff", name: "main" }).message,
      "/repo/a.ts (snippet main): was indexed with another hash algorithm (expected blake3:00, found sha256:ff); " +
        "index it again with sha256"
    )
  })
})

describe("FileOperation", () => {
  const message = (code: string) => Fail.fileOperation({ operation: "write", path: "/a", code }).message

  it.each(Errno.literals)("%s has words and advice of its own", (code) => {
    assert.strictEqual(message(code), `/a: write failed: ${errnoMeaning(code)} (${code}); ${errnoAdvice(code)}`)
    assert.notStrictEqual(errnoMeaning(code), errnoMeaning("ENEW"))
  })

  it.each(["ENEW", "UNKNOWN", "", "constructor", "__proto__"])(
    "a code that is not listed (%j) gets a sane default",
    (code) => {
      assert.match(
        message(code),
        /^\/a: write failed: the operating system refused \(.*\); look up .* for this platform/
      )
    }
  )

  it("names the system call, if it is known", () => {
    const error = Fail.fileOperation({ operation: "read", path: "/a", code: "EIO", syscall: "pread" })
    assert.include(error.message, "(EIO, pread)")
  })
})

describe("TransactionAborted", () => {
  const mismatch = Fail.contentMismatch({ path: "/a", expected: "sha256:00", actual: "sha256:ff" }).reason
  const readOnly = Fail.readOnly({ path: "/b" }).reason
  const undone = "every file is as it was before: remove the cause and run it again"

  it.each([
    [
      "where and why it failed, when it was undone",
      { path: "/a", detail: "no space is left" },
      `/a: transaction t1 was undone: no space is left; ${undone}`
    ],
    [
      "why it failed, when no file is to blame",
      { detail: "the process\nends" },
      `transaction t1 was undone: the process\\nends; ${undone}`
    ],
    [
      "the detail, when its list of problems is empty",
      { detail: "x", problems: [] },
      `transaction t1 was undone: x; ${undone}`
    ],
    [
      "the one edit that was refused",
      { detail: "x", problems: [{ edits: [4], reason: readOnly }] },
      "transaction t1 was refused because of 1 edit: " +
        "edit 4: /b: is read-only; make it writable (for example `chmod u+w`) and try again; " +
        "nothing was changed: correct the request and run it again"
    ],
    [
      "each problem, and an edit with two problems once in the count",
      {
        path: "/a",
        detail: "x",
        problems: [
          { edits: [0], reason: mismatch },
          { edits: [0, 2], reason: readOnly }
        ]
      },
      `/a: transaction t1 was refused because of 2 edits: edit 0: ${mismatch.message}; ` +
        `edits 0, 2: ${readOnly.message}; nothing was changed: correct the request and run it again`
    ],
    [
      "a problem that concerns no edit",
      { detail: "x", problems: [{ edits: [], reason: Fail.io({ message: "no\nroom" }).reason }] },
      "transaction t1 was refused: no\\nroom; nothing was changed: correct the request and run it again"
    ]
  ])("tells %s", (_name, fields, message) => {
    assert.strictEqual(Fail.transactionAborted({ id: "t1", ...fields }).message, message)
  })

  it("tells three problems and three edits of each, and counts the rest", () => {
    const reasons = ["/a", "/b", "/c", "/d", "/e"].map((path) => Fail.readOnly({ path }).reason)
    const problems = reasons.map((reason, index) => ({ edits: [index, 10, 11, 12, 13], reason }))
    const { message } = Fail.transactionAborted({ id: "t1", detail: "x", problems })
    assert.match(
      message,
      /^transaction t1 was refused because of 9 edits: edits 0, 10, 11 and 2 more: \/a: is read-only/
    )
    assert.match(
      message,
      /try again; edits 2, 10, 11 and 2 more: \/c: is read-only[^/]*; and 2 more; nothing was changed/
    )
    assert.notMatch(message, /\/[de]:/)
  })
})

describe("other messages", () => {
  it.each([
    [
      "PatchRejected names the lines where a hunk would fit",
      Fail.patchRejected({ path: "/a", hunk: 1, detail: "fits twice", candidateLines: [3, 9] }).message,
      /fits twice \(possible at line 3, 9\)/
    ],
    [
      "PatchRejected without candidates does not speak of lines",
      Fail.patchRejected({ path: "/a", hunk: 1, detail: "not found", candidateLines: [] }).message,
      /not found; nothing was written/
    ],
    [
      "LockUnavailable without holder says another writer",
      Fail.lockUnavailable({ path: "/a", waitedMs: 10 }).message,
      /held by another writer \(waited 10 ms\)/
    ],
    [
      "DurabilityFailed tells that the new content is visible",
      Fail.durabilityFailed({ path: "/a", step: "fsync", code: "EIO", visible: true }).message,
      /may be lost in a power cut/
    ],
    [
      "DurabilityFailed tells that the old content is in place",
      Fail.durabilityFailed({ path: "/a", step: "fsync", code: "EIO", visible: false }).message,
      /the old content is still in place/
    ],
    [
      "TransactionStuck names three paths and counts the rest",
      Fail.transactionStuck({ id: "t", paths: ["/a", "/b", "/c", "/d", "/e"], detail: "x" }).message,
      /^\/a, \/b, \/c and 2 more: /
    ],
    [
      "TransactionStuck names every way out",
      Fail.transactionStuck({ id: "t", paths: ["/a"], detail: "x" }).message,
      /force` \(the transaction wins\) or `--resolve abandon` \(they stay as they are\), or call `WriteService\.recover`$/
    ],
    [
      "SyntaxError without path begins with the problem",
      Fail.syntaxError({ detail: "x" }).message,
      /^could not be parsed/
    ],
    [
      "UnresolvedRef without location begins with the problem",
      Fail.unresolvedRef({ name: "f" }).message,
      /^nothing is/
    ],
    ["EmbedderError shows a cause that is no Error", Fail.embedderError({ cause: "down" }).message, /failed: down;/],
    ["foreign text stays on one line", Fail.syntaxError({ detail: "a\nb\u001b" }).message, /a\\nb\\u001b;/]
  ])("%s", (_name, message, expected) => {
    assert.match(message, expected)
  })
})
