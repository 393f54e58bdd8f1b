/**
 * What is known about files: types, sizes, modes, owners, times.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Tree from "../../Tree.ts"
import { badArgument, done, type Fact, fact, is, refused } from "./Fact.ts"

const info =
  (path: string, pick: (info: FileSystem.File.Info) => unknown, call: "stat" | "lstat" = "stat"): Fact["run"] =>
  ({ at, fs }) =>
    Effect.map(fs[call](at(path)), pick)

const statFacts = [
  fact(
    "knows a file by its type",
    { "/f": "" },
    info("/f", ({ type }) => type),
    is("File")
  ),
  fact(
    "knows a directory by its type",
    { "/d/": {} },
    info("/d", ({ type }) => type),
    is("Directory")
  ),
  fact(
    "knows the type from the mode as well",
    { "/f": "" },
    info("/f", ({ mode }) => mode & 0o170000),
    is(0o100000),
    "modes"
  ),
  fact(
    "knows the size of a file in bytes",
    { "/f": "é" },
    info("/f", ({ size }) => Number(size)),
    is(2)
  ),
  fact(
    "knows the size of a link as the length of its target",
    { "/l": Tree.symlink("missing") },
    info("/l", ({ size }) => Number(size), "lstat"),
    is(7),
    "symlinks"
  ),
  fact(
    "counts one name for a new file",
    { "/f": "" },
    info("/f", ({ nlink }) => nlink),
    is(Option.some(1n))
  ),
  fact(
    "gives two files two inodes on one device",
    { "/f": "", "/g": "" },
    ({ at, fs }) =>
      Effect.map(Effect.all([fs.stat(at("/f")), fs.stat(at("/g"))]), ([f, g]) => [
        f.dev === g.dev,
        Option.getOrNull(f.ino) === Option.getOrNull(g.ino)
      ]),
    is([true, false])
  ),
  fact(
    "refuses to look at what is missing",
    {},
    info("/f", () => null),
    refused("ENOENT")
  ),
  fact(
    "refuses to look at a missing link",
    {},
    info("/f", () => null, "lstat"),
    refused("ENOENT")
  ),
  fact("says that a file exists", { "/f": "" }, ({ at, fs }) => fs.exists(at("/f")), is(true)),
  fact("says that a missing file does not exist", {}, ({ at, fs }) => fs.exists(at("/f")), is(false)),
  fact(
    "does not say that a path below a file is merely missing",
    { "/f": "" },
    ({ at, fs }) => fs.exists(at("/f/x")),
    refused("ENOTDIR")
  ),
  fact(
    "grants access to a file of one's own",
    { "/f": "" },
    ({ at, fs }) => fs.access(at("/f"), { readable: true, writable: true }),
    done
  ),
  fact("refuses access to what is missing", {}, ({ at, fs }) => fs.access(at("/f")), refused("ENOENT"))
]

const chmodThenStat =
  (path: string, mode: number, asked = path): Fact["run"] =>
  ({ at, fs }) =>
    fs.chmod(at(path), mode).pipe(
      Effect.andThen(fs.stat(at(asked))),
      Effect.map((after) => after.mode & 0o7777)
    )

const modeFacts = [
  fact("sets the mode of a file", { "/f": "" }, chmodThenStat("/f", 0o640), is(0o640), "modes"),
  fact("sets the mode of a directory", { "/d/": {} }, chmodThenStat("/d", 0o1770), is(0o1770), "modes"),
  fact(
    "sets the mode of the file behind a link",
    { "/f": "", "/l": Tree.symlink("f") },
    chmodThenStat("/l", 0o600, "/f"),
    is(0o600),
    "modes",
    "symlinks"
  ),
  fact("refuses to set the mode of what is missing", {}, chmodThenStat("/f", 0o600), refused("ENOENT")),
  fact("refuses to set a mode that is none", { "/f": "" }, chmodThenStat("/f", -1), badArgument),
  fact("refuses to set a fractional mode", { "/f": "" }, chmodThenStat("/f", 1.5), badArgument)
]

const chownFacts = [
  fact(
    "gives a new file the owner of its directory's maker",
    { "/d/f": "" },
    ({ at, fs }) =>
      Effect.map(
        Effect.all([fs.stat(at("/d")), fs.stat(at("/d/f"))]),
        ([d, f]) => Option.getOrNull(d.uid) === Option.getOrNull(f.uid)
      ),
    is(true),
    "modes"
  ),
  fact(
    "lets the owner of a file stay its owner",
    { "/f": "" },
    ({ at, fs }) =>
      Effect.flatMap(fs.stat(at("/f")), ({ gid, uid }) =>
        fs.chown(
          at("/f"),
          Option.getOrElse(uid, () => -1),
          Option.getOrElse(gid, () => -1)
        )
      ),
    done,
    "modes"
  ),
  fact(
    "leaves owner and group where they are not given",
    { "/f": "" },
    ({ at, fs }) => fs.chown(at("/f"), -1, -1),
    done,
    "modes"
  ),
  fact(
    "refuses to set the owner of what is missing",
    {},
    ({ at, fs }) => fs.chown(at("/f"), -1, -1),
    refused("ENOENT")
  ),
  fact("refuses an owner that is none", { "/f": "" }, ({ at, fs }) => fs.chown(at("/f"), -2, 0), badArgument)
]

const millis = (time: Option.Option<Date>): number => Option.getOrElse(Option.map(time, Number), () => Number.NaN)

const utimesThenStat =
  (atime: Date | number, mtime: Date | number, path = "/f"): Fact["run"] =>
  ({ at, fs }) =>
    fs.utimes(at(path), atime, mtime).pipe(
      Effect.andThen(fs.stat(at("/f"))),
      Effect.map((after) => [millis(after.atime), millis(after.mtime)])
    )

/** Whether an action moves the modification time of `path` away from 1,000 s, where it was set. */
const moves =
  (path: string, action: Fact["run"]): Fact["run"] =>
  (world) =>
    world.fs.utimes(world.at(path), 1000, 1000).pipe(
      Effect.andThen(action(world)),
      Effect.andThen(world.fs.stat(world.at(path))),
      Effect.map((after) => millis(after.mtime) !== 1_000_000)
    )

