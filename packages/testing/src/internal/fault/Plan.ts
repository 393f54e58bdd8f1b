/**
 * Decides which fault happens to a call: the rules of a plan, checked when it is made.
 *
 * @internal
 */
import type { Fault, Rule } from "../../Fault.ts"
import { isPassing, type Unfit } from "./Fitness.ts"
import { ruleText } from "./RuleText.ts"

/** A call that is about to be made. */
export interface Attempt<Operation extends string> {
  readonly operation: Operation
  readonly paths: ReadonlyArray<string>
  /** How many bytes it is to read or write. */
  readonly bytes?: number | undefined
}

/** What happens to a call: first what only holds it up, then perhaps a fault that takes its place. */
export interface Decision {
  readonly passing: ReadonlyArray<Fault>
  readonly fault: Fault | undefined
  readonly rules: ReadonlyArray<number>
}

interface Armed<Operation extends string> {
  readonly rule: Rule<Operation>
  readonly operations: ReadonlySet<Operation>
  readonly first: number
  readonly last: number
  readonly draw: () => number
  matched: number
}

/** The operations that there are, and which faults can happen to them. */
export interface Kind<Operation extends string> {
  readonly known: ReadonlyArray<Operation>
  readonly unfitFor: Unfit
}

const refuse = (position: number, rule: Rule<string>, why: string): never => {
  throw new RangeError(`Rule ${position + 1} of the plan, ${ruleText(rule)}, cannot be kept: ${why}`)
}

const check = (rule: Rule<string>, position: number, { known, unfitFor }: Kind<string>): void => {
  const no = (why: string): never => refuse(position, rule, why)
  const { on, path, nth, times, probability, fault } = rule
  const named = typeof on === "string" ? [on] : on
  if (named.length === 0) no('it names no operation; say which, or "any"')
  if (path === "") no("no call has an empty path; leave `path` out for all paths")
  if (nth !== undefined && !(Number.isInteger(nth) && nth >= 1)) no("`nth` counts calls from 1; give an integer")
  if (times !== undefined && times !== "forever" && !(Number.isInteger(times) && times >= 1)) {
    no('`times` must be an integer of 1 or more, or "forever"')
  }
  if (probability !== undefined && !(probability > 0 && probability <= 1)) {
    no("`probability` must be above 0 and at most 1")
  }
  if (probability !== undefined && nth !== undefined) no("`nth` picks a call, `probability` any; give one of them")
  if (on === "any") return
  for (const operation of named) {
    if (!known.includes(operation)) {
      no(`${JSON.stringify(operation)} is no operation; use "any" or some of ${known.join(", ")}`)
    }
    const unfit = unfitFor(fault, operation)
    if (unfit !== undefined) no(`${operation} ${unfit}`)
  }
}

const arm = <Operation extends string>(
  rule: Rule<Operation>,
  { known, unfitFor }: Kind<Operation>,
  draw: () => number
): Armed<Operation> => {
  const named: ReadonlyArray<Operation> =
    rule.on === "any"
      ? known.filter((operation) => unfitFor(rule.fault, operation) === undefined)
      : typeof rule.on === "string"
        ? [rule.on]
        : rule.on
  const first = rule.nth ?? 1
  const times = rule.times ?? (rule.probability === undefined ? 1 : "forever")
  return {
    rule,
    operations: new Set(named),
    first,
    last: times === "forever" ? Number.POSITIVE_INFINITY : first + times - 1,
    draw,
    matched: 0
  }
}

/** Whether a rule takes each of its calls, whatever the path and the size, so that none is left for a later rule. */
const takesAll = ({ rule, first, last }: Armed<string>): boolean =>
  !isPassing(rule.fault) &&
  rule.fault._tag !== "ShortRead" &&
  rule.fault._tag !== "ShortWrite" &&
  rule.path === undefined &&
  (rule.probability ?? 1) === 1 &&
  first === 1 &&
  last === Number.POSITIVE_INFINITY

