import type { Delta, FileEdit } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
import * as Effect from "effect/Effect";
import * as EditWrite from "./EditWrite.ts";
import * as PatchWrite from "./PatchWrite.ts";
import type { PathRules } from "./PathRules.ts";
import * as SnippetWrite from "./SnippetWrite.ts";
import type { WriteCall } from "./WriteCall.ts";
import type { Base, Decision } from "./WriteOutcome.ts";
type Edit<Tag extends FileEdit["_tag"]> = Extract<FileEdit, {
    readonly _tag: Tag;
}>;
export interface Part {
    readonly edits: Array<number>;
    readonly edit: FileEdit;
    readonly splices: ReadonlyArray<Edit<"Splice">>;
    readonly patch: PatchWrite.Understood | undefined;
    readonly source: string | undefined;
    readonly target: string | undefined;
    readonly newPath: string | undefined;
}
export interface Problem {
    readonly edits: ReadonlyArray<number>;
    readonly path: string;
    readonly error: PlokeError;
}
export interface Plan {
    readonly parts: ReadonlyArray<Part>;
    readonly problems: ReadonlyArray<Problem>;
}
export declare const make: (call: WriteCall, rules: PathRules, edits: readonly ({
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
})[], trust: "disk" | "text") => Effect.Effect<Plan, never, never>;
export declare const vacates: ({ edit, patch }: Part) => boolean;
export declare const vacated: (parts: ReadonlyArray<Part>) => ReadonlySet<string | undefined>;
export declare const clashes: (parts: ReadonlyArray<Part>) => ReadonlyArray<Problem>;
export type Change = SnippetWrite.Change | EditWrite.Change | PatchWrite.Change;
export interface Judge {
    readonly links: "followed" | "refused";
    readonly decide: (file: Base) => Decision<Change>;
}
export declare const judgeOf: (call: WriteCall, { edit, patch, splices }: Part) => Judge | PlokeError;
export declare const operations: {
    readonly Splice: "write";
    readonly Create: "create";
    readonly Replace: "write";
    readonly Remove: "remove";
    readonly Rename: "rename";
    readonly Patch: "patch";
};
export declare const declinedError: (call: WriteCall, edit: FileEdit, change: Change) => PlokeError;
export interface Shown {
    readonly before: Uint8Array | undefined;
    readonly after: Uint8Array | undefined;
    readonly delta: ReadonlyArray<Delta>;
    readonly mode?: number | undefined;
    readonly newMode?: number | undefined;
}
export declare const shownBy: (change: Change, patch: PatchWrite.Understood | undefined) => Shown;
export {};
