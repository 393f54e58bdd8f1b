import { afterAll, assert, describe, it } from "@effect/vitest"
import { FileChangeEvent } from "@ploke/core"
import * as Schema from "effect/Schema"
import { spawnSync } from "node:child_process"
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { commandLine, jsonLines, makeFolder, ploke, run, start } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)

let folders = 0

/** Makes a root of its own, and a state directory for its watchers. */
const place = (files: ReadonlyArray<string>) => {
  const base = join(folder.path, String(++folders))
  const root = join(base, "root")
  mkdirSync(root, { recursive: true })
  for (const file of files) {
    mkdirSync(join(root, file, ".."), { recursive: true })
    writeFileSync(join(root, file), file)
  }
  const options = { cwd: root, env: { XDG_STATE_HOME: join(base, "state") } }
  return {
    root,
    options,
    at: (path: string) => join(root, path),
    watch: (...args: ReadonlyArray<string>) => start([...commandLine("main"), "watch", ...args], options),
    once: (...args: ReadonlyArray<string>) => ploke(["watch", "--once", ...args], options)
  }
}

/** What is told of entries, without what is told of roots. */
const eventsOf = (text: string) =>
  jsonLines(text)
    .filter(({ _tag }) => _tag !== "Cursor" && _tag !== "Since")
    .map((value) => Schema.decodeUnknownSync(FileChangeEvent)(value))
    .filter((event) => "path" in event)

const cursorOf = (stderr: string): string => /--since (\S+)\n$/.exec(stderr)?.[1] ?? ""

