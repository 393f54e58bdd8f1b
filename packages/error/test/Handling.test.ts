import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { ContextualError, DomainError, Fail, FatalError, withoutContext } from "@ploke/error"
import type {
  ContentMismatch,
  DomainErrorOf,
  FatalErrorOf,
  FatalReason,
  PlokeError,
  PlokeErrorKind,
  ReadOnly,
  TooLarge,
  Utf8
} from "@ploke/error"
import * as Effect from "effect/Effect"

const mismatch = Fail.contentMismatch({ path: "/a", expected: "sha256:00", actual: "sha256:ff" })
const tooLarge = Fail.tooLarge({ path: "/a", sizeBytes: 2, maxBytes: 1 })

/** A method whose error union is precise: three reasons in two kinds. */
type Precise = FatalErrorOf<ContentMismatch> | FatalErrorOf<Utf8> | DomainErrorOf<TooLarge>

const read = (error: Precise): Effect.Effect<string, Precise> => Effect.fail(error)

const general = (error: PlokeError): Effect.Effect<string, PlokeError> => Effect.fail(error)

const failing = Effect.gen(function* () {
  yield* Effect.void
  return yield* mismatch
})

describe("a factory", () => {
  it("gives the kind with the precise reason, which is also the kind at large", () => {
    expectTypeOf(mismatch).toExtend<FatalError>()
    expectTypeOf(mismatch.reason._tag).toEqualTypeOf<"ContentMismatch">()
    expectTypeOf(mismatch.reason.actual).toEqualTypeOf<string>()
    expectTypeOf(mismatch.reason.name).toEqualTypeOf<string | undefined>()
    expectTypeOf(mismatch).not.toExtend<FatalErrorOf<ReadOnly>>()
    expectTypeOf<FatalError>().not.toExtend<FatalErrorOf<ContentMismatch>>()
    expectTypeOf<Precise>().toExtend<FatalError | DomainError>()
    expectTypeOf<FatalError | DomainError>().toExtend<PlokeError>()
    assert.instanceOf(mismatch, FatalError)
    assert.instanceOf(tooLarge, DomainError)
  })

  it.effect("makes an error that can be yielded", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(failing)
      assert.strictEqual(error, mismatch)
    })
  )
})

describe("catchTag", () => {
  it.effect("handles a kind and leaves the others", () =>
    Effect.gen(function* () {
      const handled = read(mismatch).pipe(
        Effect.catchTag("FatalError", (error) => {
          expectTypeOf(error.reason._tag).toEqualTypeOf<"ContentMismatch" | "Utf8">()
          return Effect.succeed(error.reason._tag)
        })
      )
      expectTypeOf(handled).toEqualTypeOf<Effect.Effect<string, DomainErrorOf<TooLarge>>>()
      assert.strictEqual(yield* handled, "ContentMismatch")
    })
  )

  it("refuses a kind that the method cannot fail with", () => {
    // @ts-expect-error WarningError is not in the union
    const handled = Effect.catchTag(read(mismatch), "WarningError", () => Effect.succeed(""))
    assert.isDefined(handled)
  })
})

describe("catchReason", () => {
  it.effect("handles one reason with its fields and the error around it", () =>
    Effect.gen(function* () {
      const handled = general(mismatch).pipe(
        Effect.catchReason("FatalError", "ContentMismatch", (reason, error) => {
          expectTypeOf(reason).toEqualTypeOf<ContentMismatch>()
          return Effect.succeed(`now ${reason.actual}, ${error.severity}`)
        })
      )
      expectTypeOf(handled).toEqualTypeOf<Effect.Effect<string, PlokeError>>()
      assert.strictEqual(yield* handled, "now sha256:ff, fatal")
    })
  )

  it.effect("passes on another reason of the same kind, unchanged", () =>
    Effect.gen(function* () {
      const other = Fail.readOnly({ path: "/a" })
      const handled = general(other).pipe(Effect.catchReason("FatalError", "ContentMismatch", () => Effect.succeed("")))
      assert.strictEqual(yield* Effect.flip(handled), other)
    })
  )

  it("refuses a reason that the method cannot fail with", () => {
    // @ts-expect-error ReadOnly is not a reason of this method
    const handled = Effect.catchReason(read(mismatch), "FatalError", "ReadOnly", () => Effect.succeed(""))
    assert.isDefined(handled)
  })
})

describe("catchReasons", () => {
  const cases = {
    ContentMismatch: (reason: ContentMismatch) => Effect.succeed(reason.actual),
    Utf8: (reason: Utf8) => Effect.succeed(`byte ${reason.offset}`)
  }

  it.effect("handles several reasons, but keeps the kind in the type although all are handled", () =>
    Effect.gen(function* () {
      const handled = read(mismatch).pipe(Effect.catchReasons("FatalError", cases))
      expectTypeOf<FatalErrorOf<ContentMismatch>>().toExtend<Effect.Error<typeof handled>>()
      assert.strictEqual(yield* handled, "sha256:ff")
    })
  )

  it.effect("takes the kind out of the type with orElse", () =>
    Effect.gen(function* () {
      const handled = general(Fail.readOnly({ path: "/a" })).pipe(
        Effect.catchReasons("FatalError", cases, (reason) => Effect.succeed(reason._tag))
      )
      expectTypeOf(handled).toEqualTypeOf<Effect.Effect<string, Exclude<PlokeError, FatalError>>>()
      assert.strictEqual(yield* handled, "ReadOnly")
    })
  )
})

describe("unwrapReason", () => {
  it.effect("puts the reasons in place of the kind, so that handling is exhaustive", () =>
    Effect.gen(function* () {
      const unwrapped = read(tooLarge).pipe(Effect.unwrapReason("FatalError"), Effect.unwrapReason("DomainError"))
      expectTypeOf<Effect.Error<typeof unwrapped>>().toEqualTypeOf<ContentMismatch | Utf8 | TooLarge>()
      const handled = unwrapped.pipe(
        Effect.catchTags({
          ContentMismatch: () => Effect.succeed("mismatch"),
          Utf8: () => Effect.succeed("utf8"),
          TooLarge: (reason) => Effect.succeed(`${reason.sizeBytes} > ${reason.maxBytes}`)
        })
      )
      expectTypeOf(handled).toEqualTypeOf<Effect.Effect<string>>()
      assert.strictEqual(yield* handled, "2 > 1")
    })
  )

  it("gives every fatal reason for a kind at large", () => {
    const unwrapped = Effect.unwrapReason(Effect.fail(new FatalError({ reason: mismatch.reason })), "FatalError")
    expectTypeOf<Effect.Error<typeof unwrapped>>().toEqualTypeOf<FatalReason>()
    assert.isDefined(unwrapped)
  })

  it.effect("reaches a reason below a context once the context is taken off", () =>
    Effect.gen(function* () {
      const error = new ContextualError({ source: mismatch, filePath: "/a" })
      const handled = general(error).pipe(
        Effect.mapError(withoutContext),
        Effect.catchReason("FatalError", "ContentMismatch", (reason) => Effect.succeed(reason.path))
      )
      expectTypeOf(handled).toEqualTypeOf<Effect.Effect<string, PlokeErrorKind>>()
      assert.strictEqual(yield* handled, "/a")
    })
  )
})

describe("the constructor of a kind", () => {
  it("refuses a reason of another kind", () => {
    const foreign = Fail.notARegularFile({ path: "/a", type: "Socket" }).reason
    expectTypeOf(foreign).not.toExtend<FatalReason>()
    assert.throws(() => Reflect.construct(FatalError, [{ reason: foreign }]), /Schema validation failed/)
  })
})
