import { assert, describe, it } from "@effect/vitest"
import type { Survey, SurveyFinding } from "@ploke/io"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import { surveyAll } from "../src/internal/survey.ts"
import * as verifiers from "../src/internal/verifier.ts"
import { Child } from "./Child.ts"
import type { DiskCall } from "./DiskCalls.ts"
import { watchingDisk } from "./DiskCalls.ts"
import { openBelow, withFolder } from "./Folders.ts"

const strongest = verifiers.choose()

const survey = (folders: ReadonlyArray<string>): Promise<ReadonlyArray<SurveyFinding>> =>
  Effect.runPromise(
    surveyAll(
      folders.map((folder) => ({ folder, names: undefined })),
      strongest
    )
  )

const surveyOf = async (folder: string): Promise<Survey> => {
  const [found] = await survey([folder])
  return found?._tag === "Survey" ? found : assert.fail(found?.code)
}

const namesOf = ({ entries }: Survey): ReadonlyArray<string> => entries.map(([name]) => name).sort()

// Keeps exchanging a folder with a link to a folder outside.
const attackerSource = `
const fs = require("node:fs")
const [dir, real, link] = process.argv.slice(1)
process.stdout.write("ready\\n")
const until = Date.now() + 60_000
while (Date.now() < until) {
  for (let i = 0; i < 200; i++) {
    fs.renameSync(dir, real)
    fs.renameSync(link, dir)
    fs.renameSync(dir, link)
    fs.renameSync(real, dir)
  }
}
`

const withAttacker = async (folder: string, body: (dir: string) => Promise<void>): Promise<void> => {
  fs.mkdirSync(`${folder}/root/dir/sub`, { recursive: true })
  fs.mkdirSync(`${folder}/outside/sub`, { recursive: true })
  for (const at of ["", "/sub"]) {
    fs.writeFileSync(`${folder}/root/dir${at}/inside`, "")
    fs.writeFileSync(`${folder}/outside${at}/secret`, "")
  }
  fs.symlinkSync(`${folder}/outside`, `${folder}/root/link`)
  const names = ["dir", "real", "link"].map((name) => `${folder}/root/${name}`)
  const attacker = spawn(process.execPath, ["-e", attackerSource, ...names], { stdio: ["ignore", "pipe", "inherit"] })
  try {
    await new Promise((resolve) => attacker.stdout.once("data", resolve))
    await body(`${folder}/root/dir`)
  } finally {
    attacker.kill("SIGKILL")
    await new Promise((resolve) => attacker.once("close", resolve))
  }
}

