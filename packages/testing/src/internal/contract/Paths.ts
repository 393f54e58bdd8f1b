/**
 * What is a path: its length, its bytes, its slashes and dots.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import type { Scope } from "effect/Scope"
import * as Stream from "effect/Stream"
import { byteLength } from "../PosixPath.ts"
import { encode } from "../Text.ts"
import { badArgument, type Expected, type Fact, fact, is, refused } from "./Fact.ts"

type Call = (fs: FileSystem.FileSystem, path: string, other: string) => Effect.Effect<unknown, PlatformError, Scope>

/** Every call that takes a path. */
const calls: Readonly<Record<string, Call>> = {
  access: (fs, path) => fs.access(path),
  chmod: (fs, path) => fs.chmod(path, 0o600),
  chown: (fs, path) => fs.chown(path, -1, -1),
  copy: (fs, path, other) => fs.copy(path, other),
  copyFile: (fs, path, other) => fs.copyFile(path, other),
  link: (fs, path, other) => fs.link(path, other),
  lstat: (fs, path) => fs.lstat(path),
  open: (fs, path) => fs.open(path),
  readFile: (fs, path) => fs.readFile(path),
  readLink: (fs, path) => fs.readLink(path),
  remove: (fs, path) => fs.remove(path),
  rename: (fs, path, other) => fs.rename(path, other),
  stat: (fs, path) => fs.stat(path),
  stream: (fs, path) => Stream.runDrain(fs.stream(path)),
  truncate: (fs, path) => fs.truncate(path),
  utimes: (fs, path) => fs.utimes(path, 1, 1),
  watch: (fs, path) => Stream.runDrain(fs.watch(path)),
  makeDirectory: (fs, path) => fs.makeDirectory(path),
  writeFile: (fs, path) => fs.writeFile(path, encode("x")),
  realPath: (fs, path) => fs.realPath(path),
  readDirectory: (fs, path) => fs.readDirectory(path),
  readDirectoryEntries: (fs, path) => fs.readDirectoryEntries(path)
}

// These two report a NUL as a failure of the system, as Node's promises do.
const throughPromises = ["readDirectory", "readDirectoryEntries"]

// Of an empty path this one makes the working directory.
const acceptEmpty = ["realPath"]

const callFacts = Object.entries(calls).flatMap(([name, call]) => [
  fact(
    `refuses a path with a NUL in ${name}`,
    {},
    ({ at, fs }) => call(fs, at("/a\u0000b"), at("/other")),
    throughPromises.includes(name) ? refused("ERR_INVALID_ARG_VALUE") : badArgument
  ),
  ...(acceptEmpty.includes(name)
    ? []
    : [fact(`refuses an empty path in ${name}`, {}, ({ at, fs }) => call(fs, "", at("/other")), refused("ENOENT"))]),
  fact(
    `refuses a name of 256 bytes in ${name}`,
    {},
    ({ at, fs }) => call(fs, at(`/${"n".repeat(256)}`), at("/other")),
    refused("ENAMETOOLONG")
  )
])

/** A path of this many bytes below the scratch directory whose last name is a missing file. */
const longPath = (root: string, bytes: number): string => {
  const rest = bytes - byteLength(root) - "/f".length
  return `${root}${"/.".repeat(Math.floor(rest / 2))}${rest % 2 === 1 ? "/" : ""}/f`
}

const writes =
  (name: string): Fact["run"] =>
  ({ at, fs }) =>
    Effect.andThen(
      fs.writeFileString(at(`/${name}`), "x"),
      Effect.map(fs.readDirectory(at("/")), ([first]) => first === name)
    )

const reads = (name: string, path: string, expected: Expected): Fact =>
  fact(name, { "/d/f": "text" }, ({ at, fs }) => fs.readFileString(at(path)), expected)

const formFacts = [
  fact("takes a name of 255 bytes", {}, writes("n".repeat(255)), is(true)),
  fact("takes a name of 255 bytes in 85 characters", {}, writes("€".repeat(85)), is(true)),
  fact("refuses a name of 258 bytes in 86 characters", {}, writes("€".repeat(86)), refused("ENAMETOOLONG")),
  fact(
    "takes a path of 4095 bytes",
    { "/f": "text" },
    ({ at, fs }) => fs.readFileString(longPath(at("/"), 4095)),
    is("text")
  ),
  fact(
    "refuses a path of 4096 bytes",
    { "/f": "text" },
    ({ at, fs }) => fs.readFileString(longPath(at("/"), 4096)),
    refused("ENAMETOOLONG")
  ),
  fact("takes names with spaces, quotes and line breaks", {}, writes("a b'c\"\nd"), is(true)),
  fact("takes a name of characters outside the basic plane", {}, writes("𝒻.txt"), is(true)),
  fact(
    "tells names apart by case",
    { "/a": "small", "/A": "capital" },
    ({ at, fs }) => fs.readFileString(at("/a")),
    is("small"),
    "caseSensitive"
  ),
  reads("reads repeated slashes as one", "//d///f", is("text")),
  reads("reads a dot as the directory itself", "/./d/./f", is("text")),
  reads("reads two dots as the directory above", "/d/../d/f", is("text")),
  reads("refuses two dots behind a missing directory", "/missing/../d/f", refused("ENOENT")),
  reads("refuses two dots behind a file", "/d/f/../f", refused("ENOTDIR"))
]

export const pathFacts: ReadonlyArray<Fact> = [...formFacts, ...callFacts]
