import { assert, describe, it } from "@effect/vitest"
import { FileHash } from "@ploke/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const hex = (digits: number): string => "0123456789abcdef".repeat(8).slice(0, digits)

const decode = Schema.decodeUnknownResult(FileHash)

const check = (input: unknown, problem: RegExp): void => {
  const result = decode(input)
  assert.isTrue(Result.isFailure(result), `accepted ${String(input)}`)
  if (Result.isFailure(result)) assert.match(result.failure.message, problem)
}

describe("FileHash", () => {
  it.each([
    `sha256:${hex(64)}`,
    `sha512:${hex(128)}`,
    `blake3:${hex(64)}`,
    `blake2b512:${hex(128)}`,
    `sha1:${hex(40)}`,
    `md5:${hex(32)}`,
    `xxh3-64:${hex(16)}`,
    "crc8:00"
  ])("accepts %s", (text) => {
    assert.strictEqual(FileHash.make(text), text)
    assert.deepStrictEqual(decode(text), Result.succeed(FileHash.make(text)))
  })

  const malformed: ReadonlyArray<readonly [name: string, input: unknown, problem: RegExp]> = [
    ["nothing", "", /<algorithm>:<lowercase hex>/],
    ["a digest without algorithm", hex(64), /<algorithm>:<lowercase hex>/],
    ["an empty algorithm", `:${hex(64)}`, /<algorithm>:<lowercase hex>/],
    ["an empty digest", "sha256:", /<algorithm>:<lowercase hex>/],
    ["upper-case hexadecimal", `sha256:${hex(64).toUpperCase()}`, /<algorithm>:<lowercase hex>/],
    ["an upper-case algorithm", `SHA256:${hex(64)}`, /<algorithm>:<lowercase hex>/],
    ["an algorithm with a space", `sha 256:${hex(64)}`, /<algorithm>:<lowercase hex>/],
    ["a letter that is not hexadecimal", `sha256:${hex(63)}g`, /<algorithm>:<lowercase hex>/],
    ["half a byte", "xxh3:abc", /<algorithm>:<lowercase hex>/],
    ["a line break at the end", `sha256:${hex(64)}\n`, /<algorithm>:<lowercase hex>/],
    ["space around it", ` sha256:${hex(64)}`, /<algorithm>:<lowercase hex>/],
    ["a second colon", `sha256:${hex(32)}:${hex(32)}`, /<algorithm>:<lowercase hex>/],
    ["a short sha256", `sha256:${hex(62)}`, /Expected 64 hexadecimal digits after "sha256:", got 62/],
    ["a long sha256", `sha256:${hex(66)}`, /Expected 64 hexadecimal digits/],
    ["a short sha512", `sha512:${hex(64)}`, /Expected 128 hexadecimal digits/],
    ["a short blake3", `blake3:${hex(32)}`, /Expected 64 hexadecimal digits/],
    ["a short blake2b512", `blake2b512:${hex(64)}`, /Expected 128 hexadecimal digits/],
    ["a long sha1", `sha1:${hex(64)}`, /Expected 40 hexadecimal digits/],
    ["a long md5", `md5:${hex(64)}`, /Expected 32 hexadecimal digits/],
    ["a tracking hash", "b1a9d1c8-8c2f-5b4e-b2e7-2a8a1d2c9f3e", /tracking hash \(UUID\).*give the content hash/],
    ["a tracking hash in upper case", "B1A9D1C8-8C2F-5B4E-B2E7-2A8A1D2C9F3E", /tracking hash \(UUID\)/],
    ["a number", 7, /Expected string/],
    ["null", null, /Expected string/]
  ]

  it.each(malformed)("rejects %s", (_name, input, problem) => check(input, problem))

  it("throws from its constructor when the text is malformed", () => {
    assert.throws(() => FileHash.make("sha256:00"), /Schema validation failed/)
  })

  it("splits into algorithm and digest", () => {
    assert.deepStrictEqual(FileHash.parse(FileHash.make(`xxh3-64:${hex(16)}`)), {
      algorithm: "xxh3-64",
      digest: hex(16)
    })
  })

  it.prop("is rebuilt from its own parts", [FileHash], ([hash]) => {
    const { algorithm, digest } = FileHash.parse(hash)
    const bytes = Uint8Array.from(digest.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    assert.strictEqual(FileHash.fromDigest(algorithm, bytes), hash)
  })

  it("refuses a digest whose length is not that of its algorithm", () => {
    assert.throws(() => FileHash.fromDigest("sha256", new Uint8Array(20)), /Schema validation failed/)
  })
})
