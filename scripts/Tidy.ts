/** The rules of the house that no ready-made tool checks: pure functions from tracked files to findings. */
import { builtinModules } from "node:module"
import { posix } from "node:path"
import { headingAnchors, links } from "./Markdown.ts"
import { type SourceFile } from "./Workspace.ts"

export interface Finding {
  readonly path: string
  readonly line: number
  readonly message: string
}

export interface Rule {
  readonly name: string
  readonly applies: (path: string) => boolean
  readonly check: (file: SourceFile, all: ReadonlyArray<SourceFile>) => ReadonlyArray<Omit<Finding, "path">>
}

export interface Outcome {
  /** How many files the rule looked at: a rule that saw none has checked nothing. */
  readonly seen: number
  readonly findings: ReadonlyArray<Finding>
}

/** Which packages the sources of a package may import. An arrow that is not here is an error. */
export const importDirections: Readonly<Record<string, ReadonlyArray<string>>> = {
  error: [],
  core: [],
  io: ["error", "core"],
  "io-node": ["error", "core", "io"],
  testing: ["error", "core", "io"],
  cli: ["error", "core", "io", "io-node"],
  bench: ["error", "core", "io", "io-node", "testing", "cli"]
}

/** Tests reach further than sources: they may run the sources over the doubles and over the real disk. */
const testImports = ["error", "core", "io", "io-node", "testing"]

const packageNames: Readonly<Record<string, string>> = {
  "@ploke/error": "error",
  "@ploke/core": "core",
  "@ploke/io": "io",
  "@ploke/io-node": "io-node",
  "@ploke/io-testing": "testing",
  "@ploke/io-cli": "cli",
  "@ploke/bench": "bench"
}

const nodePackages = ["io-node", "cli", "bench"]

/** A file beyond this is two concepts; about 300 is where to start looking for the seam. */
const fileLinesMax = 450

export const applyRule = (rule: Rule, files: ReadonlyArray<SourceFile>): Outcome => {
  const applicable = files.filter((file) => rule.applies(file.path))
  return {
    seen: applicable.length,
    findings: applicable.flatMap((file) => rule.check(file, files).map((found) => ({ path: file.path, ...found })))
  }
}

export const importsFollowTheArrows: Rule = {
  name: "imports between packages follow the arrows",
  applies: (path) => /^packages\/[^/]+\/(src|test)\/.*\.ts$/.test(path),
  check: (file) => {
    const [, folder = "", kind = ""] = file.path.split("/")
    const known = importDirections[folder]
    if (known === undefined) return [{ line: 1, message: `packages/${folder} has no row in importDirections` }]
    const allowed = kind === "test" ? [...known, ...testImports, folder] : known
    return importsOf(file.text).flatMap(({ line, specifier }) => {
      const target = targetPackage(file.path, specifier)
      if (target === undefined) return []
      if (specifier.startsWith(".")) {
        if (target === folder) return []
        return [{ line, message: `${specifier} reaches into ${target}: import it by its package name` }]
      }
      return allowed.includes(target) ? [] : [{ line, message: `${kind} of ${folder} may not import ${specifier}` }]
    })
  }
}

