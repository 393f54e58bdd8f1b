import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { FileLock, type AccessFailure, type LockFiles, type LockUnsupported } from "@ploke/io"
import * as AdvisoryLocks from "@ploke/io/AdvisoryLocks"
import { NodeFileLock } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { defaultDirectory } from "../src/internal/stateDirectory.ts"
import { Child, type Start } from "./Child.ts"
import { makeFolder, withFolder } from "./Folders.ts"

const mechanisms = ["ofd", "sqlite"] as const
type Mechanism = (typeof mechanisms)[number]

const layers = { ofd: NodeFileLock.layerOfd, sqlite: NodeFileLock.layerSqlite, either: NodeFileLock.layer }

const opening = (mechanism: keyof typeof layers, stateDirectory: string | undefined) =>
  Effect.flatMap(FileLock, (lock) => lock.open(stateDirectory)).pipe(Effect.scoped, Effect.provide(layers[mechanism]))

const open = (mechanism: Mechanism, stateDirectory: string): Promise<LockFiles> =>
  Effect.runPromise(opening(mechanism, stateDirectory))

const key = "/repo/a.ts"
const slot = FileLock.slotOf(key)

const take = (files: LockFiles) => Effect.runPromise(files.tryLock(slot))

/** Gives back what an attempt got, which must be the lock. */
const release = async (attempt: Awaited<ReturnType<typeof take>>): Promise<void> => {
  if (attempt._tag !== "Held") return assert.fail(`held by ${attempt.heldBy}`)
  await Effect.runPromise(attempt.release)
}

/** Starts a process that does with the lock of one file what it is told, once it is ready. */
const startOther = (mechanism: keyof typeof layers, stateDirectory: string, start: Start = {}): Child =>
  new Child("lock.ts", [mechanism, stateDirectory, key], { ...start, env: { NODE_COMPILE_CACHE: cache } })

// Processes start in half the time where another one has left what it compiled.
const cache = fs.mkdtempSync(path.join(os.tmpdir(), "ploke-cache-"))
afterAll(() => fs.rmSync(cache, { recursive: true, force: true, maxRetries: 5 }))

/** Three other processes for each mechanism, and their state directory. */
interface Others {
  readonly folder: string
  readonly children: Array<Child>
}

const others = {} as Record<Mechanism, Others>

beforeAll(async () => {
  for (const mechanism of mechanisms) others[mechanism] = { folder: makeFolder(), children: [] }
  for (const number of [0, 1, 2]) {
    for (const mechanism of mechanisms) {
      const { children, folder } = others[mechanism]
      // Few descriptors, for the one that is to have none left.
      children.push(startOther(mechanism, folder, { shell: "ulimit -n 64;" }))
      // The first leaves what it compiled to the others.
      if (number === 0) assert.strictEqual(await children[0]!.next(), "ready")
    }
  }
  for (const { children } of Object.values(others)) {
    for (const child of children.slice(1)) assert.strictEqual(await child.next(), "ready")
  }
})

afterAll(async () => {
  for (const { folder, children } of Object.values(others)) {
    await Promise.all(children.map((child) => child.end()))
    fs.rmSync(folder, { recursive: true, force: true })
  }
})

/** Lets another process hold the lock meanwhile. */
const whileHeld = async (mechanism: Mechanism, body: (other: Child, files: LockFiles) => Promise<void>) => {
  const { children, folder } = others[mechanism]
  const other = children[0]!
  assert.strictEqual(await other.ask("try"), `Held ${mechanism}`)
  await body(other, await open(mechanism, folder))
  assert.strictEqual(await other.ask("release"), "released")
  await release(await take(await open(mechanism, folder)))
}

const heldBy = (pid: number) => new RegExp(`^process ${pid} on [\\w.-]+ since \\d{4}-\\d\\d-\\d\\dT[^ ]+Z$`)

/** Lets the three processes enter one place again and again; how often one met another there. */
const crowd = async (mechanism: Mechanism, how: "locked" | "unlocked"): Promise<number> => {
  const overlaps = await Promise.all(others[mechanism].children.map((child) => child.ask(`enter 200 ${how}`)))
  return overlaps.reduce((sum, each) => sum + Number(each), 0)
}

