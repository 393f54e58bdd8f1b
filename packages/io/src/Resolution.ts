/**
 * From a requested path to an object on the disk that may be used: text, then lookup, then judgement. One resolver
 * serves reading, scanning and the policy's own methods. A refusal is a plain value; it becomes an error once.
 *
 * @since 0.1.0
 */
import type { FatalError, Operation } from "@ploke/error"
import { Fail } from "@ploke/error"
import * as Effect from "effect/Effect"
import type { AccessFailure, DescriptorBudget, FileAccess, Located } from "./FileAccess.ts"
import { accessFailure } from "./FileAccess.ts"
import * as Limits from "./Limits.ts"
import type { Admitted, Denial, PathRules } from "./PathRules.ts"
import * as PathRule from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import type { PathTrace } from "./PathTrace.ts"

/**
 * A path that the rules refuse.
 *
 * @since 0.1.0
 */
export interface Refused {
  readonly _tag: "Refused"
  readonly why: Denial
}

/**
 * What a path came to.
 *
 * @since 0.1.0
 */
export type Resolved = Located | Refused | AccessFailure

type Access = FileAccess["Service"]

const refused = (why: Denial): Refused => ({ _tag: "Refused", why })

/**
 * Resolves one path, through the descriptor of what it leads to where the platform can.
 *
 * @param access - the platform
 * @param rules - the rules in force
 * @param path - the path as requested
 * @since 0.1.0
 */
export const resolve = Effect.fnUntraced(function* (access: Access, rules: PathRules, path: string) {
  const admitted = yield* admit(access, rules, path)
  if (admitted._tag !== "Admitted") return admitted
  const found = yield* Effect.catch(access.canonicalize(admitted.parsed.given), Effect.succeed)
  return yield* conclude(access, rules, admitted, found)
})

/**
 * Resolves many paths under one snapshot of the rules, in order.
 *
 * @param access - the platform
 * @param rules - the rules in force
 * @param paths - the paths as requested
 * @param budget - the descriptors that may be used
 * @since 0.1.0
 */
export const resolveAll = Effect.fnUntraced(function* (
  access: Access,
  rules: PathRules,
  paths: ReadonlyArray<string>,
  budget: DescriptorBudget
) {
  const resolved: Array<Resolved> = Array.from({ length: paths.length })
  const admitted: Array<Admitted> = []
  const indexes: Array<number> = []
  for (let i = 0; i < paths.length; i++) {
    if (i % Limits.itemsPerTurn === Limits.itemsPerTurn - 1) yield* Effect.yieldNow
    const verdict = admitText(access, rules, paths[i]!) ?? (yield* admit(access, rules, paths[i]!))
    if (verdict._tag === "Admitted") {
      admitted.push(verdict)
      indexes.push(i)
    } else resolved[i] = verdict
  }
  const found = yield* access.locate(
    admitted.map((each) => each.parsed.given),
    budget
  )
  for (let i = 0; i < found.length; i++) {
    if (i % Limits.itemsPerTurn === Limits.itemsPerTurn - 1) yield* Effect.yieldNow
    const each = found[i]!
    resolved[indexes[i]!] = isPlain(access, rules, admitted[i]!, each)
      ? each
      : yield* conclude(access, rules, admitted[i]!, each)
  }
  return resolved as ReadonlyArray<Resolved>
})

// Most requests name a file by its canonical path inside a root: nothing is left to find out about them.
const isPlain = (access: Access, rules: PathRules, admitted: Admitted, found: Located | AccessFailure): boolean =>
  found._tag === "Located" &&
  found.path === admitted.parsed.normal &&
  (admitted.root === undefined
    ? rules.access === "unrestricted"
    : PathSyntax.contains(admitted.root.canonical, found.path, access.flavor))

const admitText = (access: Access, rules: PathRules, path: string): Admitted | Refused | undefined => {
  const verdict = PathRule.admit(rules, path, access.flavor)
  if (typeof verdict === "string") return refused(verdict)
  return rules.symlinks === "Follow" && verdict.parsed.afterParent > 0 && rules.access === "roots" ? undefined : verdict
}

// Under `Follow` the text of a path is what counts, but the text of `link/..` says nothing: everything up to the last
// `..` is replaced by what it leads to, and the text that results must lie in a root.
const admit = Effect.fnUntraced(function* (access: Access, rules: PathRules, path: string) {
  const textual = admitText(access, rules, path)
  if (textual !== undefined) return textual
  const parsed = PathSyntax.parse(path, access.flavor)
  if (typeof parsed === "string") return refused(parsed)
  const prefix = yield* Effect.catch(access.canonicalize(path.slice(0, parsed.afterParent)), Effect.succeed)
  if (prefix._tag === "AccessFailure") {
    return PathRule.rootOf(rules, parsed.normal, access.flavor) === undefined ? refused("OutsideRoots") : prefix
  }
  const physical = prefix.path + path.slice(parsed.afterParent)
  const verdict = PathRule.admit(rules, physical, access.flavor)
  return typeof verdict === "string" ? refused(verdict) : verdict
})

