import { assert, describe, it } from "@effect/vitest"
import type { DirtyDepth } from "../src/DirtySet.ts"
import { FormerFolders } from "../src/FormerFolders.ts"
import type { Observation } from "../src/Reconcile.ts"
import type { EntryFact } from "../src/Survey.ts"
import { WatchIndex } from "../src/WatchIndex.ts"
import * as Limits from "../src/WatchLimits.ts"

const folder = (inode: number): EntryFact => ({
  kind: "directory",
  device: 1,
  inode,
  bornMillis: inode,
  modifiedMillis: inode,
  changedMillis: inode,
  sizeBytes: 0,
  links: 1,
  target: undefined
})

const seen = (path: string, fact: EntryFact | undefined): Observation => ({ path, fact, hash: undefined })

/** An index in which folders have moved, one after the other, and what is remembered of it. */
const world = (folders: Readonly<Record<string, number>>) => {
  const index = new WatchIndex("posix")
  const former = new FormerFolders(index)
  for (const [path, inode] of Object.entries(folders)) index.set(path, folder(inode), undefined)
  const put = (path: string, inode: number | undefined): void => {
    former.note([seen(path, inode === undefined ? undefined : folder(inode))])
    if (inode === undefined) index.delete(path)
    else index.set(path, folder(inode), undefined)
  }
  const resolve = (...paths: ReadonlyArray<string>): ReadonlyArray<string> => [
    ...former.resolve(new Map(paths.map((path) => [path, "entry" as DirtyDepth]))).keys()
  ]
  return { index, former, put, resolve }
}

describe("the former names of folders", () => {
  it("stand for where the folders are now", () => {
    const { put, resolve } = world({ "/r": 1, "/r/a": 2 })
    put("/r/b", 2)
    put("/r/a", undefined)
    assert.deepStrictEqual(resolve("/r/a/x", "/r/c"), ["/r/a/x", "/r/c", "/r/b/x"])
  })
  it("stand for folders below a folder that has moved, too", () => {
    const { index, put, resolve } = world({ "/r": 1, "/r/a": 2, "/r/a/p": 3, "/r/a/p/q": 4 })
    put("/r/a", undefined)
    for (const [path, inode] of Object.entries({ "/r/b": 2, "/r/b/p": 3, "/r/b/p/q": 4 })) {
      index.set(path, folder(inode), undefined)
    }
    assert.deepStrictEqual(resolve("/r/a/p/q/x"), ["/r/a/p/q/x", "/r/b/p/q/x"])
    assert.deepStrictEqual(resolve("/r/a/p/x"), ["/r/a/p/x", "/r/b/p/x"])
  })
  it("stand for each of several that stood there, as many as are remembered", () => {
    const { put, resolve } = world({ "/r": 1, "/r/a": 100 })
    for (let i = 1; i <= Limits.formerFoldersPerPath + 1; i++) {
      put(`/r/b${i}`, 99 + i)
      put("/r/a", 100 + i)
    }
    const others = Array.from({ length: Limits.formerFoldersPerPath }, (_, i) => `/r/b${i + 2}/x`)
    assert.deepStrictEqual(resolve("/r/a/x"), ["/r/a/x", ...others])
  })
  it("keep how deep is to be looked, and what was asked for by its own name", () => {
    const { former, put } = world({ "/r": 1, "/r/a": 2 })
    put("/r/b", 2)
    const dirty = new Map<string, DirtyDepth>([
      ["/r/b/x", "entry"],
      ["/r/a/x", "deep"],
      ["/r/a/y", "deep"]
    ])
    put("/r/a", 3)
    assert.deepStrictEqual([...former.resolve(dirty)], [...dirty, ["/r/b/y", "deep"]])
  })
  it("stand for nothing where a folder is still the same, was none, or is nowhere", () => {
    const { put, resolve } = world({ "/r": 1, "/r/a": 2, "/r/gone": 3 })
    put("/r/a", 2)
    put("/r/new", 4)
    put("/r/gone", undefined)
    assert.deepStrictEqual(resolve("/r/a/x", "/r/new/x", "/r/gone/x"), ["/r/a/x", "/r/new/x", "/r/gone/x"])
  })
  it("are forgotten when there are too many, the oldest first", () => {
    const { index, put, resolve } = world({ "/r": 1 })
    for (let i = 0; i <= Limits.formerFoldersMax; i++) {
      index.set(`/r/a${i}`, folder(10 + i), undefined)
      put(`/r/a${i}`, undefined)
      index.set(`/r/b${i}`, folder(10 + i), undefined)
    }
    const { formerFoldersMax: last } = Limits
    assert.deepStrictEqual(resolve("/r/a0/x", `/r/a${last}/x`), ["/r/a0/x", `/r/a${last}/x`, `/r/b${last}/x`])
  })
})
