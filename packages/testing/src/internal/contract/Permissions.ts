/**
 * What the mode of a file lets its owner do, unless he is the superuser.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tree from "../../Tree.ts"
import { encode } from "../Text.ts"
import { done, type Fact, fact, is, refused } from "./Fact.ts"

const closed = { "/f": Tree.file("text", { mode: 0o000 }) }
const readOnly = { "/f": Tree.file("text", { mode: 0o444 }) }
const locked = { "/d": Tree.directory({ mode: 0o000 }), "/d/f": "text" }
const frozen = { "/d": Tree.directory({ mode: 0o555 }), "/d/f": "text", "/d/e/": {}, "/g": "" }
const unlisted = { "/d": Tree.directory({ mode: 0o311 }), "/d/f": "text" }
const denied = refused("EACCES")

const enforced = [
  fact("refuses to read a file without read permission", closed, ({ at, fs }) => fs.readFile(at("/f")), denied),
  fact(
    "refuses to write a file without write permission",
    readOnly,
    ({ at, fs }) => fs.writeFileString(at("/f"), ""),
    denied
  ),
  fact("refuses to cut a file without write permission", readOnly, ({ at, fs }) => fs.truncate(at("/f")), denied),
  fact(
    "refuses to open a file for both when it may only be read",
    readOnly,
    ({ at, fs }) => fs.open(at("/f"), { flag: "r+" }),
    denied
  ),
  fact("reads a file that may only be read", readOnly, ({ at, fs }) => fs.readFileString(at("/f")), is("text")),
  fact(
    "grants read access to a file that may only be read",
    readOnly,
    ({ at, fs }) => fs.access(at("/f"), { readable: true }),
    done
  ),
  fact(
    "denies write access to a file that may only be read",
    readOnly,
    ({ at, fs }) => fs.access(at("/f"), { writable: true }),
    denied
  ),
  fact(
    "denies read access to a file without read permission",
    closed,
    ({ at, fs }) => fs.access(at("/f"), { readable: true }),
    denied
  ),
  fact(
    "looks at a file without permission on it",
    closed,
    ({ at, fs }) => Effect.map(fs.stat(at("/f")), ({ type }) => type),
    is("File")
  ),
  fact(
    "sets the mode of a file without permission on it",
    closed,
    ({ at, fs }) => Effect.andThen(fs.chmod(at("/f"), 0o600), fs.readFileString(at("/f"))),
    is("text")
  ),
  fact(
    "refuses to look into a directory without search permission",
    locked,
    ({ at, fs }) => fs.stat(at("/d/f")),
    denied
  ),
  fact(
    "does not say that a file in such a directory is merely missing",
    locked,
    ({ at, fs }) => fs.exists(at("/d/f")),
    denied
  ),
  fact(
    "refuses to look for the missing in such a directory",
    locked,
    ({ at, fs }) => fs.stat(at("/d/missing")),
    denied
  ),
  fact(
    "refuses the canonical path of a file in such a directory",
    locked,
    ({ at, fs }) => fs.realPath(at("/d/f")),
    denied
  ),
  fact(
    "refuses to list a directory without read permission",
    unlisted,
    ({ at, fs }) => fs.readDirectory(at("/d")),
    denied
  ),
  fact(
    "refuses to list the types in a directory without read permission",
    unlisted,
    ({ at, fs }) => fs.readDirectoryEntries(at("/d")),
    denied
  ),
  fact(
    "reads a known file in a directory that may not be listed",
    unlisted,
    ({ at, fs }) => fs.readFileString(at("/d/f")),
    is("text")
  ),
  fact(
    "refuses to create in a directory without write permission",
    frozen,
    ({ at, fs }) => fs.writeFileString(at("/d/new"), ""),
    denied
  ),
  fact("refuses to make a directory there", frozen, ({ at, fs }) => fs.makeDirectory(at("/d/new")), denied),
  fact(
    "refuses to make all directories there",
    frozen,
    ({ at, fs }) => fs.makeDirectory(at("/d/new/deep"), { recursive: true }),
    denied
  ),
  fact(
    "refuses to make a temporary directory there",
    frozen,
    ({ at, fs }) => fs.makeTempDirectory({ directory: at("/d") }),
    denied
  ),
  fact("refuses to remove a file there", frozen, ({ at, fs }) => fs.remove(at("/d/f")), denied),
  fact(
    "refuses to remove a tree there even when forced",
    frozen,
    ({ at, fs }) => fs.remove(at("/d/e"), { recursive: true, force: true }),
    denied
  ),
  fact("refuses to rename a file there", frozen, ({ at, fs }) => fs.rename(at("/d/f"), at("/d/new")), denied),
  fact("refuses to move a file there", frozen, ({ at, fs }) => fs.rename(at("/g"), at("/d/new")), denied),
  fact("refuses to make a link there", frozen, ({ at, fs }) => fs.symlink("f", at("/d/l")), denied, "symlinks"),
  fact(
    "refuses to make a second name there",
    frozen,
    ({ at, fs }) => fs.link(at("/g"), at("/d/new")),
    denied,
    "hardLinks"
  ),
  fact(
    "says that a name there exists before it denies it",
    frozen,
    ({ at, fs }) => fs.makeDirectory(at("/d/e")),
    refused("EEXIST")
  ),
  fact(
    "writes a file in a directory without write permission",
    frozen,
    ({ at, fs }) => fs.writeFileString(at("/d/f"), "new"),
    done
  ),
  fact(
    "refuses to copy a file without read permission",
    closed,
    ({ at, fs }) => fs.copyFile(at("/f"), at("/g")),
    denied
  ),
  fact(
    "refuses to give a file away",
    { "/f": "" },
    ({ at, fs }) =>
      Effect.flatMap(fs.stat(at("/f")), ({ uid }) => fs.chown(at("/f"), Option.getOrElse(uid, () => 0) + 1, -1)),
    refused("EPERM")
  ),
  fact(
    "reads on through a handle whose file lost its permissions",
    { "/f": "text" },
    ({ at, fs }) =>
      Effect.gen(function* () {
        const file = yield* fs.open(at("/f"), { flag: "r+" })
        yield* fs.chmod(at("/f"), 0o000)
        yield* file.writeAll(encode("T"))
        return yield* file.read(new Uint8Array(9), { position: 0n })
      }),
    is(4)
  ),
  fact(
    "marks in a snapshot what may not be read",
    { ...closed, ...locked },
    ({ at }) =>
      Effect.map(Tree.snapshot(at("/")), (entries) =>
        entries.slice(1).map((entry) => [entry.path, entry.denied ?? false])
      ),
    is([
      ["d", true],
      ["f", true]
    ])
  )
]

export const permissionFacts: ReadonlyArray<Fact> = enforced.map((one) => ({
  ...one,
  needs: [...one.needs, "permissions", "modes"]
}))
