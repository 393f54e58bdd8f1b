import { assert, describe, it } from "@effect/vitest"
import { parse, wanted } from "../src/Options.ts"

const defaults = { files: 5000, rounds: 7, largeMib: 200, output: "table", processes: "each", marks: "judged", wanted }

const check = (args: string) => {
  const parsed = parse(args === "" ? [] : args.split(" "))
  if (parsed._tag === "Refused") return parsed.why
  return parsed._tag === "Run" ? parsed.options : "help"
}

describe("the arguments of the bench", () => {
  const understood: ReadonlyArray<readonly [args: string, options: unknown]> = [
    ["", defaults],
    ["--json --rounds 5 --files 1", { ...defaults, output: "json", rounds: 5, files: 1 }],
    ["--no-marks --large-mib 2", { ...defaults, marks: "shown", largeMib: 2 }],
    ["--mark of-loop=2 --mark delay-ms=7.5", { ...defaults, wanted: { ...wanted, "of-loop": 2, "delay-ms": 7.5 } }],
    ["--one-process", { ...defaults, processes: "one" }],
    ["--json --help", "help"]
  ]
  it.each(understood)("understand %j", (args, options) => {
    assert.deepStrictEqual(check(args), options)
  })

  const refused: ReadonlyArray<readonly [args: string, why: RegExp]> = [
    ["--frobnicate", /^unknown argument --frobnicate$/],
    ["5", /^unknown argument 5$/],
    ["toString", /^unknown argument toString$/],
    ["--files", /^--files needs a value$/],
    ["--files 0", /^--files must be a whole number of at least 1$/],
    ["--files 1.5", /^--files must be/],
    ["--files -1", /^--files must be/],
    ["--rounds 4", /^--rounds must be a whole number of at least 5$/],
    ["--large-mib many", /^--large-mib must be/],
    ["--mark", /^--mark needs a value$/],
    ["--mark of-loop", /^--mark must be <name>=<number>/],
    ["--mark of-loop=fast", /^--mark must be/],
    ["--mark speed=3", /^there is no mark speed; there are over-promises, /]
  ]
  it.each(refused)("refuse %j", (args, why) => {
    assert.match(String(check(args)), why)
  })
})
