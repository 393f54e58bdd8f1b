/**
 * What was called, in order, and what came of it.
 *
 * @internal
 */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"

/**
 * One call, in the order in which the calls began.
 *
 * @since 0.1.0
 */
export interface Call<Operation extends string> {
  /** The number of the call, from 1. */
  readonly number: number
  readonly operation: Operation
  /** The paths as the caller wrote them; for an open file the one it was opened by. Two for `rename` and its kind. */
  readonly paths: ReadonlyArray<string>
  /** What else was asked for, such as the flag of `open` or the bytes of `write`. */
  readonly detail: string
  readonly outcome: "running" | "succeeded" | "failed" | "interrupted" | "died"
  /** The errno of a failure, or what Effect calls it where it has none. */
  readonly code: string | undefined
  /** The rules to which it owes what came of it, by their place in the plan, from 0. */
  readonly rules: ReadonlyArray<number>
}

/**
 * An open file that was not closed yet.
 *
 * @since 0.1.0
 */
export interface OpenHandle {
  readonly path: string
  readonly flag: string
  /** The descriptor, where the file system below tells it. */
  readonly descriptor: number | undefined
  /** The line of the program that opened it, where the call stack tells. */
  readonly openedAt: string | undefined
}

/**
 * What a faulty file system has seen. All of it is live: it says how things are when it is asked.
 *
 * @since 0.1.0
 */
export interface CallLog<Operation extends string> {
  /** The calls in order, at most the last 100,000. */
  readonly calls: ReadonlyArray<Call<Operation>>
  /** The calls as text, one on a line. */
  readonly text: string
  /** How often each rule of the plan fired. */
  readonly fired: ReadonlyArray<number>
  /** The files that are open now. */
  readonly openHandles: ReadonlyArray<OpenHandle>
  /** The paths of all temporary files and directories that were asked for. */
  readonly temporaries: ReadonlyArray<string>
}

type MutableCall<Operation extends string> = { -readonly [key in keyof Call<Operation>]: Call<Operation>[key] }

// A suite that calls more often than this looks at the end of the log at most.
const callsMax = 100_000

export class Recorder<Operation extends string> implements CallLog<Operation> {
  readonly fired: ReadonlyArray<number>
  readonly temporaries: Array<string> = []
  /** While a plan waits, calls are neither recorded nor shown to it. */
  state: "waiting" | "begun" = "begun"
  #count = 0
  #calls: Array<MutableCall<Operation>> = []
  readonly #handles = new Set<OpenHandle>()

  constructor(fired: ReadonlyArray<number>) {
    this.fired = fired
  }

  get calls(): ReadonlyArray<Call<Operation>> {
    return this.#calls.slice(-callsMax)
  }

  get text(): string {
    return this.calls.map(line).join("\n")
  }

  get openHandles(): ReadonlyArray<OpenHandle> {
    return Array.from(this.#handles)
  }

  begin(call: Pick<Call<Operation>, "operation" | "paths" | "detail" | "rules">): MutableCall<Operation> {
    const begun: MutableCall<Operation> = { ...call, number: ++this.#count, outcome: "running", code: undefined }
    this.#calls.push(begun)
    // Cut rarely, so that a long log costs no copy per call.
    if (this.#calls.length >= 2 * callsMax) this.#calls = this.#calls.slice(-callsMax)
    return begun
  }

  end(call: MutableCall<Operation>, exit: Exit.Exit<unknown, unknown>): void {
    if (Exit.isSuccess(exit)) {
      call.outcome = "succeeded"
      return
    }
    const failure = exit.cause.reasons.find(Cause.isFailReason)
    if (failure !== undefined) {
      call.outcome = "failed"
      call.code = codeOf(failure.error)
    } else {
      call.outcome = Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : "died"
    }
  }

  opened(handle: OpenHandle): void {
    this.#handles.add(handle)
  }

  closed(handle: OpenHandle): boolean {
    return this.#handles.delete(handle)
  }
}

/** Lets the plan behind a log wait, or begin. */
export const setState = <Operation extends string>(log: CallLog<Operation>, state: "waiting" | "begun"): void => {
  if (log instanceof Recorder) log.state = state
}

const line = (call: Call<string>): string => {
  const detail = call.detail === "" ? "" : ` (${call.detail})`
  const outcome = call.code ?? (call.outcome === "succeeded" ? "ok" : call.outcome)
  const rules = call.rules.length === 0 ? "" : `  [rule ${call.rules.map((rule) => rule + 1).join(", ")}]`
  return `${call.number}. ${call.operation} ${call.paths.join(" -> ")}${detail}: ${outcome}${rules}`
}

/** The errno name of an `AccessFailure` or of the cause of a `PlatformError`; the tag of a reason without one. */
const codeOf = (error: unknown): string => {
  const { code, reason } = error as { readonly code?: unknown; readonly reason?: unknown }
  if (typeof code === "string") return code
  const { _tag, cause } = (reason ?? {}) as { readonly _tag?: string; readonly cause?: { readonly code?: unknown } }
  return typeof cause?.code === "string" ? cause.code : (_tag ?? "failed")
}
