import { assert, beforeAll, describe, it } from "@effect/vitest"
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run, temporaryFolder } from "./Child.ts"
import { isDocument, isSource, mismatches, snippets, type Report, type Snippet } from "./Snippets.ts"
import { readTracked, root, trackedPaths, type SourceFile } from "./Workspace.ts"

interface Trial {
  readonly snippet: Snippet
  readonly problems: ReadonlyArray<string>
}

/** Type checks all blocks in one run of the compiler, and runs those that may run; names every problem by its source. */
const tryAll = async (all: ReadonlyArray<Snippet>): Promise<ReadonlyArray<Trial>> => {
  // Inside the repository, so that the packages of the workspace resolve.
  mkdirSync(join(root, ".tsbuild"), { recursive: true })
  const folder = mkdtempSync(join(root, ".tsbuild", "docs-"))
  try {
    const files = all.map((snippet, index) => join(folder, `block-${index}.ts`))
    all.forEach((snippet, index) => writeFileSync(files[index]!, `${snippet.code}\n`))
    const types = await typecheck(folder)
    const ran = new Map((await execute(folder, all, files)).map((report) => [report.block, report]))
    return all.map((snippet, index) => {
      const place = (line: number) => `${snippet.path}:${snippet.line + line - 1}`
      const report = ran.get(files[index]!)
      return {
        snippet,
        problems: [
          ...types
            .filter(({ file }) => file === `block-${index}.ts`)
            .map(({ line, message }) => `${place(line)} ${message}`),
          ...(snippet.mode === "no-run" ? [] : runProblems(snippet, files[index]!, report))
        ]
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

const typecheck = async (folder: string) => {
  const compilerOptions = { composite: false, incremental: false, noEmit: true, noUnusedLocals: false, types: ["node"] }
  const config = { extends: "../../tsconfig.base.json", compilerOptions, include: ["*.ts"] }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
  const { code, output } = await run("tsc", ["-p", folder, "--pretty", "false"], { output: "capture", cwd: folder })
  const errors = [...output.matchAll(/^(?:(block-\d+\.ts)|(.*?))(?:\((\d+),\d+\))?: (error .*)$/gm)].map((match) => ({
    file: match[1],
    line: Number(match[3] ?? 1),
    message: match[4]!
  }))
  // Errors in the sources are the business of the types step; no error line at all means that nothing was checked.
  if (code !== 0 && errors.length === 0) throw new Error(`tsc failed without a diagnostic:\n${output}`)
  return errors
}

const execute = async (folder: string, all: ReadonlyArray<Snippet>, files: ReadonlyArray<string>) => {
  const report = join(folder, "report.jsonl")
  // Blocks run in a project of their own, which holds a package.json to read; their temporary folders go there too, so
  // that one removal is enough.
  const project = temporaryFolder("ploke-docs")
  copyFileSync(join(root, "package.json"), join(project, "package.json"))
  const runner = ["--conditions=@ploke/source", "--no-warnings", join(root, "scripts", "docs-runner.ts"), report]
  const ofMode = (mode: Snippet["mode"]) => files.filter((_, index) => all[index]!.mode === mode)
  for (const group of [ofMode("run"), ...ofMode("alone").map((file) => [file])]) {
    if (group.length === 0) continue
    await run(process.execPath, [...runner, ...group], {
      output: "capture",
      cwd: project,
      env: { TMPDIR: project },
      timeoutMs: 240_000
    })
  }
  if (!existsSync(report)) return []
  return readFileSync(report, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Report => JSON.parse(line))
}

const runProblems = (snippet: Snippet, file: string, report: Report | undefined): ReadonlyArray<string> => {
  if (report === undefined) return [`${snippet.name} did not run: the process ended before its turn was over`]
  if (report.failure === undefined) {
    return mismatches(snippet.expected, report.printed).map((problem) => `${snippet.name} ${problem}`)
  }
  const line = new RegExp(`${file.split("/").at(-1)}:(\\d+)`).exec(report.failure)?.[1]
  const place = line === undefined ? snippet.name : `${snippet.path}:${snippet.line + Number(line) - 1}`
  return [`${place} ${report.failure}`]
}

describe("the code blocks of the documents and of the sources", () => {
  const files = readTracked()
  const documents = files.filter((file) => isDocument(file.path))
  const sources = files.filter((file) => isSource(file.path))
  const all = [...documents, ...sources].flatMap(snippets)
  let trials: ReadonlyArray<Trial> = []

  beforeAll(async () => {
    trials = await tryAll(all)
  }, 300_000)

  it("are found both in documents and in sources", () => {
    assert.isAbove(documents.flatMap(snippets).length, 0, "no block in any document: nothing was tested")
    assert.isAbove(sources.flatMap(snippets).length, 0, "no block in any source: nothing was tested")
  })

  it("run, but for those that say no-run", (context) => {
    const unrun = all.filter((snippet) => snippet.mode === "no-run")
    const names = unrun.map((snippet) => snippet.name).join(", ")
    context.annotate(`${all.length} blocks, ${unrun.length} of them type checked only: ${names}`)
    assert.isBelow(unrun.length, all.length, "every block says no-run: nothing was run")
  })

  it.each(all.map((snippet) => [snippet.name, snippet] as const))("%s", (_, snippet) => {
    const trial = trials.find((candidate) => candidate.snippet === snippet)
    assert.isDefined(trial)
    assert.deepStrictEqual(trial.problems, [])
  })
})

describe("the examples", () => {
  const examples = trackedPaths().filter((path) => /^docs\/examples\/.*\.ts$/.test(path))

  it("are found", () => {
    assert.isAbove(examples.length, 0)
  })

  it.each(examples)("%s runs to its end", async (path) => {
    const { code, output } = await run(process.execPath, ["--conditions=@ploke/source", "--no-warnings", path], {
      output: "capture",
      env: { TMPDIR: temporaryFolder("ploke-examples") },
      timeoutMs: 25_000
    })
    assert.strictEqual(code, 0, output)
  })
})

describe("the test of the code blocks", () => {
  const fence = "```"
  const document = (...lines: ReadonlyArray<string>): SourceFile => ({
    path: "docs/planted.md",
    text: lines.join("\n")
  })
  const block = (...code: ReadonlyArray<string>) => [`${fence}ts`, ...code, fence]
  let trials: ReadonlyArray<Trial> = []

  const planted: ReadonlyArray<readonly [fact: string, code: ReadonlyArray<string>, problem: RegExp | undefined]> = [
    ["passes a block that prints what it says", ["console.log(1 + 1, [2]) // => 2 [ 2 ]"], undefined],
    ["finds a type error", ["", "export const a: string = 1"], /^docs\/planted\.md:\d+ error TS2322/],
    ["finds a thrown error", ["", `throw new Error("planted")`], /^docs\/planted\.md:\d+ Error: planted/],
    ["finds a failed promise", [`void Promise.reject(new Error("late"))`], /Error: late/],
    ["finds a wrong value", ["console.log(2) // => 3"], /says "3" but printed "2"$/],
    ["finds a missing print", ["if (Date.now() < 0) console.log(2) // => 2"], /says "2" but printed nothing$/],
    ["finds an exit code", ["process.exitCode = 3"], /set the exit code 3$/],
    ["finds an exit", ["process.exit(4)"], /exited with 4$/],
    [
      "passes what an Effect prints",
      [
        `import * as Console from "effect/Console"`,
        `import * as Effect from "effect/Effect"`,
        `const program = Effect.gen(function*() {`,
        `  yield* Console.log("one") // => one`,
        `  yield* Effect.sync(() => console.log("two")) // => two`,
        `})`,
        `await Effect.runPromise(program)`
      ],
      undefined
    ],
    [
      "finds an Effect that is not run",
      [`import * as Effect from "effect/Effect"`, `Effect.log("lost")`],
      /floatingEffect/
    ]
  ]
  const unrun = [`throw new Error("ran")`, `export const a: string = 1`].map((code) => [
    `${fence}ts no-run`,
    code,
    fence
  ])
  const found = [...planted.map(([, code]) => block(...code)), ...unrun].flatMap((lines) =>
    snippets(document(...lines))
  )

  beforeAll(async () => {
    trials = await tryAll(found)
  }, 60_000)

  it.each(planted.map(([fact, , problem], index) => [fact, problem, index] as const))("%s", (_, problem, index) => {
    const problems = trials[index]!.problems
    if (problem === undefined) assert.deepStrictEqual(problems, [])
    else assert.match(problems.join("\n"), problem)
  })

  it("names the line of the source", () => {
    const [, typeError, thrown] = trials
    assert.match(typeError!.problems.join("\n"), /^docs\/planted\.md:3 /)
    assert.match(thrown!.problems.join("\n"), /^docs\/planted\.md:3 /)
  })

  it("finds the blocks of JSDoc, with the lines of the source", () => {
    const text = [
      "/**",
      " * Opens a thing.",
      " *",
      ` * ${fence}ts`,
      " * const a = 1 /* one *\\/",
      ` * ${fence}`,
      " */",
      "export const code = `",
      `${fence}ts`,
      `${fence}`,
      "`"
    ]
    assert.deepStrictEqual(snippets({ path: "packages/io/src/A.ts", text: text.join("\n") }), [
      {
        name: "packages/io/src/A.ts:4",
        path: "packages/io/src/A.ts",
        line: 5,
        code: "const a = 1 /* one */",
        mode: "run",
        expected: []
      }
    ])
  })

  it("leaves commands and data alone, and refuses TypeScript under another name", () => {
    const file = document(`${fence}sh`, "false", fence, `${fence}json`, "{}", fence)
    assert.deepStrictEqual(snippets(file), [])
    assert.throws(() => snippets(document(`${fence}js`, "let a", fence)), /docs\/planted\.md:1: write ```ts/)
    assert.throws(
      () => snippets(document(`${fence}ts norun`, "let a", fence)),
      /docs\/planted\.md:1: unknown mark norun/
    )
  })

  it("type checks a no-run block and does not run it", () => {
    const [typed, untyped] = trials.slice(-2)
    assert.deepStrictEqual(typed!.problems, [])
    assert.match(untyped!.problems.join("\n"), /^docs\/planted\.md:2 error TS2322/)
  })
})
