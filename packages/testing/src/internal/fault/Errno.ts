/**
 * Every errno that a fault may have, as Node reports it on Linux.
 *
 * @internal
 */
import { type ErrnoCode, failure, VolumeFailure } from "../Failure.ts"

/** What the volume raises by itself. */
const ofVolumes = [
  "EACCES",
  "EBADF",
  "EBUSY",
  "EEXIST",
  "EFBIG",
  "EINVAL",
  "EISDIR",
  "ELOOP",
  "ENAMETOOLONG",
  "ENOENT",
  "ENOTDIR",
  "ENOTEMPTY",
  "ENXIO",
  "EOVERFLOW",
  "EPERM"
] as const satisfies ReadonlyArray<ErrnoCode>

/** What no volume in memory raises, but a disk does. */
const ofDisks = {
  EAGAIN: [-11, "resource temporarily unavailable"],
  EINTR: [-4, "interrupted system call"],
  EIO: [-5, "i/o error"],
  EMFILE: [-24, "too many open files"],
  EMLINK: [-31, "too many links"],
  ENFILE: [-23, "file table overflow"],
  ENOMEM: [-12, "not enough memory"],
  ENOSPC: [-28, "no space left on device"],
  ENOTSUP: [-95, "operation not supported on socket"],
  EROFS: [-30, "read-only file system"],
  ETIMEDOUT: [-110, "connection timed out"],
  ETXTBSY: [-26, "text file is busy"],
  EXDEV: [-18, "cross-device link not permitted"]
} as const

/** What Node has no name for: its errors carry the number, in the code as in the message. */
const unnamed = { EDQUOT: -122, ESTALE: -116 } as const

export type ErrnoName = (typeof ofVolumes)[number] | keyof typeof ofDisks | keyof typeof unnamed

export const errnoNames: ReadonlyArray<string> = [...ofVolumes, ...Object.keys(ofDisks), ...Object.keys(unnamed)].sort()

const disk: { readonly [name: string]: readonly [errno: number, description: string] } = {
  ...ofDisks,
  ...Object.fromEntries(Object.entries(unnamed).map(([name, errno]) => [name, [errno, nameless(errno)]]))
}

function nameless(errno: number): string {
  return `Unknown system error ${errno}`
}

/** The error of a system call that failed so; some calls fail with a path, those on a descriptor without. */
export const errnoFailure = (
  name: ErrnoName,
  syscall: string,
  path?: string | undefined,
  dest?: string | undefined
): VolumeFailure => {
  const found = disk[name]
  if (found === undefined) return failure(name as ErrnoCode, syscall, path, dest)
  const [errno, description] = found
  const code = name in unnamed ? description : name
  const from = path === undefined ? "" : ` '${path}'`
  const to = dest === undefined ? "" : ` -> '${dest}'`
  return new VolumeFailure({
    code,
    errno,
    syscall,
    message: `${code}: ${description}, ${syscall}${from}${to}`,
    path,
    dest
  })
}
