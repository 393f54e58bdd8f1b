import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { Child } from "./Child.ts"
import { withFolder } from "./Folders.ts"

const processes = 4
const times = 60

let cache = ""
beforeAll(() => {
  cache = fs.mkdtempSync(path.join(os.tmpdir(), "ploke-cache-"))
})
afterAll(() => fs.rmSync(cache, { recursive: true, force: true, maxRetries: 5 }))

interface Report {
  readonly acknowledged: number
  readonly failures: Readonly<Record<string, number>>
}

/** Lets several processes count up one number; what they report, and where the number is in the end. */
const count = (lock: "advisory" | "process") =>
  withFolder(async (folder) => {
    const filePath = path.join(folder, "root", "number")
    const stateDirectory = path.join(folder, "state")
    fs.mkdirSync(path.dirname(filePath))
    fs.writeFileSync(filePath, "0")
    const args = [filePath, stateDirectory, lock, `${times}`]
    const env = { NODE_COMPILE_CACHE: cache }
    const children: Array<Child> = []
    try {
      // The first leaves what it compiled to the others.
      children.push(new Child("count.ts", args, { env }))
      assert.strictEqual(await children[0]!.next(), "ready")
      while (children.length < processes) children.push(new Child("count.ts", args, { env }))
      for (const child of children.slice(1)) assert.strictEqual(await child.next(), "ready")
      for (const child of children) child.say("go")
      const reports = await Promise.all(children.map(async (child): Promise<Report> => JSON.parse(await child.next())))
      const left = fs.readdirSync(path.dirname(filePath))
      return { reports, left, number: Number(fs.readFileSync(filePath, "utf8")) }
    } finally {
      await Promise.all(children.map((child) => child.end()))
    }
  })

describe(`${processes} processes that each count up one number ${times} times`, () => {
  it("lose no update with advisory locks", { timeout: 120_000 }, async (context) => {
    const { left, number, reports } = await count("advisory")
    await context.annotate(JSON.stringify(reports))
    assert.strictEqual(number, processes * times)
    for (const { acknowledged } of reports) assert.strictEqual(acknowledged, times)
    // Under the lock nothing changes between the look and the rename: who comes too late is told so at the first look.
    const kinds = new Set(reports.flatMap(({ failures }) => Object.keys(failures)))
    assert.deepStrictEqual([...kinds], ["ContentMismatch"])
    assert.deepStrictEqual(left, ["number"])
  })

  // Between the last look at a file and the rename are microseconds, and as many chances as there are writes.
  it("lose some without", { timeout: 120_000 }, async (context) => {
    const { number, reports } = await count("process")
    const lost = processes * times - number
    await context.annotate(`${lost} of ${processes * times} updates lost`)
    for (const { acknowledged } of reports) assert.strictEqual(acknowledged, times)
    assert.isAbove(lost, 0)
  })
})
