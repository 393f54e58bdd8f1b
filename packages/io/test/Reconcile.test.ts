import { assert, describe, it } from "@effect/vitest"
import { FileChangeEvent } from "@ploke/core"
import * as Schema from "effect/Schema"
import type { Difference, Observation } from "../src/Reconcile.ts"
import * as Reconcile from "../src/Reconcile.ts"
import type { EntryFact } from "../src/Survey.ts"
import { WatchIndex } from "../src/WatchIndex.ts"
import { everything, hash, largeFrom, ModelDisk, replay, told } from "./ModelDisk.ts"

type Step = (disk: ModelDisk) => void

const root = "/r"
const large = (letter: string): string => letter.repeat(largeFrom)

const show = (one: Difference): string => {
  const path = one.path.slice(root.length + 1)
  if (one._tag === "Modified") return `Modified ${path} ${one.change}`
  if (one._tag !== "Renamed") return `${one._tag} ${path}${one.entry === "file" ? "" : ` ${one.entry}`}`
  return `Renamed ${one.oldPath.slice(root.length + 1)} to ${path}${one.contentChanged ? ", changed" : ""}`
}

const makeDisk = (base: Step, options: { readonly birth?: "unknown" } = {}): ModelDisk => {
  const disk = new ModelDisk(root, { inodes: "reused", birth: options.birth ?? "told", change: "told" })
  base(disk)
  disk.dirty.clear()
  return disk
}

/** What a watcher that knows a disk tells after each of some steps, holding nothing. */
const tell = (
  disk: ModelDisk,
  steps: ReadonlyArray<Step>,
  index = disk.index()
): ReadonlyArray<ReadonlyArray<string>> => {
  const map = told(index, root)
  return steps.map((step) => {
    step(disk)
    const observations = disk.look(index, disk.dirty)
    const before = everything(index, root)
    const plan = Reconcile.plan(index, observations, { held: new Set(), hold: "nothing" })
    assert.deepStrictEqual(everything(index, root), before)
    replay(map, plan.differences)
    Reconcile.apply(index, observations, plan)
    disk.dirty.clear()
    assert.deepStrictEqual(plan.holds, [])
    assert.deepStrictEqual(new Map([...map].sort()), new Map([...told(index, root)].sort()))
    return plan.differences.map(show)
  })
}

interface Row {
  readonly what: string
  readonly base: Step
  readonly steps: ReadonlyArray<Step>
  /** What is told after each step. */
  readonly told: ReadonlyArray<ReadonlyArray<string>>
}

const row = (what: string, base: Step, step: Step, expected: ReadonlyArray<string>): Row => ({
  what,
  base,
  steps: [step],
  told: [expected]
})

const check = (rows: ReadonlyArray<Row>): void => {
  for (const { what, base, steps, told } of rows) {
    it(what, () => assert.deepStrictEqual(tell(makeDisk(base), steps), told))
  }
}

const nothing: Step = () => undefined
const p: Step = (disk) => disk.write("/r/p", "p")
const x: Step = (disk) => disk.write("/r/x", "x")
const both: Step = (disk) => [p(disk), x(disk)]
const modify: Step = (disk) => disk.write("/r/p", "modified")
const remove: Step = (disk) => disk.remove("/r/p")
const toQ: Step = (disk) => disk.rename("/r/p", "/r/q")
const xOnto: Step = (disk) => disk.rename("/r/x", "/r/p")
const inOrder =
  (...steps: ReadonlyArray<Step>): Step =>
  (disk) =>
    steps.forEach((step) => step(disk))
/** Another file in its place, as an editor saves. */
const replaceBy = (text: string): Step =>
  inOrder(
    (disk) => disk.write("/r/p~", text),
    (disk) => disk.rename("/r/p~", "/r/p")
  )

describe("a path that was not there", () => {
  check([
    row("is created", nothing, p, ["Created p"]),
    row("is created when only a later write was heard", nothing, inOrder(p, modify), ["Created p"]),
    row("is not told when it is not there", nothing, (disk) => disk.dirty.add("/r/p"), []),
    row("is created under its last name", nothing, inOrder(p, toQ), ["Created q"]),
    row("is renamed to", x, xOnto, ["Renamed x to p"]),
    row("is created by a file that was not there either", nothing, inOrder(x, xOnto), ["Created p"]),
    row("is created once, however often it is written", nothing, inOrder(p, modify, modify), ["Created p"]),
    row("is not told when it came and went", nothing, inOrder(p, remove), []),
    // Whether something else was there for a moment cannot be seen.
    row("is renamed to, whatever came there before", x, inOrder(p, xOnto), ["Renamed x to p"])
  ])
})

