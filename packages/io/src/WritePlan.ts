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
 * Groups requests by canonical file and expected hash, each in the order of the requests; what cannot be found stands
 * alone.
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
  requests: ReadonlyArray<WriteSnippetData>
): Effect.fn.Return<ReadonlyArray<ReadonlyArray<number>>> {
  if (requests.length < 2) return requests.map((_, i) => [i])
  const paths = requests.map((request) => request.filePath)
  const found = yield* permits.withBudget(2, (budget) => Resolution.resolveAll(access, rules, paths, budget))
  const groups = new Map<string, Array<number>>()
  found.forEach((each, i) => {
    const key = each._tag === "Located" ? `${requests[i]!.expectedHash}\0${each.path}` : `\0${i}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [i])
    else known.push(i)
  })
  return [...groups.values()]
})
