import { writeContract } from "@ploke/io-testing"
import { platforms } from "./Platforms.ts"

for (const { name, layer } of platforms) writeContract(name, layer)
