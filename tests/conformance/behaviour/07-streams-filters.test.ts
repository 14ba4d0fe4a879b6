/** Fact sheet §7.5: which records of a stream reach the function. */

import { describe, expect, test } from 'vitest'
import type { StackResource } from '../../../src/cloud/aws/template'
import { deploy, lambdaFunction } from '../../unit/cloud/stack'
import { dynamoDB, kinesisStack, put, remember, table, tableMapping } from './streams'

const filters = (...patterns: object[]): StackResource['properties'] => ({
  FilterCriteria: { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) },
})

async function kept(properties: StackResource['properties'], texts: readonly string[]): Promise<string[]> {
  const { received, script } = remember()
  const run = deploy(kinesisStack(properties), script)
  expect(run.diagnostics).toEqual([])
  await put(run.cloud, texts)
  await run.idle()
  return received.flatMap(({ data }) => data)
}

describe('§7.5 filters of a Kinesis stream', () => {
  test('JSON payload, JSON pattern: evaluated on the decoded data', async () => {
    expect(await kept(filters({ data: { kind: ['order'] } }), ['{"kind":"order"}', '{"kind":"visit"}'])).toEqual([
      '{"kind":"order"}',
    ])
  })

  // "Kinesis event source mappings only support filtering on the data key" (Guide): other keys are those of the record.
  const METADATA = filters({ eventName: ['aws:kinesis:record'] })
  const OTHER = filters({ eventName: ['other'] })

  test('JSON payload, no pattern on the data: metadata alone decides', async () => {
    expect(await kept(METADATA, ['{"a":1}'])).toEqual(['{"a":1}'])
    expect(await kept(OTHER, ['{"a":1}'])).toEqual([])
  })

  test('plain payload, JSON pattern: dropped', async () => {
    expect(await kept(filters({ data: { kind: [{ exists: false }] } }), ['no json', '{}'])).toEqual(['{}'])
  })

  test('plain payload, no pattern on the data: metadata alone decides', async () => {
    expect(await kept(METADATA, ['no json'])).toEqual(['no json'])
    expect(await kept(OTHER, ['no json'])).toEqual([])
  })

  test.each([
    ['a plain pattern', { data: ['text'] }],
    ['a plain pattern with an operator', { data: [{ prefix: 'te' }] }],
  ])('%s on the data is refused when the mapping is made', (_, pattern) => {
    const run = deploy(kinesisStack(filters(pattern)), remember().script)
    expect(run.diagnostics).toMatchObject([
      {
        severity: 'error',
        logicalId: 'M',
        message: expect.stringContaining('Invalid filter pattern definition.') as string,
      },
    ])
  })

  test('several filters are alternatives', async () => {
    const either = filters({ data: { a: [1] } }, { data: { b: [2] } })
    expect(await kept(either, ['{"a":1}', '{"b":2}', '{"a":2,"b":1}'])).toEqual(['{"a":1}', '{"b":2}'])
  })

  test('five filters are allowed, six are not', () => {
    const many = (count: number) =>
      deploy(
        kinesisStack(filters(...Array.from({ length: count }, (_, n) => ({ data: { n: [n] } })))),
        remember().script,
      )
    expect(many(5).diagnostics).toEqual([])
    expect(many(6).diagnostics).toMatchObject([{ severity: 'error' }])
  })

  test('the iterator goes on behind what was filtered out, without an invocation', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(filters({ data: { a: [1] } })), script)
    const ids = await put(run.cloud, ['{"a":2}', '{"a":3}'])
    await run.idle()
    expect(received).toEqual([])
    expect(run.trace('mapping.filtered')).toMatchObject([{ recordIds: ids }])
    expect(run.trace('mapping.checkpoint')).toMatchObject([{ sequenceNumber: ids[1] }])
  })

  test('the checkpoint stays before a record that is not done with, though later ones were filtered out', async () => {
    const { script } = remember(() => ({ kind: 'error', error: { errorType: 'E', errorMessage: 'no', trace: [] } }))
    const run = deploy(kinesisStack(filters({ data: { a: [1] } })), script)
    await put(run.cloud, ['{"a":1}', '{"a":2}'])
    await run.advance(3000)
    expect(run.trace('mapping.checkpoint')).toEqual([])
  })

  test('batches have matching records alone, and are filled with them', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ BatchSize: 3, ...filters({ data: { even: [true] } }) }), script)
    await put(
      run.cloud,
      Array.from({ length: 12 }, (_, n) => JSON.stringify({ n, even: n % 2 === 0 })),
    )
    await run.idle()
    expect(received.map(({ data }) => data.length)).toEqual([3, 3])
  })
})

describe('§7.5 filters of a DynamoDB stream', () => {
  async function changes(properties: StackResource['properties']): Promise<string[]> {
    const names: string[] = []
    const run = deploy([lambdaFunction('F'), table('T'), tableMapping(properties)], {
      invoke(event) {
        for (const { eventName } of (event as { Records: { eventName: string }[] }).Records) names.push(eventName)
        return {}
      },
    })
    expect(run.diagnostics).toEqual([])
    const item = (state: string): object => ({ TableName: 'Table', Item: { id: { S: 'a' }, state: { S: state } } })
    await dynamoDB(run.cloud, 'PutItem', item('new'))
    await dynamoDB(run.cloud, 'PutItem', item('paid'))
    await dynamoDB(run.cloud, 'DeleteItem', { TableName: 'Table', Key: { id: { S: 'a' } } })
    await run.idle()
    return names
  }

  test('metadata: the kind of change', async () => {
    expect(await changes(filters({ eventName: ['INSERT', 'REMOVE'] }))).toEqual(['INSERT', 'REMOVE'])
  })

  test('values are addressed with their types', async () => {
    expect(await changes(filters({ dynamodb: { NewImage: { state: { S: ['paid'] } } } }))).toEqual(['MODIFY'])
  })

  test('exists looks at leaves', async () => {
    expect(await changes(filters({ dynamodb: { OldImage: { state: { S: [{ exists: true }] } } } }))).toEqual([
      'MODIFY',
      'REMOVE',
    ])
  })

  test('a plain pattern on the data is refused', () => {
    const run = deploy([lambdaFunction('F'), table('T'), tableMapping(filters({ dynamodb: ['x'] }))], remember().script)
    expect(run.diagnostics).toMatchObject([{ severity: 'error', logicalId: 'M' }])
  })
})
