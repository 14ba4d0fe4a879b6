/**
 * The AWS SDK's clients inside an environment. What they send is compared with requests that the same clients sent in a
 * browser with no patches but those that it takes to run there.
 */

import { EventStreamCodec } from '@smithy/core/event-streams'
import { fromUtf8, toUtf8 } from '@smithy/core/serde'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceCall } from '../../../src/runtime/protocol'
import { type Answer, json, LayeredEnvironment, runHandler, textOf, xml } from './environment'

interface Case {
  readonly name: string
  /** Packages of the classes that `send` uses. */
  readonly from: string
  readonly classes: readonly string[]
  /** An expression. */
  readonly send: string
  readonly answer: Answer
  readonly method?: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly result: unknown
}

const target = (name: string, version = '1.0'): Record<string, string> => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amz-target': name,
})

const CASES: readonly Case[] = [
  {
    name: 'SQS SendMessage, whose answer the client checks',
    from: '@aws-sdk/client-sqs',
    classes: ['SQSClient', 'SendMessageCommand'],
    send: `new SQSClient({}).send(new SendMessageCommand({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q1',
      MessageBody: 'hello', MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } } }))`,
    answer: json({ MessageId: 'm1', MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' }),
    url: 'https://sqs.us-east-1.amazonaws.com/',
    headers: target('AmazonSQS.SendMessage'),
    body: '{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q1","MessageBody":"hello","MessageAttributes":{"a":{"DataType":"String","StringValue":"x"}}}',
    result: { MessageId: 'm1' },
  },
  {
    name: 'SNS Publish, answered in XML',
    from: '@aws-sdk/client-sns',
    classes: ['SNSClient', 'PublishCommand'],
    send: `new SNSClient({}).send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:t', Message: 'hi' }))`,
    answer: xml(
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>',
    ),
    url: 'https://sns.us-east-1.amazonaws.com/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=Publish&Version=2010-03-31&Message=hi&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3At',
    result: { MessageId: 'm-1' },
  },
  {
    name: 'S3 PutObject of text',
    from: '@aws-sdk/client-s3',
    classes: ['S3Client', 'PutObjectCommand'],
    send: `new S3Client({}).send(new PutObjectCommand({ Bucket: 'my-bucket', Key: 'a/b c.txt', Body: 'hello',
      ContentType: 'text/plain', Metadata: { who: 'me' } }))`,
    answer: xml('', { etag: '"abc"' }),
    method: 'PUT',
    url: 'https://my-bucket.s3.us-east-1.amazonaws.com/a/b%20c.txt?x-id=PutObject',
    headers: {
      'content-type': 'text/plain',
      'x-amz-checksum-crc32': 'NhCmhg==',
      'x-amz-meta-who': 'me',
      'x-amz-sdk-checksum-algorithm': 'CRC32',
    },
    body: 'hello',
    result: { ETag: '"abc"' },
  },
  {
    name: 'S3 PutObject of a Blob',
    from: '@aws-sdk/client-s3',
    classes: ['S3Client', 'PutObjectCommand'],
    send: `new S3Client({}).send(new PutObjectCommand({ Bucket: 'my-bucket', Key: 'blob', Body: new Blob(['hello blob']) }))`,
    answer: xml('', { etag: '"abc"' }),
    method: 'PUT',
    url: 'https://my-bucket.s3.us-east-1.amazonaws.com/blob?x-id=PutObject',
    headers: { 'x-amz-checksum-crc32': 'VUSTJw==', 'x-amz-sdk-checksum-algorithm': 'CRC32' },
    body: 'hello blob',
    result: { ETag: '"abc"' },
  },
  {
    name: "S3 PutObject of one of Node's streams",
    from: '@aws-sdk/client-s3',
    classes: ['S3Client', 'PutObjectCommand'],
    send: `new S3Client({}).send(new PutObjectCommand({ Bucket: 'b-1', Key: 'a',
      Body: Readable.from([Buffer.from('str'), Buffer.from('eam')]), ContentLength: 6 }))`,
    answer: xml('', { etag: '"x"' }),
    method: 'PUT',
    url: 'https://b-1.s3.us-east-1.amazonaws.com/a?x-id=PutObject',
    headers: { 'x-amz-checksum-crc32': '8Om+HA==', 'x-amz-sdk-checksum-algorithm': 'CRC32' },
    body: 'stream',
    result: { ETag: '"x"' },
  },
  {
    name: 'S3 ListObjectsV2',
    from: '@aws-sdk/client-s3',
    classes: ['S3Client', 'ListObjectsV2Command'],
    send: `new S3Client({}).send(new ListObjectsV2Command({ Bucket: 'my-bucket', Prefix: 'a/' }))`,
    answer: xml(
      '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>my-bucket</Name><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated><Contents><Key>a/b</Key><Size>3</Size><LastModified>2026-01-12T10:00:00.000Z</LastModified><ETag>"x"</ETag></Contents></ListBucketResult>',
    ),
    method: 'GET',
    url: 'https://my-bucket.s3.us-east-1.amazonaws.com/?list-type=2&prefix=a%2F',
    headers: {},
    body: '',
    result: {
      Name: 'my-bucket',
      KeyCount: 1,
      IsTruncated: false,
      Contents: [{ Key: 'a/b', Size: 3, LastModified: '2026-01-12T10:00:00.000Z', ETag: '"x"' }],
    },
  },
  {
    name: 'S3 DeleteObjects',
    from: '@aws-sdk/client-s3',
    classes: ['S3Client', 'DeleteObjectsCommand'],
    send: `new S3Client({}).send(new DeleteObjectsCommand({ Bucket: 'my-bucket', Delete: { Objects: [{ Key: 'a' }] } }))`,
    answer: xml('<DeleteResult><Deleted><Key>a</Key></Deleted></DeleteResult>'),
    url: 'https://my-bucket.s3.us-east-1.amazonaws.com/?delete=',
    headers: { 'content-type': 'application/xml', 'x-amz-checksum-crc32': 'n7NJGg==' },
    body: '<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a</Key></Object></Delete>',
    result: { Deleted: [{ Key: 'a' }] },
  },
  {
    name: 'DynamoDB PutItem with bytes',
    from: '@aws-sdk/client-dynamodb',
    classes: ['DynamoDBClient', 'PutItemCommand'],
    send: `new DynamoDBClient({}).send(new PutItemCommand({ TableName: 'T', Item: { pk: { S: '1' }, b: { B: new Uint8Array([1, 2]) } },
      ReturnValues: 'ALL_OLD' }))`,
    answer: json({ Attributes: { pk: { S: '1' } } }),
    url: 'https://dynamodb.us-east-1.amazonaws.com/',
    headers: target('DynamoDB_20120810.PutItem'),
    body: '{"TableName":"T","Item":{"pk":{"S":"1"},"b":{"B":"AQI="}},"ReturnValues":"ALL_OLD"}',
    result: { Attributes: { pk: { S: '1' } } },
  },
  {
    name: 'DynamoDB document client',
    from: '@aws-sdk/lib-dynamodb',
    classes: ['DynamoDBDocumentClient', 'GetCommand'],
    send: `DynamoDBDocumentClient.from(new DynamoDB({})).send(new GetCommand({ TableName: 'T', Key: { pk: '1' } }))`,
    answer: json({ Item: { pk: { S: '1' }, n: { N: '3' }, l: { L: [{ BOOL: true }] } } }),
    url: 'https://dynamodb.us-east-1.amazonaws.com/',
    headers: target('DynamoDB_20120810.GetItem'),
    body: '{"TableName":"T","Key":{"pk":{"S":"1"}}}',
    result: { Item: { pk: '1', n: 3, l: [true] } },
  },
  {
    name: 'Kinesis PutRecord',
    from: '@aws-sdk/client-kinesis',
    classes: ['KinesisClient', 'PutRecordCommand'],
    send: `new KinesisClient({}).send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'p', Data: Buffer.from('x') }))`,
    answer: json({ ShardId: 'shardId-0', SequenceNumber: '1' }),
    url: 'https://kinesis.us-east-1.amazonaws.com/',
    headers: target('Kinesis_20131202.PutRecord', '1.1'),
    body: '{"Data":"eA==","StreamName":"s","PartitionKey":"p"}',
    result: { ShardId: 'shardId-0', SequenceNumber: '1' },
  },
  {
    name: 'EventBridge PutEvents',
    from: '@aws-sdk/client-eventbridge',
    classes: ['EventBridgeClient', 'PutEventsCommand'],
    send: `new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [{ Source: 'a', DetailType: 'd', Detail: '{}',
      EventBusName: 'default', Time: new Date(0) }] }))`,
    answer: json({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
    url: 'https://events.us-east-1.amazonaws.com/',
    headers: target('AWSEvents.PutEvents', '1.1'),
    body: '{"Entries":[{"Time":0,"Source":"a","DetailType":"d","Detail":"{}","EventBusName":"default"}]}',
    result: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] },
  },
  {
    name: 'Scheduler CreateSchedule',
    from: '@aws-sdk/client-scheduler',
    classes: ['SchedulerClient', 'CreateScheduleCommand'],
    send: `new SchedulerClient({}).send(new CreateScheduleCommand({ Name: 'n', ScheduleExpression: 'rate(1 minute)', ClientToken: 'c',
      FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: 'a', RoleArn: 'r' } }))`,
    answer: json({ ScheduleArn: 'arn' }),
    url: 'https://scheduler.us-east-1.amazonaws.com/schedules/n',
    headers: { 'content-type': 'application/json' },
    body: '{"ScheduleExpression":"rate(1 minute)","Target":{"Arn":"a","RoleArn":"r"},"FlexibleTimeWindow":{"Mode":"OFF"},"ClientToken":"c"}',
    result: { ScheduleArn: 'arn' },
  },
  {
    name: 'Lambda Invoke',
    from: '@aws-sdk/client-lambda',
    classes: ['LambdaClient', 'InvokeCommand'],
    send: `new LambdaClient({}).send(new InvokeCommand({ FunctionName: 'f', Payload: '{"a":1}', LogType: 'Tail' }))
      .then(({ Payload, StatusCode, FunctionError }) => ({ payload: Payload.transformToString(), StatusCode, FunctionError }))`,
    answer: {
      body: '{"ok":true}',
      headers: { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' },
    },
    url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/f/invocations',
    headers: { 'content-type': 'application/octet-stream', 'x-amz-log-type': 'Tail' },
    body: '{"a":1}',
    result: { payload: '{"ok":true}', StatusCode: 200, FunctionError: 'Unhandled' },
  },
  {
    name: 'STS GetCallerIdentity, answered in XML',
    from: '@aws-sdk/client-sts',
    classes: ['STSClient', 'GetCallerIdentityCommand'],
    send: `new STSClient({}).send(new GetCallerIdentityCommand({}))`,
    answer: xml(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/x</Arn><UserId>U</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    ),
    url: 'https://sts.us-east-1.amazonaws.com/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
    result: { Arn: 'arn:aws:iam::123456789012:user/x', UserId: 'U', Account: '123456789012' },
  },
  {
    name: 'SSM GetParameter',
    from: '@aws-sdk/client-ssm',
    classes: ['SSMClient', 'GetParameterCommand'],
    send: `new SSMClient({}).send(new GetParameterCommand({ Name: '/a', WithDecryption: true }))`,
    answer: json({ Parameter: { Name: '/a', Value: 'v', Version: 1 } }),
    url: 'https://ssm.us-east-1.amazonaws.com/',
    headers: target('AmazonSSM.GetParameter', '1.1'),
    body: '{"Name":"/a","WithDecryption":true}',
    result: { Parameter: { Name: '/a', Value: 'v', Version: 1 } },
  },
  {
    name: 'Secrets Manager GetSecretValue',
    from: '@aws-sdk/client-secrets-manager',
    classes: ['SecretsManagerClient', 'GetSecretValueCommand'],
    send: `new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: 's' }))`,
    answer: json({ Name: 's', SecretString: 'x' }),
    url: 'https://secretsmanager.us-east-1.amazonaws.com/',
    headers: target('secretsmanager.GetSecretValue', '1.1'),
    body: '{"SecretId":"s"}',
    result: { Name: 's', SecretString: 'x' },
  },
  {
    name: 'CloudWatch PutMetricData',
    from: '@aws-sdk/client-cloudwatch',
    classes: ['CloudWatchClient', 'PutMetricDataCommand'],
    send: `new CloudWatchClient({}).send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5,
      Timestamp: new Date(0), Dimensions: [{ Name: 'd', Value: 'v' }] }] })).then(() => 'sent')`,
    answer: json({}),
    url: 'https://monitoring.us-east-1.amazonaws.com/',
    headers: target('GraniteServiceVersion20100801.PutMetricData'),
    body: '{"Namespace":"n","MetricData":[{"MetricName":"m","Dimensions":[{"Name":"d","Value":"v"}],"Timestamp":0,"Value":1.5}]}',
    result: 'sent',
  },
  {
    name: 'CloudWatch Logs PutLogEvents',
    from: '@aws-sdk/client-cloudwatch-logs',
    classes: ['CloudWatchLogsClient', 'PutLogEventsCommand'],
    send: `new CloudWatchLogsClient({}).send(new PutLogEventsCommand({ logGroupName: 'g', logStreamName: 's',
      logEvents: [{ timestamp: 1, message: 'm' }] }))`,
    answer: json({ nextSequenceToken: 't' }),
    url: 'https://logs.us-east-1.amazonaws.com/',
    headers: target('Logs_20140328.PutLogEvents', '1.1'),
    body: '{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":1,"message":"m"}]}',
    result: { nextSequenceToken: 't' },
  },
  {
    name: 'X-Ray PutTraceSegments',
    from: '@aws-sdk/client-xray',
    classes: ['XRayClient', 'PutTraceSegmentsCommand'],
    send: `new XRayClient({}).send(new PutTraceSegmentsCommand({ TraceSegmentDocuments: ['{}'] }))`,
    answer: json({ UnprocessedTraceSegments: [] }),
    url: 'https://xray.us-east-1.amazonaws.com/TraceSegments',
    headers: { 'content-type': 'application/json' },
    body: '{"TraceSegmentDocuments":["{}"]}',
    result: { UnprocessedTraceSegments: [] },
  },
  {
    name: 'KMS Encrypt',
    from: '@aws-sdk/client-kms',
    classes: ['KMSClient', 'EncryptCommand'],
    send: `new KMSClient({}).send(new EncryptCommand({ KeyId: 'alias/a', Plaintext: new Uint8Array([1, 2]) }))
      .then(({ CiphertextBlob }) => [...CiphertextBlob])`,
    answer: json({ CiphertextBlob: 'AQI=', KeyId: 'k' }),
    url: 'https://kms.us-east-1.amazonaws.com/',
    headers: target('TrentService.Encrypt', '1.1'),
    body: '{"KeyId":"alias/a","Plaintext":"AQI="}',
    result: [1, 2],
  },
  {
    name: 'Step Functions StartSyncExecution',
    from: '@aws-sdk/client-sfn',
    classes: ['SFNClient', 'StartSyncExecutionCommand'],
    send: `new SFNClient({}).send(new StartSyncExecutionCommand({
      stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:m', input: '{}' }))`,
    answer: json({ executionArn: 'e', startDate: 1.5e9, stopDate: 1.5e9, status: 'SUCCEEDED' }),
    url: 'https://sync-states.us-east-1.amazonaws.com/',
    headers: target('AWSStepFunctions.StartSyncExecution'),
    body: '{"stateMachineArn":"arn:aws:states:us-east-1:1:stateMachine:m","input":"{}"}',
    result: { executionArn: 'e', startDate: '2017-07-14T02:40:00.000Z', status: 'SUCCEEDED' },
  },
]

describe('clients', () => {
  let started: LayeredEnvironment

  beforeAll(async () => {
    const names = new Map<string, Set<string>>([['@aws-sdk/client-dynamodb', new Set(['DynamoDB'])]])
    for (const { from, classes } of CASES) {
      names.set(from, new Set([...(names.get(from) ?? []), ...classes]))
    }
    started = await LayeredEnvironment.start(`
      import { Readable } from 'node:stream'
      ${[...names].map(([from, classes]) => `import { ${[...classes].join(', ')} } from '${from}'`).join('\n')}
      const cases = { ${CASES.map(({ name, send }) => `${JSON.stringify(name)}: () => ${send}`).join(',\n')} }
      export const handler = (name: string) => cases[name]()`)
  }, 60_000)
  afterAll(() => started?.stop())

  test.each(CASES)('$name', async ({ name, answer, method = 'POST', url, headers, body, result }) => {
    const { value, calls } = await started.run(name, () => answer)
    expect(calls).toHaveLength(1)
    const [call] = calls as [ServiceCall]
    expect({ method: call.method, url: call.url, body: textOf(call) }).toEqual({ method, url, body })
    expect(call.headers).toMatchObject(headers)
    expect(call.headers).toMatchObject({
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE\/20260131\/us-east-1\//),
      'x-amz-security-token': 'token',
    })
    expect(value).toEqual(
      typeof result === 'string' || Array.isArray(result) ? result : expect.objectContaining(result),
    )
  })
})

describe('answers', () => {
  test('errors of JSON protocols become the exception class', async () => {
    const { value } = await runHandler(
      `import { DynamoDBClient, GetItemCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
      export const handler = () => new DynamoDBClient({}).send(new GetItemCommand({ TableName: 'T', Key: { pk: { S: '1' } } }))
        .catch((error) => [error instanceof ResourceNotFoundException, error.name, error.message, error.$metadata.httpStatusCode, error.constructor.name])`,
      {
        answer: () => ({
          ...json({
            __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
            message: 'Requested resource not found',
          }),
          status: 400,
        }),
      },
    )
    expect(value).toEqual([
      true,
      'ResourceNotFoundException',
      'Requested resource not found',
      400,
      'ResourceNotFoundException',
    ])
  })

  test('are tried again after a throttling, in virtual time', async () => {
    let attempts = 0
    const { value, calls } = await runHandler(
      `import { SSM } from '@aws-sdk/client-ssm'
      export const handler = async () => (await new SSM({}).getParameter({ Name: 'a' })).$metadata.attempts`,
      {
        answer: () => {
          attempts += 1
          if (attempts === 3) return json({ Parameter: { Name: 'a', Value: 'v' } })
          return { ...json({ __type: 'ThrottlingException', message: 'Rate exceeded' }), status: 400 }
        },
      },
    )
    expect(value).toBe(3)
    const [first, , last] = calls as [ServiceCall, ServiceCall, ServiceCall]
    expect(last.at).toBeGreaterThan(first.at)
  })

  const OBJECT = { body: 'hello body', headers: { 'content-type': 'text/plain', 'content-length': '10' } }
  test.each([
    ['transformToString', `await body.transformToString()`],
    ['transformToByteArray', `Buffer.from(await body.transformToByteArray()).toString()`],
    ['transformToWebStream', `await new Response(body.transformToWebStream()).text()`],
    [
      'events',
      `await new Promise((resolve) => { const all = []; body.on('data', (it) => all.push(it)).on('end', () => resolve(Buffer.concat(all).toString())) })`,
    ],
    [
      'asynchronous iteration',
      `await (async () => { let all = ''; for await (const it of body) all += it.toString(); return all })()`,
    ],
    ['a pipe', `await text(body.pipe(new PassThrough()))`],
  ])("S3's Body is one of Node's streams: %s", async (_, read) => {
    const { value } = await runHandler(
      `import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3'
      import { PassThrough, Readable } from 'node:stream'
      import { text } from 'node:stream/consumers'
      export const handler = async () => {
        const { Body: body, ContentType } = await new S3Client({}).send(new GetObjectCommand({ Bucket: 'b-1', Key: 'a' })) as any
        return [body instanceof Readable, ContentType, ${read}]
      }`,
      { answer: () => OBJECT },
    )
    expect(value).toEqual([true, 'text/plain', 'hello body'])
  })

  test("S3's errors are in XML", async () => {
    const { value } = await runHandler(
      `import { S3Client, GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3'
      export const handler = () => new S3Client({}).send(new GetObjectCommand({ Bucket: 'b', Key: 'zz' }))
        .catch((error) => [error instanceof NoSuchKey, error.name, error.message, error.Key])`,
      {
        answer: () => ({
          ...xml(
            '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>zz</Key></Error>',
          ),
          status: 404,
        }),
      },
    )
    expect(value).toEqual([true, 'NoSuchKey', 'The specified key does not exist.', 'zz'])
  })

  test('come page by page', async () => {
    const page = (key: string, next: string) =>
      xml(
        `<ListBucketResult><Name>b</Name><KeyCount>1</KeyCount><IsTruncated>${next !== ''}</IsTruncated>${next && `<NextContinuationToken>${next}</NextContinuationToken>`}<Contents><Key>${key}</Key><Size>3</Size></Contents></ListBucketResult>`,
      )
    const { value, calls } = await runHandler(
      `import { S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3'
      export const handler = async () => {
        const keys = []
        for await (const { Contents } of paginateListObjectsV2({ client: new S3Client({}) }, { Bucket: 'b' })) keys.push(...Contents.map(({ Key }) => Key))
        return keys
      }`,
      { answer: ({ url }) => (url.includes('continuation-token=n') ? page('b', '') : page('a', 'n')) },
    )
    expect(value).toEqual(['a', 'b'])
    expect(calls).toHaveLength(2)
  })

  test('come as an event stream', async () => {
    const codec = new EventStreamCodec(toUtf8, fromUtf8)
    const event = (type: string, contentType: string, body: string) =>
      codec.encode({
        headers: {
          ':message-type': { type: 'string', value: 'event' },
          ':event-type': { type: 'string', value: type },
          ':content-type': { type: 'string', value: contentType },
        },
        body: fromUtf8(body),
      })
    const frames = [
      event('PayloadChunk', 'application/octet-stream', 'hel'),
      event('PayloadChunk', 'application/octet-stream', 'lo'),
      event('InvokeComplete', 'application/json', '{"ErrorCode":"Unhandled"}'),
    ]
    const { value, calls } = await runHandler(
      `import { LambdaClient, InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda'
      export const handler = async () => {
        const { EventStream } = await new LambdaClient({}).send(new InvokeWithResponseStreamCommand({ FunctionName: 'f', Payload: '{}' }))
        let text = ''
        for await (const { PayloadChunk, InvokeComplete } of EventStream) {
          text += PayloadChunk ? Buffer.from(PayloadChunk.Payload).toString() : '|' + InvokeComplete.ErrorCode
        }
        return text
      }`,
      {
        answer: () => ({
          headers: { 'content-type': 'application/vnd.amazon.eventstream' },
          body: new Uint8Array(Buffer.concat(frames)),
        }),
      },
    )
    expect(value).toBe('hello|Unhandled')
    expect(calls[0]?.url).toBe(
      'https://lambda.us-east-1.amazonaws.com/2021-11-15/functions/f/response-streaming-invocations',
    )
  })

  test('that do not fit what was sent are refused', async () => {
    const { value } = await runHandler(
      `import { SQS } from '@aws-sdk/client-sqs'
      export const handler = () => new SQS({ maxAttempts: 1 }).sendMessage({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/1/q', MessageBody: 'hello' })
        .catch((error) => [error.name, error.message])`,
      { answer: () => json({ MessageId: 'm1', MD5OfMessageBody: '00000000000000000000000000000000' }) },
    )
    expect(value).toEqual(['Error', 'InvalidChecksumError'])
  })
})

describe('clients without settings', () => {
  const SEND = `import { SQS } from '@aws-sdk/client-sqs'
    export const handler = (event) => new SQS(event).listQueues({}).then(() => 'sent', (error) => [error.name, error.message])`

  test('take the region of the environment variables, settings first', async () => {
    const variables = { AWS_REGION: 'eu-central-1' }
    const own = await runHandler(SEND, { variables, answer: () => json({}) })
    expect(own.calls.map(({ url }) => url)).toEqual(['https://sqs.eu-central-1.amazonaws.com/'])
    const set = await runHandler(SEND, { variables, event: { region: 'ap-south-1' }, answer: () => json({}) })
    expect(set.calls.map(({ url }) => url)).toEqual(['https://sqs.ap-south-1.amazonaws.com/'])
  })

  test('without a region or credentials fail as in Node.js', async () => {
    expect((await runHandler(SEND, { variables: { AWS_REGION: '' } })).value).toEqual(['Error', 'Region is missing'])
    expect((await runHandler(SEND, { variables: { AWS_ACCESS_KEY_ID: '' } })).value).toEqual([
      'CredentialsProviderError',
      'Could not load credentials from any providers',
    ])
  })
})

test('getSignedUrl signs without a request', async () => {
  const { value, calls } = await runHandler(
    `import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3'
    import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
    export const handler = () => getSignedUrl(new S3Client({}), new GetObjectCommand({ Bucket: 'my-bucket', Key: 'a' }), { expiresIn: 60 })`,
  )
  expect(calls).toEqual([])
  const url = new URL(value as string)
  expect(url.origin + url.pathname).toBe('https://my-bucket.s3.us-east-1.amazonaws.com/a')
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Expires': '60',
    'X-Amz-Security-Token': 'token',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
  })
})

test('marshall and unmarshall of util-dynamodb', async () => {
  const { value } = await runHandler(
    `import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
    export const handler = async () => [marshall({ a: 1, b: ['x'] }), unmarshall({ a: { N: '1' } })]`,
  )
  expect(value).toEqual([{ a: { N: '1' }, b: { L: [{ S: 'x' }] } }, { a: 1 }])
})

test('the same run gives the same requests, signatures and tokens included', async () => {
  const handler = `import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
    export const handler = () => new DynamoDBClient({}).send(new TransactWriteItemsCommand({ TransactItems: [] })).then(() => 1)`
  const runs = [
    await runHandler(handler, { answer: () => json({}) }),
    await runHandler(handler, { answer: () => json({}) }),
  ]
  expect(runs[0]?.calls).toEqual(runs[1]?.calls)
  expect(textOf(runs[0]?.calls[0] as ServiceCall)).toMatch(/"ClientRequestToken":"[0-9a-f-]{36}"/)
})
