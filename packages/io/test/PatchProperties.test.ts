import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as TextDiff from "effect/TextDiff"
import * as Patch from "../src/Patch.ts"
import * as PatchApply from "../src/PatchApply.ts"
import * as PatchParse from "../src/PatchParse.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)

const Context = Schema.Literals([0, 1, 3])

const diff = (before: string, after: string, context: number): Patch.FilePatch => {
  const text = TextDiff.unified(TextDiff.lines(before, after), { context, fromFile: "a/x", toFile: "b/x" })
  const files = PatchParse.parse(text)
  return Patch.isProblem(files) ? assert.fail(`${JSON.stringify(files)}\n${text}`) : files[0]
}

const apply = (patch: Patch.FilePatch, base: string, fuzz = 0): PatchApply.Outcome =>
  PatchApply.apply(patch, encode(base), { fuzz })

const applied = (outcome: PatchApply.Outcome): Extract<PatchApply.Outcome, { readonly _tag: "Applied" }> =>
  outcome._tag === "Applied" ? outcome : assert.fail(JSON.stringify(outcome))

describe("a diff of any two texts", () => {
  // Few different lines, so that everything repeats; some ends are CRLF, and the last may be missing.
  const Line = Schema.Literals(["a\n", "a\n", "b\n", "\n", "a\r\n", "é\n", "-\n", "+\n", "\ufeffa\n"])
  const Last = Schema.Literals(["", "", "a", "b\r"])
  const Text = Arbitrary.map(
    Arbitrary.all([Arbitrary.array(Arbitrary.schema(Line), { maxLength: 16 }), Arbitrary.schema(Last)]),
    ([lines, last]) => lines.join("") + last
  )

  it.prop(
    "gives the second when applied to the first, byte for byte",
    [Text, Text, Context],
    ([before, after, context]) => {
      if (before === after) return
      const patch = diff(before, after, context)
      // What is put first, without context, is put behind a byte order mark, whatever the diff's tool thought of it.
      if (before.startsWith("\ufeff") && patch.hunks[0]!.oldCount === 0) return
      const outcome = apply(patch, before)
      // Lines that are inserted without context fit everywhere: where they seem to be, they are not put once more.
      if (outcome._tag === "AlreadyApplied") return assert.strictEqual(context, 0)
      const { content, hunks } = applied(outcome)
      assert.strictEqual(decode(content), after)
      assert.isTrue(hunks.every((hunk) => hunk.applied && hunk.offset === 0 && hunk.fuzz === 0))
    },
    { arbitrary: { runs: 3000 } }
  )

  it.prop(
    "was applied to the second, unless it fits there once more or leaves nothing behind",
    [Text, Text, Context],
    ([before, after, context]) => {
      if (before === after) return
      const patch = diff(before, after, context)
      const outcome = apply(patch, after)
      if (outcome._tag === "AlreadyApplied" || patch.hunks.some((hunk) => hunk.newCount === 0)) return
      assert.isTrue(applied(outcome).hunks.every((hunk) => hunk.offset === 0))
    },
    { arbitrary: { runs: 3000 } }
  )
})

