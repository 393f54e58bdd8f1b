/**
 * What is in force on this machine and in these roots, and whether it works.
 *
 * @internal
 */
import { FileAccess, PathPolicy, type PathRules, Permits, type Root, type SymlinkPolicy } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as JournalCheck from "./JournalCheck.ts"
import * as SelfCheck from "./SelfCheck.ts"
import * as Versions from "./Versions.ts"
import * as WatchCheck from "./WatchCheck.ts"

/** Everything that the command tells; with `--json` as it is. */
export interface Diagnosis {
  readonly state: "ok" | "failed"
  readonly roots: ReadonlyArray<Root>
  readonly symlinks: SymlinkPolicy
  /** Where journals of transactions are kept; null where they cannot be. */
  readonly journals: string | null
  readonly confinement: PathRules["confinement"]
  readonly permits: Permits.PermitDecision
  /** How many files the process may open; null when unknown or unlimited. */
  readonly softNoFile: number | null
  readonly watching: WatchCheck.WatchLimits
  readonly container: "container" | "host" | "unknown"
  readonly versions: Readonly<Record<string, string>>
  readonly platform: string
  readonly checks: ReadonlyArray<SelfCheck.Check>
}

/** What the state of a root means. */
export const rootStates: Readonly<Record<Root["state"], string>> = {
  ready: "ready",
  missing: "missing: it counts as soon as it exists",
  unreadable: "unreadable: this user may not enter it"
}

/** Looks at everything, and tries it. */
export const diagnose = Effect.gen(function* () {
  const { limits } = yield* FileAccess
  const permits = yield* Permits.Permits
  const policy = yield* PathPolicy
  const rules = yield* policy.current
  const journals = yield* JournalCheck.check
  const tried = [...(yield* SelfCheck.checks), journals.check, ...(yield* WatchCheck.checks)]
  const checks = [...rules.roots.map(checkRoot), ...tried]
  const diagnosis: Diagnosis = {
    state: checks.every(({ state }) => state === "ok") ? "ok" : "failed",
    roots: rules.roots,
    symlinks: rules.symlinks,
    journals: journals.folder,
    confinement: rules.confinement,
    permits: permits.decision,
    softNoFile: limits.softNoFile ?? null,
    watching: yield* WatchCheck.limits,
    container: limits.container,
    versions: Versions.all(),
    platform: `${process.platform} ${process.arch}`,
    checks
  }
  return diagnosis
})

const checkRoot = ({ configured, state }: Root): SelfCheck.Check => {
  const about = `root ${configured} can be used`
  return state === "ready" ? SelfCheck.passed(about) : SelfCheck.failed(about, rootStates[state])
}
