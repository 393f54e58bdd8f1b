import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run, temporaryFolder } from "./Child.ts"
import * as LocalRegistry from "./LocalRegistry.ts"
import { root } from "./Workspace.ts"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** What a checkout has installed, by place; `planted-absent` is locked, and its folder is not there. */
const installed: Readonly<Record<string, Manifest>> = {
  "node_modules/planted-nest/node_modules/planted-leaf": { name: "planted-leaf", version: "2.0.0" },
  "node_modules/planted-leaf": { name: "planted-leaf", version: "1.2.0" },
  "node_modules/planted-nest": { name: "planted-nest", version: "1.0.0", dependencies: { "planted-leaf": "^2.0.0" } },
  "node_modules/@planted/whole": {
    name: "@planted/whole",
    version: "1.0.0-rc.1",
    dependencies: { "planted-leaf": "^1.0.0", "planted-nest": "^1.0.0" },
    optionalDependencies: { "planted-absent": "1.0.0" }
  },
  "node_modules/planted-broken": {
    name: "planted-broken",
    version: "1.0.0",
    dependencies: { "planted-absent": "1.0.0" }
  }
}

const makeCheckout = (folder: string): string => {
  for (const [place, manifest] of Object.entries(installed)) {
    mkdirSync(join(folder, place), { recursive: true })
    writeFileSync(join(folder, place, "package.json"), JSON.stringify(manifest))
  }
  const locked = Object.keys(installed).map((place) => [place, {}])
  const packages = { ...Object.fromEntries(locked), "": {}, "packages/a": {}, "node_modules/planted-absent": {} }
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages }))
  return folder
}

describe("the registry of this checkout", () => {
  const folder = temporaryFolder("ploke-registry-test")
  let registry: LocalRegistry.LocalRegistry

  beforeAll(async () => {
    registry = await LocalRegistry.open([], makeCheckout(join(folder, "checkout")))
  })
  afterAll(() => {
    registry.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const install = async (env: Readonly<Record<string, string>>, project: string, name: string) => {
    const cwd = join(folder, project)
    mkdirSync(cwd)
    writeFileSync(join(cwd, "package.json"), "{}")
    const result = await run("npm", ["install", name], { cwd, env, output: "capture" })
    const version = (place: string): string | undefined => {
      const path = join(cwd, "node_modules", place, "package.json")
      return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : undefined
    }
    return { ...result, version }
  }
  const get = (path: string) => fetch(new URL(path, registry.environment["npm_config_registry"]))

  it("gives what is installed, in its versions, without the packages of other platforms", async () => {
    const { code, output, version } = await install(registry.environment, "whole", "@planted/whole")
    assert.strictEqual(code, 0, output)
    assert.strictEqual(version("@planted/whole"), "1.0.0-rc.1")
    assert.strictEqual(version("planted-leaf"), "1.2.0")
    assert.strictEqual(version("planted-nest/node_modules/planted-leaf"), "2.0.0")
    assert.isUndefined(version("planted-absent"))
  })

  it("takes for the latest version the one that the whole checkout sees", async () => {
    const { code, output, version } = await install(registry.environment, "leaf", "planted-leaf")
    assert.strictEqual(code, 0, output)
    assert.strictEqual(version("planted-leaf"), "1.2.0")
  })

  it("does not help out with a package that is needed and not there", async () => {
    const { code, output } = await install(registry.environment, "broken", "planted-broken")
    assert.notStrictEqual(code, 0)
    assert.match(output, /404 .*planted-absent/)
  })

  it("wraps a package without those that are installed below it", async () => {
    const tarball = await get("planted-nest/-/1.0.0.tgz")
    const path = join(folder, "nest.tar")
    writeFileSync(path, Buffer.from(await tarball.arrayBuffer()))
    const { output } = await run("tar", ["-tf", path], { output: "capture" })
    assert.deepStrictEqual(
      output.split("\n").filter((line) => line !== "" && !line.endsWith("/")),
      ["planted-nest/package.json"]
    )
  })

  it("has nothing else, and says so", async () => {
    for (const path of ["planted-absent", "planted-leaf/-/9.0.0.tgz", "effect", ""]) {
      assert.strictEqual((await get(path)).status, 404, path)
    }
  })

  it("leaves no setting in force that npm would take over", async () => {
    const setting = { NPM_CONFIG_DRY_RUN: "true" }
    Object.assign(process.env, setting)
    const other = await LocalRegistry.open([], join(folder, "checkout"))
    try {
      const passedOver = await install(other.environment, "passed-over", "planted-leaf")
      assert.strictEqual(passedOver.version("planted-leaf"), "1.2.0", passedOver.output)
      const inForce = await install({ ...other.environment, ...setting }, "in-force", "planted-leaf")
      assert.isUndefined(inForce.version("planted-leaf"))
    } finally {
      delete process.env["NPM_CONFIG_DRY_RUN"]
      other.close()
    }
  })
})

describe("the end of a registry", () => {
  /** Prints its address and its folder; then there is nothing left to do but what the argument adds. */
  const program = (rest: string) =>
    `import { open } from ${JSON.stringify(join(root, "scripts", "LocalRegistry.ts"))}
     const { environment } = await open([])
     console.log(JSON.stringify([environment.npm_config_registry, environment.npm_config_cache]))
     ${rest}`
  const argumentsOf = (rest: string) => ["--no-warnings", "--input-type=module", "--eval", program(rest)]

  const assertGone = async (told: string) => {
    const [address, cache]: ReadonlyArray<string> = JSON.parse(told)
    assert.isFalse(existsSync(join(cache!, "..")), "its folder is still there")
    const isReached = await fetch(address!).then(
      () => true,
      () => false
    )
    assert.isFalse(isReached, "it still answers")
  }

  it("comes with the end of its process, which it does not hold up", async () => {
    const { code, output } = await run(process.execPath, argumentsOf(""), { output: "capture", timeoutMs: 20_000 })
    assert.strictEqual(code, 0, output)
    await assertGone(output)
  })

  const ends: ReadonlyArray<readonly [signal: NodeJS.Signals, code: number | null]> = [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGKILL", null]
  ]
  it.each(ends)("comes with %s", async (signal, code) => {
    const child = spawn(process.execPath, argumentsOf("setInterval(() => {}, 1000)"), {
      stdio: ["ignore", "pipe", "pipe"]
    })
    // This comes when nobody holds its output any more, neither the program nor what removes the folder after it.
    const ended = new Promise<number | null>((done) => child.once("close", done))
    const told = await new Promise<string>((done) => child.stdout.once("data", (chunk) => done(String(chunk))))
    const [address, cache]: ReadonlyArray<string> = JSON.parse(told)
    assert.strictEqual((await fetch(new URL("@effect%2fvitest", address))).status, 200)
    assert.isTrue(existsSync(join(cache!, "..")))
    child.kill(signal)
    assert.strictEqual(await ended, code)
    await assertGone(told)
  })

  it("comes when it is closed", async () => {
    const registry = await LocalRegistry.open([])
    const told = ["npm_config_registry", "npm_config_cache"].map((name) => registry.environment[name]!)
    assert.strictEqual((await fetch(new URL("nothing", told[0]))).status, 404)
    registry.close()
    await assertGone(JSON.stringify(told))
  })
})
