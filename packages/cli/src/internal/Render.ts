/**
 * The only module that prints: results to standard output, everything else to standard error. While a progress line is
 * on the screen it is cleared before any other text.
 *
 * @internal
 */
import type { PlokeError } from "@ploke/error"
import { displayText, Fail, toJson } from "@ploke/error"
import type { FatalError } from "@ploke/error"
import * as Cause from "effect/Cause"
import type * as CliOutput from "effect/cli/CliOutput"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import * as DiffText from "./DiffText.ts"
import * as Help from "./Help.ts"
import * as Message from "./Message.ts"
import * as Progress from "./Progress.ts"
import * as Usage from "./Usage.ts"

/** Text for people, or one JSON value per line for programs. */
export type Format = "text" | "json"

/** The reader of standard output has gone, as `head` does: nobody is left to tell anything to. */
export class OutputClosed extends Data.TaggedError("OutputClosed") {}

/** Why standard output could not be written. */
export type OutputError = OutputClosed | FatalError

/** Counts what a run has done. */
export interface Counter {
  readonly advance: (files: number) => void
  readonly setTotal: (files: number) => void
  /** Tells whether anybody sees it: counting the total beforehand is only worth it then. */
  readonly isShown: boolean
}

export class Render extends Context.Service<
  Render,
  {
    readonly format: Format
    /** Writes to standard output, exactly. */
    readonly text: (text: string) => Effect.Effect<void, OutputError>
    /** Writes a unified diff to standard output: exactly, but on a terminal in colours and with nothing that moves it. */
    readonly diff: (diff: string) => Effect.Effect<void, OutputError>
    /** Writes one JSON value per line to standard output. */
    readonly values: (values: ReadonlyArray<unknown>) => Effect.Effect<void, OutputError>
    /** Writes a failure to standard error: a readable line, or several, or the typed error as JSON. */
    readonly failure: (error: PlokeError) => Effect.Effect<void>
    /** Writes any other trouble to standard error. */
    readonly trouble: (message: string) => Effect.Effect<void>
    /** Shows a progress line for the scope, if somebody watches and it takes long. */
    readonly progress: (label: string) => Effect.Effect<Counter, never, Scope.Scope>
    /** Whether standard output is a terminal. */
    readonly isTerminal: boolean
  }
>()("@ploke/io-cli/internal/Render") {
  /** Prints in the format, and sends the log to standard error in the same format. */
  static readonly layer = (format: Format): Layer.Layer<Render> =>
    Layer.merge(
      Layer.sync(Render, () => make(format)),
      Logger.layer([logger(format)])
    )
}

/** Makes the service. */
const make = (format: Format): Render["Service"] => ({
  format,
  text: (text) => writeOut(text),
  diff: (diff) => writeOut(shownDiff(diff, process.stdout)),
  values: (values) => writeOut(values.map((value) => `${JSON.stringify(value)}\n`).join("")),
  failure: (error) =>
    writeErr(format === "json" ? `${JSON.stringify(toJson(error))}\n` : Message.lines(error).map(errorLine).join("")),
  trouble: (message) => writeErr(errorLine(message)),
  progress: (label) =>
    Progress.isShown({ format, stderrIsTty: process.stderr.isTTY === true, term: process.env["TERM"] })
      ? drawn(label)
      : Effect.succeed(unseen),
  isTerminal: process.stdout.isTTY === true
})

/** What is written of a diff: all of it, exactly, wherever a program may read it. */
export const shownDiff = (diff: string, stream: Terminal): string =>
  stream.isTTY === true ? DiffText.render(diff, mayColor(stream) ? "colors" : "plain") : diff

const errorLine = (message: string): string => `ploke-io: ${displayText(message)}\n`

const unseen: Counter = { advance: () => undefined, setTotal: () => undefined, isShown: false }

const clearLine = "\r\u001b[2K"

let isLineOnScreen = false

const erase = (): void => {
  if (isLineOnScreen) process.stderr.write(clearLine)
  isLineOnScreen = false
}

