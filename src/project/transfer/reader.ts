/** Reading what is not trusted: sizes and names. */

import { FILE_SIZE_MAX, pathProblem, ProjectError } from '../files'
import { ImportError, type SourceFile } from './problem'

/** Bytes of a file: no character takes more than three for each of its UTF-16 units. */
export const BYTES_MAX = FILE_SIZE_MAX * 3 + 3
const TOTAL_BYTES_MAX = 64_000_000

export const shown = (path: string): string => (path.length > 80 ? `${path.slice(0, 79)}…` : path)

/** Reads files, as long as all together stay below what a project may be. */
export class Reader {
  #total = 0

  async bytes(file: SourceFile, limit: number): Promise<Uint8Array> {
    const bytes = await file.read(limit)
    this.#total += bytes.length
    if (this.#total > TOTAL_BYTES_MAX) throw new ImportError('There is more in it than a project may be.')
    return bytes
  }
}

/** Paths are a stranger's: none of them may be a name that objects know. */
export function setFile(files: Record<string, string>, path: string, text: string): void {
  const problem = pathProblem(path)
  if (problem) throw new ProjectError(`"${shown(path)}" cannot be a file of a project: ${problem}`)
  files[path] = text
}
