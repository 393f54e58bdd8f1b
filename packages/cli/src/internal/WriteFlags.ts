/**
 * The flags that the commands share which change files.
 *
 * @internal
 */
import * as Flag from "effect/cli/Flag"
import * as Params from "./Params.ts"

/** How files are written. */
export const writing = {
  durability: Flag.Literals("durability", ["strict", "bestEffort"]).pipe(
    Flag.withMetavar("HOW"),
    Flag.withDefault("strict"),
    Flag.withDescription("Fail, or only warn, where the disk does not confirm it")
  ),
  lock: Flag.Literals("lock", ["process", "advisory"]).pipe(
    Flag.withMetavar("WITH"),
    Flag.withDefault("process"),
    Flag.withDescription("Whether to take turns with other processes too")
  )
}

/** Whether anything is written at all. */
export const dryRun = Params.toggle("dry-run", "Print what would change as a unified diff, and change nothing")
