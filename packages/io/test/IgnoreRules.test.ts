import { assert, describe, it } from "@effect/vitest"
import type { EntryKind } from "@ploke/core"
import * as IgnorePattern from "../src/IgnorePattern.ts"
import * as IgnoreRules from "../src/IgnoreRules.ts"
import type { Flavor } from "../src/PathSyntax.ts"
import * as WatchLimits from "../src/WatchLimits.ts"

type Expected = "ignored" | "kept"

/** Lines of the root's file with a line break between them, a path below the root, and what becomes of it. */
type Row = readonly [lines: string, path: string, expected: Expected]

/** A path below the root `/r`: one that ends with `/` is a folder, with `@` a symbolic link, with `~?` is of unknown kind. */
const entry = (path: string): readonly [path: string, kind: EntryKind | undefined] => {
  if (path.endsWith("/")) return [`/r/${path.slice(0, -1)}`, "directory"]
  if (path.endsWith("@")) return [`/r/${path.slice(0, -1)}`, "symlink"]
  if (path.endsWith("~?")) return [`/r/${path.slice(0, -2)}`, undefined]
  return [`/r/${path}`, "file"]
}

const verdict = (files: ReadonlyArray<readonly [folder: string, lines: string]>, path: string): Expected => {
  const rules = { files: files.map(([folder, lines]) => ({ folder: `/r${folder}`, lines: lines.split("\n") })) }
  return IgnoreRules.compile(rules, "posix")(...entry(path)) ? "ignored" : "kept"
}

const check = (rows: ReadonlyArray<Row>): void => {
  for (const [lines, path, expected] of rows) {
    it(`${JSON.stringify(lines)}: ${JSON.stringify(path)} is ${expected}`, () => {
      assert.strictEqual(verdict([["", lines]], path), expected)
    })
  }
}

describe("a pattern without a separator", () => {
  check([
    ["foo", "foo", "ignored"],
    ["foo", "foo/", "ignored"],
    ["foo", "foo@", "ignored"],
    ["foo", "a/b/foo", "ignored"],
    ["foo", "foo/a/b", "ignored"],
    ["foo", "a/foo/b", "ignored"],
    ["foo", "bar", "kept"],
    ["foo", "foobar", "kept"],
    ["foo", "barfoo", "kept"],
    ["foo", "Foo", "kept"],
    ["FOO", "foo", "kept"],
    ["", "foo", "kept"],
    [".", "foo", "kept"],
    ["*.log", "a.log", "ignored"],
    ["*.log", ".log", "ignored"],
    ["*.log", "a/b.c.log", "ignored"],
    ["*.log", "a.log/b", "ignored"],
    ["*.log", "a.logs", "kept"],
    ["*.log", "alog", "kept"],
    ["*.tar.gz", "a.tar.gz", "ignored"],
    ["*.tar.gz", "a.gz", "kept"],
    ["*~", "a~", "ignored"],
    ["*.", "a.", "ignored"],
    ["*.", "a.b", "kept"]
  ])
})

describe("a wildcard", () => {
  check([
    ["???", "foo", "ignored"],
    ["??", "foo", "kept"],
    ["????", "foo", "kept"],
    ["*", "foo", "ignored"],
    ["*", ".hidden", "ignored"],
    ["f*", "foo", "ignored"],
    ["f*", "f", "ignored"],
    ["*f", "foo", "kept"],
    ["*foo*", "foo", "ignored"],
    ["*ob*a*r*", "foobar", "ignored"],
    ["*ab", "aaaaaaabababab", "ignored"],
    ["a*b", "ab", "ignored"],
    ["a*b", "a", "kept"],
    ["a*b", "aba", "kept"],
    ["*a*b*", "ba", "kept"],
    ["b*a", "aaabbb", "kept"],
    ["*ba*", "aabcaa", "kept"],
    ["*X*i", "abcXdefXghi", "ignored"],
    ["*a", "a", "ignored"],
    ["?*", "a", "ignored"],
    ["*?", "a", "ignored"],
    ["*??", "a", "kept"],
    ["a*?b", "ab", "kept"],
    ["*aab", "aaab", "ignored"],
    ["*a?", "aab", "ignored"],
    ["*a*?b", "aaab", "ignored"],
    ["***", "foo", "ignored"],
    ["f**o", "foo", "ignored"],
    ["-*-*-12-*-*-m-*", "-adobe-bold--12-120-75-m-70", "ignored"],
    ["-*-*-12-*-*-m-*", "-adobe-bold--12-120-75-X-70", "kept"]
  ])
})

