/**
 * Effect's `File.Info` from the facts of a volume.
 *
 * @internal
 */
import * as ByteSize from "effect/ByteSize"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { Stat } from "./Inode.ts"

export const fileInfo = (stat: Stat): FileSystem.File.Info => ({
  type: stat.type,
  mtime: Option.some(new Date(stat.modificationTime)),
  atime: Option.some(new Date(stat.accessTime)),
  birthtime: Option.some(new Date(stat.birthTime)),
  dev: BigInt(stat.dev),
  rdev: Option.some(0n),
  ino: Option.some(BigInt(stat.ino)),
  mode: stat.mode,
  nlink: Option.some(BigInt(stat.nlink)),
  uid: Option.some(stat.uid),
  gid: Option.some(stat.gid),
  size: ByteSize.bytes(stat.size),
  blksize: Option.some(ByteSize.bytes(stat.blockSize)),
  blocks: Option.some(BigInt(stat.blocks))
})
