/**
 * The parts of the demo in which others change files, and it is told. What they do is written down once: it is what another
 * process does, and what must be told of it.
 *
 * @internal
 */
import { type FileChangeEvent, OriginId } from "@ploke/core"
import { Fail } from "@ploke/error"
import { WatchService, WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Logger from "effect/Logger"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as Stream from "effect/Stream"
import * as NodePath from "node:path"
import * as Listening from "../Listening.ts"
import { grouped } from "../Progress.ts"
import * as WatchText from "../WatchText.ts"
import type * as Crashes from "./Crashes.ts"
import * as Disk from "./Disk.ts"
import { Story, took } from "./Story.ts"

/** Watches others at work, then writes beside them, and comes back after a while in which nobody watched. */
export const watchOthers = Effect.fnUntraced(function* ({ folder: named, stateDirectory }: Crashes.Place) {
  // Events have the names that the system has for files.
  const folder = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.realPath(named))
  const services = NodePlokeIo.layer({ roots: [folder], stateDirectory })
  const started = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    effect.pipe(Effect.provide(services, { local: true }), Effect.provide(Logger.layer([])))
  const cursor = yield* started(
    Effect.gen(function* () {
      const listening = yield* Listening.listen
      yield* hearOthers(folder, listening)
      yield* knowEcho(folder, listening)
      return (yield* (yield* WatchService).status).cursor
    }).pipe(Effect.scoped)
  )
  const [away, disk] = yield* beAway(folder)
  yield* started(comeBack(folder, cursor, away, disk))
})

/** A call of `node:fs`, and the lines of the events that it must lead to. */
interface Deed {
  readonly call: readonly [name: string, ...args: ReadonlyArray<string>]
  readonly lines: ReadonlyArray<string>
}

/** What can be done in a folder. Paths are relative to it. */
const deedsIn = (folder: string) => {
  const at = (path: string) => NodePath.join(folder, path)
  const added = "// A line that somebody has added.\n"
  return {
    edit: (path: string): Deed => ({ call: ["appendFileSync", at(path), added], lines: [`modified  ${path}`] }),
    make: (path: string): Deed => ({ call: ["writeFileSync", at(path), added], lines: [`created   ${path}`] }),
    move: (from: string, to: string): Deed => ({
      call: ["renameSync", at(from), at(to)],
      lines: [`renamed   ${from} -> ${to}`]
    }),
    moveFolder: (from: string, to: string, names: ReadonlyArray<string>): Deed => ({
      call: ["renameSync", at(from), at(to)],
      lines: [
        `renamed   ${from}/ -> ${to}/`,
        ...names.map((name) => `renamed   ${NodePath.join(from, name)} -> ${NodePath.join(to, name)}`)
      ]
    }),
    remove: (path: string): Deed => ({ call: ["rmSync", at(path)], lines: [`removed   ${path}`] })
  }
}

const program = `for (const [name, ...args] of JSON.parse(process.argv[1])) require("node:fs")[name](...args)`

/** Lets another process do it, and waits for its end. */
const letDo = Effect.fnUntraced(function* (deeds: ReadonlyArray<Deed>) {
  const spawner = yield* ChildProcessSpawner
  const args = ["-e", program, JSON.stringify(deeds.map(({ call }) => call))]
  const code = yield* spawner.exitCode(ChildProcess.make(process.execPath, args, { stdin: "ignore" }))
  if (Number(code) !== 0) return yield* Fail.io({ message: `the process that was to change files ended with ${code}` })
})

const linesOf = (folder: string, events: ReadonlyArray<FileChangeEvent>): ReadonlyArray<string> =>
  events
    .filter(({ _tag }) => _tag !== "Root")
    .map((event) => WatchText.line(event, (path) => NodePath.relative(folder, path)))

const isToldOf = (deeds: ReadonlyArray<Deed>, lines: ReadonlyArray<string>): boolean =>
  deeds
    .flatMap((deed) => deed.lines)
    .toSorted()
    .join("\n") === lines.toSorted().join("\n")

/** Files to play with, and a folder of several files. */
const choose = Effect.fnUntraced(function* (folder: string) {
  const disk = yield* Disk.look(folder)
  const paths = [...disk.keys()].map((path) => NodePath.relative(folder, path)).toSorted()
  const isFile = (path: string) => disk.get(NodePath.join(folder, path))?.startsWith("sha256:") === true
  const inside = (parent: string) => paths.filter((path) => NodePath.dirname(path) === parent)
  const [moved] = paths
    .filter((path) => inside(path).length >= 2 && inside(path).every(isFile))
    .toSorted((a, b) => inside(a).length - inside(b).length)
  const files = paths.filter((path) => isFile(path) && NodePath.dirname(path) !== moved)
  const [edited, renamed, removed] = files
  if (moved === undefined || edited === undefined || renamed === undefined || removed === undefined) {
    return yield* Fail.io({ message: "too few sources to watch: the demo runs inside the repository of ploke-io" })
  }
  return { disk, edited, renamed, removed, moved, names: inside(moved).map((path) => NodePath.basename(path)) }
})

