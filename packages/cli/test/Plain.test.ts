import { assert, describe, it } from "@effect/vitest"
import { ContextualError, Fail } from "@ploke/error"
import { ExitCode } from "@ploke/io-cli"
import * as Arguments from "../src/internal/Arguments.ts"
import { lineBytesMax, LineSplitter } from "../src/internal/LineSplitter.ts"
import * as Message from "../src/internal/Message.ts"
import * as Progress from "../src/internal/Progress.ts"
import { cut, wrap } from "../src/internal/Wrap.ts"

describe("the progress line", () => {
  const state = { label: "hashing", done: 1234, total: 5000, elapsedMs: 2000 }

  it.each([
    [state, 120, "hashing [#####...................]  24% 1,234/5,000 files, 617 files/s"],
    [state, 60, "hashing  24% 1,234/5,000 files, 617 files/s"],
    [state, 20, "hashing  24% 1,234/"],
    [{ ...state, total: undefined }, 120, "hashing 1,234 files, 617 files/s"],
    [{ ...state, total: 1000 }, 120, "hashing [########################] 100% 1,234/1,234 files, 617 files/s"],
    [{ ...state, done: 0, total: 0, elapsedMs: 0 }, 60, "hashing 100% 0/0 files, 0 files/s"]
  ])("of %j in %i columns", (given, columns, line) => {
    assert.strictEqual(Progress.line(given, columns), line)
  })

  it.each([
    [{ format: "text", stderrIsTty: true, term: "xterm" }, true],
    [{ format: "text", stderrIsTty: false, term: "xterm" }, false],
    [{ format: "json", stderrIsTty: true, term: "xterm" }, false],
    [{ format: "text", stderrIsTty: true, term: "dumb" }, false]
  ] as const)("on %j is shown: %s", (surroundings, isShown) => {
    assert.strictEqual(Progress.isShown(surroundings), isShown)
  })
})

describe("typed paths", () => {
  it.each([
    ["a", "/w", "/w/a"],
    ["./a//b/.", "/w", "/w/a/b"],
    ["../a", "/w/x", "/w/a"],
    [".", "/", "/"],
    ["a/../b", "/w", "/w/a/../b"],
    ["a/../b", "/", "/a/../b"],
    ["/x/../b", "/w", "/x/../b"],
    ["/x/./b", "/w", "/x/b"],
    ["", "/w", ""]
  ])("%j in %s is %s: what follows a name is left to the path policy", (typed, directory, absolute) => {
    assert.strictEqual(Arguments.toAbsolute(typed, directory), absolute)
  })

  it.each([
    ["/w/a", "/w", "a"],
    ["/wa", "/w", "/wa"],
    ["/a", "/", "a"],
    ["/w", "/w", "/w"],
    ["/w/a\nb", "/w", "a\\nb"]
  ])("%j is shown in %s as %s", (path, directory, shown) => {
    assert.strictEqual(Arguments.shown(path, directory), shown)
  })
})

describe("lines", () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const split = (...chunks: ReadonlyArray<Uint8Array>) => {
    const splitter = new LineSplitter()
    return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.finish()]
  }
  const long = new Uint8Array(lineBytesMax).fill(97)

  it.each([
    [[bytes("a\nb\n")], ["a", "b"]],
    [[bytes("a\n\nb")], ["a", "", "b"]],
    [[bytes("gr\u00fc").subarray(0, 3), bytes("gr\u00fc").subarray(3), bytes("n\n")], ["grün"]],
    [[], []],
    [
      [long, bytes("\na")],
      ["a".repeat(lineBytesMax), "a"]
    ],
    [
      [long, bytes("b"), long, bytes("\na")],
      [undefined, "a"]
    ],
    [
      [Uint8Array.of(0xff, 10), bytes("a")],
      [undefined, "a"]
    ]
  ])("come whole out of chunks, bounded and as UTF-8 (%#)", (chunks, texts) => {
    const lines = split(...chunks)
    assert.deepStrictEqual(
      lines.map((line) => line.text),
      texts
    )
    assert.deepStrictEqual(
      lines.map((line) => line.number),
      texts.map((_, i) => i + 1)
    )
  })
})

