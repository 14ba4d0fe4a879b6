/**
 * Words in double braces that stand for something else in each event: `{{index}}`. As the whole of a JSON string and
 * with a `#`, they give a number: `"{{#index}}"` → `7`.
 */

import type { Random } from '../../kernel/random'
import { isoTimestamp } from '../timestamps'

export interface PlaceholderContext {
  /** Of the event within its burst, from 0. */
  readonly index: number
  /** Virtual milliseconds since the epoch. */
  readonly now: number
  readonly random: Random
}

/** For the page that explains them. */
export const PLACEHOLDERS: readonly { readonly text: string; readonly meaning: string }[] = [
  { text: '{{index}}', meaning: 'the event’s number, from 0' },
  { text: '{{uuid}}', meaning: 'a new UUID' },
  { text: '{{now}}', meaning: 'the virtual time, ISO 8601' },
  { text: '{{epoch}}', meaning: 'the virtual time, milliseconds since 1970' },
  { text: '{{int 1 100}}', meaning: 'a random integer, both ends included' },
  { text: '"{{#index}}"', meaning: 'with #, a number instead of a text' },
]

const PLACEHOLDER = /"\{\{#\s*([a-z][^{}"]*)\}\}"|\{\{\s*([a-z][^{}]*)\}\}/g

/** What is no placeholder stays as it is. */
export function fillPlaceholders(text: string, context: PlaceholderContext): string {
  if (!text.includes('{{')) return text
  return text.replace(PLACEHOLDER, (whole, number?: string, word?: string) => {
    const value = valueOf((number ?? word ?? '').trim(), context)
    if (value === null || (number !== undefined && typeof value !== 'number')) return whole
    return String(value)
  })
}

/** Whether a text differs from one event to the next. */
export const hasPlaceholders = (text: string): boolean =>
  [...text.matchAll(PLACEHOLDER)].some(([, number, word]) => WORD.test((number ?? word ?? '').trim()))

const WORD = /^(?:index|uuid|now|epoch|int\s+-?\d+\s+-?\d+)$/

function valueOf(word: string, { index, now, random }: PlaceholderContext): string | number | null {
  if (!WORD.test(word)) return null
  const [name, low, high] = word.split(/\s+/)
  switch (name) {
    case 'index':
      return index
    case 'uuid':
      return random.uuid()
    case 'now':
      return isoTimestamp(now)
    case 'epoch':
      return Math.floor(now)
    default: {
      const [from, to] = [Number(low), Number(high)]
      return random.integer(Math.min(from, to), Math.max(from, to))
    }
  }
}
