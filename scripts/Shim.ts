/** The command of this checkout where an installation would put it, without a build and an installation. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./Workspace.ts"

/** Makes `ploke-io` in a folder such as `node_modules/.bin`. */
export const installShim = (folder: string): void => {
  const main = join(root, "packages/cli/src/main.ts")
  mkdirSync(folder, { recursive: true })
  const shim = join(folder, "ploke-io")
  writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' --conditions=@ploke/source '${main}' "$@"\n`)
  chmodSync(shim, 0o755)
}
