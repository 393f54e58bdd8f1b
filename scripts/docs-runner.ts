/**
 * Runs code blocks one after another in this process, and writes one line of JSON per block to the report.
 *
 * Usage: node --conditions=@ploke/source scripts/docs-runner.ts <report> <block.ts>...
 */
import { appendFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { format } from "node:util"
import { type Printed, type Report } from "./Snippets.ts"

/** An example that takes longer does not end by itself. */
const blockMs = 20_000

const [report, ...blocks] = process.argv.slice(2)
if (report === undefined) throw new Error("the first argument is the file of the report")

let printed: Array<Printed> = []
let current = ""
let failure: string | undefined

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : format(error))

/** The line of the block in which the innermost frame of the block stands. */
const callingLine = (): number | undefined => {
  const stack = new Error().stack ?? ""
  const at = stack.indexOf(current)
  const line = at < 0 ? undefined : /^:(\d+)/.exec(stack.slice(at + current.length))?.[1]
  return line === undefined ? undefined : Number(line)
}

const print = (...values: ReadonlyArray<unknown>) => {
  const line = callingLine()
  printed.push(line === undefined ? { text: format(...values) } : { line, text: format(...values) })
}
Error.stackTraceLimit = 100
for (const method of ["log", "info", "debug", "warn", "error"] as const) console[method] = print

process.on("uncaughtException", (error) => (failure ??= describe(error)))
process.on("unhandledRejection", (error) => (failure ??= describe(error)))

const runBlock = async (block: string): Promise<Report> => {
  printed = []
  failure = undefined
  current = pathToFileURL(block).href
  const folder = process.cwd()
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`did not end within ${blockMs} ms`)), blockMs)
  })
  try {
    await Promise.race([import(current), tooLong])
    // Lets what the block started without waiting print and fail while it is still this block's turn.
    for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done))
    if (process.exitCode !== undefined && process.exitCode !== 0) failure ??= `set the exit code ${process.exitCode}`
  } catch (error) {
    failure ??= describe(error)
  } finally {
    clearTimeout(timer)
    process.exitCode = 0
    process.chdir(folder)
  }
  return failure === undefined ? { block, printed } : { block, printed, failure }
}

if (blocks.length === 1) {
  // A block on its own may exit by itself, and may go on after its last line: the report is written when it ends.
  const block = blocks[0]!
  let result: Report | undefined
  process.on("exit", (code) => {
    const failed = failure ?? result?.failure ?? (code === 0 ? undefined : `exited with ${code}`)
    appendFileSync(
      report,
      `${JSON.stringify({ block, printed, ...(failed === undefined ? {} : { failure: failed }) })}\n`
    )
    process.exitCode = 0
  })
  result = await runBlock(block)
} else {
  for (const block of blocks) appendFileSync(report, `${JSON.stringify(await runBlock(block))}\n`)
  process.exit(0)
}
