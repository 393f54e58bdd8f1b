/**
 * An open folder of the `FileAccess` port whose steps go wrong as planned, and so those of the files that it makes.
 *
 * @internal
 */
import type { AccessFailure, NewFile, OpenFolder } from "@ploke/io"
import type * as Effect from "effect/Effect"
import type { FolderOperation } from "./AccessOperations.ts"

/** Lets a step happen, or what is planned in its place; `path` is what it is about. */
export type Through = <A, E>(
  operation: FolderOperation,
  path: string,
  call: Effect.Effect<A, E>,
  detail?: string
) => Effect.Effect<A, E | AccessFailure>

export const faultyFolder = (folder: OpenFolder, through: Through): OpenFolder => {
  const at = (name: string): string => atIn(folder, name)
  return {
    path: folder.path,
    place: folder.place,
    verify: through("OpenFolder.verify", folder.path, folder.verify),
    look: (name) => through("OpenFolder.look", at(name), folder.look(name)),
    read: (name, bytesMax, memory) => through("OpenFolder.read", at(name), folder.read(name, bytesMax, memory)),
    create: (name, mode, use) =>
      through(
        "OpenFolder.create",
        at(name),
        folder.create(name, mode, (file) => use(faultyNewFile(file, at(name), through)))
      ),
    rename: (from, to, into = folder) =>
      through("OpenFolder.rename", at(from), folder.rename(from, to, into), `to ${atIn(into, to)}`),
    link: (from, to, into = folder) =>
      through("OpenFolder.link", at(from), folder.link(from, to, into), `to ${atIn(into, to)}`),
    remove: (name) => through("OpenFolder.remove", at(name), folder.remove(name)),
    makeFolder: (name, mode) => through("OpenFolder.makeFolder", at(name), folder.makeFolder(name, mode)),
    removeFolder: (name) => through("OpenFolder.removeFolder", at(name), folder.removeFolder(name)),
    writable: through("OpenFolder.writable", folder.path, folder.writable),
    entries: through("OpenFolder.entries", folder.path, folder.entries),
    sync: through("OpenFolder.sync", folder.path, folder.sync)
  }
}

const atIn = ({ path }: OpenFolder, name: string): string => (path.endsWith("/") ? path + name : `${path}/${name}`)

const faultyNewFile = (file: NewFile, path: string, through: Through): NewFile => ({
  write: (pieces) =>
    through("NewFile.write", path, file.write(pieces), `${pieces.reduce((sum, { length }) => sum + length, 0)} bytes`),
  setMode: (mode) => through("NewFile.setMode", path, file.setMode(mode)),
  setOwner: (uid, gid) => through("NewFile.setOwner", path, file.setOwner(uid, gid)),
  sync: through("NewFile.sync", path, file.sync),
  status: through("NewFile.status", path, file.status)
})
