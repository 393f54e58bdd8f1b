import { assert, describe, it } from "@effect/vitest"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { thisProcess } from "../src/internal/process.ts"
import { withFolder } from "./Folders.ts"

const module = path.resolve(import.meta.dirname, "../src/internal/process.ts")

/** Runs a process that tells its name and then waits to be killed. */
const withProcess = async (body: (id: string, end: () => Promise<void>) => Promise<void>): Promise<void> => {
  const program = `import("${module}").then(({ thisProcess }) => console.log(thisProcess().id)); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ["--conditions=@ploke/source", "--no-warnings", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const end = () => {
    child.kill("SIGKILL")
    return ended
  }
  try {
    const id = await new Promise<string>((told) => child.stdout.once("data", (text) => told(String(text).trim())))
    await body(id, end)
  } finally {
    await end()
  }
}

describe("a process", () => {
  const { id, isDead } = thisProcess()

  it("is dead when it has ended, and not before", () =>
    withProcess(async (other, end) => {
      assert.notStrictEqual(other, id)
      assert.deepStrictEqual([isDead?.(id), isDead?.(other)], [false, false])
      await end()
      assert.strictEqual(isDead?.(other), true)
    }))

  it("is dead when its number belongs to one that started later", () => {
    const parts = id.split(".")
    // Where the system does not tell when a process started, its number is all that is known.
    const expected = parts.length === 3
    assert.strictEqual(isDead?.([...parts.slice(0, 2), "1"].join(".")), expected)
  })

  it("is not known to be dead elsewhere, nor by a name that is none", () => {
    const [, number = "", start = "1"] = id.split(".")
    for (const other of [`00000000.${number}.${start}`, "00000000.999999999", "", "0", "x.y.z", `${id}.1`]) {
      assert.strictEqual(isDead?.(other), false, other)
    }
  })
})

describe("the start of the service", () => {
  it("sweeps what dead processes left below the roots, however deep, and nothing else", () =>
    withProcess((dead, end) =>
      withFolder(async (root) => {
        const named = (process: string) => `.a.ploke-io-${process}-0123456789abcdef.tmp`
        const folders = ["", "d", "d/e/f", "node_modules/x", ".git"]
        for (const folder of folders) fs.mkdirSync(path.join(root, folder), { recursive: true })
        const left = ["", "d", "d/e/f"].map((folder) => path.join(root, folder, named(dead)))
        const kept = [
          named(thisProcess().id),
          named("00000000.1.1"),
          ".a.tmp",
          `a.ploke-io-${dead}-0123456789abcdef.tmp`,
          `node_modules/x/${named(dead)}`
        ].map((name) => path.join(root, name))
        for (const file of [...left, ...kept]) fs.writeFileSync(file, "")
        fs.mkdirSync(path.join(root, "folder", named(dead)), { recursive: true })
        await end()
        const isSwept = Effect.sync(() => left.every((file) => !fs.existsSync(file)))
        const wait = Effect.repeat(isSwept, { until: (swept) => swept, schedule: Schedule.spaced(5), times: 1000 })
        await Effect.runPromise(Effect.scoped(Effect.andThen(Layer.build(NodePlokeIo.layer({ roots: [root] })), wait)))
        assert.deepStrictEqual(
          left.filter((file) => fs.existsSync(file)),
          []
        )
        assert.deepStrictEqual(
          kept.filter((file) => !fs.existsSync(file)),
          []
        )
        assert.isTrue(fs.existsSync(path.join(root, "folder", named(dead))))
      })
    ))
})
