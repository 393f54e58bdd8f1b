import { assert, describe, it } from "@effect/vitest"
import type { FileHash } from "@ploke/io"
import { WriteService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import * as OtherWays from "./OtherWays.ts"
import type { Scenario } from "./WriteTrials.ts"
import { disturbEach } from "./WriteTrials.ts"

const hashOf = (bytes: Buffer): FileHash => `sha256:${createHash("sha256").update(bytes).digest("hex")}` as FileHash

const rewriteWhole = (filePath: string, old: Buffer, fresh: Buffer) =>
  Effect.flatMap(WriteService, (write) => {
    const whole = { startByte: 0, endByte: old.length, replacement: fresh.toString() }
    return write.writeSnippet({ filePath, expectedHash: hashOf(old), ...whole })
  })

const rewriting = (name: string, old: Buffer, fresh: Buffer): Scenario => ({
  name,
  target: "file",
  old,
  fresh,
  prepare: (root) => fs.writeFileSync(path.join(root, "file"), old),
  write: (root) => rewriteWhole(path.join(root, "file"), old, fresh)
})

const [old, fresh] = [Buffer.from("old"), Buffer.from("fresh")]
const small = rewriting("a rewrite", old, fresh)

const throughLink: Scenario = {
  ...small,
  name: "a rewrite through a link",
  target: "folder/file",
  prepare: (root) => {
    fs.mkdirSync(path.join(root, "folder"))
    fs.writeFileSync(path.join(root, "folder/file"), old)
    fs.symlinkSync("folder/file", path.join(root, "link"))
  },
  write: (root) => rewriteWhole(path.join(root, "link"), old, fresh)
}

const creation: Scenario = {
  name: "the creation of a file and its folders",
  target: "a/b/file",
  old: undefined,
  fresh,
  prepare: () => {},
  write: (root) =>
    Effect.flatMap(WriteService, (write) => {
      const options = { onExists: "error", createParents: true, mode: 0o640 } as const
      return write.createFile({ filePath: path.join(root, "a/b/file"), content: fresh.toString(), ...options })
    })
}

const batchNames = ["folder/0", "folder/1", "folder/2", "folder/3"]

const batch: Scenario = {
  name: "a rewrite of four files of one folder",
  target: "folder/0",
  others: batchNames.slice(1),
  old,
  fresh,
  prepare: (root) => {
    fs.mkdirSync(path.join(root, "folder"))
    for (const name of batchNames) fs.writeFileSync(path.join(root, name), old)
  },
  write: (root) =>
    Effect.gen(function* () {
      const whole = { expectedHash: hashOf(old), startByte: 0, endByte: old.length, replacement: fresh.toString() }
      const edits = batchNames.map((name) => ({ filePath: path.join(root, name), ...whole }))
      return yield* Effect.fromResult((yield* (yield* WriteService).writeSnippets(edits))[0]!)
    })
}

const mebibyte = 1024 * 1024
const large = rewriting("a rewrite of 4 MiB", Buffer.alloc(4 * mebibyte, "o"), Buffer.alloc(4 * mebibyte, "f"))

const by = (scenario: Scenario, way: (filePath: string, bytes: Buffer) => Promise<void>): Scenario => ({
  ...scenario,
  write: (root) => Effect.tryPromise(() => way(path.join(root, scenario.target), scenario.fresh))
})

/** Whether the calls of any durable write were among those that were disturbed: the watcher is not blind. */
const expectSeen = (calls: ReadonlyArray<string>) => {
  const seen = calls.join("\n")
  for (const call of [
    /^open .*temporary/m,
    /^writev? .*temporary/m,
    /^close .*temporary/m,
    /^(rename|link) .*temporary/m
  ]) {
    assert.match(seen, call)
  }
  assert.match(seen, /^fsync .*temporary #1$/m)
  assert.match(seen, /^fsync (?!.*temporary)/m)
}

/** Whether a call closes a descriptor through which nothing was written. */
const endsReading = (call: string): boolean => /^close (?!.*temporary)/.test(call)

describe("a call to the disk that fails, whichever it is,", { timeout: 60_000 }, () => {
  const codes = ["EIO", "ENOSPC", "EACCES"]
  const scenarios = [small, throughLink, creation]
  const cases = [
    ...scenarios.flatMap((scenario) => codes.map((code) => ({ ...scenario, code }))),
    { ...batch, code: "EIO" }
  ]

  it.each(cases)("leaves what the result says and nothing else: $code in $name", async ({ code, ...scenario }) => {
    const { disturbed, problems } = await disturbEach(scenario, { code, fails: "once" }, (call) => !endsReading(call))
    expectSeen(disturbed)
    assert.deepStrictEqual(problems, [])
  })

  it.each(scenarios)("does no harm where it closes what was only read: $name", async (scenario) => {
    const { disturbed, problems } = await disturbEach(scenario, { code: "EIO", fails: "once" }, endsReading)
    assert.isNotEmpty(disturbed)
    assert.deepStrictEqual(problems, [])
  })

  it.each(scenarios)("leaves no more than a temporary where all that follow fail: $name", async (scenario) => {
    const { disturbed, problems } = await disturbEach(scenario, { code: "EIO", fails: "from then on" })
    expectSeen(disturbed)
    // From such a disk it cannot be removed.
    assert.deepStrictEqual(
      problems.filter((problem) => !/: left: \S+\.tmp$/.test(problem)),
      []
    )
  })

  it("leaves half a file where it was written in place", async () => {
    const { problems } = await disturbEach(by(small, OtherWays.inPlace), { code: "EIO", fails: "once" })
    assert.include(problems.join("\n"), "torn contents after a failure")
  })

  it("leaves a temporary and a descriptor, and is asked again for a sync, where that is not thought of", async () => {
    const { problems } = await disturbEach(by(small, OtherWays.unchecked), { code: "EIO", fails: "once" })
    for (const problem of ["left: file.unchecked", "open: file.unchecked", "fsync again after it failed"]) {
      assert.include(problems.join("\n"), problem)
    }
  })
})

describe("an interruption, at whichever call it comes,", { timeout: 60_000 }, () => {
  const moments = ["as it is made", "when it is done"] as const
  const cases = [small, throughLink, creation, batch, large].flatMap((scenario) =>
    moments.map((interrupt) => ({ ...scenario, interrupt }))
  )

  it.each(cases)(
    "leaves old or new contents and nothing else: $interrupt, in $name",
    async ({ interrupt, ...scenario }) => {
      const { disturbed, problems } = await disturbEach(scenario, { interrupt })
      expectSeen(disturbed)
      assert.deepStrictEqual(problems, [])
    }
  )

  it("leaves half a file where Effect's FileSystem writes it in place", async () => {
    const write = (root: string) =>
      Effect.flatMap(FileSystem.FileSystem, (disk) => disk.writeFile(path.join(root, large.target), large.fresh))
    const { problems } = await disturbEach({ ...large, write }, { interrupt: "as it is made" })
    assert.include(problems.join("\n"), "torn contents after an interruption")
  })
})
