/** Fact sheet §7.3 and §14.2, 11–13, with real handlers in the runtime that ships; a SAM template for one of them. */

import { describe, expect, test } from 'vitest'
import { readTemplate } from '../../../src/project/template'
import { arnOf, deploy, lambdaFunction, queue } from '../../unit/cloud/stack'
import { playground } from './playground'
import { dynamoDB, kinesisStack, messages, put, remember, table, tableMapping } from './streams'

describe('§14.2 streams with real handlers', () => {
  test('11: a record that throws is found by halves and given up after its retry; the shard goes on', async () => {
    const run = await playground(
      kinesisStack(
        {
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: arnOf('Q') } },
        },
        queue('Q'),
      ),
      {
        F: `exports.handler = async ({ Records }) => {
          const texts = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())
          if (texts.includes('bad')) throw new Error('bad')
          console.log('done: ' + texts)
        }`,
      },
    )
    const ids = await put(run.cloud, ['a', 'b', 'bad', 'd'])
    await run.idle()
    expect(await messages(run.cloud, 'Q')).toMatchObject([
      {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
        responseContext: { functionError: 'Unhandled' },
        KinesisBatchInfo: { startSequenceNumber: ids[2], batchSize: 1 },
      },
    ])
    const done = run.logs().flatMap((line) => /done: (.*)/.exec(line)?.[1] ?? [])
    expect(done).toEqual(['a,b', 'd'])
  })

  test('12: a partial failure at the third of five: the retry begins with the third', async () => {
    const run = await playground(kinesisStack({ FunctionResponseTypes: ['ReportBatchItemFailures'] }), {
      F: `let calls = 0
      exports.handler = async ({ Records }) => {
        console.log('got ' + Records.length)
        if (++calls > 1) return
        return { batchItemFailures: [{ itemIdentifier: Records[2].kinesis.sequenceNumber }] }
      }`,
    })
    await put(run.cloud, ['a', 'b', 'c', 'd', 'e'])
    await run.idle()
    expect(run.logs().flatMap((line) => /got (\d)/.exec(line)?.[1] ?? [])).toEqual(['5', '3'])
  })

  test('13: a tumbling window adds up, and its last invocation has the sum', async () => {
    const run = await playground(kinesisStack({ TumblingWindowInSeconds: 30, BatchSize: 2 }), {
      F: `exports.handler = async ({ Records, state, isFinalInvokeForWindow }) => {
        if (isFinalInvokeForWindow) console.log('sum ' + state.sum)
        const sum = Records.reduce((sum, { kinesis }) => sum + Number(Buffer.from(kinesis.data, 'base64')), state.sum ?? 0)
        return { state: { sum } }
      }`,
    })
    await put(run.cloud, ['1', '2', '3', '4', '5'])
    await run.idle()
    expect(run.logs().flatMap((line) => /sum (\d+)/.exec(line)?.[1] ?? [])).toEqual(['15'])
  })

  test('a handler that returns undefined has processed its batch', async () => {
    const run = await playground(kinesisStack({ FunctionResponseTypes: ['ReportBatchItemFailures'] }), {
      F: 'exports.handler = async () => {}',
    })
    await put(run.cloud, ['a'])
    await run.idle()
    expect(run.trace('mapping.batch-ended')).toMatchObject([{ outcome: 'success' }])
  })

  test('changes of a table reach a handler as DynamoDB JSON', async () => {
    const run = await playground([lambdaFunction('F'), table('T'), tableMapping()], {
      F: `exports.handler = async ({ Records }) => {
        for (const { eventName, dynamodb } of Records) console.log(eventName + ' ' + dynamodb.Keys.id.S)
      }`,
    })
    await dynamoDB(run.cloud, 'PutItem', { TableName: 'Table', Item: { id: { S: 'ada' } } })
    await run.idle()
    expect(run.logs().some((line) => line.includes('INSERT ada'))).toBe(true)
  })
})

describe('§13.2 events of SAM', () => {
  const template = (properties: string): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  S:
    Type: AWS::Kinesis::Stream
    Properties: { Name: S, ShardCount: 1 }
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Table
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: Q } }
  Topic: { Type: AWS::SNS::Topic }
  Bucket: { Type: AWS::S3::Bucket }
  F:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: 'exports.handler = async () => {}'
      Handler: index.handler
      Runtime: nodejs22.x
      Events:
        E:
${properties.replace(/^/gm, '          ')}
`
  const expanded = (properties: string) => {
    const { stack, diagnostics } = readTemplate(template(properties))
    const find = (id: string) => stack?.resources.find(({ logicalId }) => logicalId === id)?.properties ?? {}
    return { stack, diagnostics, mapping: find('FE'), role: find('FRole') }
  }

  test.each([
    ['Kinesis', '!GetAtt S.Arn'],
    ['DynamoDB', '!GetAtt T.StreamArn'],
  ])('%s becomes a mapping and a managed policy, and works', async (type, source) => {
    const { stack, diagnostics, mapping, role } = expanded(
      `Type: ${type}\nProperties: { Stream: ${source}, StartingPosition: TRIM_HORIZON, BatchSize: 5, ParallelizationFactor: 2 }`,
    )
    expect(diagnostics).toEqual([])
    expect(mapping).toMatchObject({
      FunctionName: { Ref: 'F' },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 5,
      ParallelizationFactor: 2,
    })
    expect(JSON.stringify(role['ManagedPolicyArns'])).toContain(`service-role/AWSLambda${type}ExecutionRole`)
    const { received, script } = remember()
    const run = deploy(stack?.resources ?? [], script)
    expect(run.diagnostics).toEqual([])
    if (type === 'Kinesis') await put(run.cloud, ['a'])
    else await dynamoDB(run.cloud, 'PutItem', { TableName: 'Table', Item: { id: { S: 'a' } } })
    await run.idle()
    expect(received).toHaveLength(1)
  })

  test.each([
    ['SQS', '!GetAtt Q.Arn', ['sqs:SendMessage']],
    ['SNS', '!Ref Topic', ['sns:publish']],
    ['S3', '!GetAtt Bucket.Arn', ['s3:PutObject', 's3:ListBucket']],
  ])('a destination of type %s adds a policy to the role', (type, target, actions) => {
    const { stack, diagnostics, mapping, role } = expanded(
      `Type: Kinesis\nProperties:\n  Stream: !GetAtt S.Arn\n  StartingPosition: LATEST\n  DestinationConfig: { OnFailure: { Type: ${type}, Destination: ${target} } }`,
    )
    expect(diagnostics).toEqual([])
    expect(Object.keys((mapping['DestinationConfig'] as { OnFailure: object }).OnFailure)).toEqual(['Destination'])
    for (const action of actions) expect(JSON.stringify(role['Policies'])).toContain(action)
    expect(deploy(stack?.resources ?? [], remember().script).diagnostics).toEqual([])
  })

  test('StartingPosition is required', () => {
    const { diagnostics } = expanded('Type: DynamoDB\nProperties: { Stream: !GetAtt T.StreamArn }')
    expect(diagnostics).toMatchObject([
      {
        severity: 'error',
        message: 'Event with id [FE] is invalid. StartingPosition is required for Kinesis, DynamoDB and MSK.',
      },
    ])
  })
})
