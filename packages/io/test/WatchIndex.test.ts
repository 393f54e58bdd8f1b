import { assert, describe, it } from "@effect/vitest"
import { FileHash } from "@ploke/core"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { EntryFact } from "../src/Survey.ts"
import type { Indexed } from "../src/WatchIndex.ts"
import { WatchIndex } from "../src/WatchIndex.ts"

const fact = (inode: number, more: Partial<EntryFact> = {}): EntryFact => ({
  kind: "file",
  device: 1,
  inode,
  bornMillis: inode + 0.25,
  modifiedMillis: inode + 0.5,
  changedMillis: inode + 0.75,
  sizeBytes: inode * 10,
  links: 1,
  target: undefined,
  ...more
})
const folder = (inode: number): EntryFact => fact(inode, { kind: "directory" })
const hash = (text: string): FileHash => FileHash.fromDigest("plain", new TextEncoder().encode(text))

const paths = (index: WatchIndex, at: string): ReadonlyArray<string> =>
  Array.from(index.entriesBelow(at), ([path]) => path)

const filled = (): WatchIndex => {
  const index = new WatchIndex("posix")
  index.set("/r", folder(1), undefined)
  index.set("/r/a", folder(2), undefined)
  index.set("/r/a/x", fact(3), hash("x"))
  index.set("/r/a/b", folder(4), undefined)
  index.set("/r/a/b/y", fact(5), undefined)
  index.set("/r/a-b", fact(6), undefined)
  return index
}

