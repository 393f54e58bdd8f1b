/**
 * One inode between two syncs: what is durable of it, and what a power cut may or may not keep.
 *
 * @internal
 */
import { applySteps, asLeft, asSynced, contentsOf, type DataStep } from "./Contents.ts"
import type { Attributes, Version } from "./Disk.ts"
import type { Settings } from "./Settings.ts"

export interface Unsynced {
  readonly number: number
  readonly durable: Version
  readonly steps: ReadonlyArray<DataStep>
  /** The attributes after each change of them; the last ones are the current ones. */
  readonly attributes: ReadonlyArray<Attributes>
}

/** What an inode may be after a power cut. */
export interface Candidate {
  readonly version: Version
  /** In words; nothing for what is as if nothing had happened to it. */
  readonly label: string
}

export const unsynced = (number: number, durable: Version): Unsynced => ({ number, durable, steps: [], attributes: [] })

/** Whether two attributes differ in what a program can rely on: times count when it chose them. */
const sameAttributes = (a: Attributes, b: Attributes): boolean =>
  a.mode === b.mode &&
  a.uid === b.uid &&
  a.gid === b.gid &&
  a.times === b.times &&
  (a.times === "given" || (a.accessTime === b.accessTime && a.modificationTime === b.modificationTime))

const currentAttributes = (inode: Unsynced): Attributes => inode.attributes.at(-1) ?? inode.durable.attributes

export const withAttributes = (inode: Unsynced, attributes: Attributes): Unsynced => {
  const last = inode.attributes.at(-1)
  const earlier =
    last !== undefined && sameAttributes(last, attributes) ? inode.attributes.slice(0, -1) : inode.attributes
  return { ...inode, attributes: [...earlier, attributes] }
}

export const withStep = (inode: Unsynced, step: DataStep, attributes: Attributes): Unsynced =>
  withAttributes({ ...inode, steps: [...inode.steps, step] }, attributes)

/** What a sync makes durable. */
export const currentVersion = (inode: Unsynced): Version => ({
  ...inode.durable,
  content: applySteps(inode.durable.content, inode.steps),
  attributes: currentAttributes(inode)
})

/** The inode once everything up to a step, that one included, is certain to have reached the disk. */
export const flushed = (inode: Unsynced, last: DataStep): Unsynced => {
  const count = inode.steps.lastIndexOf(last) + 1
  if (count === 0) return inode
  const content = applySteps(inode.durable.content, inode.steps.slice(0, count))
  return { ...inode, durable: { ...inode.durable, content }, steps: inode.steps.slice(count) }
}

const attributeLabel = (attributes: Attributes, current: Attributes): string => {
  const { gid, mode, uid } = attributes
  if (sameAttributes({ ...attributes, mode: current.mode }, current)) return `mode ${mode.toString(8)}`
  return `mode ${mode.toString(8)}, owner ${uid}:${gid}${attributes.times === "chosen" ? ", its chosen times" : ""}`
}

/**
 * What the inode may be: every content with the current attributes, and every attributes with the current and with the
 * durable content. The current version comes first, then the durable one.
 */
export const candidatesOf = (inode: Unsynced, settings: Settings): ReadonlyArray<Candidate> => {
  const { durable } = inode
  const attributes = currentAttributes(inode)
  const contents = contentsOf(durable.content, inode.steps, settings.variants, [settings.seed, inode.number])
  const current = contents[0]?.bytes ?? durable.content
  const candidates: Array<Candidate> = [
    { version: { ...durable, content: current, attributes }, label: asLeft },
    { version: durable, label: asSynced },
    ...contents.slice(1).map(({ bytes, label }) => ({ version: { ...durable, content: bytes, attributes }, label }))
  ]
  for (const other of [durable.attributes, ...inode.attributes]) {
    if (sameAttributes(other, attributes)) continue
    const label = attributeLabel(other, attributes)
    candidates.push({ version: { ...durable, content: current, attributes: other }, label: `${label}, else ${asLeft}` })
    candidates.push({ version: { ...durable, attributes: other }, label: `${label}, else ${asSynced}` })
  }
  return candidates
}
