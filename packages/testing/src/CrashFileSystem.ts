/**
 * A file system in memory that knows what a power cut would leave of it.
 *
 * It does what `MemoryFileSystem` does, and keeps apart what a program sees from what has reached the disk. `crash()`
 * yields the distinct disks that a power cut at this moment may leave. `exploreCrashes` does so after every operation of
 * a program, and checks its recovery.
 *
 * What is durable:
 *
 * - `sync` on a file makes its bytes, its length, its mode, its owner and its times durable, whichever name it was opened
 *   under, and nothing else. It does **not** make the name of a new file durable, under either profile: POSIX does not
 *   promise it. ext4 does it in practice; a program that passes here does not rely on that.
 * - `sync` on a directory makes the changes of its own entries durable: created, linked, renamed and removed names, of
 *   files, directories and symbolic links. Not the bytes of the files, not the entries of directories below it, and not
 *   its own name in the directory above it.
 *
 * What a power cut may leave of the rest:
 *
 * - Under the profile `posix` any of the waiting changes of entries, where they are about one name only together with the
 *   earlier ones. Under `journal` all changes up to some moment and none after it, over all directories, as the journals
 *   of ext4 and xfs do it.
 * - A rename within a directory, or of a directory, survives whole or not at all. Between two directories that is a
 *   setting: under `posix` the file may also be left under both names, or under none.
 * - Bytes: every `DataVariant`, in any combination over the files. Bytes that were synced and not touched since are never
 *   damaged. With `data: "ordered"` a file shows only bytes that were written to it, and a rename that replaces a file
 *   takes the bytes written before with it, as `auto_da_alloc` of ext4 does.
 * - Mode, owner, and times that a program set by `utimes`: the new ones or those before, with the bytes as they were or
 *   as they were synced. Damaged bytes come with the new ones.
 *
 * It follows that a name made durable before its file was synced may lead to an empty or a damaged file, that a removed
 * file comes back if its removal was lost, with what reached the disk while it was open, and that hard links always show
 * the same file. A symbolic link always has its target. Calls that make several system calls (`writeFile`, `copyFile`,
 * `makeTempFile`, a recursive `remove`) are cut between them.
 *
 * Not modelled, so a program may pass here and fail on a disk: a sync that lies or fails; sectors that tear beyond the
 * bytes that were written; damage of what was synced; more than one mount point; inode numbers and times that no program
 * chose, which are kept but do not tell images apart; extended attributes; a disk that is full or slow after the restart.
 * Some of these are faults, which `FaultFileSystem` makes.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import { type Disk, readDisk } from "./internal/crash/Disk.ts"
import { fiberClock } from "./internal/crash/FiberClock.ts"
import { Identities } from "./internal/crash/Identities.ts"
import { type DiskImage, ImageFinder } from "./internal/crash/Images.ts"
import { Machine } from "./internal/crash/Machine.ts"
import { mountDisk } from "./internal/crash/Mount.ts"
import { type Operation, type Recording, startRecording } from "./internal/crash/Record.ts"
import { type DataVariant, type Settings, settingsOf } from "./internal/crash/Settings.ts"
import { keyOf } from "./internal/crash/Shape.ts"
import { stateOf } from "./internal/Session.ts"
import * as MemoryFileSystem from "./MemoryFileSystem.ts"
import * as MemoryVolume from "./MemoryVolume.ts"
import * as Tree from "./Tree.ts"

export type { Operation } from "./internal/crash/Record.ts"
export type { DataVariant } from "./internal/crash/Settings.ts"

/**
 * What a power cut may leave, and how many images of it are made.
 *
 * @since 0.1.0
 */
