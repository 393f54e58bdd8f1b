import { assert, describe, it } from "@effect/vitest"
import { fences, headingAnchors, links } from "./Markdown.ts"
import * as Tidy from "./Tidy.ts"
import { packages, readTracked } from "./Workspace.ts"

describe("the tracked files", () => {
  const files = readTracked()

  it.each(Tidy.rules.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
    const { findings, seen } = Tidy.applyRule(rule, files)
    assert.deepStrictEqual(
      findings.map(({ line, message, path }) => `${path}:${line} ${message}`),
      []
    )
    assert.isAbove(seen, 0, "the rule saw no file, so it checked nothing")
  })

  it("every package has a row in the table of import directions", () => {
    assert.deepStrictEqual(Object.keys(Tidy.importDirections).sort(), packages.map((entry) => entry.folder).sort())
  })
})

const template = { path: "docs/decisions/0000-template.md", text: "# Title\n\n## Decision\n" }

/** The word is put together here, so that this file does not break the rule that it tests. */
const skipped = (name: string) => `  it.${name}("later", () => {})`

interface Case {
  readonly rule: Tidy.Rule
  readonly files: Readonly<Record<string, string>>
  /** `path:line message`, the whole of it: what is not listed must not be found. */
  readonly found: ReadonlyArray<string>
}

const planted: Readonly<Record<string, Case>> = {
  "an import against the arrow": {
    rule: Tidy.importsFollowTheArrows,
    files: { "packages/error/src/A.ts": `import {\n  a\n} from "@ploke/core/A"\nimport * as B from "effect/B"\n` },
    found: ["packages/error/src/A.ts:3 src of error may not import @ploke/core/A"]
  },
  "an export, a side effect and a dynamic import against the arrow": {
    rule: Tidy.importsFollowTheArrows,
    files: {
      "packages/testing/src/A.ts": `export * from "@ploke/io-node"\nimport "@ploke/io-cli"\nconst a = await import("@ploke/bench")\n`
    },
    found: [
      "packages/testing/src/A.ts:1 src of testing may not import @ploke/io-node",
      "packages/testing/src/A.ts:2 src of testing may not import @ploke/io-cli",
      "packages/testing/src/A.ts:3 src of testing may not import @ploke/bench"
    ]
  },
  "a relative path into another package": {
    rule: Tidy.importsFollowTheArrows,
    files: { "packages/io/src/A.ts": `import { a } from "../../core/src/A.ts"\nimport { b } from "./internal/B.ts"\n` },
    found: ["packages/io/src/A.ts:1 ../../core/src/A.ts reaches into core: import it by its package name"]
  },
  "a package without a row": {
    rule: Tidy.importsFollowTheArrows,
    files: { "packages/extra/src/A.ts": `export {}\n` },
    found: ["packages/extra/src/A.ts:1 packages/extra has no row in importDirections"]
  },
  "an unknown package of ours": {
    rule: Tidy.importsFollowTheArrows,
    files: { "packages/io/src/A.ts": `import { a } from "@ploke/extra/A"\n` },
    found: ["packages/io/src/A.ts:1 src of io may not import @ploke/extra/A"]
  },
  "a test that imports the command line": {
    rule: Tidy.importsFollowTheArrows,
    files: {
      "packages/io/test/A.test.ts": `import { a } from "@ploke/io-cli"\nimport { b } from "@ploke/io-testing"\nimport { c } from "@ploke/io-node"\n`
    },
    found: ["packages/io/test/A.test.ts:1 test of io may not import @ploke/io-cli"]
  },
  "imports that follow the arrows, and an example that need not": {
    rule: Tidy.importsFollowTheArrows,
    files: {
      "packages/core/src/A.ts": `/**\n * import { a } from "@ploke/io-node"\n */\nexport {}\n`,
      "packages/io-node/src/A.ts": `import { a } from "@ploke/io"\nimport type { b } from "@ploke/core/B"\n`
    },
    found: []
  },
  "Node in a platform-neutral package": {
    rule: Tidy.nodeStaysOutside,
    files: {
      "packages/io/src/A.ts": `import { a } from "node:fs"\nimport b from "path"\nconst c = process.getBuiltinModule("node:os")\n`,
      "packages/io-node/src/A.ts": `import { a } from "node:fs"\n`,
      "packages/io/test/A.test.ts": `import { a } from "node:fs"\n`
    },
    found: [
      `packages/io/src/A.ts:1 names a module of Node: import { a } from "node:fs"`,
      `packages/io/src/A.ts:3 names a module of Node: const c = process.getBuiltinModule("node:os")`,
      "packages/io/src/A.ts:2 imports path, a module of Node"
    ]
  },
  "tests that do not run": {
    rule: Tidy.noSkippedTests,
    files: {
      "packages/io/test/A.test.ts": `it("runs", () => {})\n${skipped("skip")}\n${skipped("effect.only")}\n// ${skipped("todo")}\n`
    },
    found: [
      `packages/io/test/A.test.ts:2 does not run with the others: ${skipped("skip").trim()}`,
      `packages/io/test/A.test.ts:3 does not run with the others: ${skipped("effect.only").trim()}`
    ]
  },
  "notes about unfinished work": {
    rule: Tidy.noMarksInSources,
    files: { "packages/io/src/A.ts": `/** A. */\n// TODO later\n`, "packages/io/test/A.test.ts": "// TODO later\n" },
    found: ["packages/io/src/A.ts:2 // TODO later"]
  },
  "the barrel of Effect": {
    rule: Tidy.noEffectBarrel,
    files: {
      "packages/io/src/A.ts": `/**\n * import { Effect } from "effect"\n */\nimport { Effect } from "effect"\nimport * as Layer from "effect/Layer"\n`
    },
    found: [`packages/io/src/A.ts:4 imports the barrel "effect": import "effect/<Module>"`]
  },
  "a source that has grown too long": {
    rule: Tidy.filesStaySmall,
    files: { "packages/io/src/A.ts": "a\n".repeat(451), "packages/io/src/B.ts": "a\n".repeat(450) },
    found: ["packages/io/src/A.ts:450 has 451 lines"]
  },
  "sources that do not say what they are for": {
    rule: Tidy.sourcesOpenWithTheirPurpose,
    files: {
      "packages/io/src/A.ts": "import {} from 'a'\n",
      "packages/io/src/B.ts": "/**\n *\n */\n",
      "packages/io/src/C.ts": "/** Says it. */\n",
      "packages/cli/src/main.ts": "#!/usr/bin/env node\n/** Says it. */\n",
      "packages/io/src/index.ts": "export * from './A.ts'\n"
    },
    found: ["packages/io/src/A.ts:1 does not start with /**", "packages/io/src/B.ts:1 starts with an empty comment"]
  },
  "links that lead nowhere": {
    rule: Tidy.linksResolve,
    files: {
      "docs/a.md": [
        "[gone](gone.md) [there](b.md) [up](../README.md#two-words) [self](#one)",
        "![gone](b.md#nowhere) [folder](sub) [folder](sub/) [web](https://example.com/x)",
        "`[code](nowhere.md)`",
        "[reference]: ./gone-too.md",
        "```md",
        "[fenced](nowhere.md)",
        "```",
        "# One"
      ].join("\n"),
      "docs/b.md": "# There\n",
      "docs/sub/c.md": "",
      "README.md": "## Two *words*\n"
    },
    found: [
      "docs/a.md:1 gone.md is not a tracked file",
      "docs/a.md:2 docs/b.md has no heading #nowhere",
      "docs/a.md:4 ./gone-too.md is not a tracked file"
    ]
  },
  "a lock file with a download address": {
    rule: Tidy.lockNamesNoHost,
    files: {
      "package-lock.json": `{\n"resolved": "https://example.com/a.tgz",\n"resolved": "packages/io"\n}\n`
    },
    found: ["package-lock.json:2 carries a download address"]
  },
  "a lock file without the package of another platform": {
    rule: Tidy.lockIsComplete,
    files: {
      "package-lock.json": JSON.stringify({
        packages: {
          "packages/io": { dependencies: { a: "1" } },
          "node_modules/a": {
            optionalDependencies: { "@a/linux": "1", "@a/darwin": "1" },
            dependencies: { b: "1", c: "1" }
          },
          "node_modules/a/node_modules/b": {},
          "node_modules/c": {},
          "node_modules/@a/linux": {}
        }
      })
    },
    found: ["package-lock.json:1 node_modules/a names @a/darwin, which is not there"]
  },
  "records with the same number, a bad name or a lost section": {
    rule: Tidy.decisionsAreNumberedOnce,
    files: {
      [template.path]: template.text,
      "docs/decisions/0001-one.md": template.text,
      "docs/decisions/0001-other.md": "# Other\n",
      "docs/decisions/third.md": template.text
    },
    found: [
      "docs/decisions/0001-one.md:1 has the number of docs/decisions/0001-other.md",
      "docs/decisions/0001-other.md:1 has the number of docs/decisions/0001-one.md",
      `docs/decisions/0001-other.md:1 lacks the section "## Decision"`,
      "docs/decisions/third.md:1 is not named NNNN-title.md"
    ]
  },
  "a record without a template": {
    rule: Tidy.decisionsAreNumberedOnce,
    files: { "docs/decisions/0001-one.md": template.text },
    found: ["docs/decisions/0001-one.md:1 has no template 0000-template.md beside it"]
  }
}

