/** One write on the real disk, again and again, each time with another call disturbed; and what is wrong afterwards. */
import { WriteService } from "@ploke/io"
import type { NodePlokeIo as Services } from "@ploke/io-node"
import { NodePlokeIo } from "@ploke/io-node"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as fs from "node:fs"
import * as path from "node:path"
import type { DiskCall } from "./DiskCalls.ts"
import { unopened, watchingDisk } from "./DiskCalls.ts"
import { namesBelow, openBelow, withFolder } from "./Folders.ts"

/** A write, and what it does to one file. */
export interface Scenario {
  readonly name: string
  /** Makes what is there before. */
  readonly prepare: (root: string) => void
  /** The file that changes, by its own name below the root. */
  readonly target: string
  /** Undefined where nothing is there before. */
  readonly old: Buffer | undefined
  readonly fresh: Buffer
  /** Files that the same call changes in the same way; which of its calls are made is then a matter of their timing. */
  readonly others?: ReadonlyArray<string>
  readonly write: (root: string) => Effect.Effect<unknown, unknown, Services.NodePlokeIo>
}

/**
 * What happens at a call: it fails, alone or with all that follow but the closes, or the fiber is interrupted, at the
 * latest when the call is done.
 */
export type Disturbance =
  | { readonly code: string; readonly fails: "once" | "from then on" }
  | { readonly interrupt: "as it is made" | "when it is done" }

interface Trial {
  /** The calls that were made, each by a name of its own that does not depend on the order. */
  readonly calls: ReadonlyArray<string>
  readonly problems: ReadonlyArray<string>
}

/** Makes the write once for each of its calls that are meant, with it disturbed. Gives these calls, and what was wrong. */
export const disturbEach = async (
  scenario: Scenario,
  disturbance: Disturbance,
  isMeant: (call: string) => boolean = () => true
) => {
  const { calls, problems: already } = await tryWrite(scenario, undefined, disturbance)
  const problems = already.map((problem) => `undisturbed: ${problem}`)
  const disturbed = calls.filter(isMeant)
  for (const call of disturbed) {
    const trial = await tryWrite(scenario, call, disturbance)
    problems.push(...trial.problems.map((problem) => `${call}: ${problem}`))
    const isDue = scenario.others === undefined && !isVerification(call)
    if (isDue && !trial.calls.includes(call)) problems.push(`${call}: is not always made`)
  }
  return { disturbed, problems }
}

// A folder that is open for more than 2 ms is verified once more for whoever comes then: whether that happens is a matter of
// timing.
const isVerification = (call: string): boolean => /^(?:open|close|readlink|readdir) (?!.*temporary)/.test(call)

const tryWrite = (scenario: Scenario, at: string | undefined, disturbance: Disturbance): Promise<Trial> =>
  withFolder(async (root) => {
    scenario.prepare(root)
    const before = namesBelow(root)
    const notes = new Notes(root, path.join(root, scenario.target))
    const trial = Effect.gen(function* () {
      const services = yield* Effect.context<Services.NodePlokeIo>()
      let interrupt = () => {}
      const write = Effect.withFiber((fiber) => {
        interrupt = () => fiber.interruptUnsafe()
        return scenario.write(root)
      })
      const interrupts = "interrupt" in disturbance ? disturbance.interrupt : undefined
      let isReached = false
      let meant: DiskCall | undefined
      const watcher = {
        before: (call: DiskCall) => {
          const isMeant = notes.made(call) === at
          isReached ||= isMeant
          if (isMeant) meant = call
          if (isMeant && interrupts === "as it is made") interrupt()
          if (!("code" in disturbance)) return undefined
          const fails = disturbance.fails === "once" ? isMeant : isReached && call.name !== "close"
          return fails ? disturbance.code : undefined
        },
        after: (call: DiskCall, error: NodeJS.ErrnoException | undefined) => {
          notes.done(call, error)
          if (call === meant && interrupts === "when it is done") interrupt()
        }
      }
      const exit = yield* Effect.promise(() =>
        watchingDisk(root, watcher, () => Effect.runPromiseExitWith(services)(write))
      )
      const left = leftovers(scenario, root, before)
      notes.problems.push(...wrongContents(scenario, root, exit, notes.isTaken), ...left.map((name) => `left: ${name}`))
      for (const name of left) fs.rmSync(path.join(root, name))
      notes.problems.push(...(yield* again(path.join(root, scenario.target))))
    })
    await Effect.runPromise(Effect.provide(trial, NodePlokeIo.layer({ roots: [root] })))
    const open = openBelow(root).map((name) => `open: ${path.relative(root, name)}`)
    return { calls: notes.calls, problems: [...notes.problems, ...open] }
  })

