// Loaded before a program: the package fs-native-extensions is not installed.
import { registerHooks } from "node:module"

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === "fs-native-extensions") throw new Error("Cannot find package 'fs-native-extensions'")
    return next(specifier, context)
  }
})
