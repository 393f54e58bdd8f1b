/**
 * The parts of the demo in which something must not be read.
 *
 * @internal
 */
import { withoutContext } from "@ploke/error"
import { ReadService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as Result from "effect/Result"
import * as NodePath from "node:path"
import * as Steps from "./Steps.ts"
import { Story, took } from "./Story.ts"

/** Where the demo plays. */
export interface Place {
  /** The only root. */
  readonly folder: string
  /** A folder beside it. */
  readonly outside: string
}

const present = "secret.txt"
const absent = "nothing.txt"

/** Asks for files outside in every way, and each time for one that exists and one that does not. */
export const refuseOutside = Effect.fnUntraced(function* (place: Place, inside: string) {
  const story = yield* Story
  const read = yield* ReadService
  yield* story.heading("Paths outside the folder are refused")
  yield* plant(place, inside)
  yield* story.say(
    "Beside the folder lies a file that was not granted. Each way is tried on it, and on a name that is not there:"
  )
  for (const { by, to } of waysOut(place)) {
    const answers = yield* Effect.forEach([present, absent], (name) => answer(to(name)))
    const [forPresent = "", forAbsent = ""] = answers
    const isRefused = forPresent.startsWith("FatalError/PathResolution") && forPresent === forAbsent
    const otherwise = `${forPresent} for the one that exists, ${forAbsent} for the one that does not`
    const claim = isRefused ? `${by} ${forPresent}, the same for both` : `${by.trimEnd()} refused, the same for both`
    yield* story.claim(isRefused, claim, otherwise)
  }
  const link = yield* Effect.result(read.hashFile(NodePath.join(place.folder, "link-inside")))
  yield* story.claim(Result.isSuccess(link), "a link that stays in the folder is followed", Steps.labelOf(link))
})

const plant = Effect.fnUntraced(function* ({ folder, outside }: Place, inside: string) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.makeDirectory(outside)
  yield* fs.writeFileString(NodePath.join(outside, present), "not for you\n")
  yield* fs.symlink(outside, NodePath.join(folder, "link-folder"))
  for (const name of [present, absent]) {
    yield* fs.symlink(NodePath.join(outside, name), NodePath.join(folder, `link-${name}`))
  }
  yield* fs.symlink(NodePath.join(folder, inside), NodePath.join(folder, "link-inside"))
})

interface Way {
  readonly by: string
  readonly to: (name: string) => string
}

// Joined as text: `NodePath.join` would take the `..` away before anybody has looked at it.
const waysOut = ({ folder, outside }: Place): ReadonlyArray<Way> => [
  { by: "absolute path:  ", to: (name) => `${outside}/${name}` },
  { by: "by way of `..`: ", to: (name) => `${folder}/../${NodePath.basename(outside)}/${name}` },
  { by: "planted link:   ", to: (name) => `${folder}/link-${name}` },
  { by: "linked folder:  ", to: (name) => `${folder}/link-folder/${name}` }
]

const answer = Effect.fnUntraced(function* (path: string) {
  const read = yield* ReadService
  const result = yield* Effect.result(read.readFile({ filePath: path }))
  const label = Steps.labelOf(result)
  if (Result.isSuccess(result)) return label
  const { reason } = withoutContext(result.failure)
  return reason._tag === "PathResolution" ? `${label} (${reason.why})` : label
})

/** Asks for a named pipe, on which a careless reader waits forever. */
export const refusePipe = Effect.fnUntraced(function* ({ folder }: Place) {
  const story = yield* Story
  const read = yield* ReadService
  const spawner = yield* ChildProcessSpawner
  yield* story.heading("A named pipe is refused without waiting for a writer")
  const pipe = NodePath.join(folder, "pipe")
  const made = yield* Effect.orElseSucceed(spawner.exitCode(ChildProcess.make("mkfifo", [pipe])), () => undefined)
  if (Number(made) !== 0) return yield* story.say("This system has no mkfifo: nothing to show here.")
  const attempt = Effect.timeout(Effect.result(read.readFile({ filePath: pipe })), "5 seconds")
  const [elapsed, result] = yield* Effect.timed(Effect.option(attempt))
  const label = result._tag === "None" ? "no answer in 5 seconds" : Steps.labelOf(result.value)
  yield* story.claim(label === "DomainError/NotARegularFile", `${label}, answered in ${took(elapsed)}`, label)
})
