/**
 * The suite that every platform's `WatchService` must pass. The platform also provides `WatchSource`, `StateStore` and
 * `FileLock`.
 *
 * @since 0.1.0
 */
import { describe } from "@effect/vitest"
import type * as Layer from "effect/Layer"
import { describeEcho } from "./internal/watchContract/Echo.ts"
import { describeEntries } from "./internal/watchContract/Entries.ts"
import { describeFollowing } from "./internal/watchContract/Following.ts"
import { describeRoots } from "./internal/watchContract/Roots.ts"
import { factOn } from "./internal/watchContract/World.ts"
import type { ContractPlatform } from "./PathPolicyContract.ts"

/**
 * Declares the suite.
 *
 * @example
 * ```ts no-run
 * import { TestPlokeIo, watchContract } from "@ploke/io-testing"
 *
 * watchContract("memory", TestPlokeIo.platform())
 * ```
 *
 * @param name - names the platform in the report
 * @param platform - the platform under test
 * @since 0.1.0
 */
export const watchContract = (name: string, platform: Layer.Layer<ContractPlatform>): void => {
  const fact = factOn(platform)
  describe(`WatchService on ${name}`, () => {
    describeEntries(fact)
    describeEcho(fact)
    describeRoots(fact)
    describeFollowing(fact)
  })
}
