/** Fact sheet §7.3 and §9.4: DynamoDB streams as event sources, and the records that both kinds of streams give. */

import { describe, expect, test } from 'vitest'
import { deploy, lambdaFunction, START_TIME } from '../../unit/cloud/stack'
import { dynamoDB, kinesisStack, put, remember, STREAM_ARN, table, tableMapping } from './streams'

type Change = Record<string, unknown> & {
  readonly eventName: string
  readonly dynamodb: Record<string, unknown> & { readonly SequenceNumber: string }
}

function changing(view = 'NEW_AND_OLD_IMAGES', properties = {}, tableProperties = {}) {
  const batches: Change[][] = []
  const run = deploy([lambdaFunction('F'), table('T', view, tableProperties), tableMapping(properties)], {
    invoke(event) {
      batches.push((event as { Records: Change[] }).Records)
      return {}
    },
  })
  expect(run.diagnostics).toEqual([])
  const write = (operation: string, input: object): Promise<unknown> =>
    dynamoDB(run.cloud, operation, { TableName: 'Table', ...input })
  return { run, batches, write, records: () => batches.flat() }
}

const text = (matching: RegExp): string => expect.stringMatching(matching) as string

describe('§7.3 the record of a Kinesis stream', () => {
  test('has AWS’s shape and order (recorded: ls/esm/kinesis-basic)', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await run.advance(987)
    const [id] = await put(run.cloud, ['Hello'], '1')
    await run.idle()
    const [record] = received[0]?.event.Records ?? []
    expect(record).toEqual({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: '1',
        sequenceNumber: id,
        data: 'SGVsbG8=',
        approximateArrivalTimestamp: (START_TIME + 987) / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${id}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/outside',
      awsRegion: 'us-east-1',
      eventSourceARN: STREAM_ARN,
    })
    expect(Object.keys(record ?? {})).toEqual([
      ...['kinesis', 'eventSource', 'eventVersion', 'eventID', 'eventName'],
      ...['invokeIdentityArn', 'awsRegion', 'eventSourceARN'],
    ])
  })

  test('sequence numbers have 56 digits and grow (§9.5)', async () => {
    const run = deploy(kinesisStack(), remember().script)
    const ids = await put(run.cloud, ['a', 'b', 'c'])
    expect(ids.every((id) => /^\d{56}$/.test(id))).toBe(true)
    expect([...ids].sort()).toEqual(ids)
  })
})

