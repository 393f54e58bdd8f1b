import type { Delta, PatchData } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
import * as Effect from "effect/Effect";
import * as MoveEngine from "./MoveEngine.ts";
import * as Patch from "./Patch.ts";
import * as PatchApply from "./PatchApply.ts";
import type { PathRules } from "./PathRules.ts";
import type * as PathSyntax from "./PathSyntax.ts";
import * as Preview from "./Preview.ts";
import * as WriteCall from "./WriteCall.ts";
import type { How } from "./WriteEngine.ts";
import type { Base, Decision, WriteOutcome } from "./WriteOutcome.ts";
export type PatchWish = Pick<PatchData, "filePath" | "expectedHash" | "diff" | "fuzz">;
type Applied = Extract<PatchApply.Outcome, {
    readonly _tag: "Applied";
}>;
export type Change = {
    readonly _tag: "Patched";
    readonly applied: Applied;
    readonly before: Uint8Array | undefined;
    readonly mode: number | undefined;
    readonly newMode?: number | undefined;
} | {
    readonly _tag: "Mismatch";
    readonly digest: string;
} | {
    readonly _tag: "Rejected";
    readonly problem: Parameters<typeof PatchApply.toError>[1];
};
export interface Understood {
    readonly patch: Patch.FilePatch;
    readonly newPath: string | undefined;
}
export declare const understand: (flavor: PathSyntax.Flavor, { diff, filePath: path, fuzz }: PatchWish) => Understood | PlokeError;
export declare const decide: (call: Pick<WriteCall.WriteCall, "fileBytesMax" | "prefix">, wish: PatchWish, patch: Patch.FilePatch) => ({ bytes, digest, status }: Base) => Decision<Change>;
export declare const apply: (call: WriteCall.WriteCall, request: {
    readonly id?: (string & import("effect/Brand").Brand<"@ploke/core/RequestId">) | undefined;
    readonly filePath: string;
    readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
    readonly diff: string;
    readonly fuzz: number;
    readonly dryRun: boolean;
    readonly origin?: (string & import("effect/Brand").Brand<"@ploke/core/OriginId">) | undefined;
    readonly durability?: "bestEffort" | "strict" | undefined;
}) => Effect.Effect<{
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
    readonly hunks: readonly {
        readonly applied: boolean;
        readonly offset: number;
        readonly fuzz: number;
    }[];
    readonly preview: string;
}, import("@ploke/error").ContextualError | import("@ploke/error").DomainError | import("@ploke/error").FatalError | import("@ploke/error").InternalError | import("@ploke/error").WarningError, never>;
export declare const deltaOf: (patch: Patch.FilePatch, { applied, before }: Extract<Change, {
    readonly _tag: "Patched";
}>) => ReadonlyArray<Delta>;
export declare const run: (call: WriteCall.WriteCall, how: How, request: PatchWish, args_3: Understood, place: "asItIs" | "free") => Effect.Effect<MoveEngine.MoveOutcome<Change>, never, never>;
export interface Made {
    readonly _tag: "Made";
    readonly bytes: Uint8Array;
    readonly usualMode: number | undefined;
    readonly change: Change;
}
export declare const make: ({ fileBytesMax }: Pick<WriteCall.WriteCall, "fileBytesMax">, { fuzz }: Pick<PatchWish, "fuzz">, patch: Patch.FilePatch) => Made | Extract<WriteOutcome<Change>, {
    readonly _tag: "Declined";
}>;
export declare const declinedError: ({ prefix }: Pick<WriteCall.WriteCall, "prefix">, { expectedHash, filePath }: PatchWish, change: Change) => PlokeError;
export declare const preview: ({ access }: Pick<WriteCall.WriteCall, "access">, rules: PathRules, { applied, before, mode, newMode, newPath, patch }: Understood & Omit<Extract<Change, {
    readonly _tag: "Patched";
}>, "_tag">, path: string) => Preview.Preview;
export {};
