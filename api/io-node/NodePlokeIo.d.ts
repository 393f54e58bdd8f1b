import * as NodeServices from "@effect/platform-node/NodeServices";
import type { PlokeError } from "@ploke/error";
import { PlokeIo } from "@ploke/io";
import type { FileAccess, Hasher } from "@ploke/io";
import * as Layer from "effect/Layer";
import * as Config from "effect/Config";
export interface NodePlokeIoOptions extends PlokeIo.PlokeIoOptions {
    readonly hash?: string | undefined;
}
export type NodePlokeIo = PlokeIo.PlokeIo | FileAccess | Hasher | NodeServices.NodeServices;
export declare const layer: (options: NodePlokeIoOptions) => Layer.Layer<NodePlokeIo, PlokeError>;
export declare const layerConfig: (options: Config.Wrap<NodePlokeIoOptions>) => Layer.Layer<NodePlokeIo, PlokeError | Config.ConfigError>;
