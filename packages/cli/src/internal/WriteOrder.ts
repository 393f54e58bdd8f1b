/**
 * What a command line of `ploke-io write` asks for, or what is wrong with it: flags that do not go together would leave
 * open what is written.
 *
 * @internal
 */
import type { FileHash, OnExists } from "@ploke/core"

/** The flags as they were given. */
export interface Given {
  readonly file: string
  readonly text: string | undefined
  readonly start: number | undefined
  readonly end: number | undefined
  readonly expect: FileHash | undefined
  readonly rebase: boolean
  readonly base: string | undefined
  readonly create: boolean
  readonly overwrite: boolean
  readonly parents: boolean
}

interface Common {
  /** As it was typed. */
  readonly file: string
  /** Undefined for standard input. */
  readonly text: string | undefined
}

/** A part of a file is to be replaced. */
export interface Splice extends Common {
  readonly _tag: "Splice"
  readonly expectedHash: FileHash
  readonly startByte: number
  /** Undefined for the end of the file. */
  readonly endByte: number | undefined
  /** The file with the old text, as it was typed. */
  readonly base: string | undefined
}

/** A file is to be made. */
export interface Create extends Common {
  readonly _tag: "Create"
  readonly onExists: OnExists
  readonly createParents: boolean
}

export type WriteOrder = Splice | Create

/** Gives the order, or what is wrong as one sentence. */
export const make = (given: Given): WriteOrder | string => {
  const { base, create, end, expect, file, overwrite, parents, rebase, start, text } = given
  if (create && overwrite) return "give --create or --overwrite, not both: --overwrite makes a missing file too"
  if (create || overwrite) {
    const flag = create ? "--create" : "--overwrite"
    if (expect !== undefined) return `${flag} expects no hash: leave out ${flag}, or --expect`
    if (start !== undefined || end !== undefined) return `${flag} writes the whole file: leave out --start and --end`
    if (rebase || base !== undefined) return `${flag} writes the whole file: leave out --rebase and --base`
    return { _tag: "Create", file, text, onExists: create ? "error" : "overwrite", createParents: parents }
  }
  if (parents) return "--parents needs --create or --overwrite"
  if (expect === undefined) {
    return (
      "missing --expect HASH, the hash that FILE must have: `ploke-io hash FILE` prints it; " +
      "or give --create to make a new file, or --overwrite"
    )
  }
  if (rebase && base === undefined) return "--rebase needs --base, a file with the text that has the hash of --expect"
  if (base !== undefined && !rebase) return "--base needs --rebase"
  if (base === "-" && text === undefined) return "--base - and the new text cannot both be standard input: give --text"
  return { _tag: "Splice", file, text, base, expectedHash: expect, startByte: start ?? 0, endByte: end }
}
