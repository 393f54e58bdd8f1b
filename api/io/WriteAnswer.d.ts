import type { Delta, OriginId } from "@ploke/core";
import type { Operation, PlokeError } from "@ploke/error";
import * as Effect from "effect/Effect";
import type { WriteBase } from "./WriteEngine.ts";
import type { WriteOutcome, WriteProblem } from "./WriteOutcome.ts";
export declare const failure: (path: string, operation: Operation, problem: Exclude<WriteProblem<never>, {
    readonly _tag: "Declined";
}>, fileBytesMax: number) => PlokeError;
export interface Done {
    readonly filePath: string;
    readonly outcome: Extract<WriteOutcome<unknown>, {
        readonly _tag: "Written";
    }>;
    readonly delta: ReadonlyArray<Delta>;
    readonly origin: OriginId | undefined;
    readonly newPath?: string | undefined;
    readonly rebased?: true | undefined;
}
export declare const result: (base: Pick<WriteBase, "prefix">, args_1: Done) => Effect.Effect<{
    readonly filePath: string;
    readonly oldHash?: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
    readonly delta: readonly {
        readonly startByte: number;
        readonly removedBytes: number;
        readonly addedBytes: number;
    }[];
    readonly rebased?: true;
    readonly origin?: string & import("effect/Brand").Brand<"@ploke/core/OriginId">;
    readonly durability: "bestEffort" | "strict";
    readonly newPath?: string;
    readonly newHash?: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
}, never, never>;
