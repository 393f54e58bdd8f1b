import type * as Layer from "effect/Layer";
import type { ContractOptions, ContractPlatform } from "./PathPolicyContract.ts";
export declare const readContract: (name: string, platform: Layer.Layer<ContractPlatform>, options?: ContractOptions) => void;
