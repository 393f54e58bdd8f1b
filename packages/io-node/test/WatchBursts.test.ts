import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import type { Between, Follower } from "./Follower.ts"
import { following } from "./Follower.ts"
import { withFolder } from "./Folders.ts"

const files = 20_000
const filesPerFolder = 200

// Appends to every file of a tree, and makes as many again where that is asked for.
const program = `
const fs = require("node:fs")
const [root, files, filesPerFolder, more] = process.argv.slice(1)
for (let i = 0; i < Number(files); i++) {
  const folder = root + "/d" + Math.floor(i / Number(filesPerFolder))
  fs.appendFileSync(folder + "/f" + i, "x")
  if (more === "more") fs.writeFileSync(folder + "/g" + i, "x")
}
`

const makeTree = (root: string): void => {
  for (let i = 0; i < files; i++) {
    const folder = `${root}/d${Math.floor(i / filesPerFolder)}`
    if (i % filesPerFolder === 0) fs.mkdirSync(folder)
    fs.writeFileSync(`${folder}/f${i}`, "")
  }
}

interface Outcome {
  readonly told: number
  readonly gaps: ReadonlyArray<string>
}

/** Nothing of this thread goes on while the changes are made. */
const burst = (more: "more" | "no more", hosting: "thread" | "worker", between?: Between): Promise<Outcome> =>
  withFolder(async (root) => {
    makeTree(root)
    const body = ({ news }: Follower) =>
      Effect.gen(function* () {
        yield* news
        const args = ["-e", program, root, String(files), String(filesPerFolder), more]
        assert.strictEqual(spawnSync(process.execPath, args, { stdio: "inherit" }).status, 0)
        const told = yield* news
        const paths = told.flatMap((event) => ("path" in event && event.entry === "file" ? [event.path] : []))
        assert.strictEqual(new Set(paths).size, paths.length, "nothing is told twice")
        const gaps = told.flatMap((event) => (event._tag === "Gap" ? [`${event.why} ${event.recovered}`] : []))
        return { told: paths.length, gaps: [...new Set(gaps)] }
      })
    return following({ roots: [root], watch: { hosting } }, body, between)
  })

const deaf: Between = (source) => ({
  ...source,
  open: (root, request) =>
    source.open(root, { ...request, hint: (hint) => (hint._tag === "Lost" ? undefined : request.hint(hint)) })
})

describe(
  "more changes than the queue of the system holds, while this thread stands still",
  { timeout: 240_000 },
  () => {
    it("20,000 are all told, and that some notifications were lost", async () => {
      const { gaps, told } = await burst("no more", "thread")
      assert.strictEqual(told, files)
      assert.include(gaps, "overflow true")
    })

    it("40,000 as well", async () => {
      const { gaps, told } = await burst("more", "thread")
      assert.strictEqual(told, 2 * files)
      assert.include(gaps, "overflow true")
    })

    it("all are told where another thread watches", async () => {
      assert.strictEqual((await burst("no more", "worker")).told, files)
    })

    it("some are lost where nobody notices that", async () => {
      assert.isBelow((await burst("no more", "thread", deaf)).told, files)
    })
  }
)
