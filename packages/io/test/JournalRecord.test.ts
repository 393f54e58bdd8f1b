import { assert, describe, it } from "@effect/vitest"
import { Hasher } from "@ploke/io"
import { TestHasher } from "@ploke/io-testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import * as Bytes from "../src/Bytes.ts"
import type { JournalRecord } from "../src/JournalRecord.ts"
import { decode, encode, headerBytes, idle, readHeader } from "../src/JournalRecord.ts"

const sha256 = Effect.runSync(Effect.provide(Effect.flatMap(Hasher, Effect.succeed), TestHasher.layer))

// What is wrong has the same digest as what is right.
const blind: typeof sha256 = { ...sha256, digest: () => "00" }

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

interface Journal {
  readonly record: JournalRecord
  readonly contents: ReadonlyArray<Uint8Array | undefined>
  readonly slot: Uint8Array
}

const journal = (
  hasher: typeof sha256,
  record: JournalRecord,
  contents: ReadonlyArray<ReadonlyArray<Uint8Array> | undefined>
): Journal => ({
  record,
  contents: contents.map((pieces) => pieces && Bytes.concat(pieces)),
  slot: Bytes.concat(encode(hasher, record, contents))
})

/** What a file has: nothing, contents in pieces, or contents that stand beside the journal. */
type Content = undefined | ReadonlyArray<string> | { readonly spill: string }

const sample = (hasher: typeof sha256, id: string, files: Readonly<Record<string, Content>>): Journal => {
  const contents = Object.values(files).map((content) =>
    content === undefined || "spill" in content ? undefined : content.map(bytesOf)
  )
  const record: JournalRecord = {
    id,
    algorithm: "sha256",
    roots: ["/repo"],
    origin: undefined,
    durability: "strict",
    committedAt: 1_700_000_000_000,
    files: Object.entries(files).map(([path, content], i) => ({
      path,
      requested: path,
      old: i === 0 ? undefined : { digest: "0f", sizeBytes: 7 },
      now:
        content === undefined
          ? undefined
          : {
              digest: hasher.digest(Bytes.concat(contents[i] ?? [])),
              sizeBytes: Bytes.lengthOf(contents[i] ?? []),
              mode: 0o644,
              usualMode: undefined,
              owner: { uid: 1, gid: 2 },
              spill: "spill" in content ? content.spill : undefined
            }
    }))
  }
  return journal(hasher, record, contents)
}

const files = {
  "/repo/a": ["abc", "def"],
  "/repo/gone": undefined,
  "/repo/b": ["b"],
  "/repo/big": { spill: "x.spill" }
}

// As it is after JSON, which leaves out what is undefined.
const plain = (record: JournalRecord): unknown => JSON.parse(JSON.stringify(record))

const isSame = (
  found: Extract<ReturnType<typeof decode>, { readonly _tag: "Committed" }>,
  expected: Journal
): boolean =>
  Equal.equals(plain(found.record), plain(expected.record)) &&
  found.contents.length === expected.contents.length &&
  found.contents.every((content, i) => {
    const other = expected.contents[i]
    return content === undefined || other === undefined ? content === other : Bytes.isEqual(content, other)
  })

/** The tag of what is found; `Changed` where it is a record that is none of the expected. */
const judge = (hasher: typeof sha256, slot: Uint8Array, expected: ReadonlyArray<Journal>): string => {
  const found = decode(hasher, slot)
  if (found._tag !== "Committed") return found._tag
  return expected.some((each) => isSame(found, each)) ? "Committed" : "Changed"
}

const Size = Schema.Natural.check(Schema.isLessThanOrEqualTo(1200))
const Text = Arbitrary.flatMap(Arbitrary.schema(Schema.Literals(["any", "odd"])), (kind) =>
  kind === "any"
    ? Arbitrary.schema(Schema.String)
    : Arbitrary.schema(Schema.Literals(["\ud800", "/a/\udfff\ud83d", '/é/\u0000\n"\\', "/😀", "\ufeff", "__proto__"]))
)
const maybe = <S extends Schema.Constraint>(schema: S) => Arbitrary.schema(Schema.UndefinedOr(schema))

