import { assert, describe, it } from "@effect/vitest"
import type { Hint } from "@ploke/io"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import type { Worker } from "node:worker_threads"
import { WatchHost } from "../src/internal/watchHost.ts"
import { WatchThreads } from "../src/internal/watchThread.ts"
import { Child } from "./Child.ts"
import { withFolder } from "./Folders.ts"
import { Ear, watchedBelow } from "./Watched.ts"

// The thread itself, to end it as a crash would.
const workerOf = (threads: WatchThreads): Worker | undefined =>
  (threads as unknown as { readonly current?: { readonly worker: Worker } }).current?.worker

const withHost = (
  body: (host: WatchHost, ear: Ear, threads: WatchThreads, folder: string) => Promise<void>,
  hosting: "auto" | "worker" = "worker"
): Promise<void> =>
  withFolder(async (folder) => {
    fs.mkdirSync(`${folder}/sub`)
    const ear = new Ear()
    const threads = new WatchThreads()
    const host = new WatchHost(folder, { hosting, hint: ear.hint, ignore: { files: [] } }, threads)
    try {
      assert.isUndefined(await host.open())
      await body(host, ear, threads, folder)
    } finally {
      await host.close()
    }
    assert.deepStrictEqual(watchedBelow(folder), [])
  })

const whys = (hints: ReadonlyArray<Hint>): ReadonlyArray<string> =>
  hints.flatMap((hint) => (hint._tag === "Lost" ? [hint.why] : []))

describe("a thread that watches and dies", () => {
  it("is replaced, twice, and then the calling thread watches; each time it is said before and after", () =>
    withHost(async (host, ear, threads, folder) => {
      for (const [death, hosting] of [
        [1, "worker"],
        [2, "worker"],
        [3, "thread"]
      ] as const) {
        ear.clear()
        await workerOf(threads)!.terminate()
        await ear.until("the end of the loss", () => ear.losses.length === 2)
        assert.deepStrictEqual([whys(ear.hints), host.hosting, death], [["backend", "backend"], hosting, death])
        fs.writeFileSync(`${folder}/sub/${death}`, "1")
        await ear.untilHeard(`${folder}/sub/${death}`)
      }
    }))

  it("says why, where it has said so, and answers nobody any more", () =>
    withHost(async (host, ear, threads) => {
      const asked = host.watches()
      workerOf(threads)!.postMessage({ _tag: "Open", root: 99, path: 5, rules: { files: [] } })
      await ear.until("the loss", () => ear.losses.length > 0)
      assert.include(ear.losses[0]?.detail, "endsWith")
      assert.include([undefined, 2], await asked)
    }))

  it("while its root is being closed, leaves nothing", () =>
    withHost(async (host, _, threads) => {
      const dying = workerOf(threads)!.terminate()
      await host.close()
      await dying
    }))
})

// Whether a limit of inotify can be set for a process alone: in a user namespace of its own.
const canLimit =
  process.platform === "linux" &&
  spawnSync("unshare", ["-Ur", "sh", "-c", "echo 9 > /proc/sys/user/max_inotify_watches"]).status === 0

const limited = (limit: "watches" | "instances", value: number): string =>
  `exec unshare -Ur sh -c 'echo ${value} > /proc/sys/user/max_inotify_${limit}; exec "$@"' sh "$@"; `

describe("a limit of the system", () => {
  const cases = [
    ["watches", "thread", 30, "watch-limit", "fs.inotify.max_user_watches"],
    ["instances", "worker", 0, "descriptor-limit", "fs.inotify.max_user_instances"]
  ] as const

  it.each(canLimit ? cases : [])("of %s is told once as such, in the %s, and what to do", (...row) =>
    withFolder(async (folder) => {
      const [limit, hosting, value, why, setting] = row
      for (let i = 0; i < 60; i++) fs.mkdirSync(`${folder}/${i}`)
      fs.chmodSync(folder, 0o755)
      const child = new Child("watch-limited.ts", [folder, hosting], { shell: limited(limit, value) })
      const told = JSON.parse(await child.next())
      assert.deepStrictEqual([told.whys, told.within, told.few], [[why], true, true])
      assert.isAtMost(told.watches, value)
      assert.include(told.advice[0], setting)
      assert.strictEqual(JSON.parse(await child.ask("close")), "closed")
      await child.end()
    })
  )

  it("can be set for one process alone wherever a process can have users of its own", () => {
    assert.strictEqual(canLimit, spawnSync("unshare", ["-Ur", "true"]).status === 0)
  })
})

describe("a folder that may not be read", () => {
  it("is no loss, and is watched when it may be read again and somebody asks", () =>
    withHost(async (_, __, threads, folder) => {
      fs.mkdirSync(`${folder}/closed/inner`, { recursive: true })
      fs.chmodSync(folder, 0o755)
      fs.chmodSync(`${folder}/closed`, 0o000)
      const ear = new Ear()
      const host = new WatchHost(folder, { hosting: "thread", hint: ear.hint, ignore: { files: [] } }, threads)
      // Root is above permissions; everything is loaded by now.
      const isRoot = process.geteuid?.() === 0
      if (isRoot) process.seteuid!(65534)
      try {
        assert.isUndefined(await host.open())
        assert.deepStrictEqual(ear.losses, [])
      } finally {
        if (isRoot) process.seteuid!(0)
      }
      fs.writeFileSync(`${folder}/sub/a`, "1")
      fs.chmodSync(`${folder}/closed`, 0o755)
      await ear.untilHeard(`${folder}/sub/a`, `${folder}/closed`)
      await host.revive([`${folder}/closed/inner`])
      ear.clear()
      fs.writeFileSync(`${folder}/closed/inner/a`, "1")
      await ear.untilHeard(`${folder}/closed/inner/a`)
      assert.deepStrictEqual(ear.losses, [])
      await host.close()
    }, "auto"))
})

describe("a root that may be watched in either thread", () => {
  it.each([
    [12, "thread"],
    [11, "worker"]
  ] as const)("of 12 entries, where %d are enough for the calling one, has the %s", (hereMax, hosting) =>
    withFolder(async (folder) => {
      for (const name of ["a", "b"]) {
        fs.mkdirSync(`${folder}/${name}`)
        for (let i = 0; i < 5; i++) fs.writeFileSync(`${folder}/${name}/${i}`, "")
      }
      const ear = new Ear()
      const request = { hosting: "auto", hint: ear.hint, ignore: { files: [] } } as const
      const host = new WatchHost(folder, request, new WatchThreads(), hereMax)
      assert.isUndefined(await host.open())
      assert.deepStrictEqual([host.hosting, await host.watches()], [hosting, 3])
      fs.writeFileSync(`${folder}/b/0`, "1")
      await ear.untilHeard(`${folder}/b/0`)
      await host.close()
      assert.deepStrictEqual([watchedBelow(folder), ear.losses], [[], []])
    })
  )
})
