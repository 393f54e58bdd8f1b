/**
 * The search for a power cut that a program does not survive.
 *
 * The program runs once, and so does each recovery: what a cut after operation k leaves depends on the operations up to
 * k only, so the later ones, finalizers included, have no effect on it, and nothing has to be stopped or run again.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as MemoryVolume from "../../MemoryVolume.ts"
import { stateOf } from "../Session.ts"
import { type Disk, readDisk } from "./Disk.ts"
import { fiberClock } from "./FiberClock.ts"
import { Identities } from "./Identities.ts"
import { type DiskImage, ImageFinder } from "./Images.ts"
import { Machine } from "./Machine.ts"
import { mountDisk } from "./Mount.ts"
import { startRecording, type Step } from "./Record.ts"
import { digestOf, type Place, type Replay } from "./Replay.ts"
import type { Settings } from "./Settings.ts"
import { shapeOf } from "./Shape.ts"

/** What the world knew at some moment: what the program told it, and how the program ended, if it had. */
export interface Knowledge {
  readonly told: ReadonlyArray<unknown>
  readonly exit: Option.Option<Exit.Exit<unknown, unknown>>
}

/** One life of the machine, from a disk to the end of what ran on it. */
export interface Life {
  readonly disk: Disk
  readonly steps: ReadonlyArray<Step>
  /** What the world knew when operation k + 1 began, or at the end. */
  readonly knowledge: (done: number) => Knowledge
  readonly inodes: number
}

/** A cut through a life, and what it left. */
export interface Cut {
  readonly life: Life
  readonly place: Place
  readonly image: DiskImage
}

export interface Verdict {
  readonly phase: "recover" | "check"
  readonly exit: Exit.Exit<unknown, unknown>
  /** What the recovery did, without what the check did. */
  readonly recovery: ReadonlyArray<Step>
  readonly volume: MemoryVolume.MemoryVolume
}

/** The counts of a search. */
export interface Counts {
  cuts: number
  images: number
  states: number
  recoveryCuts: number
  sampledCuts: number
}

export interface Search {
  readonly settings: Settings
  readonly recoverySettings: Settings
  readonly volume: Omit<MemoryVolume.Options, "clock">
  /** Mounted images run their recovery and their check here. */
  readonly judge: (volume: MemoryVolume.MemoryVolume, cuts: ReadonlyArray<Cut>) => Effect.Effect<Verdict>
  readonly replay: Replay | undefined
  readonly counts: Counts
}

export interface Found {
  readonly cuts: ReadonlyArray<Cut>
  readonly verdict: Verdict
}

/** Reads a volume as a disk on which everything is synced. */
export const diskOf = (volume: MemoryVolume.MemoryVolume): { readonly disk: Disk; readonly inodes: number } => {
  const state = stateOf(volume)
  return { disk: readDisk(state), inodes: state.inodes }
}

/** A new volume over a disk. */
export const start = (
  disk: Disk,
  inodes: number,
  options: Omit<MemoryVolume.Options, "clock">
): MemoryVolume.MemoryVolume =>
  mountDisk(disk, shapeOf(disk, new Set(), new Identities()), { ...options, clock: fiberClock(), inodes })

interface Level {
  readonly finder: ImageFinder
  readonly settings: Settings
}

/** What a recovery did that passed its check. */
interface Passed {
  readonly recovery: ReadonlyArray<Step>
  readonly inodes: number
}

/**
 * Looks for a cut whose image does not pass: first for single cuts, then for those whose recovery is cut too, and so on
 * until there are `depth` cuts, so that what is found is as simple as it can be.
 */
