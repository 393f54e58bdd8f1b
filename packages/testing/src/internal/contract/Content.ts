/**
 * Whole files: reading, writing, flags, lengths and copies.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type { OpenFlag } from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Tree from "../../Tree.ts"
import { encode } from "../Text.ts"
import { badArgument, type Expected, type Fact, fact, is, refused } from "./Fact.ts"

const bytes = new Uint8Array([0, 255, 10, 128, 0])

/** What writing `"NEW"` with a flag leaves where nothing, or `"former"`, was. */
const flags: ReadonlyArray<readonly [flag: OpenFlag, onMissing: Expected, onExisting: Expected]> = [
  ["r", refused("ENOENT"), refused("EBADF")],
  ["r+", refused("ENOENT"), is("NEWmer")],
  ["w", is("NEW"), is("NEW")],
  ["wx", is("NEW"), refused("EEXIST")],
  ["w+", is("NEW"), is("NEW")],
  ["wx+", is("NEW"), refused("EEXIST")],
  ["a", is("NEW"), is("formerNEW")],
  ["ax", is("NEW"), refused("EEXIST")],
  ["a+", is("NEW"), is("formerNEW")],
  ["ax+", is("NEW"), refused("EEXIST")]
]

const writeThenRead =
  (flag: OpenFlag, path = "/f"): Fact["run"] =>
  ({ at, fs }) =>
    Effect.andThen(fs.writeFileString(at(path), "NEW", { flag }), fs.readFileString(at(path)))

const flagFacts = flags.flatMap(([flag, onMissing, onExisting]) => [
  fact(`writes a missing file with the flag ${flag}`, {}, writeThenRead(flag), onMissing),
  fact(`writes an existing file with the flag ${flag}`, { "/f": "former" }, writeThenRead(flag), onExisting)
])

const readFacts = [
  fact(
    "reads the bytes that were written, whatever they are",
    { "/f": bytes },
    ({ at, fs }) => Effect.map(fs.readFile(at("/f")), (read) => Array.from(read)),
    is(Array.from(bytes))
  ),
  fact("reads an empty file", { "/f": "" }, ({ at, fs }) => fs.readFileString(at("/f")), is("")),
  fact("refuses to read what is missing", {}, ({ at, fs }) => fs.readFile(at("/f")), refused("ENOENT")),
  fact("refuses to read a directory", { "/d/": {} }, ({ at, fs }) => fs.readFile(at("/d")), refused("EISDIR")),
  fact("refuses to read below a file", { "/f": "" }, ({ at, fs }) => fs.readFile(at("/f/x")), refused("ENOTDIR")),
  fact("refuses a slash behind a file", { "/f": "" }, ({ at, fs }) => fs.readFile(at("/f/")), refused("ENOTDIR")),
  fact(
    "reads a 200 KiB file whole",
    {},
    ({ at, fs }) => {
      const large = new Uint8Array(200 * 1024).map((_, index) => index % 251)
      return Effect.andThen(
        fs.writeFile(at("/f"), large),
        Effect.map(fs.readFile(at("/f")), (read) => read.length === large.length && read.every((b, i) => b === i % 251))
      )
    },
    is(true)
  )
]

const modeAfter =
  (mode: number | undefined): Fact["run"] =>
  ({ at, fs, umask }) =>
    fs.writeFileString(at("/f"), "new", { mode }).pipe(
      Effect.andThen(fs.stat(at("/f"))),
      Effect.map((info) => (info.mode & 0o7777) === ((mode ?? 0o666) & ~umask))
    )

const writeFacts = [
  fact("gives a new file 0666 without the umask", {}, modeAfter(undefined), is(true), "modes"),
  fact("gives a new file the wanted mode without the umask", {}, modeAfter(0o777), is(true), "modes"),
  fact(
    "leaves the mode of an existing file",
    { "/f": Tree.file("", { mode: 0o640 }) },
    ({ at, fs }) =>
      fs.writeFileString(at("/f"), "x", { mode: 0o600 }).pipe(
        Effect.andThen(fs.stat(at("/f"))),
        Effect.map((info) => info.mode & 0o777)
      ),
    is(0o640),
    "modes"
  ),
  fact("refuses to write a directory", { "/d/": {} }, writeThenRead("w", "/d"), refused("EISDIR")),
  fact("refuses to write in a missing directory", {}, writeThenRead("w", "/d/f"), refused("ENOENT")),
  fact("refuses to write below a file", { "/f": "" }, writeThenRead("w", "/f/x"), refused("ENOTDIR")),
  fact("refuses to create a path that ends in a slash", {}, writeThenRead("w", "/f/"), refused("EISDIR")),
  fact("refuses a mode that is none", {}, ({ at, fs }) => fs.writeFileString(at("/f"), "", { mode: -1 }), badArgument)
]

const lengthAfter =
  (length: number | undefined): Fact["run"] =>
  ({ at, fs }) =>
    Effect.andThen(fs.truncate(at("/f"), length), fs.readFileString(at("/f")))

