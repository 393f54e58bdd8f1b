/**
 * What the bench is asked to do: the grammar of its arguments. What is not understood is refused, so that a misspelt
 * mark never passes for a reached one.
 */

/** The marks that a run is measured against, each with the value that is wanted. */
export interface Wanted {
  /** How many times faster than `fs.promises.readFile` and SHA-256. */
  readonly "over-promises": number
  /** How many times faster than Effect's `FileSystem.readFile` and SHA-256. */
  readonly "over-effect": number
  /** How many times the time of a synchronous loop. */
  readonly "of-loop": number
  /** The longest delay of the event loop, in milliseconds. */
  readonly "delay-ms": number
  /** The resident memory of a process that hashes one large file, in MiB. */
  readonly "memory-mib": number
}

export const wanted: Wanted = {
  "over-promises": 2.5,
  "over-effect": 2.5,
  "of-loop": 1.6,
  "delay-ms": 15,
  "memory-mib": 100
}

export interface Options {
  readonly files: number
  readonly rounds: number
  readonly largeMib: number
  readonly output: "table" | "json"
  /** Whether each contender has a process of its own, or all share one. */
  readonly processes: "each" | "one"
  readonly marks: "judged" | "shown"
  readonly wanted: Wanted
}

export type Parsed =
  | { readonly _tag: "Run"; readonly options: Options }
  | { readonly _tag: "Help" }
  | { readonly _tag: "Refused"; readonly why: string }

// Fewer rounds give no median worth the name.
const roundsMin = 5

export const usage = `usage: npm run bench -- [--rounds <n>] [--files <n>] [--large-mib <n>] [--mark <name>=<number>]... [--one-process] [--no-marks] [--json]

  --rounds <n>             rounds per measurement, at least ${roundsMin} (7)
  --files <n>              files of 6 KiB (5000)
  --large-mib <n>          the size of the one large file, in MiB (200)
  --mark <name>=<number>   wants another value: ${Object.entries(wanted)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ")}
  --one-process            all contenders in one process, in place of one for each
  --no-marks               measures without judging
  --json                   prints JSON in place of the table
  --help                   shows this and ends

exit codes: 0 every mark is reached, 1 a mark is missed or a result is wrong, 2 the arguments were not understood`

interface Draft {
  files: number
  rounds: number
  largeMib: number
  output: Options["output"]
  processes: Options["processes"]
  marks: Options["marks"]
  wanted: Wanted
}

export const parse = (args: ReadonlyArray<string>): Parsed => {
  const draft: Draft = {
    files: 5000,
    rounds: 7,
    largeMib: 200,
    output: "table",
    processes: "each",
    marks: "judged",
    wanted
  }
  for (let i = 0; i < args.length; i++) {
    const name = args[i]!
    if (name === "--help" || name === "-h") return { _tag: "Help" }
    if (name === "--json") draft.output = "json"
    else if (name === "--one-process") draft.processes = "one"
    else if (name === "--no-marks") draft.marks = "shown"
    else {
      const why = takeValue(draft, name, args[++i])
      if (why !== undefined) return { _tag: "Refused", why }
    }
  }
  return { _tag: "Run", options: draft }
}

const counts = {
  "--files": { field: "files", least: 1 },
  "--rounds": { field: "rounds", least: roundsMin },
  "--large-mib": { field: "largeMib", least: 1 }
} as const

const takeValue = (draft: Draft, name: string, value: string | undefined): string | undefined => {
  if (name !== "--mark" && !Object.hasOwn(counts, name)) return `unknown argument ${name}`
  if (value === undefined) return `${name} needs a value`
  if (name === "--mark") return takeMark(draft, value)
  const { field, least } = counts[name as keyof typeof counts]
  const count = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(count) || count < least) return `${name} must be a whole number of at least ${least}`
  draft[field] = count
  return undefined
}

const takeMark = (draft: Draft, value: string): string | undefined => {
  const [, name = "", number = ""] = /^([a-z-]+)=(\d+(?:\.\d+)?)$/.exec(value) ?? []
  if (number === "") return `--mark must be <name>=<number>, got ${value}`
  if (!Object.hasOwn(wanted, name)) return `there is no mark ${name}; there are ${Object.keys(wanted).join(", ")}`
  draft.wanted = { ...draft.wanted, [name]: Number(number) }
  return undefined
}
