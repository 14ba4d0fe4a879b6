/** One datum of PutMetricData. Source: Amazon CloudWatch API Reference, MetricDatum. */

import { dimensionsOf, text, unitOf, type Input } from './input'
import * as limits from './limits'
import { single, type Dimension, type Sample } from './state'
import { errors } from './wire'

export interface Datum {
  readonly name: string
  readonly dimensions: readonly Dimension[]
  readonly samples: readonly Sample[]
}

/** @param where `MetricData.member.1` @throws AwsError */
export function readDatum(datum: Input, where: string, now: number): Datum {
  const name = text(datum, 'MetricName', `${where}.MetricName`)
  const unit = unitOf(datum, `${where}.Unit`) ?? 'None'
  const resolution = datum['StorageResolution'] ?? 60
  if (resolution !== 1 && resolution !== 60) {
    throw errors.invalid(`The parameter ${where}.StorageResolution must be a value in the set [ 1, 60 ].`)
  }
  const at = typeof datum['Timestamp'] === 'number' ? datum['Timestamp'] * 1000 : now
  if (at < now - limits.OLDEST || at > now + limits.NEWEST) {
    throw errors.invalid(
      `The parameter ${where}.Timestamp must specify a time no more than two weeks in the past and no more than two hours in the future.`,
    )
  }
  return { name, dimensions: dimensionsOf(datum, `${where}.Dimensions`), samples: samplesOf(datum, where, at, unit) }
}

function samplesOf(datum: Input, where: string, at: number, unit: string): readonly Sample[] {
  const { Value: value, Values: values, Counts: counts, StatisticValues: set } = datum
  const given = [value, values, set].filter((one) => one !== undefined).length
  if (given === 0) {
    throw errors.combination(
      `At least one of the parameters ${where}.Value, ${where}.Values and ${where}.StatisticValues must be specified.`,
    )
  }
  if (given > 1) {
    throw errors.combination(
      `The parameters ${where}.Value, ${where}.Values and ${where}.StatisticValues are mutually exclusive and you have specified more than one.`,
    )
  }
  if (value !== undefined) return [single(at, finite(value, `${where}.Value`), unit)]
  if (set !== undefined) return [setOf(set as Input, where, at, unit)]
  const all = values as readonly unknown[]
  const times = (counts ?? all.map(() => 1)) as readonly unknown[]
  if (all.length > limits.VALUES_MAX)
    throw errors.invalid(`The collection ${where}.Values must not have a size greater than ${limits.VALUES_MAX}.`)
  if (times.length !== all.length)
    throw errors.combination(`The parameters ${where}.Values and ${where}.Counts must be of the same size.`)
  return all.map((one, index) =>
    single(at, finite(one, `${where}.Values`), unit, finite(times[index], `${where}.Counts`)),
  )
}

function setOf(set: Input, where: string, at: number, unit: string): Sample {
  const member = (name: string): number => {
    if (set[name] === undefined) throw errors.missing(`${where}.StatisticValues.${name}`)
    return finite(set[name], `${where}.StatisticValues.${name}`)
  }
  const [count, sum, minimum, maximum] = ['SampleCount', 'Sum', 'Minimum', 'Maximum'].map(member) as [
    number,
    number,
    number,
    number,
  ]
  if (minimum > maximum)
    throw errors.invalid(`The parameter ${where}.StatisticValues.Minimum must be less than or equal to Maximum.`)
  return { at, unit, count, sum, minimum, maximum, value: minimum === maximum ? minimum : null }
}

function finite(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw errors.invalid(`The value ${String(value)} for parameter ${where} is invalid.`)
}
