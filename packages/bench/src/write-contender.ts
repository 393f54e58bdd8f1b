/**
 * The program of the process of one contender that writes.
 */
import * as WriteContenders from "./WriteContenders.ts"
import * as WriteTurns from "./WriteTurns.ts"

WriteTurns.serve(JSON.parse(process.argv[2] ?? "{}"), WriteContenders.make)
