/**
 * What the doctor says to people: each setting with what it means.
 *
 * @internal
 */
import { displayText } from "@ploke/error"
import type { Root, SymlinkPolicy } from "@ploke/io"
import { type Diagnosis, rootStates } from "./Diagnosis.ts"
import { grouped } from "./Progress.ts"

const symlinkMeanings: Readonly<Record<SymlinkPolicy, string>> = {
  DenyCrossRoot: "what a path leads to must lie in a root",
  Follow: "a path that begins in a root may lead anywhere through links",
  Deny: "no link below a root is followed"
}

const confinementMeanings: Readonly<Record<Diagnosis["confinement"], string>> = {
  descriptor: "the kernel names each opened file, so nobody can exchange it unnoticed",
  noFollowAny: "the kernel refuses any link on the way to a file that was checked",
  bestEffort: "files are checked before and after; who keeps exchanging folders can win"
}

const permitSources: Readonly<Record<Diagnosis["permits"]["source"], string>> = {
  permits: "--permits",
  fdLimit: "fdLimit",
  PLOKE_IO_FD_LIMIT: "PLOKE_IO_FD_LIMIT",
  softNoFile: "a third of the descriptor limit, at most 100",
  default: "the default, since the descriptor limit is not known"
}

const containers: Readonly<Record<Diagnosis["container"], string>> = {
  container: "yes",
  host: "no",
  unknown: "unknown"
}

/** Renders the whole report. */
export const render = (diagnosis: Diagnosis): string => {
  const { checks, confinement, container, journals, permits, platform, roots, softNoFile, state, symlinks } = diagnosis
  const { versions, watching } = diagnosis
  return [
    ...roots.map((root, i) => setting(i === 0 ? "roots" : "", rootLine(root))),
    setting("symlinks", `${symlinks}: ${symlinkMeanings[symlinks]}`),
    setting("confinement", `${confinement}: ${confinementMeanings[confinement]}`),
    setting(
      "journals",
      journals === null ? "none: see below" : `${journals}: what an unfinished transaction is finished from`
    ),
    setting("permits", `${permits.permits} files open at once, from ${permitSources[permits.source]}`),
    ...permits.notes.map((note) => setting("", note)),
    setting("descriptors", softNoFile === null ? "limit unknown" : `this process may open ${softNoFile}`),
    ...watchLimits(watching).map((line, i) => setting(i === 0 ? "watching" : "", line)),
    setting("container", containers[container]),
    setting("platform", platform),
    ...Object.entries(versions).map(([name, version], i) => setting(i === 0 ? "versions" : "", `${name} ${version}`)),
    "",
    ...checks.map(({ about, detail, state }) => setting(state, detail === undefined ? about : `${about}: ${detail}`)),
    "",
    state === "ok" ? "everything works" : "something does not work: see the lines marked failed",
    ""
  ]
    .map(displayText)
    .join("\n")
}

const setting = (name: string, text: string): string => (name.padEnd(13) + text).trimEnd()

const watchLimits = ({ maxQueuedEvents, maxUserInstances, maxUserWatches }: Diagnosis["watching"]) => {
  const limits = [
    [maxUserWatches, "folders at once for all processes of a user", "max_user_watches"],
    [maxUserInstances, "threads of a user that watch", "max_user_instances"],
    [maxQueuedEvents, "notifications that wait for such a thread", "max_queued_events"]
  ] as const
  const known = limits.flatMap(([limit, what, name]) =>
    limit === null ? [] : [`${grouped(limit)} ${what} (sysctl fs.inotify.${name})`]
  )
  return known.length === 0 ? ["no limits are known"] : known
}

const rootLine = ({ canonical, configured, state }: Root): string => {
  const where = canonical === configured ? configured : `${configured} (really ${canonical})`
  return `${where}: ${rootStates[state]}`
}
