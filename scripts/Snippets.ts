/** The code blocks of documents and of JSDoc: where each stands, whether it runs, and what it says that it prints. */
import { fences } from "./Markdown.ts"
import { type SourceFile } from "./Workspace.ts"

export interface Snippet {
  /** `path:line` of the opening fence. */
  readonly name: string
  readonly path: string
  /** The line of the first line of code in the source, counted from 1. */
  readonly line: number
  readonly code: string
  /** `no-run` blocks are type checked only; `alone` blocks need a process of their own. */
  readonly mode: "run" | "alone" | "no-run"
  readonly expected: ReadonlyArray<Expected>
}

export interface Expected {
  /** The line inside of the block, counted from 1. */
  readonly line: number
  readonly text: string
}

export interface Printed {
  /** The line of the block that called `console`, where the call stack still names it. */
  readonly line?: number
  readonly text: string
}

/** What `docs-runner.ts` tells about one block. */
export interface Report {
  readonly block: string
  /** The stack of what the block threw, or why it was given up. */
  readonly failure?: string
  readonly printed: ReadonlyArray<Printed>
}

/** Languages under which code would escape the test: such a block is written as `ts`. */
const otherNames = ["js", "javascript", "mjs", "jsx", "mts", "tsx", "typescript"]

export const isDocument = (path: string): boolean =>
  path === "README.md" || /^docs\/.*\.md$|^packages\/[^/]+\/README\.md$/.test(path)

export const isSource = (path: string): boolean => /^packages\/[^/]+\/src\/.*\.ts$/.test(path)

/** Finds the blocks of one file, of a Markdown document or of the JSDoc of a source. */
export const snippets = (file: SourceFile): ReadonlyArray<Snippet> =>
  fences(file.path.endsWith(".md") ? file.text : onlyDocComments(file.text)).flatMap((fence) => {
    const [language = "", ...marks] = fence.info
    const name = `${file.path}:${fence.line - 1}`
    if (otherNames.includes(language)) throw new Error(`${name}: write \`\`\`ts instead of \`\`\`${language}`)
    if (language !== "ts") return []
    const unknown = marks.filter((mark) => mark !== "no-run")
    if (unknown.length > 0) throw new Error(`${name}: unknown mark ${unknown.join(" ")}; only no-run is known`)
    const code = file.path.endsWith(".md") ? fence.code : fence.code.replaceAll("*\\/", "*/")
    const mode = marks.includes("no-run") ? "no-run" : /\brunMain\b|\bprocess\.exit\(/.test(code) ? "alone" : "run"
    return [{ name, path: file.path, line: fence.line, code, mode, expected: expectations(code) }]
  })

/** Lines that print and say what: `console.log(x) // => 1`. */
const expectations = (code: string): ReadonlyArray<Expected> =>
  code.split("\n").flatMap((text, index) => {
    const expected = /\/\/ => (.*)$/.exec(text)?.[1]
    return expected === undefined ? [] : [{ line: index + 1, text: expected.trim() }]
  })

/**
 * Compares what was printed with what the block says. A call that the stack places on a line with a mark belongs to
 * that mark; the rest, such as `Console.log` run by a fiber, goes to the remaining marks in the order of printing.
 */
export const mismatches = (
  expected: ReadonlyArray<Expected>,
  printed: ReadonlyArray<Printed>
): ReadonlyArray<string> => {
  const marked = new Set(expected.map((entry) => entry.line))
  const unplaced = printed.filter((entry) => entry.line === undefined || !marked.has(entry.line))
  let next = 0
  return expected.flatMap((entry) => {
    const here = printed.filter((candidate) => candidate.line === entry.line)
    const told = here.length > 0 ? here : unplaced.slice(next, ++next)
    if (told.length === 0) return [`line ${entry.line} says "${entry.text}" but printed nothing`]
    return told
      .filter((candidate) => candidate.text !== entry.text)
      .map((candidate) => `line ${entry.line} says "${entry.text}" but printed "${candidate.text}"`)
  })
}

/** Keeps the text of JSDoc comments, without the stars, on the lines where it stands; everything else becomes empty. */
const onlyDocComments = (text: string): string => {
  let inside = false
  return text
    .split("\n")
    .map((line) => {
      if (!inside) {
        inside = /^\s*\/\*\*/.test(line) && !line.includes("*/")
        return ""
      }
      if (/^\s*\*\/|[^\\]\*\/\s*$/.test(line)) {
        inside = false
        return ""
      }
      return line.replace(/^\s*\* ?/, "")
    })
    .join("\n")
}