describe("a class", () => {
  check([
    ["[abc]", "b", "ignored"],
    ["[abc]", "d", "kept"],
    ["[ten]", "ten", "kept"],
    ["*[al]?", "ball", "ignored"],
    ["t[a-g]n", "ten", "ignored"],
    ["t[!a-g]n", "ten", "kept"],
    ["t[!a-g]n", "ton", "ignored"],
    ["t[^a-g]n", "ton", "ignored"],
    ["**[!te]", "ten", "ignored"],
    ["**[!ten]", "ten", "kept"],
    ["a[]]b", "a]b", "ignored"],
    ["a[]-]b", "a-b", "ignored"],
    ["a[]-]b", "a]b", "ignored"],
    ["a[]-]b", "aab", "kept"],
    ["a[]a-]b", "aab", "ignored"],
    ["a[^]b]c", "a]c", "kept"],
    ["[!]-]", "]", "kept"],
    ["[!]-]", "a", "ignored"],
    ["[[]ab]", "[ab]", "ignored"],
    ["[-]", "-", "ignored"],
    ["[--A]", "5", "ignored"],
    ["[ --]", "$", "ignored"],
    ["[ --]", "0", "kept"],
    ["[---]", "-", "ignored"],
    ["[a-e-n]", "j", "kept"],
    ["[a-e-n]", "-", "ignored"],
    ["[!------]", "a", "ignored"],
    ["[]-a]", "[", "kept"],
    ["[]-a]", "^", "ignored"],
    ["[a^bc]", "^", "ignored"],
    ["[a!bc]", "!", "ignored"],
    ["[a-]b]", "-b]", "ignored"],
    ["[z-a]", "m", "kept"],
    ["[z-a]", "z", "ignored"],
    ["[\\]]", "]", "ignored"],
    ["[\\\\]", "\\", "ignored"],
    ["[!\\\\]", "\\", "kept"],
    ["[A-\\\\]", "G", "ignored"],
    ["[\\1-\\3]", "2", "ignored"],
    ["[\\1-\\3]", "4", "kept"],
    ["[[-\\]]", "\\", "ignored"],
    ["[\\-_]", "-", "ignored"],
    ["[,-.]", "+", "kept"],
    ["[*?]", "?", "ignored"],
    ["[*?]", "a", "kept"],
    ["[A-Z]", "a", "kept"]
  ])
})

describe("a named class", () => {
  check([
    ["[[:alpha:]][[:digit:]][[:upper:]]", "a1B", "ignored"],
    ["[[:digit:][:upper:][:space:]]", "a", "kept"],
    ["[[:digit:][:upper:][:space:]]", "A", "ignored"],
    ["[[:lower:]]", "A", "kept"],
    ["[![:lower:]]", "A", "ignored"],
    ["[[:xdigit:]]", "f", "ignored"],
    ["[[:xdigit:]]", "g", "kept"],
    ["[[:alnum:]]", "_", "kept"],
    ["[[:punct:]]", "_", "ignored"],
    ["[[:punct:]]", "~", "ignored"],
    ["[[:punct:]]", "a", "kept"],
    ["[[:graph:]]", " ", "kept"],
    ["[[:print:]]", " ", "ignored"],
    ["[[:blank:]]", "\t", "ignored"],
    ["[[:space:]]", "\v", "kept"],
    ["[[:space:]]", "\t", "ignored"],
    ["[[:cntrl:]]", "\u007f", "ignored"],
    ["[[:cntrl:]]", "a", "kept"],
    ["[a-c[:digit:]x-z]", "5", "ignored"],
    ["[a-c[:digit:]x-z]", "y", "ignored"],
    ["[a-c[:digit:]x-z]", "q", "kept"],
    ["[[:digit:]-z]", "-", "ignored"],
    ["[[:digit:]-z]", "b", "kept"],
    ["[[:]ab]", "[ab]", "ignored"],
    ["[[:digit]ab]", "[ab]", "ignored"],
    ["[\\[:]ab]", "[ab]", "ignored"],
    ["[[::]ab]", "[ab]", "kept"],
    ["[[:digits:]]", "1", "kept"],
    ["[1[:constructor:]]", "1", "kept"],
    ["[[:alpha:]]", "é", "kept"]
  ])
})

