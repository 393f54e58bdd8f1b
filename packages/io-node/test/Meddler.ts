/** Random changes of a tree; the same seed makes the same ones. Imports nothing but Node: processes of their own use it too. */
import * as fs from "node:fs"
import * as path from "node:path"

/** All entries below a folder. What Node itself does for this follows links. */
export const entriesBelow = (folder: string): ReadonlyArray<fs.Dirent> =>
  fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => [entry, ...(entry.isDirectory() ? entriesBelow(`${folder}/${entry.name}`) : [])])

/** Random numbers from a seed (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** At least 0, and below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  pick<A>(from: ReadonlyArray<A>): A {
    return from[this.below(from.length)]!
  }
}

// Of these sizes, so that many contents have the same.
const lengths = [0, 1, 10, 10, 10, 300]

const entriesMax = 160

/** Somebody who changes a tree in all ways that there are. */
export class Meddler {
  readonly chance: Chance
  readonly #root: string
  #made = 0
  #files: ReadonlyArray<string> = []
  #folders: ReadonlyArray<string> = []
  #isToBeSeen = false

  constructor(root: string, seed: number) {
    this.#root = root
    this.chance = new Chance(seed)
  }

  /**
   * Makes so many changes, one after the other, and gives true. What cannot be done is left.
   *
   * It ends early, and gives false, with a second name of a file: nobody can know what was written through a name that has
   * gone before it was looked at, so that it stands until then.
   */
  change(count: number): boolean {
    this.#isToBeSeen = false
    for (let i = 0; i < count && !this.#isToBeSeen; i++) {
      if (i % 4 === 0) this.#look()
      const isFull = this.#files.length + this.#folders.length > entriesMax
      attempt(() => this.#acts[isFull ? "clear" : this.chance.pick(names)]())
    }
    return !this.#isToBeSeen
  }

  #look(): void {
    // The watcher's own files come and go: whoever takes one for his does what nobody does.
    const entries = entriesBelow(this.#root).filter(({ name }) => !name.includes("ploke-io-"))
    const at = (entry: fs.Dirent): string => `${entry.parentPath}/${entry.name}`
    this.#folders = [this.#root, ...entries.filter((entry) => entry.isDirectory()).map(at)]
    this.#files = entries.filter((entry) => !entry.isDirectory()).map(at)
  }

  #text(): string {
    const letter = String.fromCharCode(97 + this.chance.below(26))
    return letter.repeat(this.chance.pick(lengths))
  }

