import { assert, describe, it } from "@effect/vitest"
import * as Core from "@ploke/core"
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"

const schemas = {
  ByteRange: Core.ByteRange,
  ChangedFileData: Core.ChangedFileData,
  ChangesSince: Core.ChangesSince,
  CreateFileData: Core.CreateFileData,
  Delta: Core.Delta,
  Durability: Core.Durability,
  EditResult: Core.EditResult,
  EntryKind: Core.EntryKind,
  FileChangeEvent: Core.FileChangeEvent,
  FileContent: Core.FileContent,
  FileData: Core.FileData,
  FileEdit: Core.FileEdit,
  FileHash: Core.FileHash,
  FileMode: Core.FileMode,
  ByteCount: Core.ByteCount,
  Namespace: Core.Namespace,
  FilePreview: Core.FilePreview,
  OnExists: Core.OnExists,
  OnMismatch: Core.OnMismatch,
  OriginId: Core.OriginId,
  PatchData: Core.PatchData,
  PatchHunk: Core.PatchHunk,
  PatchResult: Core.PatchResult,
  ReadFileRequest: Core.ReadFileRequest,
  RecoveredTransaction: Core.RecoveredTransaction,
  RecoveryReport: Core.RecoveryReport,
  RequestId: Core.RequestId,
  RootState: Core.RootState,
  SnippetRequest: Core.SnippetRequest,
  TrackingHash: Core.TrackingHash,
  TransactionResult: Core.TransactionResult,
  WatchedRootStatus: Core.WatchedRootStatus,
  WatchStatus: Core.WatchStatus,
  WatchSubscriberStatus: Core.WatchSubscriberStatus,
  WriteResult: Core.WriteResult,
  WriteSnippetData: Core.WriteSnippetData
} as const

const requests = [
  "ChangedFileData",
  "CreateFileData",
  "FileData",
  "FileEdit",
  "PatchData",
  "ReadFileRequest",
  "SnippetRequest",
  "WriteSnippetData"
] as const

const snakeCase = (json: unknown): unknown =>
  Object.fromEntries(
    Object.entries(json as object).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value
    ])
  )

/** A key that was given as `undefined` may be left out by a round trip. */
const withoutUndefined = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
    : value

describe("every schema", () => {
  it("is in the table", () => {
    const exported = Object.entries(Core).flatMap(([name, value]) => (Schema.isSchema(value) ? [name] : []))
    assert.deepStrictEqual(Object.keys(schemas).toSorted(), exported.toSorted())
  })

  for (const [name, schema] of Object.entries(schemas)) {
    const wire: Schema.Codec<unknown, Schema.Json> = Schema.toCodecJson(schema as Schema.Codec<unknown>)

    it.prop(`${name} comes back unchanged through JSON text`, [schema as Schema.Schema<unknown>], ([value]) => {
      const json = JSON.stringify(Schema.encodeSync(wire)(value))
      assert.isTrue(Equal.equals(Schema.decodeSync(wire)(JSON.parse(json)), withoutUndefined(value)), json)
    })
  }

  it.each(Object.entries(schemas))("%s refuses a value of another shape with a SchemaError", (_name, schema) => {
    assert.throws(() => Schema.decodeSync(schema as Schema.Codec<unknown>)(true), /Expected/)
  })
})

describe("every request schema", () => {
  for (const name of requests) {
    const schema = schemas[name] as unknown as Schema.Codec<object, Readonly<Record<string, unknown>>>
    const decode = Schema.decodeUnknownSync(schema)

    it.prop(`${name} decodes snake_case to the same value as camelCase`, [schema], ([value]) => {
      const camel = Schema.encodeSync(schema)(value)
      assert.deepStrictEqual(decode(snakeCase(camel)), decode(camel))
      assert.deepStrictEqual(decode(camel), withoutUndefined(value))
    })

    it.prop(`${name} refuses two spellings of one key`, [schema], ([value]) => {
      const camel = Schema.encodeSync(schema)(value)
      assert.throws(() => decode({ ...camel, file_path: "/other" }), /two spellings of one key/)
    })

    it.prop(`${name} ignores keys that it does not know`, [schema], ([value]) => {
      const camel = Schema.encodeSync(schema)(value)
      assert.deepStrictEqual(decode({ ...camel, large_file_policy: "Skip", __proto__x: 1 }), decode(camel))
    })
  }
})
