/** `npm run check`: runs the steps one after another, with their times, and stops at the first red one. */
import { run } from "./Child.ts"
import { plan, steps, usage, type Step } from "./Steps.ts"

const seconds = (startedAt: number) => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`

/** Answers with the exit code of the first command that fails, or 0. */
const runStep = async (step: Step): Promise<number> => {
  for (const [tool, ...args] of step.commands) {
    const { code } = await run(tool, args, { output: "inherit" })
    if (code !== 0) return code
  }
  return 0
}

const runSteps = async (chosen: ReadonlyArray<Step>): Promise<number> => {
  const startedAt = performance.now()
  for (const step of chosen) {
    const stepStartedAt = performance.now()
    console.log(`\n== ${step.name}: ${step.about}`)
    const code = await runStep(step)
    if (code !== 0) {
      console.log(`\n== ${step.name}: RED after ${seconds(stepStartedAt)} (exit code ${code})`)
      console.log(`   repeat it alone: npm run check -- --only ${step.name}`)
      return 1
    }
    console.log(`== ${step.name}: green in ${seconds(stepStartedAt)}`)
  }
  console.log(`\n== all green: ${chosen.map((step) => step.name).join(", ")} in ${seconds(startedAt)}`)
  return 0
}

const main = async (args: ReadonlyArray<string>): Promise<number> => {
  const chosen = plan(args)
  switch (chosen._tag) {
    case "Run":
      return runSteps(chosen.steps)
    case "List":
      for (const step of steps) console.log(`${step.name.padEnd(8)}${step.about}`)
      return 0
    case "Help":
      console.log(usage)
      return 0
    case "Refused":
      console.error(`${chosen.why}\n\n${usage}`)
      return 2
  }
}

process.exitCode = await main(process.argv.slice(2))
