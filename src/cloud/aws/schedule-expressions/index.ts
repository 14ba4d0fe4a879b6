/**
 * Schedule expressions: `rate(5 minutes)`, `cron(0 12 * * ? *)`, and for EventBridge Scheduler `at(2026-05-01T09:30:00)`.
 *
 * | dialect     | rate                                          | at  | time zone           |
 * | ----------- | --------------------------------------------- | --- | ------------------- |
 * | `rule`      | singular for 1, plural for others, as written | no  | UTC                 |
 * | `scheduler` | either for any number                         | yes | any of tz database  |
 *
 * Sources: EventBridge User Guide, "Setting a schedule pattern"; EventBridge Scheduler User Guide, "Schedule types";
 * what is refused: recorded from AWS by LocalStack's test suite.
 */

import { DAY, daysInMonth, daysOf } from '../civil-time'
import { instantOf, UTC, type TimeZone } from '../time-zones'
import { minutes, type Milliseconds } from '../units'
import { occurrences, parseCron, type Cron } from './cron'

export type ScheduleDialect = 'rule' | 'scheduler'

export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly period: Milliseconds }
  | { readonly kind: 'cron'; readonly cron: Cron }
  /** `local`: the instant at which UTC shows the time that is written. */
  | { readonly kind: 'at'; readonly local: Milliseconds }

const UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 }

/** @returns null for what AWS refuses */
export function parseScheduleExpression(text: string, dialect: ScheduleDialect): ScheduleExpression | null {
  const rate = /^rate\((\d{1,10}) (minute|hour|day)(s?)\)$/.exec(text)
  if (rate) {
    const count = Number(rate[1])
    const isPlural = rate[3] === 's'
    if (count === 0 || (dialect === 'rule' && isPlural !== count > 1)) return null
    return { kind: 'rate', period: minutes(count * (UNITS[rate[2] ?? ''] ?? 1)) }
  }
  const fields = /^cron\((.+)\)$/.exec(text)
  if (fields) {
    const cron = parseCron(fields[1] ?? '')
    return cron && { kind: 'cron', cron }
  }
  return dialect === 'scheduler' ? parseAt(text) : null
}

function parseAt(text: string): ScheduleExpression | null {
  const match = /^at\((\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\)$/.exec(text)
  if (!match) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  return { kind: 'at', local: daysOf(year, month, day) * DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 }
}

/**
 * The first instant after `after` at which a schedule falls due.
 *
 * A cron schedule follows its zone's clocks: what they are set forward over is left out, what they show twice happens the
 * first time. A single date that is set forward over is taken an hour later (not stated by AWS, unverified).
 *
 * @param start of a rate: its periods are counted from here
 * @returns null when there is none any more
 */
export function nextOccurrence(
  expression: ScheduleExpression,
  after: Milliseconds,
  { zone = UTC, start = 0 }: { zone?: TimeZone; start?: Milliseconds } = {},
): Milliseconds | null {
  switch (expression.kind) {
    case 'rate': {
      if (after < start) return start
      return start + (Math.floor((after - start) / expression.period) + 1) * expression.period
    }
    case 'at': {
      const { local } = expression
      const instant = instantOf(zone, local) ?? local - zone.offsetAt(local - DAY)
      return instant > after ? instant : null
    }
    case 'cron': {
      const today = Math.floor((after + zone.offsetAt(after)) / DAY)
      for (const local of occurrences(expression.cron, today)) {
        const instant = instantOf(zone, local)
        if (instant !== null && instant > after) return instant
      }
      return null
    }
  }
}
