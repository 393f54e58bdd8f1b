/**
 * The flags that every command takes, and the services that every command runs in.
 *
 * @internal
 */
import type { PlokeError } from "@ploke/error"
import { NodePlokeIo } from "@ploke/io-node"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import type { ExitCode } from "../ExitCode.ts"
import * as ExitCodes from "../ExitCode.ts"
import * as Arguments from "./Arguments.ts"
import * as Params from "./Params.ts"
import { type OutputClosed, Render } from "./Render.ts"

/** The command `ploke-io` with the flags that its commands share. */
export const ploke = Command.make("ploke-io").pipe(
  Command.withSharedFlags({
    json: Flag.Boolean("json").pipe(
      Flag.withoutNegation,
      Flag.withDefault(false),
      Flag.withDescription("Print JSON, one value per line; errors too, to standard error")
    ),
    root: Params.folders("root", "Folder that may be read; repeatable (default: the current directory)"),
    symlinks: Flag.Literals("symlinks", ["DenyCrossRoot", "Follow", "Deny"]).pipe(
      Flag.withMetavar("POLICY"),
      Flag.withDefault("DenyCrossRoot"),
      Flag.withDescription("What links may do")
    ),
    permits: Params.wholeNumber("permits", 1, "How many files may be open at once (default: from the system's limit)")
  })
)

/** What a command knows of how it was called. */
export interface Session {
  readonly directory: string
  /** The roots as absolute paths. */
  readonly roots: ReadonlyArray<string>
  readonly absolute: (typed: string) => string
  readonly shown: (path: string) => string
}

/** Ends the process with a code, everything having been told. */
export class Exit extends Data.TaggedError("Exit")<{ readonly code: ExitCode }> {
  override readonly [Runtime.errorExitCode]: number = this.code
  override readonly [Runtime.errorReported]: boolean = false
}

type Services = NodePlokeIo.NodePlokeIo | Render

/** Runs a command over the roots; its failure is told here, and decides the exit code. */
export const handle = Effect.fnUntraced(function* <R extends Services>(
  run: (session: Session) => Effect.Effect<ExitCode, PlokeError | OutputClosed, R>
) {
  const flags = yield* ploke
  const code = yield* Effect.gen(function* () {
    const directory = yield* Arguments.workingDirectory
    const absolute = (typed: string) => Arguments.toAbsolute(typed, directory)
    const roots = flags.root.length === 0 ? [directory] : flags.root.map(absolute)
    const session = { directory, roots, absolute, shown: (path: string) => Arguments.shown(path, directory) }
    const layer = NodePlokeIo.layer({ roots, symlinks: flags.symlinks, permits: flags.permits })
    return yield* Effect.provide(run(session), layer)
  }).pipe(
    Effect.catch((error) => {
      if (error._tag === "OutputClosed") return Effect.succeed<ExitCode>(0)
      return Effect.flatMap(Render, (render) => Effect.as(render.failure(error), ExitCodes.ofError(error)))
    }),
    Effect.provide(Render.layer(flags.json ? "json" : "text"))
  )
  if (code !== 0) return yield* new Exit({ code })
})
