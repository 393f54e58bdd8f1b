import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Fault, FaultFileSystem, fileSystemContract, MemoryFileSystem, MemoryVolume } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isSuperuser, scratchDirectory } from "./Disk.ts"
import { defectOf, fileSystem, log, over, text, told } from "./FaultFileSystemWorld.ts"

fileSystemContract("memory behind an empty plan", over([]))

fileSystemContract(
  "the disk behind an empty plan",
  FaultFileSystem.layer([]).pipe(Layer.provide(NodeFileSystem.layer)),
  {
    root: scratchDirectory,
    umask: process.umask(),
    ...(isSuperuser ? { lacks: { permissions: "the superuser runs the suite" } } : {})
  }
)

describe("a rule", () => {
  /** Which of `count` looks at each path go wrong. */
  const looks = (plan: FaultFileSystem.Plan, paths: ReadonlyArray<string>, options?: FaultFileSystem.Options) =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const found = yield* Effect.forEach(paths, (path) => told(Effect.as(fs.stat(path), "ok")))
      return found.map(String)
    }).pipe(Effect.provide(over(plan, { "/a": "a", "/b": "b", "/c.tmp": "c" }, options)))

  const EIO = Fault.errno("EIO")
  const cases: ReadonlyArray<
    readonly [fact: string, plan: FaultFileSystem.Plan, paths: ReadonlyArray<string>, found: ReadonlyArray<string>]
  > = [
    ["fires at the first call, once", [{ on: "stat", fault: EIO }], ["/a", "/a"], ["EIO", "ok"]],
    ["fires at the n-th call, once", [{ on: "stat", nth: 2, fault: EIO }], ["/a", "/a", "/a"], ["ok", "EIO", "ok"]],
    [
      "fires at so many calls",
      [{ on: "stat", nth: 2, times: 2, fault: EIO }],
      ["/a", "/a", "/a", "/a"],
      ["ok", "EIO", "EIO", "ok"]
    ],
    [
      "fires for ever",
      [{ on: "stat", nth: 2, times: "forever", fault: EIO }],
      ["/a", "/a", "/a"],
      ["ok", "EIO", "EIO"]
    ],
    ["counts the calls with its path alone", [{ on: "stat", path: "/b", fault: EIO }], ["/a", "/b"], ["ok", "EIO"]],
    [
      "takes a pattern, and begins anew with each path",
      [{ on: "stat", path: /\.tmp$/g, times: 2, fault: EIO }],
      ["/a", "/c.tmp", "/c.tmp"],
      ["ok", "EIO", "EIO"]
    ],
    ["is about any of its operations", [{ on: ["open", "stat"], fault: EIO }], ["/a"], ["EIO"]],
    ["is about all operations", [{ on: "any", fault: EIO }], ["/a", "/a"], ["EIO", "ok"]],
    [
      "leaves nothing of its call to the rules behind it",
      [
        { on: "stat", fault: EIO },
        { on: "stat", fault: Fault.errno("EACCES") }
      ],
      ["/a", "/a", "/a"],
      ["EIO", "EACCES", "ok"]
    ],
    [
      "that only waits leaves its call to the rules behind it",
      [
        { on: "stat", fault: Fault.meanwhile(Effect.void) },
        { on: "stat", fault: EIO }
      ],
      ["/a", "/a"],
      ["EIO", "ok"]
    ],
    ["with the probability 1 fires always", [{ on: "stat", probability: 1, fault: EIO }], ["/a", "/b"], ["EIO", "EIO"]],
    [
      "with a probability fires so many times at most",
      [{ on: "stat", probability: 1, times: 1, fault: EIO }],
      ["/a", "/b"],
      ["EIO", "ok"]
    ]
  ]
  for (const [fact, plan, paths, found] of cases) {
    it.effect(fact, () => Effect.map(looks(plan, paths), (actual) => assert.deepStrictEqual(actual, found)))
  }

  it.effect("with a probability fires as the seed decides, and about so often", () =>
    Effect.gen(function* () {
      const paths = Array.from({ length: 1000 }, () => "/a")
      const plan: FaultFileSystem.Plan = [{ on: "stat", probability: 0.2, fault: EIO }]
      const first = yield* looks(plan, paths, { seed: 1 })
      assert.deepStrictEqual(yield* looks(plan, paths, { seed: 1 }), first)
      assert.notDeepEqual(yield* looks(plan, paths, { seed: 2 }), first)
      const fired = first.filter((found) => found === "EIO").length
      assert.isTrue(fired > 150 && fired < 250, `${fired} of 1000`)
      // What another rule draws changes nothing.
      const beside: FaultFileSystem.Plan = [...plan, { on: "rename", probability: 0.5, fault: EIO, unfired: "allowed" }]
      assert.deepStrictEqual(yield* looks(beside, paths, { seed: 1 }), first)
    })
  )

  it.effect("finds a call by either of its paths", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      assert.strictEqual(yield* told(fs.rename("/a", "/new")), "EIO")
      assert.strictEqual(yield* told(fs.rename("/new", "/a")), "EIO")
      assert.strictEqual(yield* told(fs.rename("/a", "/b")), undefined)
    }).pipe(Effect.provide(over([{ on: "rename", path: "/new", times: 2, fault: EIO }], { "/a": "a" })))
  )

  it.effect("finds an open file by the path that it was opened by, also after a rename", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const file = yield* fs.open("/a.tmp", { flag: "w" })
      yield* fs.rename("/a.tmp", "/a")
      assert.strictEqual(yield* told(file.write(text("x"))), "EIO")
    }).pipe(Effect.scoped, Effect.provide(over([{ on: "write", path: "/a.tmp", fault: EIO }])))
  )

  it.effect("tells the sync of a folder from that of a file, and looks at an open file from those at a path", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const file = yield* fs.open("/d/f", { flag: "r+" })
      const folder = yield* fs.open("/d")
      assert.deepStrictEqual(
        [
          yield* told(file.sync),
          yield* told(folder.sync),
          yield* told(Effect.as(fs.stat("/d/f"), "ok")),
          yield* told(Effect.as(file.stat, "ok")),
          yield* told(fs.truncate("/d/f", 1)),
          yield* told(file.truncate(0))
        ],
        [undefined, "EIO", "ok", "ENOMEM", undefined, "EFBIG"]
      )
    }).pipe(
      Effect.scoped,
      Effect.provide(
        over(
          [
            { on: "syncDirectory", fault: EIO },
            { on: "fstat", fault: Fault.errno("ENOMEM") },
            { on: "ftruncate", fault: Fault.errno("EFBIG") }
          ],
          { "/d/f": "text" }
        )
      )
    )
  )
})