describe("the rules", () => {
  it.each(Object.entries(planted))("%s", (_, { files, found, rule }) => {
    const sources = Object.entries(files).map(([path, text]) => ({ path, text }))
    const outcome = Tidy.applyRule(rule, sources)
    assert.deepStrictEqual(
      outcome.findings.map(({ line, message, path }) => `${path}:${line} ${message}`),
      found
    )
    assert.isAbove(outcome.seen, 0)
  })

  it("each finds a violation that was planted", () => {
    const proven = new Set(Object.values(planted).flatMap(({ found, rule }) => (found.length > 0 ? [rule.name] : [])))
    assert.deepStrictEqual(
      Tidy.rules.map((rule) => rule.name).filter((name) => !proven.has(name)),
      []
    )
  })

  it("a rule that applies to no file has seen none", () => {
    assert.deepStrictEqual(Tidy.applyRule(Tidy.lockNamesNoHost, [{ path: "README.md", text: "" }]), {
      seen: 0,
      findings: []
    })
  })
})

describe("Markdown", () => {
  it("fences keep their marks, their line and their code without the indentation of the fence", () => {
    const text = "a\n\n  ```ts no-run\n  one\n    two\n  ```\n~~~~sh\n```\n~~~~\n```ts\nopen"
    assert.deepStrictEqual(fences(text), [
      { info: ["ts", "no-run"], line: 4, code: "one\n  two" },
      { info: ["sh"], line: 8, code: "```" },
      { info: ["ts"], line: 11, code: "open" }
    ])
  })

  it("headings give the anchors of a renderer, repeats numbered", () => {
    const text = "# `scan` & *watch*: what's [new](a.md)?\n## Same\n## Same\n```sh\n# comment\n```\n"
    assert.deepStrictEqual(headingAnchors(text), ["scan--watch-whats-new", "same", "same-1"])
  })

  it("links keep their line", () => {
    assert.deepStrictEqual(links('\n[a](b.md "title") <a href="c.md">'), [
      { line: 2, target: "b.md" },
      { line: 2, target: "c.md" }
    ])
  })
})