describe('§7.3 the record of a DynamoDB stream', () => {
  test('has AWS’s shape and order (recorded: ls/esm/ddb-basic)', async () => {
    const { run, write, records } = changing('NEW_IMAGE', {
      BatchSize: 1,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 1,
    })
    await run.advance(1500)
    await write('PutItem', { Item: { id: { S: 'hello world' }, binary_key: { B: 'Zm9vYmFy' } } })
    await run.idle()
    const [record] = records()
    expect(record).toEqual({
      eventID: text(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: Math.floor((START_TIME + 1500) / 1000),
        Keys: { id: { S: 'hello world' } },
        NewImage: { id: { S: 'hello world' }, binary_key: { B: 'Zm9vYmFy' } },
        SequenceNumber: text(/^\d{21,40}$/),
        // Names and values: id (2 + 11) twice, binary_key (10 + 6).
        SizeBytes: 42,
        StreamViewType: 'NEW_IMAGE',
      },
      eventSourceARN: text(/^arn:aws:dynamodb:us-east-1:123456789012:table\/Table\/stream\/2026-01-31T12:00:00\.000$/),
    })
    expect(Object.keys(record ?? {})).toEqual([
      ...['eventID', 'eventName', 'eventVersion', 'eventSource', 'awsRegion', 'dynamodb', 'eventSourceARN'],
    ])
  })

  test.each([
    ['KEYS_ONLY', [[], [], []]],
    ['NEW_IMAGE', [['NewImage'], ['NewImage'], []]],
    ['OLD_IMAGE', [[], ['OldImage'], ['OldImage']]],
    ['NEW_AND_OLD_IMAGES', [['NewImage'], ['NewImage', 'OldImage'], ['OldImage']]],
  ])('%s: images of INSERT, MODIFY and REMOVE', async (view, images) => {
    const { run, write, records } = changing(view)
    await write('PutItem', { Item: { id: { S: 'a' }, n: { N: '1' } } })
    await write('PutItem', { Item: { id: { S: 'a' }, n: { N: '2' } } })
    await write('DeleteItem', { Key: { id: { S: 'a' } } })
    await run.idle()
    expect(records().map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE'])
    expect(records().map(({ dynamodb }) => Object.keys(dynamodb).filter((name) => name.endsWith('Image')))).toEqual(
      images,
    )
    expect(records().every(({ dynamodb }) => dynamodb['StreamViewType'] === view)).toBe(true)
  })

  test('an item that time to live deletes has a REMOVE with the service’s identity', async () => {
    const { run, write, records } = changing(
      'NEW_AND_OLD_IMAGES',
      {},
      {
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      },
    )
    await write('PutItem', { Item: { id: { S: 'a' }, expires: { N: String(START_TIME / 1000 + 60) } } })
    await write('PutItem', { Item: { id: { S: 'b' } } })
    await write('DeleteItem', { Key: { id: { S: 'b' } } })
    await run.advance(48 * 3_600_000)
    const removed = records().filter(({ eventName }) => eventName === 'REMOVE')
    expect(removed.map(({ userIdentity }) => userIdentity)).toEqual([
      undefined,
      { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    ])
  })

  test('an update that changes nothing gives no record', async () => {
    const { run, write, records } = changing()
    await write('PutItem', { Item: { id: { S: 'a' }, n: { N: '1' } } })
    await write('PutItem', { Item: { id: { S: 'a' }, n: { N: '1' } } })
    await run.idle()
    expect(records()).toHaveLength(1)
  })

  test('changes of an item come in their order, once each', async () => {
    const { run, write, records } = changing('NEW_IMAGE', { BatchSize: 4, ParallelizationFactor: 3 })
    for (let n = 0; n < 20; n++) {
      for (const id of ['a', 'b', 'c']) await write('PutItem', { Item: { id: { S: id }, n: { N: String(n) } } })
    }
    await run.idle()
    expect(records()).toHaveLength(60)
    for (const id of ['a', 'b', 'c']) {
      const numbers = records()
        .filter(({ dynamodb }) => (dynamodb['Keys'] as { id: { S: string } }).id.S === id)
        .map(({ dynamodb }) => Number((dynamodb['NewImage'] as { n: { N: string } }).n.N))
      expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n))
    }
  })

  test('records are kept for 24 hours: a mapping that begins later does not get them', async () => {
    const { run, write, records } = changing('NEW_IMAGE', { Enabled: false })
    await write('PutItem', { Item: { id: { S: 'old' } } })
    await run.advance(24 * 3_600_000 + 1)
    await write('PutItem', { Item: { id: { S: 'new' } } })
    const uuid = run.trace('mapping.state')[0]?.mapping ?? ''
    await run.cloud.aws({
      method: 'PUT',
      url: `https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/${uuid}`,
      headers: {},
      body: '{"Enabled":true}',
    })
    await run.idle()
    expect(records().map(({ dynamodb }) => dynamodb['Keys'])).toEqual([{ id: { S: 'new' } }])
  })

  test('one poll takes at most 1,000 records, and there are four polls a second', async () => {
    const { run, write } = changing('KEYS_ONLY', { BatchSize: 10_000 })
    for (let n = 0; n < 48; n++) {
      await write('BatchWriteItem', {
        TableName: undefined,
        RequestItems: {
          Table: Array.from({ length: 25 }, (_, m) => ({ PutRequest: { Item: { id: { S: `${n}-${m}` } } } })),
        },
      })
    }
    await run.idle()
    expect(run.trace('mapping.batch-sent').map(({ recordIds, at }) => [recordIds.length, at])).toEqual([
      [1000, 0],
      [200, 250],
    ])
  })

  test('a partial response names the sequence number of the change (recorded: ls/esm/ddb-batch-item-failures)', async () => {
    const batches: string[][] = []
    const run = deploy(
      [
        lambdaFunction('F'),
        table('T', 'NEW_IMAGE'),
        tableMapping({ BatchSize: 3, MaximumRetryAttempts: 3, FunctionResponseTypes: ['ReportBatchItemFailures'] }),
      ],
      {
        invoke(event) {
          const { Records } = event as { Records: Change[] }
          batches.push(Records.map(({ dynamodb }) => (dynamodb['Keys'] as { id: { S: string } }).id.S))
          const batchItemFailures = Records.filter(({ dynamodb }) =>
            JSON.stringify(dynamodb['NewImage']).includes('"BOOL":true'),
          ).map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber }))
          return { outcome: { kind: 'response', payload: JSON.stringify({ batchItemFailures }) } }
        },
      },
    )
    for (let n = 0; n < 6; n++) {
      await dynamoDB(run.cloud, 'PutItem', {
        TableName: 'Table',
        Item: { id: { S: `testId${n}` }, should_fail: { BOOL: n === 5 } },
      })
    }
    await run.idle()
    expect(batches.slice(2)).toEqual([['testId5'], ['testId5'], ['testId5']])
    expect(run.trace('mapping.discarded')).toMatchObject([{ invokeCount: 4, condition: 'RetryAttemptsExhausted' }])
  })

  test.each(['""', '{"batchItemFailures":[{"foo":null}]}', '{"batchItemFailures":[{"itemIdentifier":null}]}'])(
    'an answer %s is judged as for Kinesis (recorded: ls/esm/ddb-bif-*, ls/esm/ddb-ok-*)',
    async (payload) => {
      const run = deploy(
        [
          lambdaFunction('F'),
          table('T'),
          tableMapping({ MaximumRetryAttempts: 3, FunctionResponseTypes: ['ReportBatchItemFailures'] }),
        ],
        { invoke: () => ({ outcome: { kind: 'response', payload } }) },
      )
      await dynamoDB(run.cloud, 'PutItem', { TableName: 'Table', Item: { id: { S: 'a' } } })
      await run.idle()
      expect(run.trace('mapping.batch-sent')).toHaveLength(payload === '""' ? 1 : 4)
    },
  )
})
