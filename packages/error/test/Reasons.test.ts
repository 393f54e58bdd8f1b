import { assert, describe, it } from "@effect/vitest"
import {
  ContentMismatch,
  ContextualError,
  DomainReason,
  Fail,
  FatalReason,
  fromJson,
  InternalReason,
  Io,
  isPlokeError,
  isWarning,
  NotARegularFile,
  osCode,
  pathOf,
  PlokeError,
  reasonForProblem,
  severity,
  toJson,
  TooLarge,
  TransactionAborted,
  TransactionProblem,
  TransactionProblemReason,
  WarningReason,
  withoutContext
} from "@ploke/error"
import * as Content from "@ploke/error/FatalContent"
import * as File from "@ploke/error/FatalFile"
import * as Effect from "effect/Effect"
import * as ErrorReporter from "effect/ErrorReporter"
import * as Schema from "effect/Schema"
import { rows } from "./Samples.ts"

const kinds = {
  FatalError: { reasons: FatalReason, severity: "fatal", reported: "Fatal" },
  DomainError: { reasons: DomainReason, severity: "error", reported: "Error" },
  InternalError: { reasons: InternalReason, severity: "error", reported: "Error" },
  WarningError: { reasons: WarningReason, severity: "warning", reported: "Warn" }
} as const

const tagsOf = (reasons: { readonly members: ReadonlyArray<{ readonly identifier: string }> }): ReadonlyArray<string> =>
  reasons.members.map(({ identifier }) => identifier.split("/").at(-1) ?? identifier)

const isReasonClass = (value: unknown): value is { readonly identifier: string } =>
  typeof value === "function" && "identifier" in value && typeof value.identifier === "string"

describe("the table of samples", () => {
  it("has exactly the reasons of the unions", () => {
    const tags = Object.values(kinds).flatMap(({ reasons }) => tagsOf(reasons))
    assert.isAbove(tags.length, 40)
    assert.deepStrictEqual(rows.map(([tag]) => tag).toSorted(), tags.toSorted())
  })

  it("has each reason under its own name and in the kind whose union holds it", () => {
    for (const [tag, { error }] of rows) {
      assert.strictEqual(error.reason._tag, tag)
      assert.include(tagsOf(kinds[error._tag].reasons), tag)
    }
  })

  it("uses every factory, so that each is known to work", () => {
    const factories = rows.map(([tag]) => `${tag[0]?.toLowerCase()}${tag.slice(1)}`)
    assert.deepStrictEqual(Object.keys(Fail).toSorted(), factories.toSorted())
  })
})

