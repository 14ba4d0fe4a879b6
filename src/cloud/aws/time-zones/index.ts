/**
 * Offsets of time zones, without Intl: what a browser knows of them depends on its version, and a run must not.
 * Instants are milliseconds since the Unix epoch; a local time is written as the instant at which UTC shows the same.
 */

import { civilDate, DAY, daysInMonth, daysOf, weekdayOf } from '../civil-time'
import { MOROCCO, ZONES } from './rules'

export interface TimeZone {
  readonly name: string
  /** Milliseconds to add to an instant for the local time. */
  offsetAt(instant: number): number
}

export const UTC: TimeZone = { name: 'UTC', offsetAt: () => 0 }

const HOUR = 3_600_000

let ruleByZone: ReadonlyMap<string, string> | null = null

/** @returns undefined for what is no name of the tz database; names are case-sensitive */
export function findTimeZone(name: string): TimeZone | undefined {
  if (MOROCCO.zones.includes(name)) return { name, offsetAt: moroccanOffset }
  ruleByZone ??= readZones()
  const rule = ruleByZone.get(name)
  return rule === undefined ? undefined : { name, offsetAt: parsePosixRule(rule) }
}

/** Every name there is. */
export function timeZoneNames(): readonly string[] {
  ruleByZone ??= readZones()
  return [...ruleByZone.keys(), ...MOROCCO.zones]
}

/**
 * The instant at which a zone's clocks show a local time; the first when they show it twice.
 * @returns null when they never do, because they are set forward over it
 */
export function instantOf(zone: TimeZone, local: number): number | null {
  const candidates = [zone.offsetAt(local - DAY), zone.offsetAt(local + DAY)]
    .map((offset) => local - offset)
    .filter((instant) => instant + zone.offsetAt(instant) === local)
  return candidates.length === 0 ? null : Math.min(...candidates)
}

function readZones(): ReadonlyMap<string, string> {
  const zones = new Map<string, string>()
  for (const line of ZONES.trim().split('\n')) {
    const [rule = '', ...names] = line.split(' ')
    for (const name of names) zones.set(name, rule)
  }
  return zones
}

let moroccanChanges: readonly number[] | null = null

function moroccanOffset(instant: number): number {
  moroccanChanges ??= MOROCCO.changes.trim().split(/\s+/).map(Number)
  const passed = moroccanChanges.filter((hour) => hour * HOUR <= instant).length
  return passed % 2 === 1 ? 0 : HOUR
}

/** `std offset [dst [offset] , start , end]`, times as `Mm.w.d[/time]`. Source: POSIX.1, "TZ", with the extensions of RFC 8536. */
function parsePosixRule(rule: string): (instant: number) => number {
  const match =
    /^(?:<[^>]+>|[A-Za-z]+)([+\-\d:]+)(?:(?:<[^>]+>|[A-Za-z]+)([+\-\d:]*),M([\d.]+)(?:\/([-\d:]+))?,M([\d.]+)(?:\/([-\d:]+))?)?$/.exec(
      rule,
    )
  if (!match) throw new Error(`no rule of a time zone: ${rule}`)
  const [, standardText = '', summerText, start, startTime, end, endTime] = match
  // POSIX counts westwards.
  const standard = 0 - clockTime(standardText)
  if (start === undefined || end === undefined) return () => standard
  const summer = summerText ? 0 - clockTime(summerText) : standard + HOUR
  const starts = yearlyChange(start, startTime, standard)
  const ends = yearlyChange(end, endTime, summer)
  return (instant) => {
    const { year } = civilDate(Math.floor((instant + standard) / DAY))
    const [summerStart, summerEnd] = [starts(year), ends(year)]
    const isSummer =
      summerStart < summerEnd
        ? instant >= summerStart && instant < summerEnd
        : instant >= summerStart || instant < summerEnd
    return isSummer ? summer : standard
  }
}

/** `10.5.0`: October, the last, Sunday. @returns the instant of the change in a year */
function yearlyChange(date: string, time: string | undefined, offsetBefore: number): (year: number) => number {
  const [month = 1, week = 1, weekday = 0] = date.split('.').map(Number)
  const clock = time === undefined ? 2 * HOUR : clockTime(time)
  return (year) => {
    const first = daysOf(year, month, 1)
    const day = 1 + ((weekday - weekdayOf(first) + 7) % 7) + (week - 1) * 7
    const existing = day > daysInMonth(year, month) ? day - 7 : day
    return (first + existing - 1) * DAY + clock - offsetBefore
  }
}

/** `-3:30`, `02`. @returns milliseconds */
function clockTime(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number)
  const size = hours * HOUR + minutes * 60_000 + seconds * 1000
  return text.startsWith('-') ? -size : size
}
