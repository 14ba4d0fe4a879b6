import { describe, expect, it } from 'vitest'
import { chartData, periodFor, subjects, summary } from '../../../../src/app/metrics/charts'
import type { MetricName } from '../../../../src/app/metrics/cloudwatch'

const metric = (namespace: string, name: string, dimensions: Record<string, string> = {}): MetricName => ({
  namespace,
  name,
  dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
})
const METRICS = [
  metric('AWS/Lambda', 'Invocations'),
  metric('AWS/Lambda', 'Invocations', { FunctionName: 'stack-F-1' }),
  metric('AWS/Lambda', 'Duration', { FunctionName: 'stack-F-1' }),
  metric('AWS/Lambda', 'IteratorAge', { FunctionName: 'stack-F-1' }),
  metric('AWS/SQS', 'NumberOfMessagesSent', { QueueName: 'jobs' }),
  metric('Shop', 'Orders', { Country: 'NZ' }),
]
const of = (id: string) => subjects(METRICS, (name) => name.replace(/^stack-|-1$/g, '')).find((one) => one.id === id)

describe('charts of metrics', () => {
  it('offers all functions, each function, queue and namespace', () => {
    expect(subjects(METRICS, (name) => name).map(({ id }) => id)).toEqual([
      'AWS/Lambda',
      'AWS/Lambda/stack-F-1',
      'AWS/SQS/jobs',
      'Shop',
    ])
    expect(of('AWS/Lambda/stack-F-1')?.text).toBe('F')
    expect(of('Shop')?.charts.map(({ title }) => title)).toEqual(['Orders · Country NZ'])
  })

  it('draws what a function always has, and what it has had', () => {
    expect(of('AWS/Lambda/stack-F-1')?.charts.map(({ title }) => title)).toEqual([
      'Invocations',
      'Errors and throttles',
      'Duration',
      'Concurrent executions',
      'Iterator age',
    ])
    const duration = of('AWS/Lambda/stack-F-1')?.charts.find(({ title }) => title === 'Duration')
    expect(duration?.lines.map(({ statistic }) => statistic)).toEqual(['p50', 'p90', 'p99', 'Maximum'])
    expect(duration?.lines[0]?.metric).toEqual(metric('AWS/Lambda', 'Duration', { FunctionName: 'stack-F-1' }))
    expect(new Set(duration?.lines.map(({ colour }) => colour)).size).toBe(4)
  })

  it('takes the shortest period of CloudWatch that can be told apart', () => {
    expect(periodFor(0, 60_000)).toBe(1000)
    expect(periodFor(0, 600_000)).toBe(5000)
    expect(periodFor(0, 86_400_000)).toBe(3_600_000)
  })

  it('has no gaps in sums, and gaps where nothing was measured', () => {
    const [invocations, , duration] = of('AWS/Lambda/stack-F-1')?.charts ?? []
    const range = { from: 1500, to: 4200, periodMs: 1000 }
    if (!invocations || !duration) throw new Error('No charts.')
    const sums = chartData(invocations, [new Map([[2000, 7]])], range)
    expect(sums.times).toEqual([1000, 2000, 3000, 4000])
    expect(sums.values).toEqual([[0, 7, 0, 0]])
    expect(summary(sums)).toBe('Invocations: Invocations 7 in all')
    const some = new Map([[3000, 12]])
    const percentiles = chartData(duration, [some, some, some, new Map()], range)
    expect(percentiles.values[0]).toEqual([null, null, 12, null])
    expect(summary(percentiles)).toBe(
      'Duration: p50 12 ms at most, p90 12 ms at most, p99 12 ms at most, max no values',
    )
  })
})
