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
  [/raise `maxFileBytes`, or read a range or a stream/g, "read a part of it with --start and --end, or --max-bytes"],
  [/, or read its bytes with `streamFile`/g, ""]
]

// The path at the beginning is kept as it is.
const parts = (error: PlokeError): readonly [string, string] => {
  const { message } = error
  const path = displayPath(pathOf(error) ?? "")
  const length = message.startsWith(path) ? path.length : 0
  const rest = translations.reduce((text, [found, said]) => text.replace(found, said), message.slice(length))
  return [message.slice(0, length), rest]
}
