/**
 * Private folders for Node: `StateStore` in the state directory of the user.
 *
 * Promised: what `StateStore` promises. The state directory and its folders belong to the current user alone; a file of
 * theirs is opened without following a link, and only if it is a regular file of the user with no other name. A folder
 * that was made is on the disk, name included, before it is lent. A call that was begun is waited for, interrupted or not.
 *
 * Not promised: that a new file keeps its name before `sync` of the folder, or its contents before its own; anything
 * against other programs of the same user; any order among writes to one file that do not wait for each other.
 *
 * Weakness: Node opens nothing relative to a folder, so that a folder is known by its path; only the user can exchange
 * it. On Windows neither owner nor mode can be looked at, and links are followed; there the folders below a profile are
 * the user's own. A state directory on a network is as durable as its server says.
 *
 * @since 0.1.0
 */
import { StateStore } from "@ploke/io"
import * as Layer from "effect/Layer"
import * as stateFolder from "./internal/stateFolder.ts"

/**
 * Provides the store. The state directory is `ploke-io` in `$XDG_STATE_HOME`, or in `~/.local/state` where that is not set;
 * on Windows in `%LOCALAPPDATA%`.
 *
 * @example
 * ```ts
 * import { StateStore } from "@ploke/io"
 * import { NodeStateStore } from "@ploke/io-node"
 * import * as Effect from "effect/Effect"
 * import { mkdtempSync } from "node:fs"
 * import { tmpdir } from "node:os"
 *
 * const stateDirectory = mkdtempSync(`${tmpdir()}/state-`)
 * const program = Effect.flatMap(StateStore, (store) => store.open(stateDirectory, "journals", "leave"))
 * console.log(await Effect.runPromise(Effect.provide(program, NodeStateStore.layer))) // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<never> = Layer.succeed(StateStore, {
  open: stateFolder.open,
  locate: stateFolder.locate
})
