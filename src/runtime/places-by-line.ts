/**
 * WebKit's stacks do not say of code from eval in which file it stood, nor where: only an error itself knows the line and
 * column at which it was made (`error.line`, `error.column`). So there, files of the project begin at lines of their
 * own, far apart: the line tells the file.
 */

import { evaluate } from './realm'

/** More than any script of ours has. */
const LINES_APART = 100_000

export interface LinePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

export class PlacesByLine {
  readonly #files: string[] = []

  constructor(readonly isNeeded = !namesEvaluatedCode()) {}

  /** @returns what has to stand before the text of the file when it is evaluated */
  linesBefore(file: string): string {
    if (!this.isNeeded) return ''
    return '\n'.repeat(this.#files.push(file) * LINES_APART)
  }

  /** Where an error was made; null if that is in none of the files. */
  of(error: object): LinePlace | null {
    const { line, column } = error as { readonly line?: unknown; readonly column?: unknown }
    if (typeof line !== 'number' || typeof column !== 'number') return null
    const file = this.#files[Math.floor(line / LINES_APART) - 1]
    return file === undefined ? null : { file, line: line % LINES_APART, column }
  }
}

function namesEvaluatedCode(): boolean {
  const { stack } = evaluate('(() => new Error())()\n//# sourceURL=/var/runtime/probe.js') as Error
  return String(stack).includes('/var/runtime/probe.js')
}
