import { assert, describe, it } from "@effect/vitest"
import type { FileChangeEvent } from "@ploke/io"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import * as fs from "node:fs"
import { following } from "./Follower.ts"
import { withFolder } from "./Folders.ts"
import { hashOf } from "./Replica.ts"

interface Case {
  readonly title: string
  /** What there is, by name. */
  readonly before: Readonly<Record<string, string>>
  /** A shell script that another process runs in the root. */
  readonly script: string
  readonly told: ReadonlyArray<string>
}

const many = Array.from({ length: 300 }, (_, i) => `file${String(i).padStart(3, "0")}`)

const cases: ReadonlyArray<Case> = [
  {
    title: "a save through a temporary file and a rename",
    before: { a: "1" },
    script: "echo 2 > .a.tmp; sync .a.tmp; mv .a.tmp a",
    told: ["Modified replaced a"]
  },
  {
    title: "ten of them, one after the other",
    before: { a: "1" },
    script: "for i in 1 2 3 4 5 6 7 8 9 10; do echo $i > a.$i; mv a.$i a; done",
    told: ["Modified replaced a"]
  },
  {
    title: "a save as vim does it",
    before: { a: "1" },
    script: "touch 4913; rm 4913; mv a a~; echo 2 > a; chmod 644 a; rm a~",
    told: ["Modified replaced a"]
  },
  {
    title: "a save as vim does it where the file is to stay the same one",
    before: { a: "1" },
    script: "touch .a.swp; cp -p a a~; echo 2 > a; rm a~ .a.swp",
    told: ["Modified content a"]
  },
  {
    title: "a save as Emacs does it, which keeps the file that was",
    before: { a: "1" },
    script: "ln -s me@host.1 .#a; mv a a~; echo 2 > a; rm .#a",
    told: ["Created a~", "Modified replaced a"]
  },
  {
    title: "an edit in place by a filter",
    before: { a: "one\n" },
    script: "sed -i s/one/two/ a",
    told: ["Modified replaced a"]
  },
  {
    title: "a save with what the file holds already",
    before: { a: "1\n" },
    script: "echo 1 > a.tmp; mv a.tmp a; echo 1 > a; touch a; chmod 600 a",
    told: []
  },
  {
    title: "a rewrite of the same size that sets the time back",
    before: { a: "one" },
    script: "touch -r a ../when; printf two > a; touch -r ../when a",
    told: ["Modified content a"]
  },
  {
    title: "a file that is cut and filled again and again",
    before: { log: "" },
    script: "for i in 1 2 3 4 5 6 7 8 9; do : > log; echo $i >> log; done",
    told: ["Modified content log"]
  },
  {
    title: "many renames, as of a version control system that moves a folder file by file",
    before: Object.fromEntries(many.map((name) => [`old/${name}`, name])),
    script: "mkdir new; mv old/* new; rmdir old",
    told: ["Removed old", ...many.map((name) => `Renamed old/${name} to new/${name}`), "Created new"]
  },
  {
    title: "a check-out: files are removed and made anew, and lock files come and go",
    before: { same: "1\n", changed: "1\n", gone: "1\n", "sub/gone": "1\n" },
    script: `: > index.lock; rm same changed gone sub/gone; rmdir sub; echo 1 > same; echo 2 > changed; mkdir lib
      echo 3 > lib/new; mv index.lock index; rm index`,
    told: [
      "Removed sub/gone",
      "Removed sub",
      "Removed gone",
      "Created lib",
      "Created lib/new",
      "Modified replaced changed"
    ]
  },
  {
    title: "a package that is unpacked beside its place and moved there",
    before: { "pkg/v": "1\n", "pkg/keep": "1\n" },
    script: "mkdir .tmp; echo 2 > .tmp/v; echo 1 > .tmp/keep; echo 1 > .tmp/more; mv pkg .old; mv .tmp pkg; rm -r .old",
    told: ["Created pkg/more", "Modified replaced pkg/v"]
  }
]

const inWords =
  (root: string) =>
  (event: FileChangeEvent): ReadonlyArray<string> => {
    const name = (at: string): string => at.slice(root.length + 1)
    if (!("path" in event)) return []
    if (event._tag === "Modified") return [`Modified ${event.change} ${name(event.path)}`]
    if (event._tag === "Renamed") return [`Renamed ${name(event.oldPath)} to ${name(event.path)}`]
    return [`${event._tag} ${name(event.path)}`]
  }

const run = (script: string, cwd: string): Promise<void> =>
  new Promise((done, fail) =>
    execFile("sh", ["-ec", script], { cwd }, (error, _, problems) =>
      error === null ? done() : fail(new Error(problems))
    )
  )

describe("what another process does to a root", () => {
  it.each(cases)("is told as what it comes to: $title", ({ before, script, told }) =>
    withFolder(async (base) => {
      const root = `${base}/root`
      fs.mkdirSync(root)
      for (const [name, text] of Object.entries(before)) {
        if (name.includes("/")) fs.mkdirSync(`${root}/${name.split("/")[0]}`, { recursive: true })
        fs.writeFileSync(`${root}/${name}`, text)
      }
      // No look in between, however slow the other process is: what is in between is the affair of other tests.
      await following({ roots: [root], debounce: "20 seconds", watch: { hosting: "thread" } }, ({ news }) =>
        Effect.gen(function* () {
          yield* news
          yield* Effect.promise(() => run(script, root))
          const events = yield* news
          assert.deepStrictEqual(events.flatMap(inWords(root)), told)
          for (const event of events) {
            if (!("path" in event) || event._tag === "Removed" || event.entry !== "file") continue
            assert.strictEqual(event.hash, hashOf(fs.readFileSync(event.path)))
          }
          assert.deepStrictEqual(yield* news, [])
        })
      )
    })
  )

  it("is told as it goes on where it takes its time, and in the end as it is", () =>
    withFolder((root) => {
      fs.writeFileSync(`${root}/log`, "")
      return following({ roots: [root], watch: { hosting: "thread" } }, ({ heard, news }) =>
        Effect.gen(function* () {
          const script = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i >> log; sleep 0.1; done"
          yield* Effect.promise(() => run(script, root))
          yield* news
          const changes = heard.filter((event) => event._tag === "Modified")
          // It was not waited for the end, and not every line was worth an event.
          assert.isAbove(changes.length, 1)
          assert.isAtMost(changes.length, 12)
          const last = changes.at(-1)
          assert.strictEqual(last?._tag === "Modified" ? last.hash : "", hashOf(fs.readFileSync(`${root}/log`)))
        })
      )
    }))
})
