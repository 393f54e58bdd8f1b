import type { Durability, OriginId } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
import * as Effect from "effect/Effect";
import * as WriteCall from "./WriteCall.ts";
import type { How } from "./WriteEngine.ts";
import type { Base, Decision, WriteOutcome } from "./WriteOutcome.ts";
export interface EditOptions {
    readonly origin?: OriginId | undefined;
    readonly durability?: Durability | undefined;
}
export declare const encode: ({ fileBytesMax }: Pick<WriteCall.WriteCall, "fileBytesMax">, path: string, content: string) => Uint8Array | PlokeError;
export declare const create: (call: WriteCall.WriteCall, request: {
    readonly id?: (string & import("effect/Brand").Brand<"@ploke/core/RequestId">) | undefined;
    readonly filePath: string;
    readonly content: string;
    readonly onExists: "error" | "overwrite";
    readonly createParents: boolean;
    readonly mode?: number | undefined;
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
}, import("@ploke/error").ContextualError | import("@ploke/error").DomainError | import("@ploke/error").FatalError | import("@ploke/error").InternalError | import("@ploke/error").WarningError, never>;
export declare const createBy: (call: WriteCall.WriteCall, how: How, request: Pick<{
    readonly id?: (string & import("effect/Brand").Brand<"@ploke/core/RequestId">) | undefined;
    readonly filePath: string;
    readonly content: string;
    readonly onExists: "error" | "overwrite";
    readonly createParents: boolean;
    readonly mode?: number | undefined;
    readonly origin?: (string & import("effect/Brand").Brand<"@ploke/core/OriginId">) | undefined;
    readonly durability?: "bestEffort" | "strict" | undefined;
}, "content" | "createParents" | "filePath" | "mode" | "onExists">, place: "asItIs" | "free") => Effect.Effect<WriteOutcome<Change>, import("@ploke/error").ContextualError | import("@ploke/error").DomainError | import("@ploke/error").FatalError | import("@ploke/error").InternalError | import("@ploke/error").WarningError, never>;
export declare const applyEdit: (call: WriteCall.WriteCall, edit: {
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
}, options: EditOptions) => Effect.Effect<{
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
}, import("@ploke/error").ContextualError | import("@ploke/error").DomainError | import("@ploke/error").FatalError | import("@ploke/error").InternalError | import("@ploke/error").WarningError, never>;
interface Whole {
    readonly _tag: "Whole";
    readonly before: Uint8Array | undefined;
    readonly after: Uint8Array | undefined;
}
export type Change = Whole | {
    readonly _tag: "Mismatch";
    readonly digest: string;
};
export declare const ifExpected: <A>(call: Pick<WriteCall.WriteCall, "prefix">, expectedHash: string | undefined, then: (file: Base) => A) => (file: Base) => A | Extract<Decision<Change>, {
    readonly _tag: "Decline";
}>;
export declare const put: (before: Uint8Array, after: Uint8Array) => Decision<Change>;
export declare const removing: ({ bytes }: Base) => Decision<Change>;
export {};
