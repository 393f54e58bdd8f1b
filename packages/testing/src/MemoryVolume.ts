/**
 * A POSIX file system in memory, with synchronous calls.
 *
 * The volume does what Linux and Node 24 do: the same results, the same refusals in the same order, and errors with the
 * same `code`, `errno`, `syscall`, `path` and `dest`. It knows files, directories, symbolic and hard links, FIFOs,
 * sockets and character devices; modes, owners and the umask; open files that outlive their names; times from a clock
 * that the caller supplies. `MemoryFileSystem` serves it as Effect's `FileSystem`.
 *
 * Not promised: extended attributes, ACLs, locks, quotas, mount points, a working directory other than `/`, and waiting
 * FIFOs. A FIFO never waits, as if opened with `O_NONBLOCK`: it reads as empty, and opening it only for writing fails
 * with ENXIO. A socket never opens (ENXIO); a character device behaves like `/dev/null`.
 *
 * @since 0.1.0
 */
import * as Attributes from "./internal/Attributes.ts"
import * as Entries from "./internal/Entries.ts"
import { checkInteger, checkMode, checkPath, Errno, inSyscall } from "./internal/Failure.ts"
import * as Handles from "./internal/Handles.ts"
import { type Inode, type SpecialInode, type Stat, statOf } from "./internal/Inode.ts"
import * as Lookup from "./internal/Lookup.ts"
import * as NodeCalls from "./internal/NodeCalls.ts"
import * as NodeCopy from "./internal/NodeCopy.ts"
import { basename } from "./internal/PosixPath.ts"
import { type ChangeKind, exposeState, makeState, type Session, type User } from "./internal/Session.ts"
import { type SnapshotEntry, snapshotInode } from "./internal/Snapshot.ts"

export type { InvalidArgument, VolumeFailure } from "./internal/Failure.ts"
export type { Stat } from "./internal/Inode.ts"
export type { User } from "./internal/Session.ts"
export type { SnapshotEntry } from "./internal/Snapshot.ts"

/**
 * How a volume is made.
 *
 * @since 0.1.0
 */
export interface Options {
  /** Who acts on the volume and owns its root; uid 0 is above all permissions. Default: uid 1000, gid 1000. */
  readonly user?: User | undefined
  /** The permission bits that new files and directories do not get. Default: `0o022`. */
  readonly umask?: number | undefined
  /** The time of changes, in milliseconds since the epoch. Default: a clock that stands at 0. */
  readonly clock?: (() => number) | undefined
  /**
   * With `"distinct"`, the default, who looks at a file, changes it and looks again sees two times: where the clock
   * stands still, the later one is a millisecond later. With `"clock"` every time is exactly what the clock says.
   */
  readonly timestamps?: "distinct" | "clock" | undefined
}

/**
 * What a volume knows about one file, for assertions.
 *
 * @since 0.1.0
 */
export interface Node extends Stat {
  /** Counts the changes of a file's content, or of a directory's entries; it tells two writes at one instant apart. */
  readonly version: number
  /** A copy of the content of a file. */
  readonly content?: Uint8Array<ArrayBuffer>
  /** Where a symbolic link points. */
  readonly target?: string
  /** The names in a directory, in no particular order. */
  readonly entries?: ReadonlyArray<string>
}

/**
 * A POSIX file system in memory; its calls are synchronous and throw `VolumeFailure` or, for arguments that Node refuses
 * before any system call, `InvalidArgument`.
 *
 * @since 0.1.0
 */
export class MemoryVolume {
  #session: Session

