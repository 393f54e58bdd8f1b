// Follows a root of which the system does not let all folders be watched, until it does; tells of it line by line.
import type { PlokeError } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { createInterface } from "node:readline"
import type { Between } from "../Follower.ts"
import { following } from "../Follower.ts"

const [root, way] = process.argv.slice(2) as [string, "limited" | "pretended" | "concealed"]

let isLifted = way === "limited"

// Of the folders only the first 29 are watched, and the root.
const isBeyond = (path: string): boolean => !isLifted && Number(path.slice(root.length + 1).split("/")[0]) >= 29

const pretended: Between = (source) => ({
  ...source,
  open: (path, request) => {
    const hint: typeof request.hint = (said) => {
      if (!isBeyond(said.path)) request.hint(said)
    }
    return Effect.map(source.open(path, { ...request, hint }), (watched) => {
      if (way === "concealed") return { ...watched, dead: () => Effect.succeed([]) }
      if (!isLifted) request.hint({ _tag: "Lost", path, why: "watch-limit", detail: "ENOSPC, as this test pretends" })
      return {
        ...watched,
        dead: (folders) =>
          Effect.map(watched.dead(folders), (dead) =>
            folders.filter((each) => isBeyond(each.path) || dead?.includes(each))
          )
      }
    })
  }
})

const lift = (): void => {
  isLifted = true
  if (way === "limited") fs.writeFileSync("/proc/sys/user/max_inotify_watches", "1000")
}

const say = (value: unknown): void => console.log(JSON.stringify(value))

const warnings: Array<PlokeError> = []

const until = (isSo: () => boolean, millis = 20_000): Effect.Effect<void> =>
  Effect.gen(function* () {
    const end = performance.now() + millis
    while (!isSo() && performance.now() < end) yield* Effect.sleep(20)
  })

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

await following(
  { roots: [root], watch: { hosting: "thread" } },
  ({ heard, watch }) =>
    Effect.gen(function* () {
      const states = () => heard.flatMap((event) => (event._tag === "Root" ? [event.state] : []))
      yield* until(() => warnings.length > 0 || way === "concealed")
      const modified = () => new Set(heard.flatMap((event) => (event._tag === "Modified" ? [event.path] : []))).size
      for (;;) {
        const [word = "", number, millis] = String((yield* Effect.promise(() => lines.next())).value).split(" ")
        if (word === "state") {
          const [status] = (yield* watch.status).roots
          const told = warnings.flatMap((error) => ("reason" in error ? [{ ...error.reason }] : []))
          say({ state: status?.state, watches: status?.watches, rescans: status?.rescans, warnings: told })
        } else if (word === "hear") {
          // Nobody flushes: it comes by itself.
          yield* until(() => modified() >= Number(number), millis === undefined ? undefined : Number(millis))
          say(modified())
          heard.length = 0
        } else if (word === "lift") {
          lift()
          const before = states().length
          yield* until(() => states().slice(before).includes("ready"))
          // The last look at everything is over then.
          yield* watch.flush
          say(states().slice(before))
          heard.length = 0
        } else return
      }
    }),
  way === "limited" ? undefined : pretended,
  (error) => warnings.push(error)
)
process.exit()
