import * as Effect from "effect/Effect";
import type { EditOptions } from "./EditWrite.ts";
import * as WriteCall from "./WriteCall.ts";
export declare const transaction: (call: WriteCall.WriteCall, edits: readonly ({
    readonly _tag: "Splice";
    readonly filePath: string;
    readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
    readonly startByte: number;
    readonly endByte: number;
    readonly replacement: string;
    readonly onMismatch?: "fail" | "rebase" | undefined;
    readonly baseContent?: string | undefined;
} | {
    readonly _tag: "Create";
    readonly filePath: string;
    readonly content: string;
    readonly onExists: "error" | "overwrite";
    readonly createParents: boolean;
    readonly mode?: number | undefined;
} | {
    readonly _tag: "Replace";
    readonly filePath: string;
    readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
    readonly content: string;
} | {
    readonly _tag: "Remove";
    readonly filePath: string;
    readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
} | {
    readonly _tag: "Rename";
    readonly filePath: string;
    readonly newPath: string;
    readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
} | {
    readonly _tag: "Patch";
    readonly filePath: string;
    readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
    readonly diff: string;
    readonly fuzz: number;
})[], options: EditOptions) => Effect.Effect<{
    readonly id: string;
    readonly results: readonly {
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
    }[];
    readonly origin?: string & import("effect/Brand").Brand<"@ploke/core/OriginId">;
    readonly durability: "bestEffort" | "strict";
}, import("@ploke/error").ContextualError | import("@ploke/error").DomainError | import("@ploke/error").FatalError | import("@ploke/error").InternalError | import("@ploke/error").WarningError, never>;
