import type { PathRules } from "./PathRules.ts";
import * as PathSyntax from "./PathSyntax.ts";
export declare const make: (rules: PathRules, flavor: PathSyntax.Flavor) => ((path: string) => boolean);
