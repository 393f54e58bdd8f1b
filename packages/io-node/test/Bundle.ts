/** Programs in one file: a process that runs such a one starts in a quarter of the time, which is what many processes cost. */
import * as path from "node:path"
import { rolldown } from "rolldown"

/** Bundles a program of `programs` from the sources, and gives the path of the one file, which is in a given folder. */
export const bundle = async (name: string, folder: string): Promise<string> => {
  const input = path.join(import.meta.dirname, "programs", `${name}.ts`)
  const file = path.join(folder, `${name}.mjs`)
  const conditionNames = ["@ploke/source", "node", "import"]
  const bundled = await rolldown({ input, platform: "node", resolve: { conditionNames } })
  await bundled.write({ file, format: "esm", codeSplitting: false })
  return file
}
