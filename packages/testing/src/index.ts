export * as MemoryFileSystem from "./MemoryFileSystem.ts"
export * as MemoryVolume from "./MemoryVolume.ts"
export * as Tree from "./Tree.ts"
