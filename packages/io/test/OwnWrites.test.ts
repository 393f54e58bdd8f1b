import { assert, describe, it } from "@effect/vitest"
import { OriginId } from "@ploke/core"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { OwnWrites } from "../src/OwnWrites.ts"
import * as Limits from "../src/WatchLimits.ts"
import type { OwnContent, OwnOutcome } from "../src/WriteLedger.ts"

type Origin = "X" | "Y" | "N"
type Writer = Origin | "foreign" | "undo"

const origins: Record<Origin, OriginId | undefined> = {
  X: OriginId.make("00000000-0000-4000-8000-000000000001"),
  Y: OriginId.make("00000000-0000-4000-8000-000000000002"),
  N: undefined
}
const nameOf = (origin: OriginId | undefined): Origin => (origin === origins.X ? "X" : origin === origins.Y ? "Y" : "N")

/** A step of the history of a path. */
interface Step {
  readonly by: Writer
  readonly to: OwnContent
}

/** A write of ours that has ended, or what is left of its states at one path. */
interface Write {
  readonly by: Origin
  readonly before: OwnContent
  readonly after: OwnContent
  outcome: OwnOutcome | undefined
  isPlaced: boolean
}

interface Look {
  readonly mark: number
  found: OwnContent
  /** How much of the history it has seen, and how many writes had ended. */
  seen: number
  ended: number
}

/** What the watcher says that it knows of a path: nothing, where it did not hash what it has told. */
type Knowing = "what was told" | "nothing"

interface Event {
  readonly found: OwnContent
  readonly told: OwnContent
  readonly origin: Origin | undefined
  /** What has happened since what was told last. */
  readonly steps: ReadonlyArray<Step>
  /** The writes that have ended since. */
  readonly writes: ReadonlyArray<Write>
}

/** One path of a disk on which we write, somebody else writes, and a watcher looks. */
class Place {
  readonly history: Array<Step> = []
  readonly ended: Array<Write> = []
  readonly path: string
  readonly #own: OwnWrites
  disk: OwnContent
  told: OwnContent
  write: Write | undefined
  #look: Look | undefined
  #seen = 0
  #ended = 0

  constructor(own: OwnWrites, path: string, disk: OwnContent) {
    this.path = path
    this.disk = disk
    this.told = disk
    this.#own = own
  }

  put(by: Writer, to: OwnContent): void {
    this.disk = to
    this.history.push({ by, to })
  }

  begin(by: Origin, after: OwnContent): Write {
    return (this.write = { by, before: this.disk, after, outcome: undefined, isPlaced: false })
  }

  /** As the write engine does it: not where somebody else has changed the file. */
  place(): void {
    if (this.write === undefined || this.write.isPlaced || this.disk !== this.write.before) return
    this.put(this.write.by, this.write.after)
    this.write.isPlaced = true
  }

  /** Where that is still possible. */
  undo(): void {
    if (this.write?.isPlaced !== true || this.disk !== this.write.after) return
    this.put("undo", this.write.before)
    this.write.isPlaced = false
  }

  end(outcome: OwnOutcome): void {
    this.write!.outcome = outcome
    this.ended.push(this.write!)
    this.write = undefined
  }

  mark(): void {
    this.#look = { mark: this.#own.mark(), found: this.disk, seen: this.history.length, ended: this.ended.length }
  }

