/**
 * The suite that every platform's `ReadService` must pass.
 *
 * @since 0.1.0
 */
import { describe } from "@effect/vitest"
import type * as Layer from "effect/Layer"
import { describeBatches } from "./internal/readContract/Batches.ts"
import { describeBadFiles } from "./internal/readContract/Refusals.ts"
import { describeHashes, describeScans } from "./internal/readContract/Scans.ts"
import { describeStreams } from "./internal/readContract/Streams.ts"
import { describeFiles, describeSnippets } from "./internal/readContract/Texts.ts"
import { factOn } from "./internal/readContract/World.ts"
import type { ContractOptions, ContractPlatform } from "./PathPolicyContract.ts"

/**
 * Declares the suite.
 *
 * @example
 * ```ts no-run
 * import { readContract, TestPlokeIo } from "@ploke/io-testing"
 *
 * readContract("memory", TestPlokeIo.platform())
 * ```
 *
 * @param name - names the platform in the report
 * @param platform - the platform under test
 * @param options - how to make special files
 * @since 0.1.0
 */
export const readContract = (
  name: string,
  platform: Layer.Layer<ContractPlatform>,
  options: ContractOptions = {}
): void => {
  const fact = factOn(platform)
  describe(`ReadService on ${name}`, () => {
    describeSnippets(fact)
    describeFiles(fact)
    describeStreams(fact)
    describeHashes(fact)
    describeScans(fact)
    describeBadFiles(fact, options)
    describeBatches(fact)
  })
}