describe("a pattern that is not well formed", () => {
  check([
    ["a[b", "ab", "kept"],
    ["a[b", "a[b", "kept"],
    ["ab[", "ab[", "kept"],
    ["a[]b", "ab", "kept"],
    ["a[]b", "a[]b", "kept"],
    ["[!", "ab", "kept"],
    ["[a-", "-", "kept"],
    ["[a-\\", "-", "kept"],
    ["[\\", "\\", "kept"],
    ["[\\]", "\\", "kept"],
    ["[[:alpha:]", "a", "kept"],
    ["*[", "a[", "kept"],
    ["foo\\", "foo\\", "kept"],
    ["foo\\", "foo", "kept"],
    ["foo\\/", "foo/", "kept"],
    ["/", "foo", "kept"],
    ["//", "foo/", "kept"],
    ["foo//", "foo/", "kept"],
    ["foo//bar", "foo/bar", "kept"],
    ["//foo", "foo", "kept"],
    ["!", "foo", "kept"],
    ["*\n!", "foo", "ignored"],
    ["*\n!foo[", "foo[", "ignored"],
    ["a\0b", "a", "ignored"]
  ])
})

describe("a line that says nothing", () => {
  for (const line of [
    "",
    "  ",
    "#",
    "# a",
    "!",
    "/",
    "!/",
    "//",
    "a//",
    "a//b",
    "\\/a",
    "a\\",
    "[",
    "a[]",
    "[[:a:]]",
    "\0a"
  ]) {
    it(`is ${JSON.stringify(line)}`, () => assert.isUndefined(IgnorePattern.parse(line)))
  }
})

describe("a pattern with a separator", () => {
  check([
    ["/foo", "foo", "ignored"],
    ["/foo", "a/foo", "kept"],
    ["/foo", "foo/bar", "ignored"],
    ["foo/bar", "foo/bar", "ignored"],
    ["foo/bar", "foo/bar/baz", "ignored"],
    ["foo/bar", "a/foo/bar", "kept"],
    ["foo/bar", "foo/", "kept"],
    ["/foo/bar", "foo/bar", "ignored"],
    ["/*.c", "a.c", "ignored"],
    ["/*.c", "lib/a.c", "kept"],
    ["/*", "foo/", "ignored"],
    ["foo/*", "foo/test.json", "ignored"],
    ["foo/*", "foo/", "kept"],
    ["foo/*", "foo/bar/hello.c", "ignored"],
    ["foo/*.c", "foo/bar/hello.c", "kept"],
    ["*/foo", "bar/foo", "ignored"],
    ["*/foo", "foo", "kept"],
    ["*/foo", "bar/baz/foo", "kept"],
    ["*/*/*", "foo/bba/arr", "ignored"],
    ["*/*/*", "foo/bar", "kept"],
    ["foo?bar", "foo/bar", "kept"],
    ["foo*bar", "foo/bar", "kept"],
    ["f[^eiu]o/r", "foo/r", "ignored"],
    ["foo/?ar", "foo/bar", "ignored"],
    ["foo[/]bar", "foo/bar", "kept"],
    ["[/a]b", "ab", "ignored"],
    ["[/a]b", "x/ab", "kept"],
    ["foo[^a-z]bar", "foo/bar", "kept"],
    ["a\\/b", "a/b", "ignored"],
    ["a\\/b", "x/a/b", "kept"],
    ["\\/a", "a", "kept"],
    ["./foo", "foo", "kept"],
    ["*X*/i", "abXc/i", "ignored"]
  ])
})

