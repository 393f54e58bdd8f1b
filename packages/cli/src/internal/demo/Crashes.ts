/**
 * The part of the demo in which a process is killed in the middle of a transaction.
 *
 * @internal
 */
import { WriteService } from "@ploke/io"
import * as TemporaryName from "@ploke/io/TemporaryName"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Logger from "effect/Logger"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { statSync } from "node:fs"
import * as NodePath from "node:path"
import { grouped } from "../Progress.ts"
import { Render } from "../Render.ts"
import * as Edits from "./Edits.ts"
import * as Renames from "./Renames.ts"
import { Story } from "./Story.ts"

/** Where the transactions of both processes happen. */
export interface Place {
  readonly folder: string
  /** Outside of the folder. */
  readonly stateDirectory: string
}

/** The first argument with which the demo is the process that is killed; the others are the place and the names. */
export const childFlag = "--renaming"

/** What the child is: it says that it begins, and renames. */
export const child = (args: ReadonlyArray<string>) => {
  const [folder = "", stateDirectory = "", from = "", to = ""] = args
  const rename = Effect.gen(function* () {
    const write = yield* WriteService
    const render = yield* Render
    const edits = yield* Renames.editsOf(yield* Renames.generationsOf(folder, { from, to }), { from, to })
    yield* render.text("begins\n")
    yield* write.transaction(edits)
    return 0
  })
  return Effect.provide(rename, NodePlokeIo.layer({ roots: [folder], stateDirectory }))
}

/** A kill that comes too early or too late is tried again. */
const triesMax = 10

/** Kills a process that renames, and starts the services again, until it was killed in the middle. */
export const killAndRecover = Effect.fnUntraced(function* (place: Place, names: Renames.Names) {
  const story = yield* Story
  yield* story.heading("A process that dies half-way leaves nothing half done")
  yield* story.say(
    "Another process renames it back, in one transaction, and is killed (SIGKILL) when it has changed some of the files:"
  )
  let now: Renames.Names = { from: names.to, to: names.from }
  let whole = 0
  let tries = 0
  let isHalf = false
  while (!isHalf && tries < triesMax) {
    tries++
    const files = yield* Renames.generationsOf(place.folder, now)
    yield* killOne(place, now, files)
    const left = yield* Renames.count(files)
    isHalf = left.before > 0 && left.after > 0
    yield* story.show(
      `  try ${tries}: ${grouped(left.after)} of ${grouped(files.before.size)} files have the other name`
    )
    const recovered = yield* restart(place, files)
    if (isHalf) yield* story.say("That is half of it. The services are started again, and bring it to its end:")
    if (Math.max(recovered.before, recovered.after) === files.before.size) whole++
    if (recovered.after > 0) now = { from: now.to, to: now.from }
  }
  if (!isHalf) yield* story.say(`In ${tries} tries the kill came before the first file or after the last one.`)
  yield* story.claim(
    whole === tries,
    `all files have the same name, and every other byte is as it was`,
    `in ${whole} of ${tries} tries`
  )
  yield* Edits.findTemporaries(place.folder)
})

const killOne = Effect.fnUntraced(function* (
  { folder, stateDirectory }: Place,
  { from, to }: Renames.Names,
  files: Renames.Generations
) {
  const spawner = yield* ChildProcessSpawner
  const args = [...process.execArgv, process.argv[1]!, childFlag, folder, stateDirectory, from, to]
  // In each folder the first one is changed first.
  const paths = [...files.before.keys()]
  const folders = new Map(paths.toReversed().map((path) => [NodePath.dirname(path), path]))
  const watched = [...folders.values()].map((path) => [path, statSync(path).ino] as const)
  const handle = yield* spawner.spawn(ChildProcess.make(process.execPath, args, { stdin: "ignore", stderr: "ignore" }))
  const ended = yield* Effect.forkScoped(Effect.exit(handle.exitCode))
  yield* Stream.runHead(handle.stdout)
  const isChanged = ([path, inode]: readonly [string, number]) => statSync(path).ino !== inode
  const isOver = Effect.sync(() => watched.some(isChanged) || ended.pollUnsafe() !== undefined)
  yield* Effect.repeat(isOver, { until: (over) => over, schedule: Schedule.spaced("1 millis") })
  yield* Effect.ignore(handle.kill({ killSignal: "SIGKILL" }))
  yield* Fiber.await(ended)
}, Effect.scoped)

// What the start of the services tells of it in the log is told by the claims.
const restart = (place: Place, files: Renames.Generations) => {
  const counted = Effect.andThen(
    Effect.repeat(temporariesIn(place.folder), {
      schedule: Schedule.spaced("20 millis"),
      until: (found) => found === 0,
      times: 100
    }),
    Renames.count(files)
  )
  const layer = NodePlokeIo.layer({ roots: [place.folder], stateDirectory: place.stateDirectory })
  return counted.pipe(Effect.provide(layer, { local: true }), Effect.provide(Logger.layer([])))
}

// What was not yet certain is swept behind the back of the start.
const temporariesIn = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* fs.readDirectory(folder, { recursive: true })
  return names.filter((name) => TemporaryName.processOf(NodePath.basename(name)) !== undefined).length
})
