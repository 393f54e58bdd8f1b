import { assert, describe, it } from "@effect/vitest"
import { Limits, PathSyntax } from "@ploke/io"
import * as Schema from "effect/Schema"

type Flavor = PathSyntax.Flavor

/** A row: what is parsed, and its normal form or why it is none. */
type Row = readonly [id: string, input: string, expected: string]

const isRejection = (text: string): boolean => text === "NotAbsolute" || text === "InvalidPath"

const check = (flavor: Flavor, rows: ReadonlyArray<Row>): void => {
  for (const [id, input, expected] of rows) {
    const shown = input.length > 60 ? `${input.slice(0, 20)}… (${input.length} units)` : JSON.stringify(input)
    it(`${id}: ${shown} is ${isRejection(expected) ? expected : "well formed"}`, () => {
      const parsed = PathSyntax.parse(input, flavor)
      if (isRejection(expected)) return assert.strictEqual(parsed, expected as PathSyntax.Rejection)
      if (typeof parsed === "string") return assert.fail(parsed)
      assert.strictEqual(parsed.normal, expected)
      assert.strictEqual(parsed.given, input)
    })
  }
}

const bytes = (text: string): number => new TextEncoder().encode(text).length

/** A POSIX path of exactly this many bytes, of short names. */
const pathOfBytes = (length: number): string => `${"/d".repeat(length)}`.slice(0, length - 1) + "x"

const names = {
  ascii255: "n".repeat(255),
  ascii256: "n".repeat(256),
  // 127 × 2 + 1 and 128 × 2 bytes; 85 × 3 and 85 × 3 + 1; 63 × 4 + 3 and 64 × 4.
  two255: "é".repeat(127) + "n",
  two256: "é".repeat(128),
  three255: "€".repeat(85),
  three256: "€".repeat(85) + "n",
  four255: "😀".repeat(63) + "abc",
  four256: "😀".repeat(64)
} as const

