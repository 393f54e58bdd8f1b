/**
 * The table of paths that every `PathPolicy` is held to: a layout of files and links, a request, and what each policy
 * must make of it. Collected from the tests of Go's `os.Root`, libpathrs, the MCP file system server and their
 * advisories.
 *
 * Layout lines: `a/b` is a file that holds `target`; `d/` a folder; `x => y` a link; `|f` a FIFO; `=s` a socket;
 * `@rootlink` configures the root through a link; `@nested` makes `sub` a root too; `@noroots` configures none. A file
 * `target` is always there. `$R` is the root, `$O` a folder outside that holds `secret`, `$B` the parent of both, `$L`
 * the link to the root; beside the root lies `ROOTextra` with another `secret`.
 *
 * @since 0.1.0
 */

/**
 * What becomes of a request: `ok` reads `target`, `ok:secret` reads the file outside; the rest are refusals.
 *
 * @since 0.1.0
 */
export type PathVerdict = "ok" | "ok:secret" | "Denied" | "Invalid" | "Loop" | "NotDir" | "NotFound" | "NotRegular"

/**
 * One row of the table.
 *
 * @since 0.1.0
 */
export interface PathCase {
  readonly id: string
  readonly what: string
  readonly layout: ReadonlyArray<string>
  readonly request: string
  readonly follow: PathVerdict
  readonly denyCrossRoot: PathVerdict
  readonly deny: PathVerdict
}

/**
 * The rows.
 *
 * @since 0.1.0
 */
