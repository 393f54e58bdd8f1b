import { assert, describe, it } from "@effect/vitest"
import {
  ChangedFileData,
  CreateFileData,
  FileData,
  FileEdit,
  FileHash,
  Namespace,
  PatchData,
  RequestId,
  SnippetRequest,
  WriteSnippetData
} from "@ploke/core"
import * as Schema from "effect/Schema"

// JSON as serde writes ploke-core's own types.

const id = "0b0c3c0e-6a3f-4f3e-8f55-0d1f6a0f9d11"
const namespace = "f7f4a9a0-1b1a-4b0e-9c1a-1a1a1a1a1a1a"
const trackingHash = "b1a9d1c8-8c2f-5b4e-b2e7-2a8a1d2c9f3e"
const hash = `sha256:${"ab".repeat(32)}`

const decode = <T>(schema: Schema.Codec<T, unknown>, json: unknown): T => Schema.decodeUnknownSync(schema)(json)

const identity = { id: RequestId.make(id), namespace: Namespace.make(namespace) }

describe("ploke-core's JSON", () => {
  it("EmbeddingData becomes a SnippetRequest, its node hash ignored", () => {
    const json = {
      id,
      name: "main",
      file_path: "/repo/src/main.rs",
      file_tracking_hash: hash,
      start_byte: 3,
      end_byte: 9,
      node_tracking_hash: trackingHash,
      namespace
    }
    assert.deepStrictEqual(decode(SnippetRequest, json), {
      ...identity,
      name: "main",
      filePath: "/repo/src/main.rs",
      expectedHash: FileHash.make(hash),
      startByte: 3,
      endByte: 9
    })
  })

  it("FileData becomes a FileData", () => {
    const json = { id, namespace, file_tracking_hash: hash, file_path: "/repo/a.rs" }
    assert.deepStrictEqual(decode(FileData, json), {
      ...identity,
      filePath: "/repo/a.rs",
      expectedHash: FileHash.make(hash)
    })
  })

  it("ChangedFileData becomes a ChangedFileData", () => {
    const json = { id, namespace, old_tracking_hash: hash, new_tracking_hash: hash, file_path: "/repo/a.rs" }
    assert.deepStrictEqual(decode(ChangedFileData, json), {
      ...identity,
      filePath: "/repo/a.rs",
      oldHash: FileHash.make(hash),
      newHash: FileHash.make(hash)
    })
  })

  it("WriteSnippetData becomes a WriteSnippetData", () => {
    const json = {
      id,
      name: "main",
      file_path: "/repo/a.rs",
      expected_file_hash: hash,
      start_byte: 0,
      end_byte: 0,
      replacement: "// x\n",
      namespace
    }
    assert.deepStrictEqual(decode(WriteSnippetData, json), {
      ...identity,
      name: "main",
      filePath: "/repo/a.rs",
      expectedHash: FileHash.make(hash),
      startByte: 0,
      endByte: 0,
      replacement: "// x\n"
    })
  })

  it("CreateFileData becomes a CreateFileData, with serde's defaults where it leaves keys out", () => {
    const json = { id, name: "a.rs", file_path: "/repo/a.rs", content: "", namespace }
    assert.deepStrictEqual(decode(CreateFileData, json), {
      id: identity.id,
      filePath: "/repo/a.rs",
      content: "",
      onExists: "error",
      createParents: false
    })
    assert.strictEqual(decode(CreateFileData, { ...json, on_exists: "overwrite" }).onExists, "overwrite")
    assert.isTrue(decode(CreateFileData, { ...json, create_parents: true }).createParents)
  })

  it("NsWriteSnippetData becomes a PatchData: a BLAKE3 hash as bytes, None as null", () => {
    const json = { id, file_path: "/repo/a.rs", namespace, diff: "@@ -1 +1 @@\n", large_file_policy: "Skip" }
    const bytes = Array.from({ length: 32 }, (_, index) => index)
    assert.deepStrictEqual(decode(PatchData, { ...json, expected_file_hash: bytes }), {
      id: identity.id,
      filePath: "/repo/a.rs",
      expectedHash: FileHash.fromDigest("blake3", Uint8Array.from(bytes)),
      diff: "@@ -1 +1 @@\n",
      fuzz: 0,
      dryRun: false
    })
    assert.isFalse("expectedHash" in decode(PatchData, { ...json, expected_file_hash: null }))
  })

  it.each([
    ["too few", Array.from({ length: 31 }, () => 0)],
    ["too large", Array.from({ length: 32 }, () => 256)],
    ["fractional", Array.from({ length: 32 }, () => 0.5)],
    ["foreign", Array.from({ length: 32 }, () => "0")]
  ])("a hash of %s bytes is refused", (_name, bytes) => {
    const json = { file_path: "/repo/a.rs", diff: "", expected_file_hash: bytes }
    assert.throws(() => decode(PatchData, json), /Expected string/)
  })

  it.each([
    ["SnippetRequest", SnippetRequest, "file_tracking_hash"],
    ["FileData", FileData, "file_tracking_hash"],
    ["WriteSnippetData", WriteSnippetData, "expected_file_hash"]
  ] as const)("%s refuses a tracking hash and says why", (_name, schema, key) => {
    const json = { file_path: "/a", start_byte: 0, end_byte: 0, replacement: "", [key]: trackingHash }
    assert.throws(
      () => Schema.decodeSync(schema as Schema.Codec<unknown>)(json),
      /a tracking hash \(UUID\) classifies changes but cannot guard bytes/
    )
  })

  it("null is absence for what is optional and a missing key for what is not", () => {
    const json = { filePath: "/a", expectedHash: hash, startByte: 0, endByte: 0 }
    assert.deepStrictEqual(decode(SnippetRequest, { ...json, id: null, name: null }), decode(SnippetRequest, json))
    assert.throws(() => decode(SnippetRequest, { ...json, filePath: null }), /Missing key\s+at \["filePath"\]/)
  })

  it("two aliases of one key are an error as well", () => {
    const json = { filePath: "/a", startByte: 0, endByte: 0, file_tracking_hash: hash, expected_file_hash: hash }
    assert.throws(() => decode(SnippetRequest, json), /"file_tracking_hash" and "expected_file_hash"/)
  })

  it.each([
    [{ start_byte: 5, end_byte: 4 }, /Expected endByte to be at least startByte/],
    [{ start_byte: -1, end_byte: 4 }, /at \["startByte"\]/],
    [{ start_byte: 0, end_byte: 1.5 }, /Expected an integer/],
    [{ start_byte: 0, end_byte: 2 ** 53 }, /at \["endByte"\]/]
  ])("a request with the range %j is refused, by decoding and by the constructor", (range, problem) => {
    assert.throws(() => decode(SnippetRequest, { file_path: "/a", expected_hash: hash, ...range }), problem)
    const request = {
      filePath: "/a",
      expectedHash: FileHash.make(hash),
      startByte: range.start_byte,
      endByte: range.end_byte
    }
    assert.throws(() => SnippetRequest.make(request), /Schema validation failed/)
    assert.throws(() => FileEdit.cases.Splice.make({ ...request, replacement: "" }), /Schema validation failed/)
  })
})

describe("FileEdit", () => {
  it("decodes snake_case members and reports problems of the named member only", () => {
    const splice = { _tag: "Splice", file_path: "/a", expected_file_hash: hash, start_byte: 0, end_byte: 0 }
    assert.strictEqual(decode(FileEdit, { ...splice, replacement: "x" })._tag, "Splice")
    assert.throws(() => decode(FileEdit, splice), /^Missing key\s+at \["replacement"\]$/)
    assert.throws(() => decode(FileEdit, { _tag: "Move", file_path: "/a" }), /Expected/)
  })

  it("is taken apart by its tag", () => {
    const edit: FileEdit = { _tag: "Rename", filePath: "/a", newPath: "/b" }
    const told = FileEdit.match(edit, {
      Splice: () => "splice",
      Create: () => "create",
      Replace: () => "replace",
      Remove: () => "remove",
      Rename: ({ newPath }) => newPath,
      Patch: () => "patch"
    })
    assert.strictEqual(told, "/b")
    assert.isTrue(FileEdit.guards.Rename(edit))
  })
})