export interface ImageOptions {
  /** In which orders changes of entries reach the disk. Default: `"posix"`, which holds every image of `"journal"`. */
  readonly profile?: "posix" | "journal" | undefined
  /** Whether bytes may reach the disk after the metadata that refers to them. Default: `"any"`, so they may. */
  readonly data?: "any" | "ordered" | undefined
  /** How bytes may be damaged. Default: in every way, with ordered data all but `zeros`, `garbage` and `bitFlip`. */
  readonly variants?: ReadonlyArray<DataVariant> | undefined
  /** What may be left of a file that is renamed into another directory, under `posix`. Default: `"atomic"`. */
  readonly crossDirectoryRename?: "atomic" | "mayDuplicate" | "mayLose" | undefined
  /** Determines the garbage, the flipped bits and the samples. Default: 0. */
  readonly seed?: number | undefined
  /**
   * The number of sets of surviving changes of entries that are all tried, for one power cut; of more there are all
   * prefixes, all but one, each one alone, and samples. Default: 1024.
   */
  readonly entryChoicesMax?: number | undefined
  /** The number of images of one power cut; where there are more, they are a selection. Default: 4096. */
  readonly imagesMax?: number | undefined
  /** The number of random sets among the changes of entries, where not all are tried. Default: 200. */
  readonly samples?: number | undefined
}

/**
 * The options of the images and those of the volume, without its clock: times come from the `Clock` of the caller.
 *
 * @since 0.1.0
 */
export interface Options extends ImageOptions, Omit<MemoryVolume.Options, "clock"> {}

/**
 * A disk that a power cut may leave.
 *
 * @since 0.1.0
 */
export interface Image {
  /** Equal for equal disks, in every run: names, links, contents, modes, owners, and times that a program chose. */
  readonly key: string
  /** What survived and what every unsynced file became, one line each. */
  readonly description: ReadonlyArray<string>
  /** A new volume with what survived, all of it durable; every call makes another one. */
  readonly mount: () => MemoryVolume.MemoryVolume
  /** What `layer` provides, over a new volume with what survived. */
  readonly layer: Layer.Layer<FileSystem.FileSystem | Path.Path | MemoryFileSystem.MemoryFileSystem | CrashFileSystem>
}

/**
 * The volume behind the `FileSystem` of `layer`, and what a power cut would leave of it.
 *
 * @example
 * ```ts
 * import { CrashFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const { crash } = yield* CrashFileSystem.CrashFileSystem
 *   yield* fs.rename("/new", "/name")
 *   return (yield* crash()).map((image) => image.mount().readDirectory("/"))
 * })
 * const names = await Effect.runPromise(Effect.provide(program, CrashFileSystem.layer({ "/new": "text" })))
 * console.log(names) // => [ [ 'name' ], [ 'new' ] ]
 * ```
 *
 * @since 0.1.0
 */
export class CrashFileSystem extends Context.Service<
  CrashFileSystem,
  {
    /** The file system that is recorded. */
    readonly fileSystem: FileSystem.FileSystem
    /** The files as programs see them. */
    readonly volume: MemoryVolume.MemoryVolume
    /** What changed the disk, and every sync, since the start or the last `settle`. */
    readonly operations: Effect.Effect<ReadonlyArray<Operation>>
    /** The distinct disks that a power cut now may leave. The file system itself goes on as if nothing had happened. */
    readonly crash: (options?: ImageOptions) => Effect.Effect<ReadonlyArray<Image>>
    /** Whether `crash` with these options yields all of them, or a selection. */
    readonly coverage: (options?: ImageOptions) => Effect.Effect<"all" | "sampled">
    /** Makes everything durable that is there now, as a clean shutdown does. */
    readonly settle: Effect.Effect<void>
  }
>()("@ploke/io-testing/CrashFileSystem") {}

/**
 * Makes a recorded file system that holds a tree, all of it durable.
 *
 * @example
 * ```ts
 * import { CrashFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 *
 * const disk = CrashFileSystem.make({ "/a": "old" }, { variants: [] })
 * const program = Effect.andThen(disk.fileSystem.writeFileString("/a", "new"), disk.crash())
 * const images = await Effect.runPromise(program)
 * console.log(images.map((image) => image.description[0])) // => [ '/a: as the program left it', '/a: as it was last synced' ]
 * ```
 *
 * @param tree - entries by absolute path; one that contradicts itself is a `RangeError` at once
 * @param options - what may survive, how many images there are, and user, umask and times of the volume
 * @since 0.1.0
 */
