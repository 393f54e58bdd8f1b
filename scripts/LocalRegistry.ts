/**
 * An npm registry on this machine: it holds what is installed in this checkout and the packages of this checkout, and
 * nothing else. So what users install is tried without a network, in the very versions that everything is tested with.
 */
import { createHash } from "node:crypto"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { type AddressInfo } from "node:net"
import { basename, dirname, join } from "node:path"
import { run, temporaryFolder } from "./Child.ts"
import { quietNpm, type Packed } from "./Packing.ts"
import { reaped } from "./Reaper.ts"
import { root } from "./Workspace.ts"

export interface LocalRegistry {
  /** Makes npm ask this registry and no other, whatever the machine's settings say, and run no script of a package. */
  readonly environment: Readonly<Record<string, string>>
  readonly close: () => void
}

/** One version of one package. */
interface Release {
  readonly name: string
  readonly version: string
  readonly manifest: object
  /** Made when it is first asked for: most of what is installed is never wanted. */
  readonly tarball: () => Promise<Tarball>
}

interface Tarball {
  readonly path: string
  readonly integrity: string
}

/**
 * Opens a registry that ends with this process, or when it is closed. Packages for other platforms are named by what is
 * installed and are not there; they are answered with 404, which npm takes for an optional dependency.
 */
export const open = async (packed: ReadonlyArray<Packed>, checkout: string = root): Promise<LocalRegistry> => {
  const folder = reaped(temporaryFolder("ploke-registry"))
  // Of two versions the first is the one that `latest` means.
  const releases = [...packed.map(releaseOfPacked), ...installedIn(checkout, folder)]
  const server = createServer((request, response) => {
    const base = `http://${request.headers.host}`
    answer(releases, base, request.url ?? "").then(
      (body) => response.writeHead(body === undefined ? 404 : 200).end(body ?? "{}"),
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ error: String(error) }))
    )
  })
  await new Promise<void>((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done))
  const { address, port } = server.address() as AddressInfo
  server.unref()
  return {
    environment: {
      ...emptied(/^npm_config_/i),
      ...quietNpm,
      npm_config_registry: `http://${address}:${port}/`,
      npm_config_noproxy: address,
      npm_config_cache: join(folder, "cache"),
      // Neither file is there: what they set on a machine is not what a reader of the documents has set.
      npm_config_userconfig: join(folder, "npmrc-of-the-user"),
      npm_config_globalconfig: join(folder, "npmrc-of-all"),
      npm_config_ignore_scripts: "true",
      npm_config_fetch_retries: "0"
    },
    close: () => {
      server.close()
      server.closeAllConnections()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

/** npm passes over a setting that is empty, and an npm that runs this has handed down all of its own. */
const emptied = (names: RegExp): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(process.env).flatMap((name) => (names.test(name) ? [[name, ""]] : [])))

const releaseOfPacked = ({ entry, tarball }: Packed): Release =>
  release(join(root, "packages", entry.folder), () => withIntegrity(tarball))

/** What the lock file names and npm has installed; folders that it has left out belong to other platforms. */
const installedIn = (checkout: string, folder: string): ReadonlyArray<Release> => {
  const locked: Readonly<Record<string, { readonly link?: boolean }>> = JSON.parse(
    readFileSync(join(checkout, "package-lock.json"), "utf8")
  ).packages
  return Object.entries(locked)
    .filter(([place, { link }]) => place.includes("node_modules/") && link !== true)
    .map(([place]) => place)
    .filter((place) => existsSync(join(checkout, place, "package.json")))
    .sort((one, other) => depth(one) - depth(other))
    .map((place, index) => {
      const source = join(checkout, place)
      return release(source, () => wrap(source, join(folder, `${index}.tar`)))
    })
}

const depth = (place: string): number => place.split("node_modules/").length

const release = (source: string, makeTarball: () => Promise<Tarball>): Release => {
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"))
  let made: Promise<Tarball> | undefined
  return { name: manifest.name, version: manifest.version, manifest, tarball: () => (made ??= makeTarball()) }
}

/**
 * npm drops the first folder of each path, whatever its name is, and takes a tarball that is not compressed: compressing
 * would take longer than everything else that is done here.
 */
const wrap = async (source: string, path: string): Promise<Tarball> => {
  const name = basename(source)
  const args = ["-cf", path, `--exclude=${name}/node_modules`, "-C", dirname(source), name]
  const { code, output } = await run("tar", args, { output: "capture" })
  if (code !== 0) throw new Error(`tar exited with ${code} for ${source}\n${output}`)
  return withIntegrity(path)
}

const withIntegrity = async (path: string): Promise<Tarball> => {
  const digest = createHash("sha512")
    .update(await readFile(path))
    .digest("base64")
  return { path, integrity: `sha512-${digest}` }
}

/** Answers `/<name>` with what is known of a package, `/<name>/-/<version>.tgz` with a tarball. */
const answer = async (
  releases: ReadonlyArray<Release>,
  base: string,
  path: string
): Promise<Buffer | string | undefined> => {
  const [name = "", file] = decodeURIComponent(path.slice(1)).split("/-/")
  const known = releases.filter((candidate) => candidate.name === name)
  if (file !== undefined) {
    const wanted = known.find(({ version }) => file === `${version}.tgz`)
    return wanted === undefined ? undefined : readFile((await wanted.tarball()).path)
  }
  if (known.length === 0) return undefined
  const versions = known.map(async ({ manifest, tarball, version }) => {
    const dist = { tarball: `${base}/${name}/-/${version}.tgz`, integrity: (await tarball()).integrity }
    return [version, { ...manifest, dist }] as const
  })
  return JSON.stringify({
    name,
    "dist-tags": { latest: known[0]!.version },
    versions: Object.fromEntries(await Promise.all(versions))
  })
}
