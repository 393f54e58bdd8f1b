import { assert, describe, it } from "@effect/vitest"
import { tmpdir } from "node:os"
import { describeMount, findMount, mountOf } from "../src/Machine.ts"

const mounts = `rootfs / rootfs rw 0 0
/dev/vda / ext4 rw,relatime,discard 0 0
tmpfs /tmp tmpfs rw,nosuid 0 0
/dev/vdb /mnt/a\\040disk xfs rw 0 0
`

describe("the file system that is measured", () => {
  const cases: ReadonlyArray<readonly [folder: string, type: string]> = [
    ["/", "ext4"],
    ["/home/ada", "ext4"],
    ["/tmp", "tmpfs"],
    ["/tmp/ploke-bench-1", "tmpfs"],
    ["/tmpx", "ext4"],
    ["/mnt/a disk/x", "xfs"]
  ]
  it.each(cases)("of %s is %s", (folder, type) => {
    assert.strictEqual(findMount(mounts, folder)?.type, type)
  })

  it("is described with how it is mounted, and with a warning where it is no disk", () => {
    assert.strictEqual(describeMount(findMount(mounts, "/x")), "ext4, mounted at / with rw,relatime,discard")
    assert.match(describeMount(findMount(mounts, "/tmp/x")), /^tmpfs, mounted at \/tmp with rw,nosuid: no disk, /)
    assert.strictEqual(describeMount(undefined), "a file system of unknown kind")
  })

  it("is asked of the system", () => {
    assert.match(describeMount(mountOf(tmpdir())), /^(\w+, mounted at \/|a file system of unknown kind$)/)
  })
})