describe("a file that was there", () => {
  check([
    row("is replaced by another one", p, replaceBy("new"), ["Modified p replaced"]),
    row("is not told when it is replaced by an equal one", p, replaceBy("p"), []),
    row("is modified", p, modify, ["Modified p content"]),
    row("is not told when it is only touched", p, (disk) => disk.touch("/r/p"), []),
    row("is not told when its rights change", p, (disk) => disk.chmod("/r/p"), []),
    row("is modified when its time was set back", p, (disk) => disk.sneak("/r/p", "q"), ["Modified p content"]),
    row("is removed", p, remove, ["Removed p"]),
    row("is renamed", p, toQ, ["Renamed p to q"]),
    row("is replaced by one that moves onto it", both, xOnto, ["Removed x", "Modified p replaced"]),
    row("is replaced by one from elsewhere", p, inOrder(x, xOnto), ["Modified p replaced"]),
    row(
      "is modified once",
      p,
      inOrder(modify, (disk) => disk.write("/r/p", "2")),
      ["Modified p content"]
    ),
    row("is not told when it is as before", p, inOrder(modify, p), []),
    row("is replaced after it was modified", p, inOrder(modify, replaceBy("new")), ["Modified p replaced"]),
    row("is removed after it was modified", p, inOrder(modify, remove), ["Removed p"]),
    row("is renamed after it was modified", p, inOrder(modify, toQ), ["Renamed p to q, changed"]),
    row("is replaced by one that moves onto it after it was modified", both, inOrder(modify, xOnto), [
      "Removed x",
      "Modified p replaced"
    ]),
    row("is replaced when it was removed and made anew", p, inOrder(remove, modify), ["Modified p replaced"]),
    row("is not told when it was removed and made anew as it was", p, inOrder(remove, p), []),
    row(
      "goes and comes as another kind",
      p,
      inOrder(remove, (disk) => disk.mkdir("/r/p")),
      ["Removed p", "Created p directory"]
    ),
    row("is removed once", p, inOrder(remove, p, remove), ["Removed p"]),
    row("is replaced by one that moves to where it was removed", both, inOrder(remove, xOnto), [
      "Removed x",
      "Modified p replaced"
    ])
  ])
})

describe("a file that was renamed", () => {
  check([
    row("and written is renamed and changed", x, inOrder(xOnto, modify), ["Renamed x to p, changed"]),
    row("and removed is removed", x, inOrder(xOnto, remove), ["Removed x"]),
    row("and renamed again is renamed once", x, inOrder(xOnto, toQ), ["Renamed x to q"]),
    row("and replaced went, and another one came", x, inOrder(xOnto, replaceBy("new")), ["Removed x", "Created p"]),
    row(
      "and renamed back is not told",
      x,
      inOrder(xOnto, (disk) => disk.rename("/r/p", "/r/x")),
      []
    ),
    row(
      "and renamed back with other contents is modified",
      x,
      inOrder(xOnto, modify, (disk) => disk.rename("/r/p", "/r/x")),
      ["Modified x content"]
    ),
    row(
      "and overwritten by another that moves onto it is removed",
      inOrder(x, (disk) => disk.write("/r/z", "z")),
      inOrder(xOnto, (disk) => disk.rename("/r/z", "/r/p")),
      ["Removed x", "Renamed z to p"]
    ),
    // Its old path did not go; who keeps the paths needs no more.
    row(
      "and made anew at its old path is created at the new one",
      x,
      inOrder(xOnto, (disk) => disk.write("/r/x", "new")),
      ["Created p", "Modified x replaced"]
    ),
    row("for one that takes its place is modified, and so is that one", both, (disk) => disk.swap("/r/p", "/r/x"), [
      "Modified p replaced",
      "Modified x replaced"
    ])
  ])
})

const tree: Step = (disk) => {
  disk.mkdirs("/r/d/e")
  disk.write("/r/d/a", "a")
  disk.write("/r/d/e/b", "b")
}

