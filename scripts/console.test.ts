/** Types the `console` blocks of the documents into a shell, and compares what comes back with what they show. */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { run, temporaryFolder } from "./Child.ts"
import { fences } from "./Markdown.ts"
import { installShim } from "./Shim.ts"
import { isDocument } from "./Snippets.ts"
import { readTracked } from "./Workspace.ts"

interface Session {
  readonly where: string
  readonly steps: ReadonlyArray<{ readonly command: string; readonly output: string }>
}

/** Reads the sessions of a document: lines after `$ ` are commands, the lines up to the next are their output. */
const sessionsOf = (path: string, text: string): ReadonlyArray<Session> =>
  fences(text)
    .filter(({ info }) => info[0] === "console")
    .map(({ line, code }) => ({
      where: `${path}:${line}`,
      steps: code
        .split(/^\$ /m)
        .slice(1)
        .map((step) => {
          const [command, ...output] = step.trimEnd().split("\n")
          return { command: command!, output: output.join("\n") }
        })
    }))

const sessions = readTracked()
  .filter(({ path }) => isDocument(path))
  .flatMap(({ path, text }) => sessionsOf(path, text))

describe("the console blocks of the documents", () => {
  it("are there", () => {
    assert.isAbove(sessions.length, 0)
  })

  it("are read as commands and their outputs", () => {
    const [session] = sessionsOf("x.md", "text\n```console\n$ a b\nout 1\nout 2\n$ c\n```\n")
    assert.deepStrictEqual(session, {
      where: "x.md:3",
      steps: [
        { command: "a b", output: "out 1\nout 2" },
        { command: "c", output: "" }
      ]
    })
  })

  for (const { where, steps } of sessions) {
    it(`${where} shows what comes back`, { timeout: 60_000 }, async () => {
      const folder = temporaryFolder("ploke-console")
      try {
        installShim(join(folder, ".bin"))
        for (const { command, output } of steps) {
          const line = `PATH="$PWD/.bin:$PATH"; ${command}`
          const result = await run("sh", ["-c", line], { cwd: folder, output: "capture", timeoutMs: 20_000 })
          assert.strictEqual(result.output.trimEnd(), output, `after $ ${command}`)
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  }
})
