/**
 * Symbolic links, hard links and canonical paths.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tree from "../../Tree.ts"
import { done, type Fact, fact, is, refused } from "./Fact.ts"

// A walk follows at most this many links on Linux.
const linksMax = 40

/** `/0` is a file, and each `/n` a link to the one before. */
const chain = (links: number): Tree.Tree => ({
  "/0": "end",
  ...Object.fromEntries(Array.from({ length: links }, (_, index) => [`/${index + 1}`, Tree.symlink(String(index))]))
})

const read =
  (path: string): Fact["run"] =>
  ({ at, fs }) =>
    fs.readFileString(at(path))

const typeOf =
  (call: "stat" | "lstat", path: string): Fact["run"] =>
  ({ at, fs }) =>
    Effect.map(fs[call](at(path)), (info) => info.type)

const symlinkAt =
  (target: string, path: string): Fact["run"] =>
  ({ at, fs }) =>
    Effect.andThen(fs.symlink(target, at(path)), fs.readLink(at(path)))

const world = { "/d/f": "inside", "/f": "outside", "/e/l": Tree.symlink("../d"), "/l": Tree.symlink("d") }
const dangling = { "/l": Tree.symlink("missing") }
const loop = { "/a": Tree.symlink("b"), "/b": Tree.symlink("a") }

const followFacts: ReadonlyArray<Fact> = [
  fact("follows a link to a file", { "/f": "text", "/l": Tree.symlink("f") }, read("/l"), is("text")),
  fact("follows a link in the middle of a path", world, read("/l/f"), is("inside")),
  fact("resolves a target from the directory of the link", world, read("/e/l/f"), is("inside")),
  fact(
    "leaves the directory that a link led into by `..`",
    { "/d/e/f": "", "/d/g": "next to e", "/g": "next to the link", "/l": Tree.symlink("d/e") },
    read("/l/../g"),
    is("next to e")
  ),
  fact("follows a chain of 40 links", chain(linksMax), read(`/${linksMax}`), is("end")),
  fact("refuses a chain of 41 links", chain(linksMax + 1), read(`/${linksMax + 1}`), refused("ELOOP")),
  fact("refuses a loop of links", loop, read("/a"), refused("ELOOP")),
  fact("refuses a path through a loop of links", loop, read("/a/x"), refused("ELOOP")),
  fact("refuses a link that points nowhere", dangling, read("/l"), refused("ENOENT")),
  fact(
    "refuses a path through a link to a file",
    { "/f": "", "/l": Tree.symlink("f") },
    read("/l/x"),
    refused("ENOTDIR")
  ),
  fact("sees the file behind a link", { "/f": "", "/l": Tree.symlink("f") }, typeOf("stat", "/l"), is("File")),
  fact(
    "sees the link itself when asked not to follow",
    { "/f": "", "/l": Tree.symlink("f") },
    typeOf("lstat", "/l"),
    is("SymbolicLink")
  ),
  fact("follows a link in front of a slash even when asked not to", world, typeOf("lstat", "/l/"), is("Directory")),
  fact(
    "refuses a slash behind a link to a file",
    { "/f": "", "/l": Tree.symlink("f") },
    typeOf("lstat", "/l/"),
    refused("ENOTDIR")
  ),
  fact(
    "demands a directory where the target ends in a slash",
    { "/f": "", "/l": Tree.symlink("f/") },
    read("/l"),
    refused("ENOTDIR")
  ),
  fact("says that a link that points nowhere does not exist", dangling, ({ at, fs }) => fs.exists(at("/l")), is(false))
]

const symlinkFacts: ReadonlyArray<Fact> = [
  fact("keeps the target of a link as it was written", {}, symlinkAt("../x//./y", "/l"), is("../x//./y")),
  fact("refuses a link over a file", { "/l": "" }, symlinkAt("x", "/l"), refused("EEXIST")),
  fact("refuses a link over a link that points nowhere", dangling, symlinkAt("x", "/l"), refused("EEXIST")),
  fact("refuses a link without a target", {}, symlinkAt("", "/l"), refused("ENOENT")),
  fact("refuses a link in a missing directory", {}, symlinkAt("x", "/d/l"), refused("ENOENT")),
  fact("refuses a link whose path ends in a slash", {}, symlinkAt("x", "/l/"), refused("ENOENT")),
  fact("refuses a target of 4096 bytes", {}, symlinkAt("x".repeat(4096), "/l"), refused("ENAMETOOLONG")),
  fact("refuses to read a file as a link", { "/f": "" }, ({ at, fs }) => fs.readLink(at("/f")), refused("EINVAL")),
  fact("refuses to read a link that is missing", {}, ({ at, fs }) => fs.readLink(at("/l")), refused("ENOENT")),
  fact(
    "refuses to make a directory over a link that points nowhere",
    dangling,
    ({ at, fs }) => fs.makeDirectory(at("/l")),
    refused("EEXIST")
  ),
  fact(
    "refuses to make all directories through a link that points nowhere",
    dangling,
    ({ at, fs }) => fs.makeDirectory(at("/l/d"), { recursive: true }),
    refused("ENOTDIR")
  ),
  fact(
    "creates the file that a link points to",
    dangling,
    ({ at, fs }) => Effect.andThen(fs.writeFileString(at("/l"), "new"), fs.readFileString(at("/missing"))),
    is("new")
  ),
  fact(
    "refuses to create exclusively over a link that points nowhere",
    dangling,
    ({ at, fs }) => fs.writeFileString(at("/l"), "new", { flag: "wx" }),
    refused("EEXIST")
  ),
  fact(
    "writes the file behind a link and keeps the link",
    { "/f": "", "/l": Tree.symlink("f") },
    ({ at, fs }) =>
      fs
        .writeFileString(at("/l"), "new")
        .pipe(Effect.andThen(Effect.all([fs.readFileString(at("/f")), fs.readLink(at("/l"))]))),
    is(["new", "f"])
  ),
  fact(
    "copies a link as a link to the same absolute path",
    world,
    ({ at, fs }) =>
      Effect.andThen(
        fs.copy(at("/l"), at("/e/copy")),
        Effect.map(fs.readLink(at("/e/copy")), (target) => target === at("/d"))
      ),
    is(true)
  )
]

