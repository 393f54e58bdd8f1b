import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import { OwnWrites } from "./OwnWrites.ts";
declare const WatchLedger_base: Context.ServiceClass<WatchLedger, "@ploke/io/WatchLedger", OwnWrites>;
export declare class WatchLedger extends WatchLedger_base {
    static readonly layer: Layer.Layer<WatchLedger>;
}
export {};
