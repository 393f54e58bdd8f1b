/**
 * What is told of files, folders and links that come, go, move and change.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { replay, tree } from "./Replay.ts"
import type { Fact, World } from "./World.ts"

interface Row {
  readonly title: string
  /** What there is before somebody subscribes. */
  readonly before?: (world: World) => Effect.Effect<unknown, unknown, never>
  readonly act: (world: World) => Effect.Effect<unknown, unknown, never>
  readonly told: ReadonlyArray<string>
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const put = ({ at, fs }: World, name: string, text: string) => fs.writeFile(at(name), bytes(text))
const make = ({ at, fs }: World, name: string) => fs.makeDirectory(at(name), { recursive: true })
const move = ({ at, fs }: World, from: string, to: string) => fs.rename(at(from), at(to))
const drop = ({ at, fs }: World, name: string) => fs.remove(at(name), { recursive: true })
const all = (...effects: ReadonlyArray<Effect.Effect<unknown, unknown>>) => Effect.all(effects, { discard: true })

const saveAtomically = (world: World, name: string, text: string) =>
  all(put(world, `${name}.new`, text), move(world, `${name}.new`, name))

const rows: ReadonlyArray<Row> = [
  { title: "a new file", act: (w) => put(w, "a", "1"), told: ["Created a"] },
  {
    title: "a file that is written twice when it is new",
    act: (w) => all(put(w, "a", "1"), put(w, "a", "2")),
    told: ["Created a"]
  },
  { title: "a file that comes and goes", act: (w) => all(put(w, "a", "1"), drop(w, "a")), told: [] },
  {
    title: "a changed file",
    before: (w) => put(w, "a", "1"),
    act: (w) => put(w, "a", "2"),
    told: ["Modified content a"]
  },
  {
    title: "a file that is written with what it holds",
    before: (w) => put(w, "a", "1"),
    act: (w) => put(w, "a", "1"),
    told: []
  },
  {
    title: "a file whose times and rights change",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(w.fs.utimes(w.at("a"), 1_000, 2_000), w.fs.chmod(w.at("a"), 0o600)),
    told: []
  },
  {
    title: "a file that changes back",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(put(w, "a", "2"), put(w, "a", "1")),
    told: []
  },
  {
    title: "a file that is saved by rename",
    before: (w) => put(w, "a", "1"),
    act: (w) => saveAtomically(w, "a", "2"),
    told: ["Modified replaced a"]
  },
  {
    title: "a file that is saved by rename with what it holds",
    before: (w) => put(w, "a", "1"),
    act: (w) => saveAtomically(w, "a", "1"),
    told: []
  },
  {
    title: "a file that is saved as vim does",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(move(w, "a", "a~"), put(w, "a", "2"), drop(w, "a~")),
    told: ["Modified replaced a"]
  },
  {
    title: "a removed file",
    before: (w) => put(w, "a", "1"),
    act: (w) => drop(w, "a"),
    told: ["Removed a"]
  },
  {
    title: "a changed file that is removed",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(put(w, "a", "2"), drop(w, "a")),
    told: ["Removed a"]
  },
  {
    title: "a file that is removed and made anew",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(drop(w, "a"), put(w, "a", "2")),
    told: ["Modified replaced a"]
  },
  {
    title: "a renamed file",
    before: (w) => put(w, "a", "1"),
    act: (w) => move(w, "a", "b"),
    told: ["Renamed a to b"]
  },
  {
    title: "a renamed and changed file",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(move(w, "a", "b"), put(w, "b", "longer")),
    told: ["Renamed a to b, changed"]
  },
  {
    title: "a changed and renamed file",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(put(w, "a", "longer"), move(w, "a", "b")),
    told: ["Renamed a to b, changed"]
  },
  {
    title: "a file that is renamed twice",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(move(w, "a", "b"), move(w, "b", "c")),
    told: ["Renamed a to c"]
  },
  {
    title: "a file that is renamed and comes back",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(move(w, "a", "b"), move(w, "b", "a")),
    told: []
  },
  {
    title: "a new file that is renamed three times",
    act: (w) => all(put(w, "a", "1"), move(w, "a", "b"), move(w, "b", "c"), move(w, "c", "d")),
    told: ["Created d"]
  },
  {
    title: "a file that takes the place of another",
    before: (w) => all(put(w, "a", "1"), put(w, "b", "2")),
    act: (w) => move(w, "a", "b"),
    told: ["Removed a", "Modified replaced b"]
  },
  {
    title: "two files that change places",
    before: (w) => all(put(w, "a", "1"), put(w, "b", "2")),
    act: (w) => all(move(w, "a", "c"), move(w, "b", "a"), move(w, "c", "b")),
    told: ["Modified replaced a", "Modified replaced b"]
  },
  {
    title: "a file that moves in from outside, and one that moves out",
    before: (w) => all(w.fs.writeFile(`${w.outside}/x`, bytes("1")), put(w, "a", "2")),
    act: (w) => all(w.fs.rename(`${w.outside}/x`, w.at("x")), w.fs.rename(w.at("a"), `${w.outside}/a`)),
    told: ["Removed a", "Created x"]
  },
  {
    title: "folders within folders, made at once",
    act: (w) => make(w, "d/e/f"),
    told: ["Created d", "Created d/e", "Created d/e/f"]
  },
  {
    title: "a new folder with files",
    act: (w) => all(make(w, "d/e"), put(w, "d/a", "1"), put(w, "d/e/b", "2")),
    told: ["Created d", "Created d/a", "Created d/e", "Created d/e/b"]
  },
  {
    title: "a removed folder with all that is in it",
    before: (w) => all(make(w, "d/e"), put(w, "d/e/a", "1")),
    act: (w) => drop(w, "d"),
    told: ["Removed d/e/a", "Removed d/e", "Removed d"]
  },
  {
    title: "a renamed folder tells itself and everything below it",
    before: (w) => all(make(w, "d/e"), put(w, "d/a", "1"), put(w, "d/e/b", "2")),
    act: (w) => move(w, "d", "x"),
    told: ["Renamed d to x", "Renamed d/a to x/a", "Renamed d/e to x/e", "Renamed d/e/b to x/e/b"]
  },
  {
    title: "a file that changes in a renamed folder",
    before: (w) => all(make(w, "d"), put(w, "d/a", "1"), put(w, "d/b", "1")),
    act: (w) => all(move(w, "d", "x"), put(w, "x/a", "longer"), drop(w, "x/b"), put(w, "x/c", "1")),
    told: ["Removed d/b", "Renamed d to x", "Renamed d/a to x/a, changed", "Created x/c"]
  },
  {
    title: "a folder that is removed and made anew with the same in it",
    before: (w) => all(make(w, "d"), put(w, "d/a", "1")),
    act: (w) => all(drop(w, "d"), make(w, "d"), put(w, "d/a", "1")),
    told: []
  },
  {
    title: "a file that becomes a folder",
    before: (w) => put(w, "a", "1"),
    act: (w) => all(drop(w, "a"), make(w, "a"), put(w, "a/b", "2")),
    told: ["Removed a", "Created a", "Created a/b"]
  },
  {
    title: "a folder that becomes a file",
    before: (w) => all(make(w, "a"), put(w, "a/b", "1")),
    act: (w) => all(drop(w, "a"), put(w, "a", "2")),
    told: ["Removed a/b", "Removed a", "Created a"]
  },
  {
    title: "a symbolic link is an entry of its own, and is not followed",
    before: (w) => w.fs.writeFile(`${w.outside}/x`, bytes("1")),
    act: (w) => all(w.fs.symlink(w.outside, w.at("link")), w.fs.writeFile(`${w.outside}/y`, bytes("2"))),
    told: ["Created link"]
  },
  {
    title: "a symbolic link that is led elsewhere",
    before: (w) => w.fs.symlink("a", w.at("link")),
    act: (w) => all(drop(w, "link"), w.fs.symlink("b", w.at("link"))),
    told: ["Modified replaced link"]
  },
  {
    title: "a symbolic link that is made anew as it was",
    before: (w) => w.fs.symlink("a", w.at("link")),
    act: (w) => all(drop(w, "link"), w.fs.symlink("a", w.at("link"))),
    told: []
  },
  {
    title: "a second name of a file",
    before: (w) => put(w, "a", "1"),
    act: (w) => w.fs.link(w.at("a"), w.at("b")),
    told: ["Created b"]
  },
  {
    title: "a file that is written through its second name has changed under both",
    before: (w) => all(make(w, "d"), put(w, "a", "1"), w.fs.link(w.at("a"), w.at("d/b"))),
    act: (w) => put(w, "d/b", "longer"),
    told: ["Modified content a", "Modified content d/b"]
  },
  {
    title: "names that others take for temporary",
    act: (w) =>
      all(put(w, "a~", "1"), put(w, ".a.swp", "2"), put(w, "a.subl1.tmp", "3"), make(w, "d~"), put(w, "d~/x", "4")),
    told: ["Created .a.swp", "Created a.subl1.tmp", "Created a~", "Created d~", "Created d~/x"]
  },
  {
    title: "names with backslashes, line breaks, spaces and other scripts",
    act: (w) => all(put(w, "a\\b", "1"), put(w, "c\nd", "2"), put(w, " e ", "3"), put(w, "été 日本", "4")),
    told: ["Created  e ", "Created a\\b", "Created c\nd", "Created été 日本"]
  },
  {
    title: "what happens in .git",
    before: (w) => make(w, ".git/objects"),
    act: (w) => all(put(w, ".git/HEAD", "1"), put(w, ".git/objects/x", "2"), put(w, ".gitignore", "3")),
    told: ["Created .gitignore"]
  },
  {
    title: "folders that move into each other",
    act: (w) =>
      all(
        make(w, "d1"),
        make(w, "d2"),
        put(w, "d1/a", "1"),
        make(w, "d3"),
        move(w, "d1", "d3/d1"),
        move(w, "d2", "d3/d2"),
        move(w, "d3/d1", "d1"),
        move(w, "d3/d2", "d2"),
        drop(w, "d3"),
        make(w, "d3"),
        move(w, "d1/a", "d2/a")
      ),
    told: ["Created d1", "Created d2", "Created d2/a", "Created d3"]
  }
]

