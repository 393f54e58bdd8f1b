/**
 * The bounds of watching, each named with its unit last and its reason above it.
 *
 * @since 0.1.0
 */

/**
 * How long nothing more must be heard before the disk is looked at, in milliseconds: an editor's save and a formatter's
 * are one event then, and a person does not notice it.
 *
 * @since 0.1.0
 */
export const quietMillis = 50

/**
 * How long changes that never stop are waited for, in milliseconds.
 *
 * @since 0.1.0
 */
export const quietMillisMax = 500

/**
 * How many paths may be waiting for a look. Above it whole roots are looked at, which costs less than so many single looks.
 *
 * @since 0.1.0
 */
export const dirtyPathsMax = 50_000

/**
 * How many folders are surveyed in one call: enough that its cost disappears, few enough that others get their turn.
 *
 * @since 0.1.0
 */
export const surveyedFolders = 256

/**
 * The largest file whose contents tell whether it changed, in bytes. Of a larger one size and times do.
 *
 * @since 0.1.0
 */
export const hashedBytesMax = 4 * 1024 * 1024

/**
 * How many files of a root may be hashed before it is ready. Those of a larger one are hashed afterwards.
 *
 * @since 0.1.0
 */
export const hashedBeforeReady = 2_000

/**
 * How many files are hashed in one call.
 *
 * @since 0.1.0
 */
export const hashedAtOnce = 2_000

/**
 * How many events wait for one subscriber, unless said: as many as are remembered, so that one that lags behind further and
 * is told so can ask for what it missed.
 *
 * @since 0.1.0
 */
export const eventCapacity = 65_536

/**
 * How many events `since` remembers: about 16 MiB at most.
 *
 * @since 0.1.0
 */
export const rememberedEvents = 65_536

/**
 * How many events are kept for those who come back after a restart.
 *
 * @since 0.1.0
 */
export const persistedEvents = 4_096

/**
 * How often it is looked whether the roots are still the folders that are watched, in milliseconds. A root whose parent is
 * renamed tells nothing. Whatever else is due by the clock (new folders that the system forgot to watch, degraded roots,
 * the index that is to be saved) is done in the same turn, so that an idle watcher has one timer.
 *
 * @since 0.1.0
 */
export const rootCheckMillis = 10_000

/**
 * How many roots are looked at in one turn of that.
 *
 * @since 0.1.0
 */
export const rootsPerCheck = 64

/**
 * How often it is asked whether all folders are being watched, in milliseconds.
 *
 * @since 0.1.0
 */
export const deadCheckMillisMax = 300_000

/**
 * How often everything is looked at although nothing was heard, in milliseconds: what the system never tells (writes
 * through `mmap`, of another machine, with its time set back) is found by then. One pass costs 6 microseconds an entry.
 *
 * @since 0.1.0
 */
export const auditMillis = 600_000

/**
 * How often a root is looked at that cannot be watched as it should, in milliseconds: first, and when nothing changes.
 *
 * @since 0.1.0
 */
export const rescanMillis = 2_000

/**
 * The longest time between two such looks, in milliseconds.
 *
 * @since 0.1.0
 */
export const rescanMillisMax = 30_000

/**
 * How long `flush` waits for its cookie, in milliseconds. Idle it comes within 4; after this the watch is taken for dead.
 *
 * @since 0.1.0
 */
export const cookieMillisMax = 2_000

/**
 * How often `flush` looks again while changes never stop.
 *
 * @since 0.1.0
 */
export const flushRoundsMax = 16

/**
 * How long a look at a file is put off because a write of our own is under way, in milliseconds.
 *
 * @since 0.1.0
 */
export const ownWriteMillisMax = 5_000

/**
 * How many states of own writes are remembered until the watcher has seen them. Older ones are forgotten, and look foreign.
 * The largest transaction fits, with two states for each of its 20,000 edits: about 12 MiB.
 *
 * @since 0.1.0
 */
export const ownStatesMax = 65_536

