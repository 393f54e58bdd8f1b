/**
 * What recovery made of a transaction, in one line.
 *
 * @internal
 */
import type { RecoveredTransaction } from "@ploke/core"
import { displayText } from "@ploke/error"
import { grouped } from "./Progress.ts"

/** Renders the line, without its end. `shown` makes a path readable. */
export const line = (transaction: RecoveredTransaction, shown: (path: string) => string): string =>
  `${transaction.state} ${displayText(transaction.id)}: ${what(transaction, shown)}`

const what = ({ detail = "", paths, state }: RecoveredTransaction, shown: (path: string) => string): string => {
  switch (state) {
    case "finished":
      return `it was cut off, and is done now: ${files(paths)} changed`
    case "forced":
      return `it is done now, over what others had changed: ${files(paths)} changed`
    case "abandoned":
      return `it is given up: ${files(paths)} left as they are, which may be half of it`
    case "swept":
      return "it is forgotten: its roots have been gone for long"
    case "stuck":
    case "busy":
    case "unreadable": {
      const where = paths.slice(0, pathsMax).map(shown).join(", ")
      const more = paths.length > pathsMax ? ` and ${grouped(paths.length - pathsMax)} more` : ""
      return displayText(detail) + (where === "" ? "" : `: ${where}${more}`)
    }
  }
}

/** More make a line that nobody reads; `--json` has them all. */
const pathsMax = 10

const files = (paths: ReadonlyArray<string>): string =>
  `${grouped(paths.length)} ${paths.length === 1 ? "file" : "files"}`
