import type { PlokeError } from "@ploke/error";
export type ExitCode = 0 | 1 | 2 | 3 | 4;
export declare const ofError: (error: PlokeError) => ExitCode;
export declare const worst: (a: ExitCode, b: ExitCode) => ExitCode;
