/** What can be written where the cursor is. */

import { COMMANDS, LAMBDA_FIELDS, SYSTEM_FIELDS, tokenize, USAGES } from '../../cloud/aws/logs-insights'

export interface Suggestion {
  readonly text: string
  /** How a function is called. */
  readonly detail: string
}

export interface Completion {
  /** The part of a word that is written. */
  readonly start: number
  readonly suggestions: readonly Suggestion[]
}

const SHOWN_MAX = 8
const NOTHING: Completion = { start: 0, suggestions: [] }

/** @param fields that events have, beside those of all */
export function complete(query: string, cursor: number, fields: readonly string[]): Completion {
  const before = query.slice(0, cursor)
  const [word = ''] = /[@`\w.]*$/.exec(before) ?? []
  const start = cursor - word.length
  const tokens = tokenize(query.slice(0, start)).filter(({ kind }) => kind !== 'end')
  const last = tokens.at(-1)
  // In a comment, or in a text that is not closed.
  if (last?.kind === 'comment' && !query.slice(last.end, start).includes('\n')) return NOTHING
  if (last?.kind === 'bad') return NOTHING
  const isCommand = !last || last.text === '|'
  if (word === '' && !isCommand) return NOTHING
  const all: readonly Suggestion[] = isCommand
    ? COMMANDS.map((text) => ({ text, detail: '' }))
    : [
        ...[...SYSTEM_FIELDS, ...LAMBDA_FIELDS, ...fields].map((text) => ({ text, detail: 'field' })),
        ...USAGES.map((usage) => ({ text: usage.slice(0, usage.indexOf('(') + 1), detail: usage })),
      ]
  const wanted = word.toLowerCase()
  const fits = ({ text }: Suggestion): boolean => {
    const name = text.toLowerCase()
    return name !== wanted && (name.startsWith(wanted) || name.startsWith(`@${wanted}`))
  }
  return { start, suggestions: all.filter(fits).slice(0, SHOWN_MAX) }
}
