/**
 * Kinds of flags and arguments that several commands share, each with one sentence about what it accepts.
 *
 * @internal
 */
import { FileHash } from "@ploke/core"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"

/** An optional whole number. */
export const wholeNumber = (name: string, least: number, about: string): Flag.Flag<number | undefined> =>
  Flag.String(name).pipe(
    Flag.withMetavar("N"),
    Flag.filterMap(
      (text) => Option.filter(parseWhole(text), (value) => value >= least),
      () => `a whole number of at least ${least}`
    ),
    Flag.optional,
    Flag.map(Option.getOrUndefined),
    Flag.withDescription(about)
  )

const parseWhole = (text: string): Option.Option<number> =>
  /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Option.some(Number(text)) : Option.none()

/** A path as it is typed; an empty one, as an unset variable gives it, is a mistake in the command line. */
export const path = (name: string, about: string): Argument.Argument<string> =>
  Argument.String(name).pipe(Argument.filter(isNotEmpty, aPath), Argument.withDescription(about))

/** An optional path as it is typed. */
export const optionalPath = (name: string, metavar: string, about: string): Flag.Flag<string | undefined> =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.filter(isNotEmpty, aPath),
    Flag.optional,
    Flag.map(Option.getOrUndefined),
    Flag.withDescription(about)
  )

/** Paths as they are typed; the flag may be given many times. */
export const folders = (name: string, about: string): Flag.Flag<ReadonlyArray<string>> =>
  Flag.String(name).pipe(
    Flag.withMetavar("DIR"),
    Flag.filter(isNotEmpty, aPath),
    Flag.atLeast(0),
    Flag.withDescription(about)
  )

/** Patterns of names; the flag may be given many times. */
export const patterns = (name: string, about: string): Flag.Flag<ReadonlyArray<string>> =>
  Flag.String(name).pipe(
    Flag.withMetavar("PATTERN"),
    Flag.filter(isNotEmpty, () => "a pattern"),
    Flag.atLeast(0),
    Flag.withDescription(about)
  )

/** An optional hash of a file. */
export const hash = (name: string, about: string): Flag.Flag<FileHash | undefined> =>
  Flag.String(name).pipe(
    Flag.withMetavar("HASH"),
    Flag.withSchema(FileHash),
    Flag.optional,
    Flag.map(Option.getOrUndefined),
    Flag.withDescription(about)
  )

/** Something that is asked for or not. */
export const toggle = (name: string, about: string): Flag.Flag<boolean> =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDefault(false), Flag.withDescription(about))

const isNotEmpty = (text: string): boolean => text !== ""
const aPath = () => "a path"
