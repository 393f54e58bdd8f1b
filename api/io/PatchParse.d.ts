import * as Patch from "./Patch.ts";
import type { Parsed } from "./PatchHunk.ts";
export declare const parse: (diff: string) => Parsed<readonly [Patch.FilePatch, ...Array<Patch.FilePatch>]>;