describe("a diff of texts in which no line repeats", () => {
  const Edits = Schema.Array(Schema.Literals(["keep", "keep", "keep", "keep", "drop", "change", "add"])).check(
    Schema.isMaxLength(60)
  )
  const Ends = Schema.Literals(["closed", "open"])

  /** Both texts, as lines; every line stands once in each. */
  const texts = (edits: typeof Edits.Type): { readonly before: Array<string>; readonly after: Array<string> } => {
    const before: Array<string> = []
    const after: Array<string> = []
    edits.forEach((edit, at) => {
      if (edit !== "add") before.push(`old ${at}`)
      if (edit === "keep") after.push(`old ${at}`)
      else if (edit !== "drop") after.push(`new ${at}`)
    })
    return { before, after }
  }

  const closed = (lines: ReadonlyArray<string>, end = "\n"): string => lines.map((line) => line + end).join("")
  const ended = (lines: ReadonlyArray<string>, ends: typeof Ends.Type, end = "\n"): string =>
    ends === "closed" ? closed(lines, end) : lines.join(end)

  it.prop(
    "was applied to the second",
    [Edits, Context, Ends, Ends],
    ([edits, context, oldEnds, newEnds]) => {
      const { before, after } = texts(edits)
      const [old, now] = [ended(before, oldEnds), ended(after, newEnds)]
      if (old === now) return
      const patch = diff(old, now, context)
      const outcome = apply(patch, now)
      // What only removes lines cannot tell that it did; but it finds nothing to remove.
      const isEvident = patch.hunks.some((hunk) => hunk.newCount > 0)
      assert.strictEqual(outcome._tag, isEvident ? "AlreadyApplied" : "Rejected")
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "moves with the lines that were put before a hunk, and by nothing else",
    [Edits, Context, Schema.Natural, Schema.Natural],
    ([edits, context, place, size]) => {
      const { before, after } = texts(edits)
      if (closed(before) === closed(after)) return
      const patch = diff(closed(before), closed(after), context)
      const spans = patch.hunks.map(({ oldStart, oldCount }) => {
        const start = oldCount === 0 ? oldStart : oldStart - 1
        return { start, end: start + oldCount }
      })
      const at = place % (before.length + 1)
      if (spans.some(({ start, end }) => start < at && at < end)) return
      const added = Array.from({ length: (size % 40) + 1 }, (_, index) => `other ${index}`)
      const moved = [...before.slice(0, at), ...added, ...before.slice(at)]
      const outcome = apply(patch, closed(moved))
      const isMoved = spans.map(({ start }) => start >= at)
      // A hunk without old lines cannot follow, nor be put where the added lines now begin.
      if (patch.hunks.some((hunk, index) => hunk.oldCount === 0 && isMoved[index])) return
      const { content, hunks } = applied(outcome)
      assert.deepStrictEqual(
        hunks.map((hunk) => hunk.offset),
        isMoved.map((is) => (is ? added.length : 0))
      )
      const found = decode(content).split("\n")
      assert.deepStrictEqual(
        found.filter((line) => !line.startsWith("other ")),
        [...after, ""]
      )
      assert.deepStrictEqual(
        found.filter((line) => line.startsWith("other ")),
        added
      )
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "in LF changes a file in CRLF as its own diff does",
    [Edits, Context, Ends, Ends],
    ([edits, context, oldEnds, newEnds]) => {
      const { before, after } = texts(edits)
      const [old, now] = [ended(before, oldEnds), ended(after, newEnds)]
      if (old === now || before.length < 2) return
      const patch = diff(old, now, context)
      // Without an old line that has a line end nothing tells that the file has others.
      if (!patch.hunks.some(({ lines }) => lines.some(({ kind, text }) => kind !== "insert" && text.endsWith("\n"))))
        return
      const { content } = applied(apply(patch, ended(before, oldEnds, "\r\n")))
      assert.strictEqual(decode(content), ended(after, newEnds, "\r\n"))
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "lets as many lines of context differ as fuzz says, and none next to a change",
    [Edits, Schema.Natural, Schema.Natural],
    ([edits, pick, fuzz]) => {
      const { before, after } = texts(edits)
      if (closed(before) === closed(after)) return
      const patch = diff(closed(before), closed(after), 3)
      const hunk = patch.hunks[pick % patch.hunks.length]!
      const isChange = (index: number) => (hunk.lines[index]?.kind ?? "context") !== "context"
      const context = hunk.lines.flatMap(({ kind, text }, index) => (kind === "context" ? [{ text, index }] : []))
      const chosen = context.filter((_, index) => ((pick >> index) & 1) === 1)
      const differ = (text: string): string => {
        const line = chosen.find((one) => one.text === text)
        return line === undefined ? text : `? ${text}`
      }
      const lines = (all: ReadonlyArray<string>) => all.map((line) => differ(`${line}\n`)).join("")
      const outcome = apply(patch, lines(before), fuzz % 8)
      const isNext = chosen.some(({ index }) => isChange(index - 1) || isChange(index + 1))
      if (isNext || chosen.length > fuzz % 8) return assert.strictEqual(outcome._tag, "Rejected")
      assert.strictEqual(decode(applied(outcome).content), lines(after))
      assert.strictEqual(outcome.hunks[patch.hunks.indexOf(hunk)]!.fuzz, chosen.length)
    },
    { arbitrary: { runs: 1000 } }
  )
})
