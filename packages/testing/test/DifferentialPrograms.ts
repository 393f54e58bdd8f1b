import { FaultFileSystem, MemoryFileSystem, Tree } from "@ploke/io-testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import { posix } from "node:path"
import { user } from "./Disk.ts"
import { Operation, Program, runOperation } from "./Operations.ts"
import { OpenFiles } from "./OperationsOpenFiles.ts"

// Long enough for the operations of a program to meet on the few names that there are.
const programLength = 30

// A program of these paths and targets climbs four levels at most, by a chain of links to `..`; it must not leave the
// scratch directory of the disk.
const nesting = "/1/2/3/4/5/6/root"

const umask = process.umask()

/** Where every program starts: most of its paths exist, so that most of its operations do something. */
const start: Tree.Tree = {
  "/a/b/c": "one",
  "/d/e/": {},
  "/d/l": Tree.symlink("../f"),
  "/f": Tree.file("two", { mode: 0o600 }),
  "/f2": Tree.hardLink("/f"),
  "/l": Tree.symlink("a")
}

/** How often each operation came out how, to show that the programs reach what they are about. */
export class Tally {
  readonly #counts = new Map<string, number>()

  add(operation: Operation["_tag"], outcome: string): void {
    const key = `${operation}: ${outcome}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  count(operation: Operation["_tag"], outcome?: string): number {
    if (outcome !== undefined) return this.#counts.get(`${operation}: ${outcome}`) ?? 0
    return [...this.#counts].reduce((sum, [key, count]) => (key.startsWith(`${operation}: `) ? sum + count : sum), 0)
  }

  /** The errnos that came up. */
  get codes(): ReadonlySet<string> {
    return new Set([...this.#counts.keys()].map((key) => key.slice(key.indexOf(": ") + 2)))
  }
}

interface SystemCause {
  readonly code?: string
  readonly errno?: number
  readonly syscall?: string
  readonly path?: string
  readonly dest?: string
  readonly message?: string
}

/** All that a program can see of a failure. The numbers of descriptors are the business of the process. */
const failureOf = (operation: Operation, { reason }: PlatformError): unknown => {
  const { _tag, module, method } = reason
  if (reason._tag === "BadArgument") return { _tag, module, method, description: reason.description }
  const { syscall, pathOrDescriptor, description } = reason
  // Node looks at both ends of a copy at once: where both are refused, either refusal may come first.
  if (operation._tag === "copy" && syscall === "lstat") return { method, syscall }
  const { code, errno, path, dest, message } = (reason.cause ?? {}) as SystemCause
  const target = typeof pathOrDescriptor === "number" ? "descriptor" : pathOrDescriptor
  return { _tag, module, method, syscall, target, description, code, errno, path, dest, message }
}

const codeOf = ({ reason }: PlatformError): string => (reason.cause as SystemCause | undefined)?.code ?? reason._tag

const outcome = (operation: Operation, exit: Exit.Exit<unknown, PlatformError>, tally: Tally | undefined): unknown => {
  if (Exit.isSuccess(exit)) {
    tally?.add(operation._tag, exit.value === "not open" ? "not open" : "ok")
    return { ok: exit.value }
  }
  const error = Exit.findErrorOption(exit)
  if (error._tag === "None") return { defect: String(exit.cause) }
  tally?.add(operation._tag, codeOf(error.value))
  return failureOf(operation, error.value)
}

const failedInside = (
  root: string,
  { path, to }: Extract<Operation, { _tag: "copy" }>,
  exit: Exit.Exit<unknown, PlatformError>
): boolean => {
  const error = Exit.findErrorOption(exit)
  const cause = error._tag === "Some" ? (error.value.reason.cause as SystemCause | undefined) : undefined
  if (cause === undefined || cause.syscall === "lstat") return false
  const folders = [path, to].map((each) => `${posix.resolve(root + each)}/`)
  return [cause.path, cause.dest].some(
    (named) => named !== undefined && folders.some((folder) => posix.resolve(named).startsWith(folder))
  )
}

const runProgram = (root: string, program: Program, tally?: Tally) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const files = new OpenFiles()
    yield* Effect.addFinalizer(() => files.closeAll)
    yield* FaultFileSystem.quietly(Tree.write(start, { root }))
    const lines: Array<unknown> = []
    for (const operation of [...program.opens, ...program.operations]) {
      const exit = yield* Effect.exit(runOperation(fs, files, root, operation))
      // A copy of a folder goes by the order of its entries, which is the disk's affair: where it fails, what was copied
      // and which failure came first cannot be compared, nor anything that follows.
      if (operation._tag === "copy" && failedInside(root, operation, exit)) return [...lines, "a copy failed inside"]
      lines.push([JSON.stringify(operation), outcome(operation, exit, tally)])
    }
    return [...lines, ...(yield* FaultFileSystem.quietly(Tree.snapshot(root)))]
  }).pipe(Effect.scoped)

/** The lines on which two runs differ, or nothing. */
const differences = (memory: ReadonlyArray<unknown>, disk: ReadonlyArray<unknown>): string =>
  Array.from({ length: Math.max(memory.length, disk.length) }, (_, index) => {
    const [ours, theirs] = [JSON.stringify(memory[index]), JSON.stringify(disk[index])]
    return ours === theirs ? "" : `memory: ${ours}\ndisk:   ${theirs}\n`
  }).join("")

/** How memory and disk are compared. */
export interface Comparison {
  readonly runs: number
  readonly seed: number
  readonly tally?: Tally
  /** What is done to the file system in memory, to see whether it is noticed. */
  readonly spoil?: (memory: FileSystem.FileSystem) => FileSystem.FileSystem
  /** Makes an empty folder on the disk. */
  readonly scratch: Effect.Effect<string, never, Scope.Scope>
}

const compareOnce = (program: Program, { scratch, spoil, tally }: Comparison) =>
  Effect.gen(function* () {
    const disk = yield* FileSystem.FileSystem
    const root = (yield* scratch) + nesting
    yield* disk.makeDirectory(root, { recursive: true })
    const onDisk = yield* runProgram(root, program, tally)
    const inMemory = yield* Effect.gen(function* () {
      const memory = yield* FileSystem.FileSystem
      return yield* Effect.provideService(runProgram(root, program), FileSystem.FileSystem, spoil?.(memory) ?? memory)
    }).pipe(Effect.provide(MemoryFileSystem.layer({ [root]: Tree.directory() }, { user, umask })))
    return differences(inMemory, onDisk)
  }).pipe(Effect.scoped)

const programs: Arbitrary.Arbitrary<Program> = Arbitrary.all({
  opens: Arbitrary.schema(Program.fields.opens),
  operations: Arbitrary.array(Arbitrary.schema(Operation), { minLength: programLength, maxLength: programLength })
})

/** Leaves out one operation after the other, as long as the two still differ. */
const minimize = Effect.fnUntraced(function* (program: Program, comparison: Comparison) {
  let least = program
  for (let index = program.operations.length - 1; index >= 0; index--) {
    const fewer = { ...least, operations: least.operations.toSpliced(index, 1) }
    if ((yield* compareOnce(fewer, comparison)) !== "") least = fewer
  }
  return least
})

/** Runs random programs on both; a text shows the least program on which they differ, and how. */
export const compare = Effect.fnUntraced(function* (comparison: Comparison) {
  const drawn = yield* Effect.orDie(Arbitrary.sampleEffect(programs, { count: comparison.runs, seed: comparison.seed }))
  for (const program of drawn) {
    const found = yield* compareOnce(program, comparison)
    if (found === "") continue
    const { tally: _, ...untallied } = comparison
    const least = yield* minimize(program, untallied)
    const steps = [...least.opens, ...least.operations].map((operation) => JSON.stringify(operation))
    // Where they do not differ again, the disk has not done the same thing twice.
    const again = yield* compareOnce(least, untallied)
    return [...steps, again === "" ? `once, not again:\n${found}` : again].join("\n")
  }
  return ""
})
