/**
 * Removes large folders also after SIGKILL, which Vitest sends to its workers half a second after an interruption: too
 * soon for whoever first waits for programs that still write there.
 */
import { spawn } from "node:child_process"
import { type Socket } from "node:net"

// It is told one folder on each line, and reads to the end, which comes with the end of this process, whatever ends that.
// A program that was interrupted in the same moment may write once more: hence the second attempt.
const script = `
set --
while IFS= read -r folder; do set -- "$@" "$folder"; done
rm -rf -- "$@" 2>/dev/null || { sleep 1; rm -rf -- "$@"; }`

let input: Socket | undefined

/** Leaves a folder to a process that outlives this one, and answers with the folder. */
export const reaped = (folder: string): string => {
  input ??= start()
  input.write(`${folder}\n`)
  return folder
}

const start = (): Socket => {
  // A group of its own: an interruption at the terminal is none of its business.
  const child = spawn("sh", ["-c", script], { stdio: ["pipe", "ignore", "inherit"], detached: true })
  child.unref()
  const pipe = child.stdin as Socket
  pipe.unref()
  return pipe
}
