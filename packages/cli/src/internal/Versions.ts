/**
 * The versions of what runs, as the installed packages name them.
 *
 * @internal
 */
import { createRequire } from "node:module"

const require = createRequire(import.meta.url)

/** The version of this package. */
export const own: string = require("../../package.json").version

const names = ["@ploke/error", "@ploke/core", "@ploke/io", "@ploke/io-node", "effect", "@effect/platform-node"]

/** The versions of everything that has a say in how files are read. */
export const all = (): Readonly<Record<string, string>> => ({
  "@ploke/io-cli": own,
  ...Object.fromEntries(names.map((name) => [name, versionOf(name)])),
  node: process.versions.node
})

const versionOf = (name: string): string => {
  try {
    return require(`${name}/package.json`).version
  } catch {
    return "unknown"
  }
}