const timeFacts = [
  fact("sets times in seconds", { "/f": "" }, utimesThenStat(1, 2), is([1000, 2000])),
  fact("sets times by date", { "/f": "" }, utimesThenStat(new Date(1500), new Date(2500)), is([1500, 2500])),
  fact(
    "sets times before the epoch by date",
    { "/f": "" },
    utimesThenStat(new Date(-1500), new Date(-500)),
    is([-1500, -500])
  ),
  fact(
    "sets the times of the file behind a link",
    { "/f": "", "/l": Tree.symlink("f") },
    utimesThenStat(1, 2, "/l"),
    is([1000, 2000]),
    "symlinks"
  ),
  fact("refuses times that are none", { "/f": "" }, utimesThenStat(Number.NaN, 1), badArgument),
  fact("refuses endless times", { "/f": "" }, utimesThenStat(1, Number.POSITIVE_INFINITY), badArgument),
  fact("refuses to set the times of what is missing", {}, utimesThenStat(1, 1), refused("ENOENT")),
  fact(
    "moves the time of a file that is written",
    { "/f": "" },
    moves("/f", ({ at, fs }) => fs.writeFileString(at("/f"), "x")),
    is(true)
  ),
  fact(
    "moves the time of a file that is cut",
    { "/f": "ab" },
    moves("/f", ({ at, fs }) => fs.truncate(at("/f"), 1)),
    is(true)
  ),
  fact(
    "leaves the time of a file that is read",
    { "/f": "x" },
    moves("/f", ({ at, fs }) => fs.readFile(at("/f"))),
    is(false)
  ),
  fact(
    "leaves the time of a file that is renamed",
    { "/f": "", "/d/": {} },
    moves("/f", ({ at, fs }) => Effect.andThen(fs.rename(at("/f"), at("/d/f")), fs.rename(at("/d/f"), at("/f")))),
    is(false)
  ),
  fact(
    "leaves the time of a file whose mode is set",
    { "/f": "" },
    moves("/f", ({ at, fs }) => fs.chmod(at("/f"), 0o600)),
    is(false)
  ),
  fact(
    "moves the time of a directory that gains an entry",
    { "/d/": {} },
    moves("/d", ({ at, fs }) => fs.writeFileString(at("/d/f"), "")),
    is(true)
  ),
  fact(
    "moves the time of a directory that loses an entry",
    { "/d/f": "" },
    moves("/d", ({ at, fs }) => fs.remove(at("/d/f"))),
    is(true)
  ),
  fact(
    "leaves the time of a directory in which a file is written",
    { "/d/f": "" },
    moves("/d", ({ at, fs }) => fs.writeFileString(at("/d/f"), "x")),
    is(false)
  )
]

export const attributeFacts: ReadonlyArray<Fact> = [...statFacts, ...modeFacts, ...chownFacts, ...timeFacts]