export const pathCases: ReadonlyArray<PathCase> = [
  { id: "P01", what: "Go plain path", layout: [], request: "$R/target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P02", what: "Go path in directory", layout: ["a/b/c/target"], request: "$R/a/b/c/target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P03", what: "Go symlink (relative, in root)", layout: ["link => target"], request: "$R/link", follow: "ok", denyCrossRoot: "ok", deny: "Denied" },
  { id: "P04", what: "Go symlink dotdot slash -> parent of root", layout: ["link => ../"], request: "$R/link", follow: "NotRegular", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P05", what: "Go symlink ending in slash", layout: ["dir/target", "link => dir/"], request: "$R/link/target", follow: "ok", denyCrossRoot: "ok", deny: "Denied" },
  { id: "P06", what: "Go slash after symlink to file (CVE-2026-39822 family)", layout: ["link => ../ROOT/target"], request: "$R/link/", follow: "NotDir", denyCrossRoot: "NotDir", deny: "Denied" },
  { id: "P09", what: "Go symlink chain", layout: ["link => a/b/c/target", "a/b => e", "a/e => ../f", "f => g/h/i", "g/h/i => ..", "g/c/target"], request: "$R/link", follow: "ok", denyCrossRoot: "ok", deny: "Denied" },
  { id: "P10", what: "Go path with dot", layout: ["a/b/target"], request: "$R/./a/./b/./target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P11", what: "Go path with dotdot (stays in)", layout: ["a/b/target"], request: "$R/a/../a/b/../../a/b/../b/target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P12", what: "CVE-2025-22873: path ends in ../ above root", layout: [], request: "$R/../", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P13", what: "Go a/../../", layout: ["a/"], request: "$R/a/../../", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P14", what: "Go dotdot no symlink", layout: ["a/"], request: "$R/a/../target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P16", what: "Go dotdot before symlink", layout: ["a => b/c", "b/c/target"], request: "$R/b/../a/target", follow: "ok", denyCrossRoot: "ok", deny: "Denied" },
  { id: "P17", what: "Go symlink ends in dot", layout: ["a => b/.", "b/target"], request: "$R/a/target", follow: "ok", denyCrossRoot: "ok", deny: "Denied" },
  { id: "P18", what: "Go directory does not exist", layout: [], request: "$R/a/file", follow: "NotFound", denyCrossRoot: "NotFound", deny: "NotFound" },
  { id: "P19", what: "Go empty path", layout: [], request: "", follow: "Invalid", denyCrossRoot: "Invalid", deny: "Invalid" },
  { id: "P20", what: "Go symlink cycle", layout: ["a => a"], request: "$R/a", follow: "Loop", denyCrossRoot: "Loop", deny: "Denied" },
  { id: "P21", what: "Go path escapes and re-enters (../ROOT/target): kernel object is inside", layout: [], request: "$R/../ROOT/target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P22", what: "Go absolute symlink into root (Go+RESOLVE_BENEATH deny; final-object rule allows)", layout: ["link => $R/target"], request: "$R/link", follow: "ok", denyCrossRoot: "ok", deny: "Denied" },
  { id: "P23", what: "Go relative symlink out and back in", layout: ["link => ../ROOT/target"], request: "$R/link", follow: "ok", denyCrossRoot: "ok", deny: "Denied" },
  { id: "P25", what: "MCP/CVE-2025-53109: file symlink to outside file", layout: ["link => $O/secret"], request: "$R/link", follow: "ok:secret", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P26", what: "MCP: dir symlink to outside, file below it", layout: ["d => $O"], request: "$R/d/secret", follow: "ok:secret", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P27", what: "MCP nested chain link->link->outside", layout: ["l1 => l2", "l2 => l3", "l3 => $O/secret"], request: "$R/l1", follow: "ok:secret", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P29", what: "MCP/CVE-2025-53110: sibling with root as string prefix", layout: [], request: "$B/ROOTextra/secret", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P30", what: "MCP sibling ROOT_backup via ..", layout: [], request: "$R/../ROOTextra/secret", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P31", what: "MCP parent of root", layout: [], request: "$B", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P32", what: "MCP '/'", layout: [], request: "/", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P33", what: "MCP root itself (directory, not a file)", layout: [], request: "$R", follow: "NotRegular", denyCrossRoot: "NotRegular", deny: "NotRegular" },
  { id: "P34", what: "MCP root with trailing slashes", layout: [], request: "$R///", follow: "NotRegular", denyCrossRoot: "NotRegular", deny: "NotRegular" },
  { id: "P35", what: "MCP duplicate separators", layout: ["a/b/target"], request: "$R//a///b//target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P36", what: "MCP NUL in the middle", layout: [], request: "$R/target\u0000.txt", follow: "Invalid", denyCrossRoot: "Invalid", deny: "Invalid" },
  { id: "P37", what: "MCP NUL first", layout: [], request: "\u0000$R/target", follow: "Invalid", denyCrossRoot: "Invalid", deny: "Invalid" },
  { id: "P38", what: "MCP file named '...'", layout: ["..."], request: "$R/...", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P40", what: "MCP percent-encoded dots are literal", layout: ["%2e%2e"], request: "$R/%2e%2e", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P41", what: "MCP traversal $R/../../etc/passwd", layout: [], request: "$R/../../../../../../../../../../../etc/passwd", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P42", what: "MCP relative path", layout: ["x"], request: "x", follow: "Invalid", denyCrossRoot: "Invalid", deny: "Invalid" },
  { id: "P43", what: "MCP '~' is not expanded", layout: [], request: "~/x", follow: "Invalid", denyCrossRoot: "Invalid", deny: "Invalid" },
  { id: "P46", what: "component of 256 bytes", layout: [], request: "$R/NAME256", follow: "Invalid", denyCrossRoot: "Invalid", deny: "Invalid" },
  { id: "P47", what: "MCP#3254: root given as symlink, request through the symlink", layout: ["@rootlink", "target"], request: "$L/target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P48", what: "root given as symlink, request through the real path", layout: ["@rootlink", "target"], request: "$R/target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P51", what: "outside path that exists", layout: [], request: "$O/secret", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P53", what: "dangling symlink in root", layout: ["d => nope"], request: "$R/d", follow: "NotFound", denyCrossRoot: "NotFound", deny: "Denied" },
  { id: "P54", what: "libpathrs partial_nondir_slash: file/", layout: ["f"], request: "$R/f/", follow: "NotDir", denyCrossRoot: "NotDir", deny: "NotDir" },
  { id: "P56", what: "libpathrs fifo (must not hang)", layout: ["|fifo"], request: "$R/fifo", follow: "NotRegular", denyCrossRoot: "NotRegular", deny: "NotRegular" },
  { id: "P57", what: "libpathrs socket", layout: ["=sock"], request: "$R/sock", follow: "NotRegular", denyCrossRoot: "NotRegular", deny: "NotRegular" },
  { id: "P61", what: "magic link: link -> /proc/self/cwd", layout: ["m => /proc/self/cwd"], request: "$R/m", follow: "NotRegular", denyCrossRoot: "Denied", deny: "Denied" },
  { id: "P64", what: "nested roots: /r and /r/sub, file in /r/sub", layout: ["@nested", "sub/target"], request: "$R/sub/target", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P67", what: "NFD request for an NFC name (ext4: different file)", layout: ["caf\u00e9"], request: "$R/cafe\u0301", follow: "NotFound", denyCrossRoot: "NotFound", deny: "NotFound" },
  { id: "P68", what: "backslash is a name byte on POSIX", layout: ["a\\b"], request: "$R/a\\b", follow: "ok", denyCrossRoot: "ok", deny: "ok" },
  { id: "P69", what: "backslash traversal is a literal name on POSIX", layout: [], request: "$R/..\\..\\etc\\passwd", follow: "NotFound", denyCrossRoot: "NotFound", deny: "NotFound" },
  { id: "P70", what: "symlink target with trailing newline-like junk name is followed literally", layout: ["l => t\n", "t\n"], request: "$R/l", follow: "ok", denyCrossRoot: "ok", deny: "Denied" },
  { id: "P72", what: "no roots configured + strict mode: everything denied", layout: ["@noroots"], request: "$R/target", follow: "Denied", denyCrossRoot: "Denied", deny: "Denied" }
]
