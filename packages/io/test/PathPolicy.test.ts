import { pathPolicyContract } from "@ploke/io-testing"
import { platforms } from "./Platforms.ts"

for (const { name, layer, options } of platforms) pathPolicyContract(name, layer, options)
