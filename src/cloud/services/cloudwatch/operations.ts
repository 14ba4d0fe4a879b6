/** The API's actions. Source: Amazon CloudWatch API Reference. */

import type { Operation } from '../contract'
import {
  dimensionsOf,
  instant,
  isStatistic,
  list,
  periodLength,
  SIMPLE_STATISTICS,
  text,
  unitOf,
  type Input,
} from './input'
import * as limits from './limits'
import type { Observers } from './observers'
import { page } from './pages'
import { readDatum } from './put-metric-data'
import { isPercentile, periodsOf, statisticOf } from './statistics'
import type { Dimension, Metric } from './state'
import { errors } from './wire'

export function createOperations(observers: Observers): Readonly<Record<string, Operation>> {
  const { store } = observers
  const { kernel } = observers.context

  return {
    PutMetricData(input) {
      const namespace = text(input, 'Namespace')
      if (namespace.startsWith('AWS/')) throw errors.invalid('The value AWS/ for parameter Namespace is invalid.')
      if (input['EntityMetricData'] !== undefined) throw errors.invalid('EntityMetricData is not simulated.')
      const data = list(input, 'MetricData')
      if (data.length === 0) throw errors.missing('MetricData')
      if (data.length > limits.DATA_MAX) {
        throw errors.invalid(`The collection MetricData must not have a size greater than ${limits.DATA_MAX}.`)
      }
      const read = data.map((datum, index) => readDatum(datum, `MetricData.member.${index + 1}`, kernel.now))
      for (const { name, dimensions, samples } of read) {
        for (const sample of samples) store.add(namespace, name, dimensions, sample, kernel.now)
      }
      return {}
    },

    GetMetricStatistics(input) {
      observers.sync()
      const [namespace, name] = [text(input, 'Namespace'), text(input, 'MetricName')]
      const [from, to] = timesOf(input)
      const length = periodLength(input['Period'], 'Period')
      const [simple, extended] = statisticsOf(input)
      const asked = Math.ceil((to - from) / length)
      if (asked > limits.DATAPOINTS_MAX) {
        throw errors.combination(
          `You have requested up to ${asked} datapoints, which exceeds the limit of ${limits.DATAPOINTS_MAX}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
        )
      }
      const unit = unitOf(input, 'Unit')
      const samples = store.find(namespace, name, dimensionsOf(input, 'Dimensions'))?.samples ?? []
      const Datapoints = periodsOf(samples, from, to, length, unit).map((period) => ({
        Timestamp: period.start / 1000,
        ...Object.fromEntries(simple.map((statistic) => [statistic, statisticOf(statistic, period.samples)])),
        Unit: period.unit,
        ...(extended.length > 0 && {
          ExtendedStatistics: Object.fromEntries(
            extended.flatMap((statistic) => {
              const value = statisticOf(statistic, period.samples)
              return value === null ? [] : [[statistic, value]]
            }),
          ),
        }),
      }))
      return { Label: name, Datapoints }
    },

    GetMetricData(input) {
      observers.sync()
      const queries = list(input, 'MetricDataQueries')
      if (queries.length === 0) throw errors.missing('MetricDataQueries')
      if (queries.length > limits.QUERIES_MAX) {
        throw errors.validation(
          `The collection MetricDataQueries must not have a size greater than ${limits.QUERIES_MAX}.`,
        )
      }
      const ids = queries.map((query) => text(query, 'Id', 'MetricDataQueries.member.Id'))
      const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
      if (repeated !== undefined)
        throw errors.validation(`The values for parameter id in MetricDataQueries are not unique: ${repeated}.`)
      const wrong = ids.find((id) => !/^[a-z]\w*$/.test(id))
      if (wrong !== undefined) {
        throw errors.validation(
          `The value ${wrong} for parameter MetricDataQueries.member.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
        )
      }
      const [from, to] = timesOf(input)
      const ascending = input['ScanBy'] === 'TimestampAscending'
      const results = queries
        .filter((query) => query['ReturnData'] !== false)
        .map((query) => metricData(query, from, to, ascending))
      return { MetricDataResults: results, Messages: [] }
    },

    ListMetrics(input) {
      observers.sync()
      const [namespace, name, active] = [input['Namespace'], input['MetricName'], input['RecentlyActive']]
      const filters = list(input, 'Dimensions')
      const since = active === 'PT3H' ? kernel.now - 3 * 3_600_000 : -Infinity
      const found = store
        .all()
        .filter(
          (metric) =>
            (namespace === undefined || metric.namespace === namespace) &&
            (name === undefined || metric.name === name) &&
            metric.updatedAt >= since &&
            filters.every((filter) => metric.dimensions.some((dimension) => fits(dimension, filter))),
        )
      const { items, nextToken } = page(found, input['NextToken'], limits.LIST_PAGE)
      return { Metrics: items.map(describe), ...(nextToken !== undefined && { NextToken: nextToken }) }
    },
  }

  function metricData(query: Input, from: number, to: number, ascending: boolean): object {
    if (query['Expression'] !== undefined) {
      throw errors.validation('Metric math and Metrics Insights expressions are not simulated: give a MetricStat.')
    }
    const stat = query['MetricStat'] as Input | undefined
    if (!stat) throw errors.validation('Either MetricStat or Expression is required in a MetricDataQuery.')
    const metric = (stat['Metric'] ?? {}) as Input
    const statistic = text(stat, 'Stat')
    if (!isStatistic(statistic))
      throw errors.validation(
        `The statistic ${statistic} is not simulated: ${SIMPLE_STATISTICS.join(', ')} and percentiles are.`,
      )
    const [namespace, name] = [text(metric, 'Namespace'), text(metric, 'MetricName')]
    const length = periodLength(stat['Period'], 'Period')
    const samples = store.find(namespace, name, dimensionsOf(metric, 'Dimensions'))?.samples ?? []
    const points = periodsOf(samples, from, to, length, unitOf(stat, 'Unit')).flatMap(({ start, samples: inside }) => {
      const value = statisticOf(statistic, inside)
      return value === null ? [] : [{ start, value }]
    })
    if (!ascending) points.reverse()
    return {
      Id: query['Id'],
      Label: typeof query['Label'] === 'string' ? query['Label'] : name,
      Timestamps: points.map(({ start }) => start / 1000),
      Values: points.map(({ value }) => value),
      StatusCode: 'Complete',
    }
  }
}

