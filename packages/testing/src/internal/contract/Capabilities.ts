/**
 * How a file system shows that it lacks a capability, so that nobody opts out of facts without need.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Stream from "effect/Stream"
import { type Capability, type Fact, fact, is, type World } from "./Fact.ts"

interface Absence {
  /** The fact that holds where the capability is missing. */
  readonly words: string
  /** Whether the capability is there; a failure means that it is not. */
  readonly present: (world: World) => Effect.Effect<boolean, PlatformError, FileSystem.FileSystem>
}

const absences: Readonly<Record<Capability, Absence>> = {
  symlinks: {
    words: "has no symbolic links",
    present: ({ at, fs }) => Effect.andThen(fs.symlink("f", at("/l")), Effect.as(fs.readLink(at("/l")), true))
  },
  hardLinks: {
    words: "has no hard links",
    present: ({ at, fs }) => Effect.as(fs.link(at("/f"), at("/g")), true)
  },
  modes: {
    words: "keeps no modes",
    present: ({ at, fs }) =>
      Effect.andThen(
        fs.chmod(at("/f"), 0o640),
        Effect.map(fs.stat(at("/f")), (info) => (info.mode & 0o777) === 0o640)
      )
  },
  permissions: {
    words: "lets the user past every permission",
    present: ({ at, fs }) =>
      Effect.andThen(
        fs.chmod(at("/f"), 0o000),
        fs.readFile(at("/f")).pipe(
          Effect.as(false),
          Effect.catchIf(
            (error) => error.reason._tag === "PermissionDenied",
            () => Effect.succeed(true)
          )
        )
      )
  },
  noFollow: {
    words: "cannot open without following links",
    present: ({ at, fs }) => Effect.scoped(Effect.as(fs.open(at("/f"), { noFollow: true }), true))
  },
  caseSensitive: {
    words: "does not tell names apart by case",
    present: ({ at, fs }) => Effect.map(fs.exists(at("/F")), (exists) => !exists)
  },
  watch: {
    words: "does not watch",
    present: ({ at, fs }) => {
      let ready = false
      const onReady = () => {
        ready = true
      }
      return fs.watch(at("/"), { onReady }).pipe(
        Stream.interruptWhen(Effect.suspend(() => (ready ? Effect.void : Effect.yieldNow))),
        Stream.runDrain,
        Effect.map(() => ready)
      )
    }
  }
}

/** The fact that takes the place of those that need the capability. */
export const absenceFact = (capability: Capability, reason: string): Fact => {
  const { present, words } = absences[capability]
  return fact(
    `${words} (${reason})`,
    { "/f": "text" },
    (world) => Effect.orElseSucceed(present(world), () => false),
    is(false)
  )
}
