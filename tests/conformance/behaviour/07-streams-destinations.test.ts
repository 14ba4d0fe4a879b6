/** Fact sheet §7.3: what Lambda says of a batch of a stream that it gave up, and to whom. */

import { describe, expect, test } from 'vitest'
import type { StackResource } from '../../../src/cloud/aws/template'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, queue, resource, sqs } from '../../unit/cloud/stack'
import {
  dynamoDB,
  kinesisStack,
  lambdaApi,
  messages,
  put,
  remember,
  STREAM_ARN,
  stream,
  streamMapping,
  table,
  tableMapping,
} from './streams'

const onFailure = (Destination: StackResource['properties'][string]): StackResource['properties'] => ({
  DestinationConfig: { OnFailure: { Destination } },
})

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const text = (matching: RegExp): string => expect.stringMatching(matching) as string
const bucket = (id: string): StackResource => resource(id, 'AWS::S3::Bucket', { BucketName: 'discarded' })

describe('§7.3 on-failure destinations', () => {
  test('a queue gets the record, in AWS’s shape and order (recorded: ls/esm/kinesis-onfailure-sqs)', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(kinesisStack({ MaximumRetryAttempts: 1, ...onFailure(arnOf('Q')) }, queue('Q')), script)
    await run.advance(250)
    const ids = await put(run.cloud, ['a', 'b'])
    await run.idle()
    const [record] = await messages(run.cloud, 'Q')
    expect(record).toEqual({
      requestContext: {
        requestId: text(UUID),
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-01-31T12:00:01.603Z',
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        startSequenceNumber: ids[0],
        endSequenceNumber: ids[1],
        approximateArrivalOfFirstRecord: '2026-01-31T12:00:00.250Z',
        approximateArrivalOfLastRecord: '2026-01-31T12:00:00.250Z',
        batchSize: 2,
        streamArn: STREAM_ARN,
      },
    })
    expect(Object.keys(record ?? {})).toEqual([
      'requestContext',
      'responseContext',
      'version',
      'timestamp',
      'KinesisBatchInfo',
    ])
  })

  test('the request id is that of the last attempt', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(kinesisStack({ MaximumRetryAttempts: 2, ...onFailure(arnOf('Q')) }, queue('Q')), script)
    await put(run.cloud, ['a'])
    await run.idle()
    const [record] = await messages(run.cloud, 'Q')
    const requestId = run.trace('mapping.batch-sent').at(-1)?.requestId
    expect(record).toMatchObject({ requestContext: { requestId, approximateInvokeCount: 3 } })
  })

  test('RecordAgeExceeded has no responseContext (recorded: ls/esm/kinesis-expire-while-retrying)', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(kinesisStack({ MaximumRecordAgeInSeconds: 60, ...onFailure(arnOf('Q')) }, queue('Q')), script)
    await put(run.cloud, ['a'])
    await run.idle()
    const [record] = await messages(run.cloud, 'Q')
    expect(record).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 8 },
      KinesisBatchInfo: { batchSize: 1 },
    })
    expect(Object.keys(record ?? {})).toEqual(['requestContext', 'version', 'timestamp', 'KinesisBatchInfo'])
  })

  test('a record that was never sent counts one invocation (recorded: ls/esm/kinesis-expire-before-ingestion)', async () => {
    const { received, script } = remember()
    const run = deploy(
      kinesisStack(
        { MaximumRecordAgeInSeconds: 60, MaximumBatchingWindowInSeconds: 100, ...onFailure(arnOf('Q')) },
        queue('Q'),
      ),
      script,
    )
    await put(run.cloud, ['a'])
    await run.idle()
    expect(received).toEqual([])
    expect(await messages(run.cloud, 'Q')).toMatchObject([
      { requestContext: { requestId: text(UUID), condition: 'RecordAgeExceeded', approximateInvokeCount: 1 } },
    ])
  })

  test('a failure by a partial response has null for functionError (recorded: ls/esm/kinesis-batch-item-failures)', async () => {
    const { script } = remember(({ Records }) =>
      respond({ batchItemFailures: [{ itemIdentifier: Records.at(-1)?.kinesis.sequenceNumber }] }),
    )
    const run = deploy(
      kinesisStack(
        { MaximumRetryAttempts: 1, FunctionResponseTypes: ['ReportBatchItemFailures'], ...onFailure(arnOf('Q')) },
        queue('Q'),
      ),
      script,
    )
    const ids = await put(run.cloud, ['a', 'b', 'c'])
    await run.idle()
    expect(await messages(run.cloud, 'Q')).toMatchObject([
      {
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: null },
        KinesisBatchInfo: { batchSize: 1, startSequenceNumber: ids[2], endSequenceNumber: ids[2] },
      },
    ])
  })

  test('a topic publishes the record (recorded: ls/esm/kinesis-onfailure-sns)', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(
      kinesisStack(
        { MaximumRetryAttempts: 0, ...onFailure({ Ref: 'Topic' }) },
        queue('Q'),
        resource('Topic', 'AWS::SNS::Topic', { TopicName: 'Topic' }),
        resource('Subscription', 'AWS::SNS::Subscription', {
          TopicArn: { Ref: 'Topic' },
          Protocol: 'sqs',
          Endpoint: arnOf('Q'),
        }),
        resource('Policy', 'AWS::SQS::QueuePolicy', {
          Queues: [{ Ref: 'Q' }],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'sns.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: '*',
              },
            ],
          },
        }),
      ),
      script,
    )
    expect(run.diagnostics).toEqual([])
    await put(run.cloud, ['a'])
    await run.idle()
    const [envelope] = await messages(run.cloud, 'Q')
    expect(envelope).toMatchObject({ Type: 'Notification' })
    expect(JSON.parse(String(envelope?.['Message']))).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 1 },
      KinesisBatchInfo: { streamArn: STREAM_ARN },
    })
  })

  test('a bucket gets the whole event too, under a key of mapping, shard and time (recorded: ls/esm/kinesis-onfailure-s3)', async () => {
    const { received, script } = remember(() => fail('no'))
    const run = deploy(kinesisStack({ MaximumRetryAttempts: 0, ...onFailure(arnOf('B')) }, bucket('B')), script)
    expect(run.diagnostics).toEqual([])
    await put(run.cloud, ['a'])
    await run.idle()
    const mapping = run.trace('mapping.state')[0]?.mapping ?? ''
    const [{ key = '' } = {}] = run.trace('s3.object-created')
    expect(key).toMatch(
      new RegExp(
        `^aws/lambda/${mapping}/shardId-000000000000/2026/01/31/2026-01-31T12\\.00\\.00-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`,
      ),
    )
    const { body } = await run.cloud.aws({
      method: 'GET',
      url: `https://discarded.s3.us-east-1.amazonaws.com/${key}`,
      headers: {},
      body: '',
    })
    const record = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as Record<
      string,
      unknown
    >
    expect(record).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      responseContext: { functionError: 'Unhandled' },
      KinesisBatchInfo: { batchSize: 1 },
    })
    expect(JSON.parse(String(record['payload']))).toEqual(received[0]?.event)
  })

  test('DynamoDB’s record has DDBStreamBatchInfo, with whole seconds (recorded: ls/esm/ddb-onfailure-sqs)', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('Q'),
        table('T'),
        tableMapping({ MaximumRetryAttempts: 1, BatchSize: 1, ...onFailure(arnOf('Q')) }),
      ],
      script,
    )
    await run.advance(1234)
    await dynamoDB(run.cloud, 'PutItem', { TableName: 'Table', Item: { id: { S: 'a' } } })
    await run.idle()
    expect(await messages(run.cloud, 'Q')).toEqual([
      {
        requestContext: {
          requestId: text(UUID),
          functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 2,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: '2026-01-31T12:00:01.853Z',
        DDBStreamBatchInfo: {
          shardId: text(/^shardId-\d{20}-[0-9a-f]{8}$/),
          startSequenceNumber: text(/^\d{21,40}$/),
          endSequenceNumber: text(/^\d{21,40}$/),
          approximateArrivalOfFirstRecord: '2026-01-31T12:00:01Z',
          approximateArrivalOfLastRecord: '2026-01-31T12:00:01Z',
          batchSize: 1,
          streamArn: text(/:table\/Table\/stream\/2026-01-31T12:00:00\.000$/),
        },
      },
    ])
  })

  test('what was given up for the retention period is told to nobody', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(kinesisStack(onFailure(arnOf('Q')), queue('Q')), script)
    await put(run.cloud, ['a'])
    await run.advance(25 * 3_600_000)
    expect(run.trace('mapping.discarded')).toMatchObject([{ condition: 'RetentionExceeded' }])
    expect(run.trace('destination.delivered')).toEqual([])
  }, 30_000)

  test('without a destination the batch is gone', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(kinesisStack({ MaximumRetryAttempts: 0 }), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(run.trace('mapping.discarded')).toHaveLength(1)
    expect(run.trace('destination.delivered', 'destination.failed')).toEqual([])
  })

  test('with bisecting the record tells of the one that failed alone', async () => {
    const { script } = remember(({ Records }) =>
      Records.some(({ kinesis: { partitionKey } }) => partitionKey === 'c') ? fail('no') : respond(null),
    )
    const run = deploy(
      kinesisStack({ MaximumRetryAttempts: 1, BisectBatchOnFunctionError: true, ...onFailure(arnOf('Q')) }, queue('Q')),
      script,
    )
    const ids = await put(run.cloud, ['a', 'b', 'c', 'd'])
    await run.idle()
    expect(await messages(run.cloud, 'Q')).toMatchObject([
      {
        requestContext: { approximateInvokeCount: 2 },
        KinesisBatchInfo: { startSequenceNumber: ids[2], endSequenceNumber: ids[2], batchSize: 1 },
      },
    ])
  })

  test('an alias is in functionArn when the mapping names one (MODEL)', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(
      [
        lambdaFunction('F'),
        resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } }),
        resource('A', 'AWS::Lambda::Alias', {
          FunctionName: { Ref: 'F' },
          FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] },
          Name: 'live',
        }),
        stream('S'),
        queue('Q'),
        streamMapping({ FunctionName: { Ref: 'A' }, MaximumRetryAttempts: 0, ...onFailure(arnOf('Q')) }),
      ],
      script,
    )
    expect(run.diagnostics).toEqual([])
    await put(run.cloud, ['a'])
    await run.idle()
    expect(await messages(run.cloud, 'Q')).toMatchObject([
      {
        requestContext: { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F:live' },
        responseContext: { executedVersion: '1' },
      },
    ])
  })

  test('a record that cannot be delivered is lost, the stream goes on, and DestinationDeliveryFailures counts it', async () => {
    const { received, script } = remember((_, nth) => (nth === 1 ? fail('no') : respond(null)))
    const run = deploy(
      kinesisStack({ MaximumRetryAttempts: 0, BatchSize: 1, ...onFailure(arnOf('Q')) }, queue('Q')),
      script,
    )
    await sqs(run.cloud, 'DeleteQueue', { QueueUrl: 'Q' })
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a'], ['b']])
    expect(run.trace('destination.failed')).toMatchObject([{ kind: 'on-failure', functionName: 'F' }])
  })

  test('GetEventSourceMapping shows the destination, or an empty object (recorded)', async () => {
    const run = deploy(kinesisStack(onFailure(arnOf('Q')), queue('Q')), remember().script)
    const uuid = run.trace('mapping.state')[0]?.mapping ?? ''
    expect(await lambdaApi(run.cloud, 'GET', `event-source-mappings/${uuid}`)).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:Q' } },
    })
  })
})
