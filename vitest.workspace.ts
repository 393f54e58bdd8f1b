import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

// Vitest 5 does not look for this file by itself: every script passes `--config vitest.workspace.ts`.
const conditions = ["@ploke/source"]

const project = (name: string, root: string, include: Array<string>) => ({
  extends: true as const,
  test: { name, root, include, isolate: !pure.includes(name), globalSetup: bundled.includes(name) ? [bundle] : [] }
})

// Modules without a state of their own, which test files may share: loading them takes longer than most of these files.
const pure = ["core", "error", "io"]

// Those whose tests start programs many times.
const bundled = ["bench", "cli"]
const bundle = fileURLToPath(new URL("./scripts/Bundle.ts", import.meta.url))

const packages = readdirSync(new URL("./packages", import.meta.url)).sort()

export default defineConfig({
  resolve: { conditions: [...conditions, "node", "import", "module", "default"] },
  ssr: { resolve: { conditions: [...conditions, "node", "import", "module", "default"] } },
  test: {
    // Spawned programs (the CLI, race attackers, memory-limited readers) share two cores with the suite.
    // One worker for each core of a small machine; Vitest would leave one of two idle.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Halves the time that each of the many programs takes to start.
    env: { NODE_COMPILE_CACHE: new URL("./.tsbuild/compile-cache", import.meta.url).pathname },
    projects: [
      ...packages.map((name) => project(name, `packages/${name}`, ["test/**/*.test.ts"])),
      project("repository", ".", ["scripts/**/*.test.ts"])
    ]
  }
})
