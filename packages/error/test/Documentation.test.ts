import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { rows } from "./Samples.ts"

// docs/errors.md must have exactly one row for each reason, below the heading of its kind.

const columns = ["reason", "meaning", "raised by", "what to do", "ploke_error"]

/** The variants of the Rust enums; `none` is for what Rust has no value for. */
const rustVariants: ReadonlySet<string> = new Set([
  ...[
    "ContentMismatch",
    "FileOperation",
    "PathResolution",
    "SyntaxError",
    "Utf8",
    "DuplicateModulePath",
    "UnresolvedReExport",
    "RecursionLimit",
    "DatabaseCorruption",
    "DefaultConfigDir",
    "ShutdownInitiated"
  ].map((name) => `Fatal::${name}`),
  ...["Ui", "Transform", "Db", "Io", "Rag", "Ingest"].map((name) => `Domain::${name}`),
  ...["InvalidState", "NotImplemented", "CompilerError", "EmbedderError"].map((name) => `Internal::${name}`),
  ...["UnlinkedModules", "OrphanFile", "UnresolvedRef", "PlokeDb", "PlokeLlm"].map((name) => `Warning::${name}`)
])

interface Row {
  readonly kind: string
  readonly cells: ReadonlyArray<string>
}

const document = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8")

const documented: ReadonlyArray<Row> = document.split(/^### `(?=\w+Error`$)/m).flatMap((section, index) =>
  index === 0
    ? []
    : section
        .split("\n")
        .filter((line) => line.startsWith("| `"))
        .map((line) => ({
          kind: section.slice(0, section.indexOf("`")),
          cells: line
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim())
        }))
)

const nameOf = (row: Row): string => (row.cells[0] ?? "").replaceAll("`", "")

describe("docs/errors.md", () => {
  it("has one row for every reason, under its kind, and no other", () => {
    assert.deepStrictEqual(
      documented.map((row) => `${row.kind}/${nameOf(row)}`).toSorted(),
      rows.map(([tag, { error }]) => `${error._tag}/${tag}`).toSorted()
    )
  })

  it.each(documented.map((row) => [nameOf(row), row] as const))("says everything about %s", (_name, { cells }) => {
    assert.strictEqual(cells.length, columns.length)
    for (const [index, cell] of cells.entries()) assert.isAbove(cell.length, 2, columns[index])
    const rust = cells.at(-1) ?? ""
    const variant = /^`(.+?)`/.exec(rust)?.[1]
    assert.isTrue(variant === undefined ? /^none\b/.test(rust) : rustVariants.has(variant), rust)
  })

  it("gives every Rust variant a reason", () => {
    const mapped = new Set(documented.flatMap(({ cells }) => /^`(.+?)`/.exec(cells.at(-1) ?? "")?.[1] ?? []))
    assert.deepStrictEqual(
      [...rustVariants].filter((variant) => !mapped.has(variant)),
      []
    )
  })
})
