/**
 * The state of a volume and the user who acts on it: permissions, times and notifications.
 *
 * @internal
 */
import { Errno } from "./Failure.ts"
import { type DirectoryInode, holds, type Inode, makeDirectory, pathOf } from "./Inode.ts"
import type { SparseBytes } from "./SparseBytes.ts"

export interface User {
  readonly uid: number
  readonly gid: number
}

export interface Handle {
  readonly inode: Inode
  readonly content: SparseBytes | undefined
  readonly readable: boolean
  readonly writable: boolean
  readonly append: boolean
  /** The entry that was opened, which is what watchers of its directory are told about. */
  readonly place: Place | undefined
  position: number
}

export interface Place {
  readonly parent: DirectoryInode
  readonly name: string
}

export type ChangeKind = "Create" | "Update" | "Remove"

export interface Watcher {
  readonly inode: Inode
  /** The name under which changes of a watched file, or of the watched directory itself, are reported. */
  readonly name: string
  readonly depth: "children" | "descendants"
  readonly listener: (kind: ChangeKind, path: string) => void
}

/** A change of what a disk would keep, or a sync of it. */
export type Change =
  | {
      readonly _tag: "Link"
      readonly call: "create" | "mkdir" | "mknod" | "symlink" | "link"
      readonly place: Place
      readonly inode: Inode
    }
  | { readonly _tag: "Unlink"; readonly call: "unlink" | "rmdir"; readonly place: Place; readonly inode: Inode }
  | {
      readonly _tag: "Rename"
      readonly from: Place
      readonly to: Place
      readonly inode: Inode
      readonly replaced: Inode | undefined
    }
  | {
      readonly _tag: "Write"
      readonly inode: Inode
      readonly place: Place | undefined
      readonly start: number
      /** The bytes of the caller, who may change them later. */
      readonly bytes: Uint8Array
    }
  | { readonly _tag: "Truncate"; readonly inode: Inode; readonly place: Place | undefined; readonly size: number }
  | {
      readonly _tag: "Attributes"
      readonly call: "chmod" | "chown" | "utimes"
      readonly inode: Inode
      readonly place: Place | undefined
    }
  | { readonly _tag: "Sync"; readonly inode: Inode; readonly place: Place | undefined }

export interface State {
  readonly root: DirectoryInode
  readonly device: number
  readonly umask: number
  readonly clock: () => number
  readonly timestamps: "distinct" | "clock"
  readonly handles: Map<number, Handle>
  readonly watchers: Set<Watcher>
  inodes: number
  temporaries: number
  /** Is told of every change right after it happened, by whichever user. */
  recorder: ((change: Change) => void) | undefined
}

export interface Session {
  readonly state: State
  readonly user: User
}

export const makeState = (options: {
  readonly owner: User
  readonly umask: number
  readonly clock: () => number
  readonly timestamps: "distinct" | "clock"
}): State => ({
  root: makeDirectory(2, options.owner, 0o755, options.clock()),
  device: 1,
  umask: options.umask,
  clock: options.clock,
  timestamps: options.timestamps,
  handles: new Map(),
  watchers: new Set(),
  inodes: 2,
  temporaries: 0,
  recorder: undefined
})

const states = new WeakMap<object, () => State>()

/** Lets the rest of the package, and nobody else, reach the state behind a volume. */
export const exposeState = (volume: object, state: () => State): void => void states.set(volume, state)

export const stateOf = (volume: object): State => {
  const state = states.get(volume)
  if (state === undefined) throw new TypeError("Not a MemoryVolume of this copy of @ploke/io-testing")
  return state()
}

export const mayRead = 4
export const mayWrite = 2
export const maySearch = 1

export const isSuperuser = (session: Session): boolean => session.user.uid === 0

export const owns = (session: Session, inode: Inode): boolean => isSuperuser(session) || session.user.uid === inode.uid

/** Whether the user has all the wanted permissions; the superuser lacks only the execution of what nobody may execute. */
export const permits = (session: Session, inode: Inode, wanted: number): boolean => {
  if (isSuperuser(session)) {
    return (wanted & maySearch) === 0 || inode.type === "Directory" || (inode.mode & 0o111) !== 0
  }
  const shift = session.user.uid === inode.uid ? 6 : session.user.gid === inode.gid ? 3 : 0
  return ((inode.mode >> shift) & wanted) === wanted
}

export const demand = (session: Session, inode: Inode, wanted: number): void => {
  if (!permits(session, inode, wanted)) throw new Errno("EACCES")
}

/** The time of a change: the clock, but later than a time that somebody saw and never before the last change. */
const stamp = (state: State, inode: Inode): number => {
  const now = state.clock()
  const earliest = inode.observed ? inode.stamp + 1 : inode.stamp
  inode.stamp = state.timestamps === "distinct" ? Math.max(now, earliest) : now
  inode.observed = false
  return inode.stamp
}

/** Records that the content of a file, or the entries of a directory, changed. */
export const contentChanged = (state: State, inode: Inode): void => {
  const now = stamp(state, inode)
  inode.modificationTime = now
  inode.changeTime = now
  inode.version++
}

export const attributesChanged = (state: State, inode: Inode): void => {
  inode.changeTime = stamp(state, inode)
}

// Like `relatime`: a later read of an unchanged file costs no write.
export const accessed = (state: State, inode: Inode): void => {
  if (inode.accessTime <= inode.modificationTime || inode.accessTime <= inode.changeTime) {
    inode.accessTime = state.clock()
  }
}

/** Takes the set-user-ID and set-group-ID bits from a file that somebody else may now have changed. */
export const dropPrivilegeBits = (inode: Inode): void => {
  if (inode.type === "Directory") return
  inode.mode &= (inode.mode & 0o010) !== 0 ? ~0o6000 : ~0o4000
}

/** Tells the watchers of the directory, and of the directories above it that watch descendants, about one entry. */
export const notifyEntry = (state: State, kind: ChangeKind, place: Place | undefined): void => {
  if (place === undefined) return
  for (const watcher of Array.from(state.watchers)) {
    if (watcher.inode === place.parent) {
      watcher.listener(kind, place.name)
    } else if (
      watcher.depth === "descendants" &&
      watcher.inode.type === "Directory" &&
      holds(watcher.inode, place.parent)
    ) {
      const base = pathOf(watcher.inode)
      watcher.listener(kind, `${pathOf(place.parent).slice(base === "/" ? 1 : base.length + 1)}/${place.name}`)
    }
  }
}

/** Tells those who watch the inode itself. */
export const notifyInode = (state: State, kind: ChangeKind, inode: Inode): void => {
  for (const watcher of Array.from(state.watchers)) {
    if (watcher.inode === inode) watcher.listener(kind, watcher.name)
  }
}

export const notifyChange = (state: State, place: Place | undefined, inode: Inode): void => {
  notifyEntry(state, "Update", place)
  if (inode.type !== "Directory") notifyInode(state, "Update", inode)
}
