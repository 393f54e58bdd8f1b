/**
 * What an application does with errors that do not fail an operation.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { osCode, pathOf, withoutContext } from "./PlokeError.ts"
import type { PlokeError, Severity } from "./PlokeError.ts"

/**
 * What an application does with errors that do not fail an operation: nothing by default.
 *
 * @since 0.1.0
 */
export interface ErrorPolicy {
  /** Tells the application about one error; it never fails. */
  readonly emit: (error: PlokeError) => Effect.Effect<void>
}

type PolicyLayer<E, R> = Layer.Layer<never, E, R>

const noop: ErrorPolicy = { emit: () => Effect.void }

const levels = { fatal: "Fatal", error: "Error", warning: "Warn" } as const satisfies Readonly<Record<Severity, string>>

const log: ErrorPolicy = {
  emit: (error) =>
    Effect.logWithLevel(levels[error.severity])(error.message).pipe(Effect.annotateLogs(annotations(error)))
}

const reference: Context.Reference<ErrorPolicy> = Context.Reference<ErrorPolicy>("@ploke/error/ErrorPolicy", {
  defaultValue: () => noop
})

const layerNoop: PolicyLayer<never, never> = Layer.succeed(reference, noop)

const layerLog: PolicyLayer<never, never> = Layer.succeed(reference, log)

type ErrorOf<Member> = Member extends Layer.Layer<never, infer E, infer _R> ? E : never
type ServicesOf<Member> = Member extends Layer.Layer<never, infer _E, infer R> ? R : never

const combine = <Members extends ReadonlyArray<ErrorPolicy | PolicyLayer<unknown, unknown>>>(
  ...members: Members
): PolicyLayer<ErrorOf<Members[number]>, ServicesOf<Members[number]>> =>
  Layer.effect(
    reference,
    Effect.map(Effect.forEach(members, policyOf), (policies): ErrorPolicy => ({
      emit: (error) => Effect.forEach(policies, (policy) => policy.emit(error), { discard: true })
    }))
  ) as PolicyLayer<ErrorOf<Members[number]>, ServicesOf<Members[number]>>

/**
 * The service through which the library tells an application about errors that do not fail an operation.
 *
 * Emission is the application's choice: without a layer it is `layerNoop`. `layerLog` writes to Effect's logger, at a
 * level that follows the severity; `combine` gives every error to several policies (or layers of policies) in order.
 * `Layer.succeed(ErrorPolicy, { emit })` installs one of your own.
 *
 * @example
 * ```ts
 * import { ErrorPolicy, Fail } from "@ploke/error"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function*() {
 *   const policy = yield* ErrorPolicy
 *   yield* policy.emit(Fail.orphanFile({ path: "/repo/old.ts" }))
 * }).pipe(Effect.provide(ErrorPolicy.combine(ErrorPolicy.layerNoop, { emit: () => Effect.void })))
 * ```
 *
 * @since 0.1.0
 */
export const ErrorPolicy = Object.assign(reference, { layerNoop, layerLog, combine })

const policyOf = (member: ErrorPolicy | PolicyLayer<unknown, unknown>) =>
  "emit" in member
    ? Effect.succeed(member)
    : Effect.map(Layer.build(member), (context) => Context.get(context, reference))

const annotations = (error: PlokeError): Record<string, string> => {
  const kind = withoutContext(error)
  const path = pathOf(error)
  const code = osCode(error)
  return {
    "ploke.error": `${kind._tag}/${kind.reason._tag}`,
    ...(path === undefined ? {} : { "ploke.path": path }),
    ...(code === undefined ? {} : { "ploke.code": code })
  }
}
