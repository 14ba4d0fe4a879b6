import cronParser from 'aws-cron-parser'
import { describe, expect, it } from 'vitest'
import {
  nextOccurrence,
  parseScheduleExpression,
  type ScheduleDialect,
  type ScheduleExpression,
} from '../../../../src/cloud/aws/schedule-expressions'
import { findTimeZone } from '../../../../src/cloud/aws/time-zones'

function expressionOf(text: string, dialect: ScheduleDialect = 'scheduler'): ScheduleExpression {
  const expression = parseScheduleExpression(text, dialect)
  if (!expression) throw new Error(`refused: ${text}`)
  return expression
}

/** The next `count` instants, as `YYYY-MM-DDTHH:MM`. */
function dates(text: string, from: string, count: number, zoneName = 'UTC'): string[] {
  const expression = expressionOf(text)
  const zone = findTimeZone(zoneName)
  if (!zone) throw new Error(`no zone ${zoneName}`)
  const found: string[] = []
  let after = Date.parse(from)
  while (found.length < count) {
    const next = nextOccurrence(expression, after, { zone })
    if (next === null) break
    found.push(new Date(next).toISOString().slice(0, 16))
    after = next
  }
  return found
}

describe('rate', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(12 hours)', 43_200_000],
    ['rate(7 days)', 604_800_000],
  ])('%s', (text, period) => {
    expect(parseScheduleExpression(text, 'rule')).toEqual({ kind: 'rate', period })
    expect(parseScheduleExpression(text, 'scheduler')).toEqual({ kind: 'rate', period })
  })

  // Recorded from AWS, test_events_schedule.py.
  it.each([
    ['rate(10 seconds)'],
    ['rate(10 years)'],
    ['rate(1 minutes)'],
    ['rate(1 hours)'],
    ['rate(1 days)'],
    ['rate(10 minute)'],
    ['rate(10 hour)'],
    ['rate(10 day)'],
    ['rate()'],
    ['rate(10)'],
    ['rate(10 minutess)'],
    ['rate(foo minutes)'],
    ['rate(0 minutes)'],
    ['rate(-10 minutes)'],
    ['rate(10 MINUTES)'],
    ['rate( 10 minutes )'],
    [' rate(10 minutes)'],
  ])('of a rule may not be %s', (text) => {
    expect(parseScheduleExpression(text, 'rule')).toBeNull()
  })

  it('of a schedule takes singular and plural alike', () => {
    expect(expressionOf('rate(2 minute)')).toEqual(expressionOf('rate(2 minutes)'))
    expect(expressionOf('rate(1 minutes)')).toEqual(expressionOf('rate(1 minute)'))
  })

  it('counts from its start', () => {
    const expression = expressionOf('rate(10 minutes)')
    expect(nextOccurrence(expression, 999, { start: 1000 })).toBe(1000)
    expect(nextOccurrence(expression, 1000, { start: 1000 })).toBe(601_000)
    expect(nextOccurrence(expression, 601_001, { start: 1000 })).toBe(1_201_000)
  })
})

describe('at', () => {
  it('is of schedules alone', () => {
    expect(parseScheduleExpression('at(2026-05-01T09:30:00)', 'rule')).toBeNull()
    expect(expressionOf('at(2026-05-01T09:30:00)')).toEqual({ kind: 'at', local: Date.UTC(2026, 4, 1, 9, 30) })
  })

  it('comes once, in its zone', () => {
    expect(dates('at(2026-07-01T09:30:00)', '2026-01-01T00:00Z', 3, 'Asia/Tokyo')).toEqual(['2026-07-01T00:30'])
  })

  it.each([
    ['at(2021-12-31T23:59:59Z)'],
    ['at(2021-12-31)'],
    ['at(2026-02-29T00:00:00)'],
    ['at(2026-13-01T00:00:00)'],
    ['at(2026-01-01T24:00:00)'],
  ])('may not be %s', (text) => {
    expect(parseScheduleExpression(text, 'scheduler')).toBeNull()
  })
})

