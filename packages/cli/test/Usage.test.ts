import { afterAll, assert, describe, it } from "@effect/vitest"
import { jsonLines, makeFolder, ploke } from "./Program.ts"

const folder = makeFolder()
afterAll(folder.remove)

/** What is typed, and what the first line of the complaint says. */
const mistakes: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
  [["reed", "x"], 'unknown command "reed"; did you mean read?'],
  [["read"], "missing argument FILE"],
  [["hash", "a", ""], "PATH needs a value: a path"],
  [["read", "a", "b"], 'unexpected argument "b"'],
  [["read", "--strat", "1", "a"], "unknown flag --strat"],
  [["read", "--start", "-1", "a"], '--start cannot be "-1": expected a whole number of at least 0'],
  [["read", "--max-bytes", "1e3", "a"], '--max-bytes cannot be "1e3": expected a whole number of at least 0'],
  [["read", "a", "--end"], "--end needs a value: N"],
  [["read", "--expect", "sha256:00", "a"], '--expect cannot be "sha256:00": expected 64 hexadecimal digits'],
  [["doctor", "--permits", "0"], '--permits cannot be "0": expected a whole number of at least 1'],
  [["doctor", "--permits", "1", "--permits", "2"], "--permits may be given only once"],
  [["write"], "missing argument FILE"],
  [["write", "a"], "missing --expect HASH, the hash that FILE must have: `ploke-io hash FILE` prints it"],
  [["write", "--create", "--overwrite", "a"], "give --create or --overwrite, not both"],
  [["write", "--create", ""], "FILE needs a value: a path"],
  [["write", "--end", "-1", "a"], '--end cannot be "-1": expected a whole number of at least 0'],
  [["write", "--expect", "abc", "a"], '--expect cannot be "abc": expected "<algorithm>:<lowercase hex>"'],
  [
    ["write", "--create", "--durability", "soft", "a"],
    '--durability cannot be "soft": expected "strict" | "bestEffort"'
  ],
  [["write", "--create", "--lock", "all", "a"], '--lock cannot be "all": expected "process" | "advisory"'],
  [["write", "--dryrun", "a"], "unknown flag --dryrun; did you mean --dry-run?"],
  [["patch", "a", "b"], 'unexpected argument "b"'],
  [["patch", "--fuzz", "-1"], '--fuzz cannot be "-1": expected a whole number of at least 0'],
  [["patch", "--diff", ""], "--diff needs a value: a path"],
  [["patch", "--directory", "x", "a"], "--directory is about the names of the diff: leave it out, or FILE"],
  [["apply", "a", "b"], 'unexpected argument "b"'],
  [["apply", ""], "FILE needs a value: a path"],
  [["apply", "--fuzz", "x"], '--fuzz cannot be "x": expected a whole number of at least 0'],
  [["apply", "--directory", ""], "--directory needs a value: a path"],
  [["apply", "--expect", "x"], "unknown flag --expect"],
  [["watch", "a"], 'unexpected argument "a"'],
  [
    ["watch", "--since", "yesterday"],
    '--since cannot be "yesterday": expected a cursor, which `ploke-io watch` prints'
  ],
  [["watch", "--ignore", ""], "--ignore needs a value: a pattern"],
  [["watch", "--debounce", "60001"], '--debounce cannot be "60001": expected at most 60000'],
  [["watch", "--debounce", "50ms"], '--debounce cannot be "50ms": expected a whole number of at least 0'],
  [["recover", "a"], 'unexpected argument "a"'],
  [["recover", "--resolve", "maybe"], '--resolve cannot be "maybe": expected "force" | "abandon"'],
  [["scan", "--symlinks", "maybe", "a"], '--symlinks cannot be "maybe": expected "DenyCrossRoot" | "Follow" | "Deny"']
]

describe("a command line that is not understood", { concurrent: true }, () => {
  it.each(mistakes)("%j is told on standard error with exit code 2", async (args, message) => {
    const { code, stderr, stdout } = await ploke(args, { cwd: folder.path })
    const [first = "", usage = "", hint = "", ...rest] = stderr.split("\n")
    assert.include(first, `ploke-io: ${message}`)
    assert.match(usage, /^usage: ploke-io /)
    assert.match(hint, /^try: ploke-io .*--help$/)
    assert.deepStrictEqual([code, stdout, rest], [2, "", [""]])
  })

  it("is told as JSON with --json", async () => {
    const { code, stderr, stdout } = await ploke(["read", "--json", "--start", "x", "a"], { cwd: folder.path })
    const [value, ...rest] = jsonLines(stderr)
    assert.strictEqual(value?.["_tag"], "UsageError")
    assert.strictEqual(value?.["usage"], "ploke-io read [flags] <FILE>")
    assert.deepStrictEqual([code, stdout, rest], [2, "", []])
  })

  it("shows the help on standard error where no command is given", async () => {
    const { code, stderr, stdout } = await ploke([])
    assert.include(stderr, "SUBCOMMANDS")
    assert.deepStrictEqual([code, stdout], [2, ""])
  })
})

describe("help and version", { concurrent: true }, () => {
  it.each([
    [["--help"], "SUBCOMMANDS\n  read "],
    [
      ["scan", "--help"],
      "EXAMPLES\n  # Since just now\n  ploke-io hash --json . > index.json && ploke-io scan index.json"
    ],
    [
      ["write", "--help"],
      "--expect HASH       Write only if the whole file has this hash, as `ploke-io hash` prints it"
    ],
    [["patch", "--help"], "leaves the others as they are, and the exit code is the gravest"],
    [["apply", "--help"], "one of Splice, Create, Replace, Remove, Rename and"],
    [["watch", "--help"], "--since CURSOR      First tell what has changed since then"],
    [["recover", "--help"], "--resolve HOW    If others changed its files: it wins, or they stay"],
    [["--version"], "ploke-io 0.1.0\n"]
  ])("%j go to standard output, with exit code 0 and within 110 columns", async (args, text) => {
    const { code, stderr, stdout } = await ploke(args)
    assert.include(stdout, text)
    assert.deepStrictEqual(
      stdout.split("\n").filter((line) => line.length > 110),
      []
    )
    assert.deepStrictEqual([code, stderr], [0, ""])
  })
})
