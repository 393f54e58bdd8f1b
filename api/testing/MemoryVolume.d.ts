import * as Attributes from "./internal/Attributes.ts";
import * as Handles from "./internal/Handles.ts";
import { type SpecialInode, type Stat } from "./internal/Inode.ts";
import * as NodeCalls from "./internal/NodeCalls.ts";
import * as NodeCopy from "./internal/NodeCopy.ts";
import { type ChangeKind, type User } from "./internal/Session.ts";
import { type SnapshotEntry } from "./internal/Snapshot.ts";
export type { InvalidArgument, VolumeFailure } from "./internal/Failure.ts";
export type { Stat } from "./internal/Inode.ts";
export type { User } from "./internal/Session.ts";
export type { SnapshotEntry } from "./internal/Snapshot.ts";
export interface Options {
    readonly user?: User | undefined;
    readonly umask?: number | undefined;
    readonly clock?: (() => number) | undefined;
    readonly timestamps?: "distinct" | "clock" | undefined;
}
export interface Node extends Stat {
    readonly version: number;
    readonly content?: Uint8Array<ArrayBuffer>;
    readonly target?: string;
    readonly entries?: ReadonlyArray<string>;
}
export declare class MemoryVolume {
    #private;
    constructor(options?: Options);
    get user(): User;
    get umask(): number;
    get openHandles(): number;
    as(user: User): MemoryVolume;
    nodeAt(path: string): Node | undefined;
    snapshot(root?: string): Array<SnapshotEntry>;
    physicalPath(path: string): string;
    access(path: string, wanted?: Parameters<typeof Attributes.access>[2]): void;
    stat(path: string): Stat;
    lstat(path: string): Stat;
    chmod(path: string, mode: number): void;
    chown(path: string, uid: number, gid: number): void;
    utimes(path: string, atime: Date | number, mtime: Date | number): void;
    readLink(path: string): string;
    realPath(path: string): string;
    readDirectory(path: string, options?: {
        readonly recursive?: boolean | undefined;
    }): Array<string>;
    readDirectoryEntries(path: string): Array<Attributes.Entry>;
    makeDirectory(path: string, options?: {
        readonly recursive?: boolean | undefined;
        readonly mode?: number | undefined;
    }): void;
    makeTempDirectory(prefix: string): string;
    makeNode(path: string, type: SpecialInode["type"], mode?: number): void;
    link(existing: string, path: string): void;
    symlink(target: string, path: string): void;
    rename(oldPath: string, newPath: string): void;
    remove(path: string, options?: Parameters<typeof NodeCalls.remove>[2]): void;
    copy(from: string, to: string, options?: Partial<NodeCopy.CopyOptions>): void;
    copyFile(from: string, to: string): void;
    readFile(path: string): Uint8Array<ArrayBuffer>;
    writeFile(path: string, data: Uint8Array, options?: Omit<Handles.OpenOptions, "lastLink">): void;
    truncate(path: string, length?: number): void;
    open(path: string, options?: Handles.OpenOptions): number;
    close(descriptor: number): void;
    readHandle(descriptor: number, target: Uint8Array, position?: number): number;
    writeHandle(descriptor: number, source: Uint8Array, position?: number): number;
    truncateHandle(descriptor: number, length?: number): void;
    syncHandle(descriptor: number): void;
    statHandle(descriptor: number): Stat;
    watch(path: string, depth: "children" | "descendants", listener: (kind: ChangeKind, path: string) => void): () => void;
}
export declare const make: (options?: Options) => MemoryVolume;