export const describeEntries = (fact: Fact): void => {
  for (const { title, before, act, told } of rows) {
    fact(`${title}: ${told.join(", ") || "nothing"}`, (world) =>
      Effect.gen(function* () {
        if (before !== undefined) yield* before(world)
        const model = yield* tree(world)
        const listener = yield* world.listen
        yield* act(world)
        assert.deepStrictEqual(yield* listener.news, told)
        assert.deepStrictEqual(replay(model, listener.heard), yield* tree(world))
        // Nothing is told twice.
        assert.deepStrictEqual(yield* listener.news, [])
      })
    )
  }

  fact("an event tells what the contents are and were", (world) =>
    Effect.gen(function* () {
      const { hashOf } = world
      yield* put(world, "a", "1")
      const listener = yield* world.listen
      yield* put(world, "a", "22")
      yield* put(world, "b", "3")
      yield* listener.news
      const [created, modified] = listener.heard.filter((event) => "path" in event)
      assert.deepInclude(created, { _tag: "Created", path: world.at("b"), entry: "file", hash: hashOf("3") })
      const hashes = { hash: hashOf("22"), previousHash: hashOf("1") }
      assert.deepInclude(modified, { _tag: "Modified", path: world.at("a"), entry: "file", ...hashes })
      const now = Date.now()
      assert.isTrue(created?._tag === "Created" && created.observedAt <= now && created.observedAt > now - 60_000)
      yield* drop(world, "b")
      yield* listener.news
      assert.deepInclude(listener.heard.at(-1), { _tag: "Removed", previousHash: hashOf("3") })
    })
  )

  fact("sequence numbers have no gaps", (world) =>
    Effect.gen(function* () {
      const listener = yield* world.listen
      for (let i = 0; i < 5; i++) {
        yield* put(world, `f${i}`, "1")
        yield* listener.news
      }
      const numbers = listener.heard.map(({ sequence }) => sequence)
      assert.isAtLeast(numbers.length, 5)
      assert.deepStrictEqual(
        numbers,
        numbers.map((_, i) => numbers[0]! + i)
      )
    })
  )
}
