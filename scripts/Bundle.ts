/**
 * Bundles the programs that the tests of a package start, once for all of them: a start from the sources reads some 350
 * modules, and takes more than twice the processor time. What runs from the sources all the same is told in
 * docs/decisions/0013-programs-bundled-for-the-tests.md.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Plugin, rolldown } from "rolldown"
import { type TestProject } from "vitest/node"
import { root } from "./Workspace.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the bundled programs. */
    readonly programs: string
  }
}

/** The threads of io-node look for their programs beside themselves. */
const threads = ["packages/io-node/src/internal/worker.ts", "packages/io-node/src/internal/watchWorker.ts"]

const benches = ["main", "contender", "hash-large", "transact-many", "transaction-contender", "watch-contender"]

/** The programs of each project, by their sources. */
const programs: Readonly<Record<string, ReadonlyArray<string>>> = {
  cli: ["packages/cli/src/main.ts", "packages/cli/src/demo.ts", ...threads],
  bench: [...[...benches, "write-contender"].map((name) => `packages/bench/src/${name}.ts`), ...threads]
}

/** Programs that must load one module before another, which in a bundle is not theirs to say. */
const inOrder: Readonly<Record<string, ReadonlyArray<string>>> = {
  bench: ["packages/bench/src/trace-write.ts", "packages/bench/src/trace-transaction.ts"]
}

/** Lets the sources of the command find the files of the checkout that they look for from where they are. */
const stayInPlace: Plugin = {
  name: "stay-in-place",
  transform: {
    filter: { id: /\/packages\/cli\/src\// },
    handler: (code, id) =>
      code
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(id)))
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href))
  }
}

const bundle = async (entries: ReadonlyArray<string>, dir: string): Promise<void> => {
  const bundled = await rolldown({
    input: entries.map((path) => join(root, path)),
    platform: "node",
    resolve: { conditionNames: ["@ploke/source", "node", "import"] },
    // They look for what they need beside them, where they are installed.
    external: ["fs-native-extensions", "@parcel/watcher", "atomically", "write-file-atomic"],
    plugins: [stayInPlace]
  })
  await bundled.write({ dir, format: "esm", entryFileNames: "[name].js" })
  await bundled.close()
}

/** Files under the names of the sources, by which a program starts another one that lies beside it. */
const writeNames = (folder: string, paths: ReadonlyArray<string>, target: (path: string) => string): void => {
  for (const path of paths) writeFileSync(join(folder, basename(path)), `import ${JSON.stringify(target(path))}\n`)
}

/** What Vitest calls before the tests of a project; what it returns is called after them. */
export const setup = async (project: TestProject): Promise<() => void> => {
  const name = project.name
  const entries = programs[name]
  if (entries === undefined) throw new Error(`scripts/Bundle.ts names no programs for the project ${name}`)
  // Inside of the package, so that Node takes it for ES modules and finds what is not bundled.
  const parent = join(root, "packages", name, ".tsbuild")
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, "programs-"))
  await bundle(entries, folder)
  writeNames(folder, entries, (path) => `./${basename(path, ".ts")}.js`)
  writeNames(folder, inOrder[name] ?? [], (path) => join(root, path))
  project.provide("programs", folder)
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
