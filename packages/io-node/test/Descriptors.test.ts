import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

const packageFolder = path.resolve(import.meta.dirname, "..")

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

// A process of its own, since limits of descriptors, users and peak memory belong to processes.
const runProgram = (name: string, args: ReadonlyArray<string>, shellPrefix = ""): Promise<Outcome> =>
  new Promise((resolve) => {
    const program = path.join(import.meta.dirname, "programs", name)
    const words = [process.execPath, "--conditions=@ploke/source", program, ...args].map((word) => `'${word}'`)
    const command = `${shellPrefix} exec ${words.join(" ")}`
    execFile("sh", ["-c", command], { cwd: packageFolder, timeout: 100_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : ((error.code as unknown as number | undefined) ?? null), stdout, stderr })
    )
  })

const withFolder = async <A>(body: (folder: string) => Promise<A>): Promise<A> => {
  const folder = fs.realpathSync.native(fs.mkdtempSync(path.join(os.tmpdir(), "ploke-node-")))
  try {
    return await body(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

describe("a process with few descriptors", () => {
  it("reads 10,000 files under ulimit -n 64, and is told of the small limit once", { timeout: 120_000 }, () =>
    withFolder(async (folder) => {
      for (let i = 0; i < 10_000; i++) {
        if (i % 100 === 0) fs.mkdirSync(path.join(folder, `d${i / 100}`))
        fs.writeFileSync(path.join(folder, `d${Math.floor(i / 100)}`, `f${i}`), `file ${i}`)
      }
      const { code, stdout, stderr } = await runProgram("read-many.ts", [folder, "10000"], "ulimit -n 64;")
      assert.strictEqual(code, 0, stderr)
      const report = JSON.parse(stdout.trim().split("\n").at(-1)!)
      assert.deepStrictEqual(report, {
        batch: 10_000,
        concurrent: 10_000,
        pool: 10_000,
        permits: 21,
        source: "softNoFile",
        peakWithin: true,
        leaked: 0
      })
      assert.strictEqual((stdout + stderr).split("may open only 64 files").length - 1, 1)
    })
  )

  it("waits for descriptors that the application itself has used up, and then halves its permits", () =>
    withFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, "f"), "text")
      const { code, stdout, stderr } = await runProgram("exhausted.ts", [folder], "ulimit -n 64;")
      assert.strictEqual(code, 0, stderr)
      const report = JSON.parse(stdout.trim().split("\n").at(-1)!)
      assert.deepStrictEqual(report, { waited: "ok", refused: "EMFILE", permits: 5 })
    }))
})

describe("a process that may open 40 files", () => {
  it("rewrites 64 files and makes 64 all at once, where opening them all at once fails", { timeout: 60_000 }, () =>
    withFolder(async (folder) => {
      for (let i = 0; i < 4; i++) fs.mkdirSync(path.join(folder, `${i}`))
      for (let i = 0; i < 64; i++) fs.writeFileSync(path.join(folder, `${i % 4}/old${i}`), "old")
      const { code, stdout, stderr } = await runProgram("write-many.ts", [folder, "64"], "ulimit -n 40;")
      assert.strictEqual(code, 0, stderr)
      const report = JSON.parse(stdout.trim().split("\n").at(-1)!)
      assert.deepStrictEqual(report, { failed: [], leaked: [], othersFailWith: ["EMFILE"] })
      const names = Array.from({ length: 8 }, (_, i) => fs.readdirSync(path.join(folder, `${i}`))).flat()
      const expected = ["old", "new"].flatMap((kind) => Array.from({ length: 64 }, (_, i) => `${kind}${i}`))
      assert.deepStrictEqual(names.sort(), expected.sort())
      for (const name of expected) {
        const at = Number(name.slice(3)) % (name.startsWith("old") ? 4 : 8)
        assert.strictEqual(fs.readFileSync(path.join(folder, `${at}`, name), "utf8"), "new", name)
      }
    })
  )
})

describe("a large file", () => {
  it("of 200 MiB is hashed, cut out of and streamed in memory that does not grow with it", { timeout: 60_000 }, () =>
    withFolder(async (folder) => {
      const { code, stdout, stderr } = await runProgram("large-file.ts", [folder])
      assert.strictEqual(code, 0, stderr)
      const report = JSON.parse(stdout.trim().split("\n").at(-1)!)
      assert.isTrue(report.same, stdout)
      // From source, most of a process is the compiler that strips the types: what counts is what the file adds to it.
      const [loaded, taken, streamed] = report.peaksMiB as [number, number, number]
      assert.isBelow(taken - loaded, 32)
      // The chunks of a stream belong to its consumer, so the garbage collector decides when they go.
      assert.isBelow(streamed - loaded, 100)
    })
  )
})

describe("another user's files", () => {
  it("are refused with EACCES and leave the rest of a scan alone; an unreadable root is told", () =>
    withFolder(async (folder) => {
      fs.chmodSync(folder, 0o755)
      for (const name of ["open", "closed"]) fs.writeFileSync(path.join(folder, name), name)
      fs.mkdirSync(path.join(folder, "sealed/inner"), { recursive: true })
      fs.chmodSync(path.join(folder, "closed"), 0o000)
      fs.chmodSync(path.join(folder, "sealed"), 0o000)
      // Root is above permissions: the program gives that up first, where it has it.
      const { code, stdout, stderr } = await runProgram("unreadable.ts", [folder])
      fs.chmodSync(path.join(folder, "sealed"), 0o755)
      assert.strictEqual(code, 0, stderr)
      assert.deepStrictEqual(JSON.parse(stdout.trim().split("\n").at(-1)!), {
        scan: ["Unchanged", "Failed/EACCES", "Missing"],
        sealed: "EACCES",
        rootState: "unreadable"
      })
    }))
})