describe("a plan that cannot be kept is refused at once", () => {
  const EIO = Fault.errno("EIO")
  const cases: ReadonlyArray<readonly [rules: unknown, why: RegExp]> = [
    [[{ on: [], fault: EIO }], /Rule 1 of the plan, \{ on: \[\], .*names no operation; say which, or "any"$/],
    [[{ on: "fsync", fault: EIO }], /"fsync" is no operation; use "any" or some of access, .*, writeAll$/],
    [[{ on: "exists", fault: EIO }], /"exists" is no operation/],
    [[{ on: "stat", nth: 0, fault: EIO }], /`nth` counts calls from 1; give an integer$/],
    [[{ on: "stat", nth: 1.5, fault: EIO }], /`nth` counts calls from 1/],
    [[{ on: "stat", times: 0, fault: EIO }], /`times` must be an integer of 1 or more, or "forever"$/],
    [[{ on: "stat", probability: 2, fault: EIO }], /`probability` must be above 0 and at most 1$/],
    [[{ on: "stat", probability: 0, fault: EIO }], /`probability` must be above 0/],
    [[{ on: "stat", probability: Number.NaN, fault: EIO }], /`probability` must be above 0/],
    [[{ on: "stat", nth: 2, probability: 0.5, fault: EIO }], /give one of them$/],
    [[{ on: "stat", path: "", fault: EIO }], /leave `path` out for all paths$/],
    [[{ on: "seek", fault: EIO }], /seek moves a number in memory/],
    [[{ on: "rename", fault: Fault.lyingSync }], /rename syncs nothing; use sync or syncDirectory$/],
    [[{ on: "open", fault: Fault.shortWrite() }], /open writes no bytes; use write, writeAll or writeFile$/],
    [[{ on: "writeAll", fault: Fault.shortWrite() }], /give `next`, the failure that follows, or use write$/],
    [[{ on: "readFile", fault: Fault.shortRead() }], /readFile reads on until the end/],
    [[{ on: "close", fault: Fault.interrupt() }], /which nothing interrupts$/],
    [
      [
        { on: ["stat", "lstat"], times: "forever", fault: EIO },
        { on: "stat", path: "/a", fault: EIO }
      ],
      /^RangeError: Rule 2 of the plan, \{ on: "stat", path: "\/a", .* rule 1 takes each of these calls; put it behind this one$/
    ]
  ]
  for (const [rules, why] of cases) {
    it(String(why), () => {
      const plan = rules as FaultFileSystem.Plan
      const refused = (run: () => unknown): string => {
        try {
          run()
        } catch (error) {
          return String(error)
        }
        return "not refused"
      }
      const base = MemoryFileSystem.make(MemoryVolume.make())
      assert.match(
        refused(() => FaultFileSystem.layer(plan)),
        why
      )
      assert.match(
        refused(() => FaultFileSystem.make(base, plan)),
        why
      )
    })
  }

  it("as is a fault that cannot be", () => {
    assert.throws(() => Fault.shortWrite({ bytes: 0 }), RangeError, "for a write that does nothing use Fault.errno")
    assert.throws(() => Fault.shortRead({ bytes: -1 }), RangeError, "must be an integer of 0 or more")
    assert.throws(() => Fault.latency(0), RangeError, "give a finite time above 0")
    assert.throws(() => Fault.latency("Infinity"), RangeError, "give a finite time above 0")
    assert.throws(() => Fault.shortWrite({ next: "EMADEUP" as never }), RangeError, "no errno that a fault can have")
  })

  it("and one that leaves something to a later rule is not", () => {
    FaultFileSystem.layer([
      { on: "any", times: "forever", path: /\.tmp$/, fault: EIO },
      { on: "any", times: "forever", fault: Fault.latency("1 second") },
      { on: "write", times: "forever", fault: Fault.shortWrite({ bytes: 3 }) },
      { on: "any", times: 3, fault: EIO },
      { on: "stat", fault: EIO }
    ])
  })
})

describe("the log", () => {
  it.effect("tells every call, with what was asked, what came of it and which rule did it", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      yield* Effect.scoped(
        Effect.gen(function* () {
          const file = yield* fs.open("/d/a.tmp", { flag: "wx" })
          yield* file.writeAll(text("hello"))
          yield* Effect.ignore(file.sync)
          yield* file.seek(1n, "start")
          yield* Effect.ignore(file.read(new Uint8Array(3)))
        })
      )
      yield* fs.rename("/d/a.tmp", "/d/a")
      yield* fs.remove("/d", { recursive: true, force: true })
      yield* Effect.ignore(fs.readFile("/d/a"))
      const seen = yield* log
      assert.deepStrictEqual(seen.text.split("\n"), [
        "1. open /d/a.tmp (wx): ok",
        "2. writeAll /d/a.tmp (5 bytes): ok",
        "3. sync /d/a.tmp: EIO  [rule 2]",
        "4. seek /d/a.tmp (1 from start): ok",
        "5. read /d/a.tmp (3 bytes): EBADF",
        "6. close /d/a.tmp: ok",
        "7. rename /d/a.tmp -> /d/a: ok",
        "8. remove /d (recursive, force): ok",
        "9. readFile /d/a: ENOENT"
      ])
      assert.deepStrictEqual(seen.fired, [0, 1])
      const { calls } = seen
      assert.deepStrictEqual([calls[2]?.rules, calls[2]?.code, calls[2]?.outcome], [[1], "EIO", "failed"])
    }).pipe(
      Effect.provide(
        over(
          [
            { on: "rename", nth: 2, fault: Fault.errno("EIO"), unfired: "allowed" },
            { on: "sync", fault: Fault.errno("EIO") }
          ],
          { "/d/": {} }
        )
      )
    )
  )

  it.effect("knows the open files, and the line that opened each", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      const seen = yield* log
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* fs.open("/a", { flag: "r+" })
          const [handle] = seen.openHandles
          assert.deepStrictEqual([handle?.path, handle?.flag, handle?.descriptor], ["/a", "r+", 3])
          assert.match(handle?.openedAt ?? "", /FaultFileSystem\.test\.ts:\d+:\d+/)
        })
      )
      assert.deepStrictEqual(seen.openHandles, [])
    }).pipe(Effect.provide(over([], { "/a": "a" })))
  )

  it.effect("leaves out what is done quietly, and shows it to no rule", () =>
    Effect.gen(function* () {
      const fs = yield* fileSystem
      yield* FaultFileSystem.quietly(Effect.all([fs.stat("/a"), fs.stat("/a")], { concurrency: 2 }))
      assert.strictEqual((yield* log).text, "")
      assert.strictEqual(yield* told(fs.stat("/a")), "EIO")
    }).pipe(Effect.provide(over([{ on: "stat", fault: Fault.errno("EIO") }], { "/a": "a" })))
  )
})

