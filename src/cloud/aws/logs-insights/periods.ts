/** Periods of `bin`, `datefloor` and `dateceil`. Source: CloudWatch Logs User Guide, "stats" and "Datetime functions". */

import { civilDate, DAY, daysOf } from '../civil-time'

export interface Period {
  readonly count: number
  /** Milliseconds of a fixed unit, or how many calendar months. */
  readonly unit: { readonly ms: number } | { readonly months: number }
}

const UNITS: readonly (readonly [names: readonly string[], unit: Period['unit']])[] = [
  [['ms', 'msec', 'msecs', 'millisecond', 'milliseconds'], { ms: 1 }],
  [['s', 'sec', 'secs', 'second', 'seconds'], { ms: 1000 }],
  [['m', 'min', 'mins', 'minute', 'minutes'], { ms: 60_000 }],
  [['h', 'hr', 'hrs', 'hour', 'hours'], { ms: 3_600_000 }],
  [['d', 'day', 'days'], { ms: DAY }],
  [['w', 'week', 'weeks'], { ms: 7 * DAY }],
  [['mo', 'mon', 'mos', 'mons', 'month', 'months'], { months: 1 }],
  [['q', 'qtr', 'qtrs', 'quarter', 'quarters'], { months: 3 }],
  [['y', 'yr', 'yrs', 'year', 'years'], { months: 12 }],
]

/** @returns null for what is no period */
export function readPeriod(text: string): Period | null {
  const [, number = '', name = ''] = /^(\d+)([A-Za-z]+)$/.exec(text) ?? []
  const unit = UNITS.find(([names]) => names.includes(name.toLowerCase()))?.[1]
  const count = Number(number)
  return unit && count > 0 ? { count, unit } : null
}

/** The instant at which the period that `at` is in begins, in UTC. */
export function floorTo(at: number, { count, unit }: Period): number {
  if ('ms' in unit) return Math.floor(at / (count * unit.ms)) * count * unit.ms
  const { year, month } = civilDate(Math.floor(at / DAY))
  const size = count * unit.months
  return startOfMonth(Math.floor((year * 12 + month - 1) / size) * size)
}

/** The instant at which the period ends, or `at` itself when it begins one. */
export function ceilTo(at: number, period: Period): number {
  const floor = floorTo(at, period)
  if (floor === at) return at
  const { count, unit } = period
  if ('ms' in unit) return floor + count * unit.ms
  const { year, month } = civilDate(Math.floor(floor / DAY))
  return startOfMonth(year * 12 + month - 1 + count * unit.months)
}

const startOfMonth = (months: number): number => daysOf(Math.floor(months / 12), (months % 12) + 1, 1) * DAY