const drawn = Effect.fnUntraced(function* (label: string) {
  let done = 0
  let total: number | undefined
  const startedAt = performance.now()
  const draw = Effect.sync(() => {
    const state = { label, done, total, elapsedMs: performance.now() - startedAt }
    process.stderr.write(clearLine + Progress.line(state, process.stderr.columns || 80))
    isLineOnScreen = true
  })
  const everyInterval = Effect.forever(Effect.andThen(draw, Effect.sleep(Progress.intervalMs)))
  yield* Effect.forkScoped(Effect.andThen(Effect.sleep(Progress.delayMs), everyInterval))
  yield* Effect.addFinalizer(() => Effect.sync(erase))
  const counter: Counter = {
    advance: (files) => void (done += files),
    setTotal: (files) => void (total = files),
    isShown: true
  }
  return counter
})

/** Shows help, version and misuse as `effect/cli` finds them. */
export const presenter = (format: Format): CliOutput.Presenter => ({
  present: (event) => {
    switch (event._tag) {
      case "Help": {
        const stream = event.reason === "Requested" ? process.stdout : process.stderr
        const text = `${Help.render(event.helpDoc, mayColor(stream) ? "colors" : "plain")}\n`
        return event.reason === "Requested" ? Effect.ignore(writeOut(text)) : writeErr(text)
      }
      case "Version":
        return Effect.ignore(writeOut(`${event.name} ${event.version}\n`))
      case "InvalidInvocation":
        return writeErr(format === "json" ? `${JSON.stringify(Usage.toJson(event))}\n` : Usage.toText(event))
    }
  }
})

type Terminal = Pick<NodeJS.WriteStream, "isTTY">

/** Colours only on a terminal, and not where `NO_COLOR` asks for none. */
export const mayColor = (stream: Terminal): boolean => stream.isTTY === true && !process.env["NO_COLOR"]

/** Tells of a bug of ours: what no command was prepared for. */
export const defect = (cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  writeErr(`${errorLine("internal error; please report it with the lines below")}${Cause.pretty(cause)}\n`)

const logger = (format: Format): Logger.Logger<unknown, void> =>
  Logger.make(({ logLevel, message }) => {
    const parts = Array.isArray(message) ? message : [message]
    const text = parts.map((part) => (typeof part === "string" ? Message.logged(part) : JSON.stringify(part))).join(" ")
    const level = levelNames[logLevel] ?? logLevel.toLowerCase()
    erase()
    process.stderr.write(
      format === "json" ? `${JSON.stringify({ _tag: "Log", level, message: text })}\n` : errorLine(`${level}: ${text}`)
    )
  })

const levelNames: Readonly<Record<string, string>> = { Warn: "warning" }

const writeOut = (text: string): Effect.Effect<void, OutputError> =>
  Effect.catch(write(process.stdout, text), ({ code }): Effect.Effect<never, OutputError> =>
    code === "EPIPE" || code === "ERR_STREAM_DESTROYED"
      ? Effect.fail(new OutputClosed())
      : Effect.fail(Fail.fileOperation({ operation: "write", path: "standard output", code }))
  )

// Where even standard error cannot be written, the exit code is all that is left to tell.
const writeErr = (text: string): Effect.Effect<void> => Effect.ignore(write(process.stderr, text))

const watched = new WeakSet<NodeJS.WriteStream>()

// Succeeds once the system has taken the text: a slow reader slows the run down, and an exit cuts nothing off.
const write = (stream: NodeJS.WriteStream, text: string) =>
  Effect.callback<void, { readonly code: string }>((resume) => {
    // Without a listener Node throws what the callback below is told as well.
    if (!watched.has(stream)) stream.on("error", () => undefined)
    watched.add(stream)
    erase()
    stream.write(text, (error) => {
      const code = (error as NodeJS.ErrnoException | null | undefined)?.code ?? "EIO"
      resume(error ? Effect.fail({ code }) : Effect.void)
    })
  })
