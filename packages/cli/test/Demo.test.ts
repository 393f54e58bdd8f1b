import { afterAll, assert, describe, it } from "@effect/vitest"
import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { commandLine, makeFolder, type Options, run } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)

let runs = 0

/** Runs the demo in a temporary folder of its own, and tells what is left there. */
const demo = async (args: ReadonlyArray<string>, options: Options = {}) => {
  const temporary = join(folder.path, String(++runs))
  mkdirSync(temporary)
  const env = { TMPDIR: temporary, ...options.env }
  const ended = await run([...commandLine("demo"), ...args], { ...options, env })
  return { ...ended, left: readdirSync(temporary) }
}

const sentences: ReadonlyArray<string | RegExp> = [
  /were copied to .*ploke-io-demo-/,
  /[\d,]+ files, [\d.,]+ [KM]iB, in .* \([\d,]+ files\/s\)/,
  /sha256:[0-9a-f]{16}\.\.\. {2}\S+\.\w+/,
  "ok: every file has a hash",
  "ok: every snippet is the text that stands in its file",
  "FatalError/ContentMismatch",
  "changed since it was",
  /missing {2}docs\/\S+/,
  "ok: the edited file and the deleted one are told, and nothing else",
  "ok: absolute path:   FatalError/PathResolution (OutsideRoots), the same for both",
  "ok: planted link:    FatalError/PathResolution (SymlinkEscapesRoots), the same for both",
  /-export \w+ \w+.* \+export \w+ \w+Edited/,
  "ok: the file has the new text, and every other byte is as it was",
  "ok: the hash was foreseen, was answered, and is that of the file",
  "ok: the file is as somebody left it",
  /rebased: true, byte \d+ was found at byte \d+/,
  "ok: the edit and the line of somebody else are both in the file",
  "ok: its hunk was found one line further down",
  "ok: after the dry run the file has the hash from before",
  "ok: applied for good, it gives the diff and the hash that the dry run has shown",
  /\w+ stands in \d+ files, \d+ times\. Each place gets an edit, and all edits are one transaction\./,
  "FatalError/TransactionAborted",
  "refused: 1 problem; nothing was changed",
  "ok: refused for this file alone",
  /ok: not one of the \d+ files was changed/,
  /ok: all \d+ files have the new name, and every other byte is as it was/,
  /try \d+: \d+ of \d+ files have the other name/,
  "That is half of it.",
  "ok: all files have the same name, and every other byte is as it was",
  /ok: none of \d+ entries is a temporary file/,
  /renamed {3}\S+\/ -> \S+-moved\//,
  "modified  docs/architecture.md",
  "ok: everything that it did is told, once, and nothing else",
  /ok: the events make of what was known before what is on the disk: all \d+ entries/,
  /modified {2}new\.ts \(replaced, by [0-9a-f-]{36}\) +modified {2}new\.ts/,
  "ok: the change of the writer is marked as its own, and the other one is not",
  "ok: a writer that leaves out what is its own still hears of the other one",
  "ok: what happened meanwhile is told, once, and nothing else",
  /ok: a cursor that is not known gets all \d+ entries instead/,
  "ok: the temporary folder is gone",
  /All \d+ claims were checked while they were shown, and hold\./
]

// Each of them starts a process that it kills, which takes long where many run at once.
describe("the demo", { concurrent: true, timeout: 90_000 }, () => {
  it("shows every promise in plain text of at most 100 columns, and leaves nothing behind", async () => {
    const { code, left, stderr, stdout } = await demo([])
    // A temporary folder with a long name breaks the lines elsewhere.
    const told = stdout.replace(/\n +/g, " ")
    for (const sentence of sentences) {
      if (typeof sentence === "string") assert.include(told, sentence)
      else assert.match(told, sentence)
    }
    assert.notInclude(stdout, "\u001b")
    assert.deepStrictEqual(
      stdout.split("\n").filter((line) => line.length > 100),
      []
    )
    assert.deepStrictEqual([code, stderr, left], [0, "", []])
  })

  it("works without git and mkfifo", async () => {
    const { code, left, stdout } = await demo([], { env: { PATH: "/nowhere" } })
    assert.include(stdout, "This system has no mkfifo")
    assert.deepStrictEqual([code, left], [0, []])
  })

  it("says so and ends with 1 where a claim does not hold", async () => {
    const { code, left, stdout } = await demo(["--symlinks", "Follow"])
    assert.include(stdout, "NOT AS PROMISED: planted link: refused, the same for both: was read")
    assert.include(stdout, "2 of ")
    assert.deepStrictEqual([code, left], [1, []])
  })

  it.each([
    ["as it begins", ""],
    ["as it writes", "\n7. "],
    ["as it waits for a process of its own", "\n12. "],
    ["as it watches", "\n13. "]
  ])("leaves nothing behind when it is interrupted %s", async (_, interruptAt) => {
    const { code, left } = await demo([], { interruptWith: "SIGINT", interruptAt })
    assert.deepStrictEqual([code, left], [130, []])
  })

  it("refuses arguments that it does not know", async () => {
    const { code, stderr, stdout } = await demo(["--quick"])
    assert.match(stderr, /^ploke-io: usage: npm run demo/)
    assert.deepStrictEqual([code, stdout], [2, ""])
  })
})
