/**
 * Rules as they are written in a program.
 *
 * @internal
 */
import * as Duration from "effect/Duration"
import type { Fault, Rule } from "../../Fault.ts"

const quoted = (value: unknown): string => JSON.stringify(value)

const fields = (entries: ReadonlyArray<readonly [name: string, text: string | undefined]>): string => {
  const given = entries.flatMap(([name, text]) => (text === undefined ? [] : [`${name}: ${text}`]))
  return given.length === 0 ? "" : `{ ${given.join(", ")} }`
}

const optional = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : quoted(value)

const faultText = (fault: Fault): string => {
  switch (fault._tag) {
    case "Errno": {
      const options = fields([
        ["work", fault.work === "done" ? quoted("done") : undefined],
        ["syscall", optional(fault.syscall)]
      ])
      return `Fault.errno(${quoted(fault.name)}${options === "" ? "" : `, ${options}`})`
    }
    case "ShortWrite":
    case "ShortRead": {
      const options = fields([
        ["bytes", optional(fault.bytes)],
        ["next", optional(fault.next)]
      ])
      return `Fault.${fault._tag === "ShortWrite" ? "shortWrite" : "shortRead"}(${options})`
    }
    case "Latency":
      return `Fault.latency(${quoted(Duration.format(fault.duration))})`
    case "LyingSync":
      return "Fault.lyingSync"
    case "Fsyncgate":
      return `Fault.fsyncgate(${fault.name === "EIO" ? "" : quoted(fault.name)})`
    case "Interrupt":
      return `Fault.interrupt(${quoted(fault.at)})`
    case "Meanwhile":
      return "Fault.meanwhile(...)"
  }
}

export const ruleText = (rule: Rule<string>): string =>
  fields([
    ["on", typeof rule.on === "string" ? quoted(rule.on) : `[${rule.on.map(quoted).join(", ")}]`],
    ["path", rule.path instanceof RegExp ? String(rule.path) : optional(rule.path)],
    ["nth", optional(rule.nth)],
    ["times", optional(rule.times)],
    ["probability", optional(rule.probability)],
    ["fault", faultText(rule.fault)],
    ["unfired", rule.unfired === "allowed" ? quoted("allowed") : undefined]
  ])
