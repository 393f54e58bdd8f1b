import type { WriteResult, WriteSnippetData } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import * as ReadAnswer from "./ReadAnswer.ts";
import * as Splice from "./Splice.ts";
import * as WriteCall from "./WriteCall.ts";
import type { Base, Decision } from "./WriteOutcome.ts";
export type Edits = ReadonlyArray<Pick<WriteSnippetData, "filePath" | "expectedHash" | "startByte" | "endByte" | "replacement" | "onMismatch" | "baseContent">>;
type Planned = Extract<Splice.Plan, {
    readonly _tag: "Planned";
}>;
export type Change = {
    readonly _tag: "Spliced";
    readonly plan: Planned;
    readonly rebased: true | undefined;
    readonly before: Uint8Array;
} | {
    readonly _tag: "Mismatch";
    readonly digest: string;
} | {
    readonly _tag: "Refused";
    readonly plan: Extract<Splice.Plan, {
        readonly _tag: "Refused";
    }>;
} | {
    readonly _tag: "AnotherBase";
    readonly edit: number;
};
export declare const decide: (call: WriteCall.WriteCall, edits: Edits) => ({ bytes, digest }: Base) => Decision<Change>;
type Results = ReadonlyArray<Result.Result<WriteResult, PlokeError>>;
export declare const writeAll: (call: WriteCall.WriteCall, requests: readonly {
    readonly id?: (string & import("effect/Brand").Brand<"@ploke/core/RequestId">) | undefined;
    readonly name?: string | undefined;
    readonly filePath: string;
    readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
    readonly startByte: number;
    readonly endByte: number;
    readonly replacement: string;
    readonly namespace?: (string & import("effect/Brand").Brand<"@ploke/core/Namespace">) | undefined;
    readonly origin?: (string & import("effect/Brand").Brand<"@ploke/core/OriginId">) | undefined;
    readonly onMismatch?: "fail" | "rebase" | undefined;
    readonly baseContent?: string | undefined;
    readonly durability?: "bestEffort" | "strict" | undefined;
}[]) => Effect.Effect<Results, never, never>;
export declare const declined: (prefix: string, request: Parameters<typeof ReadAnswer.hashProblem>[0], edit: number, change: Change) => PlokeError;
export {};