export const make = (tree: Tree.Tree = {}, options: Options = {}): CrashFileSystem["Service"] => {
  const volume = MemoryVolume.make({ ...options, clock: fiberClock() })
  Tree.seed(volume, tree)
  return serve(volume, readDisk(stateOf(volume)), options)
}

/**
 * Provides `FileSystem`, `Path`, `MemoryFileSystem` and `CrashFileSystem` over a volume of its own that holds a tree, all
 * of it durable.
 *
 * @example
 * ```ts
 * import { CrashFileSystem } from "@ploke/io-testing"
 * import * as Effect from "effect/Effect"
 * import * as FileSystem from "effect/FileSystem"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const disk = yield* CrashFileSystem.CrashFileSystem
 *   yield* Effect.scoped(Effect.flatMap(fs.open("/a", { flag: "w" }), (file) => file.sync))
 *   return (yield* disk.operations).map((operation) => operation.line)
 * })
 * const layer = CrashFileSystem.layer({ "/b": "" }, { profile: "journal" })
 * console.log(await Effect.runPromise(Effect.provide(program, layer))) // => [ 'create /a, mode 644', 'sync /a' ]
 * ```
 *
 * @param tree - entries by absolute path; one that contradicts itself is a `RangeError` when the layer is built
 * @param options - what may survive, how many images there are, and user, umask and times of the volume
 * @since 0.1.0
 */
export const layer = (tree: Tree.Tree = {}, options: Options = {}): Image["layer"] => layerOf(() => make(tree, options))

const layerOf = (start: () => CrashFileSystem["Service"]): Image["layer"] =>
  Layer.merge(
    Path.layer,
    Layer.effectContext(
      Effect.sync(() => {
        const service = start()
        return Context.make(FileSystem.FileSystem, service.fileSystem).pipe(
          Context.add(MemoryFileSystem.MemoryFileSystem, { volume: service.volume }),
          Context.add(CrashFileSystem, service)
        )
      })
    )
  )

const serve = (volume: MemoryVolume.MemoryVolume, disk: Disk, options: Options): CrashFileSystem["Service"] => {
  let durable = disk
  let recording = startRecording(volume)
  const settle = (): void => {
    durable = machineAt(durable, recording, settingsOf(options)).settled()
    recording = startRecording(volume)
  }
  const find = (chosen: ImageOptions | undefined) => {
    const settings = settingsOf({ ...options, ...chosen })
    const machine = machineAt(durable, recording, settings)
    return new ImageFinder(settings, new Identities()).find(machine, [recording.steps.length])
  }
  const operations = (): ReadonlyArray<Operation> => recording.steps.map((step) => step.operation)
  return {
    fileSystem: MemoryFileSystem.make(volume),
    volume,
    operations: Effect.sync(operations),
    crash: (chosen) =>
      Effect.sync(() => {
        const inodes = stateOf(volume).inodes
        return Array.from(find(chosen).images, (image) => imageOf(image, operations(), inodes, options))
      }),
    coverage: (chosen) => Effect.sync(() => find(chosen).coverage),
    settle: Effect.sync(settle)
  }
}

const machineAt = (durable: Disk, recording: Recording, settings: Settings): Machine => {
  const machine = new Machine(durable, settings)
  for (const step of recording.steps) machine.apply(step)
  return machine
}

const imageOf = (image: DiskImage, operations: ReadonlyArray<Operation>, inodes: number, options: Options): Image => {
  const mount = () => mountDisk(image.disk, image.shape, { ...options, clock: fiberClock(), inodes })
  return {
    get key() {
      return keyOf(image.disk)
    },
    get description() {
      return image.describe(operations)
    },
    mount,
    layer: layerOf(() => serve(mount(), image.disk, options))
  }
}
