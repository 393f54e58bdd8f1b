import { assert, beforeAll, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import { open, readFile } from "node:fs/promises"
import { promisify } from "node:util"
import * as NodeCalls from "../src/NodeCalls.ts"

describe("the count of the calls of node:fs", () => {
  let watch: NodeCalls.Watch
  beforeAll(async () => {
    watch = await NodeCalls.install()
  })

  const here = import.meta.filename
  const cases: ReadonlyArray<readonly [fact: string, body: () => Promise<unknown>, seen: ReadonlyArray<string>]> = [
    ["sees nothing where nothing is called", () => Promise.resolve(), []],
    ["sees functions that return", async () => fs.closeSync(fs.openSync(here, "r")), ["openSync", "closeSync"]],
    ["sees functions that fail", async () => fs.statSync(here, { throwIfNoEntry: false }), ["statSync"]],
    ["sees functions that call back", () => promisify(fs.stat)(here), ["stat"]],
    ["sees functions that promise", () => readFile(here), ["promises.readFile"]],
    [
      "sees what is done with a handle",
      async () => {
        const handle = await open(here)
        await handle.stat()
        await handle.close()
      },
      ["promises.open", "FileHandle.stat", "FileHandle.close"]
    ],
    ["sees the native variant", async () => fs.realpathSync.native(here), ["realpathSync.native"]]
  ]
  it.each(cases)("%s", async (_, body, seen) => {
    assert.deepStrictEqual(await watch(body), seen)
  })

  it("sees nothing that was called before or after", async () => {
    fs.statSync(here)
    assert.deepStrictEqual(await watch(async () => fs.lstatSync(here)), ["lstatSync"])
    fs.statSync(here)
  })

  it("tells what the body says among what it calls", async () => {
    const seen = await watch(async (say) => {
      fs.statSync(here)
      say("between")
      fs.lstatSync(here)
    })
    assert.deepStrictEqual(seen, ["statSync", "between", "lstatSync"])
  })

  const names: ReadonlyArray<readonly [name: string, single: boolean]> = [
    ["openSync", true],
    ["fsync", true],
    ["promises.rename", true],
    ["FileHandle.close", true],
    ["readFileSync", false],
    ["realpathSync", false],
    ["realpathSync.native", false],
    ["promises.writeFile", false],
    ["readdir", false]
  ]
  it.each(names)("knows whether %s is one call of the system", (name, single) => {
    assert.strictEqual(NodeCalls.isSingle(name), single)
  })
})
