/**
 * Our watcher as the bench starts it, with an ear at the source of its hints.
 */
import { PlokeIo, WatchService, WatchSource } from "@ploke/io"
import { NodePlatform, NodeWatchSource } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { setTimeout as sleep } from "node:timers/promises"
import type { Start } from "./WatchContenders.ts"

/** Ready when `subscribe` has returned. */
export const start: Start = async (root, tell, hosting) => {
  const source = Layer.effect(
    WatchSource,
    Effect.map(WatchSource, ({ advice, open }) => ({
      advice,
      open: (path: string, request: Parameters<typeof open>[1]) =>
        open(path, {
          ...request,
          hint: (hint) => {
            if (hint._tag === "Dirty") tell("hint", "dirty", hint.path)
            request.hint(hint)
          }
        })
    }))
  ).pipe(Layer.provide(NodeWatchSource.layer))
  const layer = PlokeIo.layer({ roots: [root], watch: { hosting, index: "memory" } }).pipe(
    Layer.provide(Layer.provideMerge(source, NodePlatform.layer))
  )
  const runtime = ManagedRuntime.make(layer)
  const scope = Scope.makeUnsafe()
  const watching = await runtime.runPromise(WatchService)
  const events = await runtime.runPromise(Scope.provide(watching.subscribe, scope))
  runtime.runFork(
    Stream.runForEach(events, (event) =>
      Effect.sync(() => tell("event", event._tag, "path" in event ? event.path : ""))
    )
  )
  return {
    settle: async (files) => {
      for (;;) {
        const { roots } = await runtime.runPromise(watching.status)
        if (roots.every(({ hashed, state }) => state === "ready" && hashed >= files)) break
        await sleep(100)
      }
    },
    close: async () => {
      await runtime.dispose()
    }
  }
}
