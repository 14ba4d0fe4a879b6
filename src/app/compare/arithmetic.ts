/** Two trials side by side: rows of a table, and the difference in words. */

import { countText, durationText, moneyText } from '../parts/quantities'
import type { Measures } from '../../api/measure'

/** Of sorted values: the smallest that a share of them does not exceed. NaN without values. */
export function percentile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return NaN
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

export interface Row {
  readonly label: string
  readonly hint?: string
  readonly a: string
  readonly b: string
  /** `+38 %`, `2.1×`, `−3`; empty without a difference. */
  readonly difference: string
  /** Whether B is better; null where neither more nor less is, or nothing differs. */
  readonly better: boolean | null
}

type Unit = 'money' | 'count' | 'time'

const TEXT: Readonly<Record<Unit, (value: number) => string>> = {
  money: moneyText,
  count: countText,
  time: durationText,
}

interface Metric {
  readonly label: string
  readonly hint?: string
  readonly unit: Unit
  readonly of: (measures: Measures) => number
  /** More of it is neither good nor bad. */
  readonly neutral?: true
}

const METRICS: readonly Metric[] = [
  { label: 'Cost', hint: 'Of Lambda, at the list price without free tier', unit: 'money', of: ({ cost }) => cost },
  {
    label: 'Invocations',
    hint: 'Attempts that ran',
    unit: 'count',
    of: ({ invocations }) => invocations,
    neutral: true,
  },
  { label: 'Errors', hint: 'Attempts that failed', unit: 'count', of: ({ errors }) => errors },
  { label: 'Throttles', unit: 'count', of: ({ throttles }) => throttles },
  { label: 'Cold starts', unit: 'count', of: ({ coldStarts }) => coldStarts },
  ...[50, 90, 99].map((p): Metric => ({
    label: `End to end, p${p}`,
    hint: 'From when an event came to when a function had succeeded with it: waits and retries included',
    unit: 'time',
    of: ({ latencies }) => percentile(latencies, p / 100),
  })),
  ...[50, 99].map((p): Metric => ({
    label: `Duration, p${p}`,
    hint: 'Of one attempt',
    unit: 'time',
    of: ({ durations }) => percentile(durations, p / 100),
  })),
  { label: 'Lost', hint: 'Events that ended nowhere', unit: 'count', of: ({ lost }) => lost },
  {
    label: 'Dead-lettered',
    hint: 'Events that ended in a dead-letter queue or an on-failure destination',
    unit: 'count',
    of: ({ deadLettered }) => deadLettered,
  },
  {
    label: 'Unfinished',
    hint: 'Events in a queue, a stream or on their way when the trial ended',
    unit: 'count',
    of: ({ unfinished }) => unfinished,
  },
  { label: 'Time to drain', hint: 'To the end of the last event', unit: 'time', of: ({ drained }) => drained },
]

export function rowsOf(a: Measures, b: Measures): readonly Row[] {
  return METRICS.map(({ label, hint, unit, of, neutral }) => {
    const [before, after] = [of(a), of(b)]
    const text = (value: number): string => (Number.isNaN(value) ? '–' : TEXT[unit](value))
    const differs = text(before) !== text(after)
    return {
      label,
      ...(hint !== undefined && { hint }),
      a: text(before),
      b: text(after),
      difference: differs ? differenceText(before, after, unit) : '',
      better: !differs || neutral || Number.isNaN(before) || Number.isNaN(after) ? null : after < before,
    }
  })
}

/** Counts by their difference, everything else by the relation. */
export function differenceText(before: number, after: number, unit: Unit = 'time'): string {
  if (Number.isNaN(before) || Number.isNaN(after)) return ''
  if (unit === 'count' || before === 0 || after === 0) {
    const text = TEXT[unit](Math.abs(after - before))
    return `${after > before ? '+' : '−'}${text}`
  }
  const factor = after / before
  if (factor >= 2) return `${factorText(factor)}×`
  const percent = Math.abs(factor - 1) * 100
  return `${factor > 1 ? '+' : '−'}${percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`
}

const factorText = (factor: number): string =>
  factor < 10 ? factor.toFixed(1).replace(/\.0$/, '') : countText(Math.round(factor))

/** “B costs 38 % less and is 2.1× slower at p99.” */
export function wordsOf(a: Measures, b: Measures): string {
  const parts = [
    relation(a.cost, b.cost, 'costs', ['more', 'less']),
    relation(percentile(a.latencies, 0.99), percentile(b.latencies, 0.99), 'is', ['slower at p99', 'faster at p99']),
    counted(a.lost, b.lost, 'lost'),
    counted(a.deadLettered, b.deadLettered, 'dead-lettered'),
    counted(a.throttles, b.throttles, 'throttled'),
  ].filter((part) => part !== null)
  if (parts.length === 0) return 'A and B come to the same.'
  const last = parts.at(-1) ?? ''
  return `B ${parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`}.`
}

function relation(before: number, after: number, verb: string, [more, less]: readonly [string, string]): string | null {
  if (!(before > 0) || !(after > 0)) return null
  const factor = after / before
  if (Math.abs(factor - 1) < 0.005) return null
  const isMore = factor > 1
  // Three times faster is said of the other way round.
  const by = verb === 'is' && !isMore ? 1 / factor : factor
  const amount = by >= 2 ? `${factorText(by)}×` : `${Math.max(1, Math.round(Math.abs(by - 1) * 100))} %`
  return `${verb} ${amount} ${isMore ? more : less}`
}

const counted = (before: number, after: number, what: string): string | null =>
  before === after ? null : `has ${countText(Math.abs(after - before))} ${after > before ? 'more' : 'fewer'} ${what}`
