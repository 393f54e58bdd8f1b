/**
 * Which requests of a batch change the same file, whatever they call it.
 *
 * @since 0.1.0
 */
import type { WriteSnippetData } from "@ploke/core"
import * as Effect from "effect/Effect"
import type { FileAccess } from "./FileAccess.ts"
import type { PathRules } from "./PathRules.ts"
import type { Permits } from "./Permits.ts"
import * as Resolution from "./Resolution.ts"

/**
 * Requests that change one file, by their positions, and its canonical path where it was found.
 *
 * @since 0.1.0
 */
export interface Group {
  readonly requests: ReadonlyArray<number>
  readonly located: string | undefined
}

/**
 * Groups requests by canonical file and expected hash, each in the order of the requests; what cannot be found stands
 * alone. A single request is not looked up.
 *
 * @param access - the platform
 * @param permits - the bound of open descriptors
 * @param rules - the snapshot of the rules that the whole batch keeps
 * @param requests - in any order
 * @since 0.1.0
 */
export const group = Effect.fnUntraced(function* (
  access: FileAccess["Service"],
  permits: Permits["Service"],
  rules: PathRules,
  requests: ReadonlyArray<Pick<WriteSnippetData, "filePath" | "expectedHash">>
): Effect.fn.Return<ReadonlyArray<Group>> {
  if (requests.length < 2) return requests.map((_, i) => ({ requests: [i], located: undefined }))
  const paths = requests.map((request) => request.filePath)
  const found = yield* permits.withBudget(2, (budget) => Resolution.resolveAll(access, rules, paths, budget))
  const groups = new Map<string, { readonly requests: Array<number>; readonly located: string | undefined }>()
  found.forEach((each, i) => {
    const located = each._tag === "Located" && each.type === "File" ? each.path : undefined
    const key = located === undefined ? `\0${i}` : `${requests[i]!.expectedHash}\0${located}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { requests: [i], located })
    else known.requests.push(i)
  })
  return [...groups.values()]
})
