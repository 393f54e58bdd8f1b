import { assert, describe, it } from "@effect/vitest"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "./Child.ts"
import { plan, steps, typeCommands } from "./Steps.ts"
import { root } from "./Workspace.ts"

const named = (name: string) => ({ name, about: name, commands: [] })
const four = ["format", "types", "tests", "pack"].map(named)

describe("the arguments of check", () => {
  const chosen: ReadonlyArray<readonly [args: ReadonlyArray<string>, names: ReadonlyArray<string>]> = [
    [[], ["format", "types", "tests", "pack"]],
    [["--only", "types"], ["types"]],
    [
      ["--only", "pack", "--only", "format"],
      ["format", "pack"]
    ],
    [
      ["--from", "tests"],
      ["tests", "pack"]
    ],
    [
      ["--skip", "tests"],
      ["format", "types", "pack"]
    ],
    [["--from", "types", "--skip", "tests", "--skip", "pack"], ["types"]]
  ]
  it.each(chosen)("%j runs %j", (args, names) => {
    const result = plan(args, four)
    assert.deepStrictEqual<unknown>(result._tag === "Run" ? result.steps.map((step) => step.name) : result, names)
  })

  const refused: ReadonlyArray<readonly [args: ReadonlyArray<string>, why: string]> = [
    [["--fast"], "unknown argument --fast"],
    [["types"], "unknown argument types"],
    [["--only"], "--only needs the name of a step"],
    [["--only", "typos"], "there is no step typos"],
    [["--from", "types", "--from", "tests"], "--from may be given once"],
    [["--from", "types", "--only", "tests"], "--only and --from exclude each other"],
    [["--only", "types", "--skip", "types"], "no step is left to run"],
    [["--list", "types"], "unknown argument --list"]
  ]
  it.each(refused)("%j is refused: %s", (args, why) => {
    assert.deepStrictEqual(plan(args, four), { _tag: "Refused", why })
  })
})

describe("npm run check", () => {
  const check = (...args: ReadonlyArray<string>) =>
    run(process.execPath, ["scripts/check.ts", ...args], { output: "capture" })

  it("shows its usage and exits with 2 on a wrong argument", async () => {
    const { code, output } = await check("--only", "typos")
    assert.strictEqual(code, 2)
    assert.include(output, "there is no step typos")
    assert.include(output, "usage: npm run check")
  })

  it("lists every step", async () => {
    const { code, output } = await check("--list")
    assert.strictEqual(code, 0)
    const listed = output.trim().split("\n")
    assert.deepStrictEqual(
      listed.map((line) => line.split(" ")[0]),
      steps.map((step) => step.name)
    )
  })
})

describe("the types step", () => {
  const typecheck = async (source: string) => {
    // Inside the repository, so that `effect` resolves and the options of tsconfig.base.json apply.
    mkdirSync(join(root, ".tsbuild"), { recursive: true })
    const folder = mkdtempSync(join(root, ".tsbuild", "planted-"))
    try {
      const options = { composite: false, incremental: false, noEmit: true }
      const config = { extends: "../../tsconfig.base.json", compilerOptions: options, include: ["planted.ts"] }
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
      writeFileSync(join(folder, "planted.ts"), source)
      for (const [tool, ...args] of typeCommands("-p", folder)) {
        const result = await run(tool, args, { output: "capture" })
        if (result.code !== 0) return result
      }
      return { code: 0, output: "" }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const program = (statement: string) =>
    `import * as Effect from "effect/Effect"\n` +
    `export const program = Effect.gen(function*() {\n  ${statement}\n})\n`

  it("is red on an Effect that is neither yielded nor assigned", async () => {
    const { code, output } = await typecheck(program(`Effect.log("lost")`))
    assert.notStrictEqual(code, 0)
    assert.include(output, "floatingEffect")
  })

  it("is green once the Effect is yielded", async () => {
    assert.deepStrictEqual(await typecheck(program(`yield* Effect.log("told")`)), { code: 0, output: "" })
  })
})