describe("two asterisks", () => {
  check([
    ["**", "foo", "ignored"],
    ["**/foo", "foo", "ignored"],
    ["**/foo", "bar/baz/foo", "ignored"],
    ["**/foo", "bar/bazfoo", "kept"],
    ["/**/foo", "bar/baz/foo", "ignored"],
    ["**/foo/bar", "foo/bar", "ignored"],
    ["**/foo/bar", "x/y/foo/bar", "ignored"],
    ["**/foo/bar", "foo/x/bar", "kept"],
    ["**/foo/bar", "foo/foo/bar", "ignored"],
    ["foo/**", "foo/a", "ignored"],
    ["foo/**", "foo/a/b", "ignored"],
    ["foo/**", "foo/", "kept"],
    ["foo/**", "x/foo/a", "kept"],
    ["foo/**/bar", "foo/bar", "ignored"],
    ["foo/**/bar", "foo/x/y/bar", "ignored"],
    ["foo/**/bar", "foo/x/bars", "kept"],
    ["foo/**/bar", "x/foo/bar", "kept"],
    ["foo/**/**/bar", "foo/bar", "ignored"],
    ["foo/***/bar", "foo/x/bar", "ignored"],
    ["foo/**/a/**/bar", "foo/x/a/y/z/bar", "ignored"],
    ["foo/**/a/**/bar", "foo/x/b/y/z/bar", "kept"],
    ["foo/**/a/b", "foo/a/a/a/b", "ignored"],
    ["foo/**/a/**/a/b", "foo/a/b", "kept"],
    ["foo**bar", "foobazbar", "ignored"],
    ["foo**bar", "foo/baz/bar", "kept"],
    ["foo**/bar", "foobar", "kept"],
    ["foo**/bar", "foo/bar", "ignored"],
    ["foo**/bar", "foo1/bar", "ignored"],
    ["foo**/bar", "foo/x/bar", "kept"],
    ["foo/**bar", "foo/xbar", "ignored"],
    ["foo/**bar", "foo/x/bar", "kept"],
    ["**/bar*", "foo/bar/baz", "ignored"],
    ["**/bar/*", "deep/foo/bar/baz", "ignored"],
    ["**/bar/*", "deep/foo/bar/", "kept"],
    ["*/bar/**", "foo/bar/baz/x", "ignored"],
    ["*/bar/**", "deep/foo/bar/baz/x", "kept"],
    ["**/**/**", "foo", "ignored"],
    ["**/*a*b*g*n*t", "abcd/abcdefg/abcdefghijk/abcdefghijklmnop.txt", "ignored"],
    ["**/*a*b*g*n*t", "abcd/abcdefg/abcdefghijk/abcdefghijklmnop.txtz", "kept"],
    ["**/", "foo/", "ignored"],
    ["**/", "foo", "kept"],
    ["a/**/", "a/b/", "ignored"],
    ["a/**/", "a/b", "kept"],
    // An escaped separator behind `**` is one that has to be there.
    ["**\\/b", "b", "kept"],
    ["**\\/b", "a/b", "ignored"],
    ["a/**\\/b", "a/b", "kept"],
    ["a/**\\/b", "a/x/y/b", "ignored"],
    ["a\\/**/b", "a/b", "ignored"]
  ])
})

describe("a pattern for folders", () => {
  check([
    ["foo/", "foo/", "ignored"],
    ["foo/", "foo", "kept"],
    ["foo/", "foo@", "kept"],
    ["foo/", "a/foo/", "ignored"],
    ["foo/", "foo/bar", "ignored"],
    ["foo/", "a/foo/b/c", "ignored"],
    ["/foo/", "foo/", "ignored"],
    ["/foo/", "a/foo/", "kept"],
    ["doc/frotz/", "doc/frotz/", "ignored"],
    ["doc/frotz/", "a/doc/frotz/", "kept"],
    ["*/", "foo/", "ignored"],
    ["*/", "foo", "kept"],
    ["*.d/", "a.d/", "ignored"],
    ["*.d/", "a.d", "kept"],
    ["**/foo/", "a/foo", "kept"],
    ["foo\nfoo/", "foo", "ignored"],
    ["foo\n!foo/", "foo", "ignored"],
    ["foo\n!foo/", "foo/", "kept"],
    ["!foo\nfoo/", "foo", "kept"]
  ])
})

describe("an entry whose kind is not known", () => {
  check([
    ["foo", "foo~?", "ignored"],
    ["foo/", "foo~?", "kept"],
    ["foo/", "foo/bar~?", "ignored"],
    ["*.d/", "a.d~?", "kept"],
    ["/a/b/", "a/b~?", "kept"],
    ["/a/b/", "a/b/c~?", "ignored"],
    ["*\n!*/", "foo~?", "kept"],
    ["*\n!*/", "foo/bar~?", "kept"],
    ["*\n!foo", "foo~?", "kept"],
    ["foo\nfoo/", "foo~?", "ignored"]
  ])
})

describe("negation", () => {
  check([
    ["*.log\n!keep.log", "a.log", "ignored"],
    ["*.log\n!keep.log", "keep.log", "kept"],
    ["!keep.log\n*.log", "keep.log", "ignored"],
    ["*.log\n!keep.log\nkeep.log", "keep.log", "ignored"],
    ["*\n!*.c", "a.c", "kept"],
    ["*\n!*.c", "a.h", "ignored"],
    ["*\n!*.c", "x/a.c", "ignored"],
    ["*\n!*/\n!*.c", "x/a.c", "kept"],
    ["*\n!*/\n!*.c", "x/a.h", "ignored"],
    ["foo\n!foo/bar", "foo/bar", "ignored"],
    ["foo/\n!foo/bar", "foo/bar", "ignored"],
    ["foo/*\n!foo/bar", "foo/bar", "kept"],
    ["foo/*\n!foo/bar", "foo/baz", "ignored"],
    ["foo/*\n!foo/bar", "foo/bar/baz", "kept"],
    ["foo/**\n!foo/bar", "foo/bar/baz", "ignored"],
    ["data/**\n!data/**/\n!data/**/*.txt", "data/file", "ignored"],
    ["data/**\n!data/**/\n!data/**/*.txt", "data/data1/file1", "ignored"],
    ["data/**\n!data/**/\n!data/**/*.txt", "data/data1/file1.txt", "kept"],
    ["/*\n!/foo\n/foo/*\n!/foo/bar", "foo/bar", "kept"],
    ["/*\n!/foo\n/foo/*\n!/foo/bar", "foo/baz", "ignored"],
    ["!foo", "foo", "kept"],
    ["foo\n!f?o", "foo", "kept"],
    ["f?o\n!*.foo\n!foo", "foo", "kept"],
    ["!*.b\na.b", "a.b", "ignored"],
    ["!a.b\n*.b", "a.b", "ignored"],
    ["!!foo\n*\n!!foo", "!foo", "kept"]
  ])
})

