import { assert, describe, it } from "@effect/vitest"
import type { FileChangeEvent } from "@ploke/io"
import { FSWatcher } from "chokidar"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import { following, pause } from "./Follower.ts"
import { withFolder } from "./Folders.ts"
import { hashOf } from "./Replica.ts"

// Keeps exchanging a folder with a link to outside, and makes files in both.
const attacker = `
const fs = require("node:fs")
const [root, outside] = process.argv.slice(1)
const [dir, real, link] = ["dir", "real", "link"].map((name) => root + "/" + name)
fs.readSync(0, Buffer.alloc(1))
for (let i = 0; ; i++) {
  if (i % 4 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  const inside = i % 2 === 0
  fs.renameSync(dir, real)
  fs.renameSync(link, dir)
  fs.writeFileSync(outside + "/out" + (i % 20), "OUTSIDE")
  fs.writeFileSync(outside + "/both", "OUTSIDE")
  if (inside) fs.writeFileSync(real + "/in" + (i % 20), "inside " + i)
  fs.renameSync(dir, link)
  fs.renameSync(real, dir)
  fs.writeFileSync(dir + "/both", "inside " + i)
  if (i % 20 === 0) for (let k = 0; k < 20; k++) fs.rmSync(outside + "/out" + k, { force: true })
}
`

/** Lends a root, and what begins the attack. */
const underAttack = <A>(body: (root: string, begin: () => void) => Promise<A>): Promise<A> =>
  withFolder(async (base) => {
    const [root, outside] = [`${base}/ROOT`, `${base}/OUTSIDE`]
    fs.mkdirSync(`${root}/dir`, { recursive: true })
    fs.mkdirSync(`${outside}/deep`, { recursive: true })
    fs.writeFileSync(`${root}/dir/both`, "inside")
    fs.writeFileSync(`${outside}/both`, "OUTSIDE")
    fs.symlinkSync(outside, `${root}/link`)
    const child = spawn(process.execPath, ["-e", attacker, root, outside], { stdio: ["pipe", "ignore", "inherit"] })
    try {
      const result = await body(root, () => child.stdin.write("!"))
      assert.isNull(child.exitCode, "the attack went on to the end")
      return result
    } finally {
      const ended = new Promise((resolve) => child.once("close", resolve))
      child.kill("SIGKILL")
      await ended
    }
  })

const foreign = hashOf("OUTSIDE")

const isEscape = (event: FileChangeEvent, root: string): boolean => {
  if (!("path" in event)) return false
  const paths = event._tag === "Renamed" ? [event.path, event.oldPath] : [event.path]
  const isOutside = (at: string): boolean => !at.startsWith(`${root}/`) || /\/(out\d+|deep)$/.test(at)
  const hashes = event._tag === "Removed" ? [event.previousHash] : [event.hash]
  return paths.some(isOutside) || hashes.includes(foreign as (typeof hashes)[number])
}

const isNews = (event: FileChangeEvent): boolean => "path" in event

describe.each(["thread", "worker"] as const)(
  "a watched folder that is exchanged with a link to outside, in the %s",
  (hosting) => {
    it("never makes an event name or hash anything outside, while what is inside is told", { timeout: 60_000 }, () =>
      underAttack((root, begin) =>
        following({ roots: [root], debounce: 1, watch: { hosting } }, ({ heard, watch }) =>
          Effect.gen(function* () {
            begin()
            const start = performance.now()
            const isLong = () => performance.now() - start > 2_500 && heard.filter(isNews).length > 100
            while (!isLong() && performance.now() - start < 30_000) {
              yield* watch.flush
              yield* pause(3)
            }
            assert.deepStrictEqual(
              heard.filter((event) => isEscape(event, root)),
              []
            )
            // The attack was seen, and did not keep us from seeing.
            assert.isAbove(heard.filter(isNews).length, 100)
            assert.isTrue(heard.some((event) => "entry" in event && event.entry === "symlink"))
            assert.isTrue(heard.some((event) => "path" in event && /dir\/in\d+$/.test(event.path)))
          })
        )
      )
    )
  }
)

describe("the same folder", { timeout: 60_000 }, () => {
  it("makes a watcher that follows links name what is outside", () =>
    underAttack(async (root, begin) => {
      const watcher = new FSWatcher({ persistent: true, ignoreInitial: true, followSymlinks: true, atomic: false })
      const names: Array<string> = []
      watcher.on("all", (_, name) => names.push(name))
      watcher.on("error", () => undefined)
      watcher.add(root)
      begin()
      const isEscaped = () => names.some((name) => /\/(out\d+|deep)$/.test(name))
      for (let i = 0; i < 400 && !isEscaped(); i++) await new Promise((resolve) => setTimeout(resolve, 50))
      await Promise.race([watcher.close(), new Promise((resolve) => setTimeout(resolve, 1_000))])
      assert.isTrue(isEscaped())
    }))

  it("makes whoever looks at a path, and then reads it, hash what is outside", () =>
    underAttack(async (root, begin) => {
      begin()
      let escapes = 0
      const end = performance.now() + 20_000
      while (escapes === 0 && performance.now() < end) {
        await new Promise((resolve) => setImmediate(resolve))
        for (let i = 0; i < 1_000; i++) {
          try {
            if (!fs.lstatSync(`${root}/dir`).isDirectory()) continue
            if (hashOf(fs.readFileSync(`${root}/dir/both`)) === foreign) escapes++
          } catch {
            // It was just not there.
          }
        }
      }
      assert.isAbove(escapes, 0)
    }))
})
