/**
 * The rename table: what may replace what.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tree from "../../Tree.ts"
import { type Fact, fact, is, refused } from "./Fact.ts"

const renameThenList =
  (from: string, to: string): Fact["run"] =>
  ({ at, fs }) =>
    fs.rename(at(from), at(to)).pipe(
      Effect.andThen(Tree.snapshot(at("/"))),
      Effect.map((entries) => entries.slice(1).map((entry) => [entry.path, entry.text ?? entry.target ?? null]))
    )

const entries = (...list: ReadonlyArray<readonly [path: string, content: string | null]>) => is(list)

export const renameFacts: ReadonlyArray<Fact> = [
  fact("renames a file", { "/f": "1" }, renameThenList("/f", "/g"), entries(["g", "1"])),
  fact("replaces a file by a file", { "/f": "1", "/g": "2" }, renameThenList("/f", "/g"), entries(["g", "1"])),
  fact("leaves a file that is renamed to itself", { "/f": "1" }, renameThenList("/f", "/f"), entries(["f", "1"])),
  fact(
    "leaves two names of one file when one is renamed to the other",
    { "/f": "1", "/g": Tree.hardLink("/f") },
    renameThenList("/f", "/g"),
    entries(["f", "1"], ["g", "1"]),
    "hardLinks"
  ),
  fact(
    "moves a file into a directory",
    { "/f": "1", "/d/": {} },
    renameThenList("/f", "/d/g"),
    entries(["d", null], ["d/g", "1"])
  ),
  fact(
    "moves a directory with what is in it",
    { "/d/e/f": "1" },
    renameThenList("/d", "/c"),
    entries(["c", null], ["c/e", null], ["c/e/f", "1"])
  ),
  fact(
    "replaces an empty directory by a directory",
    { "/d/f": "1", "/c/": {} },
    renameThenList("/d", "/c"),
    entries(["c", null], ["c/f", "1"])
  ),
  fact(
    "renames a directory whose new path ends in a slash",
    { "/d/": {} },
    renameThenList("/d", "/c/"),
    entries(["c", null])
  ),
  fact(
    "refuses to replace a directory that holds something",
    { "/d/": {}, "/c/f": "" },
    renameThenList("/d", "/c"),
    refused("ENOTEMPTY")
  ),
  fact(
    "refuses to replace a file by a directory",
    { "/d/": {}, "/f": "" },
    renameThenList("/d", "/f"),
    refused("ENOTDIR")
  ),
  fact(
    "refuses to replace a directory by a file",
    { "/d/": {}, "/f": "" },
    renameThenList("/f", "/d"),
    refused("EISDIR")
  ),
  fact("refuses to move a directory into itself", { "/d/": {} }, renameThenList("/d", "/d/e"), refused("EINVAL")),
  fact(
    "refuses to move a directory into its own subtree",
    { "/d/e/f/": {} },
    renameThenList("/d", "/d/e/f/g"),
    refused("EINVAL")
  ),
  fact(
    "refuses to replace the directory that holds the source",
    { "/d/e/": {} },
    renameThenList("/d/e", "/d"),
    refused("ENOTEMPTY")
  ),
  fact("refuses to rename what is missing", {}, renameThenList("/f", "/g"), refused("ENOENT")),
  fact("refuses to rename into a missing directory", { "/f": "" }, renameThenList("/f", "/d/g"), refused("ENOENT")),
  fact("refuses to rename below a file", { "/f": "", "/g": "" }, renameThenList("/f", "/g/f"), refused("ENOTDIR")),
  fact(
    "refuses to rename the directory that a dot names",
    { "/d/": {} },
    renameThenList("/d/.", "/c"),
    refused("EBUSY")
  ),
  fact("refuses a slash behind the new name of a file", { "/f": "" }, renameThenList("/f", "/g/"), refused("ENOTDIR")),
  fact("refuses a slash behind the old name of a file", { "/f": "" }, renameThenList("/f/", "/g"), refused("ENOTDIR")),
  fact(
    "refuses a name of 256 bytes",
    { "/f": "" },
    renameThenList("/f", `/${"n".repeat(256)}`),
    refused("ENAMETOOLONG")
  ),
  fact(
    "renames a link and not what it points to",
    { "/f": "1", "/l": Tree.symlink("f") },
    renameThenList("/l", "/m"),
    entries(["f", "1"], ["m", "f"]),
    "symlinks"
  ),
  fact(
    "replaces a link and not what it points to",
    { "/f": "1", "/g": "2", "/l": Tree.symlink("f") },
    renameThenList("/g", "/l"),
    entries(["f", "1"], ["l", "2"]),
    "symlinks"
  ),
  fact(
    "renames through a link to a directory",
    { "/d/f": "1", "/l": Tree.symlink("d") },
    renameThenList("/l/f", "/l/g"),
    entries(["d", null], ["d/g", "1"], ["l", "d"]),
    "symlinks"
  ),
  fact(
    "keeps the inode of what it renames",
    { "/f": "", "/g": "" },
    ({ at, fs }) =>
      Effect.gen(function* () {
        const before = yield* fs.stat(at("/f"))
        yield* fs.rename(at("/f"), at("/g"))
        const after = yield* fs.stat(at("/g"))
        return Option.isSome(before.ino) && Option.getOrNull(before.ino) === Option.getOrNull(after.ino)
      }),
    is(true)
  )
]
