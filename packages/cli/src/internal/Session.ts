/**
 * The flags that every command takes, and the services that every command runs in.
 *
 * @internal
 */
import { ErrorPolicy, type PlokeError } from "@ploke/error"
import { NodePlokeIo } from "@ploke/io-node"
import type * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import type { ExitCode } from "../ExitCode.ts"
import * as ExitCodes from "../ExitCode.ts"
import * as Arguments from "./Arguments.ts"
import * as Params from "./Params.ts"
import { type OutputClosed, Render } from "./Render.ts"

/** The command `ploke-io` with the flags that its commands share. */
export const ploke = Command.make("ploke-io").pipe(
  Command.withSharedFlags({
    json: Params.toggle("json", "Print JSON, one value per line; errors too, to standard error"),
    root: Params.folders("root", "Folder whose files may be used; repeatable (default: the current directory)"),
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

/** How files are written, by the commands that write, and how they are watched. */
export interface Settings extends Pick<NodePlokeIo.NodePlokeIoOptions, "debounce" | "durability" | "lock" | "watch"> {
  /**
   * When the roots count: from the start, which brings unfinished transactions in them to their end, or only once the
   * command has said so to the path policy. Default: `"fromStart"`.
   */
  readonly roots?: "fromStart" | "later"
}

/**
 * Runs a command over the roots; its failure is told here, and decides the exit code. That the command line was wrong is
 * left to whoever tells of all mistakes in it.
 */
export const handle = Effect.fnUntraced(function* <R extends Services>(
  run: (session: Session) => Effect.Effect<ExitCode, PlokeError | OutputClosed | CliError.ShowHelp, R>,
  { roots: when = "fromStart", ...settings }: Settings = {}
) {
  const flags = yield* ploke
  const code = yield* Effect.gen(function* () {
    const directory = yield* Arguments.workingDirectory
    const absolute = (typed: string) => Arguments.toAbsolute(typed, directory)
    const roots = flags.root.length === 0 ? [directory] : flags.root.map(absolute)
    const session = { directory, roots, absolute, shown: (path: string) => Arguments.shown(path, directory) }
    const { permits, symlinks } = flags
    const layer = NodePlokeIo.layer({ roots: when === "later" ? [] : roots, symlinks, permits, ...settings })
    // The services look for the policy when they are built: beside them it would be too late.
    return yield* Effect.provide(run(session), Layer.provideMerge(layer, ErrorPolicy.layerLog))
  }).pipe(
    Effect.catch((error) => {
      if (error._tag === "OutputClosed") return Effect.succeed<ExitCode>(0)
      if (error._tag === "ShowHelp") return Effect.fail(error)
      return Effect.flatMap(Render, (render) => Effect.as(render.failure(error), ExitCodes.ofError(error)))
    }),
    Effect.provide(Render.layer(flags.json ? "json" : "text"))
  )
  if (code !== 0) return yield* new Exit({ code })
})
