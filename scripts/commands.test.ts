/** Types the `sh` blocks of the documents into a shell, and demands that each line does what it is there for. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run, temporaryFolder, type RunResult } from "./Child.ts"
import {
  benchProblem,
  commandBlocks,
  decidingCommands,
  quickBench,
  trialOf,
  type CommandBlock,
  type CommandLine
} from "./Commands.ts"
import * as LocalRegistry from "./LocalRegistry.ts"
import { packAll } from "./Packing.ts"
import { reaped } from "./Reaper.ts"
import { installShim } from "./Shim.ts"
import { readTracked, root } from "./Workspace.ts"

/** One lane for each core that is surely there: most of the time goes into one program at a time. */
const lanes = 2

/** What was wrong with the line, or nothing. */
type Problem = string | undefined

/** A project of a user, which has a file or two, and nothing installed. */
interface Project {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

const type = (command: string, { env, folder }: Project, cwd = folder, interrupt = false): Promise<RunResult> =>
  run("sh", ["-c", command], { cwd, env, output: "capture", timeoutMs: 120_000, interrupt })

/** How a program ends that was interrupted. */
const interrupted = 130

const failure = ({ code, output }: RunResult, wanted = 0): Problem =>
  code === wanted ? undefined : `exited with ${code} in place of ${wanted}\n${output}`

/** A package works with its peers when a program can import it, and finds something in it. */
const importAll = (packages: ReadonlyArray<string>, { env, folder }: Project): Promise<RunResult> => {
  const lines = packages.map(
    (name) => `if (Object.keys(await import("${name}")).length === 0) throw new Error("${name} exports nothing")`
  )
  const args = ["--no-warnings", "--input-type=module", "--eval", lines.join("\n")]
  return run(process.execPath, args, { cwd: folder, env, output: "capture", timeoutMs: 60_000 })
}

const tryLine = async (line: CommandLine, project: Project): Promise<Problem> => {
  const { command, exitCode, isEndless } = line
  const trial = trialOf(line)
  switch (trial._tag) {
    case "Install":
      return failure(await type(command, project)) ?? failure(await importAll(trial.packages, project))
    case "Program": {
      // Without it `npx` would ask for a package of that name, which is not ours.
      const isThere = existsSync(join(project.folder, "node_modules", ".bin", "ploke-io"))
      if (!isThere) return "no line before it installs ploke-io"
      const result = await type(command, project, project.folder, isEndless)
      return failure(result, isEndless ? interrupted : exitCode)
    }
    case "Bench": {
      const { code, output } = await type(quickBench(command), project, root)
      const problem = benchProblem(command, code, output)
      return problem === undefined ? undefined : `${problem}\n${output}`
    }
    case "Landing": {
      const decisive = decidingCommands(readFileSync(join(root, ".ci", "run"), "utf8"))
      const missing = trial.commands.filter((each) => !decisive.includes(each))
      return missing.length === 0 ? undefined : `.ci/run does not run ${missing.join(", ")}`
    }
    case "Unknown":
      return "no test knows how to run this: teach it to scripts/Commands.ts, or say it in a sentence"
  }
}

/** Which line of a block went wrong, counted from 0, and how. */
interface Failure {
  readonly index: number
  readonly problem: string
}

/** Tries the lines of a block one after another in a project of their own; after a failure the rest means nothing. */
const tryBlock = async (
  { lines }: CommandBlock,
  registry: LocalRegistry.LocalRegistry,
  prepare: (project: string) => void = () => {}
): Promise<Failure | undefined> => {
  const outer = reaped(temporaryFolder("ploke-commands"))
  const project = { folder: join(outer, "project"), env: { ...registry.environment, TMPDIR: join(outer, "tmp") } }
  try {
    mkdirSync(project.folder)
    mkdirSync(project.env.TMPDIR)
    writeFileSync(join(project.folder, "package.json"), `${JSON.stringify({ type: "module", private: true })}\n`)
    writeFileSync(join(project.folder, "index.js"), "export {}\n")
    prepare(project.folder)
    for (const [index, line] of lines.entries()) {
      const problem = await tryLine(line, project)
      if (problem !== undefined) return { index, problem }
    }
    return undefined
  } finally {
    rmSync(outer, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Tries the blocks, a few at once, and answers in their order. What two documents have in common is tried once. */
const tryAll = async (blocks: ReadonlyArray<CommandBlock>, registry: LocalRegistry.LocalRegistry) => {
  const tried = new Map<string, Promise<Failure | undefined>>()
  const failures: Array<Failure | undefined> = []
  const next = blocks.entries()
  const lane = async () => {
    for (const [index, block] of next) {
      const text = JSON.stringify(block.lines.map((line) => ({ ...line, where: undefined })))
      const attempt = tried.get(text) ?? tryBlock(block, registry)
      tried.set(text, attempt)
      failures[index] = await attempt
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return failures
}

const told = ({ lines }: CommandBlock, failure: Failure | undefined): Problem => {
  if (failure === undefined) return undefined
  const { command, where } = lines[failure.index]!
  return `${where} \`${command}\`: ${failure.problem}`
}

const fence = "```"
const document = (...code: ReadonlyArray<string>) => ({
  path: "docs/planted.md",
  text: [`${fence}sh`, ...code, fence].join("\n")
})

const planted: ReadonlyArray<{
  readonly fact: string
  readonly code: ReadonlyArray<string>
  readonly problem: RegExp
  readonly prepare?: (project: string) => void
}> = [
  {
    fact: "finds a line that no test runs",
    code: ["npm ci", "", "npm publish  # sends it away"],
    problem: /^docs\/planted\.md:4 `npm publish`: no test knows how to run this: teach it to scripts\/Commands\.ts/
  },
  {
    fact: "finds a package that cannot be installed",
    code: ["npm install @ploke/io @ploke/io-npde effect"],
    problem: /^docs\/planted\.md:2 `npm install .*`: exited with 1 in place of 0\n[^]*404/
  },
  {
    fact: "finds a program that nobody has installed",
    code: ["npx ploke-io doctor"],
    problem: /^docs\/planted\.md:2 `npx ploke-io doctor`: no line before it installs ploke-io$/
  },
  {
    fact: "runs the lines of a block in one folder, each with the exit code that it tells",
    code: [
      "npx ploke-io hash index.js > index.txt",
      "npx ploke-io scan index.txt  # exit code 1: it is no JSON",
      "npx ploke-io scan missing.json"
    ],
    prepare: (project) => installShim(join(project, "node_modules", ".bin")),
    problem: /^docs\/planted\.md:4 `npx .* missing\.json`: exited with 1 in place of 0\nploke-io: .* not found/
  },
  {
    fact: "interrupts a line that goes on until then, and no other",
    code: ["npx ploke-io watch  # until Ctrl-C", "npx ploke-io hash missing  # until Ctrl-C"],
    prepare: (project) => installShim(join(project, "node_modules", ".bin")),
    problem: /^docs\/planted\.md:3 `npx .* missing`: exited with 1 in place of 130\n/
  },
  {
    fact: "finds a bench that does not run",
    code: ["npm run bench -- --round 9"],
    problem: /^docs\/planted\.md:2 `npm run bench .*`: exited with 2 and printed no report\n/
  }
]

describe("the sh blocks of the documents", () => {
  const blocks = readTracked()
    .filter(({ path }) => path.endsWith(".md"))
    .flatMap(commandBlocks)
  const folder = reaped(temporaryFolder("ploke-packed"))
  let registry: LocalRegistry.LocalRegistry
  let failures: ReadonlyArray<Failure | undefined> = []

  beforeAll(async () => {
    registry = await LocalRegistry.open(await packAll(folder))
    failures = await tryAll(blocks, registry)
  }, 300_000)
  afterAll(() => {
    registry.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it("are found", () => {
    assert.isAbove(blocks.length, 0, "no block in any document: nothing was run")
    assert.strictEqual(failures.length, blocks.length)
  })

  const titles = blocks.map(({ lines, name }) => `${name} ${lines.map(({ command }) => command).join("; ")}`)
  it.each(titles.map((title, index) => [title, index] as const))("%s", (_, index) => {
    assert.isUndefined(told(blocks[index]!, failures[index]))
  })

  it.each(planted.map((entry) => [entry.fact, entry] as const))("%s", async (_, { code, prepare, problem }) => {
    const [block] = commandBlocks(document(...code))
    assert.match(told(block!, await tryBlock(block!, registry, prepare)) ?? "", problem)
  })
})

describe("a block of commands", () => {
  it("is read line by line, without comments, with the exit code that a comment tells", () => {
    const [block] = commandBlocks(
      document("# all of it", "a 'b#c'  # exit code 4: it must", "", "d && e", "f # until Ctrl-C")
    )
    assert.deepStrictEqual(block, {
      name: "docs/planted.md:1",
      lines: [
        { where: "docs/planted.md:3", command: "a 'b#c'", exitCode: 4, isEndless: false },
        { where: "docs/planted.md:5", command: "d && e", exitCode: 0, isEndless: false },
        { where: "docs/planted.md:6", command: "f", exitCode: 0, isEndless: true }
      ]
    })
  })

  it("has no other name, no mark, and something to run", () => {
    const text = (info: string, code: string) => ({ path: "a.md", text: `${fence}${info}\n${code}\n${fence}` })
    assert.throws(() => commandBlocks(text("bash", "true")), "a.md:1: write ```sh instead of ```bash")
    assert.throws(() => commandBlocks(text("sh no-run", "true")), "a.md:1: unknown mark no-run")
    assert.throws(() => commandBlocks(text("sh", "# true")), "a.md:1: no command is in the block")
    assert.deepStrictEqual(commandBlocks(text("text", "true")), [])
  })

  const unknown: ReadonlyArray<readonly [command: string, exitCode: number]> = [
    ["npm install", 0],
    ["npm install effect && rm -r .", 0],
    ["npm install effect", 1],
    ["npm run bench | head", 0],
    ["npm run benches", 0],
    ["npm run bench -- --json", 0],
    ["npx ploke", 0],
    ["npm test -- --project io", 0],
    ["npm ci && npm publish", 0]
  ]
  it.each(unknown)("does not hold %s with exit code %d, since no test runs it", (command, exitCode) => {
    assert.deepStrictEqual(trialOf({ where: "a.md:1", command, exitCode, isEndless: false }), { _tag: "Unknown" })
  })
})

describe("what decides whether a change lands", () => {
  const script = (...lines: ReadonlyArray<string>) => ["set -euo pipefail", ...lines, `exit "$red"`, ""].join("\n")
  const cases: ReadonlyArray<readonly [fact: string, text: string, commands: ReadonlyArray<string>]> = [
    [
      "runs a command and stops, or goes on and remembers",
      script("npm ci", "npm test || red=1"),
      ["npm ci", "npm test"]
    ],
    ["may write its report", script(`npm test -- --reporter=json --outputFile.json="$report" || red=1`), ["npm test"]],
    ["does not run a part for the whole", script("npm test -- --project io"), ["npm test -- --project io"]],
    ["does not run what a comment or a condition holds", script("# npm ci", "if false; then", "  npm test", "fi"), []],
    ["may not pass over a failure", script("npm test || true"), ["npm test || true"]],
    ["must stop on a failure", script("npm ci").replace("set -e", "set -"), []],
    ["must tell what it remembers", script("npm test || red=1").replace("exit", "echo"), []]
  ]
  it.each(cases)("%s", (_, text, commands) => {
    assert.deepStrictEqual(decidingCommands(text), commands)
  })
})

describe("the bench of reads", () => {
  const quick: ReadonlyArray<readonly [args: string, typed: string]> = [
    ["", " -- --files 50 --rounds 5 --large-mib 2"],
    [" -- --rounds 9", " -- --rounds 9 --files 50 --large-mib 2"],
    [" -- --help", " -- --help"],
    [" -- writes", " -- writes"],
    [" -- writes --rounds 9", " -- writes --rounds 9"]
  ]
  it.each(quick)("is run with little to do where a document does not say how much: npm run bench%s", (args, typed) => {
    assert.strictEqual(quickBench(`npm run bench${args}`), `npm run bench${typed}`)
  })
})

describe("the report of the bench", () => {
  const table = (verdict: string) => `mark       wanted   measured\nspeed  at least 2   1 ×  x\n${verdict}\n`
  const cases: ReadonlyArray<readonly [args: string, code: number, output: string, problem: RegExp | undefined]> = [
    ["", 0, table("Every mark is reached."), undefined],
    ["", 1, table("At least one mark is missed."), undefined],
    ["", 0, table("At least one mark is missed."), /not what its report says/],
    ["", 1, table("Every mark is reached."), /not what its report says/],
    ["", 1, "SyntaxError\n", /printed no report/],
    ["", 0, "Every mark is reached.\n", /printed no report/],
    [" -- --help", 0, "usage: npm run bench", undefined],
    [" -- --help", 1, "usage: npm run bench", /told no usage/],
    [" -- --help", 0, "", /told no usage/]
  ]
  it.each(cases)("of npm run bench%s, with exit code %d", (args, code, output, problem) => {
    const found = benchProblem(`npm run bench${args}`, code, output)
    if (problem === undefined) assert.isUndefined(found)
    else assert.match(found ?? "", problem)
  })
})
