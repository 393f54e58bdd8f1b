/**
 * `npm run demo`: shows on a copy of the repository's own sources what the library does, checks what it says, and leaves
 * nothing behind. The exit code is 1 where a claim does not hold.
 *
 * @since 0.1.0
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Fail } from "@ploke/error"
import { PathPolicy, type SymlinkPolicy } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as NodePath from "node:path"
import * as Crashes from "./internal/demo/Crashes.ts"
import * as Edits from "./internal/demo/Edits.ts"
import * as Refusals from "./internal/demo/Refusals.ts"
import * as Renames from "./internal/demo/Renames.ts"
import * as Sources from "./internal/demo/Sources.ts"
import * as Steps from "./internal/demo/Steps.ts"
import { Story, took } from "./internal/demo/Story.ts"
import * as Watching from "./internal/demo/Watching.ts"
import * as Process from "./internal/Process.ts"
import { Render } from "./internal/Render.ts"

const usage = "usage: npm run demo [-- --symlinks Follow]   (with Follow the links are not refused: the claims fail)"

const playIn = (base: string, symlinks: SymlinkPolicy) => {
  const stateDirectory = NodePath.join(base, "state")
  const place: Refusals.Place = { folder: NodePath.join(base, "sources"), outside: NodePath.join(base, "outside") }
  const play = Effect.gen(function* () {
    const story = yield* Story
    const policy = yield* PathPolicy
    const paths = yield* Sources.copyTo(place.folder)
    const { confinement } = yield* policy.current
    yield* story.say(`The sources of this repository, ${paths.length} files, were copied to ${place.folder}.`)
    yield* story.say(
      `Only what lies in that folder may be read and changed (confinement: ${confinement}, see docs/path-policy.md).`
    )
    const index = yield* Steps.hashAll(place.folder, paths)
    const lines = yield* Steps.readLines(index)
    const edited = lines[Math.floor(lines.length / 2)]!
    yield* Steps.refuseStale(place.folder, edited)
    const deleted = yield* Steps.scanAll(index, edited.path)
    yield* Refusals.refuseOutside(place, edited.path)
    yield* Refusals.refusePipe(place)
    yield* write(
      place.folder,
      lines.filter(({ path }) => path !== edited.path && path !== deleted)
    )
    const names = yield* Renames.renameAll(place.folder)
    yield* Crashes.killAndRecover({ folder: place.folder, stateDirectory }, names)
    yield* Watching.watchOthers({ folder: place.folder, stateDirectory })
  })
  return Effect.provide(play, NodePlokeIo.layer({ roots: [place.folder], symlinks, stateDirectory }))
}

const write = Effect.fnUntraced(function* (folder: string, untouched: ReadonlyArray<Steps.Line>) {
  const names = untouched.map(Edits.nameIn).filter((name) => name !== undefined)
  const [first, last] = [names[0], names.at(-1)]
  if (first === undefined || last === undefined || first === last) {
    return yield* Fail.io({ message: "no two sources export a name: the demo runs inside the repository of ploke-io" })
  }
  const known = yield* Edits.editVerified(first)
  yield* Edits.refuseStale(folder, known)
  yield* Edits.rebaseStale(known)
  yield* Edits.patch(last)
})

const show = Effect.fnUntraced(function* (symlinks: SymlinkPolicy) {
  const story = yield* Story
  const fs = yield* FileSystem.FileSystem
  yield* story.title("ploke-io: files are read and changed only if they are still the ones that were indexed")
  const inTemporaryFolder = Effect.gen(function* () {
    const base = yield* Effect.mapError(fs.makeTempDirectoryScoped({ prefix: "ploke-io-demo-" }), ({ message }) =>
      Fail.io({ message: `no temporary folder can be made (${message}); set TMPDIR to one that can be written` })
    )
    yield* fs.makeDirectory(NodePath.join(base, "sources"))
    yield* playIn(base, symlinks)
    return base
  })
  const [elapsed, base] = yield* Effect.timed(Effect.scoped(inTemporaryFolder))
  yield* story.heading("Nothing is left behind")
  yield* story.claim(!(yield* fs.exists(base)), "the temporary folder is gone")
  return yield* conclude(elapsed)
})

const conclude = Effect.fnUntraced(function* (elapsed: Duration.Duration) {
  const story = yield* Story
  const { broken, held } = yield* story.claims
  yield* story.show("")
  if (broken.length === 0) {
    yield* story.say(`All ${held} claims were checked while they were shown, and hold. It took ${took(elapsed)}.`)
    return 0
  }
  yield* story.say(`${broken.length} of ${held + broken.length} claims do not hold:`)
  for (const claim of broken) yield* story.say(`- ${claim}`)
  return 1
})

const main = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  if (args[0] === Crashes.childFlag) return yield* Effect.orDie(Crashes.child(args.slice(1)))
  const render = yield* Render
  const given = args.join(" ")
  const symlinks: SymlinkPolicy | undefined =
    given === "" ? "DenyCrossRoot" : given === "--symlinks Follow" ? "Follow" : undefined
  if (symlinks === undefined) {
    yield* render.trouble(usage)
    return 2
  }
  return yield* show(symlinks).pipe(
    Effect.catchTag("OutputClosed", () => Effect.succeed(0)),
    Effect.catch((error) => Effect.as(render.trouble(error.message), 1))
  )
})

Process.runMain(
  Effect.provide(
    main(process.argv.slice(2)),
    Story.layer.pipe(Layer.provideMerge(Render.layer("text")), Layer.provideMerge(NodeServices.layer))
  )
)
