export * as NodeFileAccess from "./NodeFileAccess.ts";
export * as NodeFileLock from "./NodeFileLock.ts";
export * as NodeHasher from "./NodeHasher.ts";
export * as NodePlatform from "./NodePlatform.ts";
export * as NodePlokeIo from "./NodePlokeIo.ts";
export * as NodeStateStore from "./NodeStateStore.ts";
export * as NodeWatchSource from "./NodeWatchSource.ts";