const checkReachable = (rules: ReadonlyArray<Armed<string>>): void => {
  rules.forEach(({ rule, operations }, position) => {
    const left = (other: Armed<string>) => Array.from(operations).some((operation) => !other.operations.has(operation))
    const earlier = rules.slice(0, position).findIndex((other) => takesAll(other) && !left(other))
    if (earlier >= 0) refuse(position, rule, `rule ${earlier + 1} takes each of these calls; put it behind this one`)
  })
}

const onPath = (path: Rule<string>["path"], paths: ReadonlyArray<string>): boolean => {
  if (path === undefined) return true
  // `search` begins at the start of the path each time, whatever the flags.
  return typeof path === "string" ? paths.includes(path) : paths.some((each) => each.search(path) >= 0)
}

/** How many bytes are left of a call that is cut short; undefined for one that is too short for that. */
export const shortened = (fault: Fault, bytes: number | undefined): number | undefined => {
  if ((fault._tag !== "ShortRead" && fault._tag !== "ShortWrite") || bytes === undefined) return undefined
  const left = fault.bytes ?? Math.floor(bytes / 2)
  return left < bytes && (left > 0 || fault.bytes === 0) ? left : undefined
}

const concerns = <Operation extends string>(armed: Armed<Operation>, attempt: Attempt<Operation>): boolean => {
  const { fault, path } = armed.rule
  if (!armed.operations.has(attempt.operation) || !onPath(path, attempt.paths)) return false
  const cuts = fault._tag === "ShortRead" || fault._tag === "ShortWrite"
  return !cuts || shortened(fault, attempt.bytes) !== undefined
}

export class Plan<Operation extends string> {
  readonly #rules: ReadonlyArray<Armed<Operation>>
  /** How often each rule fired. */
  readonly fired: Array<number>

  constructor(rules: ReadonlyArray<Rule<Operation>>, kind: Kind<Operation>, seed: number) {
    rules.forEach((rule, position) => check(rule, position, kind))
    this.#rules = rules.map((rule, position) => arm(rule, kind, drawFrom(seed, position)))
    checkReachable(this.#rules)
    this.fired = rules.map(() => 0)
  }

  /** Whether a sync may have to be remembered by its file. */
  get hasFsyncgate(): boolean {
    return this.#rules.some(({ rule }) => rule.fault._tag === "Fsyncgate")
  }

  /** Shows a call to the rules, in order, until one takes it. */
  decide(attempt: Attempt<Operation>): Decision {
    const passing: Array<Fault> = []
    const fired: Array<number> = []
    let fault: Fault | undefined
    for (let position = 0; position < this.#rules.length && fault === undefined; position++) {
      const armed = this.#rules[position]!
      if (!concerns(armed, attempt) || !this.#fires(armed, position)) continue
      fired.push(position)
      if (isPassing(armed.rule.fault)) passing.push(armed.rule.fault)
      else fault = armed.rule.fault
    }
    return { passing, fault, rules: fired }
  }

  #fires(armed: Armed<Operation>, position: number): boolean {
    const fired = this.fired[position] ?? 0
    armed.matched++
    const due =
      armed.rule.probability === undefined
        ? armed.matched >= armed.first && armed.matched <= armed.last
        : fired < armed.last && armed.draw() < armed.rule.probability
    if (due) this.fired[position] = fired + 1
    return due
  }

  /** A line about each rule that never fired and had to. */
  get unfired(): ReadonlyArray<string> {
    return this.#rules.flatMap(({ rule, matched }, position) =>
      (this.fired[position] ?? 0) > 0 || rule.unfired === "allowed"
        ? []
        : [`rule ${position + 1}, ${ruleText(rule)}: ${matched} of its calls seen`]
    )
  }
}

/** Numbers from 0 to 1 that depend on the seed and the place of the rule only: the generator is Mulberry32. */
const drawFrom = (seed: number, position: number): (() => number) => {
  let state = (Math.imul(seed | 0, 0x9e37_79b1) + Math.imul(position + 1, 0x85eb_ca6b)) | 0
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const value = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