const truncateFacts = [
  fact("cuts a file", { "/f": "former" }, lengthAfter(3), is("for")),
  fact("grows a file with zeros", { "/f": "ab" }, lengthAfter(4), is("ab\u0000\u0000")),
  fact(
    "forgets what was cut before it grows a file",
    { "/f": "former" },
    ({ at, fs }) =>
      fs
        .truncate(at("/f"), 1)
        .pipe(Effect.andThen(fs.truncate(at("/f"), 3)), Effect.andThen(fs.readFileString(at("/f")))),
    is("f\u0000\u0000")
  ),
  fact("empties a file when no length is given", { "/f": "former" }, lengthAfter(undefined), is("")),
  fact("takes a negative length for 0", { "/f": "former" }, lengthAfter(-1), is("")),
  fact("refuses a fractional length", { "/f": "former" }, lengthAfter(1.5), badArgument),
  fact("refuses to cut what is missing", {}, lengthAfter(0), refused("ENOENT")),
  fact("refuses to cut a directory", { "/f/": {} }, lengthAfter(0), refused("EISDIR"))
]

const copyFileThenRead =
  (from: string, to: string): Fact["run"] =>
  ({ at, fs }) =>
    Effect.andThen(fs.copyFile(at(from), at(to)), fs.readFileString(at(to)))

const copyFileFacts = [
  fact("copies a file", { "/f": "text" }, copyFileThenRead("/f", "/g"), is("text")),
  fact("copies over a longer file", { "/f": "text", "/g": "longer text" }, copyFileThenRead("/f", "/g"), is("text")),
  fact("leaves a file that is copied onto itself", { "/f": "text" }, copyFileThenRead("/f", "/f"), is("text")),
  fact(
    "copies the mode with the file",
    { "/f": Tree.file("", { mode: 0o750 }) },
    ({ at, fs }) =>
      fs.copyFile(at("/f"), at("/g")).pipe(
        Effect.andThen(fs.stat(at("/g"))),
        Effect.map((info) => info.mode & 0o777)
      ),
    is(0o750),
    "modes"
  ),
  fact("refuses to copy what is missing", {}, copyFileThenRead("/f", "/g"), refused("ENOENT")),
  fact("refuses to copy a directory as a file", { "/d/": {} }, copyFileThenRead("/d", "/g"), refused("EISDIR")),
  fact(
    "refuses to copy a file onto a directory",
    { "/f": "", "/d/": {} },
    copyFileThenRead("/f", "/d"),
    refused("EISDIR")
  ),
  fact("refuses to copy into a missing directory", { "/f": "" }, copyFileThenRead("/f", "/d/g"), refused("ENOENT"))
]

const copyThenList =
  (from: string, to: string, options?: { readonly overwrite: boolean }): Fact["run"] =>
  ({ at, fs }) =>
    fs.copy(at(from), at(to), options).pipe(
      Effect.andThen(Tree.snapshot(at(to))),
      Effect.map((entries) => entries.map((entry) => [entry.path, entry.text ?? entry.target ?? null]))
    )

const copyFacts = [
  fact(
    "copies a tree",
    { "/d/a": "1", "/d/e/b": "2" },
    copyThenList("/d", "/c"),
    is([
      [".", null],
      ["a", "1"],
      ["e", null],
      ["e/b", "2"]
    ])
  ),
  fact("makes the missing parents of a copy", { "/f": "1" }, copyThenList("/f", "/x/y"), is([[".", "1"]])),
  fact(
    "keeps the files that are there",
    { "/d/a": "1", "/d/b": "2", "/c/a": "old" },
    copyThenList("/d", "/c"),
    is([
      [".", null],
      ["a", "old"],
      ["b", "2"]
    ])
  ),
  fact(
    "replaces the files that are there when told to",
    { "/d/a": "1", "/c/a": "old" },
    copyThenList("/d", "/c", { overwrite: true }),
    is([
      [".", null],
      ["a", "1"]
    ])
  ),
  fact("refuses to copy a tree that is missing", {}, copyThenList("/d", "/c"), refused("ENOENT")),
  fact("refuses to copy a file onto itself", { "/f": "" }, copyThenList("/f", "/f"), refused("ERR_FS_CP_EINVAL")),
  fact("refuses to copy a tree into itself", { "/d/": {} }, copyThenList("/d", "/d/e"), refused("ERR_FS_CP_EINVAL")),
  fact(
    "refuses to copy a tree over a file",
    { "/d/": {}, "/f": "" },
    copyThenList("/d", "/f"),
    refused("ERR_FS_CP_DIR_TO_NON_DIR")
  ),
  fact(
    "refuses to copy a file over a tree",
    { "/d/": {}, "/f": "" },
    copyThenList("/f", "/d"),
    refused("ERR_FS_CP_NON_DIR_TO_DIR")
  ),
  fact(
    "keeps times when told to",
    { "/f": "" },
    ({ at, fs }) =>
      fs.utimes(at("/f"), 1000, 2000).pipe(
        Effect.andThen(fs.copy(at("/f"), at("/g"), { preserveTimestamps: true })),
        Effect.andThen(fs.stat(at("/g"))),
        Effect.map((info) => Option.map(info.mtime, Number))
      ),
    is(Option.some(2_000_000))
  )
]

export const contentFacts: ReadonlyArray<Fact> = [
  ...readFacts,
  ...flagFacts,
  ...writeFacts,
  ...truncateFacts,
  ...copyFileFacts,
  ...copyFacts,
  fact(
    "appends to what another handle wrote",
    { "/f": "a" },
    ({ at, fs }) =>
      Effect.gen(function* () {
        const file = yield* fs.open(at("/f"), { flag: "a" })
        yield* fs.writeFileString(at("/f"), "replaced")
        yield* file.writeAll(encode("+"))
        return yield* fs.readFileString(at("/f"))
      }),
    is("replaced+")
  )
]
