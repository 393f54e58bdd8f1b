/**
 * What the calling thread and the thread that watches say to each other.
 *
 * @internal
 */
import type { IgnoreRules } from "@ploke/io/IgnoreRules"
import type { HintBatch } from "./watchHints.ts"

/** To the thread that watches. Roots and questions have numbers. */
export type Order =
  | { readonly _tag: "Open"; readonly root: number; readonly path: string; readonly rules: IgnoreRules }
  | { readonly _tag: "Close"; readonly root: number }
  | {
      readonly _tag: "Revive"
      readonly root: number
      readonly question: number
      readonly folders: ReadonlyArray<string>
    }
  | { readonly _tag: "Watches"; readonly root: number; readonly question: number }
  /** The last hints have been given: the next may come. */
  | { readonly _tag: "Taken" }

/** From the thread that watches. */
export type Report =
  | { readonly _tag: "Ready"; readonly root: number }
  | { readonly _tag: "Closed"; readonly root: number }
  | { readonly _tag: "Answer"; readonly question: number; readonly value: number | undefined }
  | { readonly _tag: "Hints"; readonly batches: ReadonlyArray<HintBatch> }
