/**
 * Open files: cursors, positions, modes of opening, and life after the name is gone.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import type { Scope } from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tree from "../../Tree.ts"
import { decodeLossy, encode } from "../Text.ts"
import { badArgument, done, type Fact, fact, is, refused, type World } from "./Fact.ts"

type Use = (file: FileSystem.File, world: World) => Effect.Effect<unknown, PlatformError, Scope>

const withFile =
  (options: Parameters<FileSystem.FileSystem["open"]>[1], use: Use, path = "/f"): Fact["run"] =>
  (world) =>
    Effect.flatMap(world.fs.open(world.at(path), options), (file) => use(file, world))

/** Writes through the handle, then reads the file by its name. */
const leaves = (options: Parameters<FileSystem.FileSystem["open"]>[1], use: Use): Fact["run"] =>
  withFile(options, (file, world) => Effect.andThen(use(file, world), world.fs.readFileString(world.at("/f"))))

const next = (file: FileSystem.File, size: number, position?: bigint) =>
  Effect.map(file.readAlloc(size, position === undefined ? undefined : { position }), (chunk) =>
    Option.getOrNull(Option.map(chunk, decodeLossy))
  )

const tree = { "/f": "0123456789", "/d/g": "" }

const readFacts = [
  fact(
    "reads on from where it stopped",
    tree,
    withFile({}, (file) => Effect.all([next(file, 3), next(file, 3)])),
    is(["012", "345"])
  ),
  fact(
    "reads less at the end, then nothing",
    tree,
    withFile({}, (file) => Effect.all([next(file, 8), next(file, 8), next(file, 8)])),
    is(["01234567", "89", null])
  ),
  fact(
    "reads at a position and leaves the cursor",
    tree,
    withFile({}, (file) => Effect.all([next(file, 2, 5n), next(file, 2)])),
    is(["56", "01"])
  ),
  fact(
    "reads nothing at a position past the end",
    tree,
    withFile({}, (file) => next(file, 2, 100n)),
    is(null)
  ),
  fact(
    "reads into a part of a buffer",
    tree,
    withFile({}, (file) => {
      const buffer = new Uint8Array(4)
      return Effect.map(file.read(buffer.subarray(1, 3)), (count) => [count, Array.from(buffer)])
    }),
    is([2, [0, 48, 49, 0]])
  ),
  fact(
    "refuses a position before the start",
    tree,
    withFile({}, (file) => next(file, 2, -1n)),
    badArgument
  ),
  fact(
    "refuses a size that is none",
    tree,
    withFile({}, (file) => next(file, -1)),
    badArgument
  ),
  fact(
    "reads nothing into nothing",
    tree,
    withFile({}, (file) => file.read(new Uint8Array(0))),
    is(0)
  ),
  fact(
    "seeks from the start and from the cursor",
    tree,
    withFile({}, (file) =>
      Effect.all([file.seek(4n, "start"), next(file, 1), file.seek(2n, "current"), next(file, 1)])
    ),
    is([4n, "4", 7n, "7"])
  ),
  fact(
    "refuses to seek before the start",
    tree,
    withFile({}, (file) => file.seek(-1n, "current")),
    badArgument
  ),
  fact(
    "refuses to read what was opened to write",
    tree,
    withFile({ flag: "a" }, (file) => next(file, 1)),
    refused("EBADF")
  ),
  fact(
    "opens a directory and refuses to read it",
    tree,
    withFile({}, (file) => next(file, 1), "/d"),
    refused("EISDIR")
  ),
  fact(
    "sees what is written while the file is open",
    tree,
    withFile({}, (file, { at, fs }) => Effect.andThen(fs.writeFileString(at("/f"), "new"), next(file, 9))),
    is("new")
  )
]

const writeFacts = [
  fact(
    "writes at the cursor",
    tree,
    leaves({ flag: "r+" }, (file) =>
      Effect.andThen(file.seek(2n, "start"), Effect.andThen(file.writeAll(encode("ab")), file.writeAll(encode("c"))))
    ),
    is("01abc56789")
  ),
  fact(
    "fills a gap with zeros",
    { "/f": "ab" },
    leaves({ flag: "r+" }, (file) => Effect.andThen(file.seek(4n, "start"), file.writeAll(encode("x")))),
    is("ab\u0000\u0000x")
  ),
  fact(
    "appends wherever the cursor is",
    tree,
    leaves({ flag: "a+" }, (file) => Effect.andThen(file.seek(0n, "start"), file.writeAll(encode("+")))),
    is("0123456789+")
  ),
  fact(
    "leaves the cursor when it appends",
    tree,
    withFile({ flag: "a+" }, (file) => Effect.andThen(file.writeAll(encode("+")), next(file, 2))),
    is("01")
  ),
  fact(
    "says how much it wrote",
    tree,
    withFile({ flag: "w" }, (file) => file.write(encode("abc"))),
    is(3)
  ),
  fact(
    "writes nothing without complaint",
    tree,
    leaves({ flag: "r+" }, (file) => file.writeAll(encode(""))),
    is("0123456789")
  ),
  fact(
    "refuses to write what was opened to read",
    tree,
    withFile({}, (file) => file.writeAll(encode("x"))),
    refused("EBADF")
  ),
  fact(
    "cuts an open file and pulls the cursor back",
    tree,
    withFile({ flag: "r+" }, (file, { at, fs }) =>
      file
        .seek(8n, "start")
        .pipe(
          Effect.andThen(file.truncate(4)),
          Effect.andThen(file.writeAll(encode("x"))),
          Effect.andThen(fs.readFileString(at("/f")))
        )
    ),
    is("0123x")
  ),
  fact(
    "grows an open file",
    { "/f": "a" },
    leaves({ flag: "r+" }, (file) => file.truncate(3)),
    is("a\u0000\u0000")
  ),
  fact(
    "refuses to cut what was opened to read",
    tree,
    withFile({}, (file) => file.truncate(1)),
    refused("EINVAL")
  ),
  fact(
    "syncs a file",
    tree,
    withFile({ flag: "r+" }, (file) => file.sync),
    done
  ),
  fact(
    "syncs a directory",
    tree,
    withFile({}, (file) => file.sync, "/d"),
    done
  ),
  fact(
    "refuses to open a directory to write",
    tree,
    withFile({ flag: "r+" }, () => Effect.void, "/d"),
    refused("EISDIR")
  ),
  fact(
    "refuses to create exclusively over a directory",
    tree,
    withFile({ flag: "wx" }, () => Effect.void, "/d"),
    refused("EEXIST")
  ),
  fact(
    "lets who creates a read-only file write it",
    {},
    leaves({ flag: "wx", mode: 0o444 }, (file) => file.writeAll(encode("x"))),
    is("x")
  )
]

