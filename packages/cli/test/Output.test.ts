import { afterAll, assert, describe, it } from "@effect/vitest"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { commandLine, makeFolder, ploke, repository, run } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)
writeFileSync(join(folder.path, "a.txt"), "a")

/** Far more output than a pipe holds, so that a reader who stops reading stops the command. */
const long = ["hash", "--all", "node_modules/effect"]
const inRepository = { cwd: repository }

describe("standard output", { concurrent: true }, () => {
  it("may be closed by its reader: the command ends quietly", async () => {
    const { code, stderr } = await ploke(long, { ...inRepository, output: "closed" })
    assert.deepStrictEqual([code, stderr], [0, ""])
  })

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143]
  ] as const)("%s ends a command that waits for its reader, with %i", async (interruptWith, expected) => {
    const { code, stderr } = await ploke(long, { ...inRepository, interruptWith })
    assert.deepStrictEqual([code, stderr], [expected, ""])
  })

  const full = existsSync("/dev/full") ? [["/dev/full", "ENOSPC"] as const] : []
  it.each(full)("that cannot be written (%s) is a failure with exit code 1", async (device, errno) => {
    const shell = ["sh", "-c", `exec "$@" > ${device}`, "sh", ...commandLine("main"), "read", "a.txt"]
    const { code, stderr } = await run(shell, { cwd: folder.path })
    assert.match(stderr, new RegExp(`^ploke-io: standard output: write failed: .*\\(${errno}\\)`))
    assert.strictEqual(code, 1)
  })

  it("has no colours and no progress line beside it in a pipe", async () => {
    const { stderr, stdout } = await ploke(long, inRepository)
    assert.notInclude(stdout + stderr, "\u001b")
    assert.strictEqual(stderr, "")
  })
})

const quoted = (words: ReadonlyArray<string>) => words.map((word) => `'${word}'`).join(" ")

// util-linux lends a terminal; other systems spell its arguments differently.
const lender = process.platform === "linux" && existsSync("/usr/bin/script") ? ["/usr/bin/script"] : []

describe("on a terminal", () => {
  it.each(lender)("a long run shows a line with done, total and rate, and clears it (%s)", async (script) => {
    // Several times, so that it lasts long after all files were counted, however fast the machine is.
    const folders = Array.from({ length: 4 }, () => "node_modules")
    const command = `${quoted([...commandLine("main"), "hash", "--all", ...folders])} > /dev/null`
    const { code, stdout } = await run([script, "-qec", command, "/dev/null"], {
      ...inRepository,
      env: { TERM: "xterm" }
    })
    assert.include(stdout, "\r\u001b[2Khashing ")
    assert.match(stdout, /hashing [\d,]+ files, [\d,]+ files\/s/)
    assert.match(stdout, /\[#+\.*\] +\d+% [\d,]+\/[\d,]+ files/)
    assert.isTrue(stdout.endsWith("\r\u001b[2K"))
    assert.strictEqual(code, 0)
  })

  it.each(lender)(
    "a dry run is in colours, without a control character of the file, and none with NO_COLOR (%s)",
    async (script) => {
      const args = ["write", "--overwrite", "--dry-run", "--text", "\u001b[2Jb\u0007\n", "a.txt"]
      const command = quoted([...commandLine("main"), ...args])
      const shown = async (env: Readonly<Record<string, string>>) => {
        const { code, stdout } = await run([script, "-qec", command, "/dev/null"], { cwd: folder.path, env })
        assert.strictEqual(code, 0)
        return stdout.replaceAll("\r\n", "\n")
      }
      const [colours, plain] = await Promise.all([shown({ NO_COLOR: "" }), shown({ NO_COLOR: "1" })])
      assert.include(colours, "\u001b[1m--- a/a.txt\u001b[0m\n")
      assert.include(colours, "\u001b[36m@@ -1 +1 @@\u001b[0m\n\u001b[31m-a\u001b[0m\n")
      assert.include(colours, "\u001b[32m+\\u001b[2Jb\\u0007\u001b[0m\n")
      assert.include(plain, "\n-a\n")
      assert.include(plain, "\n+\\u001b[2Jb\\u0007\n")
      assert.notInclude(plain, "\u001b")
    }
  )

  it.each(lender)("no line is shown with --json (%s)", async (script) => {
    const command = `${quoted([...commandLine("main"), "hash", "--json", "--all", "node_modules"])} > /dev/null`
    assert.strictEqual((await run([script, "-qec", command, "/dev/null"], inRepository)).stdout, "")
  })
})
