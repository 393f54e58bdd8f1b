import type { CreateFileData, Durability, EditResult, FileEdit, FilePreview, PatchData, PatchResult, RecoveryReport, TransactionResult, WriteResult, WriteSnippetData } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
import * as Context from "effect/Context";
import * as Duration from "effect/Duration";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type * as Result from "effect/Result";
import * as Scope from "effect/Scope";
import type { EditOptions } from "./EditWrite.ts";
import { FileAccess } from "./FileAccess.ts";
import { Hasher } from "./Hasher.ts";
import { PathPolicy } from "./PathPolicy.ts";
import { Permits } from "./Permits.ts";
export type { EditOptions } from "./EditWrite.ts";
export interface WriteServiceOptions {
    readonly durability?: Durability | undefined;
    readonly hardLinks?: "refuse" | "split" | undefined;
    readonly maxFileBytes?: number | undefined;
    readonly lock?: "process" | "advisory" | undefined;
    readonly lockWait?: Duration.Input | undefined;
    readonly stateDirectory?: string | undefined;
}
export interface RecoverOptions {
    readonly resolve?: "force" | "abandon" | undefined;
}
declare const WriteService_base: Context.ServiceClass<WriteService, "@ploke/io/WriteService", {
    readonly writeSnippet: (request: WriteSnippetData) => Effect.Effect<WriteResult, PlokeError>;
    readonly writeSnippets: (requests: ReadonlyArray<WriteSnippetData>) => Effect.Effect<ReadonlyArray<Result.Result<WriteResult, PlokeError>>>;
    readonly createFile: (request: CreateFileData) => Effect.Effect<WriteResult, PlokeError>;
    readonly applyPatch: (request: PatchData) => Effect.Effect<PatchResult, PlokeError>;
    readonly applyEdit: (edit: FileEdit, options?: EditOptions) => Effect.Effect<EditResult, PlokeError>;
    readonly transaction: (edits: ReadonlyArray<FileEdit>, options?: EditOptions) => Effect.Effect<TransactionResult, PlokeError>;
    readonly recover: (options?: RecoverOptions) => Effect.Effect<RecoveryReport, PlokeError>;
    readonly preview: (edits: ReadonlyArray<FileEdit>) => Effect.Effect<ReadonlyArray<FilePreview>, PlokeError>;
}>;
export declare class WriteService extends WriteService_base {
    static readonly layer: (options?: WriteServiceOptions) => Layer.Layer<WriteService, PlokeError, FileAccess | Hasher | PathPolicy | Permits>;
}
export declare const make: (options: WriteServiceOptions) => Effect.Effect<{
    readonly writeSnippet: (request: WriteSnippetData) => Effect.Effect<WriteResult, PlokeError>;
    readonly writeSnippets: (requests: ReadonlyArray<WriteSnippetData>) => Effect.Effect<ReadonlyArray<Result.Result<WriteResult, PlokeError>>>;
    readonly createFile: (request: CreateFileData) => Effect.Effect<WriteResult, PlokeError>;
    readonly applyPatch: (request: PatchData) => Effect.Effect<PatchResult, PlokeError>;
    readonly applyEdit: (edit: FileEdit, options?: EditOptions) => Effect.Effect<EditResult, PlokeError>;
    readonly transaction: (edits: ReadonlyArray<FileEdit>, options?: EditOptions) => Effect.Effect<TransactionResult, PlokeError>;
    readonly recover: (options?: RecoverOptions) => Effect.Effect<RecoveryReport, PlokeError>;
    readonly preview: (edits: ReadonlyArray<FileEdit>) => Effect.Effect<ReadonlyArray<FilePreview>, PlokeError>;
}, import("@ploke/error").DomainErrorOf<import("@ploke/error").Io> | import("@ploke/error").FatalErrorOf<import("@ploke/error").SyntaxError>, FileAccess | Hasher | PathPolicy | Permits | Scope.Scope>;
