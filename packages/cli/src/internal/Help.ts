/**
 * The help of a command as text: that of `effect/cli`, without what makes its lines too long for a terminal.
 *
 * @internal
 */
import * as CliOutput from "effect/cli/CliOutput"
import type { FlagDoc, HelpDoc } from "effect/cli/HelpDoc"
import { wrap } from "./Wrap.ts"

const columnsMax = 100

/** Renders the help, without a line end behind it. */
export const render = (doc: HelpDoc, colors: "colors" | "plain"): string => {
  const globalFlags = doc.globalFlags?.map(withShortType)
  const description = wrap(doc.description, columnsMax).join("\n  ")
  const text = CliOutput.defaultFormatter({ colors: colors === "colors" }).formatHelpDoc(
    globalFlags === undefined ? { ...doc, description } : { ...doc, description, globalFlags }
  )
  // Behind a list of commands the heading of the examples would stick to it.
  // oxlint-disable-next-line no-control-regex
  return text.replace(/([^\n])\n((?:\u001b\[1m)?EXAMPLES)/, "$1\n\n$2")
}

// The choices are in the description already.
const withShortType = (flag: FlagDoc): FlagDoc => (flag.type.includes("|") ? { ...flag, type: "NAME" } : flag)
