/**
 * Makes calls through a plan: records each, and lets happen to it what the plan decides.
 *
 * @internal
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { ErrnoName, Fault, Rule } from "../../Fault.ts"
import { Recorder } from "./CallLog.ts"
import { type Attempt, type Decision, type Kind, Plan, shortened } from "./Plan.ts"

/** Whether the calls of a fiber reach the file system below as if there were no plan. */
export const Quiet = Context.Reference<boolean>("@ploke/io-testing/FaultFileSystem/Quiet", {
  defaultValue: () => false
})

/** A call that is about to be made, and what is written about it in the log. */
export interface Planned<Operation extends string> extends Attempt<Operation> {
  readonly detail?: string | undefined
  /** Takes the failure that an earlier call left behind for this one. */
  readonly takeOwed?: (() => Owed | undefined) | undefined
  /** The file that is synced, by which the failures of earlier syncs are remembered. */
  readonly identity?: string | undefined
}

/** A failure that follows on a call that was cut short, and the rule that cut it. */
export interface Owed {
  readonly name: ErrnoName
  readonly rule: number
}

/** A call, and how it can go wrong. */
export interface Target<A, E, R> {
  readonly base: Effect.Effect<A, E, R>
  readonly fail: (name: ErrnoName, syscall?: string) => E
  /** The call as it is done when its answer is lost, where that leaves less than `base`. */
  readonly unanswered?: Effect.Effect<unknown, E, R> | undefined
  /** The call with fewer bytes, and with the failure that follows. */
  readonly shorten?: ((bytes: number, owed: Owed | undefined) => Effect.Effect<A, E, R>) | undefined
  /** What a call answers that does nothing. */
  readonly pretended?: A | undefined
}

export class Injector<Operation extends string> {
  readonly plan: Plan<Operation>
  readonly log: Recorder<Operation>
  readonly #below: FileSystem.FileSystem | undefined
  // The files whose syncs pretend, with the rule that began it.
  readonly #pretending = new Map<string, number>()

  constructor(
    rules: ReadonlyArray<Rule<Operation>>,
    kind: Kind<Operation>,
    options: { readonly seed?: number | undefined; readonly below?: FileSystem.FileSystem | undefined }
  ) {
    this.plan = new Plan(rules, kind, options.seed ?? 0)
    this.log = new Recorder(this.plan.fired)
    this.#below = options.below
  }

  call<A, E, R>(planned: Planned<Operation>, target: Target<A, E, R>): Effect.Effect<A, E, R> {
    return this.whenLoud(target.base, () => {
      const decision = this.#decide(planned)
      const { operation, paths, detail = "" } = planned
      const call = this.log.begin({ operation, paths, detail, rules: decision.rules })
      return Effect.onExit(this.#run(planned, decision, target), (exit) => Effect.sync(() => this.log.end(call, exit)))
    })
  }

  /** The call as it is where the plan waits or is kept quiet, or through the plan. */
  whenLoud<A, E, R>(base: Effect.Effect<A, E, R>, loud: () => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.withFiber((fiber) => (this.log.state === "waiting" || fiber.getRef(Quiet) ? base : loud()))
  }

  /** What happens to a call, for those that make it in a way of their own, such as in a batch. */
  decide(attempt: Attempt<Operation>): Decision {
    return this.plan.decide(attempt)
  }

  /** Lets happen what only holds up a call. */
  pass(faults: ReadonlyArray<Fault>): Effect.Effect<void> {
    return Effect.forEach(faults, (fault) => this.#pass(fault), { discard: true })
  }

  #decide(planned: Planned<Operation>): Decision {
    const pretending = planned.identity === undefined ? undefined : this.#pretending.get(planned.identity)
    if (pretending !== undefined) return { passing: [], fault: { _tag: "LyingSync" }, rules: [pretending] }
    const owed = planned.takeOwed?.()
    if (owed === undefined) return this.decide(planned)
    return {
      passing: [],
      fault: { _tag: "Errno", name: owed.name, syscall: undefined, work: "undone" },
      rules: [owed.rule]
    }
  }

  #run<A, E, R>(
    planned: Planned<Operation>,
    { passing, fault, rules }: Decision,
    target: Target<A, E, R>
  ): Effect.Effect<A, E, R> {
    const main = fault === undefined ? target.base : this.#afflicted(planned, fault, rules.at(-1) ?? 0, target)
    return passing.length === 0 ? main : Effect.andThen(this.pass(passing), main)
  }

  #afflicted<A, E, R>(
    planned: Planned<Operation>,
    fault: Fault,
    rule: number,
    target: Target<A, E, R>
  ): Effect.Effect<A, E, R> {
    switch (fault._tag) {
      case "Errno": {
        const failure = Effect.fail(target.fail(fault.name, fault.syscall))
        return fault.work === "done" ? Effect.andThen(target.unanswered ?? target.base, failure) : failure
      }
      case "ShortRead":
      case "ShortWrite": {
        const owed = fault.next === undefined ? undefined : { name: fault.next, rule }
        return target.shorten?.(shortened(fault, planned.bytes) ?? 0, owed) ?? target.base
      }
      case "LyingSync":
        return Effect.succeed(target.pretended as A)
      case "Fsyncgate":
        if (planned.identity !== undefined) this.#pretending.set(planned.identity, rule)
        return Effect.fail(target.fail(fault.name))
      case "Interrupt":
        return fault.at === "before"
          ? Effect.andThen(interruptCaller, target.base)
          : Effect.tap(target.base, () => interruptCaller)
      default:
        return target.base
    }
  }

  #pass(fault: Fault): Effect.Effect<void> {
    if (fault._tag === "Latency") return Effect.sleep(fault.duration)
    if (fault._tag !== "Meanwhile" || this.#below === undefined) return Effect.void
    return Effect.asVoid(Effect.orDie(Effect.provideService(fault.effect, FileSystem.FileSystem, this.#below)))
  }
}

/** As another fiber would: it waits where the caller may not be interrupted, and cannot be caught as a failure. */
export const interruptCaller: Effect.Effect<void> = Effect.withFiber((fiber) => {
  fiber.interruptUnsafe(fiber.id)
  return Effect.void
})