describe.each(rows)("%s", (tag, { error, names, advises }) => {
  const kind = kinds[error._tag]

  it("names what it is about and says what to do, on one line", () => {
    assert.include(error.message, names)
    assert.match(error.message, advises)
    assert.notMatch(error.message, /\n|undefined|\[object/)
    assert.strictEqual(error.message, error.reason.message)
  })

  it("has the severity of its kind, for callers and for error reporters", () => {
    assert.strictEqual(error.severity, kind.severity)
    assert.strictEqual(severity(error), kind.severity)
    assert.strictEqual(isWarning(error), kind.severity === "warning")
    assert.strictEqual(ErrorReporter.getSeverity(error), kind.reported)
  })

  it("is an Error whose cause is the reason", () => {
    assert.isTrue(isPlokeError(error))
    assert.instanceOf(error, Error)
    assert.instanceOf(error.reason, Error)
    assert.strictEqual(error.name, error._tag)
    assert.strictEqual(error.cause, error.reason)
  })

  it.effect("comes back from JSON text as the same classes with the same fields", () =>
    Effect.gen(function* () {
      const text = JSON.stringify(toJson(error))
      const back = yield* fromJson(JSON.parse(text))
      assert.strictEqual(JSON.stringify(toJson(back)), text)
      assert.instanceOf(back, error.constructor as new () => Error)
      assert.strictEqual(back.message, error.message)
      assert.instanceOf(withoutContext(back).reason, error.reason.constructor as new () => Error)
      assert.include(text, `"_tag":"${tag}"`)
      assert.notInclude(text, "stack")
    })
  )

  it.effect("comes back from JSON inside a context, too", () =>
    Effect.gen(function* () {
      const inner = new ContextualError({ source: error, filePath: "/repo/src/a.ts" })
      const span = { startByte: 1, endByte: 4, line: 1, column: 2 }
      const outer = new ContextualError({ source: inner, filePath: "/repo/b.ts", span, snippet: "let a" })
      const back = yield* fromJson(JSON.parse(JSON.stringify(toJson(outer))))
      assert.instanceOf(back, ContextualError)
      assert.deepStrictEqual(toJson(back), toJson(outer))
      assert.strictEqual(withoutContext(back)._tag, error._tag)
      assert.strictEqual(back.severity, error.severity)
      assert.strictEqual(ErrorReporter.getSeverity(back), kind.reported)
      assert.strictEqual(back.message, outer.message)
    })
  )
})

describe("an error in JSON", () => {
  it("keeps numbers that JSON has no word for", () => {
    const error = Fail.outOfRange({
      path: "/a",
      startByte: Number.NaN,
      endByte: Number.POSITIVE_INFINITY,
      fileLength: 0
    })
    const back = Schema.decodeUnknownSync(Schema.toCodecJson(PlokeError))(JSON.parse(JSON.stringify(toJson(error))))
    assert.deepStrictEqual(toJson(back), toJson(error))
    assert.match(back.message, /\[NaN, Infinity\)/)
  })

  it("leaves out the optional fields that were not given", () => {
    const fields = { path: "/a", expected: "sha256:00", actual: "sha256:ff" }
    const error = Fail.contentMismatch({ ...fields, id: undefined, name: undefined })
    assert.deepStrictEqual(toJson(error), { _tag: "FatalError", reason: { _tag: "ContentMismatch", ...fields } })
    assert.isUndefined(error.reason.name)
  })

  it("is what JSON.stringify makes of it, as well", () => {
    const error = Fail.readOnly({ path: "/a" })
    assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), toJson(error))
  })

  it.effect.each([
    {},
    { _tag: "FatalError" },
    { _tag: "FatalError", reason: { _tag: "TooLarge", path: "/a", sizeBytes: 1, maxBytes: 0 } },
    { _tag: "FatalError", reason: { _tag: "PathResolution", path: "/a", why: "Because" } },
    { _tag: "FatalError", reason: { _tag: "FileOperation", path: "/a", code: "EIO", operation: "delete" } },
    null
  ])("is refused with a SchemaError when it is %j", (json) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(fromJson(json))
      assert.strictEqual(error._tag, "SchemaError")
    })
  )
})

describe("osCode", () => {
  const foreign = Object.assign(new Error("refused"), { code: "ECONNREFUSED" })

  it.each([
    ["FileOperation", Fail.fileOperation({ operation: "read", path: "/a", code: "EACCES" }), "EACCES"],
    ["CannotReplace", Fail.cannotReplace({ path: "/a", code: "EBUSY", advice: "wait" }), "EBUSY"],
    ["DurabilityFailed", Fail.durabilityFailed({ path: "/a", step: "fsync", code: "EIO", visible: false }), "EIO"],
    ["DurabilityDegraded", Fail.durabilityDegraded({ path: "/a", step: "fsync", code: "EINVAL" }), "EINVAL"],
    ["a foreign cause", Fail.embedderError({ cause: new Error("no", { cause: foreign }) }), "ECONNREFUSED"],
    ["a code that is no errno name", Fail.embedderError({ cause: { code: "ERR_X_Y" } }), undefined],
    ["a reason without cause", Fail.readOnly({ path: "/a" }), undefined]
  ])("of %s", (_name, error, code) => {
    assert.strictEqual(osCode(error), code)
    assert.strictEqual(osCode(new ContextualError({ source: error, filePath: "/a" })), code)
  })

  it("ends on causes that form a circle", () => {
    const circle: { cause?: unknown } = {}
    circle.cause = circle
    assert.isUndefined(osCode(Fail.embedderError({ cause: circle })))
  })
})

