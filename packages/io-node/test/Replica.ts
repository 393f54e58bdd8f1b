/** What a consumer of events believes to be on the disk, which takes exception to every event that says nothing new. */
import type { FileChangeEvent } from "@ploke/io"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { entriesBelow } from "./Meddler.ts"

/** The kind of every entry below a folder; of a file the hash, and of a link, where that is asked for, where it leads. */
export const treeOf = (root: string, links: "as links" | "with targets" = "as links"): Map<string, string> => {
  const tree = new Map<string, string>()
  for (const entry of entriesBelow(root)) {
    const at = `${entry.parentPath}/${entry.name}`
    if (entry.isDirectory()) tree.set(at, "directory")
    else if (entry.isSymbolicLink())
      tree.set(at, links === "as links" ? "symlink" : `symlink to ${fs.readlinkSync(at)}`)
    else tree.set(at, hashOf(fs.readFileSync(at)))
  }
  return tree
}

export const hashOf = (contents: string | Uint8Array): string =>
  `sha256:${createHash("sha256").update(contents).digest("hex")}`

/** What is at one of two trees and not at the other, or is something else there; at most ten of them. */
export const differences = (
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>
): ReadonlyArray<string> =>
  [...new Set([...expected.keys(), ...found.keys()])]
    .filter((at) => expected.get(at) !== found.get(at))
    .map((at) => `${at}: expected ${expected.get(at)}, found ${found.get(at)}`)
    .slice(0, 10)

export class Replica {
  readonly entries: Map<string, string>
  /** Events that could not be: of what was there already, of what was not there, of what is the same. */
  readonly faults: Array<string> = []

  constructor(entries: ReadonlyMap<string, string>) {
    this.entries = new Map(entries)
  }

  take(event: FileChangeEvent): void {
    if (event._tag === "Gap" || event._tag === "Root") return
    const now = event.entry === "file" ? (event.hash ?? "unknown") : event.entry
    switch (event._tag) {
      case "Created":
        return this.#come(event, event.path, now)
      case "Removed":
        return this.#go(event, event.path)
      case "Renamed":
        this.#go(event, event.oldPath)
        return this.#come(event, event.path, now)
      case "Modified": {
        const before = this.entries.get(event.path)
        if (before === undefined) this.#fault("unknown", event)
        if (before === now && event.entry === "file") this.#fault("phantom", event)
        this.entries.set(event.path, now)
      }
    }
  }

  #come(event: FileChangeEvent, at: string, now: string): void {
    if (this.entries.has(at)) this.#fault("duplicate", event)
    this.entries.set(at, now)
  }

  #go(event: FileChangeEvent, at: string): void {
    if (!this.entries.has(at)) this.#fault("unknown", event)
    this.entries.delete(at)
  }

  #fault(what: string, event: FileChangeEvent): void {
    this.faults.push(`${what}: ${JSON.stringify(event)}`)
  }
}
