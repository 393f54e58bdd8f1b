import { assert, describe, it } from "@effect/vitest"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { bundle } from "./Bundle.ts"
import { namesBelow, withFolder } from "./Folders.ts"

type Way = "together" | "one by one"

const padding = "x".repeat(2_000)
const files = Array.from({ length: 40 }, (_, i) => `d${i % 4}/file${i}`)

const isTarget = (name: string | Buffer | null): boolean => /^file\d+$/.test(String(name))

/** Starts a process that changes all files again and again, and kills it with -9 as soon as so many were seen to change. */
const killAt = (program: string, place: string, way: Way, changes: number): Promise<void> =>
  new Promise((done, fail) => {
    const root = path.join(place, "root")
    let seen = 0
    const kill = () => child.kill("SIGKILL")
    const watchers = ["d0", "d1", "d2", "d3"].map((name) => fs.watch(path.join(root, name)))
    for (const watcher of watchers) {
      watcher.on("change", (_, name) => {
        if (isTarget(name) && ++seen === changes) kill()
      })
    }
    const child = spawn(process.execPath, [program, root, path.join(place, "state"), way], {
      stdio: ["ignore", "ignore", "pipe"],
      timeout: 60_000,
      killSignal: "SIGKILL"
    })
    let problems = ""
    child.stderr.on("data", (text) => (problems += text))
    child.on("close", (_, signal) => {
      for (const watcher of watchers) watcher.close()
      if (signal === "SIGKILL") done()
      else fail(new Error(problems))
    })
  })

/** The generations of the files that are there. */
const generations = (place: string): ReadonlySet<string> =>
  new Set(
    files.map((name) => {
      const text = fs.readFileSync(path.join(place, "root", name), "utf8")
      const [, generation = "torn"] = /^generation (\d+)\n(x+)\n$/.exec(text) ?? []
      return text.length === `generation ${generation}\n${padding}\n`.length ? generation : "torn"
    })
  )

const restart = (place: string): Promise<void> => {
  const services = NodePlokeIo.layer({ roots: [path.join(place, "root")], stateDirectory: path.join(place, "state") })
  return Effect.runPromise(Effect.provide(Effect.void, Layer.provide(services, Logger.layer([]))))
}

interface Tally {
  kills: number
  /** The kills that left files of two generations behind. */
  between: number
  /** Those after which a restart left files of two generations, or torn ones. */
  mixed: number
}

const prepare = (place: string): void => {
  fs.mkdirSync(path.join(place, "root"), { recursive: true })
  for (const name of files) {
    const file = path.join(place, "root", name)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, `generation 0\n${padding}\n`)
  }
}

const killMany = (way: Way, kills: number): Promise<Tally> =>
  withFolder(async (base) => {
    const program = await bundle("transact", base)
    const tally: Tally = { kills: 0, between: 0, mixed: 0 }
    const lane = async (place: string): Promise<void> => {
      prepare(place)
      while (tally.kills < kills) {
        const kill = tally.kills++
        // The first change of the second round is the forty-first; each of the three rounds is hit.
        await killAt(program, place, way, 1 + ((kill * 7) % 110))
        if (generations(place).size > 1) tally.between++
        await restart(place)
        const found = generations(place)
        if (found.size === 1 && !found.has("torn")) continue
        tally.mixed++
        prepare(place)
      }
    }
    const places = ["lane0", "lane1"].map((name) => path.join(base, name))
    await Promise.all(places.map(lane))
    if (way === "together") for (const place of places) await expectTidy(place)
    return tally
  })

/** What the last one left is swept by whoever looks into the folder next. */
const expectTidy = async (place: string): Promise<void> => {
  await restart(place)
  const isLeft = (name: string) => /ploke-io-/.test(name)
  for (let i = 0; i < 100 && namesBelow(path.join(place, "root")).some(isLeft); i++) await restart(place)
  assert.deepStrictEqual(namesBelow(path.join(place, "root")).filter(isLeft), [])
  assert.deepStrictEqual(fs.readdirSync(path.join(place, "state", "journals")), [])
}

describe("a process that is killed with -9 while it changes forty files in one transaction", () => {
  it(
    "leaves files of one generation when it has started again, 100 times out of 100",
    { timeout: 300_000 },
    async () => {
      const { between, kills, mixed } = await killMany("together", 100)
      console.info(`${between} of ${kills} kills fell between two files`)
      assert.deepStrictEqual({ kills, mixed }, { kills: 100, mixed: 0 })
      assert.isAbove(between, 0)
    }
  )

  it("leaves files of two generations as soon as each is changed by itself", { timeout: 120_000 }, async () => {
    const { mixed } = await killMany("one by one", 6)
    assert.isAbove(mixed, 0)
  })
})
