import { assert, describe, it } from "@effect/vitest"
import type { PathSyntax } from "@ploke/io"
import { Limits, PathTrace } from "@ploke/io"
import { MemoryVolume } from "@ploke/io-testing"
import * as Schema from "effect/Schema"

/** What lies at each link-free path: a folder, a file, or the text of a link behind `=> `. */
type Disk = Readonly<Record<string, "dir" | "file" | "locked" | `=> ${string}`>>

const drive = (
  path: string,
  look: (at: string) => PathTrace.TraceReply,
  flavor: PathSyntax.Flavor = "posix"
): PathTrace.PathTrace & { readonly looked: ReadonlyArray<string> } => {
  const tracer = PathTrace.make(path, flavor)
  const looked: Array<string> = []
  for (let at = tracer.pending; at !== undefined; at = tracer.pending) {
    looked.push(at)
    tracer.reply(look(at))
  }
  return { ...tracer.result, looked }
}

const lookOn =
  (disk: Disk) =>
  (at: string): PathTrace.TraceReply => {
    const entry = disk[at]
    if (entry === undefined) return { _tag: "Failed", code: "ENOENT" }
    if (entry === "locked") return { _tag: "Failed", code: "EACCES" }
    if (entry === "dir") return { _tag: "Directory" }
    return entry === "file" ? { _tag: "Other" } : { _tag: "Link", target: entry.slice(3) }
  }

const disk: Disk = {
  "/r": "dir",
  "/r/f": "file",
  "/r/d": "dir",
  "/r/d/e": "dir",
  "/r/d/e/g": "file",
  "/r/locked": "locked",
  "/out": "dir",
  "/out/secret": "file",
  "/r/toFile": "=> f",
  "/r/toDir": "=> d/e",
  "/r/toDirSlash": "=> d/e/",
  "/r/toFileSlash": "=> f/",
  "/r/up": "=> ..",
  "/r/absolute": "=> /out",
  "/r/absoluteSecret": "=> /out/secret",
  "/r/toRoot": "=> /",
  "/r/dots": "=> ./d/../d/./e",
  "/r/dangling": "=> d/none",
  "/r/danglingDeep": "=> gone/deeper",
  "/r/danglingBehindLink": "=> toDir/gone/x",
  "/r/danglingOut": "=> /out/none",
  "/r/viaDangling": "=> dangling",
  "/r/self": "=> self",
  "/r/ping": "=> pong",
  "/r/pong": "=> ping"
}