describe("a folder", () => {
  check([
    row("goes with all that is in it, each before its folder", tree, (disk) => disk.remove("/r/d"), [
      "Removed d/e/b",
      "Removed d/e directory",
      "Removed d/a",
      "Removed d directory"
    ]),
    row("comes with all that is in it, each after its folder", nothing, tree, [
      "Created d directory",
      "Created d/a",
      "Created d/e directory",
      "Created d/e/b"
    ]),
    row("is renamed with all that is in it", tree, (disk) => disk.rename("/r/d", "/r/f"), [
      "Renamed d to f",
      "Renamed d/a to f/a",
      "Renamed d/e to f/e",
      "Renamed d/e/b to f/e/b"
    ]),
    row(
      "is renamed, and what happened in it meanwhile is told",
      tree,
      (disk) => {
        disk.rename("/r/d", "/r/f")
        disk.write("/r/f/a", "new")
        disk.write("/r/f/c", "c")
        disk.remove("/r/f/e/b")
      },
      ["Removed d/e/b", "Renamed d to f", "Renamed d/a to f/a, changed", "Renamed d/e to f/e", "Created f/c"]
    ),
    row(
      "is replaced by one with other entries, of which only these are told",
      tree,
      (disk) => {
        disk.remove("/r/d")
        disk.mkdir("/r/d")
        disk.write("/r/d/a", "new")
        disk.write("/r/d/c", "c")
      },
      ["Removed d/e/b", "Removed d/e directory", "Created d/c", "Modified d/a replaced"]
    ),
    row(
      "that becomes a file takes all that was in it along",
      tree,
      (disk) => {
        disk.remove("/r/d")
        disk.write("/r/d", "now a file")
      },
      ["Removed d/e/b", "Removed d/e directory", "Removed d/a", "Removed d directory", "Created d"]
    ),
    row(
      "goes while an entry of it is saved elsewhere",
      tree,
      (disk) => {
        disk.rename("/r/d/e/b", "/r/b")
        disk.remove("/r/d")
      },
      ["Removed d/e directory", "Removed d/a", "Removed d directory", "Renamed d/e/b to b"]
    ),
    row(
      "is renamed into a folder that was renamed",
      inOrder(tree, (disk) => disk.mkdir("/r/g")),
      (disk) => {
        disk.rename("/r/d", "/r/g/d")
        disk.rename("/r/g", "/r/h")
      },
      ["Renamed g to h", "Renamed d to h/d", "Renamed d/a to h/d/a", "Renamed d/e to h/d/e", "Renamed d/e/b to h/d/e/b"]
    ),
    row(
      "takes the place of a file that moves away, after it",
      inOrder(tree, p),
      (disk) => {
        disk.rename("/r/p", "/r/q")
        disk.rename("/r/d", "/r/p")
      },
      ["Renamed p to q", "Renamed d to p", "Renamed d/a to p/a", "Renamed d/e to p/e", "Renamed d/e/b to p/e/b"]
    ),
    row(
      "that changes places with a file of a lower name is renamed all the same",
      inOrder(tree, (disk) => disk.write("/r/c", "c")),
      (disk) => disk.swap("/r/d", "/r/c"),
      ["Removed c", "Renamed d to c", "Renamed d/a to c/a", "Renamed d/e to c/e", "Renamed d/e/b to c/e/b", "Created d"]
    ),
    row(
      "that changes places with a file is renamed, and the file goes and comes",
      inOrder(tree, p),
      (disk) => disk.swap("/r/d", "/r/p"),
      ["Removed p", "Renamed d to p", "Renamed d/a to p/a", "Renamed d/e to p/e", "Renamed d/e/b to p/e/b", "Created d"]
    )
  ])
})

describe("a symbolic link", () => {
  const link: Step = (disk) => disk.symlink("/r/l", "to")
  check([
    row(
      "is not told when it was made anew with the same target",
      link,
      inOrder((disk) => disk.remove("/r/l"), link),
      []
    ),
    row(
      "is replaced when its target is another",
      link,
      inOrder(
        (disk) => disk.remove("/r/l"),
        (disk) => disk.symlink("/r/l", "other")
      ),
      ["Modified l replaced"]
    ),
    row("is renamed", link, (disk) => disk.rename("/r/l", "/r/m"), ["Renamed l to m"]),
    row(
      "that becomes a file goes and comes",
      link,
      inOrder(
        (disk) => disk.remove("/r/l"),
        (disk) => disk.write("/r/l", "")
      ),
      ["Removed l symlink", "Created l"]
    )
  ])
})

describe("a file of several names", () => {
  const names: Step = inOrder(p, (disk) => disk.link("/r/p", "/r/q"))
  check([
    row("gets another name, which is created", p, (disk) => disk.link("/r/p", "/r/q"), ["Created q"]),
    row("loses a name", names, remove, ["Removed p"]),
    row("is modified under all of them", names, modify, ["Modified p content", "Modified q content"]),
    row("is modified under the names it keeps", names, inOrder(modify, remove), ["Removed p", "Modified q content"]),
    row(
      "keeps the names in a folder together with it",
      (disk) => {
        disk.mkdir("/r/d")
        disk.write("/r/d/a", "a")
        disk.link("/r/d/a", "/r/c")
      },
      inOrder(
        (disk) => disk.rename("/r/d", "/r/b"),
        (disk) => disk.rename("/r/c", "/r/z")
      ),
      ["Renamed d to b", "Renamed d/a to b/a", "Renamed c to z"]
    ),
    row("has one of them renamed", names, (disk) => disk.rename("/r/p", "/r/s"), ["Renamed p to s"]),
    row(
      "has them renamed, the first to the first",
      names,
      inOrder(
        (disk) => disk.rename("/r/q", "/r/s"),
        (disk) => disk.rename("/r/p", "/r/t")
      ),
      ["Renamed p to s", "Renamed q to t"]
    )
  ])
})

describe("a file that is too large to be read", () => {
  const big: Step = (disk) => disk.write("/r/p", large("1"))
  check([
    row("is created", nothing, big, ["Created p"]),
    row("is modified when it was written", big, (disk) => disk.write("/r/p", large("2")), ["Modified p content"]),
    row("is replaced by another one", big, replaceBy(large("1")), ["Modified p replaced"]),
    row("is not told when its rights change", big, (disk) => disk.chmod("/r/p"), []),
    row("is renamed", big, toQ, ["Renamed p to q"]),
    row(
      "is renamed and changed",
      big,
      inOrder(toQ, (disk) => disk.write("/r/q", large("2"))),
      ["Renamed p to q, changed"]
    ),
    row("is modified when it shrinks", big, modify, ["Modified p content"]),
    row("is modified when it grows that large", p, big, ["Modified p content"])
  ])
})

