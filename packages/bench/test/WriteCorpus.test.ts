import { afterAll, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as WriteCorpus from "../src/WriteCorpus.ts"

describe("the files that are written", () => {
  let shape: WriteCorpus.Shape
  let files: ReadonlyArray<WriteCorpus.Target>

  beforeAll(() => {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "ploke-bench-corpus-"))
    shape = { folder, files: 5, folders: 2, fileBytes: 6 * 1024 }
    files = WriteCorpus.filesOf(shape, "someone")
  })
  afterAll(() => WriteCorpus.remove(shape))
  beforeEach(async () => {
    rmSync(WriteCorpus.folderOf(shape, "someone"), { recursive: true, force: true })
    await WriteCorpus.writeFirst(shape, "someone")
  })

  it("lie in as many folders as were asked for", () => {
    assert.deepStrictEqual(
      files.map((file) => file.folder.slice(-8)),
      ["module-0", "module-0", "module-0", "module-1", "module-1"]
    )
  })

  it("have two versions of one size that differ in their middle only", () => {
    for (const { endByte, startByte, versions } of files) {
      const [first, second] = versions
      assert.strictEqual(endByte - startByte, 100)
      assert.strictEqual(first.bytes.length, shape.fileBytes)
      const spliced = Buffer.concat([
        first.bytes.subarray(0, startByte),
        Buffer.from(second.middle),
        first.bytes.subarray(endByte)
      ])
      assert.isTrue(spliced.equals(second.bytes))
      assert.notStrictEqual(first.digest, second.digest)
    }
  })

  const problem = (version: WriteCorpus.Version = 0) => WriteCorpus.problemOf(files, version)

  it("are as they should be when they were written", () => {
    assert.isUndefined(problem())
    assert.match(problem(1) ?? "", /source-0\.ts does not hold what was to be written$/)
  })

  it("are found out when one byte is another", () => {
    const { path } = files[4]!
    const bytes = readFileSync(path)
    bytes[17]! ^= 1
    writeFileSync(path, bytes)
    assert.match(problem() ?? "", /source-4\.ts does not hold/)
  })

  it("may have no temporary file beside them", () => {
    writeFileSync(join(files[3]!.folder, ".left.tmp"), "")
    assert.match(problem() ?? "", /^\.left\.tmp was left in .*module-1$/)
  })

  it("may have nothing beside their folders", () => {
    mkdirSync(join(WriteCorpus.folderOf(shape, "someone"), "stray"))
    assert.match(problem() ?? "", /^stray was left beside the folders$/)
  })
})
