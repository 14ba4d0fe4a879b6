import { comparison, OPERATORS, type Comparison } from './comparison'
import { FilterPatternError } from './error'
import type { FilterPattern } from './index'

interface Field {
  readonly name: string
  readonly matches: Comparison
}

/** @param start where it begins in what was written */
export function delimitedPattern(pattern: string, start: number): FilterPattern {
  if (!pattern.endsWith(']')) throw new FilterPatternError('The pattern ends without ].', start + pattern.length)
  const parts = splitFields(pattern.slice(1, -1), start + 1)
  const gap = parts.findIndex(({ text }) => text === '...')
  const fields = parts.filter(({ text }) => text !== '...').map(({ text, at }) => readField(text, at))
  return {
    texts: [],
    match(message) {
      const values = [...message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g)].map(
        ([, bracketed, quoted, plain]) => bracketed ?? quoted ?? plain ?? '',
      )
      if (gap < 0 ? values.length !== fields.length : values.length < fields.length) return null
      const extracted: Record<string, string> = {}
      for (const [index, { name, matches }] of fields.entries()) {
        const place = gap >= 0 && index >= gap ? values.length - fields.length + index : index
        const value = values[place] ?? ''
        if (!matches(value)) return null
        if (name !== '') extracted[`$${name}`] = value
      }
      return extracted
    },
  }
}

function splitFields(text: string, start: number): readonly { readonly text: string; readonly at: number }[] {
  let at = start
  return text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => {
    const place = at + part.length - part.trimStart().length
    at += part.length + 1
    return { text: part.trim(), at: place }
  })
}

/** `name`, `status = 4*`, `size > 1 && size < 9`, `word = a || word = b` */
function readField(text: string, at: number): Field {
  const [name = ''] = /^[\w-]*/.exec(text) ?? []
  if (text === name) return { name, matches: () => true }
  const alternatives = text.split('||').map((alternative) =>
    alternative.split('&&').map((part) => {
      const [, operator, operand = ''] = /^\s*[\w-]*\s*(>=|<=|!=|=|>|<)\s*(.+?)\s*$/s.exec(part) ?? []
      const known = OPERATORS.find((one) => one === operator)
      if (!known) throw new FilterPatternError(`A field is a name, or name = value; ${text} is neither.`, at)
      return comparison(known, operand, at)
    }),
  )
  return { name, matches: (value) => alternatives.some((all) => all.every((matches) => matches(value))) }
}