describe("a trace", () => {
  const reaches: ReadonlyArray<readonly [path: string, reached: string, links: ReadonlyArray<string>]> = [
    ["/", "/", []],
    ["/..", "/", []],
    ["/r/f", "/r/f", []],
    ["/r/d/", "/r/d", []],
    ["/r/d/.", "/r/d", []],
    ["//r///d//e", "/r/d/e", []],
    ["/r/d/e/../../f", "/r/f", []],
    ["/r/toFile", "/r/f", ["/r/toFile"]],
    ["/r/toDir/g", "/r/d/e/g", ["/r/toDir"]],
    ["/r/toDirSlash", "/r/d/e", ["/r/toDirSlash"]],
    ["/r/toDirSlash/g", "/r/d/e/g", ["/r/toDirSlash"]],
    // `..` leaves the folder that the link led into, not the one that the link is written in.
    ["/r/toDir/..", "/r/d", ["/r/toDir"]],
    ["/r/toDir/../../f", "/r/f", ["/r/toDir"]],
    ["/r/absolute/secret", "/out/secret", ["/r/absolute"]],
    ["/r/absolute/../r/f", "/r/f", ["/r/absolute"]],
    ["/r/absoluteSecret", "/out/secret", ["/r/absoluteSecret"]],
    ["/r/up", "/", ["/r/up"]],
    ["/r/up/r/up/r/f", "/r/f", ["/r/up", "/r/up"]],
    ["/r/toRoot/r/toFile", "/r/f", ["/r/toRoot", "/r/toFile"]],
    ["/r/dots/g", "/r/d/e/g", ["/r/dots"]]
  ]
  for (const [path, reached, links] of reaches) {
    it(`of ${path} reaches ${reached} through ${links.length} links`, () => {
      const found = drive(path, lookOn(disk))
      assert.deepStrictEqual([found.reached, found.missing, found.code], [reached, [], undefined])
      assert.deepStrictEqual(
        found.links.map((link) => link.at),
        links
      )
      for (const { at, target } of found.links) assert.strictEqual(`=> ${target}`, disk[at])
    })
  }

  const stops: ReadonlyArray<
    readonly [path: string, code: string, reached: string, missing: ReadonlyArray<string>, from: "path" | "link"]
  > = [
    ["/none", "ENOENT", "/", ["none"], "path"],
    ["/r/none/x/y", "ENOENT", "/r", ["none", "x", "y"], "path"],
    ["/r/none/..", "ENOENT", "/r", ["none", ".."], "path"],
    ["/r/none/", "ENOENT", "/r", ["none", "."], "path"],
    ["/r/toDir/none", "ENOENT", "/r/d/e", ["none"], "path"],
    ["/r/toDirSlash/none", "ENOENT", "/r/d/e", ["none"], "path"],
    ["/r/toDir/../none", "ENOENT", "/r/d", ["none"], "path"],
    ["/r/dangling", "ENOENT", "/r/d", ["none"], "link"],
    ["/r/dangling/x", "ENOENT", "/r/d", ["none", "x"], "link"],
    ["/r/danglingDeep", "ENOENT", "/r", ["gone", "deeper"], "link"],
    ["/r/danglingBehindLink/y", "ENOENT", "/r/d/e", ["gone", "x", "y"], "link"],
    ["/r/danglingOut", "ENOENT", "/out", ["none"], "link"],
    ["/r/viaDangling", "ENOENT", "/r/d", ["none"], "link"],
    ["/r/f/", "ENOTDIR", "/r/f", ["."], "path"],
    ["/r/f/.", "ENOTDIR", "/r/f", ["."], "path"],
    ["/r/f/..", "ENOTDIR", "/r/f", [".."], "path"],
    ["/r/f/x", "ENOTDIR", "/r/f", ["x"], "path"],
    ["/r/toFile/", "ENOTDIR", "/r/f", ["."], "path"],
    ["/r/toFile/x", "ENOTDIR", "/r/f", ["x"], "path"],
    ["/r/toFileSlash", "ENOTDIR", "/r/f", ["."], "link"],
    ["/r/locked/x", "EACCES", "/r", ["locked", "x"], "path"],
    ["/r/self", "ELOOP", "/r", [], "path"],
    ["/r/ping/x", "ELOOP", "/r", ["x"], "path"]
  ]
  for (const [path, code, reached, missing, from] of stops) {
    it(`of ${path} stops at ${reached} with ${code}, what follows is from the ${from}`, () => {
      const found = drive(path, lookOn(disk))
      assert.deepStrictEqual(
        [found.code, found.reached, found.missing, found.missingFrom],
        [code, reached, missing, from]
      )
    })
  }

  for (const [count, code] of [
    [Limits.symlinkHopsMax, undefined],
    [Limits.symlinkHopsMax + 1, "ELOOP"]
  ] as const) {
    it(`through ${count} links ends with ${code ?? "its target"}, as on a volume`, () => {
      const chain: Record<string, "file" | `=> ${string}`> = { "/l0": "file" }
      for (let i = 1; i <= count; i++) chain[`/l${i}`] = `=> l${i - 1}`
      const found = drive(`/l${count}`, lookOn(chain))
      assert.strictEqual(found.code, code)
      const volume = MemoryVolume.make()
      volume.writeFile("/l0", new Uint8Array())
      for (let i = 1; i <= count; i++) volume.symlink(`l${i - 1}`, `/l${i}`)
      assert.strictEqual(
        told(() => volume.physicalPath(`/l${count}`)),
        code ?? "/l0"
      )
    })
  }

  it("asks about every name once, and never about a path with a link in it", () => {
    assert.deepStrictEqual(drive("/r/toDir/../e/g", lookOn(disk)).looked, [
      "/r",
      "/r/toDir",
      "/r/d",
      "/r/d/e",
      "/r/d/e",
      "/r/d/e/g"
    ])
  })

  it("takes no answer once it is complete", () => {
    const tracer = PathTrace.make("/", "posix")
    tracer.reply({ _tag: "Failed", code: "EIO" })
    assert.deepStrictEqual([tracer.result.code, tracer.result.reached], [undefined, "/"])
  })
})

