/**
 * Shows what edits would make of their files.
 *
 * @internal
 */
import type { FilePreview } from "@ploke/core"
import * as Effect from "effect/Effect"
import * as DiffText from "./DiffText.ts"
import { Render } from "./Render.ts"
import type { Session } from "./Session.ts"

/** Prints the diffs, or the previews with `--json`. */
export const show = Effect.fnUntraced(function* (session: Session, previews: ReadonlyArray<FilePreview>) {
  const render = yield* Render
  if (render.format === "json") return yield* render.values(previews)
  for (const { filePath, preview } of previews) {
    yield* render.diff(preview)
    if (DiffText.isCut(preview)) yield* render.trouble(`${session.shown(filePath)}: ${DiffText.cutNote}`)
  }
})

/** Tells where an edit was carried over to, if it was. */
export const rebasedNote = (path: string, at: number | undefined): string =>
  `${path}: had changed elsewhere; the edit was carried over${at === undefined ? "" : ` to byte ${at}`}`
