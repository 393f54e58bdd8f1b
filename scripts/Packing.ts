/** Builds the published packages and packs each as a user would get it. */
import { join } from "node:path"
import { run, type RunOptions } from "./Child.ts"
import { publishable, root, type Package } from "./Workspace.ts"

export interface Packed {
  readonly entry: Package
  readonly tarball: string
  readonly files: ReadonlyArray<string>
}

/** What makes a step red, in words for its reader; no stack is needed to understand it. */
export class Red extends Error {}

// npm reports about itself where a reader looks for the result, and asks the network in order to do so.
export const quietNpm = { npm_config_update_notifier: "false", npm_config_audit: "false", npm_config_fund: "false" }

/** Runs a tool quietly; its output is shown when it fails. */
export const must = async (
  what: string,
  tool: string,
  args: ReadonlyArray<string>,
  options: Partial<RunOptions> = {}
): Promise<string> => {
  const { code, output } = await run(tool, args, { output: "capture", timeoutMs: 300_000, ...options })
  if (code !== 0) throw new Red(`${what}: ${tool} exited with ${code}\n${output}`)
  return output
}

/** Builds what has changed since the last build, and writes the tarballs to a folder, in the order of `publishable`. */
export const packAll = async (destination: string): Promise<ReadonlyArray<Packed>> => {
  await must("the build", "tsc", ["-b", ...publishable.map(({ folder }) => `packages/${folder}/tsconfig.src.json`)])
  const args = ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", destination]
  const folders = publishable.map(({ folder }) => `./packages/${folder}`)
  const output = await must("the tarballs", "npm", [...args, ...folders], { cwd: root, env: quietNpm })
  const told: ReadonlyArray<PackReport> = JSON.parse(output.slice(output.indexOf("["), output.lastIndexOf("]") + 1))
  return publishable.map((entry) => {
    const report = told.find(({ name }) => name === entry.name)
    if (report === undefined) throw new Red(`npm pack does not tell of ${entry.name}:\n${output}`)
    return {
      entry,
      tarball: join(destination, report.filename),
      files: report.files.map((file) => file.path)
    }
  })
}

/** The part of `npm pack --json` that is read. */
interface PackReport {
  readonly name: string
  readonly filename: string
  readonly files: ReadonlyArray<{ readonly path: string }>
}
