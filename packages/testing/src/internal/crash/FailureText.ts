/**
 * What a person reads who is told that a program does not survive a power cut.
 *
 * @internal
 */
import type { SnapshotEntry } from "../Snapshot.ts"
import type { Operation } from "./Record.ts"

/** One life of the machine, from the start to the power cut. */
export interface LifeText {
  readonly operations: ReadonlyArray<Operation>
  readonly done: number
  readonly survived: ReadonlyArray<string>
}

export interface FailureParts {
  readonly lives: ReadonlyArray<LifeText>
  readonly phase: "recover" | "check"
  readonly cause: string
  readonly before: ReadonlyArray<SnapshotEntry>
  readonly after: ReadonlyArray<SnapshotEntry>
  readonly replay: string
  readonly settings: string
}

// A failure is read in a terminal: the start of a tree and of a file tells which one it is.
const entriesMax = 40
const contentCharactersMax = 100

const indent = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.map((line) => `  ${line}`)

const contentText = (entry: SnapshotEntry): string => {
  const text = entry.text === undefined ? entry.hex && `hex ${entry.hex}` : JSON.stringify(entry.text)
  if (entry.target !== undefined) return ` -> ${entry.target}`
  if (text === undefined) return ""
  return ` ${text.length > contentCharactersMax ? `${text.slice(0, contentCharactersMax)}…` : text}`
}

const entryText = (entry: SnapshotEntry): string => {
  const path = entry.path === "." ? "/" : `/${entry.path}`
  const links = entry.links === undefined ? "" : ` ${entry.links} links`
  return `${path} ${entry.type} ${entry.mode ?? ""}${links}${contentText(entry)}`
}

const treeText = (entries: ReadonlyArray<SnapshotEntry>): ReadonlyArray<string> => [
  ...indent(entries.slice(0, entriesMax).map(entryText)),
  ...(entries.length > entriesMax ? [`  … and ${entries.length - entriesMax} more`] : [])
]

const lifeText = (life: LifeText, index: number): ReadonlyArray<string> => {
  const width = String(life.operations.length).length
  const lines = life.operations.map((operation) => `${String(operation.index).padStart(width)} ${operation.line}`)
  return [
    index === 0 ? "Operations of the program:" : "Operations of its recovery:",
    ...indent(lines.slice(0, life.done)),
    "  ---- power cut ----",
    ...indent(lines.slice(life.done)),
    ...(life.survived.length === 0 ? [] : ["What it left of what was not synced:", ...indent(life.survived)])
  ]
}

const headline = ({ lives, phase }: FailureParts): string => {
  const [first, ...later] = lives.map(({ done, operations }) => `after operation ${done} of ${operations.length}`)
  const last = later.at(-1)
  const others = later.slice(0, -1).map((place) => `, another ${place} of the recovery`)
  const another = last === undefined ? "" : `${others.join("")} and another ${last} of the recovery`
  const what = phase === "check" ? "leaves what the check refuses" : "leaves what the recovery fails on"
  return `A power cut ${first}${another} ${what}.`
}

export const failureText = (parts: FailureParts): string =>
  [
    headline(parts),
    "",
    ...parts.lives.flatMap((life, index) => [...lifeText(life, index), ""]),
    "The disk after the power cut:",
    ...treeText(parts.before),
    "",
    parts.phase === "check" ? "The disk after the recovery:" : "The disk when the recovery failed:",
    ...treeText(parts.after),
    "",
    parts.phase === "check" ? "The check failed:" : "The recovery failed:",
    ...indent(parts.cause.split("\n")),
    "",
    `To run this cut alone: replay: ${JSON.stringify(parts.replay)} (with ${parts.settings})`
  ].join("\n")