const File = Arbitrary.all({
  path: Text,
  requested: Text,
  old: maybe(Schema.Struct({ digest: Schema.String, sizeBytes: Schema.Natural })),
  kind: Arbitrary.schema(Schema.Literals(["inline", "inline", "inline", "spilled", "none"])),
  pieces: Arbitrary.array(Arbitrary.schema(Schema.Tuple([Size, Schema.Natural])), { maxLength: 3 }),
  mode: maybe(Schema.Natural),
  usualMode: maybe(Schema.Natural),
  owner: maybe(Schema.Struct({ uid: Schema.Natural, gid: Schema.Natural })),
  spill: Text
})

const Draft = Arbitrary.all({
  id: Arbitrary.schema(Schema.String.check(Schema.isPattern(/^[0-9a-f]{1,8}$/))),
  roots: Arbitrary.array(Text, { maxLength: 3 }),
  origin: maybe(Schema.String),
  durability: Arbitrary.schema(Schema.Literals(["strict", "bestEffort"])),
  committedAt: Arbitrary.schema(Schema.Natural),
  files: Arbitrary.array(File, { maxLength: 4 })
})
type Draft = typeof Draft extends Arbitrary.Arbitrary<infer A> ? A : never

const pieceOf = ([size, seed]: readonly [number, number]): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 31 + seed) & 255)

/** A journal of a draft; the prefix keeps two of them apart. */
const made = (hasher: typeof sha256, prefix: string, draft: Draft): Journal => {
  const contents = draft.files.map(({ kind, pieces }) => (kind === "inline" ? pieces.map(pieceOf) : undefined))
  const record: JournalRecord = {
    ...draft,
    id: `${prefix}-${draft.id}`,
    algorithm: hasher.algorithm,
    files: draft.files.map(({ kind, mode, old, owner, path, pieces, requested, spill, usualMode }, i) => {
      const content = Bytes.concat(contents[i] ?? pieces.map(pieceOf))
      const now = { digest: hasher.digest(content), sizeBytes: content.length, mode, usualMode, owner }
      return {
        path,
        requested,
        old,
        now: kind === "none" ? undefined : { ...now, spill: kind === "spilled" ? spill : undefined }
      }
    })
  }
  return journal(hasher, record, contents)
}

const sectorBytes = 512
const sectorsOf = (slot: Uint8Array): number => Math.ceil(slot.length / sectorBytes)

/** A slot that is as long as both, and what one sector of it may be after a power cut. */
const mixed = (older: Uint8Array, newer: Uint8Array, picks: ReadonlyArray<number>): Uint8Array => {
  const sectors = Math.max(sectorsOf(older), sectorsOf(newer))
  const slot = new Uint8Array(sectors * sectorBytes)
  const old = new Uint8Array(slot.length)
  old.set(older)
  const now = Uint8Array.from(old)
  now.set(newer)
  const garbage = new Uint8Array(sectorBytes).fill(0xa5)
  for (let i = 0; i < sectors; i++) {
    const [from, to] = [i * sectorBytes, (i + 1) * sectorBytes]
    const sources = [old.subarray(from, to), now.subarray(from, to), new Uint8Array(sectorBytes), garbage]
    slot.set(sources[picks[i % picks.length]! % sources.length]!, from)
  }
  return slot
}

const flipped = (slot: Uint8Array, bit: number): Uint8Array => {
  const other = Uint8Array.from(slot)
  other[bit >> 3]! ^= 1 << (bit & 7)
  return other
}

const tally = (tags: Iterable<string>): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const tag of tags) counts[tag] = (counts[tag] ?? 0) + 1
  return counts
}

const upTo = (length: number): ReadonlyArray<number> => Array.from({ length }, (_, i) => i)

