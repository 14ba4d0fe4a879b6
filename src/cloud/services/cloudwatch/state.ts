/** Metrics and their values. */

export interface Dimension {
  readonly Name: string
  readonly Value: string
}

/** Values of one instant: a value that counts `count` times, or the summary of several. */
export interface Sample {
  /** Virtual milliseconds since the epoch. */
  readonly at: number
  readonly unit: string
  readonly count: number
  readonly sum: number
  readonly minimum: number
  readonly maximum: number
  /** Null for a statistic set of several values: percentiles of it are unknown. */
  readonly value: number | null
}

export interface Metric {
  readonly namespace: string
  readonly name: string
  /** By name. */
  readonly dimensions: readonly Dimension[]
  readonly samples: Sample[]
  /** Of all samples. */
  readonly totals: { count: number; sum: number; maximum: number }
  /** When its last value came. */
  updatedAt: number
}

export class MetricStore {
  readonly #metrics = new Map<string, Metric>()

  add(namespace: string, name: string, dimensions: readonly Dimension[], sample: Sample, now: number): void {
    const sorted = inOrder(dimensions)
    const key = keyOf(namespace, name, sorted)
    let metric = this.#metrics.get(key)
    if (!metric) {
      metric = {
        namespace,
        name,
        dimensions: sorted,
        samples: [],
        totals: { count: 0, sum: 0, maximum: -Infinity },
        updatedAt: now,
      }
      this.#metrics.set(key, metric)
    }
    metric.updatedAt = now
    metric.samples.push(sample)
    metric.totals.count += sample.count
    metric.totals.sum += sample.sum
    metric.totals.maximum = Math.max(metric.totals.maximum, sample.maximum)
  }

  /** Dimensions must be given in full: each combination is a metric of its own. */
  find(namespace: string, name: string, dimensions: readonly Dimension[]): Metric | undefined {
    return this.#metrics.get(keyOf(namespace, name, inOrder(dimensions)))
  }

  all(): readonly Metric[] {
    return [...this.#metrics.values()]
  }
}

/** One value, `count` times. */
export const single = (at: number, value: number, unit: string, count = 1): Sample => ({
  at,
  unit,
  count,
  sum: value * count,
  minimum: value,
  maximum: value,
  value,
})

const inOrder = (dimensions: readonly Dimension[]): readonly Dimension[] =>
  [...dimensions].sort((a, b) => (a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0))

const keyOf = (namespace: string, name: string, dimensions: readonly Dimension[]): string =>
  JSON.stringify([namespace, name, dimensions.map(({ Name, Value }) => [Name, Value])])
