import type { ChangedFileData, FileContent, FileData, FileHash, ReadFileRequest, SnippetRequest } from "@ploke/core";
import type { FatalError, Operation, PlokeError } from "@ploke/error";
import * as Option from "effect/Option";
import * as Result from "effect/Result";
import type { Root } from "./PathRules.ts";
import * as PathSyntax from "./PathSyntax.ts";
import type { Outcome } from "./ReadEngine.ts";
export type ScanOutcome = {
    readonly _tag: "Unchanged";
    readonly file: FileData;
} | {
    readonly _tag: "Changed";
    readonly file: FileData;
    readonly change: ChangedFileData;
} | {
    readonly _tag: "Missing";
    readonly file: FileData;
    readonly error: PlokeError;
} | {
    readonly _tag: "Failed";
    readonly file: FileData;
    readonly error: PlokeError;
};
type ReadOutcome = Extract<Outcome, {
    readonly _tag: "Read";
}>;
export declare const snippet: (request: SnippetRequest, prefix: string, outcome: Outcome, slice: number, textBytesMax: number) => Result.Result<string, PlokeError>;
export declare const file: (request: ReadFileRequest, prefix: string, outcome: Outcome, textBytesMax: number) => Result.Result<FileContent, PlokeError>;
export declare const invalidReadFile: (request: ReadFileRequest) => FatalError | undefined;
export declare const hash: (path: string, prefix: string, operation: Operation, outcome: Outcome, fileBytesMax: number) => Result.Result<FileHash, PlokeError>;
export declare const scan: (file: FileData, prefix: string, outcome: Outcome, fileBytesMax: number, lostRoot: string | undefined) => ScanOutcome;
export declare const changes: (outcomes: ReadonlyArray<ScanOutcome>) => Result.Result<ReadonlyArray<Option.Option<ChangedFileData>>, PlokeError>;
export declare const rootAbove: (roots: ReadonlyArray<Root>, path: string, flavor: PathSyntax.Flavor) => string | undefined;
export declare const failure: (path: string, operation: Operation, outcome: Exclude<Outcome, ReadOutcome>, maxBytes: number) => PlokeError;
type Verified = Pick<SnippetRequest, "filePath" | "expectedHash" | "id" | "name" | "namespace">;
export declare const hashProblem: (request: Verified, prefix: string, digest: string) => FatalError | undefined;
export {};
