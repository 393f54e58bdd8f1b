/**
 * Packs every published package as a user would get it, and uses the tarballs in an empty project: there is no source
 * condition there, so what runs is the build. Nothing is left behind, also when this is interrupted.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryFolder } from "./Child.ts"
import * as LocalRegistry from "./LocalRegistry.ts"
import { must, packAll, Red, type Packed } from "./Packing.ts"
import { entryPoints, tarballProblems } from "./Tarball.ts"
import { publishable, root } from "./Workspace.ts"

const folder = temporaryFolder("ploke-pack")

const inspect = async ({ entry, files, tarball }: Packed) => {
  const problems = tarballProblems(entry, files)
  if (problems.length > 0) throw new Red(problems.join("\n"))
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
      ...Object.fromEntries(all.map(({ entry }) => [entry.name, entry.version])),
      ...Object.fromEntries(peers.map((name) => [name, devDependencies[name]]))
    }
  }
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest))
  const registry = await LocalRegistry.open(all)
  const args = ["install", "--no-package-lock", "--loglevel=error"]
  await must("the empty project", "npm", args, { cwd: project, env: registry.environment })
  registry.close()
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
    const packed = await packAll(folder)
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
