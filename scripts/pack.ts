/**
 * Packs every published package as a user would get it, and uses the tarballs in an empty project: there is no source
 * condition there, so what runs is the build. Nothing is left behind, also when this is interrupted.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run, temporaryFolder, type RunOptions } from "./Child.ts"
import { entryPoints, tarballProblems } from "./Tarball.ts"
import { publishable, root, type Package } from "./Workspace.ts"

interface Packed {
  readonly entry: Package
  readonly tarball: string
  readonly files: ReadonlyArray<string>
}

class Red extends Error {}

const folder = temporaryFolder("ploke-pack")
// npm reports about itself where a reader looks for the result, and asks the network in order to do so.
const npmEnvironment = { npm_config_update_notifier: "false", npm_config_audit: "false", npm_config_fund: "false" }

/** Runs a tool quietly; its output is shown when it fails. */
const must = async (what: string, tool: string, args: ReadonlyArray<string>, options: Partial<RunOptions> = {}) => {
  const { code, output } = await run(tool, args, { output: "capture", timeoutMs: 300_000, ...options })
  if (code !== 0) throw new Red(`${what}: ${tool} exited with ${code}\n${output}`)
  return output
}

const pack = async (entry: Package): Promise<Packed> => {
  const args = ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder]
  const output = await must(entry.name, "npm", args, { cwd: join(root, "packages", entry.folder), env: npmEnvironment })
  const [packed] = JSON.parse(output.slice(output.indexOf("["), output.lastIndexOf("]") + 1))
  const files = packed.files.map((file: { readonly path: string }) => file.path)
  const problems = tarballProblems(entry, files)
  if (problems.length > 0) throw new Red(problems.join("\n"))
  return { entry, tarball: join(folder, packed.filename), files }
}

const inspect = async ({ entry, files, tarball }: Packed) => {
  await must(entry.name, "publint", ["run", tarball, "--strict"])
  const modules = entryPoints(files)
  const include = modules.length === 0 ? [] : ["--include-entrypoints", ...modules]
  await must(entry.name, "attw", [tarball, "--profile", "esm-only", "--no-definitely-typed", ...include])
  console.log(`${entry.name}: ${files.length} files, ${modules.length} modules, sound`)
}

/** Installs the tarballs and the peers, in the versions that this repository is tested with, into an empty project. */
const install = async (all: ReadonlyArray<Packed>): Promise<string> => {
  const project = join(folder, "project")
  mkdirSync(project)
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const peers = ["effect", "@effect/platform-node", "@effect/vitest", "vitest"]
  const manifest = {
    name: "empty-project",
    private: true,
    type: "module",
    dependencies: {
      ...Object.fromEntries(all.map(({ entry, tarball }) => [entry.name, `file:${tarball}`])),
      ...Object.fromEntries(peers.map((name) => [name, devDependencies[name]]))
    }
  }
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest))
  const args = ["install", "--prefer-offline", "--ignore-scripts", "--no-package-lock", "--loglevel=error"]
  await must("the empty project", "npm", args, { cwd: project, env: npmEnvironment })
  return project
}

const use = async (project: string) => {
  const names = publishable.map((entry) => entry.name)
  const example = join(root, "docs", "examples", "quickstart.ts")
  if (!existsSync(example)) throw new Red("docs/examples/quickstart.ts is not there")
  copyFileSync(example, join(project, "quickstart.ts"))
  writeFileSync(
    join(project, "indexes.ts"),
    [
      ...names.map((name, index) => `import * as package${index} from "${name}"`),
      `const all: ReadonlyArray<object> = [${names.map((_, index) => `package${index}`).join(", ")}]`,
      `if (all.some((names) => Object.keys(names).length === 0)) throw new Error("a package exports nothing")`
    ].join("\n")
  )
  const compilerOptions = {
    target: "ES2023",
    lib: ["ES2023"],
    module: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(root, "node_modules", "@types")]
  }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }))
  await must("types of the tarballs", "tsc", ["-p", project], { cwd: project })
  const options = { cwd: project, env: { TMPDIR: temporaryFolder("ploke-pack-run") }, timeoutMs: 60_000 }
  await must("indexes of the tarballs", process.execPath, ["--no-warnings", "indexes.ts"], options)
  const said = await must("the quickstart", process.execPath, ["--no-warnings", "quickstart.ts"], options)
  if (said.trim() === "") throw new Red("the quickstart printed nothing")
  console.log(`quickstart.ts runs from the tarballs, and says:\n${said.trimEnd().replace(/^/gm, "  ")}`)
  for (const { bin, version } of publishable) {
    for (const name of Object.keys(bin)) {
      const told = await must(name, join(project, "node_modules", ".bin", name), ["--version"], options)
      if (!told.includes(version)) throw new Red(`${name} --version does not name ${version}:\n${told}`)
      console.log(`${name} --version: ${told.trim()}`)
    }
  }
}

const main = async (): Promise<number> => {
  try {
    await must("the build", "tsc", ["-b", ...publishable.map((entry) => `packages/${entry.folder}/tsconfig.src.json`)])
    const packed: Array<Packed> = []
    for (const entry of publishable) packed.push(await pack(entry))
    for (const entry of packed) await inspect(entry)
    await use(await install(packed))
    return 0
  } catch (error) {
    if (!(error instanceof Red)) throw error
    console.error(error.message)
    return 1
  }
}

process.exitCode = await main()