// A start that takes a second alone takes many where a whole suite runs.
describe("watch", { concurrent: true, timeout: 90_000 }, () => {
  it("prints a line for each change as it happens, and ends with a cursor from which it goes on", async () => {
    const { at, once, root, watch } = place(["a.ts", "gone.ts", "sub/b.ts"])
    const running = watch("--ignore", "*.log")
    await running.until(`watching  ${root} (`)
    writeFileSync(at("left-out.log"), "l")
    mkdirSync(at("new"))
    await running.until("created   new/\n")
    appendFileSync(at("a.ts"), "x")
    await running.until("modified  a.ts\n")
    renameSync(at("sub"), at("moved"))
    await running.until("renamed   sub/b.ts -> moved/b.ts\n")
    rmSync(at("gone.ts"))
    await running.until("removed   gone.ts\n")
    running.kill("SIGINT")
    const { code, stderr, stdout } = await running.ended
    const lines = [
      "created   new/",
      "modified  a.ts",
      "renamed   sub/ -> moved/",
      "renamed   sub/b.ts -> moved/b.ts",
      "removed   gone.ts"
    ]
    assert.deepStrictEqual([code, stdout.trimEnd().split("\n").slice(1)], [130, lines])
    assert.match(stderr, /^ploke-io: go on from here with --since \S+\n$/)

    writeFileSync(at("a.ts"), "y")
    writeFileSync(at("new/c.ts"), "c")
    const away = await once("--ignore", "*.log", "--since", cursorOf(stderr))
    assert.deepStrictEqual(away.stdout.trimEnd().split("\n").toSorted(), ["created   new/c.ts", "modified  a.ts"])
    assert.deepStrictEqual([away.code, cursorOf(away.stderr) === cursorOf(stderr)], [0, false])
    const nothing = await once("--ignore", "*.log", "--since", cursorOf(away.stderr))
    assert.deepStrictEqual([nothing.code, nothing.stdout], [0, ""])
  })

  it("prints events and cursors with --json, goes on after what it has caught up with, and ends with SIGTERM", async () => {
    const { at, once, watch } = place(["a.ts", "b.ts"])
    const before = jsonLines((await once("--json")).stdout)
    assert.deepStrictEqual(
      before.map(({ _tag }) => _tag),
      ["Cursor"]
    )
    const cursor = String(before[0]?.["cursor"])
    rmSync(at("b.ts"))
    const running = watch("--json", "--since", cursor)
    await running.until(`{"_tag":"Cursor"`)
    appendFileSync(at("a.ts"), "x")
    await running.until(`"_tag":"Modified"`)
    running.kill("SIGTERM")
    const { code, stderr, stdout } = await running.ended
    const values = jsonLines(stdout)
    assert.deepStrictEqual(values[0], { _tag: "Since", cursor, fresh: false })
    const events = eventsOf(stdout).map(({ _tag, path }) => [_tag, path])
    assert.deepStrictEqual(events, [
      ["Removed", at("b.ts")],
      ["Modified", at("a.ts")]
    ])
    const cursors = values.flatMap((value, i) => (value["_tag"] === "Cursor" ? [[i, value["cursor"]] as const] : []))
    const [[ready = 0] = [], [end, last] = []] = cursors
    assert.strictEqual(end, values.length - 1)
    assert.strictEqual(values[ready + 1]?.["path"], at("a.ts"))
    // The cursor stands for the last event that was printed.
    assert.strictEqual(String(last).split(":")[1], String(values.at(-2)?.["sequence"]))
    assert.deepStrictEqual([code, stderr], [143, ""])
  })

  it("lists everything where the cursor is not known, and says so, but not the file that it prints to", async () => {
    const { at, options, root } = place([".gitignore", "a.ts", "sub/b.ts"])
    writeFileSync(at(".gitignore"), "*.ts\n!a.ts\n")
    const shell = ["sh", "-c", `"$@" > out.txt`, "sh", ...commandLine("main"), "watch", "--once", "--gitignore"]
    const { code, stderr } = await run([...shell, "--since", "nobody:1"], options)
    const told = readFileSync(at("out.txt"), "utf8").trimEnd().split("\n")
    assert.deepStrictEqual(
      told.filter((line) => line !== `created   ${root}/`).toSorted(),
      [".gitignore", "a.ts", "sub/"].map((path) => `created   ${path}`)
    )
    assert.match(
      stderr,
      /^ploke-io: what happened after nobody:1 is not known; everything that is there is listed inst/
    )
    assert.strictEqual(code, 0)
  })

  it("ends quietly when the reader of its output goes away", async () => {
    const { at, root, watch } = place(["a.ts"])
    const running = watch()
    await running.until(`watching  ${root}`)
    running.close()
    appendFileSync(at("a.ts"), "x")
    const { code, stderr } = await running.ended
    assert.deepStrictEqual([code, stderr], [0, ""])
  })

  it("fails for a root that is not there", async () => {
    const { at, once } = place([])
    const { code, stderr, stdout } = await once("--root", "gone")
    assert.match(stderr, /^ploke-io: .*\/gone: watch failed: not found \(ENOENT\)/)
    assert.include(stderr, at("gone"))
    assert.deepStrictEqual([code, stdout], [1, ""])
  })
})

// Whoever may have a user namespace can allow it fewer watches.
const asOwnUser = ["unshare", "--user", "--map-root-user"]
const limit = "/proc/sys/user/max_inotify_watches"
const [tool = "", ...asOwn] = asOwnUser
const canLimit = spawnSync(tool, [...asOwn, "sh", "-c", `echo 9 > ${limit}`]).status === 0

describe("where the system does not grant enough watches", () => {
  it.each(canLimit ? [1] : [])("a warning with a remedy goes to standard error (of %i watch)", async (watches) => {
    const { at, options } = place(["a/a.ts", "b/b.ts", "c/c.ts"])
    const limited = [...asOwnUser, "sh", "-c", `echo ${watches} > ${limit} && exec "$@"`, "sh"]
    const running = start([...limited, ...commandLine("main"), "watch"], options)
    await running.until("less closely: ")
    writeFileSync(at("c/new.ts"), "n")
    await running.until("created   c/new.ts\n")
    running.kill("SIGINT")
    const { stderr } = await running.ended
    assert.match(stderr, /^ploke-io: warning: \/.*\/root: is watched less closely: watch-limit: .*; .*max_user_watches/)
  })
})
