import { Fail } from "@ploke/error"
import type { PlokeErrorKind } from "@ploke/error"

/** One error per reason, what its message must name, and the advice that it must give. */
export interface Sample {
  readonly error: PlokeErrorKind
  readonly names: string
  readonly advises: RegExp
}

/** The compiler refuses a table that lacks a reason; a test compares it with the unions as well. */
export type Samples = { readonly [Tag in PlokeErrorKind["reason"]["_tag"]]: Sample }

const path = "/repo/src/a.ts"

const fatal = {
  ContentMismatch: {
    error: Fail.contentMismatch({
      path,
      expected: "sha256:00",
      actual: "sha256:ff",
      id: "0b0c3c0e-6a3f-4f3e-8f55-0d1f6a0f9d11",
      name: "main",
      namespace: "f7f4a9a0-1b1a-4b0e-9c1a-1a1a1a1a1a1a"
    }),
    names: path,
    advises: /read it again/
  },
  OutOfRange: {
    error: Fail.outOfRange({ path, startByte: 0, endByte: 99, fileLength: 10 }),
    names: path,
    advises: /use whole byte offsets with 0 <= startByte <= endByte <= 10/
  },
  InvalidCharBoundary: {
    error: Fail.invalidCharBoundary({ path, startByte: 1, endByte: 3 }),
    names: path,
    advises: /move both offsets to character boundaries/
  },
  Utf8: { error: Fail.utf8({ path, offset: 7 }), names: path, advises: /save the file as UTF-8/ },
  SyntaxError: { error: Fail.syntaxError({ path, detail: "no hunk" }), names: path, advises: /correct the input/ },
  PatchRejected: {
    error: Fail.patchRejected({ path, hunk: 2, detail: "ambiguous", candidateLines: [3, 9] }),
    names: path,
    advises: /make the patch again/
  },
  OverlappingEdits: {
    error: Fail.overlappingEdits({ path, first: 0, second: 3 }),
    names: path,
    advises: /merge them into one edit/
  },
  ChangedDuringRead: { error: Fail.changedDuringRead({ path }), names: path, advises: /try again/ },
  FileOperation: {
    error: Fail.fileOperation({ operation: "read", path, code: "ENOENT", syscall: "open", cause: new Error("gone") }),
    names: path,
    advises: /check the path/
  },
  PathResolution: {
    error: Fail.pathResolution({ path, why: "OutsideRoots", root: "/repo/docs" }),
    names: path,
    advises: /add its folder to `roots` or ask for a path inside one/
  },
  ReadOnly: { error: Fail.readOnly({ path }), names: path, advises: /make it writable/ },
  HardLinked: { error: Fail.hardLinked({ path, links: 2 }), names: path, advises: /hardLinks: "split"/ },
  CannotReplace: {
    error: Fail.cannotReplace({ path, code: "EBUSY", advice: "unmount it first" }),
    names: path,
    advises: /; unmount it first$/
  },
  LockUnavailable: {
    error: Fail.lockUnavailable({ path, heldBy: "process 4242", waitedMs: 5000 }),
    names: path,
    advises: /held by process 4242 .*try again/
  },
  AlreadyExists: { error: Fail.alreadyExists({ path }), names: path, advises: /choose another name/ },
  DurabilityFailed: {
    error: Fail.durabilityFailed({ path, step: "fsync", code: "EIO", visible: true }),
    names: path,
    advises: /check the disk/
  },
  TransactionAborted: {
    error: Fail.transactionAborted({
      id: "t1",
      detail: "refused",
      problems: [
        {
          edits: [0, 2],
          reason: Fail.fileOperation({ operation: "read", path, code: "EACCES", cause: new Error("no") }).reason
        },
        { edits: [1], reason: Fail.tooLarge({ path: "/repo/b.bin", sizeBytes: 20, maxBytes: 10 }).reason }
      ]
    }),
    names: path,
    advises: /correct the request and run it again/
  },
  TransactionStuck: {
    error: Fail.transactionStuck({ id: "t1", paths: [path, "/repo/b.ts"], detail: "changed by someone else" }),
    names: path,
    advises: /run `ploke-io recover --resolve force` .* or `--resolve abandon`/
  },
  ShutdownInitiated: { error: Fail.shutdownInitiated(), names: "the service", advises: /build its layer again/ },
  DuplicateModulePath: {
    error: Fail.duplicateModulePath({ path: ["crate", "a"], existingId: "m1", conflictingId: "m2" }),
    names: "crate::a",
    advises: /rename or remove one/
  },
  UnresolvedReExport: {
    error: Fail.unresolvedReExport({ importId: "i1", targetPath: ["crate", "gone"] }),
    names: "crate::gone",
    advises: /correct the path/
  },
  RecursionLimit: {
    error: Fail.recursionLimit({ startNode: "n1", depth: 101, limit: 100 }),
    names: "n1",
    advises: /raise the limit/
  },
  DatabaseCorruption: {
    error: Fail.databaseCorruption({ detail: "page 3" }),
    names: "page 3",
    advises: /restore a backup/
  },
  DefaultConfigDir: { error: Fail.defaultConfigDir({ detail: "no HOME" }), names: "no HOME", advises: /set HOME/ }
} as const

