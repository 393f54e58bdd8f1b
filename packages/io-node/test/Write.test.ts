import { assert, describe, it } from "@effect/vitest"
import { WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

const program = path.join(import.meta.dirname, "programs", "rewrite.ts")

const makeFolder = (): string => fs.realpathSync.native(fs.mkdtempSync(path.join(os.tmpdir(), "ploke-write-")))

const withFolder = async (body: (folder: string) => Promise<void>): Promise<void> => {
  const folder = makeFolder()
  try {
    await body(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const mebibyte = 1024 * 1024

/** Starts a process that rewrites a file, lets it run for some milliseconds after its first write, and kills it with -9. */
const killWriter = (filePath: string, how: "service" | "in place", afterMillis: number): Promise<void> =>
  new Promise((done, fail) => {
    const args = ["--conditions=@ploke/source", "--no-warnings", program, filePath, how]
    const child = spawn(process.execPath, args, {
      cwd: path.resolve(import.meta.dirname, ".."),
      stdio: ["ignore", "pipe", "pipe"]
    })
    let problems = ""
    child.stderr.on("data", (text) => (problems += text))
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), afterMillis))
    child.on("close", (_, signal) => (signal === "SIGKILL" ? done() : fail(new Error(problems))))
  })

interface Tally {
  torn: number
  temporaries: number
}

/** Kills writers of one file, one after the other, and looks at what each left. */
const killMany = async (folder: string, how: "service" | "in place", kills: number, tally: Tally): Promise<void> => {
  fs.mkdirSync(folder)
  const filePath = path.join(folder, "file")
  fs.writeFileSync(filePath, `${"0".repeat(15)}\n`.repeat(mebibyte / 16))
  for (let i = 0; i < kills; i++) {
    await killWriter(filePath, how, Math.random() * 40)
    const lines = fs.readFileSync(filePath, "utf8").split("\n")
    const isWhole = lines.length === mebibyte / 16 + 1 && lines.slice(1, -1).every((line) => line === lines[0])
    if (!isWhole) tally.torn++
    const others = fs.readdirSync(folder).filter((name) => name !== "file")
    // What the one before left was swept by this one.
    assert.isAtMost(others.length, 1, others.join())
    tally.temporaries += others.length
    if (!isWhole) fs.writeFileSync(filePath, `${"0".repeat(15)}\n`.repeat(mebibyte / 16))
  }
}

describe("a process that is killed with -9 while it rewrites a file of 1 MiB", () => {
  it("leaves a whole file 100 times out of 100, and the next one removes its temporary", { timeout: 200_000 }, () =>
    withFolder(async (folder) => {
      const tally: Tally = { torn: 0, temporaries: 0 }
      const lanes = Array.from({ length: 4 }, (_, i) => killMany(path.join(folder, `${i}`), "service", 25, tally))
      await Promise.all(lanes)
      assert.strictEqual(tally.torn, 0)
      // The kills did fall into the writes.
      assert.isAbove(tally.temporaries, 10)
    })
  )

  it("tears the file as soon as it is written in place", { timeout: 120_000 }, () =>
    withFolder(async (folder) => {
      const tally: Tally = { torn: 0, temporaries: 0 }
      await Promise.all(Array.from({ length: 4 }, (_, i) => killMany(path.join(folder, `${i}`), "in place", 5, tally)))
      assert.isAbove(tally.torn, 0)
    })
  )
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