describe("a trace on Windows", () => {
  const windows: Disk = {
    "C:\\r": "dir",
    "C:\\r\\d": "dir",
    "C:\\r\\d\\f": "file",
    "C:\\r\\junction": "=> D:\\out",
    "C:\\r\\relative": "=> d\\f",
    "C:\\r\\mixed": "=> ./d/f",
    "C:\\r\\share": "=> \\\\server\\share\\x",
    "D:\\out": "dir",
    "D:\\out\\f": "file",
    "\\\\server\\share\\x": "dir"
  }
  const rows: ReadonlyArray<readonly [path: string, reached: string, code?: string]> = [
    ["C:\\", "C:\\"],
    ["C:\\r\\d\\f", "C:\\r\\d\\f"],
    ["C:\\r\\d\\..\\d\\f", "C:\\r\\d\\f"],
    ["C:\\r\\junction\\f", "D:\\out\\f"],
    ["C:\\r\\relative", "C:\\r\\d\\f"],
    ["C:\\r\\mixed", "C:\\r\\d\\f"],
    ["C:\\r\\share", "\\\\server\\share\\x"],
    ["C:\\..\\r", "C:\\r"],
    ["C:\\r\\d\\f\\", "C:\\r\\d\\f", "ENOTDIR"],
    ["C:\\r\\none\\x", "C:\\r", "ENOENT"]
  ]
  for (const [path, reached, code] of rows) {
    it(`of ${path} ${code === undefined ? "reaches" : `stops with ${code} at`} ${reached}`, () => {
      const found = drive(path, lookOn(windows), "win32")
      assert.deepStrictEqual([found.reached, found.code], [reached, code])
    })
  }
})

/** The result of a call on a volume, or the errno name of its refusal. */
const told = (call: () => string): string => {
  try {
    return call()
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error)
  }
}

const lookAt =
  (volume: MemoryVolume.MemoryVolume) =>
  (at: string): PathTrace.TraceReply => {
    const code = told(() => volume.lstat(at).type)
    if (code === "SymbolicLink") return { _tag: "Link", target: volume.readLink(at) }
    if (code === "Directory") return { _tag: "Directory" }
    return code === "File" ? { _tag: "Other" } : { _tag: "Failed", code }
  }

const Name = Schema.Literals(["a", "b", "c", "d", "..", ".", "none"])
const Names = Schema.Array(Name).check(Schema.isMaxLength(5))
const Target = Schema.Struct({ from: Schema.Literals(["", "/", "/x/"]), names: Names, end: Schema.Literals(["", "/"]) })
const Entry = Schema.Union([Schema.Literals(["file", "dir"]), Target])
// Two folders with the same four names, so that links of either may lead to and fro.
const Farm = Schema.Struct({ a: Entry, b: Entry, c: Entry, xa: Entry, xb: Entry, xc: Entry })

const textOf = (target: typeof Target.Type): string => (target.from + target.names.join("/") || ".") + target.end

const plant = (farm: typeof Farm.Type): MemoryVolume.MemoryVolume => {
  const volume = MemoryVolume.make()
  volume.makeDirectory("/x")
  volume.writeFile("/d", new Uint8Array())
  volume.makeDirectory("/x/d")
  for (const [key, entry] of Object.entries(farm)) {
    const path = key.length === 2 ? `/x/${key[1]}` : `/${key}`
    if (entry === "file") volume.writeFile(path, new Uint8Array())
    else if (entry === "dir") volume.makeDirectory(path)
    else volume.symlink(textOf(entry), path)
  }
  return volume
}

it.prop(
  "a trace through any farm of links ends where the kernel's walk ends, or with its errno",
  [Farm, Names, Schema.Literals(["/", "/x/"]), Schema.Literals(["", "/"])],
  ([farm, names, top, end]) => {
    const volume = plant(farm)
    const path = top + names.join("/") + end
    const found = drive(path, lookAt(volume))
    assert.strictEqual(
      found.code ?? found.reached,
      told(() => volume.physicalPath(path))
    )
    assert.strictEqual(volume.physicalPath(found.reached), found.reached)
    if (found.code === "ENOENT") assert.isAbove(found.missing.length, 0)
  },
  { arbitrary: { runs: 2000 } }
)
