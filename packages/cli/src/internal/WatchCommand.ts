/**
 * `ploke-io watch`: tells what changes below the roots as it happens, and what has changed since a cursor.
 *
 * @internal
 */
import type { FileChangeEvent } from "@ploke/core"
import { Fail } from "@ploke/error"
import { PathPolicy, WatchLimits, WatchService } from "@ploke/io"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Following from "./Following.ts"
import { makeIsOutput } from "./OutputFile.ts"
import * as Params from "./Params.ts"
import { type OutputError, Render } from "./Render.ts"
import * as Session from "./Session.ts"
import * as WatchText from "./WatchText.ts"

const flags = {
  since: Flag.String("since").pipe(
    Flag.withMetavar("CURSOR"),
    Flag.filter(Following.isCursor, () => "a cursor, which `ploke-io watch` prints at its end"),
    Flag.optional,
    Flag.map(Option.getOrUndefined),
    Flag.withDescription("First tell what has changed since then; an empty one lists everything")
  ),
  once: Params.toggle("once", "End when that is told, with the cursor for the next time"),
  ignore: Params.patterns(
    "ignore",
    "What is left out, as in a .gitignore; repeatable; .git is, unless one is exactly !.git"
  ),
  gitignore: Params.toggle("gitignore", "Leave out what .gitignore files say too; --ignore wins over them"),
  debounce: Params.wholeNumber(
    "debounce",
    0,
    "How long it must be quiet before changes are told, in ms (default: 50)"
  ).pipe(
    Flag.filter(
      (millis) => millis === undefined || millis <= WatchLimits.debounceMillisMax,
      () => `at most ${WatchLimits.debounceMillisMax}`
    )
  )
}

type Given = Command.Command.Config.Infer<typeof flags>

/** The command. */
export const watchCommand = Command.make("watch", flags, (given) => {
  const { debounce, gitignore, ignore } = given
  return Session.handle((session) => watch(session, given), {
    debounce,
    watch: { ignore, gitignore: gitignore ? "respect" : "none" }
  })
}).pipe(
  Command.withDescription(
    "Print a line for each change below the roots as it happens, until it is interrupted: what was created, modified, " +
      "removed and renamed, where changes may have been missed, and how the roots are doing. It ends with a cursor; with " +
      "--since it first tells what has happened since then, also while nobody watched"
  ),
  Command.withShortDescription("Tell what changes, as it happens or since a cursor"),
  Command.withExamples([
    { command: "ploke-io watch --root src --ignore '*.log'", description: "Until Ctrl-C" },
    { command: 'ploke-io watch --json --once --since "$CURSOR"', description: "What has changed since the last time" }
  ])
)

const watch = Effect.fnUntraced(function* (session: Session.Session, { once, since }: Given) {
  yield* checkRoots
  const teller = yield* makeTeller(session)
  yield* Following.follow(teller, { since, until: once ? "caught up" : "interrupted" })
  return 0 as const
})

// The service waits for a root that is not there, but who has mistyped its name would wait forever.
const checkRoots = Effect.gen(function* () {
  const { roots } = yield* (yield* PathPolicy).current
  for (const { configured, state } of roots) {
    if (state === "ready") continue
    const code = state === "missing" ? "ENOENT" : "EACCES"
    return yield* Fail.fileOperation({ operation: "watch", path: configured, code })
  }
})

/** Events that are printed in one go: a slow reader takes that much memory. */
const eventsPerWrite = 1_024

const makeTeller = Effect.fnUntraced(function* (session: Session.Session) {
  const render = yield* Render
  const service = yield* WatchService
  const isOutput = makeIsOutput()
  // A line about the file that the lines are written to would be followed by another one, and so on.
  const isNews = (event: FileChangeEvent) => !("path" in event && isOutput(event.path))
  const lines = (texts: ReadonlyArray<string>) => render.text(texts.map((text) => `${text}\n`).join(""))
  const print = Effect.fnUntraced(function* (events: ReadonlyArray<FileChangeEvent>) {
    for (let i = 0; i < events.length; i += eventsPerWrite) {
      const some = events.slice(i, i + eventsPerWrite).filter(isNews)
      yield* render.format === "json"
        ? render.values(some)
        : lines(some.map((event) => WatchText.line(event, session.shown)))
    }
  })
  const tellCursor = (cursor: string) => render.values([{ _tag: "Cursor", cursor }])
  const json: Following.Teller<OutputError> = {
    before: ({ events, fresh }, cursor) =>
      Effect.andThen(render.values([{ _tag: "Since", cursor, fresh }]), print(events)),
    ready: tellCursor,
    events: print,
    end: tellCursor
  }
  const text: Following.Teller<OutputError> = {
    before: Effect.fnUntraced(function* ({ events, fresh }, cursor) {
      if (fresh && cursor !== "") yield* render.trouble(`what happened after ${cursor} is not known; ${everything}`)
      // How the roots were doing for those who watched before says nothing to who begins now.
      yield* print(events.filter(({ _tag }) => _tag !== "Root"))
    }),
    ready: () =>
      Effect.flatMap(service.status, ({ roots }) =>
        lines(roots.map((root) => WatchText.watching(root, session.shown)))
      ),
    events: print,
    end: (cursor) => render.trouble(`go on from here with --since ${cursor}`)
  }
  return render.format === "json" ? json : text
})

const everything = "everything that is there is listed instead"
