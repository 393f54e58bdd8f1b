/**
 * `ploke-io doctor`: what is in force here, where it comes from, and whether it works.
 *
 * @internal
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Diagnosis from "./Diagnosis.ts"
import * as DoctorText from "./DoctorText.ts"
import { Render } from "./Render.ts"
import * as Session from "./Session.ts"

/** The command. */
export const doctorCommand = Command.make("doctor", {}, () =>
  Session.handle(
    Effect.fnUntraced(function* () {
      const render = yield* Render
      const diagnosis = yield* Diagnosis.diagnose
      if (render.format === "json") yield* render.values([diagnosis])
      else yield* render.text(DoctorText.render(diagnosis))
      return diagnosis.state === "ok" ? 0 : 1
    })
  )
).pipe(
  Command.withDescription("Show roots, limits and versions, and check on temporary files that everything works"),
  Command.withExamples([
    { command: "ploke-io doctor", description: "For people" },
    { command: "ploke-io doctor --json --root .", description: "For programs" }
  ])
)