for (const mechanism of mechanisms) {
  describe(`a lock of another process, made of ${mechanism}`, () => {
    it("keeps this one out until it is given back, and tells who has it", () =>
      whileHeld(mechanism, async (other, files) => {
        const busy = await take(files)
        if (busy._tag !== "Busy") return assert.fail("both of them are in")
        assert.match(busy.heldBy ?? "", heldBy(other.pid))
        await other.ask("release")
        const held = await take(files)
        // The other way round.
        assert.match((await other.ask("try")).replace("Busy ", ""), heldBy(process.pid))
        await release(held)
      }))

    it("is waited for when the process has no descriptor left", async () => {
      const other = others[mechanism].children[0]!
      // Where the files are to be made, and where they are there.
      for (const name of fs.readdirSync(path.join(others[mechanism].folder, "locks"))) {
        fs.unlinkSync(path.join(others[mechanism].folder, "locks", name))
      }
      for (let i = 0; i < 2; i++) {
        assert.strictEqual(await other.ask("exhausted"), `Held ${mechanism}`)
        await other.ask("release")
      }
    })

    it("lets one of three processes in at a time", async () => {
      assert.strictEqual(await crowd(mechanism, "locked"), 0)
    })
  })

  describe(`a lock of this process, made of ${mechanism}`, () => {
    it("keeps this process itself out, and is of its own file", () =>
      withFolder(async (folder) => {
        const [one, two] = [await open(mechanism, folder), await open(mechanism, folder)]
        const held = await take(one)
        assert.strictEqual((await take(two))._tag, "Busy")
        await release(await Effect.runPromise(two.tryLock(FileLock.slotOf("/repo/b.ts"))))
        await release(held)
        await release(await take(two))
      }))

    it("is of a file that only this user can read, which stays", () =>
      withFolder(async (folder) => {
        const files = await open(mechanism, path.join(folder, "state", "deep"))
        await release(await take(files))
        const found = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()
        const names = { ofd: [`${slot}.lock`], sqlite: [`${slot}.holder`, `${slot}.sqlite`] }[mechanism]
        const expected = ["state", "state/deep", "state/deep/locks", ...names.map((name) => `state/deep/locks/${name}`)]
        assert.deepStrictEqual(found, expected)
        const modes = found.map((name) => (fs.statSync(path.join(folder, name)).mode & 0o777).toString(8))
        assert.deepStrictEqual(modes, ["700", "700", "700", ...names.map(() => "600")])
      }))

    it("is made again where somebody has removed the folder", () =>
      withFolder(async (folder) => {
        const files = await open(mechanism, folder)
        fs.rmSync(path.join(folder, "locks"), { recursive: true })
        await release(await take(files))
        // But not where the new one is another's to write into.
        fs.rmSync(path.join(folder, "locks"), { recursive: true })
        fs.chmodSync(folder, 0o777)
        assert.strictEqual((await Effect.runPromise(Effect.flip(files.tryLock(slot)))).code, "EPERM")
      }))

    it("opens no link, and nothing but a regular file", () =>
      withFolder(async (folder) => {
        const files = await open(mechanism, folder)
        const name = path.join(folder, "locks", `${slot}.${mechanism === "ofd" ? "lock" : "sqlite"}`)
        const outside = path.join(folder, "outside")
        fs.symlinkSync(outside, name)
        const link = await Effect.runPromise(Effect.flip(files.tryLock(slot)))
        assert.include(["ELOOP", "EINVAL"], link.code)
        assert.isFalse(fs.existsSync(outside))
        fs.unlinkSync(name)
        execFileSync("mkfifo", [name])
        const fifo = await Effect.runPromise(Effect.flip(files.tryLock(slot)))
        assert.strictEqual(fifo.code, "EINVAL")
      }))
  })
}

describe("without locks", () => {
  it("the processes do meet", async () => {
    assert.isAbove(await crowd("ofd", "unlocked"), 0)
  })
})

describe("a lock whose file its own process opens and closes for another reason", () => {
  const rows = [
    ["ofd", "stays", "Busy"],
    ["sqlite", "is lost, which is the weakness that the documentation tells of,", "Held"]
  ] as const
  for (const [mechanism, fact, expected] of rows) {
    it(`${fact} made of ${mechanism}`, () =>
      whileHeld(mechanism, async (other, files) => {
        assert.strictEqual(await other.ask("reopen"), "reopened")
        const attempt = await take(files)
        assert.strictEqual(attempt._tag, expected)
        if (attempt._tag === "Held") await release(attempt)
      }))
  }
})