  /** A path at which there is nothing, or now and then something. */
  #place(): string {
    if (this.chance.next() < 0.15) return this.#any()
    return `${this.chance.pick(this.#folders)}/${this.chance.pick(["n", "m", "ä", "x~", ".y.swp"])}${this.#made++ % 40}`
  }

  #any(): string {
    return this.chance.next() < 0.3 || this.#files.length === 0 ? this.#folder() : this.chance.pick(this.#files)
  }

  #folder(): string {
    return this.#folders.length > 1 ? this.chance.pick(this.#folders.slice(1)) : `${this.#root}/none`
  }

  #file(): string {
    return this.#files.length > 0 ? this.chance.pick(this.#files) : `${this.#root}/none`
  }

  #put(file: string): void {
    fs.writeFileSync(file, this.#text())
  }

  #swap(a: string, b: string): void {
    const between = `${this.#root}/.between`
    fs.renameSync(a, between)
    fs.renameSync(b, a)
    fs.renameSync(between, b)
  }

  readonly #acts: Readonly<Record<Act, () => void>> = {
    put: () => this.#put(this.#place()),
    rewrite: () => this.#put(this.#file()),
    append: () => fs.appendFileSync(this.#file(), this.#text()),
    burst: () => {
      const folder = this.chance.pick(this.#folders)
      for (let i = this.chance.below(12); i >= 0; i--) this.#put(`${folder}/b${this.chance.below(12)}`)
    },
    save: () => {
      const file = this.#file()
      this.#put(`${file}.tmp`)
      fs.renameSync(`${file}.tmp`, file)
    },
    vim: () => {
      const file = this.#file()
      fs.renameSync(file, `${file}~`)
      this.#put(file)
      fs.unlinkSync(`${file}~`)
    },
    move: () => fs.renameSync(this.#file(), this.#place()),
    moveFolder: () => fs.renameSync(this.#folder(), this.#place()),
    moveFolderAndWrite: () => {
      const to = this.#place()
      fs.renameSync(this.#folder(), to)
      this.#put(`${to}/moved`)
      for (const entry of fs.readdirSync(to, { withFileTypes: true })) {
        if (entry.isDirectory()) this.#put(`${to}/${entry.name}/moved`)
      }
    },
    swapFiles: () => this.#swap(this.#file(), this.#file()),
    swapFolders: () => this.#swap(this.#folder(), this.#folder()),
    remove: () => fs.unlinkSync(this.#file()),
    clear: () => fs.rmSync(this.#folder(), { recursive: true }),
    remake: () => {
      const folder = this.#folder()
      fs.rmSync(folder, { recursive: true })
      fs.mkdirSync(folder)
      this.#put(`${folder}/again`)
    },
    makeFolder: () => fs.mkdirSync(this.#place()),
    makeFolders: () => {
      const folder = `${this.#place()}/p/q`
      fs.mkdirSync(folder, { recursive: true })
      this.#put(`${folder}/deep`)
      this.#put(`${path.dirname(folder)}/middle`)
    },
    fileToFolder: () => {
      const file = this.#file()
      fs.unlinkSync(file)
      fs.mkdirSync(file)
      this.#put(`${file}/in`)
    },
    folderToFile: () => {
      const folder = this.#folder()
      fs.rmSync(folder, { recursive: true })
      this.#put(folder)
    },
    symlink: () => fs.symlinkSync(this.chance.pick([this.#any(), "nowhere", ".."]), this.#place()),
    symlinkToFile: () => {
      const file = this.#file()
      fs.unlinkSync(file)
      if (this.chance.next() < 0.5) fs.symlinkSync(this.#any(), file)
      else this.#put(file)
    },
    link: () => {
      fs.linkSync(this.#file(), this.#place())
      this.#isToBeSeen = true
    },
    touch: () => fs.utimesSync(this.#file(), 1_000, this.chance.below(1_000)),
    sneak: () => {
      const file = this.#file()
      const { atime, mtime, size } = fs.statSync(file)
      fs.writeFileSync(file, this.chance.pick(["p", "q"]).repeat(size))
      fs.utimesSync(file, atime, mtime)
    },
    rights: () => fs.chmodSync(this.#any(), this.chance.pick([0o755, 0o700])),
    copy: () => {
      const [from, to] = [this.#folder(), this.#place()]
      const entries = entriesBelow(from)
      fs.mkdirSync(to)
      for (const entry of entries) {
        const at = `${entry.parentPath}/${entry.name}`
        if (entry.isDirectory()) fs.mkdirSync(to + at.slice(from.length))
        else if (entry.isFile()) fs.copyFileSync(at, to + at.slice(from.length))
      }
    },
    transient: () => {
      const place = this.#place()
      fs.mkdirSync(place)
      this.#put(`${place}/t`)
      fs.rmSync(place, { recursive: true })
    }
  }
}

const names = [
  "put",
  "put",
  "put",
  "rewrite",
  "rewrite",
  "rewrite",
  "append",
  "burst",
  "save",
  "save",
  "vim",
  "move",
  "move",
  "moveFolder",
  "moveFolder",
  "moveFolderAndWrite",
  "swapFiles",
  "swapFolders",
  "remove",
  "remove",
  "clear",
  "remake",
  "makeFolder",
  "makeFolder",
  "makeFolders",
  "fileToFolder",
  "fileToFolder",
  "folderToFile",
  "symlink",
  "symlinkToFile",
  "link",
  "touch",
  "sneak",
  "rights",
  "copy",
  "transient"
] as const

type Act = (typeof names)[number]

// Two paths may be one, one may be in the other, or there may be something else by now.
const attempt = (act: () => void): void => {
  try {
    act()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
}
