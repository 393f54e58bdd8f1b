// One write of each kind, with what may be found of it when something goes wrong.
import { type FileEdit, FileSystemAccess, PlokeIo, ReadService, WriteService } from "@ploke/io"
import { TestHasher, Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"

/** What files hold, by path; undefined where there is none. */
export type Files = Readonly<Record<string, string | undefined>>

export interface WriteProgram {
  readonly title: string
  readonly tree: Tree.Tree
  readonly act: Effect.Effect<unknown, unknown, ReadService | WriteService>
  readonly before: Files
  readonly after: Files
  /** What may also be found while it happens, or where it could not be brought to its end. */
  readonly between: ReadonlyArray<Files>
}

export const services = PlokeIo.layer({ roots: ["/repo"] }).pipe(
  Layer.provide(FileSystemAccess.layer),
  Layer.provide(TestHasher.layer)
)

const a = "/repo/d/a"
const old = "head\nold\n"
const now = "head\nnew\n"
const start: Tree.Tree = { [a]: Tree.file(old, { mode: 0o640 }), "/repo/e/x": "" }

const hashOfA = Effect.flatMap(ReadService, (read) => read.hashFile(a))

const edit = (make: (expectedHash: Effect.Success<typeof hashOfA>) => FileEdit) =>
  Effect.flatMap(hashOfA, (hash) => Effect.flatMap(WriteService, (write) => write.applyEdit(make(hash))))

const create = (onExists: "error" | "overwrite") =>
  Effect.flatMap(WriteService, (write) =>
    write.createFile({ filePath: a, content: now, onExists, createParents: true, mode: 0o644 })
  )

const patch = (header: string, filePath: string, body = "@@ -1,2 +1,2 @@\n head\n-old\n+new\n") =>
  Effect.flatMap(WriteService, (write) =>
    write.applyPatch({ filePath, diff: `${header}${body}`, fuzz: 0, dryRun: false })
  )

const rewritten = { before: { [a]: old }, after: { [a]: now }, between: [] }
const made = { before: { [a]: undefined }, after: { [a]: now }, between: [] }

const moved = (to: string, text: string) => ({
  before: { [a]: old, [to]: undefined },
  after: { [a]: undefined, [to]: text },
  between: [{ [a]: old, [to]: text }]
})

const renaming = "diff --git a/d/a b/e/b\nrename from d/a\nrename to e/b\n--- a/d/a\n+++ b/e/b\n"

export const programs: ReadonlyArray<WriteProgram> = [
  {
    title: "an edit",
    tree: start,
    act: edit((expectedHash) => ({
      _tag: "Splice",
      filePath: a,
      expectedHash,
      startByte: 5,
      endByte: 8,
      replacement: "new"
    })),
    ...rewritten
  },
  { title: "an overwriting creation", tree: start, act: create("overwrite"), ...rewritten },
  { title: "a creation", tree: { "/repo/d/b": "" }, act: create("error"), ...made },
  { title: "a creation with its folders", tree: { "/repo/b": "" }, act: create("error"), ...made },
  {
    title: "a replacement",
    tree: start,
    act: edit((expectedHash) => ({ _tag: "Replace", filePath: a, expectedHash, content: now })),
    ...rewritten
  },
  {
    title: "a removal",
    tree: start,
    act: edit((expectedHash) => ({ _tag: "Remove", filePath: a, expectedHash })),
    before: { [a]: old },
    after: { [a]: undefined },
    between: []
  },
  {
    title: "a move within a folder",
    tree: start,
    act: edit((expectedHash) => ({ _tag: "Rename", filePath: a, newPath: "/repo/d/b", expectedHash })),
    ...moved("/repo/d/b", old)
  },
  {
    title: "a move to another folder",
    tree: start,
    act: edit((expectedHash) => ({ _tag: "Rename", filePath: a, newPath: "/repo/e/b", expectedHash })),
    ...moved("/repo/e/b", old)
  },
  { title: "a patch", tree: start, act: patch("--- a/a\n+++ b/a\n", a), ...rewritten },
  { title: "a patch that renames", tree: start, act: patch(renaming, a), ...moved("/repo/e/b", now) },
  {
    title: "a patch that makes a file",
    tree: { "/repo/b": "" },
    act: patch("--- /dev/null\n+++ b/d/a\n", a, "@@ -0,0 +1,2 @@\n+head\n+new\n"),
    ...made
  }
]

/** What the files of a program hold. */
export const found = ({ before }: WriteProgram): Effect.Effect<Files, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const texts: Record<string, string | undefined> = {}
    for (const path of Object.keys(before)) {
      texts[path] = yield* Effect.orElseSucceed(fs.readFileString(path), () => undefined)
    }
    return texts
  })

export const isSame = (one: Files, other: Files): boolean => JSON.stringify(one) === JSON.stringify(other)
