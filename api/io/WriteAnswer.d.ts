import type { Delta, EditResult, OriginId } from "@ploke/core";
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
export declare const result: (base: Pick<WriteBase, "prefix">, { delta, filePath, newPath, origin, outcome, rebased }: Done) => Effect.Effect<EditResult>;
