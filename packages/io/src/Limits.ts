/**
 * Every bound of the library in one place, each named with its unit last and its reason above it.
 *
 * @since 0.1.0
 */

/**
 * The longest path that is handed to the operating system, in UTF-8 bytes (Linux `PATH_MAX` less its terminating NUL).
 *
 * @since 0.1.0
 */
export const pathBytesMax = 4095

/**
 * The longest single name in a path, in UTF-8 bytes (`NAME_MAX` of ext4, xfs, btrfs, tmpfs and APFS).
 *
 * @since 0.1.0
 */
export const nameBytesMax = 255

/**
 * How many symbolic links one resolution follows before it is called a loop (Linux `MAXSYMLINKS`).
 *
 * @since 0.1.0
 */
export const symlinkHopsMax = 40

/**
 * The largest text that one whole-file read returns by default, in bytes: an editor stops being usable far below it,
 * and a batch of such files still fits a small process.
 *
 * @since 0.1.0
 */
export const fileBytesMax = 16 * 1024 * 1024

/**
 * The buffer that files are read into, in bytes. A file that fits is read by one system call and sliced while it is
 * still in the processor's cache; a larger one passes through in chunks of this size.
 *
 * @since 0.1.0
 */
export const chunkBytes = 1024 * 1024

/**
 * The chunk that `streamFile` emits by default, in bytes: large enough that the cost of a pull disappears.
 *
 * @since 0.1.0
 */
export const streamChunkBytes = 256 * 1024

/**
 * The largest chunk that `streamFile` can be asked for, in bytes.
 *
 * @since 0.1.0
 */
export const streamChunkBytesMax = 16 * 1024 * 1024

/**
 * How long files are read on the calling thread before the event loop gets its turn, in milliseconds. Two milliseconds
 * keep the loop's delay below 4 ms and cost less than 1 % in throughput.
 *
 * @since 0.1.0
 */
export const sliceMillis = 2

/**
 * A file that takes longer than this on the calling thread, in microseconds, was not in the page cache (a warm file of
 * 6 KiB takes 17): the batch then goes on in the thread pool.
 *
 * @since 0.1.0
 */
export const slowFileMicros = 400

/**
 * How many files are read through the thread pool before the calling thread is tried again.
 *
 * @since 0.1.0
 */
export const poolFiles = 512

/**
 * How many files the thread pool works on at once, permits allowing: more than this gains nothing with libuv's four
 * threads and costs buffers.
 *
 * @since 0.1.0
 */
export const poolConcurrencyMax = 16

/**
 * How many items of a batch are resolved or answered between two turns of the event loop: an error value costs about
 * 10 µs, so a turn stays below 3 ms even when every item failed.
 *
 * @since 0.1.0
 */
export const itemsPerTurn = 256

/**
 * How many items of a batch are planned between two turns: half a microsecond each, and no error among them.
 *
 * @since 0.1.0
 */
export const plannedItemsPerTurn = 4096

/**
 * How often a read starts again when the file changed or moved under it, beyond the first attempt.
 *
 * @since 0.1.0
 */
export const readRetriesMax = 2

/**
 * How many files of a scan are in work at once: a scan of any length takes the memory of this many outcomes.
 *
 * @since 0.1.0
 */
export const scanChunkFiles = 4096

/**
 * How many rules changes a slow subscriber of `PathPolicy.changes` may lag behind before the oldest are dropped; the
 * newest rules always arrive, and they are all that matters.
 *
 * @since 0.1.0
 */
export const rulesLagMax = 16

/**
 * How many roots one policy may have: containment is decided by a walk over them.
 *
 * @since 0.1.0
 */
export const rootsMax = 1024

/**
 * Permits when nothing says how many descriptors the process may open.
 *
 * @since 0.1.0
 */
export const permitsDefault = 50

/**
 * The most permits that are derived from the operating system's limit: beyond it no read gets faster.
 *
 * @since 0.1.0
 */
export const permitsDerivedMax = 100