describe("a POSIX path", () => {
  check("posix", [
    ["root", "/", "/"],
    ["plain", "/repo/src/a.ts", "/repo/src/a.ts"],
    ["current", "/repo/./a", "/repo/a"],
    ["parent", "/repo/src/../a", "/repo/a"],
    ["parent above the root", "/../../etc", "/etc"],
    ["parent at the end", "/repo/src/..", "/repo"],
    ["only parents", "/..", "/"],
    ["repeated separators", "//repo///a", "/repo/a"],
    ["trailing separator", "/repo/", "/repo"],
    ["trailing current", "/repo/.", "/repo"],
    ["three dots are a name", "/repo/...", "/repo/..."],
    ["dots begin a name", "/repo/..foo/.bar", "/repo/..foo/.bar"],
    ["dots end a name", "/repo/a./b..", "/repo/a./b.."],
    ["backslashes are a name", "/repo/a\\b", "/repo/a\\b"],
    ["Windows names are names", "/repo/con/a:b /nul", "/repo/con/a:b /nul"],
    ["line breaks are names", "/repo/a\nb", "/repo/a\nb"],
    ["emoji", "/repo/😀", "/repo/😀"],
    ["empty", "", "NotAbsolute"],
    ["relative", "repo/a", "NotAbsolute"],
    ["dot relative", "./repo", "NotAbsolute"],
    ["home", "~/repo", "NotAbsolute"],
    ["a Windows path", "C:\\repo", "NotAbsolute"],
    ["a URL", "file:///repo/a", "NotAbsolute"],
    ["NUL", "/repo/a\0b", "InvalidPath"],
    ["only NUL", "/\0", "InvalidPath"],
    ["relative with NUL", "a\0", "InvalidPath"],
    ["lone high surrogate", "/repo/\ud83d", "InvalidPath"],
    ["lone low surrogate", "/repo/\ude00a", "InvalidPath"],
    ["high surrogate before a separator", "/\ud83d/\ude00", "InvalidPath"],
    ["swapped surrogates", "/\ude00\ud83d", "InvalidPath"],
    ["high surrogate before a pair", "/\ud83d😀", "InvalidPath"],
    ["name of 255 bytes", `/${names.ascii255}`, `/${names.ascii255}`],
    ["name of 256 bytes", `/${names.ascii256}`, "InvalidPath"],
    ["name of 256 bytes in the middle", `/a/${names.ascii256}/b`, "InvalidPath"],
    ["name of 255 bytes, 2 each", `/${names.two255}`, `/${names.two255}`],
    ["name of 256 bytes, 2 each", `/${names.two256}`, "InvalidPath"],
    ["name of 255 bytes, 3 each", `/${names.three255}`, `/${names.three255}`],
    ["name of 256 bytes, 3 each", `/${names.three256}`, "InvalidPath"],
    ["name of 255 bytes, 4 each", `/${names.four255}`, `/${names.four255}`],
    ["name of 256 bytes, 4 each", `/${names.four256}`, "InvalidPath"],
    ["path of 4095 bytes", pathOfBytes(4095), pathOfBytes(4095)],
    ["path of 4096 bytes", pathOfBytes(4096), "InvalidPath"],
    ["path of 4096 bytes that collapses", `/${"./".repeat(2047)}x`, "InvalidPath"],
    ["path of 4095 bytes with multi-byte names", `/${"é/".repeat(1364)}é`, `/${"é/".repeat(1364)}é`],
    ["path of 4096 bytes with multi-byte names", `/${"é/".repeat(1364)}éx`, "InvalidPath"]
  ])

  it("is limited in bytes, not in characters", () => {
    const lengths = Object.entries(names).map(([name, text]) => [name, bytes(text)] as const)
    for (const [name, length] of lengths) assert.strictEqual(String(length), name.slice(-3), name)
    assert.deepStrictEqual([bytes(pathOfBytes(4095)), bytes(pathOfBytes(4096))], [4095, 4096])
    assert.deepStrictEqual([bytes(`/${"é/".repeat(1364)}é`), Limits.pathBytesMax], [4095, 4095])
  })
})