const domain = {
  TooLarge: {
    error: Fail.tooLarge({ path, sizeBytes: 20, maxBytes: 10 }),
    names: path,
    advises: /raise `maxFileBytes`, or read a range/
  },
  NotARegularFile: {
    error: Fail.notARegularFile({ path, type: "FIFO" }),
    names: path,
    advises: /ask for a regular file/
  },
  Ui: { error: Fail.ui({ message: "too small; enlarge it" }), names: "too small", advises: /enlarge/ },
  Transform: { error: Fail.transform({ message: "no root; add one" }), names: "no root", advises: /add one/ },
  Db: { error: Fail.db({ message: "no relation; create it" }), names: "no relation", advises: /create it/ },
  Io: { error: Fail.io({ message: "no volume; mount it" }), names: "no volume", advises: /mount it/ },
  Rag: { error: Fail.rag({ message: "no index; build it" }), names: "no index", advises: /build it/ },
  Ingest: { error: Fail.ingest({ message: "no manifest; add it" }), names: "no manifest", advises: /add it/ }
} as const

const internal = {
  InvalidState: { error: Fail.invalidState({ detail: "twice" }), names: "twice", advises: /report it/ },
  NotImplemented: { error: Fail.notImplemented({ detail: "locks" }), names: "locks", advises: /choose another/ },
  CompilerError: { error: Fail.compilerError({ detail: "the worker" }), names: "the worker", advises: /try again/ },
  EmbedderError: {
    error: Fail.embedderError({ cause: new Error("refused") }),
    names: "refused",
    advises: /check its configuration/
  }
} as const

const warning = {
  WatchOverflow: {
    error: Fail.watchOverflow({ roots: ["/repo", "/lib"], dropped: 12 }),
    names: "/repo, /lib",
    advises: /raise the limit of the system .* or leave out more$/
  },
  WatchDegraded: {
    error: Fail.watchDegraded({ root: "/repo", why: "no watches are left", advice: "raise the limit" }),
    names: "/repo",
    advises: /; raise the limit$/
  },
  DurabilityDegraded: {
    error: Fail.durabilityDegraded({ path, step: "fsync of the folder", code: "EINVAL" }),
    names: path,
    advises: /use a local file system/
  },
  UnlinkedModules: {
    error: Fail.unlinkedModules({ modules: ["crate::a", "crate::b"] }),
    names: "crate::a, crate::b",
    advises: /declare or remove them/
  },
  OrphanFile: { error: Fail.orphanFile({ path }), names: path, advises: /declare it in a module or remove it/ },
  UnresolvedRef: {
    error: Fail.unresolvedRef({ name: "parse", location: "src/a.ts:3" }),
    names: "parse",
    advises: /import it or correct the name/
  },
  PlokeDb: { error: Fail.plokeDb({ detail: "out of date" }), names: "out of date", advises: /check the database/ },
  PlokeLlm: { error: Fail.plokeLlm({ detail: "cut" }), names: "cut", advises: /check the request/ }
} as const

const samples: Samples = { ...fatal, ...domain, ...internal, ...warning }

/** The rows of the table, for tests that run over all reasons. */
export const rows: ReadonlyArray<readonly [tag: string, sample: Sample]> = Object.entries(samples)
