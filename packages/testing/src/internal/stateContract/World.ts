/**
 * What the facts of the contract of `StateStore` are told about, and the demand that nothing of them stays open.
 *
 * @internal
 */
import { assert, it } from "@effect/vitest"
import type { AccessFailure, StateFolder } from "@ploke/io"
import { StateStore } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { expectNoLeaks } from "../../Leaks.ts"
import type { StateStoreContractOptions } from "../../StateStoreContract.ts"

export interface World {
  readonly fs: FileSystem.FileSystem
  readonly store: StateStore
  /** A folder that is there. */
  readonly base: string
  /** Below that; not there until it is made. */
  readonly state: string
  /** The folder that is made by `made`. */
  readonly path: string
  /** Makes and opens the folder. */
  readonly made: Effect.Effect<StateFolder>
}

export type Fact = (
  title: string,
  body: (world: World) => Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>
) => void

export const factOn =
  (platform: Layer.Layer<FileSystem.FileSystem>, { openBelow }: StateStoreContractOptions): Fact =>
  (title, body) => {
    it.live(title, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const store = yield* StateStore
        const base = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "ploke-state-" }))
        const state = `${base}/state`
        const made = Effect.map(Effect.orDie(store.open(state, "journals", "make")), (folder) => {
          if (folder === undefined) throw new Error("was not made")
          return folder
        })
        yield* expectNoLeaks(body({ fs, store, base, state, path: `${state}/journals`, made }))
        if (openBelow !== undefined) assert.deepStrictEqual(openBelow(base), [])
      }).pipe(Effect.scoped, Effect.provide(platform))
    )
  }

/** The failure of what must fail with a refusal. */
export const refusalOf = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<AccessFailure, never, R> =>
  Effect.matchEffect(Effect.scoped(effect as Effect.Effect<A, E, R | Scope.Scope>), {
    onFailure: (failure) =>
      isAccessFailure(failure)
        ? Effect.succeed(failure)
        : Effect.die(new Error(`failed otherwise: ${String(failure)}`)),
    onSuccess: () => Effect.die(new Error("was not refused"))
  }) as Effect.Effect<AccessFailure, never, R>

const isAccessFailure = (failure: unknown): failure is AccessFailure =>
  (failure as { readonly _tag?: unknown })._tag === "AccessFailure"

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

export const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** What stands in a file of a folder, read by opening it anew. */
export const textOf = (folder: StateFolder, name: string): Effect.Effect<string, AccessFailure> =>
  Effect.scoped(
    Effect.flatMap(folder.open(name, "leave"), (file) =>
      Effect.flatMap(file.sizeBytes, (size) => Effect.map(file.read(0, size), decode))
    )
  )

/** Writes the beginning of a file, and makes it where it is missing. */
export const write = (folder: StateFolder, name: string, ...pieces: ReadonlyArray<string>) =>
  Effect.scoped(Effect.flatMap(folder.open(name, "make"), (file) => file.write(0, pieces.map(encode))))