describe("what other watchers test", () => {
  const write =
    (name: string, text = name): Step =>
    (disk) =>
      disk.write(`/r/${name}`, text)
  const rename =
    (from: string, to: string): Step =>
    (disk) =>
      disk.rename(`/r/${from}`, `/r/${to}`)
  check([
    row("create and update is one creation", nothing, inOrder(write("f"), write("f", "2")), ["Created f"]),
    row("delete and create is one modification", p, inOrder(remove, write("p", "2")), ["Modified p replaced"]),
    row(
      "create and delete is nothing",
      nothing,
      inOrder(write("f1"), write("f2"), (disk) => disk.remove("/r/f2")),
      ["Created f1"]
    ),
    row(
      "several renames are one creation",
      nothing,
      inOrder(write("f1"), rename("f1", "f2"), rename("f2", "f3"), rename("f3", "f4")),
      ["Created f4"]
    ),
    row("update and delete is one removal", p, inOrder(write("p", "2"), write("p", "3"), remove), ["Removed p"]),
    row(
      "a batch of deletes tells each entry once",
      inOrder(tree, p, (disk) => disk.mkdirs("/r/g/h"), write("u")),
      inOrder(
        (disk) => disk.remove("/r/d/e/b"),
        (disk) => disk.remove("/r/d"),
        (disk) => disk.remove("/r/g"),
        remove,
        write("n"),
        write("u", "2")
      ),
      [
        "Removed p",
        "Removed g/h directory",
        "Removed g directory",
        "Removed d/e/b",
        "Removed d/e directory",
        "Removed d/a",
        "Removed d directory",
        "Created n",
        "Modified u content"
      ]
    ),
    row(
      "what came and went does not disturb others",
      p,
      inOrder(write("f"), (disk) => disk.remove("/r/f"), modify),
      ["Modified p content"]
    ),
    row(
      "a new file is created under the name it is renamed to",
      nothing,
      inOrder(write("source"), rename("source", "target")),
      ["Created target"]
    ),
    row(
      "a modified file is renamed and changed",
      write("source"),
      inOrder(write("source", "2"), rename("source", "target")),
      ["Renamed source to target, changed"]
    ),
    row(
      "a file renamed twice is renamed once",
      write("source"),
      inOrder(rename("source", "temp"), rename("temp", "target")),
      ["Renamed source to target"]
    ),
    row(
      "child and parent are both removed, once",
      tree,
      inOrder(
        (disk) => disk.remove("/r/d/e"),
        (disk) => disk.remove("/r/d")
      ),
      ["Removed d/e/b", "Removed d/e directory", "Removed d/a", "Removed d directory"]
    ),
    row(
      "even more moves",
      nothing,
      (disk) => {
        for (const name of ["d1", "d2", "d3"]) disk.mkdir(`/r/${name}`)
        disk.write("/r/d1/a", "a")
        for (const name of ["d1", "d2"]) disk.rename(`/r/${name}`, `/r/d3/${name}`)
        for (const name of ["d1", "d2"]) disk.rename(`/r/d3/${name}`, `/r/${name}`)
        disk.rename("/r/d1/a", "/r/d2/a")
      },
      ["Created d1 directory", "Created d2 directory", "Created d2/a", "Created d3 directory"]
    ),
    {
      what: "a file moved in over another, moved out and made anew",
      base: p,
      steps: [replaceBy("from outside"), remove, p],
      told: [["Modified p replaced"], ["Removed p"], ["Created p"]]
    },
    row("a safe edit within one look", p, inOrder(rename("p", "tmp"), write("tmp", "2"), rename("tmp", "p")), [
      "Modified p content"
    ]),
    {
      what: "a safe edit over two looks",
      base: p,
      steps: [rename("p", "tmp"), inOrder(write("tmp", "2"), rename("tmp", "p"))],
      told: [["Renamed p to tmp"], ["Renamed tmp to p, changed"]]
    }
  ])
})

describe("where no time of birth is told", () => {
  const tellUnborn = (base: Step, ...steps: ReadonlyArray<Step>) => tell(makeDisk(base, { birth: "unknown" }), steps)

  it("a file that has the inode number of one that went came by itself", () => {
    assert.deepStrictEqual(
      tellUnborn(
        x,
        inOrder((disk) => disk.remove("/r/x"), p)
      ),
      [["Removed x", "Created p"]]
    )
  })
  it("a file that is as it was is renamed", () => {
    assert.deepStrictEqual(tellUnborn(x, xOnto), [["Renamed x to p"]])
  })
  it("a file that was read and has other bytes is not renamed, although its size and time are the same", () => {
    const steps = inOrder((disk) => disk.sneak("/r/x", "y"), xOnto)
    assert.deepStrictEqual(tellUnborn(x, steps), [["Removed x", "Created p"]])
  })
})