export const search = (program: Life, depth: number, options: Search): Effect.Effect<Option.Option<Found>> => {
  const identities = new Identities()
  const levels = [options.settings, options.recoverySettings].map((settings): Level => ({
    settings,
    finder: new ImageFinder(settings, identities)
  }))
  // Both by the disk and what the world knew. A state that passed may have to be cut again, in its recovery.
  const passed = new Map<string, Passed>()
  const survivedCuts = new Map<string, number>()

  const cutAll = Effect.fnUntraced(function* (
    life: Life,
    earlier: ReadonlyArray<Cut>,
    rest: number
  ): Effect.fn.Return<Option.Option<Found>> {
    const wanted = options.replay?.places[earlier.length]
    const { finder, settings } = levels[Math.min(earlier.length, 1)] as Level
    const machine = new Machine(life.disk, settings)
    const name = earlier.flatMap(({ place }) => [place.done, place.image])
    for (let done = 0; done <= life.steps.length; done++) {
      const step = life.steps[done - 1]
      if (step !== undefined) machine.apply(step)
      if (wanted !== undefined && wanted.done !== done) continue
      const { coverage, images } = finder.find(machine, [...name, done])
      count(options.counts, earlier.length, coverage)
      let index = 0
      for (const image of images) {
        const place = { done, image: index++ }
        if (earlier.length === 0) options.counts.images++
        if (wanted !== undefined && wanted.image !== place.image) continue
        const found = yield* cutOnce([...earlier, { life, place, image }], rest)
        if (Option.isSome(found)) return found
      }
      if (earlier.length === 0) yield* Effect.yieldNow
    }
    return Option.none()
  })

  const cutOnce = Effect.fnUntraced(function* (
    cuts: ReadonlyArray<Cut>,
    rest: number
  ): Effect.fn.Return<Option.Option<Found>> {
    const { image, life, place } = cuts.at(-1) as Cut
    const known = life.knowledge(place.done)
    const state = `${image.identity};${known.told.length};${known.exit._tag}`
    if ((survivedCuts.get(state) ?? 0) >= rest) return Option.none()
    survivedCuts.set(state, rest)
    let result = passed.get(state)
    if (result === undefined) {
      const mounted = { ...options.volume, clock: fiberClock(), inodes: life.inodes }
      const volume = mountDisk(image.disk, image.shape, mounted)
      options.counts.states++
      const verdict = yield* options.judge(volume, cuts)
      if (Exit.isFailure(verdict.exit)) return Option.some({ cuts, verdict })
      result = { recovery: verdict.recovery, inodes: stateOf(volume).inodes }
      passed.set(state, result)
    }
    if (rest === 1) return Option.none()
    const { inodes, recovery } = result
    return yield* cutAll({ disk: image.disk, steps: recovery, knowledge: () => known, inodes }, cuts, rest - 1)
  })

  return Effect.gen(function* () {
    for (let cuts = options.replay?.places.length ?? 1; cuts <= depth; cuts++) {
      Object.assign(options.counts, { cuts: 0, images: 0, recoveryCuts: 0, sampledCuts: 0 })
      const found = yield* cutAll(program, [], cuts)
      if (Option.isSome(found) || options.replay !== undefined) return found
    }
    return Option.none()
  })
}

const count = (counts: Counts, depth: number, coverage: "all" | "sampled"): void => {
  if (depth === 0) counts.cuts++
  else counts.recoveryCuts++
  if (coverage === "sampled") counts.sampledCuts++
}

/** What the text of a replay is checked against: the operations of each life up to its cut. */
export const digestOfCuts = (cuts: ReadonlyArray<Cut>): string =>
  digestOf(cuts.map(({ life, place }) => life.steps.slice(0, place.done).map((step) => step.operation)))

/** Records what happens on a volume, and what the world knows while it does. */
export const record = (volume: MemoryVolume.MemoryVolume) => {
  let known: Knowledge = { told: [], exit: Option.none() }
  const knowledge: Array<Knowledge> = []
  const recording = startRecording(volume, (done) => void (knowledge[done] = known))
  return {
    tell: (word: unknown): void => void (known = { ...known, told: [...known.told, word] }),
    end: (exit: Exit.Exit<unknown, unknown>): void => void (known = { ...known, exit: Option.some(exit) }),
    /** The steps up to now. */
    steps: (): ReadonlyArray<Step> => recording.steps.slice(),
    /** Ends the recording: what forked fibers still do is of no interest. */
    stop: (): Pick<Life, "steps" | "knowledge"> => {
      recording.stop()
      const last = known
      return { steps: recording.steps, knowledge: (done) => knowledge[done] ?? last }
    }
  }
}
