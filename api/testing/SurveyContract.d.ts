import { FileAccess } from "@ploke/io";
import * as FileSystem from "effect/FileSystem";
import type * as Layer from "effect/Layer";
import type { ContractOptions } from "./PathPolicyContract.ts";
export declare const surveyContract: (name: string, platform: Layer.Layer<FileAccess | FileSystem.FileSystem>, options?: ContractOptions) => void;
