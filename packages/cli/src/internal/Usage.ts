/**
 * What is said about a command line that was not understood.
 *
 * @internal
 */
import { displayText } from "@ploke/error"
import * as CliError from "effect/cli/CliError"
import type * as CliOutput from "effect/cli/CliOutput"

type Invalid = CliOutput.Presenter.InvalidInvocation

/** Makes the failure of a command whose flags do not go together, which is told as any other mistake. */
export const misuse = (command: string, message: string): CliError.ShowHelp =>
  new CliError.ShowHelp({
    commandPath: ["ploke-io", command],
    errors: [new CliError.ValidationError({ message })]
  })

/** One line per mistake, the usage of the command, and where to read on. */
export const toText = ({ commandPath, errors, helpDoc }: Invalid): string => {
  const mistakes = errors.map((error) => `ploke-io: ${displayText(sentence(error))}`)
  return [...mistakes, `usage: ${helpDoc.usage}`, `try: ${commandPath.join(" ")} --help`, ""].join("\n")
}

/** The same for programs. */
export const toJson = ({ errors, helpDoc }: Invalid): unknown => ({
  _tag: "UsageError",
  errors: errors.map((error) => ({ _tag: error._tag, message: sentence(error) })),
  usage: helpDoc.usage
})

const sentence = (error: CliError.NonShowHelpErrors): string => {
  switch (error._tag) {
    case "UnrecognizedOption":
      return `unknown flag ${error.option}${suggestion(error.suggestions)}`
    case "UnknownSubcommand":
      return `unknown command "${error.subcommand}"${suggestion(error.suggestions)}`
    case "MissingArgument":
      return `missing argument ${error.argument}`
    case "UnexpectedArgument":
      return `unexpected argument ${error.arguments.map((value) => JSON.stringify(value)).join(", ")}`
    case "InvalidValue":
      return invalidValue(error)
    default:
      return oneLine(error.message)
  }
}

const invalidValue = ({ expected, kind, option, value }: CliError.InvalidValue): string => {
  const name = kind === "flag" ? `--${option}` : option
  if (/^\d+ occurrences$/.test(value)) return `${name} may be given only once`
  const wanted = oneLine(expected.replace(/^(?:Schema validation failed: )?(?:Expected:? )?/, ""))
  return value === "" ? `${name} needs a value: ${wanted}` : `${name} cannot be "${value}": expected ${wanted}`
}

const suggestion = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? "" : `; did you mean ${names.join(" or ")}?`

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim()
