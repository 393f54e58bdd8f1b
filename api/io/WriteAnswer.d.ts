import type { Operation, PlokeError, WarningError } from "@ploke/error";
import type { Written } from "./AtomicWrite.ts";
import type { WriteProblem } from "./WriteEngine.ts";
export declare const failure: (path: string, operation: Operation, problem: Exclude<WriteProblem<never>, {
    readonly _tag: "Declined";
}>, fileBytesMax: number) => PlokeError;
export declare const degraded: (path: string, { unsynced }: Written) => WarningError | undefined;
