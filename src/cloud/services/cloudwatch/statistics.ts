/** Statistics over periods. Source: Amazon CloudWatch User Guide, "CloudWatch statistics definitions". */

import type { Sample } from './state'

export interface Period {
  /** Its start, virtual milliseconds since the epoch. */
  readonly start: number
  readonly unit: string
  readonly samples: readonly Sample[]
}

/** Periods that hold values, in order of time; values of different units are apart. @param length milliseconds */
export function periodsOf(
  samples: readonly Sample[],
  from: number,
  to: number,
  length: number,
  unit: string | undefined,
): readonly Period[] {
  const periods = new Map<string, { start: number; unit: string; samples: Sample[] }>()
  const first = Math.floor(from / length) * length
  for (const sample of samples) {
    if (sample.at < first || sample.at >= to || (unit !== undefined && sample.unit !== unit)) continue
    const start = Math.floor(sample.at / length) * length
    const key = `${start} ${sample.unit}`
    const period = periods.get(key) ?? { start, unit: sample.unit, samples: [] }
    period.samples.push(sample)
    periods.set(key, period)
  }
  return [...periods.values()].sort((a, b) => a.start - b.start)
}

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/

export const isPercentile = (statistic: string): boolean => PERCENTILE.test(statistic)

/** @returns null when it cannot be known: a percentile of summarised values */
export function statisticOf(statistic: string, samples: readonly Sample[]): number | null {
  const total = (pick: (sample: Sample) => number): number => samples.reduce((sum, sample) => sum + pick(sample), 0)
  switch (statistic) {
    case 'SampleCount':
      return total(({ count }) => count)
    case 'Sum':
      return total(({ sum }) => sum)
    case 'Average':
      return total(({ sum }) => sum) / total(({ count }) => count)
    case 'Minimum':
      return samples.reduce((least, { minimum }) => Math.min(least, minimum), Infinity)
    case 'Maximum':
      return samples.reduce((most, { maximum }) => Math.max(most, maximum), -Infinity)
    default:
      return percentile(Number(PERCENTILE.exec(statistic)?.[1]), samples)
  }
}

/** The smallest value that at least so many percent of the values do not exceed. */
function percentile(percent: number, samples: readonly Sample[]): number | null {
  if (samples.some(({ value }) => value === null)) return null
  const sorted = [...samples].sort((a, b) => (a.value ?? 0) - (b.value ?? 0))
  const count = sorted.reduce((sum, sample) => sum + sample.count, 0)
  const wanted = Math.max(1, Math.ceil((percent / 100) * count))
  let passed = 0
  for (const sample of sorted) {
    passed += sample.count
    if (passed >= wanted) return sample.value
  }
  return null
}
