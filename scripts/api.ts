/**
 * Writes the public types of each package, without comments, under `api/<package>/`: a change there is a change of the
 * API, to be reviewed as one. With `--check` nothing is written, and the exit code is 1 where the snapshot differs.
 * Names of packages restrict the run to these: `npm run api -- error core`.
 */
import { join } from "node:path"
import { run, temporaryFolder } from "./Child.ts"
import { differences, publicDeclarations, readTree, writeTree, type Tree } from "./Snapshot.ts"
import { publishable, root, type Package } from "./Workspace.ts"

const usage = "usage: npm run api -- [--check] [<package>]..."

/** What a declaration must not vary by: comments, and everything that the build adds for the compiler itself. */
const emitOptions = [
  "--emitDeclarationOnly",
  "--removeComments",
  ...["--composite", "--incremental", "--declarationMap"].flatMap((option) => [option, "false"])
]

/** Answers with the public declarations, or with what the compiler said. */
const declarations = async (entry: Package): Promise<Tree | string> => {
  const out = temporaryFolder(`ploke-api-${entry.folder}`)
  const project = join("packages", entry.folder, "tsconfig.src.json")
  const { code, output } = await run("tsc", ["-p", project, ...emitOptions, "--outDir", out], { output: "capture" })
  return code === 0 ? publicDeclarations(readTree(out)) : output
}

const compare = async (entry: Package, tree: Tree): Promise<boolean> => {
  const folder = join("api", entry.folder)
  const found = differences(readTree(join(root, folder)), tree)
  if (found.length === 0) return true
  const now = temporaryFolder(`ploke-api-now`)
  writeTree(join(now, "api"), tree)
  for (const { kind, path } of found) {
    console.log(`${folder}/${path} ${kind}`)
    if (kind !== "changed") continue
    const pair = [join(root, folder, path), join(now, "api", path)]
    const { output } = await run("git", ["diff", "--no-index", "--no-color", "-U2", ...pair], { output: "capture" })
    // The first four lines name the two files, one of them in a temporary folder.
    console.log(output.split("\n").slice(4).join("\n"))
  }
  return false
}

const main = async (args: ReadonlyArray<string>): Promise<number> => {
  const names = args.filter((argument) => argument !== "--check")
  const unknown = names.filter((name) => !publishable.some((entry) => entry.folder === name))
  if (unknown.length > 0) {
    console.error(`no package ${unknown.join(", ")}\n\n${usage}`)
    return 2
  }
  const chosen = publishable.filter((entry) => names.length === 0 || names.includes(entry.folder))
  // The projects refer to each other's declarations, which must be there and new.
  const build = await run("tsc", ["-b", ...chosen.map((entry) => `packages/${entry.folder}/tsconfig.src.json`)], {
    output: "inherit"
  })
  if (build.code !== 0) return 1
  let same = true
  for (const entry of chosen) {
    const tree = await declarations(entry)
    if (typeof tree === "string" || tree.size === 0) {
      console.error(`${entry.name} emits no declarations\n${tree}`)
      return 1
    }
    if (args.includes("--check")) same = (await compare(entry, tree)) && same
    else writeTree(join(root, "api", entry.folder), tree)
  }
  if (names.length === 0) {
    const owners = new Set([...readTree(join(root, "api")).keys()].map((path) => path.split("/")[0]!))
    const stray = [...owners].filter((owner) => !publishable.some(({ folder }) => folder === owner))
    for (const owner of stray) console.error(`api/${owner} belongs to no published package: remove it`)
    if (stray.length > 0) return 1
  }
  if (!same) console.error("\nThe public types changed. If that is what you want: npm run api, and commit api/.")
  return same ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