describe("where no time of birth is told, what has an inode number of before", () => {
  const before: EntryFact = {
    kind: "symlink",
    device: 1,
    inode: 2,
    bornMillis: 0,
    modifiedMillis: 3,
    changedMillis: 4,
    sizeBytes: 1,
    links: 1,
    target: "a"
  }
  const moved = (before: EntryFact, now: EntryFact): ReadonlyArray<string> => {
    const index = new WatchIndex("posix")
    index.set("/r/x", before, undefined)
    return plan(index, [gone("/r/x"), { path: "/r/p", fact: now, hash: undefined }])
  }

  it("is the same link if it has the same target", () => {
    assert.deepStrictEqual(moved(before, { ...before, changedMillis: 5 }), ["Renamed x to p"])
    assert.deepStrictEqual(moved(before, { ...before, target: "b" }), ["Removed x symlink", "Created p symlink"])
  })
  it("is the same file, as far as it is known, if it has the same size and time", () => {
    const file: EntryFact = { ...before, kind: "file", target: undefined }
    assert.deepStrictEqual(moved(file, { ...file, changedMillis: 5 }), ["Renamed x to p"])
    assert.deepStrictEqual(moved(file, { ...file, modifiedMillis: 5 }), ["Removed x", "Created p"])
    assert.deepStrictEqual(moved(file, { ...file, sizeBytes: 5 }), ["Removed x", "Created p"])
  })
  it("is the same folder, whatever happened in it", () => {
    const folder: EntryFact = { ...before, kind: "directory", target: undefined }
    assert.deepStrictEqual(moved(folder, { ...folder, modifiedMillis: 5 }), ["Renamed x to p"])
  })
  it("is another link at the same path if its target is another", () => {
    const index = new WatchIndex("posix")
    index.set("/r/x", before, undefined)
    const now = { ...before, target: "b" }
    assert.isFalse(Reconcile.isSameVersion(before, now))
    assert.deepStrictEqual(plan(index, [{ path: "/r/x", fact: now, hash: undefined }]), ["Modified x replaced"])
  })
})

const found = (disk: ModelDisk, path: string): Observation => ({ path, fact: disk.fact(path), hash: disk.hash(path) })
const gone = (path: string): Observation => ({ path, fact: undefined, hash: undefined })

const plan = (index: WatchIndex, observations: ReadonlyArray<Observation>): ReadonlyArray<string> =>
  Reconcile.plan(index, observations, { held: new Set(), hold: "nothing" }).differences.map(show)

describe("observations", () => {
  it("count as the last one about a path says", () => {
    const disk = makeDisk(p)
    const index = disk.index()
    assert.deepStrictEqual(plan(index, [gone("/r/p"), found(disk, "/r/p")]), [])
    assert.deepStrictEqual(plan(index, [found(disk, "/r/p"), gone("/r/p")]), ["Removed p"])
  })
  it("of entries below a folder that is gone do not count", () => {
    const disk = makeDisk(tree)
    const index = disk.index()
    disk.write("/r/d/new", "new")
    const all = ["Removed d/e/b", "Removed d/e directory", "Removed d/a", "Removed d directory"]
    const seen = [found(disk, "/r/d/new"), found(disk, "/r/d/e"), found(disk, "/r/d/e/b"), gone("/r/d")]
    assert.deepStrictEqual(plan(index, seen), all)
    const settled = Reconcile.plan(index, seen, { held: new Set(), hold: "nothing" })
    Reconcile.apply(index, seen, settled)
    assert.deepStrictEqual([...told(index, root).keys()], [root])
  })
  it("of entries below what is a file by now do not count", () => {
    const disk = makeDisk(tree)
    const other = makeDisk((disk) => disk.write("/r/d", ""))
    const expected = ["Removed d/e/b", "Removed d/e directory", "Removed d/a", "Removed d directory", "Created d"]
    assert.deepStrictEqual(plan(disk.index(), [found(disk, "/r/d/a"), found(other, "/r/d")]), expected)
  })
  it("of entries below what the index has for a file do not count", () => {
    const disk = makeDisk(tree)
    const index = makeDisk((disk) => disk.write("/r/d", "")).index()
    assert.deepStrictEqual(plan(index, [found(disk, "/r/d/e"), found(disk, "/r/d/e/b")]), [])
  })
  it("of a root are compared like any other", () => {
    const disk = makeDisk(p)
    assert.deepStrictEqual(plan(new WatchIndex("posix"), [found(disk, "/r/p"), found(disk, root)]), [
      "Created  directory",
      "Created p"
    ])
    assert.deepStrictEqual(plan(disk.index(), [gone(root)]), ["Removed p", "Removed  directory"])
  })
  it("of Windows are taken apart by its separators", () => {
    const disk = makeDisk(tree)
    const windows = (path: string): string => "C:" + path.replaceAll("/", "\\")
    const index = new WatchIndex("win32")
    for (const [path, { fact, hash }] of disk.index().entriesBelow(root)) index.set(windows(path), fact, hash)
    disk.rename("/r/d", "/r/f")
    const seen = disk.look(disk.index(), disk.paths).map((one) => ({ ...one, path: windows(one.path) }))
    const { differences } = Reconcile.plan(index, [...seen, gone("C:\\r\\d")], { held: new Set(), hold: "nothing" })
    assert.deepStrictEqual(
      differences.map((one) => (one._tag === "Renamed" ? [one.oldPath, one.path] : one)),
      [
        ["C:\\r\\d", "C:\\r\\f"],
        ["C:\\r\\d\\a", "C:\\r\\f\\a"],
        ["C:\\r\\d\\e", "C:\\r\\f\\e"],
        ["C:\\r\\d\\e\\b", "C:\\r\\f\\e\\b"]
      ]
    )
  })
})

