/**
 * The most memory that this process has held at once.
 */
import { readFileSync } from "node:fs"

/**
 * In MiB of resident memory. On Linux `maxRSS` begins with what the parent held when it forked; the kernel's own peak of
 * this image does not.
 */
export const peakMib = (): number => {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1]
    if (kib !== undefined) return Number(kib) / 1024
  } catch {
    // No procfs: another system than Linux.
  }
  return process.resourceUsage().maxRSS / 1024
}