const lifeFacts = [
  fact(
    "reads a file whose name is gone",
    tree,
    withFile({}, (file, { at, fs }) => Effect.andThen(fs.remove(at("/f")), next(file, 4))),
    is("0123")
  ),
  fact(
    "writes a file whose name is gone",
    tree,
    withFile({ flag: "r+" }, (file, { at, fs }) =>
      Effect.gen(function* () {
        yield* fs.remove(at("/f"))
        yield* file.writeAll(encode("new"))
        const info = yield* file.stat
        return [yield* next(file, 3, 0n), Number(info.size), Option.getOrNull(info.nlink), yield* fs.exists(at("/f"))]
      })
    ),
    is(["new", 10, 0n, false])
  ),
  fact(
    "follows a file that is renamed",
    tree,
    withFile({ flag: "r+" }, (file, { at, fs }) =>
      fs
        .rename(at("/f"), at("/moved"))
        .pipe(Effect.andThen(file.writeAll(encode("new"))), Effect.andThen(fs.readFileString(at("/moved"))))
    ),
    is("new3456789")
  ),
  fact(
    "keeps the file that a rename replaced",
    { "/f": "old", "/g": "new" },
    withFile({}, (file, { at, fs }) => Effect.andThen(fs.rename(at("/g"), at("/f")), next(file, 9))),
    is("old")
  ),
  fact(
    "knows the size and the inode of an open file",
    tree,
    withFile({}, (file, { at, fs }) =>
      Effect.map(Effect.all([file.stat, fs.stat(at("/f"))]), ([open, named]) => [
        Number(open.size),
        open.dev === named.dev && Option.getOrNull(open.ino) === Option.getOrNull(named.ino)
      ])
    ),
    is([10, true])
  ),
  fact(
    "closes the file with its scope",
    tree,
    ({ at, fs }) => Effect.flatMap(Effect.scoped(fs.open(at("/f"))), (file) => file.stat),
    refused("EBADF")
  ),
  fact(
    "streams a range in chunks",
    tree,
    ({ at, fs }) =>
      Effect.map(Stream.runCollect(fs.stream(at("/f"), { offset: 2, bytesToRead: 5, chunkSize: 2 })), (chunks) =>
        Array.from(chunks, decodeLossy)
      ),
    is(["23", "45", "6"])
  ),
  fact(
    "writes a stream to a file",
    tree,
    ({ at, fs }) =>
      Effect.andThen(
        Stream.run(Stream.make(encode("a"), encode("bc")), fs.sink(at("/f"))),
        fs.readFileString(at("/f"))
      ),
    is("abc")
  )
]

const links = { ...tree, "/l": Tree.symlink("f"), "/ld": Tree.symlink("d"), "/gone": Tree.symlink("missing") }
const noFollow = { noFollow: true }

const noFollowFacts = [
  fact(
    "opens a file without following links",
    links,
    withFile(noFollow, (file) => next(file, 2)),
    is("01"),
    "noFollow"
  ),
  fact(
    "refuses a link when it does not follow links",
    links,
    withFile(noFollow, () => Effect.void, "/l"),
    refused("ELOOP"),
    "noFollow"
  ),
  fact(
    "refuses a link that points nowhere when it does not follow links",
    links,
    withFile(noFollow, () => Effect.void, "/gone"),
    refused("ELOOP"),
    "noFollow"
  ),
  fact(
    "refuses to create through a link when it does not follow links",
    links,
    withFile({ noFollow: true, flag: "w" }, () => Effect.void, "/gone"),
    refused("ELOOP"),
    "noFollow"
  ),
  fact(
    "follows links in the middle of a path even then",
    links,
    withFile(noFollow, () => Effect.void, "/ld/g"),
    done,
    "noFollow"
  ),
  fact(
    "follows a link in front of a slash even then",
    links,
    withFile(noFollow, (file) => Effect.map(file.stat, (info) => info.type), "/ld/"),
    is("Directory"),
    "noFollow"
  ),
  fact(
    "creates a file without following links",
    links,
    withFile({ noFollow: true, flag: "wx" }, (file) => file.write(encode("x")), "/new"),
    is(1),
    "noFollow"
  )
]

export const openFileFacts: ReadonlyArray<Fact> = [
  ...readFacts,
  ...writeFacts,
  ...lifeFacts,
  ...noFollowFacts.map((one) => ({ ...one, needs: [...one.needs, "symlinks" as const] }))
]