describe("a survey", () => {
  it("never sees a folder outside that a link is exchanged with, while a plain look does", () =>
    withFolder((folder) =>
      withAttacker(folder, async (dir) => {
        const seen = { inside: 0, outside: 0, refused: 0 }
        const orders = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? dir : `${dir}/sub`))
        for (let round = 0; round < 300; round++) {
          for (const found of await survey(orders)) {
            if (found._tag !== "Survey") seen.refused++
            else if (found.entries.some(([name]) => name === "secret")) seen.outside++
            else if (found.entries.some(([name]) => name === "inside")) seen.inside++
          }
        }
        assert.strictEqual(seen.outside, 0)
        assert.isAbove(seen.inside, 300)
        assert.isAbove(seen.refused, 100)
        // Without the guard.
        let escapes = 0
        for (let round = 0; round < 50_000; round++) {
          if (fs.lstatSync(`${dir}/sub/secret`, { throwIfNoEntry: false }) !== undefined) escapes++
        }
        assert.isAbove(escapes, 0)
      })
    ))

  it("counts the names that are no text, and finds those that only look like it", () =>
    withFolder(async (folder) => {
      fs.writeFileSync(`${folder}/a`, "")
      fs.writeFileSync(`${folder}/x\ufffdy`, "")
      for (const bytes of [[0x78, 0xff, 0x79], [0xc3], [0xed, 0xa0, 0x80]]) {
        fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(bytes)]), "")
      }
      const found = await surveyOf(folder)
      assert.deepStrictEqual([namesOf(found), found.undecodable], [["a", "x\ufffdy"], 3])
    }))

  it("waits for descriptors, and gives one folder up where none can be had", () =>
    withFolder(async (folder) => {
      fs.mkdirSync(`${folder}/a`)
      fs.writeFileSync(`${folder}/a/file`, "")
      fs.mkdirSync(`${folder}/b`)
      let left = 2
      const twice = ({ name }: DiskCall) => (["open", "opendir"].includes(name) && left-- > 0 ? "EMFILE" : undefined)
      const found = await watchingDisk(folder, { before: twice }, () => survey([`${folder}/a`]))
      assert.deepStrictEqual([found[0]?._tag, left < 0], ["Survey", true])
      const never = ({ name, paths }: DiskCall) =>
        name === "opendir" && paths.includes(`${folder}/a`) ? "EMFILE" : undefined
      const folders = [`${folder}/b`, `${folder}/a`, folder]
      const codes = (await watchingDisk(folder, { before: never }, () => survey(folders))).map((each) =>
        each._tag === "Survey" ? each.entries.length : each.code
      )
      assert.deepStrictEqual(codes, [0, "EMFILE", 2])
      assert.deepStrictEqual(openBelow(folder), [])
    }))

  it("fails with what the system says of a folder that may not be listed, or not be entered", () =>
    withFolder(async (folder) => {
      fs.chmodSync(folder, 0o755)
      fs.mkdirSync(`${folder}/open`)
      fs.writeFileSync(`${folder}/open/file`, "")
      fs.mkdirSync(`${folder}/unlisted`)
      fs.mkdirSync(`${folder}/unentered/below`, { recursive: true })
      fs.chmodSync(`${folder}/unlisted`, 0o311)
      fs.chmodSync(`${folder}/unentered`, 0o644)
      // Root is above permissions: the program gives that up first, where it has it.
      const names = ["open", "unlisted", "unentered", "unentered/below"].map((name) => `${folder}/${name}`)
      const child = new Child("survey-as.ts", names)
      assert.deepStrictEqual(JSON.parse(await child.next()), [["file"], "EACCES", "EACCES", "EACCES"])
      await child.end()
      fs.chmodSync(`${folder}/unentered`, 0o755)
    }))

  it("of 50,000 files leaves the event loop its turns, and nothing open", () =>
    withFolder(async (folder) => {
      const folders = [folder]
      for (let i = 0; i < 10; i++) {
        folders.push(`${folder}/f${i}`)
        fs.mkdirSync(`${folder}/f${i}`)
        for (let k = 0; k < 200; k++) fs.writeFileSync(`${folder}/f${i}/${k}`, "")
      }
      fs.mkdirSync(`${folder}/large`)
      for (let k = 0; k < 20_000; k++) fs.writeFileSync(`${folder}/large/${k}`, "")
      const orders = [...Array.from({ length: 15 }, () => folders).flat(), `${folder}/large`]
      let turns = 0
      let isOver = false
      const count = (): void => {
        turns++
        if (!isOver) setImmediate(count)
      }
      setImmediate(count)
      const found = await survey(orders)
      isOver = true
      const entries = found.reduce((sum, each) => sum + (each._tag === "Survey" ? each.entries.length : 0), 0)
      assert.strictEqual(entries, 15 * 2_011 + 20_000)
      // It takes some 300 ms on the fastest of machines, in slices of 2 ms.
      assert.isAbove(turns, 50)
      assert.deepStrictEqual(openBelow(folder), [])
    }))

  it("that is interrupted leaves nothing open", () =>
    withFolder(async (folder) => {
      for (let k = 0; k < 2_000; k++) fs.writeFileSync(`${folder}/${k}`, "")
      const orders = Array.from({ length: 100 }, () => ({ folder, names: undefined }))
      const fiber = Effect.runFork(surveyAll(orders, strongest))
      for (let turn = 0; openBelow(folder).length === 0; turn++) {
        assert.isBelow(turn, 10_000)
        await new Promise((resolve) => setImmediate(resolve))
      }
      await Effect.runPromise(Effect.asVoid(Effect.sync(() => fiber.interruptUnsafe())))
      while (fiber.pollUnsafe() === undefined) await new Promise((resolve) => setImmediate(resolve))
      assert.deepStrictEqual(openBelow(folder), [])
    }))
})
