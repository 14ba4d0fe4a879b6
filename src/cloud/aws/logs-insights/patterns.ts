/** Regular expressions and texts with `*`, as `parse` and `like` take them. */

import { QuerySyntaxError } from './syntax-error'
import type { Token } from './tokens'

/** Of a token that is a regular expression. `(?i)` stands for any case wherever it is. */
export function patternOf({ value, start, end }: Token): RegExp {
  const source = value.replaceAll('\\/', '/')
  try {
    return new RegExp(source.replaceAll('(?i)', ''), source.includes('(?i)') ? 'i' : '')
  } catch (error) {
    const [, reason = 'it cannot be read'] = /: ([^:]+)$/.exec(error instanceof Error ? error.message : '') ?? []
    throw new QuerySyntaxError(`No regular expression: ${reason}.`, start, end)
  }
}

export const namesIn = (source: string): readonly string[] =>
  [...source.matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map(([, name = '']) => name)

/** Each `*` is what is between the texts around it, as little as there can be; at the end all that is left. */
export function globRegex(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  const last = parts.pop() ?? ''
  const open = last === '' && parts.length > 0
  const source = parts.join('(.*?)') + (open ? '(.*)' : parts.length > 0 ? `(.*?)${last}` : last)
  return new RegExp(source, 's')
}