describe("two facts", () => {
  const fact: EntryFact = makeDisk(p).fact("/r/p")!
  it("are about one object only if kind, device, inode number and time of birth are the same", () => {
    assert.isTrue(
      Reconcile.isSameObject(fact, { ...fact, sizeBytes: 9, modifiedMillis: 9, changedMillis: 9, links: 9 })
    )
    assert.isFalse(Reconcile.isSameObject(fact, { ...fact, kind: "directory" }))
    for (const field of ["device", "inode", "bornMillis"] as const) {
      assert.isFalse(Reconcile.isSameObject(fact, { ...fact, [field]: 99_999 }), field)
    }
  })
  it("are about one version only if size and times are the same too", () => {
    assert.isTrue(Reconcile.isSameVersion(fact, { ...fact, links: 9 }))
    for (const field of ["inode", "sizeBytes", "modifiedMillis", "changedMillis"] as const) {
      assert.isFalse(Reconcile.isSameVersion(fact, { ...fact, [field]: 99_999 }), field)
    }
  })
})

describe("differences", () => {
  it("are events once they are numbered", () => {
    const disk = makeDisk(inOrder(tree, both))
    const index = disk.index()
    inOrder(
      modify,
      (disk) => disk.rename("/r/d", "/r/f"),
      (disk) => disk.remove("/r/x"),
      (disk) => disk.mkdir("/r/n")
    )(disk)
    const seen = disk.look(index, disk.dirty)
    const { differences } = Reconcile.plan(index, seen, { held: new Set(), hold: "nothing" })
    assert.deepStrictEqual(new Set(differences.map(({ _tag }) => _tag)).size, 4)
    for (const [sequence, one] of differences.entries()) {
      const event: FileChangeEvent = { ...one, sequence, observedAt: 1 }
      assert.isTrue(Schema.is(FileChangeEvent)(event))
    }
  })
  it("have the hashes that are known", () => {
    const disk = makeDisk(both)
    const index = disk.index()
    inOrder(
      modify,
      (disk) => disk.rename("/r/x", "/r/y"),
      (disk) => disk.write("/r/n", "n")
    )(disk)
    const seen = disk.look(index, disk.dirty)
    const { differences } = Reconcile.plan(index, seen, { held: new Set(), hold: "nothing" })
    assert.deepStrictEqual(
      differences.map(({ hash, path, previousHash }) => [path, previousHash, hash]),
      [
        ["/r/y", hash("x"), hash("x")],
        ["/r/n", undefined, hash("n")],
        ["/r/p", hash("p"), hash("modified")]
      ]
    )
  })
})

describe("a hash that is not known", () => {
  const known = (index: WatchIndex) => index.get("/r/p")?.hash
  const settle = (index: WatchIndex, seen: ReadonlyArray<Observation>): ReadonlyArray<string> => {
    const settled = Reconcile.plan(index, seen, { held: new Set(), hold: "nothing" })
    Reconcile.apply(index, seen, settled)
    return settled.differences.map(show)
  }

  it("is learned in silence while nothing has happened to the file", () => {
    const disk = makeDisk(p)
    const index = disk.index("unknown")
    assert.deepStrictEqual(settle(index, [found(disk, "/r/p")]), [])
    assert.strictEqual(known(index), hash("p"))
  })
  it("makes every change of the file one of its contents, which are not lost in silence", () => {
    const disk = makeDisk(p)
    const index = disk.index("unknown")
    disk.chmod("/r/p")
    assert.deepStrictEqual(settle(index, [found(disk, "/r/p")]), ["Modified p content"])
    assert.strictEqual(known(index), hash("p"))
  })
  it("is taken along when a file was renamed and not read", () => {
    const disk = makeDisk(x)
    const index = disk.index()
    xOnto(disk)
    const seen = [gone("/r/x"), { ...found(disk, "/r/p"), hash: undefined }]
    const { differences } = Reconcile.plan(index, seen, { held: new Set(), hold: "nothing" })
    assert.deepStrictEqual(
      differences.map((one) => [show(one), one.hash, one.previousHash]),
      [["Renamed x to p", hash("x"), hash("x")]]
    )
    settle(index, seen)
    assert.strictEqual(known(index), hash("x"))
  })
  it("is none where there is no file", () => {
    const index = new WatchIndex("posix")
    const disk = makeDisk((disk) => disk.symlink("/r/p", "to"))
    const seen = [root, "/r/p"].map((path) => ({ path, fact: disk.fact(path), hash: hash("of no file") }))
    const { differences } = Reconcile.plan(index, seen, { held: new Set(), hold: "nothing" })
    assert.deepStrictEqual(
      differences.map((one) => [show(one), one.hash]),
      [
        ["Created  directory", undefined],
        ["Created p symlink", undefined]
      ]
    )
  })
  it("is forgotten when the file was written and not read", () => {
    const disk = makeDisk(p)
    const index = disk.index()
    modify(disk)
    assert.deepStrictEqual(settle(index, [{ ...found(disk, "/r/p"), hash: undefined }]), ["Modified p content"])
    assert.strictEqual(known(index), undefined)
  })
  it("stays known when only its rights changed, so that a rewrite meanwhile is found as soon as it may be read", () => {
    const disk = makeDisk(p)
    const index = disk.index()
    disk.sneak("/r/p", "q")
    assert.deepStrictEqual(settle(index, [{ ...found(disk, "/r/p"), hash: undefined }]), [])
    assert.strictEqual(known(index), hash("p"))
    disk.chmod("/r/p")
    assert.deepStrictEqual(settle(index, [found(disk, "/r/p")]), ["Modified p content"])
  })
  it("that was taken although nothing seemed to have happened is believed", () => {
    const disk = makeDisk(p)
    const index = disk.index()
    assert.deepStrictEqual(settle(index, [{ ...found(disk, "/r/p"), hash: hash("q") }]), ["Modified p content"])
  })
})