describe("signs at the edges of a line", () => {
  check([
    ["#foo", "#foo", "kept"],
    ["\\#foo", "#foo", "ignored"],
    [" #foo", " #foo", "ignored"],
    ["!#foo\n*\n!#foo", "#foo", "kept"],
    ["\\!foo", "!foo", "ignored"],
    ["\\!foo", "foo", "kept"],
    ["foo  ", "foo", "ignored"],
    ["foo  ", "foo  ", "kept"],
    ["foo\\ ", "foo ", "ignored"],
    ["foo\\ ", "foo", "kept"],
    ["foo\\  ", "foo ", "ignored"],
    ["foo\\ \\ ", "foo  ", "ignored"],
    ["foo\\\\ ", "foo\\", "ignored"],
    ["foo\\\\\\ ", "foo\\ ", "ignored"],
    ["foo \\ ", "foo  ", "ignored"],
    [" foo", "foo", "kept"],
    [" foo", " foo", "ignored"],
    ["foo bar", "foo bar", "ignored"],
    ["foo\t", "foo\t", "ignored"],
    ["foo\t", "foo", "kept"],
    ["foo/ ", "foo/", "ignored"],
    ["   ", "   ", "kept"],
    ["\\ ", " ", "ignored"]
  ])
})

describe("an escape", () => {
  check([
    ["foo\\*", "foo*", "ignored"],
    ["foo\\*", "foobar", "kept"],
    ["foo\\*bar", "foobar", "kept"],
    ["f\\\\oo", "f\\oo", "ignored"],
    ["\\a\\b\\c", "abc", "ignored"],
    ["\\??\\?b", "?a?b", "ignored"],
    ["\\[ab]", "[ab]", "ignored"],
    ["\\[ab]", "a", "kept"],
    ["*\\*", "foo*", "ignored"],
    ["*\\*", "foo", "kept"],
    ["*/\\\\", "XXX/\\", "ignored"],
    ["\\**", "*a", "ignored"],
    ["\\**", "a", "kept"],
    ["\\**/b", "*/b", "ignored"]
  ])
})

describe("letters beyond ASCII", () => {
  check([
    ["é", "é", "ignored"],
    ["*é", "café", "ignored"],
    ["*.é", "a.é", "ignored"],
    ["*é*", "cafés", "ignored"],
    ["/ä/*ö", "ä/ö", "ignored"],
    ["é", "e\u0301", "kept"],
    ["😀", "😀", "ignored"],
    // Git counts bytes.
    ["?", "é", "kept"],
    ["??", "é", "ignored"],
    ["????", "😀", "ignored"],
    ["[é]", "é", "kept"],
    ["[é][é]", "é", "ignored"],
    ["[^é]", "a", "ignored"],
    ["[a-é]", "z", "ignored"],
    ["caf[^a-z]*", "café", "ignored"]
  ])
})

