/**
 * Temporary files and directories, placed and named as Node does.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type { MemoryVolume } from "../MemoryVolume.ts"
import type { attempt } from "./PlatformFailure.ts"
import { basename, dirname, join } from "./PosixPath.ts"

interface TemporaryOptions {
  readonly directory?: string | undefined
  readonly prefix?: string | undefined
  readonly suffix?: string | undefined
}

// Where Node's `os.tmpdir()` points on a machine that says nothing else.
const temporaryRoot = "/tmp"

const makeTemporaryRoot = (volume: MemoryVolume): void => {
  if (volume.nodeAt(temporaryRoot) !== undefined) return
  const superuser = volume.as({ uid: 0, gid: 0 })
  superuser.makeDirectory(temporaryRoot)
  superuser.chmod(temporaryRoot, 0o1777)
}

const temporaryDirectory = (volume: MemoryVolume, options: TemporaryOptions | undefined): string => {
  const directory = options?.directory === undefined ? temporaryRoot : join(options.directory, ".")
  return options?.prefix === undefined || options.prefix === "" ? `${directory}/` : join(directory, options.prefix)
}

export const temporaryCalls = (volume: MemoryVolume, run: typeof attempt) => {
  const makeDirectory = (method: string, options: TemporaryOptions | undefined) => {
    const prefix = temporaryDirectory(volume, options)
    return run(method, prefix, () => {
      if (options?.directory === undefined) makeTemporaryRoot(volume)
      return volume.makeTempDirectory(prefix)
    })
  }
  const makeFile = (method: string, options: TemporaryOptions | undefined) =>
    Effect.flatMap(makeDirectory(method, options), (directory) => {
      const path = join(directory, `${basename(directory).slice(-6)}${options?.suffix ?? ""}`)
      return Effect.as(
        run("writeFile", path, () => volume.writeFile(path, new Uint8Array(0))),
        path
      )
    })
  const remove = (method: string, path: string) =>
    Effect.orDie(run(method, path, () => volume.remove(path, { recursive: true, force: true })))
  const scoped = (
    method: string,
    make: Effect.Effect<string, PlatformError>,
    root: (path: string) => string
  ): Effect.Effect<string, PlatformError, Scope.Scope> =>
    Effect.acquireRelease(make, (path) => remove(method, root(path)))
  return {
    makeTempDirectory: (options) => makeDirectory("makeTempDirectory", options),
    makeTempDirectoryScoped: (options) =>
      scoped("makeTempDirectoryScoped", makeDirectory("makeTempDirectoryScoped", options), (path) => path),
    makeTempFile: (options) => makeFile("makeTempFile", options),
    makeTempFileScoped: (options) => scoped("makeTempFileScoped", makeFile("makeTempFileScoped", options), dirname)
  } satisfies Partial<FileSystem.FileSystem>
}
