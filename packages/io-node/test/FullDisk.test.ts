import { assert, describe, it } from "@effect/vitest"
import type { FatalError, FileHash } from "@ploke/io"
import { WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import type { DiskCall } from "./DiskCalls.ts"
import { watchingDisk } from "./DiskCalls.ts"
import { namesBelow, openBelow, withFolder } from "./Folders.ts"
import * as OtherWays from "./OtherWays.ts"

const kibibyte = 1024

/** A disk that takes a file of 32 KiB and then, until there is room, none of 160. */
interface Disk {
  readonly name: string
  readonly lend: (body: (root: string, makeRoom: () => void) => Promise<void>) => Promise<void>
}

const lengthOf = (pieces: ReadonlyArray<Uint8Array>): number => pieces.reduce((sum, { length }) => sum + length, 0)

// What node:fs does where the disk is full: a short write first, and an error only when nothing at all can be written.
const pretended: Disk = {
  name: "node:fs says that the disk is full",
  lend: (body) =>
    withFolder(async (root) => {
      let room = 96 * kibibyte
      const written = new Map<string, number>()
      const before = ({ args, name, paths: [of = ""] }: DiskCall) => {
        if (name !== "write" && name !== "writev") return undefined
        const already = written.get(of) ?? 0
        const given = name === "write" ? [args[1] as Uint8Array] : (args[1] as ReadonlyArray<Uint8Array>)
        const offset = name === "write" ? ((args[2] as number | undefined) ?? 0) : 0
        const wanted = (name === "write" ? (args[3] as number | undefined) : undefined) ?? lengthOf(given)
        const length = Math.min(wanted, room - already)
        if (length <= 0) return "ENOSPC"
        if (name === "write") args.splice(2, 2, offset, length)
        else args[1] = [Buffer.concat(given).subarray(0, length)]
        written.set(of, already + length)
        return undefined
      }
      await watchingDisk(root, { before }, () => body(root, () => (room = Number.POSITIVE_INFINITY)))
    })
}

const quietly = (command: string, ...args: ReadonlyArray<string>): void =>
  void execFileSync(command, args, { stdio: "ignore" })

const withTmpfs = (body: (root: string) => Promise<void>): Promise<void> =>
  withFolder(async (root) => {
    quietly("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", root)
    try {
      await body(root)
    } finally {
      quietly("umount", root)
    }
  })

const mounted: Disk = {
  name: "a tmpfs of 256 KiB is full",
  lend: (body) =>
    withTmpfs(async (mount) => {
      const root = path.join(mount, "root")
      fs.mkdirSync(root)
      fs.writeFileSync(path.join(mount, "ballast"), Buffer.alloc(128 * kibibyte))
      await body(root, () => fs.rmSync(path.join(mount, "ballast")))
    })
}

// Mounting takes privileges: whether this process has them is found out by trying.
const canMount = await withTmpfs(async () => {}).then(
  () => true,
  () => false
)

const old = Buffer.alloc(32 * kibibyte, "o")
const fresh = Buffer.alloc(160 * kibibyte, "f")
const expectedHash = `sha256:${createHash("sha256").update(old).digest("hex")}` as FileHash

const rewrite = (filePath: string) =>
  Effect.flatMap(WriteService, (write) =>
    write.writeSnippet({ filePath, expectedHash, startByte: 0, endByte: old.length, replacement: fresh.toString() })
  )

const create = (filePath: string) =>
  Effect.flatMap(WriteService, (write) =>
    write.createFile({ filePath, content: fresh.toString(), onExists: "error", createParents: false })
  )

/** Tries a write, makes room, and tries the same again with the same service. */
const tryTwice = (root: string, makeRoom: () => void, write: ReturnType<typeof rewrite>) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(write)
    assert.strictEqual(error._tag, "FatalError")
    assert.include((error as FatalError).reason, { _tag: "FileOperation", code: "ENOSPC", syscall: "write" })
    const between = namesBelow(root).map((name) => [name, fs.readFileSync(path.join(root, name)).equals(old)])
    makeRoom()
    yield* write
    return between
  }).pipe(Effect.provide(NodePlokeIo.layer({ roots: [root] })), Effect.runPromise)

describe.each(canMount ? [pretended, mounted] : [pretended])("where $name", ({ lend }) => {
  it("a rewrite fails with ENOSPC, leaves the old contents alone, and succeeds as soon as there is room", () =>
    lend(async (root, makeRoom) => {
      const filePath = path.join(root, "file")
      fs.writeFileSync(filePath, old)
      const between = await tryTwice(root, makeRoom, rewrite(filePath))
      assert.deepStrictEqual(between, [["file", true]])
      assert.isTrue(fs.readFileSync(filePath).equals(fresh))
      assert.deepStrictEqual([namesBelow(root), openBelow(root)], [["file"], []])
    }))

  it("a creation fails with ENOSPC, leaves nothing, and succeeds as soon as there is room", () =>
    lend(async (root, makeRoom) => {
      const filePath = path.join(root, "file")
      const between = await tryTwice(root, makeRoom, create(filePath))
      assert.deepStrictEqual(between, [])
      assert.isTrue(fs.readFileSync(filePath).equals(fresh))
      assert.deepStrictEqual([namesBelow(root), openBelow(root)], [["file"], []])
    }))

  it("a write in place loses the old contents", () =>
    lend(async (root) => {
      const filePath = path.join(root, "file")
      fs.writeFileSync(filePath, old)
      const code = await OtherWays.inPlace(filePath, fresh).catch((error) => error.code)
      assert.strictEqual(code, "ENOSPC")
      const found = fs.readFileSync(filePath)
      assert.isFalse(found.equals(old) || found.equals(fresh))
    }))

  it("a temporary that is filled by one unchecked write puts half of the contents there, and says nothing", () =>
    lend(async (root) => {
      const filePath = path.join(root, "file")
      fs.writeFileSync(filePath, old)
      await OtherWays.unchecked(filePath, fresh)
      const found = fs.readFileSync(filePath)
      assert.isTrue(found.length > 0 && found.length < fresh.length, `${found.length} bytes`)
    }))
})
