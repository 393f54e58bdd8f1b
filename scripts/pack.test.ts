import { assert, describe, it } from "@effect/vitest"
import { entryPoints, tarballProblems } from "./Tarball.ts"

const entry = {
  folder: "cli",
  name: "@ploke/io-cli",
  version: "0.1.0",
  private: false,
  bin: { "ploke-io": "./dist/main.js" }
}
const whole = [
  "LICENSE",
  "README.md",
  "dist/deep/A.d.ts",
  "dist/deep/A.d.ts.map",
  "dist/deep/A.js",
  "dist/deep/A.js.map",
  "dist/index.d.ts",
  "dist/index.js",
  "dist/internal/B.d.ts",
  "dist/internal/B.js",
  "dist/main.d.ts",
  "dist/main.js",
  "package.json",
  "src/deep/A.ts",
  "src/index.ts",
  "src/internal/B.ts",
  "src/main.ts"
]

describe("a tarball", () => {
  const cases: ReadonlyArray<readonly [fact: string, files: ReadonlyArray<string>, problems: ReadonlyArray<string>]> = [
    ["is sound when every source has its build", whole, []],
    [
      "must not be empty",
      whole.filter((path) => path.startsWith("dist/main") || !path.includes("/")),
      [
        "@ploke/io-cli holds no source",
        "@ploke/io-cli holds dist/main.d.ts, which belongs to no source: is it left from an old build?",
        "@ploke/io-cli holds dist/main.js, which belongs to no source: is it left from an old build?"
      ]
    ],
    [
      "must hold the build of every source",
      whole.filter((path) => path !== "dist/deep/A.js"),
      ["@ploke/io-cli lacks dist/deep/A.js: is the build complete?"]
    ],
    [
      "must not hold what an old build or a tool has left",
      [...whole, "dist/Old.js", "dist/.tsbuildinfo", "test/A.test.ts"],
      ["dist/Old.js", "dist/.tsbuildinfo", "test/A.test.ts"].map(
        (path) => `@ploke/io-cli holds ${path}, which belongs to no source: is it left from an old build?`
      )
    ],
    [
      "must hold its licence, its README and its program",
      whole.filter((path) => !["LICENSE", "README.md"].includes(path) && !path.includes("main")),
      ["@ploke/io-cli lacks LICENSE", "@ploke/io-cli lacks README.md", "@ploke/io-cli lacks dist/main.js"]
    ]
  ]
  it.each(cases)("%s", (_, files, problems) => {
    assert.deepStrictEqual(tarballProblems(entry, files), problems)
  })

  it("offers its modules, but not the internal ones", () => {
    assert.deepStrictEqual(entryPoints(whole), ["./deep/A", "./main"])
  })
})
