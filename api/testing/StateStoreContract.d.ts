import type * as FileSystem from "effect/FileSystem";
import type * as Layer from "effect/Layer";
import type { ContractOptions } from "./PathPolicyContract.ts";
export interface StateStoreContractOptions extends ContractOptions {
    readonly openBelow?: ((folder: string) => ReadonlyArray<string>) | undefined;
}
export declare const stateStoreContract: (name: string, platform: Layer.Layer<FileSystem.FileSystem>, options?: StateStoreContractOptions) => void;
