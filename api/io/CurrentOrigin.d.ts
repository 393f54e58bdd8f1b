import * as Context from "effect/Context";
import * as Option from "effect/Option";
export declare const CurrentOrigin: Context.Reference<Option.Option<string & import("effect/Brand").Brand<"@ploke/core/OriginId">>>;
