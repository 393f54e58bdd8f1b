/**
 * Follows a path link by link to find out where its resolution leads, also when nothing is there: the explanation of a
 * failed lookup, and the place of a file that is yet to be created. A plain state machine: the caller asks the disk.
 *
 * @since 0.1.0
 */
import * as Limits from "./Limits.ts"
import * as PathSyntax from "./PathSyntax.ts"

/**
 * What the caller found at the path that `PathTrace.pending` asked for.
 *
 * @since 0.1.0
 */
export type TraceReply =
  | { readonly _tag: "Link"; readonly target: string }
  | { readonly _tag: "Directory" }
  | { readonly _tag: "Other" }
  | { readonly _tag: "Failed"; readonly code: string }

/**
 * Where a resolution led: the canonical path of the deepest object that exists, the names that are missing below it,
 * the links on the way, and the errno name that stopped it.
 *
 * @since 0.1.0
 */
export interface PathTrace {
  readonly reached: string
  readonly missing: ReadonlyArray<string>
  /** Who wrote the first missing name: the path itself, or a link that leads to nothing. */
  readonly missingFrom: "path" | "link"
  readonly links: ReadonlyArray<{ readonly at: string; readonly target: string }>
  readonly code: string | undefined
}

/**
 * Makes a tracer for a normal or unnormalized absolute path.
 *
 * @param path - a parsed path's `given` text
 * @param flavor - the grammar of the path
 * @since 0.1.0
 */
export const make = (path: string, flavor: PathSyntax.Flavor): Tracer => new Tracer(path, flavor)

/**
 * Asks the disk one question at a time: look at `pending`, then `reply`, until `pending` is undefined.
 *
 * @since 0.1.0
 */
export class Tracer {
  private reached: string
  private readonly queue: Array<string>
  // How many names at the front of the queue come from the text of a link.
  private fromLink = 0
  private readonly links: Array<{ at: string; target: string }> = []
  private code: string | undefined
  private readonly flavor: PathSyntax.Flavor

  constructor(path: string, flavor: PathSyntax.Flavor) {
    this.flavor = flavor
    this.reached = rootOf(path, flavor)
    this.queue = components(path.slice(this.reached.length), flavor)
    this.skip()
  }

  /** The path to look at next, without following a final link; undefined when the trace is complete. */
  get pending(): string | undefined {
    return this.code === undefined && this.queue.length > 0
      ? PathSyntax.join(this.reached, this.queue[0]!, this.flavor)
      : undefined
  }

  /** Takes what was found at `pending`. */
  reply(found: TraceReply): void {
    const at = this.pending
    if (at === undefined) return
    if (found._tag === "Failed") {
      this.code = found.code
      return
    }
    this.take()
    if (found._tag === "Link") this.follow(at, found.target)
    else this.reached = at
    if (found._tag === "Other" && this.queue.length > 0) this.code = "ENOTDIR"
    this.skip()
  }

  /** What is known when `pending` is undefined. */
  get result(): PathTrace {
    return {
      reached: this.reached,
      missing: this.queue.slice(),
      missingFrom: this.fromLink > 0 ? "link" : "path",
      links: this.links,
      code: this.code
    }
  }

  private follow(at: string, target: string): void {
    this.links.push({ at, target })
    if (this.links.length > Limits.symlinkHopsMax) {
      this.code = "ELOOP"
      return
    }
    const root = rootOf(target, this.flavor)
    if (root !== "") this.reached = root
    const names = components(target.slice(root.length), this.flavor)
    this.queue.unshift(...names)
    this.fromLink += names.length
  }

  // `.` and `..` need no look at the disk: what was reached so far is free of links.
  private skip(): void {
    while (this.code === undefined && this.queue.length > 0) {
      const name = this.queue[0]!
      if (name === "..") this.reached = PathSyntax.parent(this.reached, this.flavor)
      else if (name !== ".") return
      this.take()
    }
  }

  private take(): void {
    this.queue.shift()
    if (this.fromLink > 0) this.fromLink--
  }
}

const rootOf = (path: string, flavor: PathSyntax.Flavor): string => {
  if (flavor === "posix") return path.startsWith("/") ? "/" : ""
  return /^(?:[A-Za-z]:\\|\\\\[^\\]+\\[^\\]+\\?)/.exec(path)?.[0] ?? ""
}

// A trailing separator stays as a trailing `.`, which asks for a directory as the kernel does.
const components = (path: string, flavor: PathSyntax.Flavor): Array<string> => {
  const names = path.split(flavor === "posix" ? "/" : /[\\/]/)
  if (names.length > 1 && names[names.length - 1] === "") names[names.length - 1] = "."
  return names.filter((name) => name !== "")
}
