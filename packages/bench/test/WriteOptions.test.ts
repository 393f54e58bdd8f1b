import { assert, describe, it } from "@effect/vitest"
import { tmpdir } from "node:os"
import { parse, wanted } from "../src/WriteOptions.ts"

const defaults = {
  files: 300,
  folders: 6,
  rounds: 15,
  largeMib: 10,
  largeRounds: 31,
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

describe("the arguments of the bench of the writes", () => {
  const understood: ReadonlyArray<readonly [args: string, options: unknown]> = [
    ["", defaults],
    ["--json --rounds 5 --files 1 --folders 1", { ...defaults, output: "json", rounds: 5, files: 1, folders: 1 }],
    ["--large-mib 2 --large-rounds 9", { ...defaults, largeMib: 2, largeRounds: 9 }],
    ["--dir /mnt/disk --no-marks", { ...defaults, dir: "/mnt/disk", marks: "shown" }],
    ["--mark of-minimal=2 --mark calls=7", { ...defaults, wanted: { ...wanted, "of-minimal": 2, calls: 7 } }],
    ["--rounds 7 --rounds 8", { ...defaults, rounds: 8 }],
    ["--json --help", "help"]
  ]
  it.each(understood)("understand %j", (args, options) => {
    assert.deepStrictEqual(check(args), options)
  })

  const refused: ReadonlyArray<readonly [args: string, why: RegExp]> = [
    ["--one-process", /^unknown argument --one-process$/],
    ["writes", /^unknown argument writes$/],
    ["toString", /^unknown argument toString$/],
    ["--dir", /^--dir needs a value$/],
    ["--folders 0", /^--folders must be a whole number of at least 1$/],
    ["--rounds 4", /^--rounds must be a whole number of at least 5$/],
    ["--large-rounds 4", /^--large-rounds must be a whole number of at least 5$/],
    ["--mark memory-mib=3", /^there is no mark memory-mib; there are of-minimal, /],
    ["--mark calls", /^--mark must be <name>=<number>/]
  ]
  it.each(refused)("refuse %j", (args, why) => {
    assert.match(String(check(args)), why)
  })
})