const conclude = (
  access: Access,
  rules: PathRules,
  admitted: Admitted,
  found: Located | AccessFailure
): Effect.Effect<Resolved> => {
  if (found._tag === "AccessFailure") return explain(access, rules, admitted, found)
  const denial = PathRule.judge(rules, admitted, found.path, access.flavor)
  if (denial !== undefined) return Effect.succeed(refused(denial))
  return found.type !== "File" || PathRule.isUnlinked(admitted, found.path, access.flavor)
    ? Effect.succeed(found)
    : Effect.map(access.trace(admitted.parsed.given), (trace) =>
        entersProc(trace, admitted) || (rules.symlinks === "Follow" && isProc(found.path))
          ? refused("SymlinkDenied")
          : found
      )
}

// A magic link leads to what some process has open, whatever its text says. Only procfs has them, in the folders of its
// processes; those that an administrator wrote into a root's own path are meant.
const entersProc = (trace: PathTrace, { root }: Pick<Admitted, "root">): boolean =>
  trace.links.some(
    ({ at }) => /^\/proc\/\d+\//.test(at) && (root === undefined || !PathSyntax.contains(at, root.configured, "posix"))
  )

const isProc = (path: string): boolean => PathSyntax.contains("/proc", path, "posix")

// A failed lookup must tell nothing about what lies outside. Outside by its text: one answer, whatever happened. Inside
// by its text: a link may have led out before it failed, and then the answer is the same as if something were there.
const explain = (
  access: Access,
  rules: PathRules,
  admitted: Admitted,
  failure: AccessFailure
): Effect.Effect<Refused | AccessFailure> => {
  const { root, parsed } = admitted
  if (rules.access === "unrestricted") return Effect.succeed(byCode(failure))
  if (root === undefined) return Effect.succeed(refused("OutsideRoots"))
  // The folder was reached without a link, so that no link can have led out: there is nothing to trace.
  if (failure.code === "ENOENT" && failure.folder === PathSyntax.parent(parsed.normal, access.flavor)) {
    return Effect.succeed(failure)
  }
  return Effect.map(access.trace(parsed.given), (trace) => {
    const inside = linksInside(rules, trace, access.flavor)
    if (inside.length > 0 && rules.symlinks === "Deny") return refused("SymlinkDenied")
    const leaves = rules.symlinks !== "Follow" && !PathRule.isInside(rules, trace.reached, access.flavor)
    return inside.length > 0 && leaves ? refused("SymlinkEscapesRoots") : byCode(failure)
  })
}

const linksInside = (rules: PathRules, trace: PathTrace, flavor: PathSyntax.Flavor) =>
  trace.links.filter((link) =>
    rules.roots.some((root) => link.at !== root.configured && PathSyntax.contains(root.canonical, link.at, flavor))
  )

const byCode = (failure: AccessFailure): Refused | AccessFailure => {
  if (failure.code === "ELOOP") return refused("SymlinkLoop")
  return failure.code === "ENAMETOOLONG" || failure.code === "EILSEQ" ? refused("InvalidPath") : failure
}

/**
 * Finds the place of a path that may not exist yet: the canonical path of its deepest existing folder, which must be
 * allowed and real, and the missing names below it. A link that leads to nothing is refused, whoever made it.
 *
 * @param access - the platform
 * @param rules - the rules in force
 * @param path - the path as requested
 * @since 0.1.0
 */
export const resolveForCreate = Effect.fnUntraced(function* (access: Access, rules: PathRules, path: string) {
  const existing = yield* resolve(access, rules, path)
  if (existing._tag !== "AccessFailure" || existing.code !== "ENOENT") return existing
  const trace = yield* access.trace(path)
  if (trace.code !== "ENOENT") return existing
  if (trace.missingFrom === "link" || entersProc(trace, { root: undefined })) return refused("SymlinkDenied")
  const names = trace.missing.filter((name) => name !== ".")
  if (names.includes("..")) return existing
  const folder = yield* resolve(access, rules, trace.reached)
  if (folder._tag !== "Located") return folder
  if (folder.type !== "Directory") return accessFailure("ENOTDIR", "open")
  const separator = access.flavor === "posix" ? "/" : "\\"
  return {
    ...folder,
    path: PathSyntax.join(folder.path, names.join(separator), access.flavor),
    type: "Unknown"
  } satisfies Located
})

/**
 * Turns a refusal or a failed lookup into the error that its caller sees. The path is the one that was requested; no
 * other path is named.
 *
 * @param path - the path as requested
 * @param operation - what was to be done
 * @param verdict - why it cannot be
 * @since 0.1.0
 */
export const toError = (path: string, operation: Operation, verdict: Refused | AccessFailure): FatalError =>
  verdict._tag === "Refused"
    ? Fail.pathResolution({ path, why: verdict.why })
    : Fail.fileOperation({
        operation,
        path,
        code: verdict.code,
        ...(verdict.syscall === undefined ? {} : { syscall: verdict.syscall })
      })
