/**
 * What Linux tells of the notifications that this process asks for.
 *
 * @internal
 */
import * as WatchLimits from "@ploke/io/WatchLimits"
import * as fs from "node:fs"

const isLinux = process.platform === "linux"

/** How many notifications wait for one thread at most; undefined where the system says by itself that some were lost. */
export const queueLimit = (): number | undefined => {
  if (!isLinux) return undefined
  const limit = Number(settingOf("max_queued_events"))
  return limit > 0 ? limit : WatchLimits.queuedEvents
}

/** One of the limits that an administrator sets; undefined where the system does not tell. */
export const settingOf = (
  name: "max_queued_events" | "max_user_watches" | "max_user_instances"
): string | undefined => {
  if (!isLinux) return undefined
  try {
    return fs.readFileSync(`/proc/sys/fs/inotify/${name}`, "latin1").trim()
  } catch {
    return undefined
  }
}

/**
 * The inode numbers of everything that any thread of this process watches; undefined where the system does not tell. The
 * text of 10,000 takes the kernel 20 ms, which another thread waits for.
 */
export const watchedInodes = async (): Promise<ReadonlySet<number> | undefined> => {
  if (!isLinux) return undefined
  const inodes = new Set<number>()
  try {
    for (const fd of await fs.promises.readdir("/proc/self/fd")) {
      if (isInotify(fd)) await collect(await fs.promises.readFile(`/proc/self/fdinfo/${fd}`, "latin1"), inodes)
    }
  } catch {
    return undefined
  }
  return inodes
}

const isInotify = (fd: string): boolean => {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`) === "anon_inode:inotify"
  } catch {
    // Closed since it was listed.
    return false
  }
}

// So many lines take about 2 ms.
const linesPerTurn = 4096

const collect = async (text: string, inodes: Set<number>): Promise<void> => {
  const line = /^inotify wd:\S+ ino:([0-9a-f]+)/gm
  let count = 0
  for (let match = line.exec(text); match !== null; match = line.exec(text)) {
    inodes.add(Number.parseInt(match[1]!, 16))
    if (++count % linesPerTurn === 0) await nextTurn()
  }
}

/** Lets the event loop go round once. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
