import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { scratchDirectory } from "../Disk.ts"

/** A directory on a real disk, and a look at what a power cut at this moment would leave of it. */
export interface RealDisk {
  readonly kind: "power can be cut" | "power stays on"
  readonly root: string
  /** Makes everything durable. */
  readonly settle: Effect.Effect<void>
  /** Looks at a directory that shows what is left: the same one where the power stays on. */
  readonly afterPowerCut: <A, E, R>(look: (root: string) => Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/** The least that ext4 makes a journal for. */
const bytes = 16 * 1024 * 1024

const quietly = (command: string, ...arguments_: ReadonlyArray<string>): void =>
  void execFileSync(command, arguments_, { stdio: "ignore" })

const mount = (image: string, target: string): void => {
  mkdirSync(target, { recursive: true })
  quietly("mount", "-o", "loop,commit=300", image, target)
}

/**
 * ext4 in a file. What its journal has not written is not in that file: a copy of it, mounted, replays the journal and
 * shows what a power cut leaves.
 */
const loopDisk = (scratch: string): RealDisk => {
  const image = join(scratch, "disk")
  const root = join(scratch, "mounted")
  writeFileSync(image, "")
  truncateSync(image, bytes)
  quietly("mkfs.ext4", "-q", image)
  mount(image, root)
  let cuts = 0
  return {
    kind: "power can be cut",
    root,
    settle: Effect.sync(() => quietly("sync", "-f", root)),
    afterPowerCut: (look) =>
      Effect.acquireUseRelease(
        Effect.sync(() => {
          const copy = join(scratch, `cut-${cuts++}`)
          copyFileSync(image, copy)
          mount(copy, `${copy}-mounted`)
          return `${copy}-mounted`
        }),
        look,
        (place) => Effect.sync(() => quietly("umount", place))
      )
  }
}

const plainDisk = (scratch: string): RealDisk => {
  const root = join(scratch, "plain")
  mkdirSync(root)
  return { kind: "power stays on", root, settle: Effect.void, afterPowerCut: (look) => look(root) }
}

const attempt = <A>(run: () => A): Option.Option<A> => {
  try {
    return Option.some(run())
  } catch {
    return Option.none()
  }
}

/** A loop device where the machine lets us have one, which takes root; else a directory of the plain disk. */
export const realDisk = Effect.flatMap(scratchDirectory, (scratch) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      Option.getOrElse(
        attempt(() => loopDisk(scratch)),
        () => plainDisk(scratch)
      )
    ),
    (disk) => Effect.sync(() => disk.kind === "power can be cut" && quietly("umount", disk.root))
  )
)
