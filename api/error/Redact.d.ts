import { PlokeError } from "./PlokeError.ts";
export declare const redact: <E extends PlokeError>(error: E, roots: ReadonlyArray<string>) => E;
