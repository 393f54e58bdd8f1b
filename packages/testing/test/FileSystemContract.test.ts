import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as MemoryFileSystem from "@ploke/io-testing/MemoryFileSystem"
import { fileSystemContract } from "@ploke/io-testing/FileSystemContract"
import { isSuperuser, scratchDirectory } from "./Disk.ts"

const memoryUmask = 0o027

fileSystemContract("memory", MemoryFileSystem.layer())

fileSystemContract("memory with another umask", MemoryFileSystem.layer({}, { umask: memoryUmask }), {
  umask: memoryUmask
})

fileSystemContract("memory of the superuser", MemoryFileSystem.layer({}, { user: { uid: 0, gid: 0 } }), {
  lacks: { permissions: "uid 0 acts on it" }
})

fileSystemContract("disk", NodeFileSystem.layer, {
  root: scratchDirectory,
  umask: process.umask(),
  ...(isSuperuser ? { lacks: { permissions: "the superuser runs the suite" } } : {})
})
