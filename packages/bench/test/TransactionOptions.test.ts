import { assert, describe, it } from "@effect/vitest"
import { tmpdir } from "node:os"
import { parse, wanted } from "../src/TransactionOptions.ts"

const defaults = {
  files: 10,
  rounds: 41,
  warmUpRounds: 20,
  manyFiles: 500,
  dir: tmpdir(),
  output: "table",
  marks: "judged",
  wanted
}

const check = (args: string) => {
  const parsed = parse(args === "" ? [] : args.split(" "))
  if (parsed._tag === "Refused") return parsed.why
  return parsed._tag === "Run" ? parsed.options : "help"
}

describe("the arguments of the bench of the transactions", () => {
  const understood: ReadonlyArray<readonly [args: string, options: unknown]> = [
    ["", defaults],
    ["--json --rounds 5 --files 2", { ...defaults, output: "json", rounds: 5, files: 2 }],
    ["--many-files 1 --warm-up 0 --no-marks", { ...defaults, manyFiles: 1, warmUpRounds: 0, marks: "shown" }],
    ["--dir /mnt/disk", { ...defaults, dir: "/mnt/disk" }],
    [
      "--mark of-group=2 --mark syncs-behind=0",
      { ...defaults, wanted: { ...wanted, "of-group": 2, "syncs-behind": 0 } }
    ],
    ["--json --help", "help"]
  ]
  it.each(understood)("understand %j", (args, options) => {
    assert.deepStrictEqual(check(args), options)
  })

  const refused: ReadonlyArray<readonly [args: string, why: RegExp]> = [
    ["transactions", /^unknown argument transactions$/],
    ["--folders", /^unknown argument --folders$/],
    ["--dir", /^--dir needs a value$/],
    ["--files 1", /^--files must be a whole number of at least 2$/],
    ["--rounds 4", /^--rounds must be a whole number of at least 5$/],
    ["--many-files 0", /^--many-files must be a whole number of at least 1$/],
    ["--mark calls=3", /^there is no mark calls; there are of-group, /]
  ]
  it.each(refused)("refuse %j", (args, why) => {
    assert.match(String(check(args)), why)
  })
})
