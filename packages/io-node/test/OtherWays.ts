/** How files are often written: what the tests show to go wrong where the service does not. */
import * as fs from "node:fs"
import * as path from "node:path"

/** Writes over the old contents. */
export const inPlace = (filePath: string, bytes: Buffer): Promise<void> =>
  new Promise((done, fail) => fs.writeFile(filePath, bytes, (error) => (error === null ? done() : fail(error))))

type Call<A> = (done: (error: Error | null, value: A) => void) => void

const calling = <A>(call: Call<A>): Promise<A> =>
  new Promise((done, fail) => call((error, value) => (error === null ? done(value) : fail(error))))

/**
 * What libraries for atomic writes do: a temporary of a name that may be taken, one write that may be short, a sync, then
 * the mode, then a rename; nothing is cleaned up here, and the folder is never synced.
 */
export const unchecked = async (filePath: string, bytes: Buffer, mode = 0o666): Promise<void> => {
  const temporary = `${filePath}.unchecked`
  const fd = await calling<number>((done) => fs.open(temporary, "w", done))
  await calling<number>((done) => fs.write(fd, bytes, 0, bytes.length, null, done))
  await calling((done) => fs.fsync(fd, done as fs.NoParamCallback)).catch(() =>
    calling((done) => fs.fsync(fd, done as fs.NoParamCallback))
  )
  await calling((done) => fs.close(fd, done as fs.NoParamCallback))
  await calling((done) => fs.chmod(temporary, mode, done as fs.NoParamCallback))
  await calling((done) => fs.rename(temporary, filePath, done as fs.NoParamCallback))
}

/** Makes a file, and the folders above it, and syncs none of them. */
export const unsynced = async (filePath: string, bytes: Buffer): Promise<void> => {
  await calling((done) => fs.mkdir(path.dirname(filePath), { recursive: true }, done))
  await inPlace(filePath, bytes)
}