/**
 * The least permits that a configured descriptor limit gives.
 *
 * @since 0.1.0
 */
export const fdLimitMin = 4

/**
 * The most permits that a configured descriptor limit gives.
 *
 * @since 0.1.0
 */
export const fdLimitMax = 1024

/**
 * A soft descriptor limit below this is reported once when the layer is built: editors and indexers run into it.
 *
 * @since 0.1.0
 */
export const softNoFileSmall = 256

/**
 * How often an open is tried again when the process has no descriptor left, with a pause between that doubles from
 * `descriptorPauseMillis`.
 *
 * @since 0.1.0
 */
export const descriptorRetriesMax = 6

/**
 * The first pause after the process ran out of descriptors, in milliseconds.
 *
 * @since 0.1.0
 */
export const descriptorPauseMillis = 5

/**
 * Batches of fewer files stay on the calling thread: a worker thread takes 50 ms to start and its memory stays.
 *
 * @since 0.1.0
 */
export const workerFilesMin = 2048

/**
 * How many files a worker thread is handed at once: about 3 ms of work, so that nobody waits long for the last one.
 *
 * @since 0.1.0
 */
export const workerChunkFiles = 192

/**
 * How many worker threads read besides the calling thread; one less than the processors, and never more than this: the
 * kernel's own locks let more of them gain nothing.
 *
 * @since 0.1.0
 */
export const workersMax = 3

/**
 * How long worker threads without work are kept, in milliseconds.
 *
 * @since 0.1.0
 */
export const workerIdleMillis = 30_000

/**
 * How many problems of the edits of one request are listed; the count is always told. Edits that all overlap each other
 * have as many problems as pairs.
 *
 * @since 0.1.0
 */
export const editProblemsMax = 64

/**
 * The most lines of a content, old or current, that edits are carried over to: their numbers take a megabyte, and a
 * source file of more lines was made by a machine.
 *
 * @since 0.1.0
 */
export const rebaseLinesMax = 200_000

/**
 * The longest changed run, in bytes on either side, inside of which edits are carried over; a longer one was rewritten.
 *
 * @since 0.1.0
 */
export const rebaseRunBytesMax = 64 * 1024

/**
 * How many bytes in a row must be kept inside a changed run to count as the same text, unless they continue the kept
 * text before or after it: shorter equalities are coincidences, such as the word `of` in two sentences.
 *
 * @since 0.1.0
 */
export const rebaseKeptBytesMin = 8

/**
 * The most removed and added items in which a shortest edit script is looked for: its search keeps half the square of
 * this many numbers, 8 MB.
 *
 * @since 0.1.0
 */
export const alignmentEditsMax = 2_000

/**
 * How many comparisons of items one rebase may take before its contents are called too different: a quarter of a second.
 *
 * @since 0.1.0
 */
export const alignmentStepsMax = 40_000_000

/**
 * The longest patch, in UTF-16 units: one that removes and adds every line of the largest file that is read by default.
 *
 * @since 0.1.0
 */
export const patchCharsMax = 33 * 1024 * 1024

/**
 * The most lines of a patch: each becomes an object of about 100 bytes.
 *
 * @since 0.1.0
 */
export const patchLinesMax = 500_000

/**
 * How many comparisons of lines one patch may take to find its places, over all hunks: a fifth of a second. Only a file
 * of very many equal lines needs more.
 *
 * @since 0.1.0
 */
export const patchStepsMax = 20_000_000

/**
 * How many of the lines at which a hunk would fit are listed.
 *
 * @since 0.1.0
 */
export const candidateLinesMax = 16

/**
 * The longest preview, in UTF-16 units: more than anyone reads, and a message of a language server still carries it.
 *
 * @since 0.1.0
 */
export const previewCharsMax = 256 * 1024

/**
 * The most lines, old and new together, of which a diff is shown: a string is kept for each.
 *
 * @since 0.1.0
 */
export const previewLinesMax = 400_000

/**
 * How many comparisons a preview may take to find a short diff: a fifth of a second. Beyond it the diff is longer than
 * it need be, never wrong.
 *
 * @since 0.1.0
 */
