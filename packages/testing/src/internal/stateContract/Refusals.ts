/**
 * Facts about what is refused; each shows that without the guard the thing would be opened.
 *
 * @internal
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { StateStoreContractOptions } from "../../StateStoreContract.ts"
import type { Fact, World } from "./World.ts"
import { decode, refusalOf, write } from "./World.ts"

type Step = (world: World) => Effect.Effect<unknown, unknown>

interface Row {
  readonly fact: string
  /** Puts something in the place of what will be opened. */
  readonly prepare: Step
  readonly codes: ReadonlyArray<string>
  readonly why: RegExp
  /** What opens it without a guard. */
  readonly openAnyway: (world: World) => Effect.Effect<unknown, unknown, Scope.Scope>
}

const folder: Step = ({ fs, path }) => fs.makeDirectory(path, { recursive: true, mode: 0o700 })

const elsewhere: Step = ({ base, fs }) =>
  Effect.andThen(
    fs.makeDirectory(`${base}/else/journals`, { recursive: true, mode: 0o700 }),
    [fs.chmod(`${base}/else`, 0o700), fs.writeFileString(`${base}/else/journals/a`, "theirs")].reduce((first, second) =>
      Effect.andThen(first, second)
    )
  )

const plain =
  (flag: "r" | "r+"): Row["openAnyway"] =>
  ({ fs, path }) =>
    fs.open(`${path}/a`, { flag })

const fileRows: ReadonlyArray<Row> = [
  {
    fact: "a file that is a link",
    prepare: (world) =>
      Effect.andThen(elsewhere(world), world.fs.symlink(`${world.base}/else/journals/a`, `${world.path}/a`)),
    codes: ["ELOOP"],
    why: /symbolic link/,
    openAnyway: plain("r+")
  },
  {
    fact: "a link that leads to nothing",
    prepare: ({ base, fs, path }) => fs.symlink(`${base}/none`, `${path}/a`),
    codes: ["ELOOP"],
    why: /symbolic link/,
    openAnyway: ({ fs, path }) => fs.open(`${path}/a`, { flag: "a+" })
  },
  {
    fact: "a folder in place of a file",
    prepare: ({ fs, path }) => fs.makeDirectory(`${path}/a`),
    codes: ["EINVAL", "EISDIR"],
    why: /is no file but a Directory|EISDIR/,
    openAnyway: plain("r")
  }
]

const folderRows: ReadonlyArray<Row> = [
  {
    fact: "a folder that is a link",
    prepare: (world) =>
      elsewhere(world).pipe(
        Effect.andThen(world.fs.makeDirectory(world.state, { mode: 0o700 })),
        Effect.andThen(world.fs.symlink(`${world.base}/else/journals`, world.path))
      ),
    codes: ["ELOOP"],
    why: /journals is a symbolic link/,
    openAnyway: plain("r+")
  },
  {
    fact: "a state directory that is a link",
    prepare: (world) => Effect.andThen(elsewhere(world), world.fs.symlink(`${world.base}/else`, world.state)),
    codes: ["ELOOP"],
    why: /state is a symbolic link/,
    openAnyway: plain("r+")
  },
  {
    fact: "a file in place of a folder",
    prepare: ({ fs, path, state }) =>
      Effect.andThen(fs.makeDirectory(state, { mode: 0o700 }), fs.writeFileString(path, "")),
    codes: ["ENOTDIR"],
    why: /is not? a? ?folder/,
    openAnyway: ({ fs, path }) => fs.open(path, { flag: "r+" })
  },
  ...(
    [
      ["a state directory that the group can write", "state", 0o770],
      ["a state directory that everybody can write", "state", 0o1707],
      ["a folder that the group can write", "path", 0o720],
      ["a folder that others can read", "path", 0o704]
    ] as const
  ).map(([fact, which, mode]): Row => ({
    fact,
    prepare: (world) =>
      folder(world).pipe(
        Effect.andThen(world.fs.writeFileString(`${world.path}/a`, "")),
        Effect.andThen(world.fs.chmod(world.state, 0o700)),
        Effect.andThen(world.fs.chmod(world[which], mode))
      ),
    codes: ["EPERM"],
    why: new RegExp(`mode ${mode.toString(8)}`),
    openAnyway: plain("r+")
  }))
]