describe('cron', () => {
  // The examples of the User Guide, "Cron expressions", with what it says of them.
  it.each([
    ['cron(0 10 * * ? *)', ['2026-01-01T10:00', '2026-01-02T10:00']],
    ['cron(15 12 * * ? *)', ['2026-01-01T12:15', '2026-01-02T12:15']],
    ['cron(0 18 ? * MON-FRI *)', ['2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00']],
    ['cron(0 8 1 * ? *)', ['2026-01-01T08:00', '2026-02-01T08:00']],
    ['cron(0/10 * ? * MON-FRI *)', ['2026-01-01T00:10', '2026-01-01T00:20']],
    ['cron(0/5 8-17 ? * MON-FRI *)', ['2026-01-01T08:00', '2026-01-01T08:05']],
    ['cron(0 9 ? * 2#1 *)', ['2026-01-05T09:00', '2026-02-02T09:00']],
    [
      'cron(0/30 20-2 ? * MON-FRI *)',
      [
        '2026-01-01T00:30',
        '2026-01-01T01:00',
        '2026-01-01T01:30',
        '2026-01-01T02:00',
        '2026-01-01T02:30',
        '2026-01-01T20:00',
      ],
    ],
    ['cron(0 0 L * ? *)', ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
    [
      'cron(0 0 3W * ? *)',
      ['2026-01-02T00:00', '2026-02-03T00:00', '2026-03-03T00:00', '2026-04-03T00:00', '2026-05-04T00:00'],
    ],
    ['cron(0 0 1W * ? *)', ['2026-02-02T00:00', '2026-03-02T00:00', '2026-04-01T00:00']],
    ['cron(0 0 LW * ? *)', ['2026-01-30T00:00', '2026-02-27T00:00', '2026-03-31T00:00']],
    ['cron(0 0 ? * 6L *)', ['2026-01-30T00:00', '2026-02-27T00:00']],
    ['cron(0 0 ? * FRIL *)', ['2026-01-30T00:00', '2026-02-27T00:00']],
    ['cron(0 0 ? * L *)', ['2026-01-03T00:00', '2026-01-10T00:00']],
    ['cron(0 0 ? * 3#2 *)', ['2026-01-13T00:00', '2026-02-10T00:00']],
    ['cron(0 0 ? * 1 *)', ['2026-01-04T00:00', '2026-01-11T00:00']],
    [
      'cron(0 0 ? * fri-mon *)',
      ['2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00', '2026-01-05T00:00', '2026-01-09T00:00'],
    ],
    ['cron(5,35 14 * * ? *)', ['2026-01-01T14:05', '2026-01-01T14:35']],
    ['cron(15 10 ? * 6L 2026-2027)', ['2026-01-30T10:15']],
    ['cron(*/15 * * * ? *)', ['2026-01-01T00:15', '2026-01-01T00:30']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 1 1 ? 2199)', ['2199-01-01T00:00']],
    ['cron(0 12 1 JAN,JUL ? 2026)', ['2026-01-01T12:00', '2026-07-01T12:00']],
    ['cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)', ['2026-01-01T08:00', '2026-01-01T08:01']],
  ])('%s', (text, expected) => {
    expect(parseScheduleExpression(text, 'rule')).not.toBeNull()
    expect(dates(text, '2026-01-01T00:00Z', expected.length)).toEqual(expected)
  })

  it('ends when there is no such date any more', () => {
    expect(dates('cron(0 0 1 1 ? 2025)', '2026-01-01T00:00Z', 1)).toEqual([])
    expect(dates('cron(0 0 30 2 ? *)', '2026-01-01T00:00Z', 1)).toEqual([])
    expect(dates('cron(0 12 1 JAN,JUL ? 2026)', '2026-01-01T00:00Z', 9)).toHaveLength(2)
  })

  it.each([
    ['cron(0 1 * * * *)'],
    ['cron(0 1 ? * ? *)'],
    ['cron(0 dummy ? * MON-FRI *)'],
    ['cron(7 20 * * NOT *)'],
    ['cron(71 8 1 * ? *)'],
    ['cron(INVALID)'],
    ['cron()'],
    ['cron(* * * * ?)'],
    ['cron(0 24 * * ? *)'],
    ['cron(0 0 0 * ? *)'],
    ['cron(0 0 32 * ? *)'],
    ['cron(0 0 1 13 ? *)'],
    ['cron(0 0 ? * 8 *)'],
    ['cron(0 0 ? * 0 *)'],
    ['cron(0 0 1 1 ? 1969)'],
    ['cron(0 0 1 1 ? 2200)'],
    ['cron(0/0 * * * ? *)'],
    ['cron(0/5/5 * * * ? *)'],
    ['cron(10-5 * * * ? *)'],
    ['cron(0 0 ? * 3#6 *)'],
    ['cron(0 0 ? * 3#1,6#3 *)'],
    ['cron(0 0 0W * ? *)'],
    ['Cron(0 10 * * ? *)'],
  ])('may not be %s', (text) => {
    expect(parseScheduleExpression(text, 'rule')).toBeNull()
    expect(parseScheduleExpression(text, 'scheduler')).toBeNull()
  })

  it.each([
    ['0/7 3-9/2 * * ? *'],
    ['13 0,12 1-7 * ? *'],
    ['0 6 ? * TUE,THU *'],
    ['30 4 15W * ? *'],
    ['0 0 ? 3-11/4 5#3 *'],
    ['59 23 L * ? 2026/2'],
    ['1 1 ? * 2L *'],
  ])('agrees with aws-cron-parser on %s', (text) => {
    const parsed = cronParser.parse(text)
    const from = '2026-01-01T00:00:30Z'
    const other: string[] = []
    for (let date = cronParser.next(parsed, new Date(from)); date && other.length < 40;) {
      other.push(date.toISOString().slice(0, 16))
      date = cronParser.next(parsed, date)
    }
    expect(other).toHaveLength(40)
    expect(dates(`cron(${text})`, from, 40)).toEqual(other)
  })

  // Scheduler User Guide, "Daylight savings time".
  it('leaves out what clocks are set forward over', () => {
    expect(dates('cron(30 2 * * ? *)', '2026-03-28T00:00Z', 3, 'Europe/Berlin')).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
      '2026-03-31T00:30',
    ])
  })

  it('happens once when clocks are set back', () => {
    expect(dates('cron(30 1 * * ? *)', '2026-10-31T12:00Z', 3, 'America/New_York')).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
      '2026-11-03T06:30',
    ])
  })
})