export const nodeStaysOutside: Rule = {
  name: "Node's modules are named only in io-node, cli, bench, scripts and tests",
  applies: (path) =>
    /^packages\/[^/]+\/src\/.*\.ts$/.test(path) && !nodePackages.some((name) => path.startsWith(`packages/${name}/`)),
  check: (file) => [
    ...codeLines(file.text).flatMap(({ line, text }) =>
      /["'`]node:/.test(text) ? [{ line, message: `names a module of Node: ${text.trim()}` }] : []
    ),
    ...importsOf(file.text).flatMap(({ line, specifier }) =>
      builtinModules.includes(specifier) ? [{ line, message: `imports ${specifier}, a module of Node` }] : []
    )
  ]
}

export const noSkippedTests: Rule = {
  name: "no test is skipped, exclusive or yet to be written",
  applies: (path) => /\.test\.ts$|^packages\/[^/]+\/test\/.*\.ts$|^packages\/testing\/src\/.*\.ts$/.test(path),
  check: (file) =>
    codeLines(file.text).flatMap(({ line, text }) =>
      /\b(it|test|describe|suite|layer)(\.\w+)*\.(skip|only|todo)\b|\b(xit|xtest|xdescribe|fit|fdescribe)\(|\b(skip|only|todo): true\b/.test(
        text
      )
        ? [{ line, message: `does not run with the others: ${text.trim()}` }]
        : []
    )
}

export const noMarksInSources: Rule = {
  name: "sources carry no notes about unfinished work",
  applies: isSource,
  check: (file) =>
    file.text
      .split("\n")
      .flatMap((text, index) =>
        /\b(TODO|FIXME|XXX|HACK)\b/.test(text) ? [{ line: index + 1, message: text.trim() }] : []
      )
}

export const noEffectBarrel: Rule = {
  name: "sources import Effect's modules one by one",
  applies: isSource,
  check: (file) =>
    importsOf(file.text).flatMap(({ line, specifier }) =>
      specifier === "effect" ? [{ line, message: `imports the barrel "effect": import "effect/<Module>"` }] : []
    )
}

export const filesStaySmall: Rule = {
  name: `no source is longer than ${fileLinesMax} lines`,
  applies: (path) => isSource(path) || /^scripts\/.*\.ts$/.test(path),
  check: (file) => {
    const count = file.text.split("\n").length - 1
    return count > fileLinesMax ? [{ line: fileLinesMax, message: `has ${count} lines` }] : []
  }
}

export const sourcesOpenWithTheirPurpose: Rule = {
  name: "a source opens with a comment that says what it is for",
  applies: (path) => isSource(path) && !path.endsWith("/index.ts"),
  check: (file) => {
    const text = file.text.replace(/^#!.*\n/, "")
    if (!text.startsWith("/**")) return [{ line: 1, message: "does not start with /**" }]
    const words = text.slice(3, text.indexOf("*/")).replace(/[\s*]/g, "")
    return words === "" ? [{ line: 1, message: "starts with an empty comment" }] : []
  }
}

export const linksResolve: Rule = {
  name: "links of the documents resolve",
  applies: (path) => /^(README|CONTRIBUTING|SECURITY)\.md$|^docs\/.*\.md$|^packages\/[^/]+\/README\.md$/.test(path),
  check: (file, all) =>
    links(file.text).flatMap(({ line, target }) => {
      if (/^[a-z]+:/.test(target)) return []
      const [path = "", anchor] = target.split("#")
      const resolved = path === "" ? file.path : posix.join(posix.dirname(file.path), decodeURIComponent(path))
      const linked = all.find((entry) => entry.path === resolved)
      if (linked === undefined) {
        const folder = `${resolved.replace(/\/$/, "")}/`
        const isFolder = anchor === undefined && all.some((entry) => entry.path.startsWith(folder))
        return isFolder ? [] : [{ line, message: `${target} is not a tracked file` }]
      }
      if (anchor === undefined || headingAnchors(linked.text).includes(anchor)) return []
      return [{ line, message: `${resolved} has no heading #${anchor}` }]
    })
}

export const lockNamesNoHost: Rule = {
  name: "the lock file names no download address",
  applies: (path) => path === "package-lock.json",
  check: (file) =>
    file.text
      .split("\n")
      .flatMap((text, index) =>
        /"resolved": "[a-z+]+:/.test(text) ? [{ line: index + 1, message: "carries a download address" }] : []
      )
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** `npm ci` refuses a lock file that names a package, if only for another platform, and does not hold it. */
export const lockIsComplete: Rule = {
  name: "the lock file holds every package that it names, for other platforms too",
  applies: (path) => path === "package-lock.json",
  check: (file) => {
    const locked: Readonly<Record<string, LockedPackage>> = JSON.parse(file.text).packages
    return Object.entries(locked).flatMap(([place, entry]) => {
      const named = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      const missing = named.filter((name) => !foldersAbove(place).some((folder) => `${folder}${name}` in locked))
      return missing.map((name) => ({ line: 1, message: `${place} names ${name}, which is not there` }))
    })
  }
}

export const decisionsAreNumberedOnce: Rule = {
  name: "decision records are numbered once and keep the sections of the template",
  applies: (path) => path.startsWith("docs/decisions/"),
  check: (file, all) => {
    const number = decisionNumber(file.path)
    if (number === undefined) return [{ line: 1, message: "is not named NNNN-title.md" }]
    const others = all.filter((other) => other.path !== file.path && decisionNumber(other.path) === number)
    const sections = (text: string) => text.split("\n").filter((line) => line.startsWith("## "))
    const template = all.find((entry) => decisionNumber(entry.path) === "0000")
    const missing = sections(template?.text ?? "").filter((section) => !sections(file.text).includes(section))
    return [
      ...others.map((other) => ({ line: 1, message: `has the number of ${other.path}` })),
      ...(template === undefined ? [{ line: 1, message: "has no template 0000-template.md beside it" }] : []),
      ...missing.map((section) => ({ line: 1, message: `lacks the section "${section}"` }))
    ]
  }
}

export const rules: ReadonlyArray<Rule> = [
  importsFollowTheArrows,
  nodeStaysOutside,
  noSkippedTests,
  noMarksInSources,
  noEffectBarrel,
  filesStaySmall,
  sourcesOpenWithTheirPurpose,
  linksResolve,
  lockNamesNoHost,
  lockIsComplete,
  decisionsAreNumberedOnce
]

function isSource(path: string): boolean {
  return /^packages\/[^/]+\/src\/.*\.ts$/.test(path)
}

const decisionNumber = (path: string): string | undefined => /^docs\/decisions\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]

/** The `node_modules/` in which a package at this place finds another, the nearest first. */
const foldersAbove = (place: string): ReadonlyArray<string> => {
  const parts = place.split("/")
  return [...parts, ""].map((_, up) => {
    const above = parts.slice(0, parts.length - up).join("/")
    return above === "" ? "node_modules/" : `${above}/node_modules/`
  })
}

/** Lines that are not comments; oxfmt keeps statements where these patterns find them, so no parser is needed. */
const codeLines = (text: string): ReadonlyArray<{ readonly line: number; readonly text: string }> =>
  blankComments(text)
    .split("\n")
    .map((entry, index) => ({ line: index + 1, text: entry }))

/** Empties comments but keeps their line breaks, so that examples in JSDoc are not taken for code. */
const blankComments = (text: string): string =>
  text.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, "")).replace(/^[ \t]*\/\/.*$/gm, "")

const importsOf = (text: string): ReadonlyArray<{ readonly line: number; readonly specifier: string }> =>
  codeLines(text).flatMap((entry) =>
    [
      ...entry.text.matchAll(/^(?:import|export|\}).*\bfrom "([^"]+)"/g),
      ...entry.text.matchAll(/^import "([^"]+)"/g),
      ...entry.text.matchAll(/\b(?:import|import\.meta\.resolve|require|require\.resolve)\(\s*["'`]([^"'`]+)["'`]/g)
    ].map((match) => ({ line: entry.line, specifier: match[1]! }))
  )

const targetPackage = (path: string, specifier: string): string | undefined => {
  if (specifier.startsWith(".")) {
    const parts = posix.join(posix.dirname(path), specifier).split("/")
    return parts[0] === "packages" ? parts[1] : "the repository"
  }
  const name = specifier.split("/").slice(0, 2).join("/")
  if (!name.startsWith("@ploke/")) return undefined
  return packageNames[name] ?? name
}
