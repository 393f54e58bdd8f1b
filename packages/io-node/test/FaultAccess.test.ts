import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, it } from "@effect/vitest"
import { PlokeIo, ReadService } from "@ploke/io"
import { NodePlatform } from "@ploke/io-node"
import { Fault, FaultAccess, readContract, Tree, writeContract } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"

readContract(
  "Node behind an empty plan",
  FaultAccess.layer([]).pipe(Layer.provideMerge(Layer.merge(NodePlatform.layer, NodeFileSystem.layer)))
)

writeContract(
  "Node behind an empty plan",
  FaultAccess.layer([]).pipe(Layer.provideMerge(Layer.merge(NodePlatform.layer, NodeFileSystem.layer)))
)

it.effect("a fault happens to a port that asks no FileSystem", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const root = yield* fs.makeTempDirectoryScoped()
    yield* Tree.write({ "/a": "one", "/b": "two" }, { root })
    const plan: FaultAccess.Plan = [{ on: "read", path: `${root}/a`, times: "forever", fault: Fault.errno("EIO") }]
    const disk = FaultAccess.layer(plan).pipe(Layer.provideMerge(NodePlatform.layer))
    const content = yield* Effect.gen(function* () {
      const read = yield* ReadService
      const error = yield* Effect.flip(read.readFile({ filePath: `${root}/a` }))
      assert.match(error.message, /EIO/)
      return (yield* read.readFile({ filePath: `${root}/b` })).content
    }).pipe(Effect.provide(PlokeIo.layer({ roots: [root] }).pipe(Layer.provide(disk))))
    assert.strictEqual(content, "two")
  }).pipe(Effect.provide(NodeFileSystem.layer))
)