describe("a Windows path", () => {
  check("win32", [
    ["W01", "C:foo", "NotAbsolute"],
    ["W01", "\\foo", "NotAbsolute"],
    ["W01", "/foo", "NotAbsolute"],
    ["W01", "C:", "NotAbsolute"],
    ["W02", "\\\\server\\share\\x", "\\\\server\\share\\x"],
    ["W02", "//server/share/x/../y", "\\\\server\\share\\y"],
    ["W03", "\\\\?\\C:\\root\\f", "InvalidPath"],
    ["W03", "\\\\.\\C:\\root\\f", "InvalidPath"],
    ["W03", "//?/C:/root/f", "InvalidPath"],
    ["W03", "//./pipe/x", "InvalidPath"],
    ["W03", "\\??\\C:\\root\\f", "InvalidPath"],
    ["W03", "\\\\?\\UNC\\server\\share\\f", "InvalidPath"],
    ["W03", "\\\\?\\Volume{00000000-0000-0000-0000-000000000000}\\f", "InvalidPath"],
    ["W04", "C:\\ROOT\\F.TXT", "C:\\ROOT\\F.TXT"],
    ["W05", "C:\\root\\f.txt:stream", "InvalidPath"],
    ["W05", "C:\\root\\f.txt::$DATA", "InvalidPath"],
    ["W05", "C:\\root:stream\\f.txt", "InvalidPath"],
    ["W06", "C:\\root\\NUL", "InvalidPath"],
    ["W06", "C:\\root\\con.txt", "InvalidPath"],
    ["W06", "C:\\root\\COM1", "InvalidPath"],
    ["W06", "C:\\root\\LPT9.log", "InvalidPath"],
    ["W06", "C:\\root\\aux\\f", "InvalidPath"],
    ["W06", "C:\\root\\prn.tar.gz", "InvalidPath"],
    ["W06", "C:\\root\\CONIN$", "InvalidPath"],
    ["W06", "C:\\root\\conout$.x", "InvalidPath"],
    ["W06", "C:\\root\\nul .txt", "InvalidPath"],
    ["W06 near miss", "C:\\root\\console", "C:\\root\\console"],
    ["W06 near miss", "C:\\root\\com10", "C:\\root\\com10"],
    ["W06 near miss", "C:\\root\\nul-file.txt", "C:\\root\\nul-file.txt"],
    ["W06 near miss", "C:\\root\\x.con", "C:\\root\\x.con"],
    ["W07 is for the disk", "C:\\root\\junction\\f", "C:\\root\\junction\\f"],
    ["W08", "C:\\root\\COM¹.txt", "InvalidPath"],
    ["W08", "C:\\root\\COM²", "InvalidPath"],
    ["W08", "C:\\root\\LPT³", "InvalidPath"],
    ["W09", "C:\\root\\f.txt.", "InvalidPath"],
    ["W09", "C:\\root\\f.txt ", "InvalidPath"],
    ["W09", "C:\\root.\\f.txt", "InvalidPath"],
    ["W09", "C:\\root\\...", "InvalidPath"],
    ["W09 near miss", "C:\\root\\ f.txt", "C:\\root\\ f.txt"],
    ["W10 is for the disk", "C:\\ROOTDI~1\\f", "C:\\ROOTDI~1\\f"],
    ["W14", "C:/root\\sub/f", "C:\\root\\sub\\f"],
    ["drive root", "C:\\", "C:\\"],
    ["drive root with slash", "c:/", "c:\\"],
    ["parent above a drive", "C:\\..\\..\\x", "C:\\x"],
    ["current and repeated", "C:\\.\\\\a\\.\\b\\", "C:\\a\\b"],
    ["no drive letter", "1:\\x", "NotAbsolute"],
    ["two drive letters", "CC:\\x", "NotAbsolute"],
    ["share root", "\\\\server\\share", "\\\\server\\share"],
    ["share root with separator", "\\\\server\\share\\", "\\\\server\\share"],
    ["parent above a share", "\\\\server\\share\\..\\..\\x", "\\\\server\\share\\x"],
    ["only a server", "\\\\server", "NotAbsolute"],
    ["a server and nothing", "\\\\server\\", "NotAbsolute"],
    ["parent as server", "\\\\..\\share\\x", "InvalidPath"],
    ["parent as share", "\\\\server\\..\\x", "InvalidPath"],
    ["current as share", "\\\\server\\.\\x", "InvalidPath"],
    ["device as share", "\\\\server\\nul\\x", "InvalidPath"],
    ["empty", "", "NotAbsolute"],
    ["relative", "root\\f", "NotAbsolute"],
    ["relative with NUL", "a\0", "InvalidPath"],
    ["NUL", "C:\\a\0b", "InvalidPath"],
    ["control character", "C:\\a\tb", "InvalidPath"],
    ["wildcard", "C:\\a*", "InvalidPath"],
    ["question mark", "C:\\a?", "InvalidPath"],
    ["pipe", "C:\\a|b", "InvalidPath"],
    ["lone surrogate", "C:\\\ud800", "InvalidPath"],
    ["emoji", "C:\\😀", "C:\\😀"],
    ["name of 255 bytes, 3 each", `C:\\${names.three255}`, `C:\\${names.three255}`],
    ["name of 256 bytes, 3 each", `C:\\${names.three256}`, "InvalidPath"],
    ["path of 4095 bytes", `C:${pathOfBytes(4093)}`, `C:${pathOfBytes(4093).replaceAll("/", "\\")}`],
    ["path of 4096 bytes", `C:${pathOfBytes(4094)}`, "InvalidPath"]
  ])
})

