/**
 * ploke-core's own JSON: its snake_case keys and the few names that differ from ours.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"

/** Spellings of a key beside its camelCase and its snake_case name. */
type Aliases<Fields extends Schema.Struct.Fields> = {
  readonly [Key in keyof Fields]?: ReadonlyArray<string>
}

/**
 * Lets a struct schema also decode ploke-core's JSON: keys in snake_case and a few names of its own, `null` for what is
 * absent, and hashes as the arrays of bytes that serde makes of them. The decoded and the encoded value are camelCase.
 */
export const withPlokeSpelling = <Fields extends Schema.Struct.Fields>(
  struct: Schema.Struct<Fields>,
  aliases: Aliases<Fields> = {}
) => decodeSpelled(struct, canonicalNames(struct.fields, aliases))

/**
 * The same for a union of structs in which a key means the same in every member.
 */
export const unionWithPlokeSpelling = <Members extends ReadonlyArray<Schema.Struct<Schema.Struct.Fields>>>(
  union: Schema.Union<Members>,
  aliases: Aliases<Schema.Struct.Fields>
) => {
  const fields: Schema.Struct.Fields = Object.assign({}, ...union.members.map((member) => member.fields))
  return decodeSpelled(union, canonicalNames(fields, aliases))
}

const decodeSpelled = <S extends Schema.Constraint>(schema: S, canonical: ReadonlyMap<string, string>) =>
  Schema.Record(Schema.String, Schema.Unknown).pipe(
    Schema.decodeTo(
      schema,
      SchemaTransformation.transformEffect<S["Encoded"], Spelled>({
        // Renaming only makes a candidate: the schema is what validates it.
        decode: (input) => rename(canonical, input) as Effect.Effect<S["Encoded"], SchemaIssue.Issue>,
        // JSON has no `undefined`: an optional key that was given as such is left out.
        encode: (output) =>
          Effect.succeed(
            Object.fromEntries(Object.entries(output as Spelled).filter(([, value]) => value !== undefined))
          )
      })
    )
  )

type Spelled = Readonly<Record<string, unknown>>

const canonicalNames = (fields: Schema.Struct.Fields, aliases: Aliases<Schema.Struct.Fields>) => {
  const names = new Map<string, string>()
  for (const key of Object.keys(fields)) {
    for (const spelling of [key, snakeCase(key), ...(aliases[key] ?? [])]) names.set(spelling, key)
  }
  return names
}

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const rename = (canonical: ReadonlyMap<string, string>, input: Spelled) => {
  const renamed: Record<string, unknown> = {}
  const spelledAs = new Map<string, string>()
  for (const [spelling, value] of Object.entries(input)) {
    const key = canonical.get(spelling)
    if (key === undefined || value === null || value === undefined) continue
    const earlier = spelledAs.get(key)
    if (earlier !== undefined) {
      const message = `"${earlier}" and "${spelling}" are two spellings of one key; give one of them`
      return Effect.fail(new SchemaIssue.Pointer([spelling], new SchemaIssue.InvalidValue({ message }, undefined)))
    }
    spelledAs.set(key, spelling)
    renamed[key] = key.endsWith("Hash") ? hashFromBytes(value) : value
  }
  return Effect.succeed(renamed)
}

/** serde writes ploke-core's `FileHash`, which is BLAKE3, as an array of its 32 bytes. */
const blake3Bytes = 32

const hashFromBytes = (value: unknown): unknown =>
  Array.isArray(value) && value.length === blake3Bytes && value.every(isByte)
    ? `blake3:${value.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`
    : value

const isByte = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255
