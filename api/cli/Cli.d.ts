import type * as NodeServices from "@effect/platform-node/NodeServices";
import * as Effect from "effect/Effect";
import type { ExitCode } from "./ExitCode.ts";
export declare const run: (args: ReadonlyArray<string>) => Effect.Effect<ExitCode, never, NodeServices.NodeServices>;
