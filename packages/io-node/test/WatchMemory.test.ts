import { assert, describe, it } from "@effect/vitest"
import { Child } from "./Child.ts"
import { withFolder } from "./Folders.ts"

const events = 200_000

describe("a subscriber who never reads, while 200,000 events are told", () => {
  it(
    "takes little memory, is told once that it missed something, and another one misses nothing",
    { timeout: 120_000 },
    () =>
      withFolder(async (root) => {
        const child = new Child("watch-stuck.ts", [root, String(events)], { node: ["--expose-gc"] })
        const report = JSON.parse(await child.next())
        await child.end()
        assert.isAtLeast(report.events, events)
        assert.strictEqual(report.missing, 0)
        assert.deepStrictEqual([report.first, report.gaps], ["Gap", ["subscriber-lag"]])
        assert.strictEqual(report.dropped + report.read - 1, report.events)
        assert.isBelow(report.grownMiB, 64)
        // So much it would be if the queue had no bound.
        assert.isAbove(report.unboundedMiB, 64)
        console.info(`the heap grew by ${report.grownMiB.toFixed(1)} MiB, instead of ${report.unboundedMiB.toFixed(1)}`)
      })
  )
})
