/**
 * Shows what edits would make of their files: a diff and the hashes of each, without a lock, a temporary or a change. The
 * edits are taken together: an edit may take the place of a file that another one removes or renames.
 *
 * @since 0.1.0
 */
import type { FileEdit, FilePreview } from "@ploke/core"
import type { PlokeError } from "@ploke/error"
import { Fail, isPlokeError } from "@ploke/error"
import * as Effect from "effect/Effect"
import * as ContentDigest from "./ContentDigest.ts"
import * as EditPlan from "./EditPlan.ts"
import type { Change, Part } from "./EditPlan.ts"
import * as EditWrite from "./EditWrite.ts"
import * as Limits from "./Limits.ts"
import * as PatchWrite from "./PatchWrite.ts"
import * as Preview from "./Preview.ts"
import * as Resolution from "./Resolution.ts"
import * as WriteAnswer from "./WriteAnswer.ts"
import type { WriteCall } from "./WriteCall.ts"
import type { How } from "./WriteEngine.ts"
import * as WriteEngine from "./WriteEngine.ts"
import type { WriteOutcome } from "./WriteOutcome.ts"

/**
 * Shows what edits would make of their files, one preview for each file; fails with what is wrong with the first edit with
 * which something is wrong.
 *
 * @param call - what every call has at hand
 * @param edits - in any order, each file once but for splices of one content
 * @since 0.1.0
 */
export const preview = Effect.fnUntraced(function* (
  call: WriteCall,
  edits: ReadonlyArray<FileEdit>
): Effect.fn.Return<ReadonlyArray<FilePreview>, PlokeError> {
  const how: How = { rules: yield* call.policy.current, durability: call.durability, origin: undefined, act: "show" }
  const { parts, problems } = yield* EditPlan.make(call, how.rules, edits, "disk")
  const [problem = EditPlan.clashes(parts)[0]] = problems
  if (problem !== undefined) return yield* problem.error
  const free = EditPlan.vacated(parts)
  const shown = yield* Effect.forEach(parts, (part) => Effect.result(show(call, how, part, free)), {
    concurrency: Limits.writesAtOnce
  })
  return yield* Effect.forEach(shown, Effect.fromResult)
})

const show = Effect.fnUntraced(function* (
  call: WriteCall,
  how: How,
  part: Part,
  free: ReadonlySet<string | undefined>
): Effect.fn.Return<FilePreview, PlokeError> {
  const { edit, newPath, patch } = part
  const { filePath } = edit
  const isFree = part.target !== undefined && free.has(part.target)
  if (newPath !== undefined && !isFree) yield* demandFree(call, how, newPath)
  const outcome = yield* outcomeOf(call, how, part, isFree ? "free" : "asItIs")
  if (outcome._tag === "Declined") return yield* EditPlan.declinedError(call, edit, outcome.change)
  if (outcome._tag !== "Written") {
    return yield* WriteAnswer.failure(filePath, EditPlan.operations[edit._tag], outcome, call.fileBytesMax)
  }
  const { after, before, delta, mode, newMode } = EditPlan.shownBy(outcome.change, patch)
  const nameOf = (path: string) => Preview.nameOf(how.rules, call.access.flavor, path)
  const { cut, text } = Preview.unified({
    name: nameOf(filePath),
    ...(newPath === undefined ? {} : { newName: nameOf(newPath) }),
    before,
    after,
    ...Preview.modesOf(mode, newMode)
  })
  return {
    filePath,
    ...(newPath === undefined ? {} : { newPath }),
    edits: part.edits,
    ...(outcome.oldDigest === undefined ? {} : { oldHash: ContentDigest.hashOf(call, outcome.oldDigest) }),
    ...(after === undefined || outcome.newDigest === undefined
      ? {}
      : { newHash: ContentDigest.hashOf(call, outcome.newDigest) }),
    delta,
    preview: text,
    cut
  }
})

const demandFree = Effect.fnUntraced(function* (call: WriteCall, { rules }: How, newPath: string) {
  const found = yield* Resolution.resolveForCreate(call.access, rules, newPath)
  if (found._tag !== "Located") return yield* Resolution.toError(newPath, "rename", found)
  if (found.type !== "Unknown") return yield* Fail.alreadyExists({ path: newPath })
})

const outcomeOf = (
  call: WriteCall,
  how: How,
  part: Part,
  place: "free" | "asItIs"
): Effect.Effect<WriteOutcome<Change>, PlokeError> => {
  const { edit, patch } = part
  if (edit._tag === "Create") return EditWrite.createBy(call, how, edit, place)
  if (edit._tag === "Patch" && part.newPath === undefined) {
    return Effect.map(PatchWrite.run(call, how, edit, patch!, place), ({ outcome }) => outcome)
  }
  const judge = EditPlan.judgeOf(call, part)
  return isPlokeError(judge)
    ? Effect.fail(judge)
    : WriteEngine.rewrite<Change>(call, how, { path: edit.filePath, ...judge })
}
