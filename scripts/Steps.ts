/** The steps of the one command, in the order in which they save the most time, and the grammar of its arguments. */

export type Command = readonly [tool: string, ...args: ReadonlyArray<string>]

export interface Step {
  readonly name: string
  readonly about: string
  readonly commands: ReadonlyArray<Command>
}

export type Plan =
  | { readonly _tag: "Run"; readonly steps: ReadonlyArray<Step> }
  | { readonly _tag: "List" }
  | { readonly _tag: "Help" }
  | { readonly _tag: "Refused"; readonly why: string }

// Without the patch `tsc` is silent about Effect. It leaves an already patched compiler alone, and needs no network.
const patch: Command = ["effect-tsgo", "patch"]

/** Type checks a project with Effect's diagnostics. */
export const typeCommands = (...arguments_: ReadonlyArray<string>): ReadonlyArray<Command> => [
  patch,
  ["tsc", ...arguments_]
]

export const steps: ReadonlyArray<Step> = [
  { name: "format", about: "every file is as oxfmt writes it", commands: [["oxfmt", "--check"]] },
  { name: "lint", about: "oxlint finds nothing, no import cycles", commands: [["oxlint", "--deny-warnings"]] },
  { name: "types", about: "tsc builds every project, with Effect's diagnostics", commands: typeCommands("-b") },
  {
    name: "tests",
    about: "all tests, with those of the repository itself (tidy, docs)",
    commands: [["vitest", "run", "--config", "vitest.workspace.ts"]]
  },
  {
    name: "api",
    about: "the public types are those of the snapshot under api/",
    commands: [["node", "scripts/api.ts", "--check"]]
  },
  { name: "knip", about: "no unused file, export or dependency", commands: [["knip", "--no-progress"]] },
  {
    name: "pack",
    about: "the tarballs are sound, and the quickstart runs from them in an empty project",
    commands: [["node", "scripts/pack.ts"]]
  }
]

export const usage = `usage: npm run check -- [--only <step>]... [--from <step>] [--skip <step>]... [--list]

  --only <step>  runs this step; may be repeated
  --from <step>  runs this step and those after it
  --skip <step>  leaves this step out; may be repeated
  --list         shows the steps and ends
  --help         shows this and ends`

/** Reads the arguments; whatever is not understood is refused, so that a misspelt step never passes for a green one. */
export const plan = (args: ReadonlyArray<string>, all: ReadonlyArray<Step> = steps): Plan => {
  const only: Array<string> = []
  const skip: Array<string> = []
  let from: string | undefined
  const refused = (why: string): Plan => ({ _tag: "Refused", why })
  if (args.length === 1 && args[0] === "--list") return { _tag: "List" }
  if (args.length === 1 && (args[0] === "--help" || args[0] === "-h")) return { _tag: "Help" }
  for (let index = 0; index < args.length; index += 2) {
    const option = args[index]!
    if (option !== "--only" && option !== "--from" && option !== "--skip") return refused(`unknown argument ${option}`)
    const name = args[index + 1]
    if (name === undefined) return refused(`${option} needs the name of a step`)
    if (!all.some((step) => step.name === name)) return refused(`there is no step ${name}`)
    if (option === "--only") only.push(name)
    else if (option === "--skip") skip.push(name)
    else if (from === undefined) from = name
    else return refused("--from may be given once")
  }
  if (from !== undefined && only.length > 0) return refused("--only and --from exclude each other")
  const first = from === undefined ? 0 : all.findIndex((step) => step.name === from)
  const chosen = all
    .slice(first)
    .filter((step) => only.length === 0 || only.includes(step.name))
    .filter((step) => !skip.includes(step.name))
  return chosen.length === 0 ? refused("no step is left to run") : { _tag: "Run", steps: chosen }
}
