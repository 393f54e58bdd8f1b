/**
 * What edits mean together: which of them change the same file, which files they take from and put to, which of them are
 * in each other's way, and what is decided of a file that one finds.
 *
 * @since 0.1.0
 */
import type { Delta, FileEdit } from "@ploke/core"
import type { Operation, PlokeError } from "@ploke/error"
import { Fail, isPlokeError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as Bytes from "./Bytes.ts"
import * as EditWrite from "./EditWrite.ts"
import * as PatchApply from "./PatchApply.ts"
import * as PatchWrite from "./PatchWrite.ts"
import type { PathRules } from "./PathRules.ts"
import * as PathSyntax from "./PathSyntax.ts"
import * as ReadAnswer from "./ReadAnswer.ts"
import * as Resolution from "./Resolution.ts"
import * as SnippetWrite from "./SnippetWrite.ts"
import type { WriteCall } from "./WriteCall.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { Base, Decision } from "./WriteOutcome.ts"

type Edit<Tag extends FileEdit["_tag"]> = Extract<FileEdit, { readonly _tag: Tag }>

/**
 * An edit, or the splices of one file, and which files it takes from and puts to, by their canonical paths.
 *
 * @since 0.1.0
 */
export interface Part {
  /** The positions of the edits. */
  readonly edits: Array<number>
  readonly edit: FileEdit
  readonly splices: ReadonlyArray<Edit<"Splice">>
  readonly patch: PatchWrite.Understood | undefined
  readonly source: string | undefined
  readonly target: string | undefined
  /** Where the file goes, as requested. */
  readonly newPath: string | undefined
}

/**
 * What is wrong with an edit.
 *
 * @since 0.1.0
 */
export interface Problem {
  readonly edits: ReadonlyArray<number>
  /** As requested. */
  readonly path: string
  readonly error: PlokeError
}

/**
 * The parts that edits make up, in the order of the edits, and what is wrong with edits that make none.
 *
 * @since 0.1.0
 */
export interface Plan {
  readonly parts: ReadonlyArray<Part>
  readonly problems: ReadonlyArray<Problem>
}

/**
 * Finds out which files edits are about. What cannot be found is told when it is looked at.
 *
 * @param call - what every call has at hand
 * @param rules - the snapshot of the rules that the whole call keeps
 * @param edits - in any order
 * @param trust - whether a path whose text is canonical is taken for it, by whoever will be told if it is not
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  call: WriteCall,
  rules: PathRules,
  edits: ReadonlyArray<FileEdit>,
  trust: "disk" | "text"
): Effect.fn.Return<Plan> {
  const parts: Array<Part> = []
  const problems: Array<Problem> = []
  const splicesOf = new Map<string, Part>()
  for (const [i, edit] of edits.entries()) {
    const part = yield* place(call, rules, i, edit, trust)
    if (isPlokeError(part)) {
      problems.push({ edits: [i], path: edit.filePath, error: part })
      continue
    }
    const key = edit._tag === "Splice" ? `${edit.expectedHash}\0${part.source}` : undefined
    const known = key === undefined ? undefined : splicesOf.get(key)
    if (known !== undefined && edit._tag === "Splice") {
      known.edits.push(i)
      ;(known.splices as Array<Edit<"Splice">>).push(edit)
      continue
    }
    if (key !== undefined) splicesOf.set(key, part)
    parts.push(part)
  }
  return { parts, problems }
})

const place = Effect.fnUntraced(function* (
  call: WriteCall,
  rules: PathRules,
  index: number,
  edit: FileEdit,
  trust: "disk" | "text"
): Effect.fn.Return<Part | PlokeError> {
  const patch = edit._tag === "Patch" ? PatchWrite.understand(call.access.flavor, edit) : undefined
  if (isPlokeError(patch)) return patch
  const newPath = edit._tag === "Rename" ? edit.newPath : patch?.newPath
  const isMade = edit._tag === "Create" || patch?.patch.change === "create"
  const canonical = Effect.fnUntraced(function* (path: string) {
    const plain = trust === "text" ? WriteEngine.plainPath(call, rules, path) : undefined
    if (plain !== undefined) return plain
    const found = yield* Resolution.resolveForCreate(call.access, rules, path)
    return found._tag === "Located" ? found.path : textOf(call, path)
  })
  const own = yield* canonical(edit.filePath)
  return {
    edits: [index],
    edit,
    splices: edit._tag === "Splice" ? [edit] : [],
    patch,
    source: isMade ? undefined : own,
    target: newPath === undefined ? (isMade ? own : undefined) : yield* canonical(newPath),
    newPath
  }
})

const textOf = ({ access }: WriteCall, path: string): string => {
  const parsed = PathSyntax.parse(path, access.flavor)
  return typeof parsed === "string" ? path : parsed.normal
}

/**
 * Whether a part leaves nothing where its file was.
 *
 * @since 0.1.0
 */
export const vacates = ({ edit, patch }: Part): boolean =>
  edit._tag === "Remove" ||
  edit._tag === "Rename" ||
  patch?.patch.change === "remove" ||
  patch?.patch.change === "rename"

/**
 * The paths at which nothing will be, unless another part puts something there.
 *
 * @since 0.1.0
 */
export const vacated = (parts: ReadonlyArray<Part>): ReadonlySet<string | undefined> =>
  new Set(parts.filter(vacates).map(({ source }) => source))

/**
 * The parts that are in each other's way: each file is taken from once and put to once, and put to only if it is free by
 * then.
 *
 * @since 0.1.0
 */
export const clashes = (parts: ReadonlyArray<Part>): ReadonlyArray<Problem> => {
  const found: Array<Problem> = []
  const sources = new Map<string, Part>()
  const targets = new Map<string, Part>()
  const clash = (one: Part, other: Part) => {
    const path = other.edit.filePath
    const error = Fail.overlappingEdits({ path, first: one.edits[0]!, second: other.edits[0]! })
    found.push({ edits: other.edits, path, error })
  }
  for (const part of parts) {
    const { source, target } = part
    const taken = source === undefined ? undefined : sources.get(source)
    const made = target === undefined ? undefined : targets.get(target)
    if (taken !== undefined) clash(taken, part)
    else if (made !== undefined) clash(made, part)
    if (source !== undefined && taken === undefined) sources.set(source, part)
    if (target !== undefined && made === undefined) targets.set(target, part)
  }
  for (const [target, part] of targets) {
    const other = sources.get(target)
    if (other !== undefined && other !== part && !vacates(other)) clash(...inOrder(other, part))
  }
  return found
}

const inOrder = (a: Part, b: Part): readonly [Part, Part] => (a.edits[0]! < b.edits[0]! ? [a, b] : [b, a])

/**
 * What becomes of a file.
 *
 * @since 0.1.0
 */
export type Change = SnippetWrite.Change | EditWrite.Change | PatchWrite.Change

/**
 * How a part decides about a file that it finds, and whether a link may stand for it.
 *
 * @since 0.1.0
 */
export interface Judge {
  readonly links: "followed" | "refused"
  readonly decide: (file: Base) => Decision<Change>
}

/**
 * How a part decides about the file that it finds. What moves a file decides on its contents under the new name.
 *
 * @since 0.1.0
 */
export const judgeOf = (call: WriteCall, { edit, patch, splices }: Part): Judge | PlokeError => {
  switch (edit._tag) {
    case "Splice":
      return { links: "followed", decide: SnippetWrite.decide(call, splices) }
    case "Create":
    case "Replace": {
      const bytes = EditWrite.encode(call, edit.filePath, edit.content)
      if (!(bytes instanceof Uint8Array)) return bytes
      const expectedHash = edit._tag === "Create" ? undefined : edit.expectedHash
      const decide = EditWrite.ifExpected(call, expectedHash, (file) => EditWrite.put(file.bytes, bytes))
      return { links: "followed", decide }
    }
    case "Remove":
      return { links: "refused", decide: EditWrite.ifExpected(call, edit.expectedHash, EditWrite.removing) }
    case "Rename": {
      const decide = EditWrite.ifExpected(call, edit.expectedHash, ({ bytes }) => EditWrite.put(bytes, bytes))
      return { links: "refused", decide }
    }
    case "Patch": {
      const { change } = patch!.patch
      const links = change === "remove" || change === "rename" ? "refused" : "followed"
      return { links, decide: PatchWrite.decide(call, edit, patch!.patch) }
    }
  }
}

/**
 * What an edit does, in the words of errors.
 *
 * @since 0.1.0
 */
export const operations = {
  Splice: "write",
  Create: "create",
  Replace: "write",
  Remove: "remove",
  Rename: "rename",
  Patch: "patch"
} as const satisfies Record<FileEdit["_tag"], Operation>

/**
 * Why a part declined to change the file that it found.
 *
 * @since 0.1.0
 */
export const declinedError = (call: WriteCall, edit: FileEdit, change: Change): PlokeError => {
  const expectedHash = "expectedHash" in edit ? edit.expectedHash : undefined
  const request = { filePath: edit.filePath, expectedHash: expectedHash! }
  switch (change._tag) {
    case "Rejected":
      return PatchApply.toError(edit.filePath, change.problem)
    case "Refused":
    case "AnotherBase":
      return SnippetWrite.declined(call.prefix, request, 0, change)
    case "Mismatch":
      return (
        ReadAnswer.hashProblem(request, call.prefix, change.digest) ?? Fail.changedDuringRead({ path: edit.filePath })
      )
    default:
      return Fail.invalidState({ detail: "an edit was declined that was decided" })
  }
}

/**
 * A file before and after, and where in it something was replaced.
 *
 * @since 0.1.0
 */
export interface Shown {
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
  readonly delta: ReadonlyArray<Delta>
  readonly mode?: number | undefined
  readonly newMode?: number | undefined
}

/**
 * What a change makes of a file, to be shown or remembered.
 *
 * @since 0.1.0
 */
export const shownBy = (change: Change, patch: PatchWrite.Understood | undefined): Shown => {
  switch (change._tag) {
    case "Spliced":
      return { before: change.before, after: Bytes.concat(change.plan.pieces), delta: change.plan.deltas }
    case "Patched": {
      const after = patch?.patch.change === "remove" ? undefined : change.applied.content
      const { applied, before, mode, newMode } = change
      return { before, after, delta: applied.deltas, mode, newMode }
    }
    case "Whole": {
      const { after, before } = change
      const isKept = before === after
      const sizes = { startByte: 0, removedBytes: before?.length ?? 0, addedBytes: after?.length ?? 0 }
      return { before, after, delta: isKept ? [] : [sizes] }
    }
    default:
      return { before: undefined, after: undefined, delta: [] }
  }
}
