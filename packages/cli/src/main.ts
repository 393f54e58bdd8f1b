#!/usr/bin/env node
/**
 * The program `ploke-io`.
 *
 * @since 0.1.0
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Cli from "./Cli.ts"
import * as Process from "./internal/Process.ts"

Process.runMain(Effect.provide(Cli.run(process.argv.slice(2)), NodeServices.layer))
