import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import type { Between } from "./Follower.ts"
import { following } from "./Follower.ts"
import { withFolder } from "./Folders.ts"

const rounds = 50
const folders = 100
const filesPerFolder = 10

const hostings = ["thread", "worker"] as const

const files = (root: string): ReadonlyArray<string> =>
  Array.from({ length: folders * filesPerFolder }, (_, i) => `${root}/${i % folders}/${i}`)

// In place: to cut files first makes the file system write them to the disk.
const overwrite = (file: string, text: string): void => {
  const fd = fs.openSync(file, "r+")
  fs.writeSync(fd, text)
  fs.closeSync(fd)
}

/** How many of a thousand changes were told by the end of each flush. */
const writeAndFlush = (root: string, hosting: "thread" | "worker", count: number, between?: Between) => {
  for (let i = 0; i < folders; i++) fs.mkdirSync(`${root}/${i}`)
  for (const file of files(root)) fs.writeFileSync(file, "00")
  return following(
    { roots: [root], watch: { hosting } },
    ({ news }) =>
      Effect.forEach(Array.from({ length: count }), (_, round) =>
        Effect.gen(function* () {
          for (const file of files(root)) overwrite(file, `${10 + round}`)
          const told = yield* news
          return new Set(told.flatMap((event) => (event._tag === "Modified" ? [event.path] : []))).size
        })
      ),
    between
  )
}

describe("a flush after 1,000 writes in 100 folders", { timeout: 120_000 }, () => {
  it("ends when all of them were told, 50 times", () =>
    withFolder(async (root) => {
      const told = await writeAndFlush(root, "thread", rounds)
      assert.deepStrictEqual(new Set(told), new Set([1_000]))
    }))

  it("does so too where another thread watches", () =>
    withFolder(async (root) => {
      assert.deepStrictEqual(await writeAndFlush(root, "worker", 5), [1_000, 1_000, 1_000, 1_000, 1_000])
    }))

  it("does not where the source tells of its cookie before it tells of what was changed earlier", () =>
    withFolder(async (root) => {
      const hasty: Between = (source) => ({
        ...source,
        open: (path, request) => {
          const hint: typeof request.hint = (said) => {
            if (said.path.includes("cookie")) request.hint(said)
            else setTimeout(() => request.hint(said), 5_000)
          }
          return source.open(path, { ...request, hint })
        }
      })
      const [told] = await writeAndFlush(root, "thread", 1, hasty)
      assert.isBelow(told!, 1_000)
    }))
})

describe.each(hostings)("a flush after folders were made that nobody watched yet, in the %s", (hosting) => {
  it("ends when everything in them was told, and what was changed in them right after the flush by the next one", () =>
    withFolder((root) =>
      following({ roots: [root], watch: { hosting } }, ({ news }) =>
        Effect.gen(function* () {
          for (let round = 0; round < 25; round++) {
            const top = `${root}/${round}`
            const made = [top, `${top}/p`, `${top}/p/q`, `${top}/p/q/r`]
            fs.mkdirSync(made.at(-1)!, { recursive: true })
            for (const folder of made) fs.writeFileSync(`${folder}/file`, folder)
            const first = (yield* news).flatMap((event) => (event._tag === "Created" ? [event.path] : []))
            assert.sameMembers(first, [...made, ...made.map((folder) => `${folder}/file`)])
            for (const folder of made) fs.writeFileSync(`${folder}/file`, "changed")
            fs.mkdirSync(`${made[1]}/new/er`, { recursive: true })
            fs.writeFileSync(`${made[1]}/new/er/file`, "1")
            const second = (yield* news).flatMap((event) => ("path" in event ? [`${event._tag} ${event.path}`] : []))
            assert.sameMembers(second, [
              ...made.map((folder) => `Modified ${folder}/file`),
              ...["new", "new/er", "new/er/file"].map((name) => `Created ${made[1]}/${name}`)
            ])
          }
        })
      )
    ))
})