/** What is noticed about the calls while they are made. */
class Notes {
  readonly calls: Array<string> = []
  readonly problems: Array<string> = []
  /** Whether the new contents have taken the name of the target. */
  isTaken = false
  readonly root: string
  readonly target: string
  /** The descriptors whose sync has failed, until they are closed. */
  readonly failedSyncs = new Set<unknown>()

  constructor(root: string, target: string) {
    this.root = root
    this.target = target
  }

  /** Gives the name of the call: what is called, about what, and for which time. */
  made({ args: [fd], name, paths: [of = ""] }: DiskCall): string {
    const about = path.relative(this.root, of).replace(/[^/]*ploke-io-[^/]*/, "temporary")
    const called = `${name} ${about}`
    const time = this.calls.filter((call) => call.startsWith(`${called} #`)).length + 1
    this.calls.push(`${called} #${time}`)
    if (of === unopened) this.problems.push(`${name} of ${unopened}`)
    if (isSync(name) && this.failedSyncs.has(fd)) this.problems.push(`${name} again after it failed`)
    if (name === "close") this.failedSyncs.delete(fd)
    return `${called} #${time}`
  }

  done({ args: [fd], name, paths: [, to] }: DiskCall, error: NodeJS.ErrnoException | undefined): void {
    if (isSync(name) && error !== undefined) this.failedSyncs.add(fd)
    if ((name === "rename" || name === "link") && to === this.target && error === undefined) this.isTaken = true
  }
}

const isSync = (name: string): boolean => name === "fsync" || name === "fdatasync"

const wrongContents = (
  scenario: Scenario,
  root: string,
  exit: Exit.Exit<unknown, unknown>,
  isTaken: boolean
): ReadonlyArray<string> => {
  const is = contentsOf(scenario, root, scenario.target)
  const torn = (scenario.others ?? []).filter((name) => contentsOf(scenario, root, name) === "torn")
  const problems = torn.map((name) => `torn contents of ${name}`)
  const defects = Exit.isFailure(exit) ? exit.cause.reasons.filter(Cause.isDieReason) : []
  problems.push(...defects.map(({ defect }) => `${is} contents after a defect: ${String(defect)}`))
  const { expected, outcome } = expectedAfter(exit, isTaken)
  return is === expected ? problems : [...problems, `${is} contents after ${outcome}`]
}

const contentsOf = ({ fresh, old }: Scenario, root: string, name: string): "new" | "old" | "torn" => {
  const filePath = path.join(root, name)
  const found = fs.existsSync(filePath) ? fs.readFileSync(filePath) : undefined
  if (isSame(found, fresh)) return "new"
  return isSame(found, old) ? "old" : "torn"
}

const isSame = (one: Buffer | undefined, other: Buffer | undefined): boolean =>
  one === undefined || other === undefined ? one === other : one.equals(other)

const expectedAfter = (exit: Exit.Exit<unknown, unknown>, isTaken: boolean) => {
  if (Exit.isSuccess(exit)) return { outcome: "a success", expected: "new" }
  const failure = Cause.findError(exit.cause)
  if (Result.isFailure(failure)) return { outcome: "an interruption", expected: isTaken ? "new" : "old" }
  const { reason } = failure.success as { readonly reason?: { readonly visible?: boolean } }
  return reason?.visible === true
    ? { outcome: "a failure that came too late", expected: "new" }
    : { outcome: "a failure", expected: "old" }
}

const leftovers = ({ target }: Scenario, root: string, before: ReadonlyArray<string>): ReadonlyArray<string> => {
  const expected = new Set([...before, ...withParents(target)])
  return namesBelow(root).filter((name) => !expected.has(name))
}

const withParents = (name: string): ReadonlyArray<string> =>
  name === "." ? [] : [name, ...withParents(path.dirname(name))]

/** The same service writes the same file again: neither a lock nor a permit was kept. */
const again = (filePath: string) =>
  Effect.flatMap(WriteService, (write) =>
    write.createFile({ filePath, content: "again", onExists: "overwrite", createParents: true })
  ).pipe(
    Effect.timeout("5 seconds"),
    Effect.exit,
    Effect.map((exit) => (Exit.isFailure(exit) ? [`no write after it: ${String(Cause.squash(exit.cause))}`] : []))
  )
