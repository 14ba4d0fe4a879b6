import { describe, expect, it } from 'vitest'
import { findTimeZone, instantOf, timeZoneNames } from '../../../../src/cloud/aws/time-zones'

const zoneOf = (name: string): NonNullable<ReturnType<typeof findTimeZone>> => {
  const zone = findTimeZone(name)
  if (!zone) throw new Error(`no zone ${name}`)
  return zone
}

/** The offset that the platform's own copy of the tz database gives. */
function platformOffset(name: string, instant: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  const text = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes = '0'] = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(text) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

describe('the offset of a zone', () => {
  it('is that of the tz database on the first and the fifteenth of every month, in every zone', () => {
    const differing: string[] = []
    for (const name of timeZoneNames()) {
      const zone = zoneOf(name)
      for (let month = 0; month < 24; month++) {
        for (const day of [1, 15]) {
          const instant = Date.UTC(2026, month, day, 12)
          if (zone.offsetAt(instant) !== platformOffset(name, instant)) {
            differing.push(`${name} ${new Date(instant).toISOString()}`)
          }
        }
      }
    }
    expect(differing).toEqual([])
  }, 60_000)

  it.each([
    // EU: clocks change at 01:00 UTC on the last Sundays of March and October.
    ['Europe/Berlin', Date.UTC(2026, 2, 29, 1), 1, 2],
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 1), 2, 1],
    // US: at 02:00 local time, on the second Sunday of March and the first of November.
    ['America/New_York', Date.UTC(2026, 2, 8, 7), -5, -4],
    ['America/New_York', Date.UTC(2026, 10, 1, 6), -4, -5],
    ['America/St_Johns', Date.UTC(2026, 2, 8, 5, 30), -3.5, -2.5],
    // The south has its summer around the new year.
    ['Australia/Sydney', Date.UTC(2026, 3, 4, 16), 11, 10],
    // Ireland calls its winter time the exception.
    ['Europe/Dublin', Date.UTC(2026, 2, 29, 1), 0, 1],
    // Morocco goes back to UTC in Ramadan of 2026.
    ['Africa/Casablanca', Date.UTC(2026, 1, 15, 2), 1, 0],
    ['Africa/Casablanca', Date.UTC(2026, 2, 22, 2), 0, 1],
  ])('of %s changes to the millisecond (%d)', (name, change, before, after) => {
    const zone = zoneOf(name)
    expect(zone.offsetAt(change - 1)).toBe(before * 3_600_000)
    expect(zone.offsetAt(change)).toBe(after * 3_600_000)
  })

  it.each([['Mars/Olympus'], ['europe/berlin'], ['UTC+2'], [''], ['__proto__']])('does not exist for %s', (name) => {
    expect(findTimeZone(name)).toBeUndefined()
  })
})

describe('the instant of a local time', () => {
  const berlin = zoneOf('Europe/Berlin')

  it('takes the offset of its season', () => {
    expect(instantOf(berlin, Date.UTC(2026, 0, 10, 9))).toBe(Date.UTC(2026, 0, 10, 8))
    expect(instantOf(berlin, Date.UTC(2026, 6, 10, 9))).toBe(Date.UTC(2026, 6, 10, 7))
  })

  it('is null for an hour that clocks leave out', () => {
    expect(instantOf(berlin, Date.UTC(2026, 2, 29, 2, 30))).toBeNull()
    expect(instantOf(berlin, Date.UTC(2026, 2, 29, 3))).toBe(Date.UTC(2026, 2, 29, 1))
  })

  it('is the first of two when clocks show it twice', () => {
    expect(instantOf(berlin, Date.UTC(2026, 9, 25, 2, 30))).toBe(Date.UTC(2026, 9, 25, 0, 30))
  })
})
