export * from "./internal/FailContent.ts";
export * from "./internal/FailDomain.ts";
export * from "./internal/FailFile.ts";
export * from "./internal/FailInternal.ts";
export * from "./internal/FailState.ts";
export * from "./internal/FailWarning.ts";
