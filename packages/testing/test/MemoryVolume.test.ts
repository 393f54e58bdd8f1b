import { assert, describe, it } from "@effect/vitest"
import * as MemoryVolume from "@ploke/io-testing/MemoryVolume"
import * as Tree from "@ploke/io-testing/Tree"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run()
    return undefined
  } catch (error) {
    return (error as { readonly code?: string }).code
  }
}

const superuser = { uid: 0, gid: 0 }

const volumeOf = (tree: Tree.Tree, options?: MemoryVolume.Options): MemoryVolume.MemoryVolume => {
  const volume = MemoryVolume.make(options)
  Tree.seed(volume, tree)
  return volume
}

describe("errors", () => {
  it("have the own properties and the message of a Node error", () => {
    const volume = volumeOf({ "/f": "" })
    let caught: unknown
    try {
      volume.rename("/missing", "/g")
    } catch (error) {
      caught = error
    }
    assert.instanceOf(caught, Error)
    assert.deepStrictEqual(
      { ...(caught as object), message: (caught as Error).message, name: (caught as Error).name },
      {
        errno: -2,
        code: "ENOENT",
        syscall: "rename",
        path: "/missing",
        dest: "/g",
        message: "ENOENT: no such file or directory, rename '/missing' -> '/g'",
        name: "Error"
      }
    )
  })
})

describe("special files", () => {
  const tree = { "/pipe": Tree.fifo, "/sock": Tree.socket, "/null": Tree.characterDevice }

  const cases: ReadonlyArray<readonly [name: string, path: string, flag: "r" | "w" | "r+", code: string | undefined]> =
    [
      ["a FIFO opens to read without waiting", "/pipe", "r", undefined],
      ["a FIFO that nobody reads does not open to write", "/pipe", "w", "ENXIO"],
      ["a FIFO opens for both", "/pipe", "r+", undefined],
      ["a socket does not open", "/sock", "r", "ENXIO"],
      ["a character device opens to read", "/null", "r", undefined],
      ["a character device opens to write", "/null", "w", undefined]
    ]
  it.each(cases)("%s", (_, path, flag, code) => {
    const volume = volumeOf(tree)
    assert.strictEqual(
      codeOf(() => volume.open(path, { flag })),
      code
    )
  })

  it.each(["/pipe", "/null"])("%s reads as empty and forgets what is written", (path) => {
    const volume = volumeOf(tree)
    volume.writeFile(path, bytes("gone"), { flag: "r+" })
    assert.strictEqual(volume.readFile(path).length, 0)
  })

  it("have their types", () => {
    const volume = volumeOf(tree)
    assert.deepStrictEqual(
      volume.readDirectoryEntries("/").map(({ type }) => type),
      ["CharacterDevice", "FIFO", "Socket"]
    )
    assert.deepStrictEqual(
      ["/null", "/pipe", "/sock"].map((path) => volume.stat(path).mode & 0o170000),
      [0o020000, 0o010000, 0o140000]
    )
  })

  it.each([
    ["/pipe", "ERR_FS_CP_FIFO_PIPE"],
    ["/sock", "ERR_FS_CP_SOCKET"]
  ])("%s is not copied", (path, code) => {
    assert.strictEqual(
      codeOf(() => volumeOf(tree).copy(path, "/copy")),
      code
    )
  })
})

describe("versions and times", () => {
  it("a version counts the changes of content, not of attributes", () => {
    const volume = volumeOf({ "/f": "" })
    const versions = [
      () => volume.writeFile("/f", bytes("a"), { flag: "a" }),
      () => volume.chmod("/f", 0o600),
      () => volume.truncate("/f", 9)
    ].map((change) => {
      const before = volume.nodeAt("/f")?.version ?? 0
      change()
      return (volume.nodeAt("/f")?.version ?? 0) - before
    })
    assert.deepStrictEqual(versions, [1, 0, 1])
  })

  const standing: ReadonlyArray<readonly ["distinct" | "clock", ReadonlyArray<number>]> = [
    ["distinct", [0, 1, 2]],
    ["clock", [0, 0, 0]]
  ]
  it.each(standing)(
    "with %s timestamps, three writes and looks under a standing clock have the times %j",
    (timestamps, times) => {
      const volume = volumeOf({}, { timestamps })
      const seen = [1, 2, 3].map(() => {
        volume.writeFile("/f", bytes("x"), { flag: "a" })
        return volume.stat("/f").modificationTime
      })
      assert.deepStrictEqual(seen, Array.from(times))
    }
  )

  it("times come from the clock once it moves on", () => {
    let now = 1000
    const volume = volumeOf({ "/f": "" }, { clock: () => now })
    now = 5000
    volume.writeFile("/f", bytes("x"), { flag: "a" })
    const { birthTime, changeTime, modificationTime } = volume.stat("/f")
    assert.deepStrictEqual([birthTime, modificationTime, changeTime], [1000, 5000, 5000])
  })

  it("writes that nobody looked between have one time, which is the clock's", () => {
    const volume = volumeOf({ "/f": "old" })
    volume.writeFile("/f", bytes("a"))
    volume.writeFile("/f", bytes("b"))
    assert.strictEqual(volume.stat("/f").modificationTime, 0)
  })

  it("a read moves the access time of a file that changed since", () => {
    let now = 1000
    const volume = volumeOf({ "/f": "x" }, { clock: () => now })
    now = 2000
    volume.readFile("/f")
    now = 3000
    volume.readFile("/f")
    assert.strictEqual(volume.stat("/f").accessTime, 2000)
  })
})