const hearOthers = Effect.fnUntraced(function* (folder: string, listening: Listening.Listening) {
  const story = yield* Story
  yield* story.heading("Whoever subscribes is told what others change")
  const { disk, edited, moved, names, removed, renamed } = yield* choose(folder)
  const { edit, make, move, moveFolder, remove } = deedsIn(folder)
  const deeds = [
    edit(edited),
    make("new.ts"),
    move(renamed, `${renamed}.moved`),
    moveFolder(moved, `${moved}-moved`, names),
    remove(removed)
  ]
  yield* story.say(
    `Another process edits a file, makes one, moves one and a folder with ${names.length} files in it, and removes one:`
  )
  yield* letDo(deeds)
  const [elapsed, events] = yield* Effect.timed(listening.all)
  const lines = linesOf(folder, events)
  for (const line of lines) yield* story.show(`  ${line}`)
  yield* story.say(`A flush waited ${took(elapsed)} until everything was told that was changed before.`)
  yield* story.claim(
    isToldOf(deeds, lines),
    "everything that it did is told, once, and nothing else",
    `${lines.length} events`
  )
  const now = yield* Disk.look(folder)
  const wrong = Disk.differences(Disk.replay(disk, events), now)
  yield* story.claim(
    wrong === 0,
    `the events make of what was known before what is on the disk: all ${grouped(now.size)} entries`,
    `${wrong} entries differ`
  )
})

const knowEcho = Effect.fnUntraced(function* (folder: string, listening: Listening.Listening) {
  const story = yield* Story
  const write = yield* WriteService
  yield* story.heading("An echo names its writer, and hides nobody else's change")
  const origin = yield* OriginId.makeRandom
  yield* story.say(`A writer overwrites new.ts, as ${origin}. Another process adds a line to it right after:`)
  const filePath = NodePath.join(folder, "new.ts")
  yield* write.createFile({ filePath, content: "export {}\n", onExists: "overwrite", createParents: false, origin })
  const echo = yield* listening.all
  const deed = deedsIn(folder).edit("new.ts")
  yield* letDo([deed])
  const foreign = yield* listening.all
  const all = [...echo, ...foreign]
  const lines = linesOf(folder, all)
  for (const line of lines) yield* story.show(`  ${line}`)
  const expected = [`modified  new.ts (replaced, by ${origin})`, ...deed.lines]
  yield* story.claim(
    lines.join("\n") === expected.join("\n"),
    "the change of the writer is marked as its own, and the other one is not",
    lines.join(", ") || "nothing was told"
  )
  const left = yield* Stream.runCollect(WatchService.withoutOrigin(origin)(Stream.fromIterable(all)))
  yield* story.claim(
    linesOf(folder, left).join() === deed.lines.join(),
    "a writer that leaves out what is its own still hears of the other one",
    `${left.length} events are left`
  )
})

// Without a watcher: the services have been ended.
const beAway = Effect.fnUntraced(function* (folder: string) {
  const story = yield* Story
  yield* story.heading("A cursor tells what happened while nobody watched")
  const { edited, removed, renamed } = yield* choose(folder)
  const { edit, make, move, remove } = deedsIn(folder)
  const deeds = [edit(edited), make("newer.ts"), move(renamed, `${renamed}.away`), remove(removed)]
  yield* story.say("The services end. Another process goes on, and then they are started again:")
  yield* letDo(deeds)
  return [deeds, yield* Disk.look(folder)] as const
})

const comeBack = Effect.fnUntraced(function* (
  folder: string,
  cursor: string,
  deeds: ReadonlyArray<Deed>,
  disk: Disk.Model
) {
  const story = yield* Story
  const watch = yield* WatchService
  const changes = yield* watch.since(cursor)
  const lines = linesOf(folder, changes.events)
  yield* story.show(`  since ${cursor}:`)
  for (const line of lines) yield* story.show(`  ${line}`)
  yield* story.claim(
    !changes.fresh && isToldOf(deeds, lines),
    "what happened meanwhile is told, once, and nothing else",
    changes.fresh ? "the cursor was not known" : `${lines.length} events`
  )
  const unknown = yield* watch.since("of-somebody-else:1")
  const wrong = Disk.differences(Disk.replay(new Map([[folder, "directory"]]), unknown.events), disk)
  yield* story.claim(
    unknown.fresh && wrong === 0,
    `a cursor that is not known gets all ${grouped(disk.size)} entries instead`,
    `${wrong} entries differ`
  )
})
