/**
 * The suite that every platform's `StateStore` must pass.
 *
 * @since 0.1.0
 */
import { describe } from "@effect/vitest"
import type * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import { describeFiles } from "./internal/stateContract/Files.ts"
import { describeFolders } from "./internal/stateContract/Folders.ts"
import { describeInterruption } from "./internal/stateContract/Interruption.ts"
import { describeRefusals } from "./internal/stateContract/Refusals.ts"
import { factOn } from "./internal/stateContract/World.ts"
import type { ContractOptions } from "./PathPolicyContract.ts"

/**
 * What the suite has to be told about a platform.
 *
 * @since 0.1.0
 */
export interface StateStoreContractOptions extends ContractOptions {
  /** What of a folder, or of anything below it, the process has open; where it is not given, only what Effect knows of. */
  readonly openBelow?: ((folder: string) => ReadonlyArray<string>) | undefined
}

/**
 * Declares the suite. The platform provides `StateStore`, over the same files as the `FileSystem`.
 *
 * @example
 * ```ts no-run
 * import { stateStoreContract, TestPlokeIo } from "@ploke/io-testing"
 *
 * stateStoreContract("memory", TestPlokeIo.platform())
 * ```
 *
 * @param name - names the platform in the report
 * @param platform - the platform under test
 * @param options - how to make special files, and how to see what is open
 * @since 0.1.0
 */
export const stateStoreContract = (
  name: string,
  platform: Layer.Layer<FileSystem.FileSystem>,
  options: StateStoreContractOptions = {}
): void => {
  const fact = factOn(platform, options)
  describe(`StateStore on ${name}`, () => {
    describeFolders(fact)
    describeFiles(fact)
    describeRefusals(fact, options)
    describeInterruption(fact)
  })
}
