import * as Schema from "effect/Schema";
export declare const OnExists: Schema.Literals<readonly ["error", "overwrite"]>;
export type OnExists = typeof OnExists.Type;
export declare const FileMode: Schema.Natural;
export declare const CreateFileData: Schema.decodeTo<Schema.Struct<{
    readonly id: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/RequestId">>;
    readonly filePath: Schema.String;
    readonly content: Schema.String;
    readonly onExists: Schema.withDecodingDefaultKey<Schema.Literals<readonly ["error", "overwrite"]>, never>;
    readonly createParents: Schema.withDecodingDefaultKey<Schema.Boolean, never>;
    readonly mode: Schema.optional<Schema.Natural>;
    readonly origin: Schema.optional<import("./Ids.ts").IdSchema<"@ploke/core/OriginId">>;
    readonly durability: Schema.optional<Schema.Literals<readonly ["strict", "bestEffort"]>>;
}>, Schema.$Record<Schema.String, Schema.Unknown>, never, never>;
export type CreateFileData = typeof CreateFileData.Type;
