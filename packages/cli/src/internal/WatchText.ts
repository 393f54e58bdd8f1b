/**
 * What a watcher tells, in lines for people: what happened in the first column, where in the second.
 *
 * @internal
 */
import type { EntryKind, FileChangeEvent, RootState, WatchedRootStatus } from "@ploke/core"
import { displayText } from "@ploke/error"
import { grouped } from "./Progress.ts"

/** Renders an event, without a line end. `shown` makes a path readable. */
export const line = (event: FileChangeEvent, shown: (path: string) => string): string => {
  switch (event._tag) {
    case "Gap":
      return columns("gap", `${shown(event.root)}: ${gap(event)}`)
    case "Root":
      return columns(...rootState(event.state, shown(event.root)))
    case "Renamed": {
      const place = `${named(event.entry, shown(event.oldPath))} -> ${named(event.entry, shown(event.path))}`
      return columns("renamed", place + notes(event, event.contentChanged ? "changed too" : undefined))
    }
    case "Modified": {
      const note = event.change === "replaced" ? "replaced" : undefined
      return columns("modified", named(event.entry, shown(event.path)) + notes(event, note))
    }
    default:
      return columns(event._tag.toLowerCase(), named(event.entry, shown(event.path)) + notes(event))
  }
}

/** Renders what is watched from now on, without a line end. */
export const watching = ({ entries, root, state, why }: WatchedRootStatus, shown: (path: string) => string): string => {
  if (state !== "ready" && state !== "degraded") return columns(...rootState(state, shown(root)))
  const count = `${grouped(entries)} ${entries === 1 ? "entry" : "entries"}`
  const closely = state === "ready" ? "" : `, less closely: ${displayText(why ?? "the system does not tell of all")}`
  return columns("watching", `${shown(root)} (${count}${closely})`)
}

/** As wide as the longest word that is told of an entry. */
const firstColumn = 10

const columns = (what: string, where: string): string => what.padEnd(firstColumn) + where

const named = (entry: EntryKind, path: string): string => (entry === "directory" ? `${path}/` : path)

type Change = Extract<FileChangeEvent, { readonly path: string }>

const notes = ({ entry, origin }: Change, change?: string): string => {
  const link = entry === "symlink" ? "a link" : undefined
  const author = origin === undefined ? undefined : `by ${displayText(origin)}`
  const all = [link, change, author].filter((note) => note !== undefined)
  return all.length === 0 ? "" : ` (${all.join(", ")})`
}

type Gap = Extract<FileChangeEvent, { readonly _tag: "Gap" }>

const gap = ({ found, recovered, why }: Gap): string => {
  const reason = reasons[why] ?? displayText(why)
  if (!recovered) return reason
  const more = found === 0 ? "nothing more" : `${grouped(found)} more ${found === 1 ? "change" : "changes"}`
  return `changes may have been missed, since ${reason}; looked again, and found ${more}`
}

const reasons: Readonly<Record<string, string>> = {
  overflow: "more happened at once than the system remembers",
  stall: "this process was kept from reading for too long",
  "watch-limit": "the system lets this user watch no more folders",
  "descriptor-limit": "the system lets this process open no more files",
  backend: "the notifications of the system broke off",
  silent: "the system did not tell of a file that was made to try it",
  "root-lost": "the folder was gone for a while",
  "root-replaced": "another folder took its place",
  "subscriber-lag": "changes came faster than they were read from here; catching up",
  unseen: "something in it could not be looked at",
  unrepresentable: "some names in it are no text, and nothing is told of these files"
}

const rootState = (state: RootState, root: string): readonly [string, string] => {
  switch (state) {
    case "ready":
      return ["watching", root]
    case "scanning":
      return ["looking", `${root}: at everything in it`]
    case "degraded":
      return ["watching", `${root}: less closely from now on`]
    case "lost":
      return ["lost", `${root}: it is not there; it is watched as soon as it is`]
    case "removed":
      return ["left", `${root}: it is not watched any more`]
  }
}