describe("the files of inner folders", () => {
  type Files = ReadonlyArray<readonly [folder: string, lines: string]>
  const rows: ReadonlyArray<readonly [files: Files, path: string, expected: Expected]> = [
    [[["/a", "foo"]], "a/foo", "ignored"],
    [[["/a", "foo"]], "a/b/foo", "ignored"],
    [[["/a", "foo"]], "foo", "kept"],
    [[["/a", "foo"]], "ab/foo", "kept"],
    [[["/a", "a"]], "a/", "kept"],
    [[["/a", "/foo"]], "a/foo", "ignored"],
    [[["/a", "/foo"]], "a/b/foo", "kept"],
    [[["/a", "b/foo"]], "a/b/foo", "ignored"],
    [[["/a", "a/foo"]], "a/foo", "kept"],
    [[["/a", "**/foo/bar"]], "a/b/foo/bar", "ignored"],
    [[["/a/git", "/git/"]], "a/git/git/x", "ignored"],
    [[["/a", "/git/"]], "a/git-foo/bar", "kept"],
    [
      [
        ["", "*.log"],
        ["/a", "!*.log"]
      ],
      "a/x.log",
      "kept"
    ],
    [
      [
        ["", "*.log"],
        ["/a", "!*.log"]
      ],
      "x.log",
      "ignored"
    ],
    [
      [
        ["", "*.log"],
        ["/a", "!*.log"],
        ["/a/b", "*.log"]
      ],
      "a/b/x.log",
      "ignored"
    ],
    [
      [
        ["", "a"],
        ["/a", "!*"]
      ],
      "a/x",
      "ignored"
    ],
    [
      [
        ["", "a/"],
        ["/a", "!x"]
      ],
      "a/x",
      "ignored"
    ],
    [
      [
        ["", "a"],
        ["/a/b", "!x"]
      ],
      "a/b/x",
      "ignored"
    ],
    [
      [
        ["", "a/b/"],
        ["/a/b/c", "/d"]
      ],
      "a/b/c/e",
      "ignored"
    ],
    [
      [
        ["", "a/*"],
        ["/a", "!x"]
      ],
      "a/x",
      "kept"
    ],
    [
      [
        ["", "/a/b/c"],
        ["/a", "!b/c"]
      ],
      "a/b/c",
      "kept"
    ],
    [
      [
        ["", "!x"],
        ["/a", "x"]
      ],
      "a/b/x",
      "ignored"
    ],
    [
      [
        ["", "/a/**/x\n/a/b/*"],
        ["/a", "!**/x\n!/b/y"]
      ],
      "a/b/y",
      "kept"
    ]
  ]
  for (const [files, path, expected] of rows) {
    it(`${JSON.stringify(files)}: ${JSON.stringify(path)} is ${expected}`, () => {
      assert.strictEqual(verdict(files, path), expected)
    })
  }
})

describe("the order of files", () => {
  it("decides, wherever their folders are", () => {
    const outer: IgnoreRules.IgnoreFile = { folder: "/r", lines: ["x"] }
    const inner: IgnoreRules.IgnoreFile = { folder: "/r/a", lines: ["!x"] }
    const isIgnored = (...files: ReadonlyArray<IgnoreRules.IgnoreFile>) =>
      IgnoreRules.compile({ files }, "posix")("/r/a/x", "file")
    assert.isFalse(isIgnored(outer, inner))
    assert.isTrue(isIgnored(inner, outer))
  })

  it("decides between two of one folder", () => {
    const files = ["x", "!x", "y"].map((line) => ({ folder: "/r", lines: [line] }))
    assert.isFalse(IgnoreRules.compile({ files }, "posix")("/r/x", "file"))
    assert.isTrue(IgnoreRules.compile({ files: files.slice().reverse() }, "posix")("/r/x", "file"))
  })
})

describe("a path outside of what the files are about", () => {
  const rows: ReadonlyArray<readonly [flavor: Flavor, folder: string, path: string, expected: Expected]> = [
    ["posix", "/r", "/r", "kept"],
    ["posix", "/r", "/", "kept"],
    ["posix", "/r", "/other", "kept"],
    ["posix", "/r", "/r2/x", "kept"],
    ["posix", "/r", "/r/x", "ignored"],
    ["posix", "/", "/", "kept"],
    ["posix", "/", "/x", "ignored"],
    ["posix", "/", "/x/y", "ignored"],
    ["win32", "C:\\", "C:\\", "kept"],
    ["win32", "C:\\", "C:\\x", "ignored"],
    ["win32", "C:\\", "D:\\x", "kept"],
    ["win32", "C:\\r", "C:\\r", "kept"],
    ["win32", "C:\\r", "C:\\r2", "kept"],
    ["win32", "\\\\server\\share", "\\\\server\\share", "kept"],
    ["win32", "\\\\server\\share", "\\\\server\\share\\x", "ignored"],
    ["win32", "\\\\server\\share", "\\\\server\\other\\x", "kept"]
  ]
  for (const [flavor, folder, path, expected] of rows) {
    it(`everything below ${folder}: ${path} is ${expected}`, () => {
      const isIgnored = IgnoreRules.compile({ files: [{ folder, lines: ["*"] }] }, flavor)
      assert.strictEqual(isIgnored(path, "directory") ? "ignored" : "kept", expected)
    })
  }
})