  constructor(options: Options = {}) {
    const user = options.user ?? { uid: 1000, gid: 1000 }
    const state = makeState({
      owner: user,
      umask: options.umask ?? 0o022,
      clock: options.clock ?? (() => 0),
      timestamps: options.timestamps ?? "distinct"
    })
    this.#session = { state, user }
    exposeState(this, () => this.#session.state)
  }

  /** Who acts through this object. */
  get user(): User {
    return this.#session.user
  }

  /** The permission bits that new files and directories do not get. */
  get umask(): number {
    return this.#session.state.umask
  }

  /** The number of handles that are open. */
  get openHandles(): number {
    return this.#session.state.handles.size
  }

  /** The same files, acted on by another user. */
  as(user: User): MemoryVolume {
    const other = new MemoryVolume()
    other.#session = { state: this.#session.state, user }
    return other
  }

  /** Looks at a file, whatever the permissions are and without following a link at the end of the path. */
  nodeAt(path: string): Node | undefined {
    const inode = this.#inodeAt(path)
    return inode === undefined ? undefined : nodeOf(inode, statOf(inode, this.#session.state.device))
  }

  /** Describes a file or a directory and everything below it, whatever the permissions are. Default: the root. */
  snapshot(root = "/"): Array<SnapshotEntry> {
    const inode = this.#inodeAt(root)
    return inode === undefined ? [] : snapshotInode(inode)
  }

  /** The path without links as the kernel walks it: `..` leaves the directory that a link led into. */
  physicalPath(path: string): string {
    checkPath(path)
    return NodeCalls.physicalPath(this.#session, path)
  }

  /** Demands that a file exists and, when wanted, that the user may read or write it. */
  access(path: string, wanted: Parameters<typeof Attributes.access>[2] = {}): void {
    checkPath(path)
    this.#call("access", path, () => Attributes.access(this.#session, path, wanted))
  }

  /** Looks at a file behind any links. */
  stat(path: string): Stat {
    checkPath(path)
    return NodeCalls.statAt(this.#session, path)
  }

  /** Looks at a file without following a link at the end of the path. */
  lstat(path: string): Stat {
    checkPath(path)
    return NodeCalls.lstatAt(this.#session, path)
  }

  /** Sets the permission bits of a file; only its owner may. */
  chmod(path: string, mode: number): void {
    checkPath(path)
    checkMode(mode)
    this.#call("chmod", path, () => Attributes.chmod(this.#session, path, mode & 0o7777))
  }

  /** Sets the owner and the group; -1 leaves either as it is. */
  chown(path: string, uid: number, gid: number): void {
    checkPath(path)
    checkInteger(uid, "uid", -1, identityMax)
    checkInteger(gid, "gid", -1, identityMax)
    this.#call("chown", path, () => Attributes.chown(this.#session, path, uid, gid))
  }

  /** Sets both times, in seconds since the epoch or as dates. */
  utimes(path: string, atime: Date | number, mtime: Date | number): void {
    checkPath(path)
    const accessSeconds = Attributes.toSeconds(this.#session, atime)
    const modificationSeconds = Attributes.toSeconds(this.#session, mtime)
    this.#call("utime", path, () => Attributes.utimes(this.#session, path, accessSeconds, modificationSeconds))
  }

  /** Where a symbolic link points, as it is written in the link. */
  readLink(path: string): string {
    checkPath(path)
    return NodeCalls.readlinkAt(this.#session, path)
  }

  /** The path without links as Node computes it: `.` and `..` are taken out of the text first. */
  realPath(path: string): string {
    checkPath(path)
    return NodeCalls.realpath(this.#session, path)
  }

  /** The names in a directory, or the paths of everything below it, in the order of their bytes. */
  readDirectory(path: string, options: { readonly recursive?: boolean | undefined } = {}): Array<string> {
    checkPath(path)
    return options.recursive === true
      ? NodeCalls.readdirAll(this.#session, path)
      : NodeCalls.readdirAt(this.#session, path).map(({ name }) => name)
  }

  /** The names in a directory with their types; links are not followed. */
  readDirectoryEntries(path: string): Array<Attributes.Entry> {
    checkPath(path)
    return NodeCalls.readdirAt(this.#session, path)
  }

  /** Makes a directory, or with `recursive` all that is missing of a path. Default mode: 0777 without the umask. */
  makeDirectory(
    path: string,
    options: { readonly recursive?: boolean | undefined; readonly mode?: number | undefined } = {}
  ): void {
    if (options.mode !== undefined) checkMode(options.mode, "options.mode")
    checkPath(path)
    const mode = options.mode ?? 0o777
    if (options.recursive === true) NodeCalls.mkdirAll(this.#session, path, mode)
    else NodeCalls.mkdirAt(this.#session, path, mode)
  }

  /** Makes a directory of mode 0700 named `prefix` and six more characters, and returns its path. */
  makeTempDirectory(prefix: string): string {
    checkPath(prefix, "prefix")
    return NodeCalls.mkdtemp(this.#session, prefix)
  }

  /** Makes a FIFO, a socket or a character device, which no call of Effect's `FileSystem` does. */
  makeNode(path: string, type: SpecialInode["type"], mode = 0o666): void {
    checkPath(path)
    this.#call("mknod", path, () => Entries.mknod(this.#session, path, type, mode))
  }

  /** Gives a file a second name. */
  link(existing: string, path: string): void {
    checkPath(existing, "existingPath")
    checkPath(path, "newPath")
    this.#call("link", existing, () => Entries.link(this.#session, existing, path), path)
  }

  /** Makes a symbolic link at `path`; the target need not exist. */
  symlink(target: string, path: string): void {
    checkPath(target, "target")
    checkPath(path)
    this.#call("symlink", target, () => Entries.symlink(this.#session, target, path), path)
  }

  /** Renames a file or a directory, replacing a file or an empty directory. */
  rename(oldPath: string, newPath: string): void {
    checkPath(oldPath, "oldPath")
    checkPath(newPath, "newPath")
    this.#call("rename", oldPath, () => Entries.rename(this.#session, oldPath, newPath), newPath)
  }

  /** Removes a file, or with `recursive` a tree; with `force` what is missing is no failure. */
  remove(path: string, options: Parameters<typeof NodeCalls.remove>[2] = {}): void {
    checkPath(path)
    NodeCalls.remove(this.#session, path, options)
  }

  /** Copies a file or a tree as Node's `cp` does: files that exist are kept unless `overwrite` is `"replace"`. */
  copy(from: string, to: string, options: Partial<NodeCopy.CopyOptions> = {}): void {
    checkPath(from, "src")
    checkPath(to, "dest")
    NodeCopy.copy(this.#session, from, to, { overwrite: "keep", timestamps: "now", ...options })
  }

  /** Copies the content and the mode of a file. */
  copyFile(from: string, to: string): void {
    checkPath(from, "src")
    checkPath(to, "dest")
    NodeCopy.copyFile(this.#session, from, to)
  }

  /** Reads a whole file. */
  readFile(path: string): Uint8Array<ArrayBuffer> {
    checkPath(path)
    return NodeCalls.readFile(this.#session, path)
  }

  /** Writes a whole file; the flag `w`, which replaces what is there, is the default. */
  writeFile(path: string, data: Uint8Array, options: Omit<Handles.OpenOptions, "lastLink"> = {}): void {
    if (options.mode !== undefined) checkMode(options.mode)
    checkPath(path)
    NodeCalls.writeFile(this.#session, path, data, options)
  }

  /** Sets the length of a file in bytes; a negative length means 0. */
  truncate(path: string, length = 0): void {
    checkInteger(length, "len", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    checkPath(path)
    NodeCalls.truncate(this.#session, path, Math.max(0, length))
  }

  /** Opens a file and returns its descriptor; `nofollow` refuses a link at the end of the path with ELOOP. */
  open(path: string, options: Handles.OpenOptions = {}): number {
    if (options.mode !== undefined) checkMode(options.mode)
    checkPath(path)
    return NodeCalls.openAt(this.#session, path, options)
  }

  /** Closes a handle. */
  close(descriptor: number): void {
    this.#call("close", undefined, () => Handles.close(this.#session, descriptor))
  }

  /** Reads at `position`, or where the handle stands, and returns the number of bytes: 0 at the end. */
  readHandle(descriptor: number, target: Uint8Array, position?: number): number {
    return this.#call("read", undefined, () => Handles.read(this.#session, descriptor, target, position))
  }

  /** Writes at `position`, or where the handle stands, or at the end of a file that was opened to append. */
  writeHandle(descriptor: number, source: Uint8Array, position?: number): number {
    return this.#call("write", undefined, () => Handles.write(this.#session, descriptor, source, position))
  }

  /** Sets the length of an open file in bytes. */
  truncateHandle(descriptor: number, length = 0): void {
    checkInteger(length, "len", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    this.#call("ftruncate", undefined, () => Handles.ftruncate(this.#session, descriptor, Math.max(0, length)))
  }

  /** Does nothing to a file or a directory; anything else refuses to be synced. */
  syncHandle(descriptor: number): void {
    this.#call("fsync", undefined, () => Handles.fsync(this.#session, descriptor))
  }

  /** Looks at an open file. */
  statHandle(descriptor: number): Stat {
    return this.#call("fstat", undefined, () => Handles.fstat(this.#session, descriptor))
  }

  /** Reports changes of a file, or of the entries of a directory, until the returned function is called. */
  watch(
    path: string,
    depth: "children" | "descendants",
    listener: (kind: ChangeKind, path: string) => void
  ): () => void {
    checkPath(path)
    const inode = this.#call("watch", path, () => Lookup.find(this.#session, path, "follow").inode)
    const watcher = { inode, name: basename(path), depth, listener }
    const { watchers } = this.#session.state
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
  }

  #call<A>(syscall: string, path: string | undefined, run: () => A, dest?: string): A {
    return inSyscall(syscall, path, dest, run)
  }

  #inodeAt(path: string): Inode | undefined {
    const superuser = { state: this.#session.state, user: { uid: 0, gid: 0 } }
    try {
      return Lookup.locate(superuser, path, "nofollow").inode
    } catch (error) {
      if (error instanceof Errno) return undefined
      throw error
    }
  }
}

/**
 * Makes an empty volume: a root directory and nothing else.
 *
 * @example
 * ```ts
 * import { MemoryVolume } from "@ploke/io-testing"
 *
 * const volume = MemoryVolume.make({ clock: () => 1_000 })
 * volume.writeFile("/a.txt", new TextEncoder().encode("one"))
 * volume.link("/a.txt", "/b.txt")
 * console.log(volume.stat("/b.txt").nlink) // => 2
 * console.log(volume.snapshot().map((entry) => entry.path)) // => [ '.', 'a.txt', 'b.txt' ]
 * ```
 *
 * @param options - user, umask, clock and how times are given
 * @since 0.1.0
 */
export const make = (options: Options = {}): MemoryVolume => new MemoryVolume(options)

const nodeOf = (inode: Inode, stat: Stat): Node => {
  const base = { ...stat, version: inode.version }
  if (inode.type === "File") return { ...base, content: inode.content.toBytes() }
  if (inode.type === "Directory") return { ...base, entries: Array.from(inode.entries.keys()) }
  return inode.type === "SymbolicLink" ? { ...base, target: inode.target } : base
}

// Identities are unsigned 32-bit numbers; `chown` takes -1 besides.
const identityMax = 0xffff_ffff