describe("an index", () => {
  it("gives back what was put in", () => {
    const index = filled()
    const link = fact(2 ** 52, { kind: "symlink", device: 2 ** 40, target: "../x", links: 3 })
    index.set("/r/link", link, undefined)
    assert.deepStrictEqual(index.get("/r/link"), { fact: link, hash: undefined })
    assert.deepStrictEqual(index.get("/r/a/x"), { fact: fact(3), hash: hash("x") })
    assert.deepStrictEqual(index.get("/r/a"), { fact: folder(2), hash: undefined })
    assert.strictEqual(index.get("/r/a/z"), undefined)
    assert.strictEqual(index.get("/"), undefined)
    assert.strictEqual(index.size, 7)
  })
  it("has one entry at a path, the last one", () => {
    const index = filled()
    index.set("/r/a/x", fact(9, { kind: "symlink", target: "t" }), hash("of no file"))
    assert.deepStrictEqual(index.get("/r/a/x"), { fact: fact(9, { kind: "symlink", target: "t" }), hash: undefined })
    index.set("/r/a/x", fact(9), undefined)
    assert.deepStrictEqual(index.get("/r/a/x"), { fact: fact(9), hash: undefined })
    assert.strictEqual(index.size, 6)
  })
  it("names what is right in a folder", () => {
    const index = filled()
    assert.deepStrictEqual([...index.children("/r")], ["a", "a-b"])
    assert.deepStrictEqual([...index.children("/r/a/x")], [])
    assert.deepStrictEqual([...index.children("/")], ["r"])
    assert.deepStrictEqual([...index.children("/q")], [])
  })
  it("lists an entry and all below it, folders first", () => {
    const index = filled()
    const all = paths(index, "/r")
    assert.deepStrictEqual([...all].sort(), ["/r", "/r/a", "/r/a-b", "/r/a/b", "/r/a/b/y", "/r/a/x"])
    for (const path of all) assert.isAtLeast(all.indexOf(path), all.indexOf(path.slice(0, path.lastIndexOf("/"))))
    assert.deepStrictEqual([...paths(index, "/r/a/b")], ["/r/a/b", "/r/a/b/y"])
    assert.deepStrictEqual(paths(index, "/r/a/b/y"), ["/r/a/b/y"])
    assert.deepStrictEqual(paths(index, "/r/z"), [])
    assert.strictEqual(paths(index, "/").length, 6)
  })
  it("lists folders with their inode numbers", () => {
    const index = filled()
    assert.deepStrictEqual(
      [...index.foldersBelow("/r/a")],
      [
        { path: "/r/a", inode: 2 },
        { path: "/r/a/b", inode: 4 }
      ]
    )
    assert.deepStrictEqual([...index.foldersBelow("/q")], [])
  })
  it("forgets an entry with all below it", () => {
    const index = filled()
    index.delete("/r/a")
    assert.deepStrictEqual([...paths(index, "/r")].sort(), ["/r", "/r/a-b"])
    assert.strictEqual(index.size, 2)
    assert.deepStrictEqual(index.pathsOf(1, 5), [])
    index.delete("/r/nothing")
    index.delete("/r")
    assert.strictEqual(index.size, 0)
    assert.deepStrictEqual(paths(index, "/"), [])
  })
  it("forgets an entry and keeps what is below it, which then stands by itself", () => {
    const index = filled()
    index.deleteEntry("/r/a")
    assert.strictEqual(index.get("/r/a"), undefined)
    assert.deepStrictEqual([...index.children("/r")], ["a", "a-b"])
    assert.deepStrictEqual(
      ["/r/a", "/r/a/x", "/r/a/z"].map((path) => index.knows(path)),
      [true, true, false]
    )
    assert.deepStrictEqual(index.get("/r/a/x")?.hash, hash("x"))
    assert.deepStrictEqual([...paths(index, "/r/a")].sort(), ["/r/a/b", "/r/a/b/y", "/r/a/x"])
    assert.strictEqual(index.size, 5)
    index.deleteEntry("/r/a")
    assert.strictEqual(index.size, 5)
  })
  it("has several roots, also one in another", () => {
    const index = filled()
    index.set("/q/deep/root", folder(20), undefined)
    index.set("/r/a/b/node_modules/inner", folder(21), undefined)
    assert.deepStrictEqual([...index.children("/r/a/b")], ["y", "node_modules"])
    assert.deepStrictEqual(
      [...index.foldersBelow("/r/a/b")].map(({ path }) => path),
      ["/r/a/b", "/r/a/b/node_modules/inner"]
    )
    index.delete("/r")
    assert.deepStrictEqual(paths(index, "/"), ["/q/deep/root"])
  })
  it("finds all paths of an inode number", () => {
    const index = filled()
    index.set("/r/a/b/x2", fact(3), undefined)
    index.set("/r/x3", fact(3), undefined)
    index.set("/r/x4", fact(3, { device: 2 }), undefined)
    assert.deepStrictEqual([...index.pathsOf(1, 3)].sort(), ["/r/a/b/x2", "/r/a/x", "/r/x3"])
    index.set("/r/a/b/x2", fact(4), undefined)
    assert.deepStrictEqual([...index.pathsOf(1, 3)].sort(), ["/r/a/x", "/r/x3"])
    assert.deepStrictEqual([...index.pathsOf(1, 4)].sort(), ["/r/a/b", "/r/a/b/x2"])
    index.deleteEntry("/r/x3")
    index.deleteEntry("/r/a/x")
    assert.deepStrictEqual(index.pathsOf(1, 3), [])
    assert.deepStrictEqual(index.pathsOf(2, 3), ["/r/x4"])
  })
  it("takes the root of everything, of drives and of shares for what they are", () => {
    const posix = new WatchIndex("posix")
    posix.set("/", folder(1), undefined)
    posix.set("/a", fact(2), undefined)
    assert.deepStrictEqual(paths(posix, "/"), ["/", "/a"])
    assert.deepStrictEqual(posix.pathsOf(1, 1), ["/"])
    assert.deepStrictEqual([...posix.children("/")], ["a"])
    const win32 = new WatchIndex("win32")
    const all = ["C:\\", "C:\\a", "C:\\a\\x/y", "\\\\server\\share", "\\\\server\\share\\b"]
    all.forEach((path, inode) => win32.set(path, folder(inode), undefined))
    all.forEach((path, inode) => assert.deepStrictEqual([path, win32.get(path)?.fact.inode], [path, inode]))
    all.forEach((path, inode) => assert.deepStrictEqual(win32.pathsOf(1, inode), [path]))
    assert.deepStrictEqual(paths(win32, "C:\\"), all.slice(0, 3))
    assert.deepStrictEqual(paths(win32, "\\\\server\\share"), all.slice(3))
  })
  it("takes the names of an object's properties for names", () => {
    const index = new WatchIndex("posix")
    const names = ["__proto__", "constructor", "12", "1234567890123456", "__defineGetter__"]
    names.forEach((name, inode) => index.set(`/r/${name}`, fact(inode), undefined))
    assert.deepStrictEqual([...index.children("/r")], names)
  })
})

