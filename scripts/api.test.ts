import { assert, describe, it } from "@effect/vitest"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryFolder } from "./Child.ts"
import { differences, publicDeclarations, readTree, writeTree } from "./Snapshot.ts"

const tree = (files: Readonly<Record<string, string>>) => new Map(Object.entries(files))

describe("the snapshot of the public types", () => {
  it("holds declarations only, and nothing internal", () => {
    const emitted = tree({
      "A.d.ts": "export declare const a: 1;\r\n\r\n",
      "A.js": "",
      "internal/B.d.ts": "export {};\n",
      "deep/internal/C.d.ts": "export {};\n",
      "deep/D.d.ts": "export {};"
    })
    assert.deepStrictEqual(
      publicDeclarations(emitted),
      tree({ "A.d.ts": "export declare const a: 1;\n", "deep/D.d.ts": "export {};\n" })
    )
  })

  it("tells what was added, removed and changed", () => {
    const before = tree({ same: "1", gone: "1", other: "1" })
    const after = tree({ same: "1", other: "2", fresh: "1" })
    assert.deepStrictEqual(differences(before, after), [
      { path: "fresh", kind: "added" },
      { path: "gone", kind: "removed" },
      { path: "other", kind: "changed" }
    ])
    assert.deepStrictEqual(differences(before, before), [])
  })

  it("is read as it was written, and replaces what was there", () => {
    const folder = join(temporaryFolder("ploke-snapshot"), "api")
    try {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, "old.d.ts"), "old")
      const written = tree({ "A.d.ts": "a\n", "deep/B.d.ts": "b\n" })
      writeTree(folder, written)
      assert.deepStrictEqual(readTree(folder), written)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it("of a folder that is not there is empty", () => {
    assert.strictEqual(readTree(join(temporaryFolder("ploke-snapshot"), "none")).size, 0)
  })
})
