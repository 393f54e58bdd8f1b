/**
 * Knows the file that standard output is redirected to: in `hash . > index.json` the index must not list itself, since
 * it is different as soon as it is complete.
 *
 * @internal
 */
import * as fs from "node:fs"

/** Makes the test of whether a path is the file that this process prints to. */
export const makeIsOutput = (): ((path: string) => boolean) => {
  const output = stat(() => fs.fstatSync(1, { bigint: true }))
  if (output === undefined || !output.isFile()) return () => false
  return (path) => {
    const found = stat(() => fs.statSync(path, { bigint: true }))
    return found !== undefined && found.ino === output.ino && found.dev === output.dev
  }
}

const stat = (look: () => fs.BigIntStats): fs.BigIntStats | undefined => {
  try {
    return look()
  } catch {
    return undefined
  }
}
