/**
 * The command line as a value, so that a test or another program can run it without a process of its own.
 *
 * @since 0.1.0
 */
import type * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as CliConfig from "effect/cli/CliConfig"
import type * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ExitCode } from "./ExitCode.ts"
import { applyCommand } from "./internal/ApplyCommand.ts"
import { doctorCommand } from "./internal/DoctorCommand.ts"
import { hashCommand } from "./internal/HashCommand.ts"
import { patchCommand } from "./internal/PatchCommand.ts"
import { readCommand } from "./internal/ReadCommand.ts"
import { recoverCommand } from "./internal/RecoverCommand.ts"
import * as Render from "./internal/Render.ts"
import { scanCommand } from "./internal/ScanCommand.ts"
import { type Exit, ploke } from "./internal/Session.ts"
import * as Versions from "./internal/Versions.ts"
import { watchCommand } from "./internal/WatchCommand.ts"
import { writeCommand } from "./internal/WriteCommand.ts"

const command = ploke.pipe(
  Command.withDescription("Read, hash, scan, change and watch files below chosen folders, verified by their hashes"),
  Command.withSubcommands([
    readCommand,
    hashCommand,
    scanCommand,
    writeCommand,
    patchCommand,
    applyCommand,
    watchCommand,
    recoverCommand,
    doctorCommand
  ]),
  Command.withExamples([
    { command: "ploke-io hash --json . > index.json", description: "Remember what every file is" },
    { command: "ploke-io scan index.json", description: "Tell what has changed since" },
    { command: "ploke-io read package.json", description: "Print a file" },
    { command: "git diff | ploke-io patch --directory ../copy --root ..", description: "Apply a diff elsewhere" },
    { command: "ploke-io apply edits.json", description: "Change many files: all of them or none" },
    { command: "ploke-io watch", description: "Tell what changes here, until Ctrl-C" },
    { command: "ploke-io doctor", description: "Check that everything works here" }
  ])
)

const builtIns = [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] as const

/**
 * Runs one command line, prints, and gives the exit code; it never fails.
 *
 * @param args - the arguments behind the name of the program
 *
 * @example
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { Cli } from "@ploke/io-cli"
 * import * as Effect from "effect/Effect"
 *
 * const code = await Effect.runPromise(Effect.provide(Cli.run(["hash", "package.json"]), NodeServices.layer))
 * console.log(code) // => 0
 * ```
 *
 * @since 0.1.0
 */
export const run = (args: ReadonlyArray<string>): Effect.Effect<ExitCode, never, NodeServices.NodeServices> =>
  Command.runWith(command, { version: Versions.own })(args).pipe(
    Effect.as<ExitCode>(0),
    Effect.catch((error) => Effect.succeed(codeOf(error))),
    Effect.provide(
      Layer.merge(
        CliOutput.layerPresenter(Render.presenter(args.includes("--json") ? "json" : "text")),
        CliConfig.layer({ builtIns })
      )
    ),
    Effect.catchDefect((defect) => Effect.as(Render.defect(Cause.die(defect)), 1 as const))
  )

// Whatever `effect/cli` does not understand has been told by the presenter.
const codeOf = (error: Exit | CliError.CliError): ExitCode => (error._tag === "Exit" ? error.code : 2)