describe("pathOf", () => {
  it.each([
    ["the path of the reason", Fail.readOnly({ path: "/a" }), "/a"],
    ["the root of a warning", Fail.watchDegraded({ root: "/r", why: "x", advice: "y" }), "/r"],
    ["the file of the context", new ContextualError({ source: Fail.readOnly({ path: "/a" }), filePath: "/b" }), "/b"],
    [
      "nothing for a module path",
      Fail.duplicateModulePath({ path: ["a"], existingId: "1", conflictingId: "2" }),
      undefined
    ],
    ["nothing where there is none", Fail.shutdownInitiated(), undefined]
  ])("is %s", (_name, error, path) => {
    assert.strictEqual(pathOf(error), path)
  })
})

describe("a problem of a transaction", () => {
  it("can have every reason about a content or a file, and none about a transaction", () => {
    const about = [Content, File].flatMap((module) => Object.values<unknown>(module)).filter(isReasonClass)
    const expected = [...about, TooLarge, NotARegularFile, Io]
    assert.deepStrictEqual(tagsOf(TransactionProblemReason).toSorted(), tagsOf({ members: expected }).toSorted())
  })

  it.effect("comes back from JSON text as the same class, to act on by its tag", () =>
    Effect.gen(function* () {
      const { reason } = Fail.contentMismatch({ path: "/a", expected: "sha256:00", actual: "sha256:ff", name: "main" })
      const error = Fail.transactionAborted({ id: "t1", detail: "x", problems: [{ edits: [0, 2], reason }] })
      const back = withoutContext(yield* fromJson(JSON.parse(JSON.stringify(toJson(error))))).reason
      assert.instanceOf(back, TransactionAborted)
      const [problem] = back.problems ?? []
      assert.deepStrictEqual(problem?.edits, [0, 2])
      assert.instanceOf(problem?.reason, ContentMismatch)
      assert.deepInclude(problem.reason, { _tag: "ContentMismatch", actual: "sha256:ff", name: "main" })
    })
  )

  it.effect("is refused in JSON when its reason is one of a transaction", () =>
    Effect.gen(function* () {
      const reason = { _tag: "TransactionAborted", id: "t1", detail: "x" }
      const json = { _tag: "FatalError", reason: { ...reason, problems: [{ edits: [0], reason }] } }
      assert.isTrue(Schema.isSchemaError(yield* Effect.flip(fromJson(json))))
    })
  )
})

describe("reasonForProblem", () => {
  const allowed = new Set(tagsOf(TransactionProblemReason))

  it.each(rows)("gives the reason of %s where a problem can have it, else Io with the message", (tag, { error }) => {
    const reason = reasonForProblem(error)
    if (allowed.has(tag)) assert.strictEqual(reason, error.reason)
    else assert.deepInclude(reason, { _tag: "Io", message: error.message })
    assert.isTrue(Schema.is(TransactionProblem)({ edits: [0], reason }))
  })

  it("takes the context off, and keeps it in words where only words are left", () => {
    const source = Fail.readOnly({ path: "/a" })
    const inner = new ContextualError({ source, filePath: "/a" })
    assert.strictEqual(reasonForProblem(new ContextualError({ source: inner, filePath: "/b" })), source.reason)
    const internal = new ContextualError({ source: Fail.invalidState({ detail: "twice" }), filePath: "/a" })
    assert.include(reasonForProblem(internal).message, "(at /a)")
  })
})

describe("isPlokeError", () => {
  it.each([undefined, null, "FatalError", { _tag: "FatalError" }, new Error("no")])("is false for %s", (value) => {
    assert.isFalse(isPlokeError(value))
  })
})
