import { afterAll, assert, describe, it } from "@effect/vitest"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { commandLine, makeFolder, repository, run, start } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)

const commands: ReadonlyArray<readonly [args: ReadonlyArray<string>, code: number]> = [
  [["--version"], 0],
  [["read", "--start", "2", "--end", "1", "package.json"], 1],
  // So many files that threads help.
  [["hash", "--all", "node_modules/effect", "node_modules/rolldown"], 0]
]

// The other tests start programs that were bundled, see scripts/Bundle.ts. A start takes long where a whole suite runs.
describe("the command that runs from its sources", { timeout: 90_000 }, () => {
  it.each(commands)("says the same as the bundled one, and ends with the same code: %j", async (args, code) => {
    const ended = (form: "bundle" | "sources") => run([...commandLine("main", form), ...args], { cwd: repository })
    const [bundle, sources] = await Promise.all([ended("bundle"), ended("sources")])
    assert.strictEqual(sources.code, code)
    assert.deepStrictEqual(sources, bundle)
  })

  it("works on this machine", async () => {
    const { code, stdout } = await run([...commandLine("main", "sources"), "doctor"], { cwd: folder.path })
    assert.strictEqual(code, 0, stdout)
  })

  it("watches", async () => {
    const root = join(folder.path, "root")
    mkdirSync(root)
    const options = { cwd: root, env: { XDG_STATE_HOME: join(folder.path, "state") } }
    const running = start([...commandLine("main", "sources"), "watch"], options)
    await running.until(`watching  ${root} (`)
    writeFileSync(join(root, "new.txt"), "n")
    await running.until("created   new.txt\n")
    running.kill("SIGINT")
    assert.strictEqual((await running.ended).code, 130)
  })
})
