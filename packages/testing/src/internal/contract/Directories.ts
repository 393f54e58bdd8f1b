/**
 * Directories: making, listing and removing them, and temporary ones.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as Tree from "../../Tree.ts"
import { basename, dirname } from "../PosixPath.ts"
import { badArgument, done, type Fact, fact, is, refused } from "./Fact.ts"

const make =
  (path: string, options?: { readonly recursive?: boolean; readonly mode?: number }): Fact["run"] =>
  ({ at, fs }) =>
    Effect.andThen(
      fs.makeDirectory(at(path), options),
      Effect.map(fs.stat(at(path)), (info) => info.type)
    )

const madeMode =
  (made: string, asked: string, options: { readonly recursive: boolean; readonly mode?: number }): Fact["run"] =>
  ({ at, fs, umask }) =>
    fs.makeDirectory(at(made), options).pipe(
      Effect.andThen(fs.stat(at(asked))),
      Effect.map((info) => (info.mode & 0o777) === ((options.mode ?? 0o777) & ~umask))
    )

const all = { recursive: true }

const makeFacts = [
  fact("makes a directory", {}, make("/d"), is("Directory")),
  fact("makes a directory whose path ends in a slash", {}, make("/d/"), is("Directory")),
  fact("refuses to make what exists", { "/d/": {} }, make("/d"), refused("EEXIST")),
  fact("refuses to make the directory that a dot names", { "/d/": {} }, make("/d/."), refused("EEXIST")),
  fact("refuses to make a directory over a file", { "/d": "" }, make("/d"), refused("EEXIST")),
  fact("refuses to make a directory in a missing one", {}, make("/d/e"), refused("ENOENT")),
  fact("refuses to make a directory below a file", { "/f": "" }, make("/f/d"), refused("ENOTDIR")),
  fact("makes all missing directories", {}, make("/d/e/f", all), is("Directory")),
  fact("makes all missing directories of a path with repeated slashes", {}, make("/d//e//f/", all), is("Directory")),
  fact("accepts a directory that exists when it makes all", { "/d/e/": {} }, make("/d/e", all), is("Directory")),
  fact("refuses a file that exists when it makes all", { "/d/e": "" }, make("/d/e", all), refused("EEXIST")),
  fact("refuses a file on the way when it makes all", { "/d": "" }, make("/d/e/f", all), refused("ENOTDIR")),
  fact(
    "gives a new directory 0777 without the umask",
    {},
    madeMode("/d", "/d", { recursive: false }),
    is(true),
    "modes"
  ),
  fact(
    "gives a new directory the wanted mode",
    {},
    madeMode("/d", "/d", { recursive: false, mode: 0o750 }),
    is(true),
    "modes"
  ),
  fact(
    "gives all missing directories the wanted mode",
    {},
    madeMode("/d/e", "/d", { recursive: true, mode: 0o700 }),
    is(true),
    "modes"
  ),
  fact("refuses a mode that is none for a directory", {}, make("/d", { mode: 2 ** 33 }), badArgument)
]

const list =
  (path: string, options?: { readonly recursive: boolean }): Fact["run"] =>
  ({ at, fs }) =>
    Effect.map(fs.readDirectory(at(path), options), (names) => Array.from(names).sort())

const listTypes =
  (path: string): Fact["run"] =>
  ({ at, fs }) =>
    Effect.map(fs.readDirectoryEntries(at(path)), (entries) =>
      entries.map(({ name, type }) => [name, type] as const).sort(([a], [b]) => (a < b ? -1 : 1))
    )

const tree = { "/d/.hidden": "", "/d/a": "", "/d/e/b": "", "/d/e/é": "" }

const listFacts = [
  fact("lists the names in a directory", tree, list("/d"), is([".hidden", "a", "e"])),
  fact("lists an empty directory", { "/d/": {} }, list("/d"), is([])),
  fact("lists all paths below a directory", tree, list("/d", all), is([".hidden", "a", "e", "e/b", "e/é"])),
  fact(
    "lists the types of entries",
    tree,
    listTypes("/d"),
    is([
      [".hidden", "File"],
      ["a", "File"],
      ["e", "Directory"]
    ])
  ),
  fact("refuses to list what is missing", {}, list("/d"), refused("ENOENT")),
  fact("refuses to list a file", { "/d": "" }, list("/d"), refused("ENOTDIR")),
  fact("refuses to list the types of what is missing", {}, listTypes("/d"), refused("ENOENT")),
  fact("refuses to list all below what is missing", {}, list("/d", all), refused("ENOENT"))
]

const removeThenList =
  (path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }): Fact["run"] =>
  (world) =>
    Effect.andThen(world.fs.remove(world.at(path), options), list("/", all)(world))

const removeFacts = [
  fact("removes a file", { "/f": "" }, removeThenList("/f"), is([])),
  fact("refuses to remove an empty directory as a file", { "/d/": {} }, removeThenList("/d"), refused("ERR_FS_EISDIR")),
  fact("removes a tree", { "/d/e/f": "", "/d/g": "", "/h": "" }, removeThenList("/d", all), is(["h"])),
  fact("removes a file when told to remove a tree", { "/f": "" }, removeThenList("/f", all), is([])),
  fact("refuses to remove what is missing", {}, removeThenList("/f"), refused("ENOENT")),
  fact("refuses to remove a tree that is missing", {}, removeThenList("/f", all), refused("ENOENT")),
  fact("accepts what is missing when forced", {}, removeThenList("/f", { force: true }), is([])),
  fact(
    "refuses a path below a file even when forced",
    { "/f": "" },
    removeThenList("/f/x", { force: true }),
    refused("ENOTDIR")
  ),
  fact("refuses a slash behind a file when it removes", { "/f": "" }, removeThenList("/f/", all), refused("ENOTDIR")),
  fact(
    "refuses to remove the directory that a dot names",
    { "/d/": {} },
    removeThenList("/d/.", all),
    refused("EINVAL")
  ),
  fact(
    "removes a link and not what it points to",
    { "/d/f": "", "/l": Tree.symlink("d") },
    removeThenList("/l", all),
    is(["d", "d/f"]),
    "symlinks"
  ),
  fact(
    "does not enter links when it removes a tree",
    { "/d/f": "", "/t/l": Tree.symlink("../d") },
    removeThenList("/t", all),
    is(["d", "d/f"]),
    "symlinks"
  ),
  fact(
    "leaves what a link with a slash behind it points to",
    { "/d/f": "", "/l": Tree.symlink("d") },
    ({ at, fs }) => Effect.andThen(fs.remove(at("/l/"), all), fs.exists(at("/d/f"))),
    is(true),
    "symlinks"
  )
]

const temporaryFacts = [
  fact(
    "names a temporary directory after the prefix",
    { "/t/": {} },
    ({ at, fs }) =>
      Effect.map(fs.makeTempDirectory({ directory: at("/t"), prefix: "some-" }), (path) => [
        path.startsWith(at("/t/some-")),
        basename(path).length
      ]),
    is([true, "some-".length + 6])
  ),
  fact(
    "keeps a temporary directory to its owner",
    { "/t/": {} },
    ({ at, fs }) =>
      fs.makeTempDirectory({ directory: at("/t") }).pipe(
        Effect.flatMap(fs.stat),
        Effect.map((info) => info.mode & 0o777)
      ),
    is(0o700),
    "modes"
  ),
  fact(
    "makes another temporary directory each time",
    { "/t/": {} },
    ({ at, fs }) =>
      Effect.gen(function* () {
        const options = { directory: at("/t"), prefix: "same" }
        return (yield* fs.makeTempDirectory(options)) === (yield* fs.makeTempDirectory(options))
      }),
    is(false)
  ),
  fact(
    "refuses a temporary directory in a missing one",
    {},
    ({ at, fs }) => fs.makeTempDirectory({ directory: at("/t") }),
    refused("ENOENT")
  ),
  fact(
    "makes an empty temporary file with a suffix",
    { "/t/": {} },
    ({ at, fs }) =>
      Effect.gen(function* () {
        const path = yield* fs.makeTempFile({ directory: at("/t"), suffix: ".txt" })
        return [path.endsWith(".txt"), dirname(dirname(path)) === at("/t"), yield* fs.readFileString(path)]
      }),
    is([true, true, ""])
  ),
  fact(
    "removes a scoped temporary directory with what is in it",
    { "/t/": {} },
    (world) =>
      Effect.andThen(
        Effect.scoped(
          Effect.flatMap(world.fs.makeTempDirectoryScoped({ directory: world.at("/t") }), (path) =>
            world.fs.writeFileString(`${path}/f`, "")
          )
        ),
        list("/t")(world)
      ),
    is([])
  ),
  fact(
    "removes a scoped temporary file with its directory",
    { "/t/": {} },
    (world) =>
      Effect.andThen(Effect.scoped(world.fs.makeTempFileScoped({ directory: world.at("/t") })), list("/t")(world)),
    is([])
  ),
  fact(
    "makes temporary directories without being told where",
    {},
    ({ fs }) => Effect.asVoid(Effect.flatMap(fs.makeTempDirectoryScoped(), fs.readDirectory)),
    done
  )
]

export const directoryFacts: ReadonlyArray<Fact> = [...makeFacts, ...listFacts, ...removeFacts, ...temporaryFacts]