/**
 * How many own writes to one path may lead from what the watcher has told to what it finds. Where there were more since it
 * looked, they look foreign.
 *
 * @since 0.1.0
 */
export const ownStepsMax = 256

/**
 * A root with more entries than this is watched by a thread of its own, which reads the notifications while this one works.
 * Folders are listed in slices of 2 ms, and a smaller root moves there as soon as this thread turns out to be too busy.
 *
 * @since 0.1.0
 */
export const watchedInThreadMax = 100_000

/**
 * How often the index is saved while changes come, in milliseconds.
 *
 * @since 0.1.0
 */
export const saveMillis = 60_000

/**
 * How many sets of roots keep a saved index.
 *
 * @since 0.1.0
 */
export const savedIndexesMax = 64

/**
 * The longest quiet time that may be asked for, in milliseconds.
 *
 * @since 0.1.0
 */
export const debounceMillisMax = 60_000

/**
 * How many lines all ignore files of a root may have together: a thousand files of twenty lines.
 *
 * @since 0.1.0
 */
export const ignoreLinesMax = 20_000

/**
 * How long those lines may be together, in UTF-16 units. At worst one question takes 128 steps for each.
 *
 * @since 0.1.0
 */
export const ignoreCharsMax = 256 * 1024

/**
 * How much is remembered of what ignore files say about folders, in folders and in places of patterns that are about some
 * folders only: about 100 bytes each. Then it is found out anew.
 *
 * @since 0.1.0
 */
export const ignorePlacesMax = 131_072

/**
 * How many notifications the system keeps for one thread where it does not say, as Linux does for each instance of inotify.
 *
 * @since 0.1.0
 */
export const queuedEvents = 16_384

/**
 * How full the queue of notifications must have been to be taken for one that was full: some notifications are not seen,
 * those of folders that are gone by now.
 *
 * @since 0.1.0
 */
export const queueFullShare = 7 / 8

/**
 * How full it must have been if the thread that reads it stood still: others of the thread may have filled the rest.
 *
 * @since 0.1.0
 */
export const queueStalledShare = 1 / 4

/**
 * How long the thread must have stood still for that, in milliseconds.
 *
 * @since 0.1.0
 */
export const stallMillis = 1_000

/**
 * How often it is looked whether the thread stands still, in milliseconds.
 *
 * @since 0.1.0
 */
export const stallCheckMillis = 1_000

/**
 * How often that is where nothing is heard and the thread has nothing to do, in milliseconds: an idle watcher is woken seldom.
 *
 * @since 0.1.0
 */
export const stallCheckMillisMax = 30_000

/**
 * How long it is waited for a folder to be watched again, in milliseconds: it takes two or three.
 *
 * @since 0.1.0
 */
export const reviveMillisMax = 500

/**
 * How many paths are remembered at which a folder stood that may stand elsewhere by now: about 200 bytes each.
 *
 * @since 0.1.0
 */
export const formerFoldersMax = 10_000

/**
 * How many folders are remembered that stood at one path, one after the other.
 *
 * @since 0.1.0
 */
export const formerFoldersPerPath = 8

/**
 * How long a watcher that is being opened must have got no further to be taken for one that never will, in milliseconds.
 *
 * @since 0.1.0
 */
export const readyMillis = 2_000

/**
 * How long it is waited for a watcher that has let go of its watches to be done with everything else, in milliseconds.
 *
 * @since 0.1.0
 */
export const closeMillisMax = 1_000

/**
 * How often the thread that watches a root may die, or the root be moved to it in vain, before its root stays in the
 * calling thread.
 *
 * @since 0.1.0
 */
export const watchThreadTriesMax = 3

/**
 * How long after its last change the times of a file do not tell it from a later one, in milliseconds: two ticks of the clock
 * that file systems use, which is 10 ms at most, and the time that a look takes.
 *
 * @since 0.1.0
 */
export const doubtfulMillis = 100

/**
 * How many files are kept of which the times do not tell. Above it they are forgotten: a second change within the same tick would
 * then be found by the look at everything.
 *
 * @since 0.1.0
 */
export const doubtfulMax = 50_000
