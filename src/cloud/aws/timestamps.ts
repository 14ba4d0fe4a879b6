/** Instants (virtual milliseconds since the Unix epoch) as AWS writes them. */

import { civilDate, DAY, daysOf } from './civil-time'

/** `YYYY-MM-DD` of an instant, in UTC. */
export function isoDate(instant: number): string {
  const { year, month, day } = civilDate(Math.floor(instant / DAY))
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ` of an instant. */
export function isoTimestamp(instant: number): string {
  const ms = Math.floor(instant) % DAY
  const [hour, minute, second] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60]
  return `${isoDate(instant)}T${two(hour)}:${two(minute)}:${two(second)}.${String(ms % 1000).padStart(3, '0')}Z`
}

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sat, 31 Jan 2026 12:00:00 GMT` of an instant. Source: RFC 9110, "Date/Time Formats". */
export function httpDate(instant: number): string {
  const [year = '', month = '', day = ''] = isoDate(instant).split('-')
  const weekday = WEEKDAYS[Math.floor(instant / DAY) % 7] ?? ''
  return `${weekday}, ${day} ${MONTHS[Number(month) - 1] ?? ''} ${year} ${isoTimestamp(instant).slice(11, 19)} GMT`
}

/** @returns the instant of `Sat, 31 Jan 2026 12:00:00 GMT`; null for anything else */
export function parseHttpDate(text: string): number | null {
  const match = /^(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(text.trim())
  const month = MONTHS.indexOf(match?.[2] ?? '')
  if (!match || month < 0) return null
  return instantOf(Number(match[3]), month + 1, Number(match[1]), Number(match[4]), Number(match[5]), Number(match[6]))
}

/** @returns the instant of an RFC 3339 timestamp, with an offset or `Z`, or of a date alone (UTC); null for anything else */
export function parseIsoTimestamp(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
    text.trim(),
  )
  if (!match) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = match
  const local = instantOf(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  if (local === null) return null
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
  return local + Math.floor(Number(fraction) * 1000) - offset
}

/** @returns the instant of `20260131T120000Z`, as signatures have it; null for anything else */
export function parseBasicTimestamp(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text)
  if (!match) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  return instantOf(year, month, day, hour, minute, second)
}

/** @param month from 1 @returns null when there is no such date or time */
function instantOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  if (month < 1 || month > 12 || hour > 24 || minute > 59 || second > 60) return null
  const instant = daysOf(year, month, day) * DAY
  if (isoDate(instant) !== `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`) return null
  return instant + ((hour * 60 + minute) * 60 + second) * 1000
}

const two = (value: number): string => String(value).padStart(2, '0')
