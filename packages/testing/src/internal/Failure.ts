/**
 * The failures of a volume, in the shape in which Node reports them, so that code that reads `cause.code` cannot tell
 * memory from disk.
 *
 * @internal
 */

const errnos = {
  EPERM: [-1, "operation not permitted"],
  ENOENT: [-2, "no such file or directory"],
  ENXIO: [-6, "no such device or address"],
  EBADF: [-9, "bad file descriptor"],
  EACCES: [-13, "permission denied"],
  EBUSY: [-16, "resource busy or locked"],
  EEXIST: [-17, "file already exists"],
  ENOTDIR: [-20, "not a directory"],
  EISDIR: [-21, "illegal operation on a directory"],
  EINVAL: [-22, "invalid argument"],
  EFBIG: [-27, "file too large"],
  ENAMETOOLONG: [-36, "name too long"],
  ENOTEMPTY: [-39, "directory not empty"],
  ELOOP: [-40, "too many symbolic links encountered"],
  EOVERFLOW: [-75, "value too large for defined data type"]
} as const

export type ErrnoCode = keyof typeof errnos

/** What a primitive throws: only the code; `inSyscall` adds the call and its paths. */
export class Errno {
  readonly code: ErrnoCode
  constructor(code: ErrnoCode) {
    this.code = code
  }
}

/** The error of a system call, with the own properties of a Node `ErrnoException`. */
export class VolumeFailure extends Error {
  readonly errno: number
  readonly code: string
  readonly syscall: string
  declare readonly path?: string
  declare readonly dest?: string

  constructor(options: {
    readonly code: string
    readonly errno: number
    readonly syscall: string
    readonly message: string
    readonly path?: string | undefined
    readonly dest?: string | undefined
  }) {
    super(options.message)
    this.errno = options.errno
    this.code = options.code
    this.syscall = options.syscall
    if (options.path !== undefined) this.path = options.path
    if (options.dest !== undefined) this.dest = options.dest
  }
}

/** An argument that Node refuses before any system call. */
export class InvalidArgument extends TypeError {
  readonly code: "ERR_INVALID_ARG_VALUE" | "ERR_INVALID_ARG_TYPE" | "ERR_OUT_OF_RANGE"
  constructor(code: InvalidArgument["code"], message: string) {
    super(message)
    this.code = code
  }
}

export const failure = (code: ErrnoCode, syscall: string, path?: string, dest?: string): VolumeFailure => {
  const [errno, description] = errnos[code]
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

/** Runs a primitive as the named system call: an `Errno` becomes a `VolumeFailure` that names the call and its paths. */
export const inSyscall = <A>(syscall: string, path: string | undefined, dest: string | undefined, run: () => A): A => {
  try {
    return run()
  } catch (error) {
    throw error instanceof Errno ? failure(error.code, syscall, path, dest) : error
  }
}

/** A failure that Node's own `rm` and `cp` raise in JavaScript: positive errno, code of Node. */
export const nodeFailure = (options: {
  readonly code: string
  readonly errno: ErrnoCode
  readonly syscall: string
  readonly path: string
  readonly title: string
  readonly detail: string
}): VolumeFailure =>
  new VolumeFailure({
    code: options.code,
    errno: -errnos[options.errno][0],
    syscall: options.syscall,
    path: options.path,
    message: `${options.title}: ${options.syscall} returned ${options.errno} (${options.detail}) ${options.path}`
  })

/** Whether a caught value is a failure of one of the given system calls' codes. */
export const hasCode = (error: unknown, ...codes: ReadonlyArray<string>): error is VolumeFailure =>
  error instanceof VolumeFailure && codes.includes(error.code)

// Node prints the refused string as `util.inspect` does and cuts it at 128 characters.
const received = (value: string): string => {
  const escaped = Array.from(value, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (character === "\n") return "\\n"
    return code < 32 ? `\\x${code.toString(16).toUpperCase().padStart(2, "0")}` : character
  }).join("")
  const quote = escaped.includes("'") && !escaped.includes('"') ? '"' : "'"
  const text = `${quote}${escaped}${quote}`
  return text.length > 128 ? `${text.slice(0, 128)}...` : text
}

export const checkPath = (path: string, argument = "path"): void => {
  if (path.includes("\u0000")) {
    throw new InvalidArgument(
      "ERR_INVALID_ARG_VALUE",
      `The argument '${argument}' must be a string, Uint8Array, or URL without null bytes. Received ${received(path)}`
    )
  }
}

export const checkInteger = (value: number, argument: string, minimum: number, maximum: number): void => {
  const refuse = (rule: string): never => {
    throw new InvalidArgument(
      "ERR_OUT_OF_RANGE",
      `The value of "${argument}" is out of range. It must be ${rule}. Received ${value}`
    )
  }
  if (!Number.isInteger(value)) refuse("an integer")
  if (value < minimum || value > maximum) refuse(`>= ${minimum} && <= ${maximum}`)
}

export const checkMode = (mode: number, argument = "mode"): void => checkInteger(mode, argument, 0, 0xffff_ffff)