describe("a journal", () => {
  it("begins with a line of one sector that says what follows", () => {
    const { slot } = sample(sha256, "0d9f-1", files)
    const line = textOf(slot.subarray(0, headerBytes))
    const facts = /^ploke-io journal 1 committed 0d9f-1 (\d+) 7 sha256:[0-9a-f]{64} +\n$/.exec(line)
    assert.isNotNull(facts)
    assert.strictEqual(slot.length, headerBytes + Number(facts![1]) + 7)
    assert.strictEqual(textOf(slot.subarray(-7)), "abcdefb")
    assert.match(textOf(idle), /^ploke-io journal 1 idle +\n$/)
    assert.strictEqual(idle.length, headerBytes)
  })

  it("is written from the memory in which the contents are", () => {
    const { record } = sample(sha256, "1", { "/repo/a": ["abc", "def"] })
    const pieces = [bytesOf("abc"), bytesOf("def")]
    const written = encode(sha256, record, [pieces])
    assert.strictEqual(written.at(-2), pieces[0])
    assert.strictEqual(written.at(-1), pieces[1])
  })

  it("has a first line that fits with the longest digest and the largest sizes", () => {
    const long = { ...sha256, algorithm: "a".repeat(32), digest: () => "f".repeat(256) }
    const { slot } = sample(long, "0".repeat(64), files)
    assert.strictEqual(slot[headerBytes - 1], 10)
    assert.strictEqual(slot[headerBytes], "{".charCodeAt(0))
    assert.strictEqual(readHeader(slot, long)._tag, "Committed")
  })

  it("is read whatever an older one left behind it", () => {
    const older = sample(sha256, "1", { "/repo/a": ["x".repeat(3000)] })
    const newer = sample(sha256, "2", files)
    const slot = Uint8Array.from(older.slot)
    slot.set(newer.slot)
    assert.strictEqual(judge(sha256, slot, [newer]), "Committed")
    slot.set(idle)
    assert.strictEqual(decode(sha256, slot)._tag, "Idle")
  })

  it("is made and read with a hasher that is an object of a class", () => {
    class Own {
      readonly algorithm = "sha256"
      readonly #hasher = sha256
      digest(bytes: Uint8Array): string {
        return this.#hasher.digest(bytes)
      }
      start() {
        return this.#hasher.start()
      }
    }
    const own = new Own()
    const expected = sample(own, "1", files)
    assert.strictEqual(judge(own, expected.slot, [expected]), "Committed")
  })
})

