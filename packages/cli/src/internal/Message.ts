/**
 * The messages of errors in the words of this command line.
 *
 * @internal
 */
import {
  displayPath,
  displayText,
  type PlokeError,
  pathOf,
  type TransactionProblem,
  withoutContext
} from "@ploke/error"

/** The whole message, on one line. */
export const withPath = (error: PlokeError): string => {
  const [path, rest] = parts(error.message, pathOf(error))
  return displayText(path + rest)
}

/** The message behind the path that it begins with. */
export const withoutPath = (error: PlokeError): string =>
  displayText(parts(error.message, pathOf(error))[1].replace(/^: /, ""))

/** The whole message; where a transaction was refused, a line for each thing that is wrong with it, and a last one. */
export const lines = (error: PlokeError): ReadonlyArray<string> => {
  const { reason } = withoutContext(error)
  const problems = reason._tag === "TransactionAborted" ? (reason.problems ?? []) : []
  if (problems.length === 0) return [withPath(error)]
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`
  return [...problems.map(problemLine), `refused: ${count}; nothing was changed (edits are counted from 0)`]
}

/** What the library logs. */
export const logged = (text: string): string => inWords(text, translations)

const namedEditsMax = 3

const problemLine = ({ edits, reason }: TransactionProblem): string => {
  const [path, rest] = parts(reason.message, "path" in reason ? reason.path : undefined, ofEdits)
  const named = edits.slice(0, namedEditsMax).join(", ")
  const more = edits.length > namedEditsMax ? ` and ${edits.length - namedEditsMax} more` : ""
  const who = edits.length === 0 ? "" : `${edits.length === 1 ? "edit" : "edits"} ${named}${more}: `
  return displayText(who + path + rest)
}

// Where a message advises to use a setting of the library, there is a flag for it here, or it cannot be had.
const translations: ReadonlyArray<readonly [RegExp, string]> = [
  [/`roots`/g, "--root"],
  [/`symlinks: "(\w+)"`/g, "--symlinks $1"],
  [
    /raise `maxFileBytes`, or read a range or a stream/g,
    "it cannot be raised here, but `ploke-io read` prints a part with --start and --end"
  ],
  [/, or read its bytes with `streamFile`/g, ""],
  [/<= startByte <= endByte <=/g, "<= --start <= --end <="],
  [/, or use `hardLinks: "split"` to change this name only/g, ""],
  [/which is not where the path of the request ends/g, "which is not where FILE ends"],
  [/lock: "advisory" cannot be had/g, "--lock advisory cannot be had"],
  [/, or call `WriteService.recover`/g, ""],
  [/(transactions need a journal, which cannot be had: .*)$/g, "$1; set XDG_STATE_HOME to a folder of your own"],
  [/use lock: "process", or another stateDirectory/g, "use --lock process, or set XDG_STATE_HOME to another folder"],
  [/, or raise `eventCapacity` if it happens often/g, ""]
]

const ofFlags: typeof translations = [
  ...translations,
  [/create failed: not found \((.*?)\); .*$/g, "create failed: its folder is missing ($1); make it with --parents"],
  [/ or use `onExists: "overwrite"`/g, ", or replace it with `ploke-io write --overwrite`"]
]

// What an edit of a transaction says is in its own fields.
const ofEdits: typeof translations = [
  ...translations,
  [
    /create failed: not found \((.*?)\); .*$/g,
    "create failed: its folder is missing ($1); make it with `createParents: true`"
  ]
]

// The path at the beginning is kept as it is.
const parts = (message: string, at: string | undefined, words = ofFlags): readonly [string, string] => {
  const path = displayPath(at ?? "")
  const length = message.startsWith(path) ? path.length : 0
  return [message.slice(0, length), inWords(message.slice(length), words)]
}

const inWords = (text: string, words: typeof translations): string =>
  words.reduce((said, [found, better]) => said.replace(found, better), text)
