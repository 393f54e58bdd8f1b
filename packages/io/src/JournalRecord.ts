/**
 * The record of a transaction as it stands in the journal: what each of its files was and is to be, contents included, so
 * that it can be brought to its end by whoever finds it. Plain functions over bytes.
 *
 * A journal begins with a line of text that fills one sector, the part of a disk that is written as a whole; then follow
 * the record as JSON and the contents. The line has a digest of itself and of the JSON, and the JSON has digests of the
 * contents: what was written by half, or has decayed, is told from what is whole.
 *
 * @since 0.1.0
 */
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as Bytes from "./Bytes.ts"
import type { Hasher } from "./Hasher.ts"

/**
 * What a file is to be: its contents and who may use them.
 *
 * @since 0.1.0
 */
export interface NewFileRecord {
  readonly digest: string
  readonly sizeBytes: number
  /** The permission bits; undefined for those that the umask leaves of `usualMode`. */
  readonly mode: number | undefined
  readonly usualMode: number | undefined
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  /** The name of the file beside the journal that holds the contents, where they are too large for it. */
  readonly spill: string | undefined
}

/**
 * One file of a transaction, before and after. Undefined: no file.
 *
 * @since 0.1.0
 */
export interface FileRecord {
  /** The canonical path. */
  readonly path: string
  /** The path as the first edit called it. */
  readonly requested: string
  readonly old: { readonly digest: string; readonly sizeBytes: number } | undefined
  readonly now: NewFileRecord | undefined
}

/**
 * A transaction.
 *
 * @since 0.1.0
 */
export interface JournalRecord {
  readonly id: string
  /** What the digests were made by, such as `sha256`. */
  readonly algorithm: string
  /** The canonical roots that were in force; empty where there were none. */
  readonly roots: ReadonlyArray<string>
  readonly origin: string | undefined
  readonly durability: "strict" | "bestEffort"
  /** When it was committed, in milliseconds since 1970. */
  readonly committedAt: number
  readonly files: ReadonlyArray<FileRecord>
}

/**
 * What is found in a journal.
 *
 * @since 0.1.0
 */
export type Decoded =
  | { readonly _tag: "Idle" }
  /** Of another version of this library, or with digests of another algorithm. */
  | { readonly _tag: "Foreign"; readonly detail: string }
  | { readonly _tag: "Damaged"; readonly detail: string }
  | {
      readonly _tag: "Committed"
      readonly record: JournalRecord
      /** By file; undefined where it has none, or where they stand beside the journal. */
      readonly contents: ReadonlyArray<Uint8Array | undefined>
    }

/**
 * What the first line of a journal says.
 *
 * @since 0.1.0
 */
export type Header =
  | Exclude<Decoded, { readonly _tag: "Committed" }>
  | {
      readonly _tag: "Committed"
      readonly id: string
      readonly metaBytes: number
      readonly contentBytes: number
      readonly digest: string
    }

/**
 * The length of the first line, in bytes: the smallest sector of any disk, so that a power cut leaves the old line or the
 * new one.
 *
 * @since 0.1.0
 */
export const headerBytes = 512

const magic = "ploke-io journal"
const version = 1

const line = (text: string): Uint8Array => new TextEncoder().encode(`${text.padEnd(headerBytes - 1)}\n`)

/**
 * The first line of a journal of nothing.
 *
 * @since 0.1.0
 */
export const idle: Uint8Array = line(`${magic} ${version} idle`)

type Digester = Pick<Hasher["Service"], "algorithm" | "digest">

/**
 * The journal of a transaction, in pieces from its start.
 *
 * @param hasher - makes the digests
 * @param record - the transaction
 * @param contents - of each file, in pieces; undefined where it has none, or where they stand beside the journal
 * @since 0.1.0
 */
export const encode = (
  hasher: Digester,
  record: JournalRecord,
  contents: ReadonlyArray<ReadonlyArray<Uint8Array> | undefined>
): ReadonlyArray<Uint8Array> => {
  const pieces = contents.flatMap((each) => each ?? [])
  const meta = new TextEncoder().encode(JSON.stringify(record))
  const facts = `committed ${record.id} ${meta.length} ${Bytes.lengthOf(pieces)}`
  return [line(`${magic} ${version} ${facts} ${digestOf(hasher, facts, meta)}`), meta, ...pieces]
}

const digestOf = (hasher: Digester, facts: string, meta: Uint8Array): string =>
  `${hasher.algorithm}:${hasher.digest(Bytes.concat([new TextEncoder().encode(`${facts}\n`), meta]))}`