describe("an index and a map", () => {
  const Path = Schema.Literals(["/", "/a", "/b", "/a/a", "/a/b", "/a-b", "/a/a/a", "/a/a/b", "/b/a-long-enough-name"])
  const Change = Schema.Struct({
    act: Schema.Literals(["set", "set", "set", "delete", "deleteEntry"]),
    path: Path,
    inode: Schema.Literals([1, 2, 3]),
    device: Schema.Literals([1, 1, 2]),
    target: Schema.UndefinedOr(Schema.Literals(["a", "b"]))
  })

  it.prop(
    "say the same, whatever is done to them",
    [Arbitrary.array(Arbitrary.schema(Change), { maxLength: 40 })],
    ([changes]) => {
      const index = new WatchIndex("posix")
      const map = new Map<string, Indexed>()
      for (const { act, device, inode, path, target } of changes) {
        const kind = target === undefined ? "file" : "symlink"
        const entry = { fact: fact(inode, { device, kind, target }), hash: undefined }
        if (act === "set") {
          index.set(path, entry.fact, entry.hash)
          map.set(path, entry)
        } else {
          index[act](path)
          const isWithin = (at: string) => at === path || at.startsWith(path === "/" ? path : `${path}/`)
          for (const at of [...map.keys()].filter((at) => (act === "delete" ? isWithin(at) : at === path)))
            map.delete(at)
        }
      }
      assert.deepStrictEqual(new Map(index.entriesBelow("/")), map)
      assert.strictEqual(index.size, map.size)
      for (const device of [1, 2]) {
        for (const inode of [1, 2, 3]) {
          const expected = [...map].filter(([, { fact }]) => fact.device === device && fact.inode === inode)
          assert.deepStrictEqual([...index.pathsOf(device, inode)].sort(), expected.map(([path]) => path).sort())
        }
      }
    },
    { arbitrary: { runs: 300, size: 40 } }
  )
})

describe("an entry", () => {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void
  const bytesInUse = (): number => {
    collect()
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    return arrayBuffers + heapUsed
  }

  const measure = () => {
    const index = new WatchIndex("posix")
    const before = bytesInUse()
    let inode = 2 ** 40
    index.set("/home/somebody/repository", folder(inode++), undefined)
    for (let at = 0; at < 400; at++) {
      const path = `/home/somebody/repository/packages/folder-${at}`
      index.set(path, folder(inode++), undefined)
      for (let i = 0; i < 50; i++) {
        const digits = Array.from({ length: 8 }, (_, k) => ((inode * 7 + k) >>> 0).toString(16).padStart(8, "0"))
        let text = "sha256:"
        for (const some of digits) text += some
        index.set(`${path}/component-${i}.tsx`, fact(inode++), text as FileHash)
      }
    }
    return { index, bytes: (bytesInUse() - before) / index.size }
  }

  it("takes at most 400 bytes, however its path and its hash came about", () => {
    // Other tests have run in this process, whose leavings may come or go in between.
    const all = [measure(), measure(), measure()]
    const bytes = all.map((each) => each.bytes).toSorted((a, b) => a - b)[1]!
    // Until then none of them may be collected.
    for (const { index } of all) assert.strictEqual(index.size, 20_401)
    assert.isAtMost(bytes, 400)
    assert.isAtLeast(bytes, 100, "what was measured is not the index")
  })
})
