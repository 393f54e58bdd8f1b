/**
 * The log of what happened to a volume, as data that does not change: one line that a person reads, and what the crash
 * model makes of it.
 *
 * @internal
 */
import type { MemoryVolume } from "../../MemoryVolume.ts"
import { type Inode, pathOf } from "../Inode.ts"
import { type Change, type Place, stateOf } from "../Session.ts"
import { modeOf } from "../Snapshot.ts"
import type { DataStep } from "./Contents.ts"
import { type Attributes, attributesOf, birthOf, type Version } from "./Disk.ts"

/**
 * One change of what a disk would keep, or one sync: a single system call, as Linux counts them.
 *
 * @since 0.1.0
 */
export interface Operation {
  /** Counts from 1: a cut after operation 3 comes before operation 4. */
  readonly index: number
  /** All of it in words, but for the index: `write /a, 4 bytes at 0`. */
  readonly line: string
  /** What was done; a directory that is synced has a call of its own. */
  readonly call:
    | "create"
    | "mkdir"
    | "mknod"
    | "symlink"
    | "link"
    | "unlink"
    | "rmdir"
    | "rename"
    | "write"
    | "truncate"
    | "chmod"
    | "chown"
    | "utimes"
    | "sync"
    | "syncDirectory"
  /** The path under which the file was opened or named; it may have lost that name since. */
  readonly path: string
  /** The new path of a rename. */
  readonly to?: string
  /** The bytes that were written, or the length that a file was cut or grown to. */
  readonly bytes?: number
  /** The offset in bytes at which was written. */
  readonly start?: number
  /** The permission bits of what was made, or that `chmod` set. */
  readonly mode?: number
  /** The owner and the group that `chown` set. */
  readonly owner?: string
}

type Call = Omit<Operation, "index" | "line">

export interface EntryName {
  readonly directory: number
  readonly name: string
}

/** An operation as the model sees it. */
export type Meaning =
  | { readonly _tag: "Link"; readonly at: EntryName; readonly number: number; readonly birth: Version | undefined }
  | { readonly _tag: "Unlink"; readonly at: EntryName }
  | {
      readonly _tag: "Rename"
      readonly from: EntryName
      readonly to: EntryName
      readonly number: number
      readonly kind: "file" | "directory"
      readonly target: "new" | "replaced"
    }
  | { readonly _tag: "Data"; readonly number: number; readonly step: DataStep; readonly attributes: Attributes }
  | {
      readonly _tag: "Attributes"
      readonly number: number
      readonly attributes: Attributes
      readonly times: "chosen" | "kept"
    }
  | { readonly _tag: "Sync"; readonly number: number }

export interface Step {
  readonly operation: Operation
  readonly meaning: Meaning
}

export interface Recording {
  /** Grows as long as the recording goes on. */
  readonly steps: ReadonlyArray<Step>
  readonly stop: () => void
}

/** Records every operation on a volume from now on; `before` is called ahead of each, with the number of those before it. */
export const startRecording = (volume: MemoryVolume, before?: (done: number) => void): Recording => {
  const state = stateOf(volume)
  const steps: Array<Step> = []
  const paths = new Map<number, string>()
  const recorder = (change: Change): void => {
    before?.(steps.length)
    const call = describe(change, paths)
    steps.push({ operation: { index: steps.length + 1, line: lineOf(call), ...call }, meaning: meaningOf(change) })
  }
  state.recorder = recorder
  const stop = (): void => {
    if (state.recorder === recorder) state.recorder = undefined
  }
  return { steps, stop }
}

const placePath = (place: Place): string => {
  const parent = pathOf(place.parent)
  return parent === "/" ? `/${place.name}` : `${parent}/${place.name}`
}

const inodePath = (inode: Inode, place: Place | undefined, paths: Map<number, string>): string => {
  if (place === undefined) return inode.type === "Directory" ? pathOf(inode) : (paths.get(inode.number) ?? "?")
  const path = placePath(place)
  paths.set(inode.number, path)
  return path
}

const describe = (change: Change, paths: Map<number, string>): Call => {
  switch (change._tag) {
    case "Link": {
      const mode = change.call === "link" || change.call === "symlink" ? {} : { mode: change.inode.mode }
      return { call: change.call, path: inodePath(change.inode, change.place, paths), ...mode }
    }
    case "Unlink":
      return { call: change.call, path: inodePath(change.inode, change.place, paths) }
    case "Rename":
      return { call: "rename", path: placePath(change.from), to: inodePath(change.inode, change.to, paths) }
    case "Write":
      return {
        call: "write",
        path: inodePath(change.inode, change.place, paths),
        bytes: change.bytes.length,
        start: change.start
      }
    case "Truncate":
      return { call: "truncate", path: inodePath(change.inode, change.place, paths), bytes: change.size }
    case "Attributes": {
      const { gid, mode, uid } = change.inode
      const value = change.call === "chmod" ? { mode } : change.call === "chown" ? { owner: `${uid}:${gid}` } : {}
      return { call: change.call, path: inodePath(change.inode, change.place, paths), ...value }
    }
    case "Sync": {
      const call = change.inode.type === "Directory" ? "syncDirectory" : "sync"
      return { call, path: inodePath(change.inode, change.place, paths) }
    }
  }
}

const nameOf = (place: Place): EntryName => ({ directory: place.parent.number, name: place.name })

const kindOf = (inode: Inode): "file" | "directory" => (inode.type === "Directory" ? "directory" : "file")

const meaningOf = (change: Change): Meaning => {
  switch (change._tag) {
    case "Link": {
      const birth = change.call === "link" ? undefined : birthOf(change.inode)
      return { _tag: "Link", at: nameOf(change.place), number: change.inode.number, birth }
    }
    case "Unlink":
      return { _tag: "Unlink", at: nameOf(change.place) }
    case "Rename":
      return {
        _tag: "Rename",
        from: nameOf(change.from),
        to: nameOf(change.to),
        number: change.inode.number,
        kind: kindOf(change.inode),
        target: change.replaced === undefined ? "new" : "replaced"
      }
    case "Write":
      return data(change.inode, { _tag: "Write", start: change.start, bytes: change.bytes.slice() })
    case "Truncate":
      return data(change.inode, { _tag: "Truncate", size: change.size })
    case "Attributes": {
      const times = change.call === "utimes" ? "chosen" : "kept"
      return { _tag: "Attributes", number: change.inode.number, attributes: attributesOf(change.inode, "given"), times }
    }
    case "Sync":
      return { _tag: "Sync", number: change.inode.number }
  }
}

const data = (inode: Inode, step: DataStep): Meaning => ({
  _tag: "Data",
  number: inode.number,
  step,
  attributes: attributesOf(inode, "given")
})

const details = (operation: Call): string => {
  const { bytes, call, mode, owner, start, to } = operation
  if (to !== undefined) return ` -> ${to}`
  if (call === "write") return `, ${bytes} ${bytes === 1 ? "byte" : "bytes"} at ${start}`
  if (call === "truncate") return ` to ${bytes} ${bytes === 1 ? "byte" : "bytes"}`
  if (owner !== undefined) return ` to ${owner}`
  return mode === undefined ? "" : `${call === "chmod" ? " to" : ", mode"} ${modeOf(mode)}`
}

const lineOf = (operation: Call): string => {
  const call = operation.call === "syncDirectory" ? "sync directory" : operation.call
  return `${call} ${operation.path}${details(operation)}`
}