describe("users", () => {
  const locked = { "/d": Tree.directory({ mode: 0o700 }), "/d/f": Tree.file("secret", { mode: 0o640 }) }

  const cases: ReadonlyArray<readonly [name: string, user: MemoryVolume.User, code: string | undefined]> = [
    ["the owner reads what is his", { uid: 1000, gid: 1000 }, undefined],
    ["the superuser reads everything", superuser, undefined],
    ["a stranger reads nothing", { uid: 2000, gid: 2000 }, "EACCES"],
    ["a member of the group does not pass a directory that is closed to it", { uid: 2000, gid: 1000 }, "EACCES"]
  ]
  it.each(cases)("%s", (_, user, code) => {
    const volume = volumeOf(locked)
    assert.strictEqual(
      codeOf(() => volume.as(user).readFile("/d/f")),
      code
    )
  })

  it("a member of the group reads by the bits of the group", () => {
    const volume = volumeOf({ "/f": Tree.file("", { mode: 0o040 }) })
    assert.strictEqual(
      codeOf(() => volume.as({ uid: 2000, gid: 1000 }).readFile("/f")),
      undefined
    )
    assert.strictEqual(
      codeOf(() => volume.readFile("/f")),
      "EACCES"
    )
  })

  it("in a sticky directory nobody removes what is somebody else's", () => {
    const volume = volumeOf({ "/t": Tree.directory({ mode: 0o1777 }), "/t/f": "" })
    const stranger = volume.as({ uid: 2000, gid: 2000 })
    assert.strictEqual(
      codeOf(() => stranger.rename("/t/f", "/t/g")),
      "EPERM"
    )
    stranger.writeFile("/t/own", bytes(""))
    stranger.remove("/t/own")
    assert.deepStrictEqual(volume.readDirectory("/t"), ["f"])
  })

  it("a file gets the owner, and in a set-group-ID directory the group, of the directory", () => {
    const volume = volumeOf({ "/d": Tree.directory({ mode: 0o2777 }) })
    volume.as({ uid: 2000, gid: 2000 }).writeFile("/d/f", bytes(""))
    const { gid, uid } = volume.stat("/d/f")
    assert.deepStrictEqual([uid, gid], [2000, 1000])
  })

  it("a write by anyone but the superuser takes the set-user-ID bit", () => {
    const volume = volumeOf({ "/f": Tree.file("", { mode: 0o4755 }), "/g": Tree.file("", { mode: 0o4755 }) })
    volume.writeFile("/f", bytes("x"))
    volume.as(superuser).writeFile("/g", bytes("x"))
    assert.deepStrictEqual([volume.stat("/f").mode & 0o7777, volume.stat("/g").mode & 0o7777], [0o755, 0o4755])
  })

  it("nobody links a file of somebody else that he may not write", () => {
    const volume = volumeOf({ "/d": Tree.directory({ mode: 0o777 }), "/d/f": Tree.file("", { mode: 0o644 }) })
    assert.strictEqual(
      codeOf(() => volume.as({ uid: 2000, gid: 2000 }).link("/d/f", "/d/g")),
      "EPERM"
    )
  })
})