describe("a lock whose holder stalls for 3 seconds", () => {
  it("stays, whatever it is made of", async () => {
    const stalled = (mechanism: Mechanism) =>
      whileHeld(mechanism, async (other, files) => {
        assert.strictEqual(await other.ask("stall 3000"), "stalling")
        const locks = AdvisoryLocks.make(files, { waitMillis: 2500 })
        const busy = await Effect.runPromise(Effect.flip(locks.withLocks([key])(Effect.die("entered"))))
        if (busy._tag !== "LockBusy") return assert.fail(busy._tag)
        assert.match(busy.heldBy ?? "", heldBy(other.pid))
        assert.isAtLeast(busy.waitedMs, 2500)
        assert.strictEqual(await other.next(), "stalled")
        assert.strictEqual((await take(files))._tag, "Busy")
      })
    await Promise.all(mechanisms.map(stalled))
  })
})

describe("a lock whose holder is killed with -9", () => {
  /** How long somebody who has waited for long waits on, in milliseconds. */
  const waitAfterKill = async (mechanism: Mechanism, victim: Child): Promise<number> => {
    assert.strictEqual(await victim.ask("try"), `Held ${mechanism}`)
    const files = await open(mechanism, others[mechanism].folder)
    let attempts = 0
    let waitsForLong: () => void = () => undefined
    const waiting = new Promise<void>((resolve) => (waitsForLong = resolve))
    // By the tenth attempt the pauses are at their longest.
    const tryLock: LockFiles["tryLock"] = (wanted) =>
      Effect.suspend(() => {
        if (++attempts === 10) waitsForLong()
        return files.tryLock(wanted)
      })
    const locks = AdvisoryLocks.make({ ...files, tryLock }, { waitMillis: 20_000 })
    const entered = Effect.runPromise(locks.withLocks([key])(Effect.sync(() => performance.now())))
    await waiting
    const killed = performance.now()
    victim.kill()
    return (await entered) - killed
  }

  for (const mechanism of mechanisms) {
    it(`is free within 100 ms, made of ${mechanism}`, async (context) => {
      const waits: Array<number> = []
      for (const victim of others[mechanism].children) waits.push(await waitAfterKill(mechanism, victim))
      const text = waits.map((wait) => wait.toFixed(1)).join(", ")
      await context.annotate(`waited ${text} ms`)
      // On a busy machine a killed process may have to wait for a processor to end on.
      assert.isBelow(Math.min(...waits), 100, text)
    })
  }
})

describe.concurrent("the mechanism", () => {
  const withoutAddon = ["--import", path.join(import.meta.dirname, "programs", "without-addon.ts")]
  const withoutSqlite = ["--no-experimental-sqlite"]

  const talk = (mechanism: keyof typeof layers, node: ReadonlyArray<string>, body: (other: Child) => Promise<void>) =>
    withFolder(async (folder) => {
      const other = startOther(mechanism, path.join(folder, "state"), { node })
      try {
        await body(other)
        return fs.readdirSync(folder)
      } finally {
        await other.end()
      }
    })

  const chosen = [
    ["is that of the addon, and SQLite is not loaded", "either", [], "ofd"],
    ["is SQLite's where the addon is missing", "either", withoutAddon, "sqlite"],
    ["is SQLite's where that is demanded, and the addon is not loaded", "sqlite", [], "sqlite"]
  ] as const
  for (const [fact, mechanism, node, loaded] of chosen) {
    it(fact, () =>
      talk(mechanism, node, async (other) => {
        assert.strictEqual(await other.next(), "ready")
        assert.strictEqual(await other.ask("try"), `Held ${loaded}`)
        // Whoever wants no lock loads nothing.
        assert.deepStrictEqual(JSON.parse(await other.ask("loaded")), { early: [], now: [loaded] })
      })
    )
  }

  const missing = [
    ["ofd", withoutAddon, /^fs-native-extensions cannot be loaded: Cannot find package/],
    ["sqlite", withoutSqlite, /^node:sqlite cannot be loaded: /],
    ["either", [...withoutAddon, ...withoutSqlite], /^fs-native-extensions cannot be loaded: .*; node:sqlite cannot be/]
  ] as const
  for (const [mechanism, node, detail] of missing) {
    it(`is told to be missing, with ${mechanism} wanted, and nothing is made`, async () => {
      const left = await talk(mechanism, node, async (other) => {
        const failure: LockUnsupported = JSON.parse(await other.next())
        assert.strictEqual(failure._tag, "LockUnsupported")
        assert.match(failure.detail, detail)
      })
      assert.deepStrictEqual(left, [])
    })
  }
})

