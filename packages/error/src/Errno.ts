/**
 * What the operating system's error names mean, and what to do about each.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/** What happened, in words, and what to do about it. */
interface ErrnoEntry {
  readonly meaning: string
  readonly advice: string
}

const entries = {
  EACCES: { meaning: "permission denied", advice: "grant this process access to it and to the folders above it" },
  EAGAIN: { meaning: "temporarily unavailable", advice: "try again in a moment" },
  EBADF: { meaning: "the file was closed while in use", advice: "report this: a descriptor was used after its close" },
  EBUSY: { meaning: "in use by the system or another process", advice: "close what uses it, then try again" },
  ECANCELED: { meaning: "the operation was cancelled", advice: "try again" },
  EDQUOT: { meaning: "the disk quota is used up", advice: "free space in this quota or ask for a larger one" },
  EEXIST: { meaning: "it exists already", advice: "choose another name or ask to overwrite it" },
  EFBIG: { meaning: "too large for the file system or a limit", advice: "split it or raise `ulimit -f`" },
  EINTR: { meaning: "interrupted by a signal", advice: "try again" },
  EINVAL: { meaning: "the file system refused the request as invalid", advice: "check the name and the file system" },
  EIO: { meaning: "the device failed", advice: "check the disk and the system log before you trust this file" },
  EISDIR: { meaning: "it is a directory", advice: "ask for a file inside it" },
  ELOOP: { meaning: "too many symbolic links", advice: "remove the link that points back to itself" },
  EMFILE: { meaning: "this process has too many open files", advice: "raise `ulimit -n` or lower `permits`" },
  EMLINK: { meaning: "too many links", advice: "remove links or choose another folder" },
  ENAMETOOLONG: { meaning: "the path or a name in it is too long", advice: "shorten the name or move the file up" },
  ENFILE: { meaning: "the system has too many open files", advice: "close programs or raise the system's file limit" },
  ENODEV: { meaning: "no such device", advice: "check that the volume is mounted" },
  ENOENT: { meaning: "not found", advice: "check the path; the file may have been moved or removed" },
  ENOLCK: {
    meaning: "no locks available",
    advice: 'use `lock: "process"` or another file system for the state directory'
  },
  ENOMEM: { meaning: "out of memory", advice: "free memory or read the file in ranges" },
  ENOSPC: { meaning: "no space left on the device", advice: "free space on this volume (or raise the inotify limit)" },
  ENOSYS: { meaning: "not supported by this system", advice: "use another file system or platform" },
  ENOTDIR: { meaning: "a parent of it is not a directory", advice: "check the path" },
  ENOTEMPTY: { meaning: "the directory is not empty", advice: "empty it first" },
  ENOTSUP: { meaning: "not supported by this file system", advice: "move the file to another file system" },
  ENXIO: { meaning: "no device or reader at the other end", advice: "ask for a regular file" },
  EOPNOTSUPP: { meaning: "not supported by this file system", advice: "move the file to another file system" },
  EOVERFLOW: { meaning: "too large for this system's file interface", advice: "read the file in ranges" },
  EPERM: { meaning: "operation not permitted", advice: "check the owner, attributes and sandbox of this process" },
  EPIPE: { meaning: "the other end was closed", advice: "try again with a live reader" },
  EROFS: { meaning: "the file system is read-only", advice: "mount it writable or write elsewhere" },
  ESTALE: { meaning: "the network file handle is stale", advice: "try again; if it stays, mount the share again" },
  ETIMEDOUT: { meaning: "the device or the share did not answer", advice: "check the network share, then try again" },
  ETXTBSY: { meaning: "it is a program that is running", advice: "stop the program, then try again" },
  EXDEV: { meaning: "source and target are on different volumes", advice: "choose a target on the same volume" }
} as const satisfies Readonly<Record<string, ErrnoEntry>>

/**
 * The closed list of operating-system error names that have advice of their own.
 *
 * @example
 * ```ts
 * import { Errno } from "@ploke/error"
 * import * as Schema from "effect/Schema"
 *
 * Schema.is(Errno)("ENOENT") // true
 * ```
 *
 * @since 0.1.0
 */
export const Errno = Schema.Literals(Object.keys(entries) as ReadonlyArray<keyof typeof entries>)

/**
 * An operating-system error name that has advice of its own.
 *
 * @since 0.1.0
 */
export type Errno = typeof Errno.Type

const isListed = (code: string): code is Errno => Object.hasOwn(entries, code)

/**
 * Says in words what an operating-system error means.
 *
 * @param code - an errno name; a name that is not listed gets a general sentence
 *
 * @example
 * ```ts
 * import { errnoMeaning } from "@ploke/error"
 *
 * errnoMeaning("ENOENT") // "not found"
 * ```
 *
 * @since 0.1.0
 */
export const errnoMeaning = (code: string): string =>
  isListed(code) ? entries[code].meaning : "the operating system refused"

/**
 * Says in one line what to do about an operating-system error.
 *
 * @param code - an errno name; a name that is not listed gets a general sentence
 *
 * @example
 * ```ts
 * import { errnoAdvice } from "@ploke/error"
 *
 * errnoAdvice("EMFILE") // "raise `ulimit -n` or lower `permits`"
 * ```
 *
 * @since 0.1.0
 */
export const errnoAdvice = (code: string): string =>
  isListed(code) ? entries[code].advice : `look up ${code} for this platform, then try again`
