import type { ChangedFileData, FileContent, FileData, FileHash, ReadFileRequest, SnippetRequest } from "@ploke/core";
import type { PlokeError } from "@ploke/error";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type * as Option from "effect/Option";
import type * as Result from "effect/Result";
import * as Stream from "effect/Stream";
import { FileAccess } from "./FileAccess.ts";
import type { StreamFileOptions } from "./FileStream.ts";
import { Hasher } from "./Hasher.ts";
import { PathPolicy } from "./PathPolicy.ts";
import { Permits } from "./Permits.ts";
import type { ScanOutcome } from "./ReadAnswer.ts";
export type { StreamFileOptions } from "./FileStream.ts";
export type { ScanOutcome } from "./ReadAnswer.ts";
export interface ReadServiceOptions {
    readonly maxFileBytes?: number | undefined;
    readonly largeFiles?: "skip" | "stream" | undefined;
}
declare const ReadService_base: Context.ServiceClass<ReadService, "@ploke/io/ReadService", {
    readonly readSnippet: (request: SnippetRequest) => Effect.Effect<string, PlokeError>;
    readonly readSnippets: (requests: ReadonlyArray<SnippetRequest>) => Effect.Effect<ReadonlyArray<Result.Result<string, PlokeError>>>;
    readonly readFile: (request: ReadFileRequest) => Effect.Effect<FileContent, PlokeError>;
    readonly streamFile: (path: string, options?: StreamFileOptions) => Stream.Stream<Uint8Array, PlokeError>;
    readonly hashFile: (path: string) => Effect.Effect<FileHash, PlokeError>;
    readonly hashFiles: (paths: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Result.Result<FileHash, PlokeError>>>;
    readonly scanChanges: (files: ReadonlyArray<FileData>) => Effect.Effect<ReadonlyArray<Option.Option<ChangedFileData>>, PlokeError>;
    readonly scan: <E, R>(files: Stream.Stream<FileData, E, R>) => Stream.Stream<ScanOutcome, E, R>;
}>;
export declare class ReadService extends ReadService_base {
    static readonly layer: (options?: ReadServiceOptions) => Layer.Layer<ReadService, PlokeError, FileAccess | Hasher | PathPolicy | Permits>;
}
export declare const make: (options: ReadServiceOptions) => Effect.Effect<{
    readonly readSnippet: (request: SnippetRequest) => Effect.Effect<string, PlokeError>;
    readonly readSnippets: (requests: ReadonlyArray<SnippetRequest>) => Effect.Effect<ReadonlyArray<Result.Result<string, PlokeError>>>;
    readonly readFile: (request: ReadFileRequest) => Effect.Effect<FileContent, PlokeError>;
    readonly streamFile: (path: string, options?: StreamFileOptions) => Stream.Stream<Uint8Array, PlokeError>;
    readonly hashFile: (path: string) => Effect.Effect<FileHash, PlokeError>;
    readonly hashFiles: (paths: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Result.Result<FileHash, PlokeError>>>;
    readonly scanChanges: (files: ReadonlyArray<FileData>) => Effect.Effect<ReadonlyArray<Option.Option<ChangedFileData>>, PlokeError>;
    readonly scan: <E, R>(files: Stream.Stream<FileData, E, R>) => Stream.Stream<ScanOutcome, E, R>;
}, import("@ploke/error").ContextualError | import("@ploke/error").DomainError | import("@ploke/error").FatalError | import("@ploke/error").InternalError | import("@ploke/error").WarningError, FileAccess | Hasher | PathPolicy | Permits>;
