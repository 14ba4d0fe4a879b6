/** The same files give the same bytes, on every machine: sorted, with one date for all. */

import { zipSync, type Zippable } from 'fflate'

export interface ZippedFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** The first day that a zip can name. Its fields are local time, and so is this. */
const DATE = new Date(1980, 0, 1)
const UNIX = 3
const REGULAR_FILE = 0o100644
/** Lambda runs extensions and bootstraps as programs. */
const PROGRAM = 0o100755
const PROGRAM_START = [0x23, 0x21]

export function writeZip(files: readonly ZippedFile[]): Uint8Array {
  const inOrder = [...files].sort(({ path: a }, { path: b }) => (a < b ? -1 : a > b ? 1 : 0))
  const archive: Zippable = {}
  for (const { path, bytes } of inOrder) {
    const mode = PROGRAM_START.every((byte, index) => bytes[index] === byte) ? PROGRAM : REGULAR_FILE
    archive[path] = [bytes, { os: UNIX, attrs: (mode << 16) >>> 0 }]
  }
  return zipSync(archive, { level: 9, mtime: DATE })
}
