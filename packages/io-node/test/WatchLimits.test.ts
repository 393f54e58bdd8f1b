import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { Child } from "./Child.ts"
import { withFolder } from "./Folders.ts"

// A limit for one process alone takes a user namespace of its own: whether one may be had is found out by trying.
const limiting = "echo 30 > /proc/sys/user/max_inotify_watches"
const canLimit = process.platform === "linux" && spawnSync("unshare", ["-Ur", "sh", "-c", limiting]).status === 0

interface Way {
  readonly name: string
  readonly arg: "limited" | "pretended"
  readonly shell: string
}

const limited: Way = {
  name: "the system grants 30 watches",
  arg: "limited",
  shell: `exec unshare -Ur sh -c '${limiting}; exec "$@"' sh "$@"; `
}
const pretended: Way = { name: "the source says that it has 30 watches", arg: "pretended", shell: "" }

const prepare = (root: string): void => {
  for (const folder of folders) {
    fs.mkdirSync(`${root}/${folder}`)
    fs.writeFileSync(`${root}/${folder}/file`, "old")
  }
  // For whoever is another user in a namespace of his own.
  fs.chmodSync(root, 0o755)
}

const change = (root: string, text: string): void =>
  folders.forEach((folder) => fs.writeFileSync(`${root}/${folder}/file`, text))

const folders = Array.from({ length: 60 }, (_, i) => String(i))

describe.each(canLimit ? [limited, pretended] : [pretended])(
  "a root with 60 folders where $name",
  { timeout: 60_000 },
  ({ arg, shell }) => {
    it("is told as degraded, with what to do; every change arrives; and it is ready when the limit is lifted", () =>
      withFolder(async (root) => {
        prepare(root)
        const child = new Child("watch-few.ts", [root, arg], { shell })
        const state = async () => JSON.parse(await child.ask("state"))
        const degraded = await state()
        assert.strictEqual(degraded.state, "degraded")
        assert.strictEqual(degraded.warnings.length, 1)
        assert.deepInclude(degraded.warnings[0], { _tag: "WatchDegraded", root })
        assert.include(degraded.warnings[0].why, "watch-limit")
        assert.include(degraded.warnings[0].advice, "fs.inotify.max_user_watches")
        if (arg === "limited") assert.isAtMost(degraded.watches, 30)

        change(root, "new")
        assert.strictEqual(JSON.parse(await child.ask("hear 60")), 60)

        assert.deepStrictEqual(JSON.parse(await child.ask("lift")), ["ready"])
        const ready = await state()
        assert.deepInclude(ready, { state: "ready", watches: 61 })
        change(root, "newest")
        assert.strictEqual(JSON.parse(await child.ask("hear 60")), 60)
        // Each was heard of: nobody looked at everything.
        assert.strictEqual((await state()).rescans, ready.rescans)
        assert.lengthOf((await state()).warnings, 1)
        child.say("end")
        await child.end()
      }))
  }
)

describe("a root with 60 folders of which only 29 are watched, and nobody says so", () => {
  it("tells of 29 of 60 changes", () =>
    withFolder(async (root) => {
      prepare(root)
      const child = new Child("watch-few.ts", [root, "concealed"])
      assert.strictEqual(JSON.parse(await child.ask("state")).state, "ready")
      change(root, "new")
      // A degraded root would have been looked at by then.
      assert.strictEqual(JSON.parse(await child.ask("hear 60 3000")), 29)
      child.say("end")
      await child.end()
    }))
})