describe("the inspector", () => {
  it("looks at files that nobody may read", () => {
    const volume = volumeOf({ "/d": Tree.directory({ mode: 0 }), "/d/f": Tree.file("text", { mode: 0 }) })
    assert.deepStrictEqual(volume.nodeAt("/d/f")?.content, new Uint8Array(bytes("text")))
    assert.strictEqual(volume.snapshot("/d").length, 2)
  })

  it("sees nothing where nothing is", () => {
    const volume = MemoryVolume.make()
    assert.strictEqual(volume.nodeAt("/missing/f"), undefined)
    assert.deepStrictEqual(volume.snapshot("/missing"), [])
  })

  it("counts open handles and frees what is closed", () => {
    const volume = volumeOf({ "/f": "" })
    const first = volume.open("/f")
    const second = volume.open("/f")
    assert.strictEqual(volume.openHandles, 2)
    volume.close(first)
    assert.strictEqual(volume.openHandles, 1)
    assert.strictEqual(volume.open("/f"), first)
    volume.close(second)
    assert.strictEqual(
      codeOf(() => volume.close(second)),
      "EBADF"
    )
  })

  it("leaves no handle open when a whole-file call is refused", () => {
    const volume = volumeOf({ "/d/": {}, "/f": "" })
    codeOf(() => volume.readFile("/d"))
    codeOf(() => volume.writeFile("/f", bytes("x"), { flag: "r" }))
    codeOf(() => volume.copyFile("/d", "/g"))
    assert.strictEqual(volume.openHandles, 0)
  })

  it("resolves `..` after the link before it in a physical path", () => {
    const volume = volumeOf({ "/a/b/": {}, "/a/f": "", "/f": "", "/l": Tree.symlink("a/b") })
    assert.deepStrictEqual([volume.physicalPath("/l/../f"), volume.realPath("/l/../f")], ["/a/f", "/f"])
  })
})

describe("content", () => {
  it("a file of a terabyte of nothing holds no page", () => {
    const volume = volumeOf({ "/f": "" })
    volume.truncate("/f", 2 ** 40)
    const handle = volume.open("/f", { flag: "r+" })
    volume.writeHandle(handle, bytes("far"), 2 ** 39)
    const target = new Uint8Array(5)
    volume.readHandle(handle, target, 2 ** 39 - 1)
    assert.deepStrictEqual(Array.from(target), [0, ...bytes("far"), 0])
    assert.isBelow(volume.stat("/f").blocks, 1000)
  })

  it("a file longer than the largest is refused", () => {
    const volume = volumeOf({ "/f": "" })
    assert.strictEqual(
      codeOf(() => volume.truncate("/f", 2 ** 52)),
      "EFBIG"
    )
  })

  it("writes across pages read back as they were", () => {
    const volume = volumeOf({ "/f": "" })
    const handle = volume.open("/f", { flag: "r+" })
    const data = new Uint8Array(200_000).map((_, index) => index % 253)
    volume.writeHandle(handle, data, 65_000)
    const back = new Uint8Array(data.length)
    assert.strictEqual(volume.readHandle(handle, back, 65_000), data.length)
    assert.deepStrictEqual(back, data)
    volume.truncateHandle(handle, 70_000)
    volume.truncateHandle(handle, 140_000)
    volume.readHandle(handle, back, 69_999)
    assert.deepStrictEqual(Array.from(back.subarray(0, 2)), [data[4999], 0])
  })

  it("names are listed in the order of their bytes", () => {
    const names = ["😀", "\uffee", "é", "z", "a", "B"]
    const volume = volumeOf(Object.fromEntries(names.map((name) => [`/${name}`, ""])))
    assert.deepStrictEqual(
      volume.readDirectory("/"),
      names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    )
  })
})

describe("notifications", () => {
  const cases: ReadonlyArray<
    readonly [name: string, path: string, act: (volume: MemoryVolume.MemoryVolume) => void, told: ReadonlyArray<string>]
  > = [
    ["a file that is created", "/d", (v) => v.writeFile("/d/new", bytes("x")), ["Create new", "Update new"]],
    ["a file that is written by another name", "/d", (v) => v.writeFile("/other", bytes("x")), []],
    ["a rename within", "/d", (v) => v.rename("/d/f", "/d/g"), ["Remove f", "Create g"]],
    ["a rename away", "/d", (v) => v.rename("/d/f", "/g"), ["Remove f"]],
    ["a file below", "/d", (v) => v.writeFile("/d/e/new", bytes("")), ["Create e/new"]],
    ["the removal of the watched directory", "/d/e", (v) => v.remove("/d/e", { recursive: true }), ["Remove e"]],
    ["the removal of the last name of a watched file", "/d/f", (v) => v.remove("/d/f"), []],
    [
      "a write through any name of a watched file",
      "/d/f",
      (v) => v.writeFile("/other", bytes("x"), { flag: "a" }),
      ["Update f"]
    ]
  ]
  it.each(cases)("tell of %s", (_, path, act, told) => {
    const volume = volumeOf({ "/d/f": "", "/d/e/": {}, "/other": Tree.hardLink("/d/f") })
    const seen: Array<string> = []
    const stop = volume.watch(path, "descendants", (kind, changed) => seen.push(`${kind} ${changed}`))
    act(volume)
    stop()
    assert.deepStrictEqual(seen, told)
  })

  it("end when the watcher is stopped", () => {
    const volume = volumeOf({ "/f": "" })
    const seen: Array<string> = []
    const stop = volume.watch("/", "children", (kind) => seen.push(kind))
    volume.chmod("/f", 0o600)
    stop()
    volume.chmod("/f", 0o644)
    assert.deepStrictEqual(seen, ["Update"])
  })
})
