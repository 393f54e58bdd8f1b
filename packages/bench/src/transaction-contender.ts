/**
 * The program of the process of one contender that writes files that belong together.
 */
import * as TransactionContenders from "./TransactionContenders.ts"
import * as WriteTurns from "./WriteTurns.ts"

WriteTurns.serve(JSON.parse(process.argv[2] ?? "{}"), TransactionContenders.make)
