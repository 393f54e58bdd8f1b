import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { FileSystemAccess, FileSystemState } from "@ploke/io"
import { NodePlatform } from "@ploke/io-node"
import type { ContractOptions, ContractPlatform } from "@ploke/io-testing"
import { MemoryFileSystem, MemoryLock, MemoryVolume, TestHasher, Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { execFileSync } from "node:child_process"
import { createServer } from "node:net"

/** A platform that the contract suites run on. */
export interface Platform {
  readonly name: string
  readonly layer: Layer.Layer<ContractPlatform>
  readonly options: ContractOptions
}

const volume = MemoryVolume.make()
Tree.seed(volume, { "/proc/self/cwd": Tree.symlink("/") })

const ports = FileSystemAccess.layer.pipe(
  Layer.merge(FileSystemState.layer),
  Layer.merge(MemoryLock.layer),
  Layer.provideMerge(TestHasher.layer)
)

const memory: Platform = {
  name: "memory",
  layer: ports.pipe(Layer.provideMerge(MemoryFileSystem.layerVolume(volume))),
  options: { makeSpecial: (path, type) => Effect.sync(() => volume.makeNode(path, type)) }
}

// A server's socket file stays as long as the server does; the test process ends with the suite.
const makeSocket = (path: string): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const server = createServer().listen(path, () => resume(Effect.void))
    server.unref()
  })

const disk: Platform = {
  name: "the real disk",
  layer: Layer.merge(NodePlatform.layer, NodeFileSystem.layer),
  options: {
    makeSpecial: (path, type) =>
      type === "Socket" ? makeSocket(path) : Effect.sync(() => execFileSync("mkfifo", [path]))
  }
}

// Effect's own FileSystem on the real disk, for platforms that have nothing better.
const effectDisk: Platform = {
  name: "Effect's FileSystem on the real disk",
  layer: ports.pipe(Layer.provideMerge(NodeFileSystem.layer)),
  options: disk.options
}

export const platforms: ReadonlyArray<Platform> = [memory, disk, effectDisk]