export const previewStepsMax = 20_000_000

/**
 * How many bytes of a large content are digested between two turns of the event loop: a fifth of a millisecond, so that
 * what the disk has done is noticed at once.
 *
 * @since 0.1.0
 */
export const digestTurnBytes = 256 * 1024

/**
 * How much the cache of contents holds unless said, in bytes: some thousand sources.
 *
 * @since 0.1.0
 */
export const cacheBytesMax = 64 * 1024 * 1024

/**
 * How many contents the cache holds unless said.
 *
 * @since 0.1.0
 */
export const cacheEntriesMax = 4_096

/**
 * How long a write waits for a lock that another process holds unless said, in milliseconds: a write takes a few, and a
 * transaction of hundreds of files less than a second.
 *
 * @since 0.1.0
 */
export const lockWaitMillis = 10_000

/**
 * How many files of a batch are written at once: enough that several wait for the disk together, which then syncs them in
 * one go.
 *
 * @since 0.1.0
 */
export const writesAtOnce = 32

/**
 * Of how many folders a service remembers that it has looked there for what dead processes left.
 *
 * @since 0.1.0
 */
export const sweptFoldersMax = 10_000

/**
 * How long to wait before a lock that another process holds is asked for again, in milliseconds, at first; it doubles up
 * to `lockPauseMillisMax`. A write holds its lock for about 2 ms.
 *
 * @since 0.1.0
 */
export const lockPauseMillis = 1

/**
 * The longest pause between two looks at a lock that another process holds, in milliseconds: what a dead process held is
 * found free within it, and a waiting process looks about 50 times per second.
 *
 * @since 0.1.0
 */
export const lockPauseMillisMax = 25

/**
 * How many lock files a process holds open at once: four times what a batch writes at once. Whoever needs more takes all
 * of these, and is alone.
 *
 * @since 0.1.0
 */
export const lockFilesMax = 64

/**
 * How often files are read again because a transaction was about its own meanwhile, before transactions wait: they take
 * milliseconds, so that the next reading is most likely left alone.
 *
 * @since 0.1.0
 */
export const gatedReadsMax = 3

/**
 * How many edits one transaction may have: a rename across a large repository has some thousand.
 *
 * @since 0.1.0
 */
export const transactionEditsMax = 20_000

/**
 * How many bytes the new contents of one transaction may have together: they are held in memory, and written twice.
 *
 * @since 0.1.0
 */
export const transactionBytesMax = 256 * 1024 * 1024

/**
 * Contents of a transaction that together are larger are on the disk before its journal is, in bytes: a recovery must not
 * be what finds the disk full.
 *
 * @since 0.1.0
 */
export const stagedBeforeBytes = 8 * 1024 * 1024

/**
 * The size to which a journal is made when it is new, in bytes: what fits changes no length, so that the disk need not be
 * told of one. It keeps what it has grown to, up to `chunkBytes`.
 *
 * @since 0.1.0
 */
export const journalBytes = 64 * 1024

/**
 * The largest journal that is read, in bytes: no transaction makes one that is larger.
 *
 * @since 0.1.0
 */
export const journalBytesMax = transactionBytesMax + 64 * 1024 * 1024

/**
 * How many transactions of one process are on their way to the disk at once; each has a journal of its own.
 *
 * @since 0.1.0
 */
export const journalsAtOnce = 8

/**
 * How many journals one set of roots may have, those of all processes together.
 *
 * @since 0.1.0
 */
export const journalsMax = 256

/**
 * How long a start waits for a transaction that another process is about, in milliseconds: one takes a few, and a
 * recovery of hundreds of files less than a second.
 *
 * @since 0.1.0
 */
export const recoveryWaitMillis = 2_000

/**
 * How long a journal is kept whose roots are gone, in milliseconds: a disk that is not mounted may come back.
 *
 * @since 0.1.0
 */
export const journalKeptMillis = 30 * 24 * 60 * 60 * 1000