describe("a path of Windows", () => {
  const rows: ReadonlyArray<readonly [lines: string, path: string, kind: EntryKind, expected: Expected]> = [
    ["foo", "src\\foo", "file", "ignored"],
    ["foo", "src\\foo\\bar", "file", "ignored"],
    ["foo", "src\\Foo", "file", "kept"],
    ["foo/", "src\\foo", "directory", "ignored"],
    ["foo/", "src\\foo", "file", "kept"],
    ["/src/*.ts", "src\\a.ts", "file", "ignored"],
    ["/src/*.ts", "lib\\src\\a.ts", "file", "kept"],
    ["src\\foo", "src\\foo", "file", "kept"],
    ["src/**/x", "src\\a\\b\\x", "file", "ignored"],
    ["src/**\n!src/**/\n!*.txt", "src\\a\\b.txt", "file", "kept"],
    ["!foo/x\nfoo", "foo\\x", "file", "ignored"]
  ]
  for (const [lines, path, kind, expected] of rows) {
    it(`${JSON.stringify(lines)}: ${path} is ${expected}`, () => {
      const rules = { files: [{ folder: "C:\\r", lines: lines.split("\n") }] }
      assert.strictEqual(IgnoreRules.compile(rules, "win32")(`C:\\r\\${path}`, kind) ? "ignored" : "kept", expected)
    })
  }
})

describe("the text of an ignore file", () => {
  const rows: ReadonlyArray<readonly [text: string, expected: ReadonlyArray<string>]> = [
    ["", []],
    ["a", ["a"]],
    ["a\n", ["a"]],
    ["a\nb\n", ["a", "b"]],
    ["a\r\nb\r\n", ["a", "b"]],
    ["a\r\nb\r", ["a", "b"]],
    ["a\rb\n", ["a\rb"]],
    ["a\r\r\n", ["a\r"]],
    ["\n\r\n\na", ["a"]],
    ["\ufeffa", ["a"]],
    ["\ufeff# made\na", ["a"]],
    ["a\n\ufeffb", ["a", "\ufeffb"]],
    ["# made\na\n#b\n \n\\#c", ["a", " ", "\\#c"]],
    ["a \n!b\\ \n", ["a ", "!b\\ "]]
  ]
  for (const [text, expected] of rows) {
    it(`${JSON.stringify(text)} has the lines ${JSON.stringify(expected)}`, () => {
      assert.deepStrictEqual(IgnoreRules.parse(text), expected)
    })
  }
})

describe("the rules of a root", () => {
  const isIgnored = (patterns: ReadonlyArray<string>, path: string, ...found: ReadonlyArray<IgnoreRules.IgnoreFile>) =>
    IgnoreRules.compile({ files: [...found, ...IgnoreRules.forRoot("/r", patterns).files] }, "posix")(path, undefined)

  it("ignore `.git` with all that it holds, at any depth and of any kind, and nothing else", () => {
    for (const path of ["/r/.git", "/r/.git/HEAD", "/r/.git/refs/heads/main", "/r/modules/a/.git"]) {
      assert.isTrue(isIgnored([], path), path)
    }
    for (const path of ["/r/.gitignore", "/r/.github/x", "/r/a.git", "/r/git", "/r"]) {
      assert.isFalse(isIgnored([], path), path)
    }
  })

  it("ignore `.git` although a pattern or a file takes everything back", () => {
    assert.isTrue(isIgnored(["*", "!*", "!*/", "!.*"], "/r/.git/HEAD"))
    assert.isTrue(isIgnored([], "/r/.git/HEAD", { folder: "/r", lines: ["!.git"] }))
  })

  it("do not ignore `.git` where they say so", () => {
    assert.isFalse(isIgnored(["!.git"], "/r/.git/HEAD"))
    assert.isTrue(isIgnored(["!.git", "HEAD"], "/r/.git/HEAD"))
  })

  it("win over the files on the disk", () => {
    assert.isTrue(isIgnored(["dist"], "/r/a/dist", { folder: "/r/a", lines: ["!dist"] }))
    assert.isFalse(isIgnored(["!dist"], "/r/a/dist", { folder: "/r/a", lines: ["dist"] }))
  })
})