export const describeRefusals = (fact: Fact, { makeSpecial }: StateStoreContractOptions): void => {
  for (const row of fileRows) {
    fact(`${row.fact} is refused, and not followed`, (world) =>
      Effect.andThen(Effect.andThen(world.made, row.prepare(world)), checkFile(world, row))
    )
  }
  if (makeSpecial !== undefined) {
    fact("a FIFO is refused, and not waited for", (world) =>
      Effect.gen(function* () {
        yield* world.made
        yield* makeSpecial(`${world.path}/a`, "FIFO")
        const why = /is not a regular file|is no file but a FIFO/
        yield* checkFile(world, { codes: ["EINVAL"], why, openAnyway: plain("r+") })
      })
    )
  }
  for (const row of folderRows) {
    fact(`${row.fact} is refused`, (world) => Effect.andThen(row.prepare(world), checkFolder(world, row)))
  }

  fact("a state directory that others can read is not refused", ({ fs, made, state, store }) =>
    Effect.gen(function* () {
      yield* made
      yield* fs.chmod(state, 0o755)
      assert.isDefined(yield* store.open(state, "journals", "leave"))
    })
  )

  fact("nothing is made in a state directory of others", ({ fs, state, store }) =>
    Effect.gen(function* () {
      yield* fs.makeDirectory(state)
      yield* fs.chmod(state, 0o777)
      yield* refusalOf(store.open(state, "journals", "make"))
      assert.deepStrictEqual(yield* fs.readDirectory(state), [])
    })
  )

  fact("a relative state directory is refused", ({ store }) =>
    Effect.gen(function* () {
      for (const relative of ["", ".", "state", "../state"]) {
        for (const missing of ["make", "leave"] as const) {
          const failure = yield* refusalOf(store.open(relative, "journals", missing))
          assert.strictEqual(failure.code, "EINVAL", relative)
          assert.match(messageOf(failure), /is not an absolute path/)
        }
      }
    })
  )

  fact("what is not a single name is refused, wherever it would lead", ({ fs, made, path, state, store }) =>
    Effect.gen(function* () {
      const opened = yield* made
      yield* fs.writeFileString(`${state}/a`, "outside")
      for (const name of ["", ".", "..", "../a", "./a", "b/c", "a/", "/a", "a\0"]) {
        for (const attempt of [opened.open(name, "make"), opened.remove(name), store.open(state, name, "make")]) {
          const failure = yield* refusalOf(attempt as Effect.Effect<unknown, unknown>)
          assert.strictEqual(failure.code, "EINVAL", JSON.stringify(name))
          assert.match(messageOf(failure), /is not a single name/)
        }
      }
      assert.deepStrictEqual([yield* opened.names, (yield* fs.readDirectory(state)).sort()], [[], ["a", "journals"]])
      // Without the guard the name leads out of the folder.
      assert.strictEqual(decode(yield* fs.readFile(`${path}/../a`)), "outside")
    })
  )
}

const checkFile = Effect.fnUntraced(function* (world: World, row: Omit<Row, "fact" | "prepare">) {
  const { base, fs, made } = world
  const opened = yield* made
  const before = yield* fs.readDirectory(base, { recursive: true })
  for (const missing of ["make", "leave"] as const) {
    const failure = yield* refusalOf(opened.open("a", missing))
    assert.include(row.codes, failure.code)
    assert.match(messageOf(failure), row.why)
  }
  assert.deepStrictEqual(yield* fs.readDirectory(base, { recursive: true }), before)
  yield* Effect.scoped(row.openAnyway(world))
  // It is in nobody's way.
  yield* write(opened, "b", "")
})

const checkFolder = Effect.fnUntraced(function* (world: World, row: Row) {
  const { base, fs, state, store } = world
  const before = yield* fs.readDirectory(base, { recursive: true })
  for (const spelled of [state, `${state}/`, `${state}/.`]) {
    for (const missing of ["make", "leave"] as const) {
      const failure = yield* refusalOf(store.open(spelled, "journals", missing))
      assert.include(row.codes, failure.code)
      assert.match(messageOf(failure), row.why)
    }
  }
  assert.deepStrictEqual(yield* fs.readDirectory(base, { recursive: true }), before)
  yield* Effect.scoped(row.openAnyway(world))
})

const messageOf = ({ cause }: { readonly cause: unknown }): string => (cause as Error).message