describe("a removal", () => {
  /** Looks once more, at what was held too, and says what is told and what is held. */
  const follow = (disk: ModelDisk) => {
    const index = disk.index()
    let held: ReadonlySet<string> = new Set()
    return (step: Step, observations?: ReadonlyArray<Observation>) => {
      step(disk)
      const seen = observations ?? disk.look(index, disk.dirty, held)
      const settled = Reconcile.plan(index, seen, { held, hold: "unpaired removals" })
      Reconcile.apply(index, seen, settled)
      disk.dirty.clear()
      held = new Set(settled.holds)
      return { told: settled.differences.map(show), holds: settled.holds }
    }
  }

  it("waits for one look more, and stays in the index until then", () => {
    const look = follow(makeDisk(p))
    assert.deepStrictEqual(look(remove), { told: [], holds: ["/r/p"] })
    assert.deepStrictEqual(look(nothing), { told: ["Removed p"], holds: [] })
    assert.deepStrictEqual(look(nothing), { told: [], holds: [] })
  })
  it("of a folder waits as one, with all that was in it", () => {
    const look = follow(makeDisk(tree))
    assert.deepStrictEqual(
      look((disk) => disk.remove("/r/d")),
      { told: [], holds: ["/r/d"] }
    )
    const all = ["Removed d/e/b", "Removed d/e directory", "Removed d/a", "Removed d directory"]
    assert.deepStrictEqual(look(nothing), { told: all, holds: [] })
  })
  it("becomes a rename when the file turns up", () => {
    const disk = makeDisk(p)
    const look = follow(disk)
    assert.deepStrictEqual(look(toQ, [gone("/r/p")]), { told: [], holds: ["/r/p"] })
    assert.deepStrictEqual(
      look((disk) => disk.dirty.add("/r/q")),
      { told: ["Renamed p to q"], holds: [] }
    )
  })
  it("of a folder becomes a rename of all that is in it", () => {
    const look = follow(makeDisk(tree))
    assert.deepStrictEqual(
      look((disk) => disk.rename("/r/d", "/r/f"), [gone("/r/d")]),
      { told: [], holds: ["/r/d"] }
    )
    const all = ["Renamed d to f", "Renamed d/a to f/a", "Renamed d/e to f/e", "Renamed d/e/b to f/e/b"]
    assert.deepStrictEqual(
      look((disk) => disk.dirty.add("/r/f")),
      { told: all, holds: [] }
    )
  })
  it("is not told when the path comes back as it was", () => {
    const look = follow(makeDisk(p))
    look(remove)
    assert.deepStrictEqual(look(p), { told: [], holds: [] })
  })
  it("is a modification when the path comes back with other contents", () => {
    const look = follow(makeDisk(p))
    look(remove)
    assert.deepStrictEqual(look(modify), { told: ["Modified p replaced"], holds: [] })
  })
  it("is told of what did not come back with its folder", () => {
    const look = follow(makeDisk(tree))
    look((disk) => disk.remove("/r/d"))
    const back = (disk: ModelDisk) => {
      disk.mkdirs("/r/d/e")
      disk.write("/r/d/a", "a")
    }
    assert.deepStrictEqual(look(back), { told: ["Removed d/e/b"], holds: [] })
  })
  it("does not wait where another kind of entry has come", () => {
    const look = follow(makeDisk(tree))
    const toFile = (disk: ModelDisk) => {
      disk.remove("/r/d")
      disk.write("/r/d", "")
    }
    const all = ["Removed d/e/b", "Removed d/e directory", "Removed d/a", "Removed d directory", "Created d"]
    assert.deepStrictEqual(look(toFile), { told: all, holds: [] })
  })
  it("does not wait where a folder has come", () => {
    const look = follow(makeDisk(p))
    const toFolder = inOrder(remove, (disk) => disk.mkdir("/r/p"))
    assert.deepStrictEqual(look(toFolder), { told: ["Removed p", "Created p directory"], holds: [] })
  })
  it("does not wait below a folder that moved and left its place to a file", () => {
    const look = follow(makeDisk(tree))
    const step = (disk: ModelDisk) => {
      disk.remove("/r/d/e")
      disk.rename("/r/d", "/r/f")
      disk.write("/r/d", "")
    }
    const all = ["Removed d/e/b", "Removed d/e directory", "Renamed d to f", "Renamed d/a to f/a", "Created d"]
    assert.deepStrictEqual(look(step), { told: all, holds: [] })
  })
  it("of an entry waits also when its folder was renamed", () => {
    const look = follow(makeDisk(tree))
    const step = (disk: ModelDisk) => {
      disk.remove("/r/d/a")
      disk.rename("/r/d", "/r/f")
    }
    const moved = ["Renamed d to f", "Renamed d/e to f/e", "Renamed d/e/b to f/e/b"]
    assert.deepStrictEqual(look(step), { told: moved, holds: ["/r/d/a"] })
    assert.deepStrictEqual(look(nothing), { told: ["Removed d/a"], holds: [] })
  })
  it("does not keep what else there is from being told", () => {
    const look = follow(makeDisk(both))
    assert.deepStrictEqual(look(inOrder(remove, (disk) => disk.write("/r/x", "2"))), {
      told: ["Modified x content"],
      holds: ["/r/p"]
    })
  })
  it("is told at once when nothing may wait", () => {
    const disk = makeDisk(p)
    assert.deepStrictEqual(plan(disk.index(), [gone("/r/p")]), ["Removed p"])
  })
})

