import { describe, expect, it } from 'vitest'
import type { ResourceView } from '../../../../src/cloud/aws/resource-view'
import { actionsFor } from '../../../../src/app/inspectors/special/access-check'
import { scheduleRuns } from '../../../../src/app/inspectors/special/next-runs'
import { patternsOf, sampleEvent, testPattern } from '../../../../src/app/inspectors/special/pattern-test'
import { type KeySchema, requestOf, type TableQuestion } from '../../../../src/app/inspectors/special/table-query'

const NOW = Date.UTC(2026, 10, 30, 9)
const view = (kind: string, columns: readonly string[], ...rows: readonly (readonly string[])[]): ResourceView => ({
  arn: 'arn:aws:x:us-east-1:123456789012:y',
  kind,
  name: 'y',
  facts: [],
  tables: [{ title: kind === 'Event bus' ? 'Rules' : 'Schedules', columns, rows, total: rows.length }],
})

describe('the next times of schedules', () => {
  const COLUMNS = ['Name', 'State', 'Expression', 'Time zone', 'Next time', 'Target']

  it('a rate goes on from its next time, a cron expression by its zone’s clocks', () => {
    const runs = scheduleRuns(
      view(
        'Schedule group',
        COLUMNS,
        ['every', 'ENABLED', 'rate(5 minutes)', 'UTC', '2026-11-30T09:02:00Z', ''],
        ['daily', 'ENABLED', 'cron(0 8 * * ? *)', 'Europe/Berlin', '', ''],
        ['off', 'DISABLED', 'rate(1 hour)', 'UTC', '', ''],
        ['past', 'ENABLED', 'at(2026-01-01T00:00:00)', 'UTC', '–', ''],
      ),
      NOW,
      3,
    )
    expect(runs.map(({ name, runs: times }) => [name, times.map((at) => new Date(at).toISOString())])).toEqual([
      ['every', ['2026-11-30T09:02:00.000Z', '2026-11-30T09:07:00.000Z', '2026-11-30T09:12:00.000Z']],
      // 08:00 in Berlin's winter is 07:00 UTC.
      ['daily', ['2026-12-01T07:00:00.000Z', '2026-12-02T07:00:00.000Z', '2026-12-03T07:00:00.000Z']],
      ['past', []],
    ])
  })
})

describe('testing event patterns', () => {
  const bus = view(
    'Event bus',
    ['Name', 'State', 'Pattern or schedule', 'Targets'],
    ['orders', 'ENABLED', '{"source":["shop.orders"],"detail":{"total":[{"numeric":[">",40]}]}}', 'arn'],
    ['nightly', 'ENABLED', 'cron(0 0 * * ? *)', 'arn'],
  )

  it('takes the rules that have a pattern', () => {
    expect(patternsOf(bus).map(({ rule }) => rule)).toEqual(['orders'])
  })

  it('says whether the event matches, or why that cannot be said', () => {
    const pattern = patternsOf(bus)[0]?.pattern ?? ''
    expect(testPattern(pattern, sampleEvent(NOW))).toEqual({ ok: true, matches: true })
    expect(testPattern(pattern, sampleEvent(NOW).replace('42', '40'))).toEqual({ ok: true, matches: false })
    expect(testPattern(pattern, '{')).toMatchObject({
      ok: false,
      message: expect.stringContaining('no JSON') as string,
    })
    expect(testPattern('{"source":"shop"}', '{}')).toMatchObject({ ok: false })
  })
})

describe('questions to a table', () => {
  const schema: KeySchema = {
    index: 'byCustomer',
    partition: { name: 'customer', type: 'S' },
    sort: { name: 'at', type: 'N' },
  }
  const question: TableQuestion = {
    schema,
    partition: '',
    condition: '=',
    sort: '',
    sortEnd: '',
    filterName: '',
    filterValue: '',
    descending: false,
  }

  it('without a partition key are a Scan', () => {
    expect(requestOf('Orders', question, null)).toEqual([
      'Scan',
      { TableName: 'Orders', IndexName: 'byCustomer', Limit: 50, ReturnConsumedCapacity: 'TOTAL' },
    ])
  })

  it('with one are a Query, in the words that code would use', () => {
    const asked = {
      ...question,
      partition: 'c1',
      condition: 'between',
      sort: '1',
      sortEnd: '5',
      descending: true,
    } as const
    expect(
      requestOf('Orders', { ...asked, filterName: 'paid', filterValue: 'true' }, { customer: { S: 'c0' } }),
    ).toEqual([
      'Query',
      {
        TableName: 'Orders',
        IndexName: 'byCustomer',
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :sk AND :to',
        ScanIndexForward: false,
        FilterExpression: '#f = :f',
        ExpressionAttributeNames: { '#pk': 'customer', '#sk': 'at', '#f': 'paid' },
        ExpressionAttributeValues: { ':pk': { S: 'c1' }, ':sk': { N: '1' }, ':to': { N: '5' }, ':f': { BOOL: true } },
        ExclusiveStartKey: { customer: { S: 'c0' } },
        Limit: 50,
        ReturnConsumedCapacity: 'TOTAL',
      },
    ])
  })
})

it('knows what one does with a resource', () => {
  expect(actionsFor('arn:aws:sqs:us-east-1:123456789012:jobs')[0]).toBe('sqs:SendMessage')
  expect(actionsFor('arn:aws:iam::123456789012:role/r')).toContain('s3:GetObject')
})
