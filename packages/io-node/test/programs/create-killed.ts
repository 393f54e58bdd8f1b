// Makes a file, and is killed with -9 by its own hand as soon as the file has its name.
import { WriteService } from "@ploke/io"
import { NodePlokeIo } from "@ploke/io-node"
import * as Effect from "effect/Effect"
import { watchingDisk } from "../DiskCalls.ts"
import { modeOf } from "../Folders.ts"

const [folder] = process.argv.slice(2) as [string]
const filePath = `${folder}/file`

const create = Effect.flatMap(WriteService, (write) =>
  write.createFile({ filePath, content: "old", onExists: "error", createParents: false })
)
const after = () => void (modeOf(filePath) !== undefined && process.kill(process.pid, "SIGKILL"))

await watchingDisk(folder, { after }, () =>
  Effect.runPromise(Effect.provide(create, NodePlokeIo.layer({ roots: [folder] })))
)