function timesOf(input: Input): readonly [from: number, to: number] {
  const [from, to] = [instant(input, 'StartTime'), instant(input, 'EndTime')]
  if (from >= to) throw errors.invalid('The parameter StartTime must be less than the parameter EndTime.')
  return [from, to]
}

function statisticsOf(input: Input): readonly [simple: readonly string[], extended: readonly string[]] {
  const [simple, extended] = [input['Statistics'] ?? [], input['ExtendedStatistics'] ?? []] as [string[], string[]]
  if (simple.length + extended.length === 0) {
    throw errors.combination('At least one of the parameters Statistics and ExtendedStatistics must be specified.')
  }
  const unknown = simple.find((statistic) => !SIMPLE_STATISTICS.includes(statistic))
  if (unknown !== undefined) {
    throw errors.invalid(
      `The parameter Statistics.member must be a value in the set [ ${SIMPLE_STATISTICS.join(', ')} ].`,
    )
  }
  const malformed = extended.find((statistic) => !isPercentile(statistic))
  if (malformed !== undefined)
    throw errors.invalid(`The value ${malformed} for parameter ExtendedStatistics is not supported.`)
  return [simple, extended]
}

const fits = (dimension: Dimension, filter: Input): boolean =>
  dimension.Name === filter['Name'] && (filter['Value'] === undefined || dimension.Value === filter['Value'])

const describe = ({ namespace, name, dimensions }: Metric): object => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: dimensions,
})
