/** Functions over the rows of a group. Source: CloudWatch Logs User Guide, "stats", "Functions to use with stats". */

import { finite } from './functions'
import { compareValues, numberOf, textOf, type Value } from './values'

/** A row's value, and when its event happened. */
export interface Sample {
  readonly value: Value
  readonly at: number
}

export interface Aggregate {
  readonly parameters: readonly [fewest: number, most: number]
  readonly usage: string
  /** @param samples of which the field is present @param argument the second one */
  run(samples: readonly Sample[], argument: Value): Value
}

const numbers = (samples: readonly Sample[]): number[] =>
  samples.map(({ value }) => numberOf(value)).filter((number) => !Number.isNaN(number))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Nothing to count gives no value. */
const numeric = (name: string, run: (values: number[]) => number): Aggregate => ({
  parameters: [1, 1],
  usage: `${name}(field)`,
  run: (samples) => {
    const values = numbers(samples)
    return values.length === 0 ? null : finite(run(values))
  },
})

const choice = (name: string, isBetter: (one: Sample, best: Sample) => boolean): Aggregate => ({
  parameters: [1, 1],
  usage: `${name}(field)`,
  run: (samples) =>
    samples.reduce<Sample | null>((best, one) => (best === null || isBetter(one, best) ? one : best), null)?.value ??
    null,
})

function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length)
}

export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  count: { parameters: [0, 1], usage: 'count(field)', run: (samples) => samples.length },
  count_distinct: {
    parameters: [1, 1],
    usage: 'count_distinct(field)',
    run: (samples) => new Set(samples.map(({ value }) => textOf(value))).size,
  },
  sum: numeric('sum', sum),
  avg: numeric('avg', (values) => sum(values) / values.length),
  /** MODEL: of the whole population; AWS does not say which. */
  stddev: numeric('stddev', deviation),
  min: choice('min', (one, best) => compareValues(one.value, best.value) < 0),
  max: choice('max', (one, best) => compareValues(one.value, best.value) > 0),
  /** MODEL: the nearest rank; AWS does not say how it is calculated. */
  pct: {
    parameters: [2, 2],
    usage: 'pct(field, percent)',
    run: (samples, argument) => {
      const values = numbers(samples).sort((a, b) => a - b)
      const rank = Math.ceil((numberOf(argument) / 100) * values.length)
      return values[Math.min(values.length - 1, Math.max(0, rank - 1))] ?? null
    },
  },
  earliest: choice('earliest', (one, best) => one.at < best.at),
  latest: choice('latest', (one, best) => one.at > best.at),
  sortsfirst: choice('sortsFirst', (one, best) => compareValues(one.value, best.value) < 0),
  sortslast: choice('sortsLast', (one, best) => compareValues(one.value, best.value) > 0),
}
