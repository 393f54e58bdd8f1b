import { surveyContract } from "@ploke/io-testing"
import { platforms } from "./Platforms.ts"

for (const { name, layer, options } of platforms) surveyContract(name, layer, options)