describe("messages", () => {
  it.each([
    [
      Fail.pathResolution({ path: "/`roots`", why: "OutsideRoots" }),
      "/`roots`: outside every configured root; add its folder to --root or"
    ],
    [
      Fail.pathResolution({ path: "/a", why: "SymlinkDenied" }),
      "any with --symlinks Deny, always one of procfs or one that leads to nothing; ask for the real path or use --symlinks DenyCrossRoot"
    ],
    [
      Fail.tooLarge({ path: "/a", sizeBytes: 2, maxBytes: 1 }),
      "it cannot be raised here, but `ploke-io read` prints a part with --start and --end"
    ],
    [
      Fail.outOfRange({ path: "/a", startByte: 2, endByte: 1, fileLength: 3 }),
      "use whole byte offsets with 0 <= --start <= --end <= 3"
    ],
    [Fail.alreadyExists({ path: "/a" }), "choose another name, or replace it with `ploke-io write --overwrite`"],
    [Fail.hardLinked({ path: "/a", links: 2 }), "/a: has 2 hard links; replace the links by copies"],
    [
      Fail.fileOperation({ operation: "create", path: "/a", code: "ENOENT", syscall: "open" }),
      "/a: create failed: its folder is missing (ENOENT, open); make it with --parents"
    ],
    [Fail.utf8({ path: "/a", offset: 0 }), "/a: not valid UTF-8 at byte 0; save the file as UTF-8"]
  ])("speak of flags, and leave the path as it is (%#)", (error, text) => {
    assert.include(Message.withPath(error), text)
    assert.notInclude(Message.withoutPath(error), "/a")
    assert.notMatch(Message.withoutPath(error), /`(?!ploke-io )[^`]*`/)
  })
})

describe("messages without a path", () => {
  it("speak of flags too", () => {
    const message = 'lock: "advisory" cannot be had (EACCES, open); use lock: "process", or another stateDirectory'
    const said =
      "--lock advisory cannot be had (EACCES, open); use --lock process, or set XDG_STATE_HOME to another folder"
    assert.strictEqual(Message.withPath(Fail.io({ message })), said)
  })
})

describe("exit codes", () => {
  it.each([
    [[0, 3], 3],
    [[3, 0], 3],
    [[4, 3], 4],
    [[3, 1, 4], 1],
    [[], 0]
  ] as const)("of %j the gravest is %i", (codes, worst) => {
    assert.strictEqual(codes.reduce<ExitCode.ExitCode>(ExitCode.worst, 0), worst)
  })

  const changed = Fail.contentMismatch({ path: "/a", expected: "md5:00", actual: "md5:ff" })
  const denied = Fail.pathResolution({ path: "/b", why: "OutsideRoots" })
  const readOnly = Fail.readOnly({ path: "/c" })

  it.each([
    ["changed content", [changed], 3],
    ["a denied path", [denied], 4],
    ["another problem", [readOnly], 1],
    ["a denied path among changed contents", [changed, denied, changed], 4],
    ["another problem among denied paths and changed contents", [changed, readOnly, denied], 1],
    ["no problem", [], 1]
  ] as const)("of a transaction refused for %s is that of its gravest problem", (_name, errors, code) => {
    const problems = errors.map(({ reason }, index) => ({ edits: [index], reason }))
    const error = Fail.transactionAborted({ id: "t1", detail: "refused", problems })
    assert.strictEqual(ExitCode.ofError(error), code)
    assert.strictEqual(ExitCode.ofError(new ContextualError({ source: error, filePath: "/a" })), code)
  })

  it("of a transaction that was undone is 1", () => {
    assert.strictEqual(ExitCode.ofError(Fail.transactionAborted({ id: "t1", path: "/a", detail: "disk full" })), 1)
  })
})

describe("long lines", () => {
  it("are broken between words and never inside of one", () => {
    assert.deepStrictEqual(wrap("one two three-and-more four", 9), ["one two", "three-and-more", "four"])
    assert.deepStrictEqual([cut("abcdef", 6), cut("abcdefg", 6)], ["abcdef", "abc..."])
  })
})
