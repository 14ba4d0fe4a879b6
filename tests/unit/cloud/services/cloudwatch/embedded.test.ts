/** The embedded metric format. Source: CloudWatch User Guide, "Specification: Embedded metric format". */

import { describe, expect, it } from 'vitest'
import { embeddedMetrics } from '../../../../../src/cloud/services/cloudwatch/embedded'
import { deploy, lambdaFunction } from '../../stack'
import { respond } from '../../scripted-host'

const line = (root: object, directive: object = {}): string =>
  JSON.stringify({
    _aws: {
      Timestamp: 1574109732004,
      CloudWatchMetrics: [
        {
          Namespace: 'lambda-function-metrics',
          Dimensions: [['functionVersion']],
          Metrics: [{ Name: 'time', Unit: 'Milliseconds', StorageResolution: 60 }],
          ...directive,
        },
      ],
    },
    functionVersion: '$LATEST',
    time: 100,
    requestId: '989ffbf8-9ace-4817-a57c-e4dd734019ee',
    ...root,
  })

const dimension = (Name: string, Value: string) => ({ Name, Value })

describe('a line of the specification', () => {
  it('is a metric', () => {
    expect(embeddedMetrics(line({}))).toEqual([
      {
        namespace: 'lambda-function-metrics',
        name: 'time',
        unit: 'Milliseconds',
        dimensions: [dimension('functionVersion', '$LATEST')],
        at: 1574109732004,
        values: [100],
      },
    ])
  })

  it('makes a metric of each set of dimensions, the empty one too', () => {
    const sets = embeddedMetrics(line({}, { Dimensions: [['functionVersion'], []] })).map((one) => one.dimensions)
    expect(sets).toEqual([[dimension('functionVersion', '$LATEST')], []])
  })

  it('may hold a list of values', () => {
    expect(embeddedMetrics(line({ time: [1, 2, 3] })).map(({ values }) => values)).toEqual([[1, 2, 3]])
  })

  it('without a unit it has none', () => {
    expect(embeddedMetrics(line({}, { Metrics: [{ Name: 'time' }] })).map(({ unit }) => unit)).toEqual(['None'])
  })

  it('names a target that is missing: nothing', () => {
    expect(embeddedMetrics(line({}, { Metrics: [{ Name: 'absent' }] }))).toEqual([])
  })

  it.each([
    ['a value that is no number', line({ time: 'fast' })],
    ['more than 100 values', line({ time: Array.from({ length: 101 }, () => 1) })],
    ['more than 100 metrics', line({}, { Metrics: Array.from({ length: 101 }, () => ({ Name: 'time' })) })],
    ['a dimension that is no text', line({ functionVersion: 1 })],
    ['a dimension that is missing', line({}, { Dimensions: [['absent']] })],
    ['an unknown unit', line({}, { Metrics: [{ Name: 'time', Unit: 'Parsec' }] })],
    ['no namespace', line({}, { Namespace: '' })],
    ['no timestamp', JSON.stringify({ _aws: { CloudWatchMetrics: [] } })],
    ['no JSON', '{"_aws" no'],
    ['another text', 'hello'],
  ])('%s makes none', (_, message) => {
    expect(embeddedMetrics(message)).toEqual([])
  })
})

it('what a function prints in the format can be asked for', async () => {
  const run = deploy([lambdaFunction('F')], {
    invoke: (_event, _invocation, { now }) => ({ outcome: respond(null), lines: [{ at: now, message: line({}) }] }),
  })
  void run.invoke('F')
  await run.advance(5000)
  const { body } = await run.cloud.aws({
    method: 'POST',
    url: 'https://monitoring.us-east-1.amazonaws.com/',
    headers: { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics' },
    body: JSON.stringify({ Namespace: 'lambda-function-metrics' }),
  })
  expect(JSON.parse(body as string)).toEqual({
    Metrics: [
      {
        Namespace: 'lambda-function-metrics',
        MetricName: 'time',
        Dimensions: [dimension('functionVersion', '$LATEST')],
      },
    ],
  })
})
