// Changes trees at random, as it is told to.
import { createInterface } from "node:readline"
import { Meddler } from "../Meddler.ts"

createInterface({ input: process.stdin }).on("line", (line) => {
  const { count, root, seed } = JSON.parse(line) as {
    readonly count: number
    readonly root: string
    readonly seed: number
  }
  new Meddler(root, seed).change(count)
  console.log("done")
})