describe("the last component", () => {
  const rows: ReadonlyArray<readonly [Flavor, string, "name" | "directory", afterParent: string]> = [
    ["posix", "/", "directory", ""],
    ["posix", "/a", "name", ""],
    ["posix", "/a/", "directory", ""],
    ["posix", "/a/.", "directory", ""],
    ["posix", "/a/..", "directory", "/a/.."],
    ["posix", "/a/../b", "name", "/a/.."],
    ["posix", "/a/../b/../c/d", "name", "/a/../b/.."],
    ["posix", "/a/..b", "name", ""],
    ["posix", "/a/./b...", "name", ""],
    ["win32", "C:\\", "directory", ""],
    ["win32", "C:\\a", "name", ""],
    ["win32", "C:/a/", "directory", ""],
    ["win32", "C:\\a\\..\\b", "name", "C:\\a\\.."],
    ["win32", "C:/a/../b/../c", "name", "C:/a/../b/.."],
    ["win32", "\\\\s\\share", "directory", ""],
    ["win32", "\\\\s\\share\\a\\..\\b", "name", "\\\\s\\share\\a\\.."]
  ]
  for (const [flavor, input, ending, before] of rows) {
    it(`of ${input} on ${flavor} is a ${ending}, and its last parent ends at ${before.length}`, () => {
      const parsed = PathSyntax.parse(input, flavor)
      if (typeof parsed === "string") return assert.fail(parsed)
      assert.deepStrictEqual([parsed.ending, input.slice(0, parsed.afterParent)], [ending, before])
    })
  }
})

describe("containment", () => {
  const rows: ReadonlyArray<readonly [Flavor, root: string, path: string, boolean]> = [
    ["posix", "/repo", "/repo", true],
    ["posix", "/repo", "/repo/a", true],
    ["posix", "/repo", "/repo/..foo", true],
    ["posix", "/repo", "/repo_backup/a", false],
    ["posix", "/repo", "/repo.", false],
    ["posix", "/repo", "/rep", false],
    ["posix", "/repo", "/", false],
    ["posix", "/repo", "/REPO/a", false],
    ["posix", "/", "/", true],
    ["posix", "/", "/etc/passwd", true],
    ["win32", "C:\\root", "C:\\root", true],
    ["win32", "C:\\root", "c:\\ROOT\\f.txt", true],
    ["win32", "c:\\ROOT", "C:\\root\\f", true],
    ["win32", "C:\\root", "C:\\root2\\f", false],
    ["win32", "C:\\root", "D:\\root\\f", false],
    ["win32", "C:\\root", "\\\\server\\share\\x", false],
    ["win32", "C:\\", "C:\\x", true],
    ["win32", "C:\\", "c:\\", true],
    ["win32", "\\\\server\\share", "\\\\SERVER\\Share\\x", true],
    ["win32", "\\\\server\\share", "\\\\server\\share2\\x", false],
    ["win32", "C:\\Äpfel", "C:\\äpfel\\x", true],
    // Letters that only JavaScript folds together are different names to NTFS.
    ["win32", "C:\\k", "C:\\\u212a\\x", false],
    ["win32", "C:\\s", "C:\\\u017f\\x", false],
    ["win32", "C:\\ss", "C:\\ß\\x", false],
    ["win32", "C:\\I", "C:\\\u0131\\x", false]
  ]
  for (const [flavor, root, path, expected] of rows) {
    it(`${path} is ${expected ? "in" : "not in"} ${root} on ${flavor}`, () => {
      assert.strictEqual(PathSyntax.contains(root, path, flavor), expected)
    })
  }
})

