/**
 * The folder in which this user keeps what is shared by the processes of this library: where it is, and whether it can be
 * trusted. Who can write into it can make processes wait forever, or enter together.
 *
 * @internal
 */
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { closeQuietly } from "./descriptors.ts"

/** Where the state directory is unless an application says otherwise. */
export const defaultDirectory = (
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: () => string
): string => {
  if (platform === "win32") {
    const local = environment["LOCALAPPDATA"]
    return path.win32.join(isSet(local) ? local : path.win32.join(home(), "AppData", "Local"), "ploke-io")
  }
  const state = environment["XDG_STATE_HOME"]
  // The specification of XDG says that a relative path is to be ignored.
  const isGiven = isSet(state) && path.posix.isAbsolute(state)
  return path.posix.join(isGiven ? state : path.posix.join(home(), ".local", "state"), "ploke-io")
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== ""

/**
 * Makes the state directory and a folder in it, where they are missing, for this user alone; the path of that folder.
 * Throws where either is not a folder, belongs to somebody else, or can be written by others.
 */
export const openFolder = (stateDirectory: string | undefined, name: string): string => {
  const places = placesOf(stateDirectory, name)
  const found = findIn(places)
  if (found !== undefined) return found
  // First the one above: nothing is made in a folder of others.
  for (const each of [places.directory, places.folder]) {
    makeFolder(each)
    demandOwn(each)
  }
  return places.folder
}

/** The same where nothing is made: undefined where one of them is missing. */
export const findFolder = (stateDirectory: string | undefined, name: string): string | undefined =>
  findIn(placesOf(stateDirectory, name))

interface Places {
  readonly directory: string
  readonly folder: string
}

const placesOf = (stateDirectory: string | undefined, name: string): Places => {
  const directory = directoryOf(stateDirectory)
  return { directory, folder: path.join(directory, name) }
}

/** Where a state directory is, or is to be made. Throws where it is no absolute path. */
export const directoryOf = (stateDirectory: string | undefined): string => {
  const named = stateDirectory ?? defaultDirectory(process.platform, process.env, os.homedir)
  if (!path.isAbsolute(named)) throw refusal("EINVAL", named, "is not an absolute path")
  return withoutFinalSeparator(path.normalize(named))
}

const findIn = ({ directory, folder }: Places): string | undefined => {
  for (const each of [directory, folder]) {
    if (fs.lstatSync(each, { throwIfNoEntry: false }) === undefined) return undefined
    demandOwn(each)
  }
  return folder
}

/** Throws where others can look into a folder. */
export const demandPrivate = (folder: string): void => {
  const mode = fs.lstatSync(folder).mode & 0o7777
  if (process.geteuid === undefined || (mode & 0o077) === 0) return
  throw refusal("EPERM", folder, `can be used by other users (mode ${mode.toString(8)}): chmod go-rwx it`)
}

// Not `recursive`, with which Node never comes back where the system says of a folder that is there that it is not.
const makeFolder = (folder: string): void => {
  let code = codeOfMaking(folder)
  if (code === "ENOENT" && path.dirname(folder) !== folder) {
    makeFolder(path.dirname(folder))
    code = codeOfMaking(folder)
  }
  if (code !== undefined && code !== "EEXIST") {
    throw Object.assign(new Error(`the state directory cannot be made: ${folder}: ${code}`), { code, syscall: "mkdir" })
  }
  // Also of one that is there: whoever made it may not have come to this.
  syncNames(path.dirname(folder))
}

/** Sees to it that a power cut takes back no folder of a folder. */
export const syncNames = (folder: string): void => {
  try {
    const fd = fs.openSync(folder, "r")
    try {
      fs.fsyncSync(fd)
    } finally {
      closeQuietly(fd)
    }
  } catch (error) {
    if (!unsyncable.has(String((error as NodeJS.ErrnoException).code))) throw error
  }
}

// What is said where the system knows no such thing, as on Windows, and sees to that itself; and of a folder above that
// its owner lets nobody list.
const unsyncable = new Set(["EINVAL", "EPERM", "EACCES", "EISDIR"])

const codeOfMaking = (folder: string): string | undefined => {
  try {
    fs.mkdirSync(folder, { mode: 0o700 })
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}

// A final separator would make the system follow a link.
const withoutFinalSeparator = (folder: string): string => path.join(path.dirname(folder), path.basename(folder))

const demandOwn = (folder: string): void => {
  const stats = fs.lstatSync(folder)
  if (stats.isSymbolicLink()) throw refusal("ELOOP", folder, "is a symbolic link")
  if (!stats.isDirectory()) throw refusal("ENOTDIR", folder, "is not a folder")
  // Windows keeps the folders below a profile to their user by itself, and tells neither owner nor mode.
  const user = process.geteuid?.()
  if (user === undefined) return
  if (stats.uid !== user) throw refusal("EPERM", folder, `belongs to user ${stats.uid}, and this process is ${user}`)
  const mode = stats.mode & 0o7777
  if ((mode & 0o022) !== 0) {
    throw refusal("EPERM", folder, `can be written by other users (mode ${mode.toString(8)}): chmod go-w it`)
  }
}

const refusal = (code: string, folder: string, why: string): Error =>
  Object.assign(new Error(`the state directory is refused: ${folder} ${why}`), { code, syscall: "lstat" })
