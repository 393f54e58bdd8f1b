import type { Flavor } from "./PathSyntax.ts";
export declare const sorted: (paths: Iterable<string>, flavor: Flavor) => Array<string>;
export declare const isWithin: (folder: string, path: string, flavor: Flavor) => boolean;
export declare function upwards(path: string, flavor: Flavor): Generator<string>;
