/** The `sh` blocks of the documents: which lines they hold, and by which test each of them is run. */
import { fences } from "./Markdown.ts"
import { type SourceFile } from "./Workspace.ts"

export interface CommandBlock {
  /** `path:line` of the opening fence. */
  readonly name: string
  readonly lines: ReadonlyArray<CommandLine>
}

export interface CommandLine {
  /** `path:line`. */
  readonly where: string
  /** What a reader types, without the comment. */
  readonly command: string
  /** 0, or what the comment says: `# exit code 4`. */
  readonly exitCode: number
  /** Whether the comment says that it goes on `until Ctrl-C`. */
  readonly isEndless: boolean
}

/** How a line is tried. */
export type Trial =
  /** Run in an empty project; then each package that it names is imported. */
  | { readonly _tag: "Install"; readonly packages: ReadonlyArray<string> }
  /** Run in the project in which the lines before it have installed the program; interrupted there if it has no end. */
  | { readonly _tag: "Program" }
  /** Run in the checkout, with little to do; a missed mark is as good as a reached one, as long as the report is there. */
  | { readonly _tag: "Bench" }
  /** Not run here, since a test would run all tests: what decides whether a change lands must run these. */
  | { readonly _tag: "Landing"; readonly commands: ReadonlyArray<string> }
  | { readonly _tag: "Unknown" }

/** Languages under which commands would escape the test: such a block is written as `sh`. */
const otherNames = ["bash", "shell", "shellscript", "zsh", "fish", "powershell", "cmd", "bat"]

const landingCommands = ["npm ci", "npm run demo", "npm test"]

/** Finds the blocks of a document. */
export const commandBlocks = (file: SourceFile): ReadonlyArray<CommandBlock> =>
  fences(file.text).flatMap(({ code, info, line }) => {
    const [language = "", ...marks] = info
    const name = `${file.path}:${line - 1}`
    if (otherNames.includes(language)) throw new Error(`${name}: write \`\`\`sh instead of \`\`\`${language}`)
    if (language !== "sh") return []
    if (marks.length > 0) throw new Error(`${name}: unknown mark ${marks.join(" ")}; a block of commands takes none`)
    const lines = code.split("\n").flatMap((text, index) => readLine(text, `${file.path}:${line + index}`))
    if (lines.length === 0) throw new Error(`${name}: no command is in the block`)
    return [{ name, lines }]
  })

const readLine = (text: string, where: string): ReadonlyArray<CommandLine> => {
  const [, command = "", comment = ""] = /^(.*?)(?:(?:^|\s)#(.*))?$/.exec(text.trim()) ?? []
  const exitCode = Number(/\bexit code (\d+)\b/.exec(comment)?.[1] ?? 0)
  const isEndless = /\buntil Ctrl-C\b/.test(comment)
  return command === "" ? [] : [{ where, command: command.trim(), exitCode, isEndless }]
}

/** Tells how a line is tried. What is not known may not be passed over: the test fails then. */
export const trialOf = ({ command, exitCode, isEndless }: CommandLine): Trial => {
  if (/^npx ploke-io( |$)/.test(command)) return { _tag: "Program" }
  // Of the others none is documented for its failure, and none goes on until it is interrupted.
  if (exitCode !== 0 || isEndless) return { _tag: "Unknown" }
  if (/^npm install( --save-dev)?( @?[a-z][\w./-]*)+$/.test(command)) {
    const packages = command.split(" ").filter((word) => !["npm", "install", "--save-dev"].includes(word))
    return { _tag: "Install", packages }
  }
  if (/^npm run bench( -- [\w=. -]+)?$/.test(command) && !command.includes("--json")) return { _tag: "Bench" }
  const commands = command.split(" && ")
  return commands.every((each) => landingCommands.includes(each)) ? { _tag: "Landing", commands } : { _tag: "Unknown" }
}

/**
 * The commands that a script runs as they are, and fails when they fail. Where their report goes is no part of them;
 * options that would leave a part of them out make them other commands.
 */
export const decidingCommands = (script: string): ReadonlyArray<string> => {
  const endsOnFailure = /^set -[a-z]*e/m.test(script)
  const remembersRed = /^exit "\$red"$/m.test(script.trimEnd().split("\n").at(-1)!)
  return script.split("\n").flatMap((line) => {
    const [, command = "", rest] = /^(npm .*?)( \|\| red=1)?$/.exec(line) ?? []
    if (command === "" || !(rest === undefined ? endsOnFailure : remembersRed)) return []
    return [command.replace(/ --(?: --(?:reporter|outputFile)(?:\.\w+)?=\S+)+$/, "")]
  })
}

const littleToDo = { "--files": 50, "--rounds": 5, "--large-mib": 2 }

/**
 * Adds to a bench of reads that it shall have little to do, where the command says nothing of that: how fast a machine is
 * that runs many tests at once tells nobody anything.
 */
export const quickBench = (command: string): string => {
  const [, , , , ...args] = command.split(" ")
  if (args.includes("--help") || args[0]?.startsWith("--") === false) return command
  const added = Object.entries(littleToDo).filter(([option]) => !args.includes(option))
  return [command, ...(args.length === 0 ? ["--"] : []), ...added.flat()].join(" ")
}

/** Says what is wrong with what the bench has printed, or nothing. A busy machine misses marks; no report lacks any. */
export const benchProblem = (command: string, code: number, output: string): string | undefined => {
  if (command.split(" ").includes("--help")) {
    return code === 0 && output.includes("usage: npm run bench") ? undefined : `exited with ${code}, or told no usage`
  }
  const hasMarks = /^mark +wanted +measured$/m.test(output)
  const verdict = /^(?:(At least one mark is missed)|Every mark is reached|No mark was judged)\.$/m.exec(output)
  if (!hasMarks || verdict === null) return `exited with ${code} and printed no report`
  return code === (verdict[1] === undefined ? 0 : 1)
    ? undefined
    : `exited with ${code}, which is not what its report says`
}
