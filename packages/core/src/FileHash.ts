/**
 * The hash of a file's raw bytes, which guards every read and write.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { uuidPattern } from "./internal/Uuid.ts"

/**
 * The two parts of a `FileHash`.
 *
 * @since 0.1.0
 */
export interface FileHashParts {
  /** The name of the algorithm, such as `sha256`. */
  readonly algorithm: string
  /** The digest in lower-case hexadecimal. */
  readonly digest: string
}

/**
 * The schema of `FileHash`, with what builds a hash and takes it apart.
 *
 * @since 0.1.0
 */
export interface FileHashSchema extends Schema.brand<Schema.String, "@ploke/core/FileHash"> {
  /** Parses a valid hash into algorithm and digest. */
  readonly parse: (hash: FileHash) => FileHashParts
  /** Makes a hash from the name of its algorithm and the bytes of its digest; throws if they do not fit. */
  readonly fromDigest: (algorithm: string, digest: Uint8Array) => FileHash
}

/** Digest lengths of the algorithms in use, in hexadecimal digits; other algorithms only need whole bytes. */
const digestDigits: ReadonlyMap<string, number> = new Map([
  ["md5", 32],
  ["sha1", 40],
  ["sha256", 64],
  ["sha512", 128],
  ["blake3", 64],
  ["blake2b512", 128]
])

const shape = /^([a-z0-9-]+):((?:[0-9a-f]{2})+)$/

const problemWith = (hash: string): string | undefined => {
  if (uuidPattern.test(hash.toLowerCase())) {
    return (
      'a tracking hash (UUID) classifies changes but cannot guard bytes: give the content hash, "<algorithm>:<hex>", ' +
      "that `readFile` or `hashFile` returned"
    )
  }
  const [, algorithm, digest] = shape.exec(hash) ?? []
  if (algorithm === undefined || digest === undefined) return 'Expected "<algorithm>:<lowercase hex>"'
  const digits = digestDigits.get(algorithm)
  return digits === undefined || digits === digest.length
    ? undefined
    : `Expected ${digits} hexadecimal digits after "${algorithm}:", got ${digest.length}`
}

const fileHash = Schema.String.check(
  Schema.makeFilter(problemWith, {
    expected: '"<algorithm>:<lowercase hex>"',
    arbitraryConstraint: { patterns: [{ source: "^(?:sha256|blake3):[0-9a-f]{64}$", flags: "" }] }
  })
).pipe(Schema.brand("@ploke/core/FileHash"))

const parse = (hash: FileHash): FileHashParts => {
  const colon = hash.indexOf(":")
  return { algorithm: hash.slice(0, colon), digest: hash.slice(colon + 1) }
}

const fromDigest = (algorithm: string, digest: Uint8Array): FileHash =>
  fileHash.make(`${algorithm}:${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`)

/**
 * The hash of a file's raw bytes, `"<algorithm>:<lowercase hex>"`, which guards every read and write.
 *
 * `FileHash.make` validates a string, `FileHash.fromDigest` builds one from bytes, `FileHash.parse` takes it apart. The
 * digest lengths of md5, sha1, sha256, sha512, blake3 and blake2b512 are checked.
 *
 * @example
 * ```ts
 * import { FileHash } from "@ploke/core"
 *
 * const hash = FileHash.make("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
 * FileHash.parse(hash).algorithm // "sha256"
 * ```
 *
 * @since 0.1.0
 */
export const FileHash: FileHashSchema = Object.assign(fileHash, { parse, fromDigest })

/**
 * A validated `"<algorithm>:<lowercase hex>"` string.
 *
 * @since 0.1.0
 */
export type FileHash = typeof fileHash.Type