describe("what is no journal of a transaction", () => {
  const line = (text: string): Uint8Array => bytesOf(`${text.padEnd(headerBytes - 1)}\n`)
  const { slot } = sample(sha256, "1", files)
  const edited = (from: string, to: string): Uint8Array => {
    const text = textOf(slot.subarray(0, headerBytes))
    assert.include(text, from)
    return Bytes.concat([line(text.replace(from, to).trimEnd()), slot.subarray(headerBytes)])
  }
  const lineBut = (at: number, byte: number): Uint8Array => {
    const other = Uint8Array.from(slot)
    other[at] = byte
    return other
  }
  const facts = textOf(slot).slice(0, headerBytes).trimEnd()
  const metaBytes = slot.length - headerBytes - 7

  const cases: ReadonlyArray<{ readonly title: string; readonly slot: Uint8Array; readonly tag: string }> = [
    { title: "nothing", slot: new Uint8Array(0), tag: "Idle" },
    { title: "a few zeros", slot: new Uint8Array(100), tag: "Idle" },
    { title: "zeros", slot: new Uint8Array(4096), tag: "Idle" },
    { title: "an idle line", slot: idle, tag: "Idle" },
    { title: "an idle line with zeros behind it", slot: Bytes.concat([idle, new Uint8Array(512)]), tag: "Idle" },
    { title: "half an idle line", slot: idle.subarray(0, 511), tag: "Damaged" },
    {
      title: "an idle line without its end",
      slot: Bytes.concat([idle.subarray(0, 511), bytesOf(" ")]),
      tag: "Damaged"
    },
    { title: "a text", slot: line("hello"), tag: "Damaged" },
    { title: "a name that is not ours", slot: line("ploke-oi journal 1 idle"), tag: "Damaged" },
    { title: "a line that says nothing", slot: line("ploke-io journal 1"), tag: "Damaged" },
    { title: "a state that is none", slot: line("ploke-io journal 1 aborted"), tag: "Damaged" },
    { title: "a byte that is no character", slot: lineBut(headerBytes - 2, 0xff), tag: "Damaged" },
    { title: "a zero in the line", slot: lineBut(headerBytes - 2, 0), tag: "Damaged" },
    { title: "a next version", slot: edited("journal 1 ", "journal 2 "), tag: "Foreign" },
    { title: "an idle line of a next version", slot: line("ploke-io journal 2 idle since 1970"), tag: "Foreign" },
    { title: "another algorithm", slot: edited(" sha256:", " sha512:"), tag: "Foreign" },
    { title: "another name", slot: edited("committed 1 ", "committed 2 "), tag: "Damaged" },
    { title: "a name that is a path", slot: edited("committed 1 ", "committed ../1 "), tag: "Damaged" },
    { title: "a record that is too long", slot: edited(` ${metaBytes} 7 `, ` ${metaBytes + 8} 7 `), tag: "Damaged" },
    { title: "contents that are too long", slot: edited(" 7 sha", " 8 sha"), tag: "Damaged" },
    { title: "sizes beyond all numbers", slot: edited(" 7 sha", ` ${"9".repeat(16)} sha`), tag: "Damaged" },
    { title: "sizes below zero", slot: edited(" 7 sha", " -7 sha"), tag: "Damaged" },
    { title: "a line without a record", slot: line(facts), tag: "Damaged" }
  ]

  it.each(cases)("is told: $title", ({ slot, tag }) => {
    const found = decode(sha256, slot)
    assert.strictEqual(found._tag, tag)
    assert.isTrue(!("detail" in found) || found.detail.length > 0)
  })

  const { record } = sample(blind, "1", { "/repo/a": ["abc"] })
  const [file] = record.files
  const now = file!.now!
  const withFile = (other: object) => JSON.stringify({ ...record, files: [{ ...file, ...other }] })
  const withNow = (other: object) => withFile({ now: { ...now, ...other } })
  const records: ReadonlyArray<{ readonly title: string; readonly meta: string; readonly content?: string }> = [
    { title: "no JSON", meta: "{" },
    { title: "no object", meta: "null" },
    { title: "nothing at all", meta: "" },
    { title: "arrays in arrays", meta: `${"[".repeat(100_000)}${"]".repeat(100_000)}` },
    { title: "no files", meta: JSON.stringify({ ...record, files: undefined }) },
    { title: "files that are none", meta: JSON.stringify({ ...record, files: [null] }) },
    { title: "a time that is none", meta: JSON.stringify({ ...record, committedAt: "1" }) },
    { title: "no time", meta: JSON.stringify({ ...record, committedAt: Number.NaN }) },
    { title: "a durability that is none", meta: JSON.stringify({ ...record, durability: "eventual" }) },
    { title: "a root that is none", meta: JSON.stringify({ ...record, roots: [1] }) },
    { title: "no path", meta: withFile({ path: undefined }) },
    { title: "an old size that is none", meta: withFile({ old: { digest: "00", sizeBytes: "3" } }) },
    { title: "a size below zero", meta: withNow({ sizeBytes: -3 }) },
    { title: "a size that is no whole number", meta: withNow({ sizeBytes: 2.5 }) },
    { title: "a mode that is none", meta: withNow({ mode: "0644" }) },
    { title: "an owner without a group", meta: withNow({ owner: { uid: 1 } }) },
    { title: "a size that is too small", meta: withNow({ sizeBytes: 2 }) },
    { title: "a size that is too large", meta: withNow({ sizeBytes: 4 }) },
    { title: "contents that have another digest", meta: withNow({ digest: "11" }) },
    { title: "contents of nothing", meta: withFile({ now: undefined }) },
    { title: "contents that stand beside it as well", meta: withNow({ spill: "x" }) }
  ]

  const raw = (meta: string, content: string): Uint8Array => {
    const [a, b] = [bytesOf(meta), bytesOf(content)]
    return Bytes.concat([line(`ploke-io journal 1 committed 1 ${a.length} ${b.length} sha256:00`), a, b])
  }

  it("is told from this one", () => {
    assert.strictEqual(decode(blind, raw(JSON.stringify(record), "abc"))._tag, "Committed")
  })

  it.each(records)("is told though all digests are right: $title", ({ meta }) => {
    assert.strictEqual(decode(blind, raw(meta, "abc"))._tag, "Damaged")
  })
})