const realPath =
  (path: string, expected: string): Fact["run"] =>
  ({ at, fs }) =>
    Effect.gen(function* () {
      const root = yield* fs.realPath(at("/"))
      return (yield* fs.realPath(at(path))) === (expected === "/" ? root : `${root}${expected}`)
    })

const realPathFacts: ReadonlyArray<Fact> = [
  fact("resolves links in a canonical path", world, realPath("/e/l/f", "/d/f"), is(true)),
  fact("resolves chains of links in a canonical path", chain(3), realPath("/3", "/0"), is(true)),
  fact("takes `..` out of the text before it resolves links", world, realPath("/l/../f", "/f"), is(true)),
  fact("drops slashes and dots from a canonical path", world, realPath("//d/.//f", "/d/f"), is(true)),
  fact("refuses the canonical path of what is missing", {}, realPath("/f", ""), refused("ENOENT")),
  fact("refuses the canonical path of a link that points nowhere", dangling, realPath("/l", ""), refused("ENOENT")),
  fact("refuses the canonical path of a loop", loop, realPath("/a", ""), refused("ELOOP")),
  fact("refuses a canonical path below a file", { "/f": "" }, realPath("/f/x", ""), refused("ENOTDIR"))
]

const linkAt =
  (existing: string, path: string): Fact["run"] =>
  ({ at, fs }) =>
    fs.link(at(existing), at(path))

const linksOf =
  (path: string, before: (...arguments_: Parameters<Fact["run"]>) => ReturnType<Fact["run"]>): Fact["run"] =>
  (world) =>
    before(world).pipe(
      Effect.andThen(world.fs.stat(world.at(path))),
      Effect.map((info) => Number(Option.getOrElse(info.nlink, () => 0n)))
    )

const hardLinkFacts: ReadonlyArray<Fact> = [
  fact(
    "shares content between the names of a file",
    { "/f": "", "/g": Tree.hardLink("/f") },
    ({ at, fs }) => Effect.andThen(fs.writeFileString(at("/f"), "both"), fs.readFileString(at("/g"))),
    is("both")
  ),
  fact(
    "shares one inode between the names of a file",
    { "/f": "", "/g": Tree.hardLink("/f") },
    ({ at, fs }) =>
      Effect.map(
        Effect.all([fs.stat(at("/f")), fs.stat(at("/g"))]),
        ([f, g]) => Option.isSome(f.ino) && Option.getOrNull(f.ino) === Option.getOrNull(g.ino)
      ),
    is(true)
  ),
  fact("counts the names of a file", { "/f": "" }, linksOf("/f", linkAt("/f", "/g")), is(2)),
  fact(
    "counts one name less when one is removed",
    { "/f": "", "/g": Tree.hardLink("/f") },
    linksOf("/f", ({ at, fs }) => fs.remove(at("/g"))),
    is(1)
  ),
  fact(
    "keeps the content while a name is left",
    { "/f": "kept", "/g": Tree.hardLink("/f") },
    ({ at, fs }) => Effect.andThen(fs.remove(at("/f")), fs.readFileString(at("/g"))),
    is("kept")
  ),
  fact("refuses a second name for a directory", { "/d/": {} }, linkAt("/d", "/e"), refused("EPERM")),
  fact("refuses a name that is taken", { "/f": "", "/g": "" }, linkAt("/f", "/g"), refused("EEXIST")),
  fact("refuses a second name for what is missing", {}, linkAt("/f", "/g"), refused("ENOENT")),
  fact("refuses a second name in a missing directory", { "/f": "" }, linkAt("/f", "/d/g"), refused("ENOENT")),
  fact("refuses a second name that ends in a slash", { "/f": "" }, linkAt("/f", "/g/"), refused("ENOENT")),
  fact(
    "links a symbolic link itself",
    { "/f": "", "/l": Tree.symlink("f") },
    ({ at, fs }) => Effect.andThen(fs.link(at("/l"), at("/m")), fs.readLink(at("/m"))),
    is("f"),
    "symlinks"
  ),
  fact("makes a link and nothing else", { "/f": "" }, linkAt("/f", "/g"), done)
]

const needing = (facts: ReadonlyArray<Fact>, capability: Fact["needs"][number]): ReadonlyArray<Fact> =>
  facts.map((one) => ({ ...one, needs: [...one.needs, capability] }))

export const linkFacts: ReadonlyArray<Fact> = [
  ...needing(followFacts, "symlinks"),
  ...needing(symlinkFacts, "symlinks"),
  ...needing(realPathFacts, "symlinks"),
  ...needing(hardLinkFacts, "hardLinks")
]
