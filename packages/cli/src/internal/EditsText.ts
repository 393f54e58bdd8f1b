/**
 * Reads the edits of a transaction: JSON, as an array, one edit a line, or an object with `edits`; or a unified diff, of
 * which each file is an edit.
 *
 * @internal
 */
import { FileEdit } from "@ploke/core"
import { Fail, type PlokeError } from "@ploke/error"
import * as Patch from "@ploke/io/Patch"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PatchParts from "./PatchParts.ts"

/** How a text is read. */
export interface Wish {
  /** What errors call the file that the text is from. */
  readonly name: string
  /** Makes the paths and names in it absolute. */
  readonly absolute: (path: string) => string
  /** For the patches of a diff; those in JSON have their own. */
  readonly fuzz: number
}

/** Tells what a text is by the first character that is no space. */
export const kindOf = (text: string): "json" | "diff" | "empty" => {
  const first = withoutMark(text).trimStart()[0]
  if (first === undefined) return "empty"
  return first === "[" || first === "{" ? "json" : "diff"
}

/** Gives the edits in their order, at least one, or the first thing that is wrong with the text. */
export const parse = (text: string, wish: Wish): Result.Result<ReadonlyArray<FileEdit>, PlokeError> => {
  const { absolute, fuzz, name } = wish
  if (kindOf(text) === "diff") {
    const parts = PatchParts.split(text)
    if (Patch.isProblem(parts)) return Result.fail(Patch.toError(name, parts))
    return Result.succeed(
      parts.map((part) => ({ _tag: "Patch", filePath: absolute(part.name), diff: part.text, fuzz }))
    )
  }
  const edits = Result.flatMap(valuesOf(withoutMark(text)), decodeAll)
  return Result.mapBoth(edits, {
    onFailure: (detail) => Fail.syntaxError({ path: name, detail }),
    onSuccess: (found) => found.map((edit) => placed(edit, absolute))
  })
}

const withoutMark = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text)

/** A value that should be an edit, and the line that it is on, where each has its own. */
interface Value {
  readonly value: unknown
  readonly line: number | undefined
}

type Values = Result.Result<ReadonlyArray<Value>, string>

const empty = "there are no edits in it: that is what a command leaves behind which failed"

const valuesOf = (text: string): Values => {
  const whole = parseJson(text)
  const values = Result.isSuccess(whole) ? valuesIn(whole.success) : (linesOf(text) ?? Result.fail(whole.failure))
  return Result.filterOrFail(
    values,
    (found) => found.length > 0,
    () => empty
  )
}

const valuesIn = (whole: unknown): Values => {
  const edits = isObject(whole) && "edits" in whole ? whole["edits"] : whole
  if (Array.isArray(edits)) return Result.succeed(edits.map((value) => ({ value, line: undefined })))
  return edits === whole ? Result.succeed([{ value: whole, line: undefined }]) : Result.fail("its `edits` are no array")
}

// One value a line: then the first line is one by itself, which it never is of a value that is broken over many.
const linesOf = (text: string): Values | undefined => {
  const values: Array<Value> = []
  for (const [i, content] of text.split("\n").entries()) {
    if (content.trim() === "") continue
    const parsed = parseJson(content)
    if (Result.isFailure(parsed)) {
      if (values.length === 0) return undefined
      return Result.fail(
        `line ${i + 1} is ${parsed.failure.replace(/ at position \d+ \(line 1 (column \d+)\)/, " at $1")}`
      )
    }
    if (values.length === 0 && !isObject(parsed.success)) return undefined
    values.push({ value: parsed.success, line: i + 1 })
  }
  return Result.succeed(values)
}

const parseJson = (text: string): Result.Result<unknown, string> =>
  Result.try({
    try: (): unknown => JSON.parse(text),
    catch: (error) => `no JSON: ${error instanceof Error ? error.message : String(error)}`
  })

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const decode = Schema.decodeUnknownResult(FileEdit)

const decodeAll = (values: ReadonlyArray<Value>): Result.Result<ReadonlyArray<FileEdit>, string> => {
  const edits: Array<FileEdit> = []
  for (const [i, { line, value }] of values.entries()) {
    const edit = Result.mapError(decode(value), ({ message }) => whatIsWrong(value, message))
    if (Result.isFailure(edit)) {
      const where = line === undefined ? "" : ` on line ${line}`
      return Result.fail(`edit ${i} (counted from 0)${where}: ${edit.failure}`)
    }
    edits.push(edit.success)
  }
  return Result.succeed(edits)
}

const tags = Object.keys(FileEdit.cases)

const whatIsWrong = (value: unknown, message: string): string => {
  if (!isObject(value)) return `it is no object: expected one with a _tag`
  const tag = value["_tag"]
  if (!tags.includes(tag as string)) {
    const found = tag === undefined ? "it has no _tag" : `its _tag is ${JSON.stringify(tag)}`
    return `${found}: expected one of ${tags.join(", ")}`
  }
  const [problem = "", at = ""] = message.split(/\n\s+at /)
  const field = at.replace(/[[\]"]/g, "")
  const what = problem.replace(/^Missing key$/, "it is missing").replace(/^Expected /, "expected ")
  return `${String(tag)}: ${field === "" ? "" : `${field}: `}${what}`
}

const placed = (edit: FileEdit, absolute: Wish["absolute"]): FileEdit => {
  const filePath = absolute(edit.filePath)
  return edit._tag === "Rename" ? { ...edit, filePath, newPath: absolute(edit.newPath) } : { ...edit, filePath }
}
