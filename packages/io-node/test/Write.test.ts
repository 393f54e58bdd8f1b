import { assert, describe, it } from "@effect/vitest"
import { ReadService, WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { bundle } from "./Bundle.ts"
import { makeFolder, withFolder } from "./Folders.ts"

const mebibyte = 1024 * 1024

type Way = "service" | "in place"

interface Attempt {
  readonly program: string
  readonly folder: string
  readonly way: Way
  /** Which of its writes is hit, counted from 0, and how long after it has begun. */
  readonly write: number
  readonly millis: number
}

/** Starts a process that rewrites the file of a folder, and kills it with -9 soon after one of its writes has begun. */
const killWriter = ({ folder, millis, program, way, write }: Attempt): Promise<void> =>
  new Promise((done, fail) => {
    const stale = new Set(fs.readdirSync(folder).filter(isTemporary))
    const seen = new Set(stale)
    const watcher = fs.watch(folder)
    const child = spawn(process.execPath, [program, path.join(folder, "file"), way], {
      stdio: ["ignore", "ignore", "pipe"],
      timeout: 60_000,
      killSignal: "SIGKILL"
    })
    // A write begins with a temporary that was not there before; in place, with a change of the file.
    const begins = (name: string): boolean => {
      if (way === "in place") return true
      stale.delete(name)
      if (!isTemporary(name) || seen.has(name)) return false
      seen.add(name)
      // What the one before left is to be removed first.
      return stale.size === 0
    }
    const kill = () => child.kill("SIGKILL")
    let begun = 0
    watcher.on("change", (_, name) => {
      if (!begins(String(name)) || begun++ !== write) return
      if (millis < 1) kill()
      else setTimeout(kill, millis)
    })
    let problems = ""
    child.stderr.on("data", (text) => (problems += text))
    child.on("close", (_, signal) => {
      watcher.close()
      if (signal === "SIGKILL") done()
      else fail(new Error(problems))
    })
  })

const isTemporary = (name: string): boolean => name.includes("ploke-io-")

interface Tally {
  kills: number
  torn: number
  temporaries: number
}

const contentsOf = (line: Uint8Array): Buffer => Buffer.alloc(mebibyte, line)
const first = contentsOf(Buffer.from("000000000000000\n"))

/** Kills writers in several folders at once, one after the other in each, until a torn file is the proof or so many were killed. */
const killMany = async (root: string, way: Way, kills: number): Promise<Tally> => {
  const program = await bundle("rewrite", root)
  const tally: Tally = { kills: 0, torn: 0, temporaries: 0 }
  const lane = async (folder: string): Promise<void> => {
    fs.mkdirSync(folder)
    const filePath = path.join(folder, "file")
    fs.writeFileSync(filePath, first)
    let spread = 4
    while (tally.kills < kills && (way === "service" || tally.torn === 0)) {
      const write = tally.kills++ % 3
      await killWriter({ folder, program, way, write, millis: Math.random() * spread })
      const found = fs.readFileSync(filePath)
      const isWhole = found.length === mebibyte && found.equals(contentsOf(found.subarray(0, 16)))
      const temporaries = fs.readdirSync(folder).filter((name) => name !== "file")
      // What the one before left was swept by this one.
      assert.isAtMost(temporaries.length, 1, temporaries.join())
      tally.torn += isWhole ? 0 : 1
      tally.temporaries += temporaries.length
      // How long a write takes is the machine's affair: after a kill that came too late the next ones come sooner. What is
      // written in place leaves nothing by which that could be told.
      if (way === "service") spread = temporaries.length === 0 ? spread / 2 : Math.min(8, spread * 1.5)
      if (!isWhole) fs.writeFileSync(filePath, first)
    }
    if (way === "service") await expectSweep(folder)
  }
  const lanes = os.availableParallelism() * 2
  await Promise.all(Array.from({ length: lanes }, (_, i) => lane(path.join(root, `lane${i}`))))
  return tally
}

/** This process is the one after the last that was killed. */
const expectSweep = async (folder: string): Promise<void> => {
  const request = { content: "", onExists: "error", createParents: false } as const
  const create = Effect.flatMap(WriteService, (write) => write.createFile({ filePath: `${folder}/next`, ...request }))
  await Effect.runPromise(Effect.provide(create, NodePlokeIo.layer({ roots: [folder] })))
  assert.deepStrictEqual(fs.readdirSync(folder).sort(), ["file", "next"])
}

describe("a process that is killed with -9 while it rewrites a file of 1 MiB", () => {
  it("leaves a whole file 100 times out of 100, and the next one removes its temporary", { timeout: 200_000 }, () =>
    withFolder(async (root) => {
      const { kills, temporaries, torn } = await killMany(root, "service", 100)
      assert.deepStrictEqual({ kills, torn }, { kills: 100, torn: 0 })
      // The kills did fall into the writes.
      assert.isAtLeast(temporaries, 10)
    })
  )

  it("tears the file as soon as it is written in place", { timeout: 120_000 }, () =>
    withFolder(async (root) => {
      const { torn } = await killMany(root, "in place", 100)
      assert.isAbove(torn, 0)
    })
  )
})

describe("a process that is killed with -9 when the file that it makes has just got its name", () => {
  it("leaves a file that the next one can rewrite, and nothing else", () =>
    withFolder(async (folder) => {
      const program = path.join(import.meta.dirname, "programs", "create-killed.ts")
      const child = spawn(process.execPath, ["--conditions=@ploke/source", "--no-warnings", program, folder], {
        cwd: path.resolve(import.meta.dirname, ".."),
        stdio: ["ignore", "ignore", "inherit"]
      })
      const signal = await new Promise((ended) => child.on("close", (_, by) => ended(by)))
      assert.strictEqual(signal, "SIGKILL")
      const filePath = path.join(folder, "file")
      assert.strictEqual(fs.readFileSync(filePath, "utf8"), "old")
      // The name that it had before is still there: the file has two of them.
      assert.strictEqual(fs.readdirSync(folder).length, fs.statSync(filePath).nlink)
      const rewrite = Effect.gen(function* () {
        const expectedHash = yield* (yield* ReadService).hashFile(filePath)
        const edit = { filePath, expectedHash, startByte: 0, endByte: 3, replacement: "new" }
        yield* (yield* WriteService).writeSnippet(edit)
      })
      await Effect.runPromise(Effect.provide(rewrite, NodePlokeIo.layer({ roots: [folder] })))
      assert.strictEqual(fs.readFileSync(filePath, "utf8"), "new")
      assert.deepStrictEqual(fs.readdirSync(folder), ["file"])
    }))
})

// Keeps exchanging a folder with a link to outside.
const attacker = `
const fs = require("node:fs")
const [dir, real, link] = process.argv.slice(1)
process.stdout.write("ready\\n")
for (;;) {
  fs.renameSync(dir, real)
  fs.renameSync(link, dir)
  fs.renameSync(dir, link)
  fs.renameSync(real, dir)
}
`

describe("a folder that somebody keeps exchanging with a link to outside", () => {
  const underAttack = async (attack: (root: string) => Promise<number>) => {
    const base = makeFolder()
    const [root, outside] = [path.join(base, "ROOT"), path.join(base, "OUTSIDE")]
    fs.mkdirSync(path.join(root, "dir"), { recursive: true })
    fs.mkdirSync(outside)
    fs.symlinkSync(outside, path.join(root, "link"))
    const names = ["dir", "real", "link"].map((name) => path.join(root, name))
    const child = spawn(process.execPath, ["-e", attacker, ...names], { stdio: ["ignore", "pipe", "inherit"] })
    try {
      await new Promise((ready) => child.stdout.once("data", ready))
      const made = await attack(root)
      assert.isNull(child.exitCode, "the attack went on to the end")
      return { made, escapes: fs.readdirSync(outside).length }
    } finally {
      const ended = new Promise((resolve) => child.once("close", resolve))
      child.kill("SIGKILL")
      await ended
      fs.rmSync(base, { recursive: true, force: true, maxRetries: 5 })
    }
  }

  const attempts = 3000

  it("gets no file made outside", { timeout: 120_000 }, async () => {
    const { escapes, made } = await underAttack((root) => {
      const create = (i: number) =>
        Effect.flatMap(WriteService, (write) =>
          write.createFile({ filePath: `${root}/dir/new${i}`, content: "", onExists: "error", createParents: false })
        )
      const all = Effect.forEach(
        Array.from({ length: attempts }, (_, i) => i),
        (i) => Effect.result(create(i))
      )
      const layer = NodePlokeIo.layer({ roots: [root], durability: "bestEffort" })
      return Effect.runPromise(Effect.provide(all, layer)).then((results) => results.filter(Result.isSuccess).length)
    })
    assert.strictEqual(escapes, 0)
    // The attack neither stopped nor stopped us.
    assert.isAbove(made, 10)
    assert.isBelow(made, attempts)
  })

  it("gets files made outside by whoever checks the path and then writes", { timeout: 120_000 }, async () => {
    const { escapes } = await underAttack(async (root) => {
      let made = 0
      for (let i = 0; i < 20_000; i++) {
        try {
          if (!fs.realpathSync.native(`${root}/dir`).startsWith(`${root}/`)) continue
          fs.writeFileSync(`${root}/dir/new${i}`, "", { flag: "wx" })
          made++
        } catch {
          // The folder was just not there.
        }
      }
      return made
    })
    assert.isAbove(escapes, 0)
  })
})