describe("contents", () => {
  const disk = makeDisk(inOrder(both, tree))
  const index = disk.index()
  const fact = (path: string): EntryFact => disk.fact(path)!

  it("have to be read where a file is new or anything about it has changed, and nowhere else", () => {
    const before = index.get("/r/p")
    assert.isFalse(Reconcile.needsHash(before, fact("/r/p")))
    assert.isFalse(Reconcile.needsHash(undefined, fact("/r/d")))
    assert.isTrue(Reconcile.needsHash(undefined, fact("/r/p")))
    assert.isTrue(Reconcile.needsHash(index.get("/r/d"), fact("/r/p")))
    for (const field of ["device", "inode", "bornMillis", "sizeBytes", "modifiedMillis", "changedMillis"] as const) {
      assert.isTrue(Reconcile.needsHash(before, { ...fact("/r/p"), [field]: 99_999 }), field)
    }
    assert.isFalse(Reconcile.needsHash(before, { ...fact("/r/p"), links: 2 }))
  })
  it("need not be read where only a folder above a file was renamed", () => {
    const renamed = fact("/r/p")
    assert.strictEqual(Reconcile.inheritedHash(index, "/r/q", renamed), hash("p"))
    assert.strictEqual(Reconcile.inheritedHash(index, "/r/x", renamed), hash("p"))
  })
  it("have to be read where a file may be another one, was written, or is where it was", () => {
    const renamed = fact("/r/p")
    assert.strictEqual(Reconcile.inheritedHash(index, "/r/p", renamed), undefined)
    for (const field of ["device", "inode", "bornMillis", "sizeBytes", "modifiedMillis", "changedMillis"] as const) {
      assert.strictEqual(Reconcile.inheritedHash(index, "/r/q", { ...renamed, [field]: 99_999 }), undefined, field)
    }
    assert.strictEqual(Reconcile.inheritedHash(index, "/r/q", { ...renamed, links: 2 }), undefined)
    const linked = disk.index()
    linked.set("/r/p2", fact("/r/p"), hash("p"))
    assert.strictEqual(Reconcile.inheritedHash(linked, "/r/q", renamed), undefined)
    const unborn = new WatchIndex("posix")
    unborn.set("/r/p", { ...fact("/r/p"), bornMillis: 0 }, hash("p"))
    assert.strictEqual(Reconcile.inheritedHash(unborn, "/r/q", { ...renamed, bornMillis: 0 }), undefined)
  })
})

describe("with a path have to be looked at", () => {
  it("the other names of the file that was there and of the one that is", () => {
    const disk = makeDisk(
      inOrder(
        both,
        (disk) => disk.link("/r/p", "/r/p2"),
        (disk) => disk.link("/r/x", "/r/x2")
      )
    )
    const index = disk.index()
    assert.deepStrictEqual(Reconcile.otherPaths(index, "/r/p", disk.fact("/r/p")), ["/r/p2"])
    assert.deepStrictEqual(Reconcile.otherPaths(index, "/r/p", undefined), ["/r/p2"])
    assert.deepStrictEqual([...Reconcile.otherPaths(index, "/r/p", disk.fact("/r/x"))].sort(), [
      "/r/p2",
      "/r/x",
      "/r/x2"
    ])
  })
  it("the old path of what turns up", () => {
    const disk = makeDisk(tree)
    assert.deepStrictEqual(Reconcile.otherPaths(disk.index(), "/r/f", disk.fact("/r/d")), ["/r/d"])
    assert.deepStrictEqual(Reconcile.otherPaths(disk.index(), "/r/d", disk.fact("/r/d")), [])
  })
})
