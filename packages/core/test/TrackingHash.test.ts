import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Namespace, PROJECT_NAMESPACE, TrackingHash } from "@ploke/core"
import * as Schema from "effect/Schema"

const dns = Namespace.make("6ba7b810-9dad-11d1-80b4-00c04fd430c8")

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex")

/** RFC 9562 §5.5, with node:crypto as the oracle. */
const expectedV5 = (namespace: string, name: Uint8Array): string => {
  const digest = createHash("sha1").update(bytesOf(namespace)).update(name).digest().subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  return digest.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

describe("Namespace.derive", () => {
  // The first is RFC 9562 appendix A.4; the others are those of the documentation of Python and of RFC 4122's errata.
  it.each([
    ["www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2"],
    ["python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d"],
    ["www.widgets.com", "21f7f8de-8051-5b89-8680-0195ef798b6a"]
  ])("of %s in the DNS namespace is %s", (name, uuid) => {
    assert.strictEqual(Namespace.derive(dns, name), uuid)
  })

  it("agrees with node:crypto for every length around SHA-1's block boundaries, and for a long name", () => {
    for (const length of [...Array.from({ length: 200 }, (_, index) => index), 100_000]) {
      const name = "abcdefghij".repeat(Math.ceil(length / 10)).slice(0, length)
      assert.strictEqual(Namespace.derive(dns, name), expectedV5(dns, Buffer.from(name)), `length ${length}`)
    }
  })

  it.prop("agrees with node:crypto for any text, lone surrogates included", [Schema.String], ([text]) => {
    const name = `${text}\ud800é€😀\udc00`
    assert.strictEqual(Namespace.derive(dns, name), expectedV5(dns, Buffer.from(name)))
  })
})

describe("TrackingHash", () => {
  const source = { namespace: PROJECT_NAMESPACE, filePath: "/repo/src/lib.rs", tokens: "fn main () { }" }

  it("hashes namespace, path and tokens with the separators of ploke-core", () => {
    const name = Buffer.concat([
      bytesOf(source.namespace),
      Buffer.from("::FILE::/repo/src/lib.rs::CONTENT::fn main () { }")
    ])
    assert.strictEqual(TrackingHash.generate(source), expectedV5(PROJECT_NAMESPACE, name))
  })

  it("tells other tokens, another path and another namespace apart", () => {
    const variants = [
      source,
      { ...source, tokens: "fn main () { a }" },
      { ...source, filePath: "/repo/src/main.rs" },
      { ...source, namespace: dns }
    ]
    assert.strictEqual(new Set(variants.map(TrackingHash.generate)).size, variants.length)
  })

  it.each(["", "b1a9d1c8-8c2f-4b4e-b2e7-2a8a1d2c9f3e", "B1A9D1C8-8C2F-5B4E-B2E7-2A8A1D2C9F3E", "sha256:00"])(
    "rejects %j, which is not a version 5 UUID in lower case",
    (text) => {
      assert.isFalse(Schema.is(TrackingHash)(text))
    }
  )
})
