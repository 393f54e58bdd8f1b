import type * as Layer from "effect/Layer";
import type { ContractPlatform } from "./PathPolicyContract.ts";
export declare const writeContract: (name: string, platform: Layer.Layer<ContractPlatform>) => void;
