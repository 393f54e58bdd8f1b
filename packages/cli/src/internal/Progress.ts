/**
 * The line that tells how far a long run has come: a plain function of what is known, and when it may be shown.
 *
 * @internal
 */

const barWidth = 24

/** What is known of a run. */
export interface ProgressState {
  /** What is being done, such as `hashing`. */
  readonly label: string
  readonly done: number
  /** How many there are in all; undefined as long as they are not counted. */
  readonly total: number | undefined
  readonly elapsedMs: number
}

/** A run shorter than this shows no line: a flash on the screen tells nothing. */
export const delayMs = 500

/** How often the line is drawn again: ten times a second looks steady and costs nothing. */
export const intervalMs = 100

/** A terminal narrower than this shows the numbers without the bar. */
const columnsWithBarMin = 70

/** Renders one line of at most `columns - 1` characters, so that no terminal wraps it. */
export const line = (state: ProgressState, columns: number): string => {
  const { done, elapsedMs, label, total } = state
  const rate = elapsedMs > 0 ? Math.round((done / elapsedMs) * 1000) : 0
  const speed = `${grouped(rate)} files/s`
  if (total === undefined) return `${label} ${grouped(done)} files, ${speed}`.slice(0, Math.max(0, columns - 1))
  // What is counted beforehand can grow meanwhile: the line never says more than all.
  const all = Math.max(total, done)
  const share = all === 0 ? 1 : done / all
  const numbers = `${grouped(done)}/${grouped(all)} files, ${speed}`
  const filled = Math.floor(share * barWidth)
  const bar = `[${"#".repeat(filled)}${".".repeat(barWidth - filled)}] `
  const percent = `${Math.floor(share * 100)}%`.padStart(4)
  const text = `${label} ${columns < columnsWithBarMin ? "" : bar}${percent} ${numbers}`
  return text.slice(0, Math.max(0, columns - 1))
}

/** Writes a whole number with commas between its groups of three, the same in every locale. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",")

/** What decides whether a line may be drawn at all. */
export interface Surroundings {
  readonly format: "text" | "json"
  readonly stderrIsTty: boolean
  /** The value of `TERM`. */
  readonly term: string | undefined
}

/** Allows a line only where somebody watches, and where it can be cleared again. */
export const isShown = ({ format, stderrIsTty, term }: Surroundings): boolean =>
  format === "text" && stderrIsTty && term !== "dumb"