describe("the parts of a normal path", () => {
  const parents: ReadonlyArray<readonly [Flavor, string, string]> = [
    ["posix", "/repo/a.ts", "/repo"],
    ["posix", "/repo", "/"],
    ["posix", "/", "/"],
    ["win32", "C:\\a\\b", "C:\\a"],
    ["win32", "C:\\a", "C:\\"],
    ["win32", "C:\\", "C:\\"],
    ["win32", "\\\\s\\share\\a\\b", "\\\\s\\share\\a"],
    ["win32", "\\\\s\\share\\a", "\\\\s\\share"],
    ["win32", "\\\\s\\share", "\\\\s\\share"]
  ]
  for (const [flavor, path, expected] of parents) {
    it(`the parent of ${path} is ${expected}`, () => assert.strictEqual(PathSyntax.parent(path, flavor), expected))
  }

  const joins: ReadonlyArray<readonly [Flavor, string, string, string]> = [
    ["posix", "/", "etc", "/etc"],
    ["posix", "/repo", "src/a.ts", "/repo/src/a.ts"],
    ["posix", "/repo", "", "/repo"],
    ["win32", "C:\\", "a", "C:\\a"],
    ["win32", "C:\\a", "b\\c", "C:\\a\\b\\c"],
    ["win32", "\\\\s\\share", "a", "\\\\s\\share\\a"],
    ["win32", "C:\\", "", "C:\\"]
  ]
  for (const [flavor, base, rest, expected] of joins) {
    it(`${base} and ${JSON.stringify(rest)} join to ${expected}, which below the former is the latter`, () => {
      assert.strictEqual(PathSyntax.join(base, rest, flavor), expected)
      assert.strictEqual(PathSyntax.below(base, expected), rest)
    })
  }
})

const Component = Schema.Literals(["a", "B", "..", ".", "", "...", "..x", "é", "😀", " x", "long name.ts"])
const Components = Schema.Array(Component)
const Name = Schema.Literals(["a", "B", "...x", "..x", "é", "😀", " x", "long name.ts"])
const roots: Readonly<Record<Flavor, ReadonlyArray<string>>> = {
  posix: ["/"],
  win32: ["C:\\", "d:/", "\\\\server\\share\\"]
}

for (const flavor of ["posix", "win32"] as const) {
  const separator = flavor === "posix" ? "/" : "\\"
  const Rooted = Schema.Literals(roots[flavor])

  it.prop(
    `a normal form on ${flavor} is its own, with no dots and no empty names`,
    [Rooted, Components],
    ([root, all]) => {
      const components = flavor === "win32" ? all.filter((name) => name !== "...") : all
      const parsed = PathSyntax.parse(root + components.join("/"), flavor)
      if (typeof parsed === "string") return assert.fail(parsed)
      const again = PathSyntax.parse(parsed.normal, flavor)
      if (typeof again === "string") return assert.fail(again)
      assert.strictEqual(again.normal, parsed.normal)
      assert.strictEqual(again.afterParent, 0)
      const parts = parsed.normal.replace(/^(?:\\\\|[a-zA-Z]:\\|\/)/, "").split(separator)
      const isBare = parts.length === 1 && parts[0] === ""
      for (const name of isBare ? [] : parts) assert.notInclude(["", ".", ".."], name)
    }
  )

  it.prop(
    `what is joined below a path on ${flavor} is contained in it`,
    [Rooted, Schema.Array(Name), Schema.Array(Name)],
    ([top, base, rest]) => {
      const parsed = PathSyntax.parse(top + base.join(separator), flavor)
      if (typeof parsed === "string") return assert.fail(parsed)
      const root = parsed.normal
      const path = PathSyntax.join(root, rest.join(separator), flavor)
      assert.isTrue(PathSyntax.contains(root, path, flavor))
      assert.strictEqual(PathSyntax.contains(path, root, flavor), rest.length === 0)
      assert.strictEqual(PathSyntax.below(root, path), rest.join(separator))
      if (rest.length > 0) assert.isTrue(PathSyntax.contains(root, PathSyntax.parent(path, flavor), flavor))
    }
  )

  it.prop(`any text on ${flavor} is a path or has one of two reasons`, [Schema.String, Rooted], ([text, root]) => {
    for (const input of [text, root + text]) {
      const parsed = PathSyntax.parse(input, flavor)
      if (typeof parsed === "string") assert.isTrue(isRejection(parsed))
      else assert.strictEqual(parsed.given, input)
    }
  })
}
