/**
 * The messages of errors in the words of this command line.
 *
 * @internal
 */
import { displayPath, displayText, type PlokeError, pathOf } from "@ploke/error"

/** The whole message, on one line. */
export const withPath = (error: PlokeError): string => {
  const [path, rest] = parts(error)
  return displayText(path + rest)
}

/** The message behind the path that it begins with. */
export const withoutPath = (error: PlokeError): string => displayText(parts(error)[1].replace(/^: /, ""))

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
  [/create failed: not found \((.*?)\); .*$/g, "create failed: its folder is missing ($1); make it with --parents"],
  [/ or use `onExists: "overwrite"`/g, ", or replace it with `ploke-io write --overwrite`"],
  [/, or use `hardLinks: "split"` to change this name only/g, ""],
  [/which is not where the path of the request ends/g, "which is not where FILE ends"],
  [/lock: "advisory" cannot be had/g, "--lock advisory cannot be had"],
  [/use lock: "process", or another stateDirectory/g, "use --lock process, or set XDG_STATE_HOME to another folder"]
]

// The path at the beginning is kept as it is.
const parts = (error: PlokeError): readonly [string, string] => {
  const { message } = error
  const path = displayPath(pathOf(error) ?? "")
  const length = message.startsWith(path) ? path.length : 0
  const rest = translations.reduce((text, [found, said]) => text.replace(found, said), message.slice(length))
  return [message.slice(0, length), rest]
}
