/**
 * What the crash model is asked: which orders, which kinds of damage, and how many images at most.
 *
 * @internal
 */

/**
 * What a power cut may leave of the bytes of a file that were not synced, besides the bytes as they were and as they were
 * synced. `partial`: some of several changes; `half`: the first half of them; `oldTail`: that half and then the old
 * bytes; `zeros`: the new length without the bytes, or without their second half; `empty`: nothing, or what was left
 * when the file was shortest; `garbage`: other bytes; `bitFlip`: all of them but one bit.
 *
 * @since 0.1.0
 */
export type DataVariant = "partial" | "half" | "oldTail" | "zeros" | "empty" | "garbage" | "bitFlip"

/** Every option of the model with a value. */
export interface Settings {
  readonly profile: "posix" | "journal"
  readonly data: "any" | "ordered"
  readonly variants: ReadonlyArray<DataVariant>
  readonly crossDirectoryRename: "atomic" | "mayDuplicate" | "mayLose"
  readonly seed: number
  readonly entryChoicesMax: number
  readonly imagesMax: number
  readonly samples: number
}

const anyData: ReadonlyArray<DataVariant> = ["partial", "half", "oldTail", "zeros", "empty", "garbage", "bitFlip"]

// Where data reaches the disk before the metadata that refers to it, no file shows bytes that were never written to it.
const orderedData: ReadonlyArray<DataVariant> = ["partial", "half", "oldTail", "empty"]

// All subsets of ten independent changes of entries.
const entryChoicesMax = 1024

// Some seconds of checking for one cut.
const imagesMax = 4096

const samples = 200

/** A bound that allows nothing would make a search that finds nothing. */
export const bound = (name: string, value: number, least: number): number => {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name} is ${value}, not a whole number of at least ${least}`)
  return value
}

/** The settings that options ask for; a bound that makes no sense is a `RangeError`. */
export const settingsOf = (options: { readonly [Key in keyof Settings]?: Settings[Key] | undefined }): Settings => {
  const data = options.data ?? "any"
  return {
    profile: options.profile ?? "posix",
    data,
    variants: options.variants ?? (data === "any" ? anyData : orderedData),
    crossDirectoryRename: options.crossDirectoryRename ?? "atomic",
    seed: options.seed ?? 0,
    entryChoicesMax: bound("entryChoicesMax", options.entryChoicesMax ?? entryChoicesMax, 1),
    imagesMax: bound("imagesMax", options.imagesMax ?? imagesMax, 1),
    samples: bound("samples", options.samples ?? samples, 0)
  }
}
