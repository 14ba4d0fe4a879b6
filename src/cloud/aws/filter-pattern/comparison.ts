/** Comparisons in JSON and space-delimited patterns. */

import { FilterPatternError, regexOf } from './error'

export type Comparison = (value: unknown) => boolean

export const OPERATORS = ['>=', '<=', '!=', '=', '>', '<'] as const

/** @param at where in the pattern the operand is */
export function comparison(operator: (typeof OPERATORS)[number], operand: string, at: number): Comparison {
  if (/^%.*%$/s.test(operand)) {
    const regex = regexOf(operand.slice(1, -1), at)
    if (operator !== '=' && operator !== '!=')
      throw new FilterPatternError(`A regular expression is compared with = or !=, not with ${operator}.`, at)
    return (value) => isScalar(value) && regex.test(String(value)) === (operator === '=')
  }
  const quoted = /^"(.*)"$/s.exec(operand)
  const text = quoted?.[1]?.replace(/\\(.)/g, '$1') ?? operand
  const number = quoted || operand.trim() === '' ? NaN : Number(operand)
  switch (operator) {
    case '=':
      return (value) => isScalar(value) && equals(value, text, number)
    case '!=':
      return (value) => isScalar(value) && !equals(value, text, number)
    default:
      if (Number.isNaN(number))
        throw new FilterPatternError(`${operator} compares with a number; ${operand} is none.`, at)
      return (value) => {
        const given =
          typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
        if (operator === '>') return given > number
        if (operator === '<') return given < number
        return operator === '>=' ? given >= number : given <= number
      }
  }
}

export const isScalar = (value: unknown): boolean =>
  value !== undefined && (typeof value !== 'object' || value === null)

/** `*` stands for anything. */
function equals(value: unknown, text: string, number: number): boolean {
  if (typeof value === 'number' && !Number.isNaN(number)) return value === number
  const given = String(value)
  if (!text.includes('*')) return given === text
  const escaped = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`, 's').test(given)
}
