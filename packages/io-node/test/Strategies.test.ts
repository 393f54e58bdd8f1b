import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { FileAccess } from "@ploke/io"
import { NodeFileLock, NodeHasher, NodeStateStore } from "@ploke/io-node"
import { pathPolicyContract, readContract, surveyContract, writeContract } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { makeAccess } from "../src/internal/access.ts"
import { Pace } from "../src/internal/pace.ts"
import type { Verifier } from "../src/internal/verifier.ts"
import * as verifiers from "../src/internal/verifier.ts"

// A disk on which each call takes long: nearly all of them are made in the thread pool.
const slow = () => {
  let time = 0
  return new Pace(() => (time += 2))
}

const layerOf = (verifier: Verifier, pace: () => Pace) =>
  Layer.effect(
    FileAccess,
    Effect.sync(() => makeAccess(NodeHasher.make("sha256"), verifier, undefined, pace()))
  ).pipe(
    Layer.provideMerge(NodeHasher.layer),
    Layer.provideMerge(NodeFileSystem.layer),
    Layer.merge(Layer.merge(NodeFileLock.layer, NodeStateStore.layer))
  )

// The strategies of other systems keep the same promises here, as long as nobody attacks.
for (const [verifier, pace] of [
  [verifiers.bestEffort, () => new Pace()],
  [verifiers.noFollowAny, slow]
] as const) {
  pathPolicyContract(`Node with confinement ${verifier.confinement}`, layerOf(verifier, pace))
  readContract(`Node with confinement ${verifier.confinement}`, layerOf(verifier, pace))
  writeContract(`Node with confinement ${verifier.confinement}`, layerOf(verifier, pace))
  surveyContract(`Node with confinement ${verifier.confinement}`, layerOf(verifier, pace))
}
writeContract("Node on a slow disk", layerOf(verifiers.choose(), slow))

describe("the strategy", () => {
  it("is the kernel's name of a descriptor on Linux, and the next best elsewhere", () => {
    const expected = { linux: "descriptor", darwin: "noFollowAny" } as Record<string, string | undefined>
    assert.strictEqual(verifiers.choose().confinement, expected[process.platform] ?? "bestEffort")
  })

  it("does not depend on the number of the process being right", () => {
    const self = verifiers.descriptor("/proc/self/fd/")
    assert.strictEqual(self.canonicalize("/proc/../tmp/.").path, verifiers.choose().canonicalize("/tmp").path)
  })
})