describe("the effort", () => {
  const asked = (lines: ReadonlyArray<string>, ...paths: ReadonlyArray<string>) => {
    const effort = { steps: 0 }
    const isIgnored = IgnoreRules.compile({ files: [{ folder: "/r", lines }] }, "posix", effort)
    const found = paths.map((path) => isIgnored(path, "file"))
    return { steps: effort.steps, found }
  }

  // At most one step for each pair of a byte and a token; a search that tries all ways takes 10^9 and more.
  const hostile: ReadonlyArray<readonly [pattern: string, name: string]> = [
    ["*a".repeat(40) + "*b", "a".repeat(255)],
    ["*a".repeat(40) + "*b*", "a".repeat(255)],
    ["*" + "a".repeat(120) + "b*", "a".repeat(255)],
    ["*" + "?".repeat(120) + "b*c", "a".repeat(255)],
    ["*[a-z]".repeat(60) + "*[!a]", "a".repeat(255)],
    ["*a?".repeat(60) + "b", "a".repeat(255)],
    ["**a".repeat(60) + "b", "a".repeat(255)]
  ]
  for (const [pattern, name] of hostile) {
    it(`of ${pattern.slice(0, 12)}… (${pattern.length} units) is bounded`, () => {
      const { steps, found } = asked([pattern], `/r/${name}`)
      assert.deepStrictEqual(found, [false])
      assert.isAtMost(steps, pattern.length * name.length)
    })
  }

  it("of what the end of a name decides is no more than the pattern", () => {
    const { steps, found } = asked(["*a".repeat(40) + "*b"], `/r/${"a".repeat(255)}`)
    assert.deepStrictEqual(found, [false])
    assert.isAtMost(steps, 82)
  })

  it("of many `**` on a deep path is bounded by the places in the pattern and the depth", () => {
    const [times, depth] = [100, 500]
    const { steps, found } = asked(["/" + "**/a/".repeat(times) + "b"], `/r${"/a".repeat(depth)}/c`)
    assert.deepStrictEqual(found, [false])
    assert.isAtMost(steps, times * depth * 2)
  })

  it("of names and extensions is none, however many there are", () => {
    const lines = Array.from({ length: 5000 }, (_, index) => [`name-${index}/`, `*.x${index}`]).flat()
    const { steps, found } = asked(lines, "/r/src/a.ts", "/r/src/name-7/b", "/r/src/b.x4999", "/r/src/name-7")
    assert.deepStrictEqual(found, [false, true, true, false])
    assert.strictEqual(steps, 0)
  })

  it("of a folder is spent once for all its entries", () => {
    const entries = Array.from({ length: 100 }, (_, index) => `/r/a/b/c/${index}`)
    const one = asked(["/a/b?/d", "a*z"], entries[0]!).steps
    const all = asked(["/a/b?/d", "a*z"], ...entries).steps
    const each = asked(["a*z"], "/r/x").steps
    assert.strictEqual(all, one + 99 * each)
  })
})

describe("the bounds", () => {
  const compiled = (...files: ReadonlyArray<ReadonlyArray<string>>) =>
    IgnoreRules.compile({ files: files.map((lines) => ({ folder: "/r", lines })) }, "posix")
  const filler = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, index) => `x${index}`)

  it("hold as many lines as they say", () => {
    const isIgnored = compiled(["first", ...filler(WatchLimits.ignoreLinesMax - 1)])
    assert.strictEqual(isIgnored.linesLeftOut, 0)
    assert.isTrue(isIgnored("/r/first", "file"))
  })

  it("leave out the lines that everything wins over, and tell how many", () => {
    const isIgnored = compiled(["one", "two"], ["three", ...filler(WatchLimits.ignoreLinesMax - 1), "last"])
    assert.strictEqual(isIgnored.linesLeftOut, 3)
    for (const name of ["one", "two", "three"]) assert.isFalse(isIgnored(`/r/${name}`, "file"), name)
    for (const name of ["x0", "last"]) assert.isTrue(isIgnored(`/r/${name}`, "file"), name)
  })

  it("leave out a line that is too long and all before it, so that nothing is ignored for want of a `!`", () => {
    const isIgnored = compiled(["*", "short"], ["!" + "a".repeat(WatchLimits.ignoreCharsMax), "last"])
    assert.strictEqual(isIgnored.linesLeftOut, 3)
    assert.isFalse(isIgnored("/r/short", "file"))
    assert.isTrue(isIgnored("/r/last", "file"))
  })

  it("make it forget folders, not what it answers", () => {
    const effort = { steps: 0 }
    const lines = Array.from({ length: 2000 }, (_, index) => `/*/b/x?${index}`)
    const isIgnored = IgnoreRules.compile({ files: [{ folder: "/r", lines }] }, "posix", effort)
    const ask = (folder: string): number => {
      const before = effort.steps
      assert.isTrue(isIgnored(`/r/${folder}/b/x-7`, "file"))
      assert.isFalse(isIgnored(`/r/${folder}/c/x-7`, "file"))
      return effort.steps - before
    }
    const first = ask("a")
    const known = ask("a")
    assert.isBelow(known, first)
    // Each folder has 2,000 places of its own, and so has its `b`.
    const count = Math.ceil(WatchLimits.ignorePlacesMax / 4000)
    for (let index = 0; index < count; index++) ask(`other-${index}`)
    assert.isAbove(ask("a"), known)
    assert.strictEqual(ask("a"), known)
  })
})
