/**
 * Cron expressions as AWS has them: `minutes hours day-of-month month day-of-week year`.
 * Source: EventBridge User Guide, "Cron expressions"; EventBridge Scheduler User Guide, "Cron-based schedules". Not stated
 * there, our reading (unverified): names in any case, `LW` for the last weekday of a month, and that ranges of hours, days
 * of the week and months may wrap.
 */

import { civilDate, DAY, daysInMonth, daysOf, weekdayOf } from '../civil-time'

export interface Cron {
  /** Ascending. */
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly months: ReadonlySet<number>
  readonly years: ReadonlySet<number>
  /** Whether the schedule falls on a day of a month that fits. */
  fitsDay(year: number, month: number, day: number): boolean
}

type DayTest = Cron['fitsDay']

interface Field {
  readonly minimum: number
  readonly maximum: number
  /** For `minimum`, `minimum` + 1, … */
  readonly names?: readonly string[]
  readonly wraps?: true
}

const YEAR_MAX = 2199
const MINUTES: Field = { minimum: 0, maximum: 59 }
const HOURS: Field = { minimum: 0, maximum: 23, wraps: true }
const DAYS_OF_MONTH: Field = { minimum: 1, maximum: 31 }
const MONTHS: Field = {
  minimum: 1,
  maximum: 12,
  names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
  wraps: true,
}
/** 1 is Sunday. */
const DAYS_OF_WEEK: Field = { minimum: 1, maximum: 7, names: 'SUN MON TUE WED THU FRI SAT'.split(' '), wraps: true }
const YEARS: Field = { minimum: 1970, maximum: YEAR_MAX }

/** @param text what stands between the brackets; @returns null for what is no valid expression */
export function parseCron(text: string): Cron | null {
  const fields = text.split(/\s+/)
  if (fields.length !== 6) return null
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields
  // One of the two says nothing about the day, and only one may.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return null
  const minutes = parseValues(minute, MINUTES)
  const hours = parseValues(hour, HOURS)
  const months = parseValues(month, MONTHS)
  const years = parseValues(year, YEARS)
  const fitsDay = dayOfMonth === '?' ? parseDayOfWeek(dayOfWeek) : parseDayOfMonth(dayOfMonth)
  if (!minutes || !hours || !months || !years || !fitsDay) return null
  return {
    minutes: [...minutes].toSorted((a, b) => a - b),
    hours: [...hours].toSorted((a, b) => a - b),
    months,
    years,
    fitsDay,
  }
}

/**
 * The local times at which a cron schedule falls due, from the beginning of a day on, in order.
 * @param from the first day, in days since 1970-01-01
 */
export function* occurrences(cron: Cron, from: number): Generator<number> {
  const last = daysOf(YEAR_MAX, 12, 31)
  for (let days = from; days <= last; days++) {
    const { year, month, day } = civilDate(days)
    if (!cron.years.has(year)) {
      days = daysOf(year + 1, 1, 1) - 1
    } else if (!cron.months.has(month)) {
      days += daysInMonth(year, month) - day
    } else if (cron.fitsDay(year, month, day)) {
      for (const hour of cron.hours) {
        for (const minute of cron.minutes) yield days * DAY + hour * 3_600_000 + minute * 60_000
      }
    }
  }
}

/** A list of values, ranges and steps. */
function parseValues(text: string, field: Field): ReadonlySet<number> | null {
  const values = new Set<number>()
  for (const item of text.split(',')) {
    const [range = '', step, ...more] = item.split('/')
    if (more.length > 0) return null
    const increment = step === undefined ? 1 : numberOf(step)
    if (increment === null || increment < 1) return null
    const ends = parseRange(range, field, step !== undefined)
    if (!ends) return null
    const [first, last] = ends
    const size = field.maximum - field.minimum + 1
    const length = last >= first ? last - first : last - first + size
    for (let offset = 0; offset <= length; offset += increment) {
      values.add(field.minimum + ((first - field.minimum + offset) % size))
    }
  }
  return values
}

function parseRange(text: string, field: Field, hasStep: boolean): readonly [number, number] | null {
  if (text === '*') return [field.minimum, field.maximum]
  const [from = '', to, ...more] = text.split('-')
  if (more.length > 0) return null
  const first = valueOf(from, field)
  if (first === null) return null
  // `5/10` goes on to the end of the field.
  if (to === undefined) return [first, hasStep ? field.maximum : first]
  const last = valueOf(to, field)
  if (last === null || (last < first && !field.wraps)) return null
  return [first, last]
}

function valueOf(text: string, field: Field): number | null {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1
  const value = named >= 0 ? field.minimum + named : numberOf(text)
  return value !== null && value >= field.minimum && value <= field.maximum ? value : null
}

const numberOf = (text: string): number | null => (/^\d{1,4}$/.test(text) ? Number(text) : null)

function parseDayOfMonth(text: string): DayTest | null {
  if (text === 'L') return (year, month, day) => day === daysInMonth(year, month)
  if (text === 'LW') return (year, month, day) => day === nearestWeekday(year, month, daysInMonth(year, month))
  const weekday = /^(\d{1,2})W$/.exec(text)
  if (weekday) {
    const wanted = Number(weekday[1])
    if (wanted < 1 || wanted > 31) return null
    return (year, month, day) => wanted <= daysInMonth(year, month) && day === nearestWeekday(year, month, wanted)
  }
  const days = parseValues(text, DAYS_OF_MONTH)
  return days && ((_year, _month, day) => days.has(day))
}

/** Monday to Friday, as near as can be to a day without leaving its month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(daysOf(year, month, day))
  if (weekday === 6) return day === 1 ? 3 : day - 1
  if (weekday === 0) return day === daysInMonth(year, month) ? day - 2 : day + 1
  return day
}

function parseDayOfWeek(text: string): DayTest | null {
  const weekdayIs = (year: number, month: number, day: number, value: number): boolean =>
    weekdayOf(daysOf(year, month, day)) === value - 1
  // The last day of the week.
  if (text === 'L') return (year, month, day) => weekdayIs(year, month, day, DAYS_OF_WEEK.maximum)
  if (text.endsWith('L')) {
    const last = valueOf(text.slice(0, -1), DAYS_OF_WEEK)
    if (last === null) return null
    return (year, month, day) => weekdayIs(year, month, day, last) && day + 7 > daysInMonth(year, month)
  }
  const numbered = /^(\w+)#([1-5])$/.exec(text)
  if (numbered) {
    const wanted = valueOf(numbered[1] ?? '', DAYS_OF_WEEK)
    if (wanted === null) return null
    return (year, month, day) => weekdayIs(year, month, day, wanted) && Math.ceil(day / 7) === Number(numbered[2])
  }
  const values = parseValues(text, DAYS_OF_WEEK)
  return values && ((year, month, day) => values.has(weekdayOf(daysOf(year, month, day)) + 1))
}