describe("a rule that never fired", () => {
  const program = Effect.gen(function* () {
    const fs = yield* fileSystem
    yield* fs.writeFileString("/a.tmp", "new")
    yield* fs.rename("/a.tmp", "/a")
  })

  const plan: FaultFileSystem.Plan = [
    { on: "rename", nth: 2, path: /\.tmp$/, fault: Fault.errno("EIO", { work: "done" }) },
    { on: ["sync", "syncDirectory"], times: "forever", fault: Fault.lyingSync }
  ]

  it.effect("fails the test, with the rules as they were written and the calls that were seen", () =>
    Effect.gen(function* () {
      const message = defectOf(yield* Effect.exit(Effect.provide(program, over(plan))))
      assert.deepStrictEqual(message.split("\n"), [
        "Error: FaultFileSystem: 2 rules of the plan never fired, so the test says nothing about their faults.",
        '  rule 1, { on: "rename", path: /\\.tmp$/, nth: 2, fault: Fault.errno("EIO", { work: "done" }) }: 1 of its calls seen',
        '  rule 2, { on: ["sync", "syncDirectory"], times: "forever", fault: Fault.lyingSync }: 0 of its calls seen',
        "These calls were seen:",
        "  1. writeFile /a.tmp (w, 3 bytes): ok",
        "  2. rename /a.tmp -> /a: ok",
        'Change the rule or the program so that they meet, or say `unfired: "allowed"`.'
      ])
    })
  )

  it.effect("fails it also where the program fails, which may be what the test waits for", () =>
    Effect.gen(function* () {
      const failing = Effect.andThen(program, Effect.fail("for another reason"))
      const exit = yield* Effect.exit(Effect.flip(Effect.provide(failing, over(plan))))
      assert.match(defectOf(exit), /2 rules of the plan never fired/)
    })
  )

  it.effect("does not where the rule allows it", () =>
    Effect.provide(program, over(plan.map((rule) => ({ ...rule, unfired: "allowed" as const }))))
  )

  it.effect("kills the test of a fault that the program no longer meets", () =>
    Effect.gen(function* () {
      const keepsOld = (write: typeof program) =>
        Effect.gen(function* () {
          yield* Effect.ignore(write)
          const fs = yield* fileSystem
          assert.strictEqual(yield* fs.readFileString("/a"), "old")
        }).pipe(Effect.provide(over([{ on: "rename", fault: Fault.errno("EBUSY") }], { "/a": "old" })))
      yield* keepsOld(program)
      // A program that does nothing keeps the old content too: only the demand tells it from one that was tested.
      const exit = yield* Effect.exit(keepsOld(Effect.void as typeof program))
      assert.match(defectOf(exit), /a rule of the plan never fired.*\n.*\n(.*\n)*.*readFile \/a: ok/)
    })
  )
})
