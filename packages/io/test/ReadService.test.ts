import { readContract } from "@ploke/io-testing"
import { platforms } from "./Platforms.ts"

for (const { name, layer, options } of platforms) readContract(name, layer, options)
