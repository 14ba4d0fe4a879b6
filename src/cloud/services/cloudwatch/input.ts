/** Reading inputs: names, dimensions, periods. Numbers in parameters' names count from 1, as the API words them. */

import * as limits from './limits'
import { isPercentile } from './statistics'
import type { Dimension } from './state'
import { errors } from './wire'

export type Input = Readonly<Record<string, unknown>>

export function text(input: Input, name: string, where = name): string {
  const value = input[name]
  if (typeof value !== 'string' || value === '') throw errors.missing(where)
  if (value.length > limits.NAME_MAX)
    throw errors.invalid(`The parameter ${where} must be shorter than ${limits.NAME_MAX + 1} characters.`)
  return value
}

export const list = (input: Input, name: string): readonly Input[] => (input[name] ?? []) as readonly Input[]

export function dimensionsOf(input: Input, where: string): readonly Dimension[] {
  const given = list(input, 'Dimensions')
  if (given.length > limits.DIMENSIONS_MAX) {
    throw errors.invalid(`The collection ${where} must not have a size greater than ${limits.DIMENSIONS_MAX}.`)
  }
  return given.map((dimension, index) => {
    const at = `${where}.member.${index + 1}`
    const [Name, Value] = [text(dimension, 'Name', `${at}.Name`), dimension['Value']]
    if (typeof Value !== 'string' || Value === '') throw errors.missing(`${at}.Value`)
    if (Value.length > limits.DIMENSION_VALUE_MAX) {
      throw errors.invalid(
        `The parameter ${at}.Value must be shorter than ${limits.DIMENSION_VALUE_MAX + 1} characters.`,
      )
    }
    return { Name, Value }
  })
}

/** @returns milliseconds */
export function instant(input: Input, name: string): number {
  const value = input[name]
  if (typeof value !== 'number') throw errors.missing(name)
  return value * 1000
}

/** @returns milliseconds @param value seconds: 1, 5, 10, 30, or a multiple of 60 */
export function periodLength(value: unknown, where: string): number {
  if (typeof value !== 'number') throw errors.missing(where)
  if (value < 1) throw errors.invalid(`The parameter ${where} must be greater than or equal to 1.`)
  if (![1, 5, 10, 20, 30].includes(value) && value % 60 !== 0) {
    throw errors.invalid(`The parameter ${where} must be 1, 5, 10, 20, 30 or a multiple of 60.`)
  }
  return value * 1000
}

export const SIMPLE_STATISTICS: readonly string[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']

export const isStatistic = (statistic: string): boolean =>
  SIMPLE_STATISTICS.includes(statistic) || isPercentile(statistic)

export function unitOf(input: Input, where: string): string | undefined {
  const unit = input['Unit']
  if (unit === undefined) return undefined
  if (typeof unit === 'string' && limits.UNITS.includes(unit)) return unit
  throw errors.invalid(`The parameter ${where} must be a value in the set [ ${limits.UNITS.join(', ')} ].`)
}
