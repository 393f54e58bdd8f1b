/**
 * The suite that every platform's `WriteService` must pass. The platform also provides `StateStore` and `FileLock`, without
 * which there are no transactions.
 *
 * @since 0.1.0
 */
import { describe } from "@effect/vitest"
import type * as Layer from "effect/Layer"
import { factOn } from "./internal/readContract/World.ts"
import { describeAnnouncements } from "./internal/writeContract/Announcements.ts"
import { describeCreation } from "./internal/writeContract/Creation.ts"
import { describeEdits } from "./internal/writeContract/Edits.ts"
import { describeMetadata } from "./internal/writeContract/Metadata.ts"
import { describePatches } from "./internal/writeContract/Patches.ts"
import { describePreviews } from "./internal/writeContract/Previews.ts"
import { describeRebasing } from "./internal/writeContract/Rebasing.ts"
import { describeRefusals } from "./internal/writeContract/Refusals.ts"
import { describeTransactions } from "./internal/writeContract/Transactions.ts"
import { describeWholeFiles } from "./internal/writeContract/WholeFiles.ts"
import type { ContractPlatform } from "./PathPolicyContract.ts"

/**
 * Declares the suite.
 *
 * @example
 * ```ts no-run
 * import { TestPlokeIo, writeContract } from "@ploke/io-testing"
 *
 * writeContract("memory", TestPlokeIo.platform())
 * ```
 *
 * @param name - names the platform in the report
 * @param platform - the platform under test
 * @since 0.1.0
 */
export const writeContract = (name: string, platform: Layer.Layer<ContractPlatform>): void => {
  const fact = factOn(platform)
  describe(`WriteService on ${name}`, () => {
    describeEdits(fact)
    describeRefusals(fact)
    describeMetadata(fact)
    describeCreation(fact)
    describeWholeFiles(fact)
    describePatches(fact)
    describePreviews(fact)
    describeRebasing(fact)
    describeTransactions(fact)
    describeAnnouncements(fact)
  })
}
