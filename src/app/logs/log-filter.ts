/** What is typed into the filter box: plain words, or a filter pattern of CloudWatch Logs. */

import { compileFilterPattern, FilterPatternError } from '../../cloud/aws/filter-pattern'
import type { LogEntry } from '../state/logs'

export interface LogFilter {
  /** Whether there is anything to look for. */
  readonly isEmpty: boolean
  /** A pattern's terms are looked for as they are written; words in any case. */
  readonly isPattern: boolean
  /** Texts to be marked in lines; null when there are none. */
  readonly marks: RegExp | null
  matches(entry: LogEntry): boolean
}

export interface FilterProblem {
  readonly message: string
  /** From 1. */
  readonly column: number
}

export const NO_FILTER: LogFilter = { isEmpty: true, isPattern: false, marks: null, matches: () => true }

/** `{…}`, `[…]`, `?any`, `-none`, `"phrase"`, `%regex%` */
const PATTERN = /^\s*[{[]|(?:^|\s)[?-][^\s?-]|"|%[^%\s][^%]*%/

export function readFilter(text: string): LogFilter | FilterProblem {
  if (text.trim() === '') return NO_FILTER
  if (!PATTERN.test(text)) return words(text.trim().toLowerCase().split(/\s+/))
  try {
    const pattern = compileFilterPattern(text)
    return {
      isEmpty: false,
      isPattern: true,
      marks: marksOf(pattern.texts, ''),
      matches: ({ message }) => pattern.match(message.trimEnd()) !== null,
    }
  } catch (error) {
    if (error instanceof FilterPatternError) return { message: error.message, column: error.at + 1 }
    throw error
  }
}

export const isProblem = (read: LogFilter | FilterProblem): read is FilterProblem => 'column' in read

const words = (all: readonly string[]): LogFilter => ({
  isEmpty: false,
  isPattern: false,
  marks: marksOf(all, 'i'),
  matches({ message, requestId }) {
    const text = message.toLowerCase()
    return all.every((word) => text.includes(word) || Boolean(requestId?.includes(word)))
  },
})

function marksOf(texts: readonly string[], flags: '' | 'i'): RegExp | null {
  if (texts.length === 0) return null
  const longestFirst = [...texts].sort((a, b) => b.length - a.length)
  return new RegExp(longestFirst.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), `g${flags}`)
}

export interface Piece {
  readonly text: string
  readonly isMarked: boolean
}

/** A text cut where marks begin and end. */
export function markedPieces(text: string, marks: RegExp | null): readonly Piece[] {
  if (!marks) return [{ text, isMarked: false }]
  const pieces: Piece[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(marks)) {
    if (found === '') continue
    if (index > end) pieces.push({ text: text.slice(end, index), isMarked: false })
    pieces.push({ text: found, isMarked: true })
    end = index + found.length
  }
  if (end < text.length || pieces.length === 0) pieces.push({ text: text.slice(end), isMarked: false })
  return pieces
}
