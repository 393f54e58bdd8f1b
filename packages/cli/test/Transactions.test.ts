import { assert, describe, it } from "@effect/vitest"
import { FileHash, type RecoveredTransaction, type TransactionResult } from "@ploke/core"
import { ContextualError, Fail } from "@ploke/error"
import * as Result from "effect/Result"
import * as ApplyText from "../src/internal/ApplyText.ts"
import * as EditsText from "../src/internal/EditsText.ts"
import * as Message from "../src/internal/Message.ts"
import * as RecoverText from "../src/internal/RecoverText.ts"

const same = (path: string) => path

describe("a refusal", () => {
  const readOnly = Fail.readOnly({ path: "/a" }).reason
  const denied = Fail.pathResolution({ path: "/b\n", why: "OutsideRoots" }).reason
  const io = Fail.io({ message: "no\nluck" }).reason
  const refused = (problems: Parameters<typeof Fail.transactionAborted>[0]["problems"]) =>
    Fail.transactionAborted({ id: "t1", detail: "refused", problems })

  it("has a line for each problem, whatever is in it, and a last one", () => {
    const error = refused([
      { edits: [0, 1, 2, 3, 4], reason: readOnly },
      { edits: [7], reason: denied },
      { edits: [], reason: io }
    ])
    const lines = Message.lines(error)
    assert.match(lines[0]!, /^edits 0, 1, 2 and 2 more: \/a: /)
    assert.match(lines[1]!, /^edit 7: \/b\\n: outside every configured root; add its folder to --root /)
    assert.deepStrictEqual(lines.slice(2), [
      "no\\nluck",
      "refused: 3 problems; nothing was changed (edits are counted from 0)"
    ])
    assert.deepStrictEqual(Message.lines(new ContextualError({ source: error, filePath: "/a" })), lines)
  })

  it("of something else is one line", () => {
    const error = Fail.readOnly({ path: "/a" })
    assert.deepStrictEqual(Message.lines(error), [Message.withPath(error)])
    assert.strictEqual(Message.lines(Fail.transactionAborted({ id: "t1", detail: "the disk is full" })).length, 1)
  })
})

describe("the edits in a text", () => {
  it.each([
    ["", "empty"],
    [" \ufeff\n", "empty"],
    ["\ufeff [", "json"],
    ['{"edits": []}', "json"],
    ["diff --git a/a b/a", "diff"],
    ['a text above, [1]\n{"edits": []}', "diff"]
  ] as const)("%j are %s", (text, kind) => {
    assert.strictEqual(EditsText.kindOf(text), kind)
  })

  const wish = { name: "given", absolute: (path: string) => `/w/${path}`, fuzz: 1 }

  it("have absolute paths, and the fuzz where they are of a diff", () => {
    const renames = EditsText.parse(`{"_tag": "Rename", "file_path": "a", "new_path": "b"}`, wish)
    assert.deepStrictEqual(renames, Result.succeed([{ _tag: "Rename", filePath: "/w/a", newPath: "/w/b" }] as const))
    const diff = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
    const patches = EditsText.parse(diff, wish)
    assert.deepStrictEqual(patches, Result.succeed([{ _tag: "Patch", filePath: "/w/x", diff, fuzz: 1 }] as const))
    const json = EditsText.parse(JSON.stringify({ _tag: "Patch", filePath: "x", diff }), wish)
    assert.deepStrictEqual(json, Result.succeed([{ _tag: "Patch", filePath: "/w/x", diff, fuzz: 0 }] as const))
  })
})

describe("what became of a transaction", () => {
  const hash = FileHash.make(`sha256:${"0".repeat(64)}`)
  const other = FileHash.make(`sha256:${"1".repeat(64)}`)
  const done = (results: TransactionResult["results"]): TransactionResult => ({
    id: "t1",
    results,
    durability: "strict"
  })

  it("tells the splices of a file once, and a patch of the mode alone as a change", () => {
    const splice = {
      _tag: "Splice",
      filePath: "/a",
      expectedHash: hash,
      startByte: 0,
      endByte: 0,
      replacement: ""
    } as const
    const patch = { _tag: "Patch", filePath: "/b", diff: "", fuzz: 0 } as const
    const result = { delta: [], durability: "strict" } as const
    const changed = { ...result, filePath: "/a", oldHash: hash, newHash: other }
    const mode = { ...result, filePath: "/b", oldHash: hash, newHash: hash }
    assert.strictEqual(
      ApplyText.render([splice, patch, splice], done([changed, mode, changed]), same),
      `changed ${other}  /a\nchanged ${hash}  /b\n2 files in transaction t1\n`
    )
    assert.strictEqual(
      ApplyText.render([splice], done([{ ...mode, filePath: "/a" }]), same),
      `kept ${hash}  /a\n1 file in transaction t1\n`
    )
  })
})

describe("what recovery made of a transaction", () => {
  const paths = Array.from({ length: 12 }, (_, i) => `/${i}`)

  it.each<readonly [Omit<RecoveredTransaction, "id">, string]>([
    [{ state: "finished", paths: ["/a"] }, "finished t1: it was cut off, and is done now: 1 file changed"],
    [{ state: "swept", paths: ["/a"] }, "swept t1: it is forgotten: its roots have been gone for long"],
    [{ state: "busy", paths: [], detail: "somebody\nelse" }, "busy t1: somebody\\nelse"],
    [{ state: "stuck", paths, detail: "why" }, "stuck t1: why: /0, /1, /2, /3, /4, /5, /6, /7, /8, /9 and 2 more"]
  ])("is told in one line (%#)", (transaction, line) => {
    assert.strictEqual(RecoverText.line({ id: "t1", ...transaction }, same), line)
  })
})
