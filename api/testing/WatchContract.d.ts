import type * as Layer from "effect/Layer";
import type { ContractPlatform } from "./PathPolicyContract.ts";
export declare const watchContract: (name: string, platform: Layer.Layer<ContractPlatform>) => void;