const linePattern = /^ploke-io journal (\d{1,9}) ([ -~]*?) *\n$/
const factsPattern = /^committed ([\w-]{1,64}) (\d{1,12}) (\d{1,12}) ([a-z0-9-]{1,32}):([0-9a-f]{1,256})$/

/**
 * Reads the first line of a journal. Nothing but zeros is a journal that was never used.
 *
 * @param bytes - what the journal begins with
 * @param hasher - names the algorithm of its digests
 * @since 0.1.0
 */
export const readHeader = (bytes: Uint8Array, { algorithm }: Pick<Digester, "algorithm">): Header => {
  const first = bytes.subarray(0, headerBytes)
  if (first.every((byte) => byte === 0)) return { _tag: "Idle" }
  const [, found, facts] = linePattern.exec(first.length < headerBytes ? "" : latin1(first)) ?? []
  if (found === undefined || facts === undefined) return { _tag: "Damaged", detail: "its first line is none of ours" }
  if (Number(found) !== version) {
    return { _tag: "Foreign", detail: `it is of version ${Number(found)}, and this is version ${version}` }
  }
  if (facts === "idle") return { _tag: "Idle" }
  const [, id, metaBytes, contentBytes, made, digest] = factsPattern.exec(facts) ?? []
  if (id === undefined || digest === undefined) return { _tag: "Damaged", detail: "its first line says nothing" }
  if (made !== algorithm)
    return { _tag: "Foreign", detail: `its digests are of ${made}, and these are of ${algorithm}` }
  return { _tag: "Committed", id, metaBytes: Number(metaBytes), contentBytes: Number(contentBytes), digest }
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/**
 * Reads a journal. Whatever it holds, it is understood as a whole or not at all.
 *
 * @param hasher - checks the digests
 * @param slot - all bytes of the journal
 * @since 0.1.0
 */
export const decode = (hasher: Digester, slot: Uint8Array): Decoded => {
  const header = readHeader(slot, hasher)
  if (header._tag !== "Committed") return header
  const { contentBytes, digest, id, metaBytes } = header
  if (headerBytes + metaBytes + contentBytes > slot.length) return damaged("it ends too early")
  const meta = slot.subarray(headerBytes, headerBytes + metaBytes)
  const facts = `committed ${id} ${metaBytes} ${contentBytes}`
  if (digestOf(hasher, facts, meta) !== `${hasher.algorithm}:${digest}`) return damaged("its digest is another one")
  const read = decodeJson(new TextDecoder().decode(meta))
  if (Exit.isFailure(read)) return damaged("its record is none")
  const record = read.value
  const contents = contentsOf(hasher, record, slot.subarray(headerBytes + metaBytes), contentBytes)
  return contents === undefined ? damaged("its contents are others") : { _tag: "Committed", record, contents }
}

const damaged = (detail: string): Decoded => ({ _tag: "Damaged", detail })

const contentsOf = (
  hasher: Digester,
  { files }: JournalRecord,
  bytes: Uint8Array,
  contentBytes: number
): ReadonlyArray<Uint8Array | undefined> | undefined => {
  const contents: Array<Uint8Array | undefined> = []
  let at = 0
  for (const { now } of files) {
    if (now === undefined || now.spill !== undefined) {
      contents.push(undefined)
      continue
    }
    const content = bytes.subarray(at, at + now.sizeBytes)
    if (hasher.digest(content) !== now.digest) return undefined
    contents.push(content)
    at += now.sizeBytes
  }
  return at === contentBytes ? contents : undefined
}

const count = Schema.Natural
const optional = <S extends Schema.Top>(schema: S) => Schema.optional(schema)

// As JSON has it: what is undefined is left out.
const shape = Schema.Struct({
  id: Schema.String,
  algorithm: Schema.String,
  roots: Schema.Array(Schema.String),
  origin: optional(Schema.String),
  durability: Schema.Literals(["strict", "bestEffort"]),
  committedAt: Schema.Finite,
  files: Schema.Array(
    Schema.Struct({
      path: Schema.String,
      requested: Schema.String,
      old: optional(Schema.Struct({ digest: Schema.String, sizeBytes: count })),
      now: optional(
        Schema.Struct({
          digest: Schema.String,
          sizeBytes: count,
          mode: optional(count),
          usualMode: optional(count),
          owner: optional(Schema.Struct({ uid: count, gid: count })),
          spill: optional(Schema.String)
        })
      )
    })
  )
})

const decodeJson = Schema.decodeUnknownExit(Schema.fromJsonString(shape)) as (
  text: string
) => Exit.Exit<JournalRecord, unknown>
