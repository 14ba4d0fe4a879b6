/** Requests to the services, of every protocol, through the whole endpoint: whatever comes in has an answer. */

import fc from 'fast-check'
import { parseXml } from '../../../../src/cloud/wire/xml'
import { AwsError } from '../../../../src/cloud/aws/aws-error'
import type { WireRequest, WireResponse } from '../../../../src/cloud/protocol'
import { readRequest } from '../../../../src/cloud/wire/request'
import { deploy, lambdaFunction, queue, resource, type Run } from '../../cloud/stack'
import { anyText, mutated, texts } from '../inputs'
import { expectSize, target, unlessRefused } from '../target'
import { EVENTS, TEMPLATES } from './examples'

const HOSTS = [
  'sqs',
  'sns',
  'dynamodb',
  'lambda',
  'events',
  's3',
  'b.s3',
  'kinesis',
  'kms',
  'logs',
  'monitoring',
  'scheduler',
  'secretsmanager',
  'ssm',
  'states',
  'sts',
  'xray',
  'streams.dynamodb',
  'nothing',
]
const hosts = fc.constantFrom(...HOSTS).map((name) => `https://${name}.us-east-1.amazonaws.com`)

const json = (host: string, target: string, body: object): WireRequest => ({
  method: 'POST',
  url: `https://${host}.us-east-1.amazonaws.com/`,
  headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
})
const REAL: readonly WireRequest[] = [
  json('sqs', 'AmazonSQS.SendMessageBatch', {
    QueueUrl: 'Q',
    Entries: [
      {
        Id: 'a',
        MessageBody: 'x',
        DelaySeconds: 5,
        MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } },
      },
    ],
  }),
  json('dynamodb', 'DynamoDB_20120810.Query', {
    TableName: 'T',
    KeyConditionExpression: 'id = :a',
    ExpressionAttributeValues: { ':a': { S: 'x' } },
    Limit: 5,
  }),
  json('dynamodb', 'DynamoDB_20120810.UpdateItem', {
    TableName: 'T',
    Key: { id: { S: 'x' } },
    UpdateExpression: 'ADD n :a',
    ExpressionAttributeValues: { ':a': { N: '1' } },
  }),
  json('dynamodb', 'DynamoDB_20120810.TransactWriteItems', {
    TransactItems: [{ Put: { TableName: 'T', Item: { id: { S: 'x' } } } }],
  }),
  json('events', 'AWSEvents.PutEvents', { Entries: [{ Source: 's', DetailType: 't', Detail: '{"a":1}' }] }),
  json('events', 'AWSEvents.PutRule', {
    Name: 'r',
    EventPattern: '{"source":["s"]}',
    ScheduleExpression: 'rate(1 day)',
  }),
  json('kinesis', 'Kinesis_20131202.PutRecords', { StreamName: 'S', Records: [{ Data: 'eA==', PartitionKey: 'k' }] }),
  json('kms', 'TrentService.Encrypt', { KeyId: 'alias/k', Plaintext: 'eA==' }),
  json('ssm', 'AmazonSSM.PutParameter', { Name: '/a/b', Value: 'x', Type: 'StringList', Overwrite: true }),
  json('secretsmanager', 'secretsmanager.CreateSecret', {
    Name: 's',
    SecretString: '{"a":1}',
    ClientRequestToken: '12345678901234567890123456789012',
  }),
  json('logs', 'Logs_20140328.FilterLogEvents', { logGroupName: '/aws/lambda/F', filterPattern: '{ $.a = 1 }' }),
  json('states', 'AWSStepFunctions.StartExecution', {
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
    input: '{}',
  }),
  json('monitoring', 'GraniteServiceVersion20100801.PutMetricData', {
    Namespace: 'n',
    MetricData: [{ MetricName: 'm', Value: 1, Dimensions: [{ Name: 'a', Value: 'b' }] }],
  }),
  {
    method: 'POST',
    url: 'https://sns.us-east-1.amazonaws.com/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=Publish&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3At&Message=m&MessageAttributes.entry.1.Name=k&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=v',
  },
  {
    method: 'POST',
    url: 'https://sqs.us-east-1.amazonaws.com/',
    headers: {},
    body: 'Action=SetQueueAttributes&QueueUrl=Q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5',
  },
  {
    method: 'PUT',
    url: 'https://b.s3.us-east-1.amazonaws.com/k%20x?tagging',
    headers: { 'content-md5': 'x' },
    body: '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>',
  },
  {
    method: 'PUT',
    url: 'https://s3.us-east-1.amazonaws.com/b/key',
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '5',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    },
    body: '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
  },
  {
    method: 'GET',
    url: 'https://b.s3.us-east-1.amazonaws.com/?list-type=2&prefix=a&max-keys=3&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260131T120000Z&X-Amz-Expires=60',
    headers: { range: 'bytes=0-5' },
    body: '',
  },
  {
    method: 'POST',
    url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/F/invocations?Qualifier=1',
    headers: { 'x-amz-invocation-type': 'Event', 'x-amz-client-context': 'e30=' },
    body: '{}',
  },
  {
    method: 'PUT',
    url: 'https://lambda.us-east-1.amazonaws.com/2019-09-25/functions/F/event-invoke-config',
    headers: {},
    body: '{"MaximumRetryAttempts":1,"DestinationConfig":{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:123456789012:Q"}}}',
  },
  {
    method: 'POST',
    url: 'https://scheduler.us-east-1.amazonaws.com/schedules/s',
    headers: {},
    body: '{"ScheduleExpression":"at(2026-05-01T09:30:00)","FlexibleTimeWindow":{"Mode":"OFF"},"Target":{"Arn":"a","RoleArn":"r"}}',
  },
]

