import { assert, describe, it } from "@effect/vitest"
import * as PathOrder from "../src/PathOrder.ts"

describe("the order of paths", () => {
  it("has a folder right before all below it, whatever letters come before a separator", () => {
    const paths = ["/", "/a", "/a/x", "/a/x/y", "/a b", "/a!", "/a-b", "/a-b/c", "/ab"]
    assert.deepStrictEqual(PathOrder.sorted([...paths].reverse(), "posix"), paths)
    const windows = ["C:\\", "C:\\a", "C:\\a\\x", "C:\\a b", "C:\\a/b", "C:\\aA", "C:\\a[", "D:\\"]
    assert.deepStrictEqual(PathOrder.sorted([...windows].reverse(), "win32"), windows)
  })
})

describe("a path", () => {
  it("is within a folder if its components begin with those of the folder", () => {
    assert.isTrue(PathOrder.isWithin("/a", "/a", "posix"))
    assert.isTrue(PathOrder.isWithin("/a", "/a/b", "posix"))
    assert.isTrue(PathOrder.isWithin("/", "/a", "posix"))
    assert.isFalse(PathOrder.isWithin("/a", "/ab", "posix"))
    assert.isFalse(PathOrder.isWithin("/a/b", "/a", "posix"))
    assert.isTrue(PathOrder.isWithin("C:\\", "C:\\a", "win32"))
    assert.isFalse(PathOrder.isWithin("C:\\a", "C:\\A\\b", "win32"))
  })
  it("leads up to the root, the nearest first", () => {
    assert.deepStrictEqual([...PathOrder.upwards("/a/b", "posix")], ["/a/b", "/a", "/"])
    assert.deepStrictEqual([...PathOrder.upwards("C:\\a", "win32")], ["C:\\a", "C:\\"])
  })
})