describe("any record", () => {
  it.prop(
    "is read as it was written",
    [Draft],
    ([draft]) => {
      const expected = made(sha256, "x", draft)
      const found = decode(sha256, expected.slot)
      if (found._tag !== "Committed") return assert.fail(JSON.stringify(found))
      assert.deepStrictEqual(plain(found.record), plain(expected.record))
      assert.deepStrictEqual(found.contents, expected.contents)
      const header = readHeader(expected.slot.subarray(0, headerBytes), sha256)
      if (header._tag !== "Committed") return assert.fail(JSON.stringify(header))
      assert.strictEqual(header.id, expected.record.id)
      assert.strictEqual(headerBytes + header.metaBytes + header.contentBytes, expected.slot.length)
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "is not read when a bit is flipped, a sector is zeroed, or its end is missing",
    [Draft, Schema.Natural],
    ([draft, pick]) => {
      const expected = made(sha256, "x", draft)
      const { slot } = expected
      const flip = flipped(slot, pick % (slot.length * 8))
      assert.notInclude(["Changed", "Committed"], judge(sha256, flip, [expected]))
      assert.notInclude(["Changed", "Committed"], judge(sha256, slot.subarray(0, pick % slot.length), [expected]))
      const zeroed = Uint8Array.from(slot)
      const from = (pick % sectorsOf(slot)) * sectorBytes
      zeroed.fill(0, from, from + sectorBytes)
      if (!Bytes.isEqual(zeroed, slot)) {
        assert.notInclude(["Changed", "Committed"], judge(sha256, zeroed, [expected]))
      }
    },
    { arbitrary: { runs: 1000 } }
  )

  const Picks = Schema.Array(Schema.Literals([0, 0, 0, 1, 1, 1, 2, 3])).check(Schema.isMinLength(1))

  it.prop(
    "is read, or the one before it, or none, when sectors of both are mixed",
    [Draft, Draft, Picks],
    ([one, other, picks]) => {
      const older = made(sha256, "old", one)
      const newer = made(sha256, "new", other)
      assert.notStrictEqual(judge(sha256, mixed(older.slot, newer.slot, picks), [older, newer]), "Changed")
      const torn = mixed(older.slot, newer.slot, [1, ...Array.from({ length: 64 }, () => 0)])
      assert.strictEqual(decode(sha256, torn)._tag, "Damaged")
      const begun = mixed(idle, newer.slot, [0, ...Array.from({ length: 64 }, () => 1)])
      assert.strictEqual(decode(sha256, begun)._tag, "Idle")
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop("is not found in other bytes", [Schema.Array(Schema.Natural), Schema.Natural], ([numbers, at]) => {
    const bytes = Uint8Array.from(numbers)
    assert.notInclude(["Changed", "Committed"], judge(sha256, bytes, []))
    const { slot } = sample(sha256, "1", files)
    slot.set(bytes.subarray(0, slot.length), at % Math.max(1, slot.length - bytes.length))
    judge(sha256, slot, [])
  })
})

// The same damages, once with a hasher that sees them and once with one that does not.
describe("the digests", () => {
  const older = (hasher: typeof sha256) =>
    sample(hasher, "1", { "/repo/a": ["a".repeat(300)], "/repo/b": ["one ".repeat(60)], "/repo/c": undefined })
  const newer = (hasher: typeof sha256) =>
    sample(hasher, "2", { "/repo/a": ["z".repeat(300)], "/repo/b": ["two ".repeat(60)], "/repo/d": undefined })

  const damages: ReadonlyArray<{
    readonly title: string
    readonly make: (older: Journal, newer: Journal) => ReadonlyArray<Uint8Array>
  }> = [
    { title: "a bit", make: (_, { slot }) => upTo(slot.length * 8).map((bit) => flipped(slot, bit)) },
    {
      title: "a sector of zeros",
      make: (_, { slot }) =>
        upTo(sectorsOf(slot)).map((sector) => {
          const picks = upTo(sectorsOf(slot)).map((each) => (each === sector ? 2 : 1))
          return mixed(new Uint8Array(0), slot, picks)
        })
    },
    {
      title: "sectors of an older record",
      make: ({ slot: old }, { slot }) => {
        const sectors = sectorsOf(slot)
        return upTo(2 ** sectors).map((mask) =>
          mixed(
            old,
            slot,
            upTo(sectors).map((sector) => (mask >> sector) & 1)
          )
        )
      }
    }
  ]

  const judged = (hasher: typeof sha256, make: (typeof damages)[number]["make"]) => {
    const both = [older(hasher), newer(hasher)] as const
    return tally(make(...both).map((slot) => judge(hasher, slot, both)))
  }

  it.each(damages)("keep $title from making another record", ({ make }) => {
    const counts = judged(sha256, make)
    assert.isUndefined(counts["Changed"], JSON.stringify(counts))
    assert.isAbove(counts["Damaged"]!, 0)
  })

  it.each(damages)("that see nothing let $title make another record", ({ make }) => {
    const counts = judged(blind, make)
    assert.isAbove(counts["Changed"] ?? 0, 0, JSON.stringify(counts))
  })

  it("and sizes keep what is cut off from making another record", () => {
    const { slot } = newer(sha256)
    const counts = tally(upTo(slot.length).map((length) => judge(sha256, slot.subarray(0, length), [])))
    assert.deepStrictEqual(Object.keys(counts).sort(), ["Damaged", "Idle"])
    assert.strictEqual(counts["Idle"], 1)
  })
})