describe("the state directory", () => {
  const refused = async (directory: string): Promise<AccessFailure> => {
    const failure = await Effect.runPromise(Effect.flip(opening("ofd", directory)))
    return failure._tag === "AccessFailure" ? failure : assert.fail(failure.detail)
  }

  const rows: ReadonlyArray<readonly [fact: string, make: (directory: string) => void, code: string, why: RegExp]> = [
    ["that the group can write", (it) => fs.chmodSync(made(it), 0o770), "EPERM", /mode 770/],
    ["that everybody can write", (it) => fs.chmodSync(made(it), 0o1777), "EPERM", /mode 1777/],
    [
      "whose folder of locks can be written",
      (it) => fs.chmodSync(made(made(it) + "/locks"), 0o720),
      "EPERM",
      /locks can/
    ],
    ["that is a link", (it) => fs.symlinkSync(made(`${it}-target`), it), "ELOOP", /is a symbolic link/],
    ["that is a file", (it) => fs.writeFileSync(it, ""), "ENOTDIR", /is not a folder/]
  ]
  // With `recursive` Node's mkdir never comes back from there.
  it("below which nothing can be made is refused", async () => {
    assert.strictEqual((await refused("/proc/ploke/state")).code, "ENOENT")
  })

  for (const [fact, make, code, why] of rows) {
    it(`${fact} is refused`, () =>
      withFolder(async (folder) => {
        const directory = path.join(folder, "state")
        make(directory)
        for (const spelled of [directory, `${directory}/`]) {
          const failure = await refused(spelled)
          assert.strictEqual(failure.code, code)
          assert.match((failure.cause as Error).message, why)
        }
        assert.isFalse(fs.existsSync(path.join(folder, "state-target", "locks")))
      }))
  }

  it("that belongs to somebody else is refused", () =>
    withFolder(async (folder) => {
      // Only root can give it away; for anybody else the root directory is somebody else's.
      const isRoot = process.geteuid?.() === 0
      if (isRoot) fs.chownSync(made(path.join(folder, "state")), 65534, 65534)
      const failure = await refused(isRoot ? path.join(folder, "state") : "/usr")
      assert.include(["EPERM", "EACCES"], failure.code)
      if (isRoot) assert.match((failure.cause as Error).message, /belongs to user 65534, and this process is 0/)
    }))

  it("by a relative path is refused", async () => {
    assert.strictEqual((await refused("state")).code, "EINVAL")
  })

  it("that others can read is not", () =>
    withFolder(async (folder) => {
      fs.chmodSync(made(path.join(folder, "state")), 0o755)
      await release(await take(await open("ofd", path.join(folder, "state"))))
    }))

  it("is in XDG_STATE_HOME unless said", () =>
    withFolder(async (folder) => {
      const before = process.env["XDG_STATE_HOME"]
      process.env["XDG_STATE_HOME"] = path.join(folder, "xdg")
      try {
        await release(await take(await Effect.runPromise(opening("either", undefined))))
      } finally {
        if (before === undefined) delete process.env["XDG_STATE_HOME"]
        else process.env["XDG_STATE_HOME"] = before
      }
      assert.deepStrictEqual(fs.readdirSync(path.join(folder, "xdg", "ploke-io", "locks")), [`${slot}.lock`])
    }))

  const places = [
    ["linux", {}, "/home/ada/.local/state/ploke-io"],
    ["linux", { XDG_STATE_HOME: "" }, "/home/ada/.local/state/ploke-io"],
    ["linux", { XDG_STATE_HOME: "relative" }, "/home/ada/.local/state/ploke-io"],
    ["linux", { XDG_STATE_HOME: "/state" }, "/state/ploke-io"],
    ["darwin", { LOCALAPPDATA: "C:\\Local" }, "/home/ada/.local/state/ploke-io"],
    ["win32", { XDG_STATE_HOME: "/state", LOCALAPPDATA: "C:\\Local" }, "C:\\Local\\ploke-io"],
    ["win32", {}, "\\home\\ada\\AppData\\Local\\ploke-io"]
  ] as const
  for (const [platform, environment, expected] of places) {
    it(`on ${platform} with ${JSON.stringify(environment)} is ${expected}`, () => {
      assert.strictEqual(
        defaultDirectory(platform, environment, () => "/home/ada"),
        expected
      )
    })
  }
})

/** Makes a folder, which then is the result. */
function made(folder: string): string {
  fs.mkdirSync(folder, { mode: 0o700, recursive: true })
  return folder
}