const STACK = [
  queue('Q'),
  lambdaFunction('F'),
  resource('B', 'AWS::S3::Bucket', { BucketName: 'b' }),
  resource('S', 'AWS::Kinesis::Stream', { Name: 'S', ShardCount: 1 }),
  resource('T', 'AWS::DynamoDB::Table', {
    TableName: 'T',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }),
]

/** A body of JSON with a value or a name exchanged stays readable, and so gets further than the decoder. */
const VALUES = [
  '1',
  '-1',
  '1e999',
  'null',
  'true',
  '""',
  '"x"',
  '[]',
  '{}',
  '[null]',
  '{"__proto__":1}',
  '"\\ud800"',
  '99999999999999999999',
]
const exchanged = (text: string): fc.Arbitrary<string> =>
  fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...VALUES)), { minLength: 1, maxLength: 3 }).map((changes) => {
    let changed = text
    for (const [which, value] of changes) {
      const places = [...changed.matchAll(/(?<=:)("(?:[^"\\]|\\.)*"|\d+|true|\[[^[\]]*\])/g)]
      const place = places[which % (places.length || 1)]
      if (place) changed = changed.slice(0, place.index) + value + changed.slice(place.index + place[0].length)
    }
    return changed
  })

const HEADERS = [
  'x-amz-target',
  'authorization',
  'content-type',
  'content-encoding',
  'x-amz-content-sha256',
  'range',
  'x-amz-copy-source',
  'x-amz-tagging',
  'x-amz-meta-a',
  'x-amz-invocation-type',
  'if-match',
  'x-amz-date',
]
const requests: fc.Arbitrary<WireRequest> = fc.constantFrom(...REAL).chain((real) => {
  const body = String(real.body)
  const bodies = fc.oneof(
    fc.constant(body),
    exchanged(body),
    mutated([body || '{}']),
    fc.constantFrom(...EVENTS, TEMPLATES[0] as string),
    fc.uint8Array({ maxLength: 60 }),
  )
  const urls = fc.oneof(
    fc.constant(real.url),
    fc.constant(real.url),
    mutated([real.url]),
    fc.tuple(hosts, anyText(20)).map(([host, path]) => `${host}/${path}`),
  )
  const headers = fc.oneof(
    fc.constant(real.headers),
    fc
      .dictionary(
        fc.constantFrom(...HEADERS),
        fc.oneof(
          anyText(20),
          mutated(
            Object.values(real.headers).concat(
              'AWS4-HMAC-SHA256 Credential=ASIA/20260131/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
            ),
          ),
        ),
      )
      .map((more) => ({ ...real.headers, ...more })),
  )
  const methods = fc.oneof(
    { weight: 8, arbitrary: fc.constant(real.method) },
    { weight: 1, arbitrary: fc.constantFrom('GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', '', 'x y') },
  )
  return fc.record({ method: methods, url: urls, headers, body: bodies })
})

/** One cloud for many requests, and a new one before it has grown. */
let cloud: Run['cloud'] | null = null
let asked = 0
function freshCloud(): Run['cloud'] {
  if (!cloud || asked++ % 500 === 0) cloud = deploy(STACK, { invoke: () => ({}) }).cloud
  return cloud
}

export const wireTargets = [
  target('wire-request', requests, async (request) => {
    const answering = freshCloud().aws(request)
    const answer = (await Promise.race([
      answering,
      new Promise((resolve) => setImmediate(resolve, null)),
    ])) as WireResponse | null
    // What waits for the clock to go on (long polls, synchronous invocations) has no answer yet.
    if (!answer) return
    if (!(answer.status >= 200 && answer.status < 600)) throw new Error(`status ${answer.status}`)
    if (answer.status === 500) throw new Error(`answered with ${String(answer.body).slice(0, 200)}`)
    expectSize('the answer', answer.body.length, 1_000_000)
  }),
  target(
    'xml',
    texts({
      examples: ['<?xml version="1.0"?><a b="c"><d>x &amp; &#65;</d><e/><![CDATA[y]]><!-- z --></a>'],
      tokens: [
        '<a>',
        '</a>',
        '<b c="d">',
        '</b>',
        '<e/>',
        '&amp;',
        '&#x110000;',
        '&x;',
        '<!DOCTYPE a [',
        '<!ENTITY x "y">',
        ']>',
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        '<?',
        '?>',
        'x',
      ],
      nesting: [
        ['<a>', '</a>'],
        ['<a', '>'],
        ['&#', ';'],
      ],
    }),
    (text) => {
      unlessRefused([AwsError], () => parseXml(text))
    },
  ),
  target(
    'request-line',
    fc.record({
      method: anyText(5),
      url: fc.oneof(anyText(), mutated(REAL.map(({ url }) => url))),
      headers: fc.dictionary(anyText(8), anyText(12)),
      body: anyText(12),
    }),
    (request) => {
      unlessRefused([AwsError], () => readRequest(request))
    },
  ),
]
