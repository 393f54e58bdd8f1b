/**
 * `ploke-io recover`: brings transactions to their end that a process left behind when it died.
 *
 * @internal
 */
import type { RecoveredTransaction } from "@ploke/core"
import { PathPolicy, WriteService } from "@ploke/io"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as References from "effect/References"
import type { ExitCode } from "../ExitCode.ts"
import * as RecoverText from "./RecoverText.ts"
import { Render } from "./Render.ts"
import * as Session from "./Session.ts"
import * as WriteFlags from "./WriteFlags.ts"

const flags = {
  resolve: Flag.Literals("resolve", ["force", "abandon"]).pipe(
    Flag.withMetavar("HOW"),
    Flag.optional,
    Flag.map(Option.getOrUndefined),
    Flag.withDescription("If others changed its files: it wins, or they stay")
  ),
  lock: WriteFlags.writing.lock
}

type Given = Command.Command.Config.Infer<typeof flags>

/** The command. */
export const recoverCommand = Command.make("recover", flags, (given) =>
  // The start would recover them too, and leave nothing to tell.
  Session.handle((session) => recover(session, given), { roots: "later", lock: given.lock }).pipe(
    // Without roots it still tells of the transactions that others are about, and so does the report.
    Effect.provideService(References.MinimumLogLevel, "Warn")
  )
).pipe(
  Command.withDescription(
    "Bring transactions to their end that a process left behind in the roots when it died, as every command does when " +
      "it starts, and tell what became of each. Where somebody else has changed one of its files meanwhile, nothing is " +
      "touched unless --resolve says what is to be done, and the exit code is 1"
  ),
  Command.withShortDescription("Bring transactions to their end that were cut off"),
  Command.withExamples([
    { command: "ploke-io recover --root ..", description: "Finish what was cut off, and tell" },
    { command: "ploke-io recover --resolve abandon", description: "Keep the files as they are now" }
  ])
)

const recover = Effect.fnUntraced(function* (session: Session.Session, { resolve }: Given) {
  const policy = yield* PathPolicy
  const write = yield* WriteService
  const render = yield* Render
  yield* policy.update({ roots: session.roots })
  const report = yield* write.recover({ resolve })
  const { transactions } = report
  if (render.format === "json") yield* render.values([report])
  else if (transactions.length === 0)
    yield* render.text(`nothing to recover in ${session.roots.map(session.shown).join(", ")}\n`)
  else {
    yield* render.text(transactions.map((each) => `${RecoverText.line(each, session.shown)}\n`).join(""))
    if (resolve === undefined && transactions.some(({ state }) => state === "stuck")) yield* render.trouble(remedy)
  }
  return codeOf(transactions)
})

const remedy =
  "look at the files of what is stuck, then run `ploke-io recover` with `--resolve force` (the transaction wins) or " +
  "`--resolve abandon` (they stay as they are)"

const codeOf = (transactions: ReadonlyArray<RecoveredTransaction>): ExitCode =>
  transactions.some(({ state }) => state === "stuck" || state === "busy" || state === "unreadable") ? 1 : 0
