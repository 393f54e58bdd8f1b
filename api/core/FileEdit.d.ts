import * as Schema from "effect/Schema";
declare const members: Schema.Union<readonly [Schema.Struct<{
    readonly _tag: Schema.tag<"Splice">;
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
    readonly startByte: Schema.Natural;
    readonly endByte: Schema.Natural;
    readonly replacement: Schema.String;
    readonly onMismatch: Schema.optional<Schema.Literals<readonly ["fail", "rebase"]>>;
    readonly baseContent: Schema.optional<Schema.String>;
}>, Schema.TaggedStruct<"Create", {
    readonly filePath: Schema.String;
    readonly content: Schema.String;
    readonly onExists: Schema.withDecodingDefaultKey<Schema.Literals<readonly ["error", "overwrite"]>, never>;
    readonly createParents: Schema.withDecodingDefaultKey<Schema.Boolean, never>;
    readonly mode: Schema.optional<Schema.Natural>;
}>, Schema.TaggedStruct<"Replace", {
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
    readonly content: Schema.String;
}>, Schema.TaggedStruct<"Remove", {
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
}>, Schema.TaggedStruct<"Rename", {
    readonly filePath: Schema.String;
    readonly newPath: Schema.String;
    readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
}>, Schema.TaggedStruct<"Patch", {
    readonly filePath: Schema.String;
    readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
    readonly diff: Schema.String;
    readonly fuzz: Schema.withDecodingDefaultKey<Schema.Natural, never>;
}>]>;
export declare const FileEdit: Schema.decodeTo<Schema.Union<readonly [Schema.Struct<{
    readonly _tag: Schema.tag<"Splice">;
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
    readonly startByte: Schema.Natural;
    readonly endByte: Schema.Natural;
    readonly replacement: Schema.String;
    readonly onMismatch: Schema.optional<Schema.Literals<readonly ["fail", "rebase"]>>;
    readonly baseContent: Schema.optional<Schema.String>;
}>, Schema.TaggedStruct<"Create", {
    readonly filePath: Schema.String;
    readonly content: Schema.String;
    readonly onExists: Schema.withDecodingDefaultKey<Schema.Literals<readonly ["error", "overwrite"]>, never>;
    readonly createParents: Schema.withDecodingDefaultKey<Schema.Boolean, never>;
    readonly mode: Schema.optional<Schema.Natural>;
}>, Schema.TaggedStruct<"Replace", {
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
    readonly content: Schema.String;
}>, Schema.TaggedStruct<"Remove", {
    readonly filePath: Schema.String;
    readonly expectedHash: import("./FileHash.ts").FileHashSchema;
}>, Schema.TaggedStruct<"Rename", {
    readonly filePath: Schema.String;
    readonly newPath: Schema.String;
    readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
}>, Schema.TaggedStruct<"Patch", {
    readonly filePath: Schema.String;
    readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
    readonly diff: Schema.String;
    readonly fuzz: Schema.withDecodingDefaultKey<Schema.Natural, never>;
}>]>, Schema.$Record<Schema.String, Schema.Unknown>, never, never> & {
    cases: {
        Create: Schema.TaggedStruct<"Create", {
            readonly filePath: Schema.String;
            readonly content: Schema.String;
            readonly onExists: Schema.withDecodingDefaultKey<Schema.Literals<readonly ["error", "overwrite"]>, never>;
            readonly createParents: Schema.withDecodingDefaultKey<Schema.Boolean, never>;
            readonly mode: Schema.optional<Schema.Natural>;
        }>;
        Patch: Schema.TaggedStruct<"Patch", {
            readonly filePath: Schema.String;
            readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
            readonly diff: Schema.String;
            readonly fuzz: Schema.withDecodingDefaultKey<Schema.Natural, never>;
        }>;
        Remove: Schema.TaggedStruct<"Remove", {
            readonly filePath: Schema.String;
            readonly expectedHash: import("./FileHash.ts").FileHashSchema;
        }>;
        Rename: Schema.TaggedStruct<"Rename", {
            readonly filePath: Schema.String;
            readonly newPath: Schema.String;
            readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
        }>;
        Replace: Schema.TaggedStruct<"Replace", {
            readonly filePath: Schema.String;
            readonly expectedHash: import("./FileHash.ts").FileHashSchema;
            readonly content: Schema.String;
        }>;
        Splice: Schema.Struct<{
            readonly _tag: Schema.tag<"Splice">;
            readonly filePath: Schema.String;
            readonly expectedHash: import("./FileHash.ts").FileHashSchema;
            readonly startByte: Schema.Natural;
            readonly endByte: Schema.Natural;
            readonly replacement: Schema.String;
            readonly onMismatch: Schema.optional<Schema.Literals<readonly ["fail", "rebase"]>>;
            readonly baseContent: Schema.optional<Schema.String>;
        }>;
    };
    guards: {
        Create: (u: unknown) => u is {
            readonly _tag: "Create";
            readonly filePath: string;
            readonly content: string;
            readonly onExists: "error" | "overwrite";
            readonly createParents: boolean;
            readonly mode?: number | undefined;
        };
        Patch: (u: unknown) => u is {
            readonly _tag: "Patch";
            readonly filePath: string;
            readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
            readonly diff: string;
            readonly fuzz: number;
        };
        Remove: (u: unknown) => u is {
            readonly _tag: "Remove";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
        };
        Rename: (u: unknown) => u is {
            readonly _tag: "Rename";
            readonly filePath: string;
            readonly newPath: string;
            readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
        };
        Replace: (u: unknown) => u is {
            readonly _tag: "Replace";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
            readonly content: string;
        };
        Splice: (u: unknown) => u is {
            readonly _tag: "Splice";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
            readonly startByte: number;
            readonly endByte: number;
            readonly replacement: string;
            readonly onMismatch?: "fail" | "rebase" | undefined;
            readonly baseContent?: string | undefined;
        };
    };
    match: {
        <Handlers extends { [K in "Create" | "Patch" | "Remove" | "Rename" | "Replace" | "Splice"]: (value: {
            readonly Create: Schema.TaggedStruct<"Create", {
                readonly filePath: Schema.String;
                readonly content: Schema.String;
                readonly onExists: Schema.withDecodingDefaultKey<Schema.Literals<readonly ["error", "overwrite"]>, never>;
                readonly createParents: Schema.withDecodingDefaultKey<Schema.Boolean, never>;
                readonly mode: Schema.optional<Schema.Natural>;
            }>;
            readonly Patch: Schema.TaggedStruct<"Patch", {
                readonly filePath: Schema.String;
                readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
                readonly diff: Schema.String;
                readonly fuzz: Schema.withDecodingDefaultKey<Schema.Natural, never>;
            }>;
            readonly Remove: Schema.TaggedStruct<"Remove", {
                readonly filePath: Schema.String;
                readonly expectedHash: import("./FileHash.ts").FileHashSchema;
            }>;
            readonly Rename: Schema.TaggedStruct<"Rename", {
                readonly filePath: Schema.String;
                readonly newPath: Schema.String;
                readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
            }>;
            readonly Replace: Schema.TaggedStruct<"Replace", {
                readonly filePath: Schema.String;
                readonly expectedHash: import("./FileHash.ts").FileHashSchema;
                readonly content: Schema.String;
            }>;
            readonly Splice: Schema.Struct<{
                readonly _tag: Schema.tag<"Splice">;
                readonly filePath: Schema.String;
                readonly expectedHash: import("./FileHash.ts").FileHashSchema;
                readonly startByte: Schema.Natural;
                readonly endByte: Schema.Natural;
                readonly replacement: Schema.String;
                readonly onMismatch: Schema.optional<Schema.Literals<readonly ["fail", "rebase"]>>;
                readonly baseContent: Schema.optional<Schema.String>;
            }>;
        }[K]["Type"]) => any; }>(value: {
            readonly _tag: "Splice";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
            readonly startByte: number;
            readonly endByte: number;
            readonly replacement: string;
            readonly onMismatch?: "fail" | "rebase" | undefined;
            readonly baseContent?: string | undefined;
        } | {
            readonly _tag: "Create";
            readonly filePath: string;
            readonly content: string;
            readonly onExists: "error" | "overwrite";
            readonly createParents: boolean;
            readonly mode?: number | undefined;
        } | {
            readonly _tag: "Patch";
            readonly filePath: string;
            readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
            readonly diff: string;
            readonly fuzz: number;
        } | {
            readonly _tag: "Remove";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
        } | {
            readonly _tag: "Rename";
            readonly filePath: string;
            readonly newPath: string;
            readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
        } | {
            readonly _tag: "Replace";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
            readonly content: string;
        }, cases: Handlers): import("effect/Unify").Unify<ReturnType<Handlers["Create" | "Patch" | "Remove" | "Rename" | "Replace" | "Splice"]>>;
        <Handlers extends { [K in "Create" | "Patch" | "Remove" | "Rename" | "Replace" | "Splice"]: (value: {
            readonly Create: Schema.TaggedStruct<"Create", {
                readonly filePath: Schema.String;
                readonly content: Schema.String;
                readonly onExists: Schema.withDecodingDefaultKey<Schema.Literals<readonly ["error", "overwrite"]>, never>;
                readonly createParents: Schema.withDecodingDefaultKey<Schema.Boolean, never>;
                readonly mode: Schema.optional<Schema.Natural>;
            }>;
            readonly Patch: Schema.TaggedStruct<"Patch", {
                readonly filePath: Schema.String;
                readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
                readonly diff: Schema.String;
                readonly fuzz: Schema.withDecodingDefaultKey<Schema.Natural, never>;
            }>;
            readonly Remove: Schema.TaggedStruct<"Remove", {
                readonly filePath: Schema.String;
                readonly expectedHash: import("./FileHash.ts").FileHashSchema;
            }>;
            readonly Rename: Schema.TaggedStruct<"Rename", {
                readonly filePath: Schema.String;
                readonly newPath: Schema.String;
                readonly expectedHash: Schema.optional<import("./FileHash.ts").FileHashSchema>;
            }>;
            readonly Replace: Schema.TaggedStruct<"Replace", {
                readonly filePath: Schema.String;
                readonly expectedHash: import("./FileHash.ts").FileHashSchema;
                readonly content: Schema.String;
            }>;
            readonly Splice: Schema.Struct<{
                readonly _tag: Schema.tag<"Splice">;
                readonly filePath: Schema.String;
                readonly expectedHash: import("./FileHash.ts").FileHashSchema;
                readonly startByte: Schema.Natural;
                readonly endByte: Schema.Natural;
                readonly replacement: Schema.String;
                readonly onMismatch: Schema.optional<Schema.Literals<readonly ["fail", "rebase"]>>;
                readonly baseContent: Schema.optional<Schema.String>;
            }>;
        }[K]["Type"]) => any; }>(cases: Handlers): (value: {
            readonly _tag: "Splice";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
            readonly startByte: number;
            readonly endByte: number;
            readonly replacement: string;
            readonly onMismatch?: "fail" | "rebase" | undefined;
            readonly baseContent?: string | undefined;
        } | {
            readonly _tag: "Create";
            readonly filePath: string;
            readonly content: string;
            readonly onExists: "error" | "overwrite";
            readonly createParents: boolean;
            readonly mode?: number | undefined;
        } | {
            readonly _tag: "Patch";
            readonly filePath: string;
            readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
            readonly diff: string;
            readonly fuzz: number;
        } | {
            readonly _tag: "Remove";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
        } | {
            readonly _tag: "Rename";
            readonly filePath: string;
            readonly newPath: string;
            readonly expectedHash?: (string & import("effect/Brand").Brand<"@ploke/core/FileHash">) | undefined;
        } | {
            readonly _tag: "Replace";
            readonly filePath: string;
            readonly expectedHash: string & import("effect/Brand").Brand<"@ploke/core/FileHash">;
            readonly content: string;
        }) => import("effect/Unify").Unify<ReturnType<Handlers["Create" | "Patch" | "Remove" | "Rename" | "Replace" | "Splice"]>>;
    };
};
export type FileEdit = typeof members.Type;
export {};
