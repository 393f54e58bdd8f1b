/**
 * Tells the demo to a person, and keeps count of what it claims: a claim that does not hold is told as such, and decides
 * the exit code.
 *
 * @internal
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as DiffText from "../DiffText.ts"
import { mayColor, type OutputError, Render } from "../Render.ts"
import { cut, wrap } from "../Wrap.ts"

/** No line is longer, whatever the terminal. */
const columnsMax = 100

type Told = Effect.Effect<void, OutputError>

export class Story extends Context.Service<
  Story,
  {
    /** Begins the story. */
    readonly title: (text: string) => Told
    /** Begins a part. */
    readonly heading: (text: string) => Told
    /** Tells a sentence; long ones are broken between words. */
    readonly say: (text: string) => Told
    /** Shows a line as it is, cut where it would be too long. */
    readonly show: (text: string) => Told
    /** Shows a unified diff, line by line. */
    readonly diff: (diff: string) => Told
    /** Claims something; where it does not hold, `otherwise` is told. */
    readonly claim: (holds: boolean, text: string, otherwise?: string) => Told
    readonly claims: Effect.Effect<{ readonly held: number; readonly broken: ReadonlyArray<string> }>
  }
>()("@ploke/io-cli/internal/demo/Story") {
  /** Tells it through `Render`. */
  static readonly layer: Layer.Layer<Story, never, Render> = Layer.effect(
    Story,
    Effect.map(Render, (render) => make(render))
  )
}

/** Makes the service. */
const make = (render: Render["Service"]): Story["Service"] => {
  const colors = mayColor(process.stdout) ? "colors" : "plain"
  const bold = (text: string) => (colors === "colors" ? `\u001b[1m${text}\u001b[0m` : text)
  const broken: Array<string> = []
  let held = 0
  let parts = 0
  const lines = (texts: ReadonlyArray<string>) => render.text(texts.map((text) => `${text}\n`).join(""))
  return {
    title: (text) => lines([bold(text)]),
    heading: (text) => Effect.suspend(() => lines(["", bold(`${++parts}. ${text}`)])),
    say: (text) => lines(wrap(text, columnsMax - indent.length).map((line) => indent + line)),
    show: (text) => lines([(indent + cut(text, columnsMax - indent.length)).trimEnd()]),
    diff: (diff) => {
      const shown = diff
        .trimEnd()
        .split("\n")
        .map((line) => cut(line, columnsMax - indent.length))
      return lines(
        DiffText.render(shown.join("\n"), colors)
          .split("\n")
          .map((line) => indent + line)
      )
    },
    claim: (holds, text, otherwise = "it did not happen") =>
      Effect.suspend(() => {
        if (holds) held++
        else broken.push(`${text}: ${otherwise}`)
        const line = holds ? `ok: ${text}` : `NOT AS PROMISED: ${text}: ${otherwise}`
        return lines(wrap(line, columnsMax - indent.length).map((part) => indent + part))
      }),
    claims: Effect.sync(() => ({ held, broken }))
  }
}

const indent = "   "

/** Writes a duration as a person would say it. */
export const took = (duration: Duration.Duration): string => {
  const millis = Duration.toMillis(duration)
  if (millis < 1) return "less than 1 ms"
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`
}

/** Writes a number of bytes as a person would say it. */
export const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
