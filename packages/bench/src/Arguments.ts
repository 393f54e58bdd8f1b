/**
 * The grammar that the arguments of all benches have in common. What is not understood is refused, so that a misspelt
 * mark never passes for a reached one.
 */

/** What every bench can be asked. */
export interface Common {
  readonly output: "table" | "json"
  readonly marks: "judged" | "shown"
  /** The marks that a run is measured against, each with the value that is wanted. */
  readonly wanted: Readonly<Record<string, number>>
}

export type Parsed<Options> =
  | { readonly _tag: "Run"; readonly options: Options }
  | { readonly _tag: "Help" }
  | { readonly _tag: "Refused"; readonly why: string }

/** What a bench understands besides `--help`, `--json`, `--no-marks` and `--mark`, and what it does unless it is told. */
export interface Grammar<Options extends Common> {
  readonly defaults: Options
  /** Arguments without a value, and what each of them sets. */
  readonly flags?: Readonly<Record<string, Partial<Options>>>
  /** Arguments with a whole number. */
  readonly counts: Readonly<Record<string, { readonly field: keyof Options; readonly least: number }>>
  /** Arguments with a text. */
  readonly texts?: Readonly<Record<string, keyof Options>>
}

/** Fewer rounds give no median worth the name. */
export const roundsMin = 5

/** How `--help` names the marks. */
export const listMarks = (wanted: Common["wanted"]): string =>
  Object.entries(wanted)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ")

const commonFlags: Readonly<Record<string, Partial<Common>>> = {
  "--json": { output: "json" },
  "--no-marks": { marks: "shown" }
}

export const parse = <Options extends Common>(
  grammar: Grammar<Options>,
  args: ReadonlyArray<string>
): Parsed<Options> => {
  let options = grammar.defaults
  for (let i = 0; i < args.length; i++) {
    const name = args[i]!
    if (name === "--help" || name === "-h") return { _tag: "Help" }
    const set = own(commonFlags, name) ?? own(grammar.flags ?? {}, name)
    const taken = set ?? takeValue(grammar, options, name, args[++i])
    if (typeof taken === "string") return { _tag: "Refused", why: taken }
    options = { ...options, ...taken }
  }
  return { _tag: "Run", options }
}

// Gives what the argument sets, or says why it cannot.
const takeValue = <Options extends Common>(
  { counts, texts = {} }: Grammar<Options>,
  options: Options,
  name: string,
  value: string | undefined
): object | string => {
  const count = own(counts, name)
  const text = own(texts, name)
  if (name !== "--mark" && count === undefined && text === undefined) return `unknown argument ${name}`
  if (value === undefined || value === "") return `${name} needs a value`
  if (text !== undefined) return { [text]: value }
  if (count === undefined) return takeMark(options.wanted, value)
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (Number.isSafeInteger(number) && number >= count.least) return { [count.field]: number }
  return `${name} must be a whole number of at least ${count.least}`
}

const takeMark = (wanted: Common["wanted"], value: string): Partial<Common> | string => {
  const [, name = "", number = ""] = /^([a-z-]+)=(\d+(?:\.\d+)?)$/.exec(value) ?? []
  if (number === "") return `--mark must be <name>=<number>, got ${value}`
  if (!Object.hasOwn(wanted, name)) return `there is no mark ${name}; there are ${Object.keys(wanted).join(", ")}`
  return { wanted: { ...wanted, [name]: Number(number) } }
}

const own = <A>(table: Readonly<Record<string, A>>, name: string): A | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