  read(): void {
    if (this.#look === undefined) return
    this.#look = { mark: this.#look.mark, found: this.disk, seen: this.history.length, ended: this.ended.length }
  }

  /** Takes over what was found, if it is not put off; what is told then. */
  take(mode: "wait" | "force", knowing: Knowing = "what was told"): Event | "later" | "none" {
    const look = this.#look
    this.#look = undefined
    if (look === undefined) return "none"
    if (mode === "wait" && this.#own.pending(this.path, look.mark)) return "later"
    const { told } = this
    const steps = this.history.slice(this.#seen, look.seen)
    const writes = this.ended.slice(this.#ended, look.ended)
    const match =
      look.found === told
        ? undefined
        : this.#own.match(this.path, look.found, look.mark, knowing === "nothing" ? undefined : told)
    this.#own.reconciled(this.path, look.mark, look.found)
    this.#seen = look.seen
    this.#ended = look.ended
    this.told = look.found
    if (look.found === told) return "none"
    const origin = match === undefined ? undefined : nameOf(match.origin)
    return { found: look.found, told, origin, steps, writes }
  }
}

const watching = (): OwnWrites => {
  const own = new OwnWrites()
  own.start()
  return own
}

const hashOf = (name: string): OwnContent =>
  name === "0" ? "absent" : name === "/" ? "directory" : (`sha256:${name}` as OwnContent)
const shown = (content: OwnContent): string =>
  content === "absent" ? "0" : content === "directory" ? "/" : content.slice(7)

/**
 * Plays a script on a file with the contents `a`. `X=b`: X writes b; `foreign=b`: somebody else does. `X:b`, `place`, `undo`,
 * `applied`, `unchanged`, `unknown`: the same in steps. `0` is nothing, `/` a folder. `look` is `mark` with `read` with
 * `take`; `force` takes over also what should be waited for. Gives what was told: contents and origin, `-` where nothing
 * differs, `later` where a look was put off.
 */
const play = (script: string, knowing: Knowing): string => {
  const own = watching()
  const place = new Place(own, "/repo/f", hashOf("a"))
  const told: Array<string> = []
  let end: (outcome: OwnOutcome) => void = () => {}
  const begin = (by: Origin, after: OwnContent) => {
    const write = place.begin(by, after)
    end = own.announce([{ path: place.path, before: write.before, after }], origins[by])
  }
  const finish = (outcome: OwnOutcome) => {
    place.end(outcome)
    end(outcome)
  }
  const take = (mode: "wait" | "force") => {
    const event = place.take(mode, knowing)
    if (event === "none") told.push("-")
    else if (event === "later") told.push(event)
    else told.push(event.origin === undefined ? shown(event.found) : `${shown(event.found)}:${event.origin}`)
  }
  for (const word of script.split(" ")) {
    const [, by, sign, content] = /^(X|Y|N|foreign)([=:])(.)$/.exec(word) ?? []
    if (by === "foreign") place.put("foreign", hashOf(content!))
    else if (by !== undefined) begin(by as Origin, hashOf(content!))
    if (sign === "=" && by !== "foreign") {
      place.place()
      finish("applied")
    }
    if (word === "place") place.place()
    if (word === "undo") place.undo()
    if (word === "applied" || word === "unchanged" || word === "unknown") finish(word)
    if (word === "mark" || word === "look" || word === "force") place.mark()
    if (word === "read") place.read()
    if (word === "take" || word === "look") take("wait")
    if (word === "force") take("force")
    if (word === "taken") take("force")
  }
  return told.join(" ")
}

type Row = readonly [what: string, script: string, told: string, unknowing?: string]

/** Plays rows; the last column tells what comes where the watcher does not know what it has told, if that differs. */
const expectTold = (rows: ReadonlyArray<Row>): void => {
  for (const [what, script, told, unknowing = told] of rows) {
    it(what, () => {
      assert.deepStrictEqual([play(script, "what was told"), play(script, "nothing")], [told, unknowing])
    })
  }
}

describe("what was found at a path", () => {
  expectTold([
    ["a write of ours", "X=b look", "b:X"],
    ["a write of somebody else", "foreign=b look", "b"],
    ["one of ours without an origin", "N=b look", "b:N"],
    ["the last of several of ours", "X=b X=c X=b X=e look", "e:X"],
    ["a removal of ours, and a file made again", "X=0 look X=c look X=0 X=e look", "0:X c:X e:X"],
    ["a folder of ours in the place of a file", "X=0 X=/ look", "/:X"],
    ["somebody else's over ours", "X=b foreign=c look", "c"],
    ["somebody else's over a removal of ours", "X=0 foreign=c look", "c"],
    ["somebody else's removal of ours", "X=b foreign=0 look", "0"],
    ["an older one of ours, put back by somebody else", "X=b X=c foreign=b look", "b"],
    ["the same while somebody looks", "X=b mark X=c foreign=b look", "b"],
    ["the same after it was told", "X=b look X=c look foreign=b look", "b:X c:X b"],
    ["one of ours, put back after somebody else's was told", "X=b look foreign=c look foreign=b look", "b:X c b"],
    ["what it was before ours, put back unseen", "X=b foreign=a look foreign=b look", "- b"],
    ["ours over somebody else's that nobody has seen", "foreign=b X=c look", "c", "c:X"],
    ["ours over somebody else's that was told", "foreign=b look X=c look", "b c:X"],
    ["ours between two of somebody else", "foreign=b X=c foreign=e look", "e"],
    ["ours, with somebody else's between", "X=b foreign=c X=e look", "e", "e:X"],
    ["of another origin over ours", "X=b look Y=c look", "b:X c:Y"],
    ["of two origins at once", "X=b Y=c look", "c", "c:Y"],
    ["of two origins, of which the second puts back what was told", "X=b Y=a look Y=c look", "- c:Y"],
    ["of no origin over ours, then ours put back", "X=b N=c foreign=b look", "b"],
    [
      "what cannot be told apart: somebody else writes over ours and puts it back",
      "X=b foreign=c foreign=b look",
      "b:X"
    ],
    ["what cannot be told apart: what was told put back before ours", "foreign=b foreign=a X=c look", "c:X"]
  ])
})

describe("a write that is under way", () => {
  expectTold([
    ["puts looks off, from its announcement to its end", "X:b look place look applied look", "later later b:X"],
    ["puts a look off that was begun before its end", "X:b place mark read applied take look", "later b:X"],
    ["puts a look off during which it happened", "mark read X=b take look", "later b:X"],
    ["puts a look off that saw what was taken back", "mark X:b place read undo unchanged take look", "later -"],
    ["does not put off what comes later", "X=b mark read take foreign=c look", "b:X c"],
    ["explains what it makes, for whoever does not wait", "X:b place force applied look", "b:X -"],
    ["explains that once", "X:b place force foreign=c force foreign=b force applied look", "b:X c b -"],
    [
      "explains that once, also when it has ended",
      "X:b place force mark foreign=c read applied taken foreign=b look",
      "b:X c b"
    ],
    ["explains nothing else", "X:b foreign=c force place unchanged look", "c -"],
    ["leaves older ones in force", "X=b X:c force place applied look", "b:X c:X"],
    ["goes on from what is told", "X:b place force applied X=c look", "b:X c:X"],
    ["goes on from an older one that nobody has seen", "X=b X:c place force applied look", "c:X -"],
    ["is no excuse for what came before", "foreign=b X:c place force applied look", "c -", "c:X -"],
    ["leaves the one before it to a look that has begun", "X=b mark read X=c taken look", "b:X c:X"],
    ["explains nothing any more where nothing came of it", "mark X:b unchanged foreign=b read taken", "b"],
    ["is as if it had never been where nothing came of it", "X:b unchanged foreign=b look", "b"],
    ["leaves the one before it where nothing came of it", "X=b X:c unchanged look", "b:X"],
    ["leaves nothing to tell where it was taken back", "X:b place undo unchanged look", "-"],
    ["leaves the one before it where it was taken back", "X=b X:c place undo unchanged look", "b:X"],
    ["was told too early where it is taken back", "X:b place force undo unchanged look", "b:X a"]
  ])
})

describe("a write of which nobody knows what came", () => {
  expectTold([
    ["is ours where it was made", "X:b place unknown look", "b:X"],
    ["is nothing where it was not made", "X:b unknown look", "-"],
    ["leaves the one before it", "X=b X:c unknown look", "b:X"],
    ["is ours over the one before it", "X=b X:c place unknown look", "c:X"],
    ["is gone on from", "X:b place unknown X=c look", "c:X"],
    ["is gone on from where it was not made", "X=b X:c unknown X=e look", "e:X"],
    ["dies with the look", "X:b unknown look foreign=b look", "- b"],
    ["is forgotten over a certain one", "X:b place unknown X=c foreign=b look", "b"],
    ["cannot be told apart where somebody puts back the one before it", "X=b X:c place unknown foreign=b look", "b:X"]
  ])
})

describe("the record of own writes", () => {
  const state = (path: string, after: string, before: string | null = "0") => ({
    path,
    before: before === null ? undefined : hashOf(before),
    after: hashOf(after)
  })

  it.effect("is a ledger", () =>
    Effect.gen(function* () {
      const own = watching()
      const end = yield* own.begin([state("/repo/a", "1"), state("/repo/b", "0", "2")], origins.X)
      assert.deepStrictEqual(
        ["/repo/a", "/repo/b", "/repo/c"].map((path) => own.pending(path)),
        [true, true, false]
      )
      const twice = end("applied")
      yield* twice
      yield* twice
      assert.deepStrictEqual([own.size, own.pending("/repo/a")], [2, false])
      assert.deepStrictEqual(own.match("/repo/b", "absent", own.mark())?.origin, origins.X)
      assert.isUndefined(own.match("/repo/a", "other", own.mark()))
    })
  )

  it("tells who listens the paths of a write that has ended, whatever came of it", () => {
    const own = new OwnWrites()
    own.start((path) => path.startsWith("/repo/"))
    const heard: Array<ReadonlyArray<string>> = []
    const stop = own.onWrite((paths) => void heard.push(paths))
    own.announce([state("/repo/a", "1"), state("/elsewhere/b", "1"), state("/repo/c", "1")], origins.X)("applied")
    own.announce([state("/repo/d", "1")], origins.X)("unchanged")
    own.announce([state("/elsewhere/b", "1")], origins.X)("applied")
    const end = own.announce([state("/repo/e", "1")], undefined)
    assert.deepStrictEqual(heard, [["/repo/a", "/repo/c"], ["/repo/d"]])
    end("unknown")
    end("unknown")
    assert.deepStrictEqual(heard.slice(2), [["/repo/e"]])
    stop()
    own.announce([state("/repo/a", "1")], origins.X)("applied")
    assert.strictEqual(heard.length, 3)
    assert.isFalse(own.knows("/elsewhere/b"))
  })

  it("keeps nothing while nobody watches, and then also what is under way", () => {
    const own = new OwnWrites()
    own.announce([state("/repo/a", "1")], origins.X)("applied")
    const end = own.announce([state("/repo/b", "1")], origins.X)
    assert.deepStrictEqual([own.active, own.isBusy, own.size, own.pending("/repo/b")], [false, false, 0, false])
    own.start()
    assert.deepStrictEqual([own.active, own.isBusy, own.size, own.pending("/repo/b")], [true, true, 1, true])
    end("applied")
    assert.deepStrictEqual(own.match("/repo/b", hashOf("1"), own.mark())?.origin, origins.X)
    const other = own.announce([state("/repo/c", "1")], origins.X)
    own.stop()
    assert.deepStrictEqual([own.active, own.isBusy, own.size, own.knows("/repo/b")], [false, false, 0, false])
    other("applied")
    assert.strictEqual(own.size, 0)
  })

  it("knows two writes of one folder apart, of which one finds it made", () => {
    const own = watching()
    const folder = state("/repo/new", "/")
    const first = own.announce([folder], origins.X)
    const second = own.announce([folder], origins.Y)
    first("applied")
    assert.isTrue(own.pending("/repo/new"))
    second("unchanged")
    assert.isFalse(own.pending("/repo/new"))
    assert.strictEqual(own.match("/repo/new", "directory", own.mark(), "absent")?.origin, origins.X)
  })

  it("takes the write for the newest that has ended last", () => {
    const own = watching()
    const first = own.announce([state("/repo/a", "1")], origins.X)
    const second = own.announce([state("/repo/a", "2")], origins.Y)
    second("applied")
    own.mark()
    first("applied")
    assert.isUndefined(own.match("/repo/a", hashOf("2"), own.mark()))
    assert.strictEqual(own.match("/repo/a", hashOf("1"), own.mark())?.origin, origins.X)
  })

  it("asks for no more than the newest state where it is not known what was there", () => {
    const own = watching()
    own.announce([state("/repo/a", "1", null)], origins.X)("applied")
    own.announce([state("/repo/a", "2", "1")], origins.X)("applied")
    assert.strictEqual(own.match("/repo/a", hashOf("2"), own.mark(), hashOf("9"))?.origin, origins.X)
    own.announce([state("/repo/a", "3", "8")], origins.X)("applied")
    assert.isUndefined(own.match("/repo/a", hashOf("3"), own.mark(), hashOf("9")))
    assert.strictEqual(own.match("/repo/a", hashOf("3"), own.mark())?.origin, origins.X)
  })

  it("forgets the oldest where there are too many, and counts them", () => {
    const own = new OwnWrites(3)
    own.start()
    const states = ["a", "b", "c", "d"].map((name) => state(`/repo/${name}`, "1"))
    own.announce([states[0]!], origins.X)("applied")
    const open = own.announce([state("/repo/e", "1")], origins.X)
    for (const each of states.slice(1)) own.announce([each], origins.X)("applied")
    assert.deepStrictEqual([own.dropped, own.size, own.knows("/repo/a"), own.knows("/repo/b")], [1, 4, false, true])
    open("applied")
    assert.deepStrictEqual([own.dropped, own.size, own.knows("/repo/b"), own.knows("/repo/e")], [2, 3, false, true])
    assert.isUndefined(own.match("/repo/a", hashOf("1"), own.mark()))
    for (const name of ["f", "g", "h", "i"]) own.announce([state(`/repo/${name}`, "1")], origins.X)("unchanged")
    assert.deepStrictEqual([own.dropped, own.size], [5, 3])
  })

  it("keeps one state for a path that is written again and again, and follows only so many", () => {
    const own = watching()
    const write = (i: number) => own.announce([state("/repo/a", `${i + 1}`, `${i}`)], origins.X)("applied")
    const leads = (told: number, found: number) =>
      own.match("/repo/a", hashOf(`${found}`), own.mark(), hashOf(`${told}`)) !== undefined
    const steps = Limits.ownStepsMax + 1
    for (let i = 1; i <= steps; i++) write(i)
    assert.strictEqual(own.size, 1)
    assert.deepStrictEqual([leads(1, steps + 1), leads(steps, steps + 1), leads(1, steps)], [true, true, false])
    write(steps + 1)
    assert.deepStrictEqual([leads(1, steps + 2), leads(steps + 1, steps + 2)], [false, true])
    const other = watching()
    other.mark()
    for (let i = 0; i < 9; i++) other.announce([state("/repo/a", "1")], origins.X)("unchanged")
    assert.strictEqual(other.size, 1)
  })
})

describe("random writes of ours and of others, and looks", () => {
  const Op = Schema.Struct({
    what: Schema.Literals([
      "begin",
      "begin",
      "place",
      "place",
      "undo",
      "applied",
      "unchanged",
      "unknown",
      "foreign",
      "mark",
      "read",
      "take",
      "look",
      "look"
    ]),
    at: Schema.Literals([0, 0, 1, "both"]),
    by: Schema.Literals(["X", "X", "X", "Y", "N"]),
    content: Schema.Literals(["0", "a", "b", "c"])
  })
  const Ops = Arbitrary.array(Arbitrary.schema(Op), { minLength: 8, maxLength: 60 })
  type Ops = ReadonlyArray<typeof Op.Type>

  /** Plays them on two paths; a write is of one of them or of both. */
  const run = (ops: Ops, contents: "new each time" | "few", mode: "wait" | "force", expect: (event: Event) => void) => {
    const own = watching()
    const places = [new Place(own, "/repo/0", hashOf("a")), new Place(own, "/repo/1", hashOf("a"))] as const
    let writes: Array<{ readonly at: ReadonlyArray<Place>; readonly end: (outcome: OwnOutcome) => void }> = []
    let made = 0
    const contentOf = (name: string) => hashOf(contents === "few" ? name : `${++made}`)
    const take = (place: Place) => {
      const event = place.take(mode)
      if (typeof event === "object") expect(event)
    }
    const finish = (write: (typeof writes)[number], wanted: OwnOutcome) => {
      // What is not in its place is not said to be, and what is taken back or never came is all of it.
      const isPlaced = write.at.every((place) => place.write!.isPlaced)
      if (wanted === "unchanged") for (const place of write.at) place.undo()
      const isNowhere = write.at.every((place) => !place.write!.isPlaced)
      const outcome =
        wanted === "applied" && isPlaced ? wanted : wanted === "unchanged" && isNowhere ? wanted : "unknown"
      for (const place of write.at) place.end(outcome)
      write.end(outcome)
      writes = writes.filter((each) => each !== write)
    }
    for (const { at, by, content, what } of ops) {
      const here = at === "both" ? places : [places[at]]
      switch (what) {
        case "begin": {
          const free = here.filter(({ write }) => write === undefined)
          const states = free.map((place) => {
            const { after, before } = place.begin(by, contentOf(content))
            return { path: place.path, before, after }
          })
          if (free.length > 0) writes.push({ at: free, end: own.announce(states, origins[by]) })
          break
        }
        case "applied":
        case "unchanged":
        case "unknown": {
          const write = writes.find((each) => each.at.includes(here[0]!))
          if (write !== undefined) finish(write, what)
          break
        }
        case "foreign":
          for (const place of here) place.put("foreign", contentOf(content))
          break
        case "look":
          for (const place of here) {
            place.mark()
            take(place)
          }
          break
        case "take":
          here.forEach(take)
          break
        default:
          for (const place of here) place[what]()
      }
    }
    for (const write of writes) finish(write, "applied")
    for (const place of places) {
      place.mark()
      take(place)
    }
    assert.deepStrictEqual([own.size, own.isBusy, own.dropped], [0, false, 0])
  }

  // What was made and taken back is no step.
  const withoutUndone = (steps: ReadonlyArray<Step>): ReadonlyArray<Step> => {
    const left: Array<Step> = []
    for (const step of steps) {
      if (step.by === "undo" && left.length > 0) left.pop()
      else left.push(step)
    }
    return left
  }
  const isAllBy = ({ steps }: Event, origin: Writer) => {
    const left = withoutUndone(steps)
    return left.length > 0 && left.every(({ by }) => by === origin)
  }

  const check = (
    title: string,
    [contents, mode]: Parameters<typeof run> extends [unknown, ...infer Rest, unknown] ? Rest : never,
    expect: (event: Event) => void
  ) =>
    it.effect(title, () =>
      Effect.gen(function* () {
        const told = { ours: 0, others: 0 }
        const play = (ops: Ops) =>
          run(ops, contents, mode, (event) => {
            told[event.origin === undefined ? "others" : "ours"]++
            expect(event)
          })
        const property = (ops: Ops) => Effect.as(Effect.try({ try: () => play(ops), catch: String }), true)
        const result = yield* Arbitrary.checkEffect(Ops, property, { runs: 3000 })
        assert.isUndefined(Arbitrary.formatCheckFailure(result))
        assert.isAbove(Math.min(told.ours, told.others), 300)
      })
    )

  check(
    "where no contents come twice, an event is of an origin exactly where all that happened is",
    ["new each time", "wait"],
    (event) => {
      const [only] = (["X", "Y", "N"] as const).filter((origin) => isAllBy(event, origin))
      assert.strictEqual(event.origin, only)
    }
  )

  check(
    "where nobody waits for what is under way, an event is of an origin only where all that happened is",
    ["new each time", "force"],
    (event) => assert.isTrue(event.origin === undefined || isAllBy(event, event.origin))
  )

  /** Those of some writes that may be the last: the last certain one, and what is not certain after it. */
  const lastOf = (writes: ReadonlyArray<Write>): ReadonlyArray<Write> => {
    const counted = writes.filter(({ outcome }) => outcome !== "unchanged")
    const certain = counted.findLastIndex(({ outcome }) => outcome === "applied")
    return counted.slice(Math.max(certain, 0)).toReversed()
  }
  const leadsTo = (write: Write, writes: ReadonlyArray<Write>, from: OwnContent): boolean => {
    if (write.before === from) return true
    const earlier = writes.slice(0, writes.indexOf(write))
    const last = lastOf(earlier).find(({ after, by }) => after === write.before && by === write.by)
    return last !== undefined && leadsTo(last, earlier, from)
  }

  check(
    "where contents come again, an event is of the last write that made them, if those of its origin lead to it",
    ["few", "wait"],
    ({ found, origin, told, writes }) => {
      const write = lastOf(writes).find((each) => each.after === found && leadsTo(each, writes, told))
      assert.strictEqual(origin, write?.by)
    }
  )
})
