// Transactions of each kind and size, with what is found before and after them.
import {
  type FileEdit,
  type FileHash,
  FileAccess,
  FileSystemAccess,
  FileSystemState,
  Hasher,
  PlokeIo,
  WriteService
} from "@ploke/io"
import { MemoryLock, TestHasher, Tree } from "@ploke/io-testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Files } from "./WritePrograms.ts"

export interface TransactionProgram {
  readonly title: string
  readonly tree: Tree.Tree
  readonly edits: ReadonlyArray<FileEdit>
  readonly before: Files
  readonly after: Files
}

const portsWithoutLocks = FileSystemState.layer.pipe(
  Layer.merge(FileSystemAccess.layer),
  Layer.provideMerge(TestHasher.layer)
)

const ports = Layer.merge(portsWithoutLocks, MemoryLock.layer)

/** The services over certain roots; locks are those of the context. */
export const servicesOver = (roots: ReadonlyArray<string>, options: Partial<PlokeIo.PlokeIoOptions> = {}) =>
  PlokeIo.layer({ roots, ...options }).pipe(Layer.provide(portsWithoutLocks))

export const services = PlokeIo.layer({ roots: ["/repo"] }).pipe(Layer.provide(ports))

/** The same as a process of a name, to which all others are dead. */
export const servicesOf = (id: string) =>
  PlokeIo.layer({ roots: ["/repo"] }).pipe(
    Layer.provide(
      Layer.effect(
        FileAccess,
        Effect.map(FileAccess, (access) => ({ ...access, process: { id, isDead: (other: string) => other !== id } }))
      )
    ),
    Layer.provide(ports)
  )

const { algorithm, digest } = Effect.runSync(Effect.provide(Hasher, TestHasher.layer))

export const hashOf = (text: string): FileHash => `${algorithm}:${digest(new TextEncoder().encode(text))}` as FileHash

export const a = "/repo/d/a"
const [b, c, d] = ["/repo/e/b", "/repo/d/c", "/repo/e/d"]

export const textOf = (name: string, generation: number): string => `file ${name}\ngeneration ${generation}\n`

const splice = (filePath: string, name: string): FileEdit => ({
  _tag: "Splice",
  filePath,
  expectedHash: hashOf(textOf(name, 0)),
  startByte: textOf(name, 0).length - 2,
  endByte: textOf(name, 0).length - 1,
  replacement: "1"
})

const names = new Map([
  [a, "a"],
  [b, "b"],
  [c, "c"],
  [d, "d"]
])
const paths = [...names.keys()]

const generation = (number: number, only: ReadonlyArray<string> = paths): Files =>
  Object.fromEntries(only.map((path) => [path, textOf(names.get(path)!, number)]))

const tree: Tree.Tree = Object.fromEntries(
  paths.map((path) => [path, Tree.file(textOf(names.get(path)!, 0), { mode: 0o640 })])
)

export const splices = (count: number): TransactionProgram => {
  const only = paths.slice(0, count)
  return {
    title: `splices of ${count} ${count === 1 ? "file" : "files"}`,
    tree,
    edits: only.map((path) => splice(path, names.get(path)!)),
    before: generation(0, only),
    after: generation(1, only)
  }
}

const patch = (name: string): string =>
  `--- a/${name}\n+++ b/${name}\n@@ -1,2 +1,2 @@\n file ${name}\n-generation 0\n+generation 1\n`

export const programs: ReadonlyArray<TransactionProgram> = [
  splices(1),
  splices(2),
  splices(3),
  {
    title: "a creation, a removal and a replacement",
    tree: { [a]: textOf("a", 0), [b]: textOf("b", 0), "/repo/d/x": "" },
    edits: [
      { _tag: "Create", filePath: d, content: textOf("d", 1), onExists: "error", createParents: false },
      { _tag: "Remove", filePath: a, expectedHash: hashOf(textOf("a", 0)) },
      { _tag: "Replace", filePath: b, expectedHash: hashOf(textOf("b", 0)), content: textOf("b", 1) }
    ],
    before: { [a]: textOf("a", 0), [b]: textOf("b", 0), [d]: undefined },
    after: { [a]: undefined, [b]: textOf("b", 1), [d]: textOf("d", 1) }
  },
  {
    title: "two files that change places between folders",
    tree: { [a]: textOf("a", 0), [b]: textOf("b", 0) },
    edits: [
      { _tag: "Rename", filePath: a, newPath: b },
      { _tag: "Rename", filePath: b, newPath: a, expectedHash: hashOf(textOf("b", 0)) }
    ],
    before: { [a]: textOf("a", 0), [b]: textOf("b", 0) },
    after: { [a]: textOf("b", 0), [b]: textOf("a", 0) }
  },
  {
    title: "a move, a file in its place, and a patch",
    tree: { [a]: textOf("a", 0), [b]: textOf("b", 0), "/repo/d/x": "" },
    edits: [
      { _tag: "Rename", filePath: a, newPath: d },
      { _tag: "Create", filePath: a, content: textOf("a", 1), onExists: "error", createParents: false },
      { _tag: "Patch", filePath: b, diff: patch("b"), fuzz: 0 }
    ],
    before: { [a]: textOf("a", 0), [b]: textOf("b", 0), [d]: undefined },
    after: { [a]: textOf("a", 1), [b]: textOf("b", 1), [d]: textOf("a", 0) }
  },
  {
    title: "files in folders that are missing",
    tree: { [a]: textOf("a", 0) },
    edits: [
      splice(a, "a"),
      { _tag: "Create", filePath: "/repo/n/m/b", content: "1", onExists: "error", createParents: true }
    ],
    before: { [a]: textOf("a", 0), "/repo/n/m/b": undefined },
    after: { [a]: textOf("a", 1), "/repo/n/m/b": "1" }
  }
]

export const act = ({ edits }: TransactionProgram) => Effect.flatMap(WriteService, (write) => write.transaction(edits))
