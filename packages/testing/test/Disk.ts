import * as Effect from "effect/Effect"
import { chmodSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Whether permissions count for whoever runs the tests. */
export const isSuperuser = process.getuid?.() === 0

export const user = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 }

const permitAll = (path: string): void => {
  if (!lstatSync(path).isDirectory()) return
  chmodSync(path, 0o700)
  for (const name of readdirSync(path)) permitAll(join(path, name))
}

/** A scratch directory in a folder that goes away with the scope, whatever its modes have become. */
export const scratchDirectoryIn = (folder: string) =>
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(realpathSync(folder), "io-testing-"))),
    (path) =>
      Effect.sync(() => {
        permitAll(path)
        rmSync(path, { recursive: true, force: true })
      })
  )

/** A scratch directory on the disk. */
export const scratchDirectory = Effect.suspend(() => scratchDirectoryIn(tmpdir()))
