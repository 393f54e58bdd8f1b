/**
 * Roots that come, go, lie in each other and change.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import type { FileChangeEvent } from "@ploke/io"
import { PlokeIo, WatchService } from "@ploke/io"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { replay, tree } from "./Replay.ts"
import type { Fact, World } from "./World.ts"

const states = (events: ReadonlyArray<FileChangeEvent>, { base }: Pick<World, "base">): ReadonlyArray<string> =>
  events.flatMap((event) => {
    if (event._tag === "Root") return [`Root ${event.root.slice(base.length + 1)} ${event.state}`]
    if (event._tag === "Gap") return [`Gap ${event.root.slice(base.length + 1)} ${event.why}`]
    const name = event.path.slice(base.length + 1)
    return [
      event._tag === "Renamed" ? `Renamed ${event.oldPath.slice(base.length + 1)} to ${name}` : `${event._tag} ${name}`
    ]
  })

const sorted = (model: ReadonlyMap<string, string>) => [...model].toSorted(([a], [b]) => (a < b ? -1 : 1))

export const describeRoots = (fact: Fact): void => {
  fact(
    "a root that is removed is lost, and what was in it removed; when it is back its contents are created",
    (world) =>
      Effect.gen(function* () {
        const { fs, root, write } = world
        yield* write("a", "1")
        const listener = yield* world.listen
        yield* fs.remove(root, { recursive: true })
        assert.deepStrictEqual(states(yield* listener.everything, world), ["Removed ROOT/a", "Root ROOT lost"])
        yield* write("b", "2")
        const back = states(yield* listener.everything, world)
        assert.deepStrictEqual(back, ["Root ROOT scanning", "Root ROOT ready", "Created ROOT/b", "Gap ROOT root-lost"])
        yield* write("c", "3")
        assert.deepStrictEqual(states(yield* listener.everything, world), ["Created ROOT/c"])
      })
  )

  fact("a root that is another folder by now is watched again, and what differs is told", (world) =>
    Effect.gen(function* () {
      const { base, fs, root, write } = world
      yield* write("a", "1")
      yield* write("b", "1")
      const listener = yield* world.listen
      yield* fs.rename(root, `${base}/old`)
      yield* write("a", "1")
      yield* write("c", "1")
      const told = states(yield* listener.everything, world)
      assert.includeMembers(
        [...told],
        ["Removed ROOT/b", "Created ROOT/c", "Root ROOT ready", "Gap ROOT root-replaced"]
      )
      assert.strictEqual(told.filter((text) => text === "Root ROOT scanning").length, 1)
      assert.notInclude(told, "Gap ROOT silent")
      yield* write("d", "1")
      yield* fs.writeFileString(`${base}/old/x`, "1")
      assert.deepStrictEqual(states(yield* listener.everything, world), ["Created ROOT/d"])
    })
  )

  fact(
    "a root that is not there is told as lost, and watched as soon as it is",
    (world) =>
      Effect.gen(function* () {
        const { base, fs, watch } = world
        const listener = yield* world.listen
        const [status] = (yield* watch.status).roots
        assert.deepInclude(status, { root: `${base}/later`, state: "lost" })
        yield* fs.makeDirectory(`${base}/later`)
        yield* fs.writeFileString(`${base}/later/a`, "1")
        const told = states(yield* listener.everything, world)
        assert.includeMembers([...told], ["Root later ready", "Created later/a"])
        yield* fs.writeFileString(`${base}/later/b`, "1")
        assert.deepStrictEqual(states(yield* listener.everything, world), ["Created later/b"])
      }),
    ({ base }) => ({ roots: [`${base}/later`] })
  )

  fact(
    "in roots that lie in each other an event is told once",
    (world) =>
      Effect.gen(function* () {
        const { write } = world
        yield* write("in/deep/a", "1")
        const listener = yield* world.listen
        yield* write("in/deep/b", "1")
        yield* write("in/c", "1")
        yield* write("d", "1")
        assert.deepStrictEqual(yield* listener.news, ["Created d", "Created in/c", "Created in/deep/b"])
      }),
    ({ root }) => ({ roots: [`${root}/in/deep`, root, `${root}/in`] })
  )

  fact(
    "a root is no entry of itself, but one of the root that it lies in",
    (world) =>
      Effect.gen(function* () {
        const { watch, write } = world
        yield* write("in/a", "1")
        yield* write("b", "1")
        yield* world.listen
        const counts = (yield* watch.status).roots.map(({ entries, hashed }) => ({ entries, hashed }))
        assert.deepStrictEqual(counts, [
          { entries: 3, hashed: 2 },
          { entries: 1, hashed: 1 }
        ])
        const { events } = yield* watch.since("")
        assert.sameMembers([...states(events, world)], ["Created ROOT/in", "Created ROOT/in/a", "Created ROOT/b"])
      }),
    ({ root }) => ({ roots: [root, `${root}/in`] })
  )

  fact(
    "a cursor from before a root was added or removed gets everything that is below the roots, and no other",
    (world) =>
      Effect.gen(function* () {
        const { fs, outside, policy, root, watch, write } = world
        yield* write("a", "1")
        yield* fs.writeFileString(`${outside}/x`, "1")
        yield* world.listen
        const known = { ...(yield* watch.since("")), model: new Map<string, string>() }
        const ask = Effect.fnUntraced(function* (before: Pick<typeof known, "cursor" | "model">) {
          const { cursor, events, fresh } = yield* watch.since(before.cursor)
          return { cursor, fresh, model: replay(fresh ? new Map<string, string>() : before.model, events) }
        })
        const first = { cursor: known.cursor, model: replay(new Map<string, string>(), known.events) }
        const below = Effect.fnUntraced(function* (roots: ReadonlyArray<string>) {
          const trees = yield* Effect.forEach(roots, (each) => tree({ ...world, root: each }))
          return new Map(trees.flatMap((each) => [...each]))
        })
        yield* policy.update({ roots: [root, outside] })
        const second = yield* ask(first)
        assert.deepStrictEqual(sorted(second.model), sorted(yield* below([root, outside])))
        yield* write("b", "1")
        yield* fs.writeFileString(`${outside}/y`, "1")
        const third = yield* ask(second)
        assert.isFalse(third.fresh)
        for (const each of [third, yield* ask(first)]) {
          assert.deepStrictEqual(sorted(each.model), sorted(yield* below([root, outside])))
        }
        yield* policy.update({ roots: [outside] })
        for (const each of [first, second, third]) {
          const { fresh, model } = yield* ask(each)
          assert.isTrue(fresh)
          assert.deepStrictEqual(sorted(model), sorted(yield* below([outside])))
        }
      })
  )

  fact("roots that are exchanged through the policy are watched from then on, and the others no longer", (world) =>
    Effect.gen(function* () {
      const { base, fs, outside, policy, root, write } = world
      yield* write("a", "1")
      yield* fs.writeFileString(`${outside}/a`, "1")
      const listener = yield* world.listen
      yield* policy.update({ roots: [outside] })
      const changed = states(yield* listener.everything, world)
      assert.sameMembers([...changed], ["Root ROOT removed", "Root OUTSIDE scanning", "Root OUTSIDE ready"])
      yield* write("b", "1")
      yield* fs.writeFileString(`${outside}/b`, "1")
      assert.deepStrictEqual(states(yield* listener.everything, world), ["Created OUTSIDE/b"])
      yield* policy.update({ roots: [base] })
      yield* listener.everything
      yield* write("c", "1")
      assert.deepStrictEqual(states(yield* listener.everything, world), ["Created ROOT/c"])
      // An inner root takes over from the outer one without a loss.
      yield* policy.update({ roots: [root] })
      yield* write("d", "1")
      assert.includeMembers(
        [...states(yield* listener.everything, world)],
        ["Created ROOT/d", "Root base removed".replace("base", "")]
      )
      yield* policy.update({ roots: [] })
      yield* listener.everything
      yield* write("e", "1")
      assert.deepStrictEqual(yield* listener.everything, [])
    })
  )

  fact("without roots nothing is watched, and nothing fails", ({ policy, listen, watch }) =>
    Effect.gen(function* () {
      yield* policy.update({ roots: [] })
      const listener = yield* listen
      assert.deepStrictEqual(yield* listener.everything, [])
      assert.deepStrictEqual((yield* watch.status).roots, [])
    })
  )

  fact(
    "what is ignored is not told: patterns, and what .gitignore says as it changes",
    (world) =>
      Effect.gen(function* () {
        const { write } = world
        yield* write(".gitignore", "build/\n")
        yield* write("build/a", "1")
        yield* write("src/a", "1")
        const listener = yield* world.listen
        yield* write("build/b", "1")
        yield* write("x.log", "1")
        yield* write("src/b", "1")
        assert.deepStrictEqual(yield* listener.news, ["Created src/b"])
        yield* write("src/.gitignore", "*.tmp\n")
        yield* listener.news
        yield* write("src/c.tmp", "1")
        yield* write("src/c", "1")
        assert.deepStrictEqual(yield* listener.news, ["Created src/c"])
      }),
    { watch: { ignore: ["*.log"], gitignore: "respect" } }
  )

  fact(
    "a root whose .gitignore has changed is scanned once, and so is one that lies in it",
    (world) =>
      Effect.gen(function* () {
        const { write } = world
        yield* write("in/a", "1")
        const listener = yield* world.listen
        yield* write(".gitignore", "x\n")
        const told = states(yield* listener.everything, world)
        assert.deepStrictEqual(told, [
          "Created ROOT/.gitignore",
          "Root ROOT scanning",
          "Root ROOT/in scanning",
          "Root ROOT ready",
          "Root ROOT/in ready"
        ])
      }),
    ({ root }) => ({ roots: [root, `${root}/in`], watch: { gitignore: "respect" } })
  )

  fact(
    "what is left out from now on is removed, and created when it is back, also to those who come back",
    (world) =>
      Effect.gen(function* () {
        const { fs, root, watch, write } = world
        yield* write(".gitignore", "x\n")
        yield* write("build/a", "1")
        yield* write("build/in/b", "1")
        yield* write("src/c.log", "1")
        yield* write("src/d", "1")
        const listener = yield* world.listen
        const before = yield* watch.since("")
        const left = ["Removed build/in/b", "Removed build/in", "Removed build/a", "Removed build", "Removed src/c.log"]
        yield* write(".gitignore", "build/\n*.log\n")
        const told = yield* listener.news
        assert.sameMembers([...told], ["Modified content .gitignore", ...left])
        yield* write("build/a", "2")
        yield* fs.remove(`${root}/src/c.log`)
        assert.deepStrictEqual(yield* listener.news, [])
        const since = yield* watch.since(before.cursor)
        assert.isFalse(since.fresh)
        const model = replay(replay(new Map(), before.events), since.events)
        assert.deepStrictEqual([...model.keys()], [".gitignore", "src", "src/d"].map(world.at))
        assert.deepStrictEqual(model, replay(new Map(), (yield* watch.since("")).events))
        yield* fs.remove(world.at(".gitignore"))
        assert.sameMembers(
          [...(yield* listener.news)],
          ["Removed .gitignore", "Created build", "Created build/a", "Created build/in", "Created build/in/b"]
        )
        assert.deepStrictEqual(replay(model, (yield* watch.since(since.cursor)).events), yield* tree(world))
      }),
    { watch: { gitignore: "respect" } }
  )

  const hidden = Effect.fnUntraced(function* ({ listen, write }: World) {
    yield* write(".gitignore", "*\n!*/\n!*.ts\n!.git\n/kept.ts\n/left/\n")
    yield* write(".git/config.ts", "1")
    yield* write("left/.gitignore", "!*\n")
    const listener = yield* listen
    yield* write(".git/HEAD.ts", "1")
    yield* write("left/a.ts", "1")
    yield* write("kept.ts", "1")
    yield* write("src/c.ts", "1")
    yield* write("src/c.js", "1")
    yield* write("src/no.ts", "1")
    return yield* listener.news
  })

  fact(
    "what the application says wins over .gitignore files, which do not bring .git back either",
    (world) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* hidden(world), ["Created kept.ts", "Created src", "Created src/c.ts"])
      }),
    { watch: { ignore: ["!/kept.ts", "no.ts"], gitignore: "respect" } }
  )

  fact(
    "only !.git itself brings .git back",
    (world) =>
      Effect.gen(function* () {
        const told = yield* hidden(world)
        assert.deepStrictEqual(told, ["Created .git/HEAD.ts", "Created src", "Created src/c.ts", "Created src/no.ts"])
      }),
    { watch: { ignore: ["!.git"], gitignore: "respect" } }
  )

  fact(
    "what a function leaves out is not told",
    ({ listen, write }) =>
      Effect.gen(function* () {
        const listener = yield* listen
        yield* write("node_modules/a", "1")
        yield* write("b", "1")
        assert.deepStrictEqual(yield* listener.news, ["Created b"])
      }),
    { watch: { ignore: (path) => path.includes("node_modules") } }
  )

  fact(
    "what is in a folder that a function leaves out is not told",
    ({ fs, listen, root, write }) =>
      Effect.gen(function* () {
        yield* write("in/node_modules/a/b", "1")
        const listener = yield* listen
        yield* write("in/node_modules/a/b", "2")
        yield* write("in/node_modules/c", "1")
        yield* fs.remove(`${root}/in/node_modules/a`, { recursive: true })
        yield* write("in/d", "1")
        assert.deepStrictEqual(yield* listener.news, ["Created in/d"])
      }),
    { watch: { ignore: (path) => path.endsWith("/node_modules") } }
  )

  const stateDirectory = ({ root }: Pick<World, "root">) => `${root}/in/.the [st]ate!`

  for (const [how, watch] of [
    ["", {}],
    [", also where a function says what is", { ignore: () => false }],
    [", whatever the patterns say", { ignore: ["!*", "!.*"], gitignore: "respect" }]
  ] as const) {
    fact(
      `the state directory is left out of a root that it lies in${how}`,
      (world) =>
        Effect.gen(function* () {
          const { fs, listen, watch: service, write } = world
          yield* write("in/a", "1")
          const listener = yield* listen
          const folder = stateDirectory(world)
          yield* fs.makeDirectory(`${folder}/watch`, { recursive: true, mode: 0o700 })
          yield* fs.writeFileString(`${folder}/watch/x.a`, "1")
          yield* fs.writeFileString(`${folder}2`, "1")
          yield* write("in/b", "1")
          assert.deepStrictEqual(yield* listener.news, ["Created in/.the [st]ate!2", "Created in/b"])
          yield* fs.writeFileString(`${folder}/watch/x.a`, "2")
          assert.deepStrictEqual(yield* listener.news, [])
          assert.strictEqual((yield* service.status).roots[0]!.entries, 4)
        }),
      (scratch) => ({ watch, stateDirectory: stateDirectory(scratch) })
    )
  }

  fact(
    "the state directory is left out also where it is reached through a link, and is still to be made",
    (world) =>
      Effect.gen(function* () {
        const { fs, listen, root, write } = world
        yield* write("in/a", "1")
        yield* fs.symlink(`${root}/in`, `${world.base}/link`)
        const listener = yield* listen
        yield* fs.makeDirectory(`${root}/in/far/state/locks`, { recursive: true, mode: 0o700 })
        assert.deepStrictEqual(yield* listener.news, ["Created in/far"])
      }),
    ({ base }) => ({ stateDirectory: `${base}/link/far/state` })
  )

  fact("a state directory below a root keeps no index, since others may have put there what is in it", (scratch) =>
    Effect.gen(function* () {
      const { fs, root, write } = scratch
      yield* write("a", "1")
      const life = (directory: string) =>
        Effect.flatMap(WatchService, (watch) => watch.since("")).pipe(
          Effect.provide(PlokeIo.layer({ roots: [root], stateDirectory: directory }), { local: true })
        )
      yield* life(`${root}/.state`)
      assert.isFalse(yield* fs.exists(`${root}/.state`))
      // The same outside keeps one.
      yield* life(`${scratch.base}/.state`)
      assert.strictEqual((yield* fs.readDirectory(`${scratch.base}/.state/watch`)).length, 1)
    })
  )

  fact("an unusable option is refused with a remedy", ({ root }) =>
    Effect.gen(function* () {
      const { Layer } = { Layer: yield* Effect.promise(() => import("effect/Layer")) }
      for (const options of [
        { debounce: -1 },
        { debounce: "2 hours" as const },
        { eventCapacity: 0 },
        { eventCapacity: 1.5 }
      ]) {
        const built = yield* Effect.result(Effect.scoped(Layer.build(PlokeIo.layer({ roots: [root], ...options }))))
        assert.isTrue(Result.isFailure(built), JSON.stringify(options))
      }
    })
  )
}
