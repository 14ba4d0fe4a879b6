/** Fact sheet §7.6: what a function gets of the services that push events. */

import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { fail, type Script } from '../../unit/cloud/scripted-host'
import {
  arnOf,
  COLD,
  deploy,
  lambdaFunction,
  OUTSIDE_ROLE,
  resource,
  START_TIME,
  type Run,
} from '../../unit/cloud/stack'
import { playground } from './playground'
import {
  ACCOUNT,
  attributes,
  bucket,
  order,
  payloads,
  permission,
  publish,
  put,
  putEvent,
  RULE,
  rule,
  s3,
  silent,
  sns,
  subscription,
  TOPIC,
  topic,
  UUID,
} from './push'

type Properties = Record<string, TemplateValue>

function stack(resources: readonly StackResource[], script: Script = silent): Run {
  const run = deploy(resources, script)
  expect(run.diagnostics).toEqual([])
  return run
}

const parsed = (run: Pick<Run, 'trace'>): Record<string, unknown>[] =>
  payloads(run).map((payload) => JSON.parse(payload) as Record<string, unknown>)

const isoNow = (ms = 0): string => new Date(START_TIME + ms).toISOString()

// --- S3

const ON_S3 = [lambdaFunction('F'), permission('s3.amazonaws.com', 'arn:aws:s3:::bucket', { SourceAccount: ACCOUNT })]
const toFunction = (...names: string[]): Properties => ({
  LambdaConfigurations: names.map((Event) => ({ Event, Function: arnOf('F') })),
})
const EVERYTHING = toFunction('s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:ObjectTagging:*')
const VERSIONED = { VersioningConfiguration: { Status: 'Enabled' } }
const bucketOf = (notifications = EVERYTHING, more: Properties = {}) => bucket(notifications, ['Permits3'], more)

interface S3Record {
  readonly eventName: string
  readonly eventVersion: string
  readonly s3: { readonly object: Readonly<Record<string, unknown>> }
}
const s3Records = (run: Run): S3Record[] => parsed(run).flatMap(({ Records }) => Records as S3Record[])

describe('§7.6 S3: the record', () => {
  test('has its members in this order, one record per event', async () => {
    const run = stack([...ON_S3, bucketOf()])
    await put(run, 'k')
    await run.idle()
    expect(parsed(run).map(order)).toEqual([
      'Records[eventVersion,eventSource,awsRegion,eventTime,eventName,userIdentity{principalId},' +
        'requestParameters{sourceIPAddress},responseElements{x-amz-request-id,x-amz-id-2},' +
        's3{s3SchemaVersion,configurationId,bucket{name,ownerIdentity{principalId},arn},object{key,size,eTag,sequencer}}]',
    ])
    expect(s3Records(run)).toHaveLength(1)
  })

  test('says who did what to which object', async () => {
    const run = stack([...ON_S3, bucketOf()])
    await put(run, 'dir/k')
    await run.idle()
    expect(s3Records(run)).toMatchObject([
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: isoNow(),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: expect.stringMatching(/^AWS:AIDA/) as unknown },
        requestParameters: { sourceIPAddress: expect.stringMatching(/^\d+(\.\d+){3}$/) as unknown },
        responseElements: {
          'x-amz-request-id': expect.stringMatching(/^[0-9A-Z]{16}$/) as unknown,
          'x-amz-id-2': expect.stringMatching(/^[A-Za-z0-9+/]+=$/) as unknown,
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: expect.stringMatching(UUID) as unknown,
          bucket: { name: 'bucket', arn: 'arn:aws:s3:::bucket' },
          // MD5 of "hello", without the quotes of the ETag header.
          object: { key: 'dir/k', size: 5, eTag: '5d41402abc4b2a76b9719d911017c592' },
        },
      },
    ])
  })

  test.each([
    ['a space', 'a%20b', 'a+b'],
    ['@', 'a@b', 'a%40b'],
    ['a plus', 'a%2Bb', 'a%2Bb'],
    ['a percent sign', '100%25', '100%25'],
    ['a letter beyond ASCII', 'caf%C3%A9', 'caf%C3%A9'],
    ['parentheses', 'a(1)', 'a%281%29'],
    ['slashes, which stay', 'x/y/z.txt', 'x/y/z.txt'],
    ['- _ . *, which stay', 'a-b_c.d*', 'a-b_c.d*'],
  ])('has the key encoded as in a URL’s query: %s', async (_, path, key) => {
    const run = stack([...ON_S3, bucketOf()])
    await put(run, path)
    await run.idle()
    expect(s3Records(run)[0]?.s3.object).toMatchObject({ key })
  })

  test('a handler gets the key back with + as a space and decodeURIComponent', async () => {
    const code = `exports.handler = async (event) =>
      console.log('[' + decodeURIComponent(event.Records[0].s3.object.key.replace(/\\+/g, ' ')) + ']')`
    const run = await playground([...ON_S3, bucketOf()], { F: code })
    expect((await s3(run, 'PUT', 'in%20box/caf%C3%A9%20%2B%20100%25.txt', 'x')).status).toBe(200)
    await run.idle()
    expect(run.logs().join('')).toContain('[in box/café + 100%.txt]')
  })

  test.each([
    ['Put', (run: Run) => s3(run, 'PUT', 'k', 'x'), 'ObjectCreated:Put'],
    ['Copy', (run: Run) => s3(run, 'PUT', 'copy', '', { 'x-amz-copy-source': 'bucket/old' }), 'ObjectCreated:Copy'],
    ['Delete', (run: Run) => s3(run, 'DELETE', 'old'), 'ObjectRemoved:Delete'],
    ['Tagging:Delete', (run: Run) => s3(run, 'DELETE', 'old?tagging'), 'ObjectTagging:Delete'],
  ])('has an eventName without s3: %s', async (_, act, eventName) => {
    const run = stack([...ON_S3, bucketOf()])
    await put(run, 'old')
    await run.idle()
    await act(run)
    await run.idle()
    expect(s3Records(run).at(-1)?.eventName).toBe(eventName)
  })

  test('of a tagging has version 2.3 and neither size nor sequencer', async () => {
    const run = stack([...ON_S3, bucketOf()])
    await put(run, 'k')
    await run.idle()
    await s3(run, 'PUT', 'k?tagging', '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>')
    await run.idle()
    expect(s3Records(run).at(-1)).toMatchObject({ eventName: 'ObjectTagging:Put', eventVersion: '2.3' })
    expect(Object.keys(s3Records(run).at(-1)?.s3.object ?? {})).toEqual(['key', 'eTag'])
  })

  test('has a versionId only in a bucket with versions, before the sequencer', async () => {
    const run = stack([...ON_S3, bucketOf(EVERYTHING, VERSIONED)])
    const { headers } = await s3(run, 'PUT', 'k', 'hello')
    await run.idle()
    const { object } = s3Records(run)[0]?.s3 ?? {}
    expect(Object.keys(object ?? {})).toEqual(['key', 'size', 'eTag', 'versionId', 'sequencer'])
    expect(object?.['versionId']).toBe(headers['x-amz-version-id'])
  })

  test('of a deletion has neither size nor eTag', async () => {
    const run = stack([...ON_S3, bucketOf()])
    await put(run, 'k')
    await run.idle()
    await s3(run, 'DELETE', 'k')
    await run.idle()
    expect(Object.keys(s3Records(run).at(-1)?.s3.object ?? {})).toEqual(['key', 'sequencer'])
  })

  test('a deletion in a bucket with versions makes a delete marker, with the version of the marker', async () => {
    const run = stack([...ON_S3, bucketOf(EVERYTHING, VERSIONED)])
    await put(run, 'k')
    await run.idle()
    const { headers } = await s3(run, 'DELETE', 'k')
    await run.idle()
    expect(s3Records(run).at(-1)).toMatchObject({
      eventName: 'ObjectRemoved:DeleteMarkerCreated',
      s3: { object: { versionId: headers['x-amz-version-id'] } },
    })
    expect(s3Records(run).at(-1)?.s3.object).not.toHaveProperty('size')
  })

  test('a deletion of a version is ObjectRemoved:Delete, with that version', async () => {
    const run = stack([...ON_S3, bucketOf(EVERYTHING, VERSIONED)])
    const { headers } = await s3(run, 'PUT', 'k', 'hello')
    const versionId = headers['x-amz-version-id'] ?? ''
    await run.idle()
    await s3(run, 'DELETE', `k?versionId=${versionId}`)
    await run.idle()
    expect(s3Records(run).at(-1)).toMatchObject({ eventName: 'ObjectRemoved:Delete', s3: { object: { versionId } } })
  })

  test('the sequencer of a key grows from change to change, compared as text', async () => {
    const run = stack([...ON_S3, bucketOf()])
    for (const body of ['1', '2', '3']) {
      await put(run, 'k', body)
      await run.advance(1500)
    }
    await s3(run, 'DELETE', 'k')
    await run.idle()
    const sequencers = s3Records(run).map(({ s3: { object } }) => String(object['sequencer']))
    expect(sequencers).toHaveLength(4)
    expect([...sequencers].sort()).toEqual(sequencers)
    for (const sequencer of sequencers) expect(sequencer).toMatch(/^[0-9A-F]+$/)
  })

  test('invokes asynchronously: what the function throws is retried after 1 and 2 minutes', async () => {
    const run = stack([...ON_S3, bucketOf()], { invoke: () => ({ takes: 0, outcome: fail('boom') }) })
    await put(run, 'k')
    await run.idle()
    const started = run.trace('invocation.started')
    expect(started).toMatchObject([{ source: 'async', attempt: 1 }, { attempt: 2 }, { attempt: 3 }])
    const ended = run.trace('invocation.ended')
    expect(started.slice(1).map(({ at }, index) => at - (ended[index]?.at ?? 0))).toEqual([60_000, 120_000])
  })

  test('a function gets no s3:TestEvent', async () => {
    const run = stack([...ON_S3, bucketOf()])
    await run.idle()
    expect(payloads(run)).toEqual([])
  })
})

// --- SNS

const ON_SNS = [
  lambdaFunction('F'),
  topic(),
  permission('sns.amazonaws.com', { Ref: 'T' }),
  subscription('lambda', 'F'),
]
interface SnsRecord {
  readonly EventSubscriptionArn: string
  readonly Sns: Readonly<Record<string, unknown>>
}
const snsRecords = (run: Run): SnsRecord[] => parsed(run).flatMap(({ Records }) => Records as SnsRecord[])

describe('§7.6 SNS: the record', () => {
  test('has its members in this order', async () => {
    const run = stack(ON_SNS)
    await publish(run, 'Hello', attributes({ Test: ['String', 'TestString'] }))
    await run.idle()
    expect(parsed(run).map(order)).toEqual([
      'Records[EventSource,EventVersion,EventSubscriptionArn,Sns{Type,MessageId,TopicArn,Subject,Message,Timestamp,' +
        'SignatureVersion,Signature,SigningCertUrl,UnsubscribeUrl,MessageAttributes{Test{Type,Value}}}]',
    ])
  })

  test('has the message, its topic, its subscription and its time', async () => {
    const run = stack(ON_SNS)
    await publish(run, 'Hello')
    await run.idle()
    expect(snsRecords(run)).toMatchObject([
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: expect.stringMatching(new RegExp(`^${TOPIC}:[0-9a-f-]{36}$`)) as unknown,
        Sns: {
          Type: 'Notification',
          MessageId: expect.stringMatching(UUID) as unknown,
          TopicArn: TOPIC,
          Message: 'Hello',
          Timestamp: isoNow(),
          SignatureVersion: '1',
        },
      },
    ])
  })

  test('has SigningCertUrl and UnsubscribeUrl, not URL', async () => {
    const run = stack(ON_SNS)
    await publish(run, 'Hello')
    await run.idle()
    const [{ EventSubscriptionArn, Sns } = { EventSubscriptionArn: '', Sns: {} }] = snsRecords(run)
    expect(Sns['SigningCertUrl']).toMatch(
      /^https:\/\/sns\.us-east-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]+\.pem$/,
    )
    expect(Sns['UnsubscribeUrl']).toBe(
      `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${EventSubscriptionArn}`,
    )
    expect(Object.keys(Sns).filter((name) => name.endsWith('URL'))).toEqual([])
  })

  test('without a subject has Subject null, without attributes MessageAttributes {}', async () => {
    const run = stack(ON_SNS)
    await publish(run, 'Hello')
    await run.idle()
    expect(payloads(run)[0]).toContain('"Subject":null,')
    expect(payloads(run)[0]).toContain('"MessageAttributes":{}')
  })

  test('with a subject has it', async () => {
    const run = stack(ON_SNS)
    await publish(run, 'Hello', { Subject: 'Re: hello' })
    await run.idle()
    expect(snsRecords(run)[0]?.Sns['Subject']).toBe('Re: hello')
  })

  test.each([
    ['String', 'x'],
    ['Number', '1.50'],
    ['String.Array', '["a",1]'],
    ['Binary', 'aGk='],
    ['String.custom', 'x'],
  ])('has an attribute’s Type and Value as sent: %s', async (Type, Value) => {
    const run = stack(ON_SNS)
    await publish(run, 'Hello', attributes({ a: [Type, Value] }))
    await run.idle()
    expect(snsRecords(run)[0]?.Sns['MessageAttributes']).toEqual({ a: { Type, Value } })
  })

  test.each([
    ['its lambda text', { default: 'd', lambda: 'for functions' }, 'for functions'],
    ['the default without one', { default: 'd', sqs: 'for queues' }, 'd'],
  ])('of MessageStructure json has %s', async (_, texts, Message) => {
    const run = stack(ON_SNS)
    await publish(run, JSON.stringify(texts), { MessageStructure: 'json' })
    await run.idle()
    expect(snsRecords(run)[0]?.Sns['Message']).toBe(Message)
  })

  test('comes alone: a batch of three is three invocations', async () => {
    const run = stack(ON_SNS)
    const entries = [1, 2, 3].flatMap((index) => {
      const at = `PublishBatchRequestEntries.member.${index}`
      return [[`${at}.Id`, `e${index}`] as const, [`${at}.Message`, `m${index}`] as const]
    })
    await sns(run, 'PublishBatch', { TopicArn: TOPIC, ...Object.fromEntries(entries) })
    await run.idle()
    expect(parsed(run).map(({ Records }) => (Records as unknown[]).length)).toEqual([1, 1, 1])
    expect(snsRecords(run).map(({ Sns }) => Sns['Message'])).toEqual(['m1', 'm2', 'm3'])
  })

  test('of a topic with SignatureVersion 2 says so', async () => {
    const [fn, , ...rest] = ON_SNS
    const run = stack([fn as StackResource, topic({ SignatureVersion: '2' }), ...rest])
    await publish(run, 'Hello')
    await run.idle()
    expect(snsRecords(run)[0]?.Sns['SignatureVersion']).toBe('2')
  })

  test('invokes asynchronously', async () => {
    const run = stack(ON_SNS)
    await publish(run, 'Hello')
    await run.idle()
    expect(run.trace('invocation.started')).toMatchObject([{ source: 'async', attempt: 1 }])
  })

  test('of an S3 notification has S3’s JSON as its message and S3’s subject', async () => {
    const run = stack([
      ...ON_SNS,
      resource('TP', 'AWS::SNS::TopicPolicy', {
        Topics: [{ Ref: 'T' }],
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:Publish', Resource: '*' },
          ],
        },
      }),
      bucket({ TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic: { Ref: 'T' } }] }, ['TP', 'ToF']),
    ])
    await run.idle()
    await put(run, 'a%20b')
    await run.idle()
    const [test, upload] = snsRecords(run).map(({ Sns }) => Sns)
    expect(JSON.parse(String(test?.['Message']))).toMatchObject({ Event: 's3:TestEvent', Bucket: 'bucket' })
    expect(upload?.['Subject']).toBe('Amazon S3 Notification')
    expect(JSON.parse(String(upload?.['Message']))).toMatchObject({ Records: [{ s3: { object: { key: 'a+b' } } }] })
  })
})

// --- EventBridge

const ON_RULE = [lambdaFunction('F'), permission('events.amazonaws.com', arnOf('R'))]
const SHOP = { EventPattern: { source: ['shop'] } }

describe('§7.6 EventBridge: the event', () => {
  test('is this text: nine members in this order, no white space', async () => {
    const run = stack([...ON_RULE, rule(SHOP)])
    const id = await putEvent(run, { amount: 5 })
    await run.idle()
    expect(payloads(run)).toEqual([
      `{"version":"0","id":"${id}","detail-type":"Order","source":"shop","account":"${ACCOUNT}",` +
        '"time":"2026-01-31T12:00:00Z","region":"us-east-1","resources":[],"detail":{"amount":5}}',
    ])
  })

  test('keeps the order of the detail’s members and the digits of its numbers', async () => {
    const run = stack([...ON_RULE, rule(SHOP)])
    await putEvent(run, '{ "z": 1.50, "a": 12345678901234567890 }')
    await run.idle()
    expect(payloads(run)[0]).toContain('"detail":{"z":1.50,"a":12345678901234567890}}')
  })

  test('has the time and the resources it was given, the time in whole seconds', async () => {
    const run = stack([...ON_RULE, rule(SHOP)])
    await putEvent(run, {}, { Time: 1_600_000_000.75, Resources: ['arn:one'] })
    await run.idle()
    expect(parsed(run)).toMatchObject([{ time: '2020-09-13T12:26:40Z', resources: ['arn:one'] }])
  })

  test('comes to a function asynchronously, one event per invocation', async () => {
    const run = stack([...ON_RULE, rule(SHOP)])
    await putEvent(run, { n: 1 })
    await putEvent(run, { n: 2 })
    await run.idle()
    expect(run.trace('invocation.started')).toMatchObject([{ source: 'async' }, { source: 'async' }])
    expect(parsed(run)).toMatchObject([{ detail: { n: 1 } }, { detail: { n: 2 } }])
  })

  test('of a scheduled rule is a Scheduled Event of aws.events with the rule as its resource', async () => {
    const run = stack([...ON_RULE, rule({ ScheduleExpression: 'rate(5 minutes)' })])
    await run.advance(300_000)
    expect(payloads(run)).toEqual([
      expect.stringMatching(/^\{"version":"0","id":"[0-9a-f-]{36}","detail-type":"Scheduled Event",/),
    ])
    expect(parsed(run)[0]).toEqual({
      version: '0',
      id: expect.stringMatching(UUID) as unknown,
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: ACCOUNT,
      time: '2026-01-31T12:05:00Z',
      region: 'us-east-1',
      resources: [RULE],
      detail: {},
    })
  })

  test.each([
    ['Input: the constant', { Input: '{"a":1}' }, '{"a":1}'],
    ['InputPath: the part', { InputPath: '$.detail.order' }, '{"id":7}'],
    [
      'InputTransformer: the template, filled in',
      { InputTransformer: { InputPathsMap: { n: '$.detail.order.id' }, InputTemplate: '{"order": <n>}' } },
      '{"order":7}',
    ],
    ['a text in quotes is a JSON string', { InputTransformer: { InputTemplate: '"hello"' } }, '"hello"'],
  ])('may be another: %s', async (_, target, payload) => {
    const run = stack([...ON_RULE, rule(SHOP, { Arn: arnOf('F'), ...(target as Properties) })])
    await putEvent(run, { order: { id: 7 } })
    await run.idle()
    expect(payloads(run)).toEqual([payload])
  })
})

// --- Scheduler

const SCHEDULE = `arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule/default/S`
const schedule = (target: Properties = {}, properties: Properties = {}): StackResource =>
  resource('S', 'AWS::Scheduler::Schedule', {
    Name: 'S',
    ScheduleExpression: 'at(2026-01-31T12:10:00)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: arnOf('F'), RoleArn: OUTSIDE_ROLE, ...target },
    ...properties,
  })

describe('§7.6 Scheduler: the event', () => {
  test('without Input is a Scheduled Event of aws.scheduler whose detail is the text "{}"', async () => {
    const run = stack([lambdaFunction('F'), schedule()])
    await run.idle()
    const [payload = ''] = payloads(run)
    const { id } = JSON.parse(payload) as { id: string }
    expect(id).toMatch(UUID)
    expect(payload).toBe(
      `{"version":"0","id":"${id}","detail-type":"Scheduled Event","source":"aws.scheduler","account":"${ACCOUNT}",` +
        `"time":"2026-01-31T12:10:00Z","region":"us-east-1","resources":["${SCHEDULE}"],"detail":"{}"}`,
    )
  })

  test('with Input is that text, verbatim', async () => {
    const Input = '{ "z": 1.50,  "a": [ 12345678901234567890 ] }'
    const run = stack([lambdaFunction('F'), schedule({ Input })])
    await run.idle()
    expect(payloads(run)).toEqual([Input])
  })

  test('has the context attributes of its Input filled in', async () => {
    const Input =
      '{"arn":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>","n":"<aws.scheduler.attempt-number>"}'
    const run = stack([lambdaFunction('F'), schedule({ Input })])
    await run.idle()
    const [{ executionId = '' } = {}] = run.trace('scheduler.due')
    expect(parsed(run)).toEqual([{ arn: SCHEDULE, at: '2026-01-31T12:10:00Z', id: executionId, n: '1' }])
  })

  test('needs the role alone: the function’s own policy is not asked', async () => {
    const run = stack([lambdaFunction('F'), schedule()])
    await run.idle()
    expect(run.trace('invocation.started')).toMatchObject([{ source: 'async', at: 600_000 + COLD }])
  })
})

// --- S3 through EventBridge

const ON_BUS = [...ON_RULE, rule({ EventPattern: { source: ['aws.s3'] } })]
const toBus = (more: Properties = {}): StackResource =>
  bucket({ EventBridgeConfiguration: { EventBridgeEnabled: true } }, [], more)

describe('§7.6 S3 to EventBridge: the event', () => {
  test('of a new object has its members in this order', async () => {
    const run = stack([...ON_BUS, toBus()])
    await put(run, 'k')
    await run.idle()
    expect(parsed(run).map(order)).toEqual([
      'version,id,detail-type,source,account,time,region,resources[],' +
        'detail{version,bucket{name},object{key,size,etag,sequencer},request-id,requester,source-ip-address,reason}',
    ])
    expect(parsed(run)).toMatchObject([
      {
        'detail-type': 'Object Created',
        source: 'aws.s3',
        resources: ['arn:aws:s3:::bucket'],
        detail: {
          version: '0',
          bucket: { name: 'bucket' },
          object: { key: 'k', size: 5, etag: '5d41402abc4b2a76b9719d911017c592' },
          requester: ACCOUNT,
          reason: 'PutObject',
        },
      },
    ])
  })

  test('does not encode the key', async () => {
    const run = stack([...ON_BUS, toBus()])
    await put(run, 'in%20box/caf%C3%A9@100%25')
    await run.idle()
    expect(parsed(run)).toMatchObject([{ detail: { object: { key: 'in box/café@100%' } } }])
  })

  test('has a version-id in a bucket with versions', async () => {
    const run = stack([...ON_BUS, toBus(VERSIONED)])
    const { headers } = await s3(run, 'PUT', 'k', 'hello')
    await run.idle()
    expect(parsed(run)).toMatchObject([{ detail: { object: { 'version-id': headers['x-amz-version-id'] } } }])
  })

  test.each([
    ['a deletion', {}, 'Permanently Deleted'],
    ['a delete marker', VERSIONED, 'Delete Marker Created'],
  ])('of %s is Object Deleted, with its deletion-type', async (_, more, type) => {
    const run = stack([...ON_BUS, toBus(more)])
    await put(run, 'k')
    await s3(run, 'DELETE', 'k')
    await run.idle()
    expect(parsed(run).at(-1)).toMatchObject({
      'detail-type': 'Object Deleted',
      detail: { reason: 'DeleteObject', 'deletion-type': type },
    })
  })

  test.each([
    ['PUT', 'Object Tags Added'],
    ['DELETE', 'Object Tags Deleted'],
  ])('of tags (%s) is %s, without a reason', async (method, detailType) => {
    const run = stack([...ON_BUS, toBus()])
    await put(run, 'k')
    await s3(run, method, 'k?tagging', method === 'PUT' ? '<Tagging><TagSet></TagSet></Tagging>' : '')
    await run.idle()
    expect(parsed(run).at(-1)).toMatchObject({ 'detail-type': detailType })
    expect(parsed(run).at(-1)?.['detail']).not.toHaveProperty('reason')
  })

  test('has the time of the change, however late it is delivered', async () => {
    const run = await playground(
      [...ON_BUS, toBus()],
      { F: 'exports.handler = async () => {}' },
      { latency: 'typical' },
    )
    const keys = Array.from({ length: 10 }, (_, index) => `k${index}`)
    const answers = []
    for (const key of keys) {
      answers.push(s3(run, 'PUT', key, 'hello'))
      await run.advance(250)
    }
    await run.idle()
    await Promise.all(answers)
    const second = (at: number): number => Math.floor(at / 1000)
    const created = new Map(run.trace('s3.object-created').map(({ key, at }) => [key, at]))
    const late = run
      .trace('s3.notification-delivered')
      .filter(({ key, at }) => second(at) > second(created.get(key) ?? NaN))
    expect(late.length).toBeGreaterThan(0)
    const times = parsed(run).map(({ time, detail }) => [(detail as { object: { key: string } }).object.key, time])
    expect(new Map(times as [string, string][])).toEqual(
      new Map(keys.map((key) => [key, `${isoNow(created.get(key) ?? NaN).slice(0, 19)}Z`])),
    )
  })
})

// --- CloudWatch Logs

describe('§7.6 CloudWatch Logs subscription: the message', () => {
  test('has its members in this order', async () => {
    const group = resource('G', 'AWS::Logs::LogGroup', { LogGroupName: 'g' })
    const run = stack([
      lambdaFunction('F'),
      group,
      permission('logs.amazonaws.com'),
      {
        ...resource('SF', 'AWS::Logs::SubscriptionFilter', {
          LogGroupName: { Ref: 'G' },
          FilterPattern: '',
          DestinationArn: arnOf('F'),
        }),
        dependsOn: ['Permitlogs'],
      },
    ])
    const logs = (operation: string, input: object) =>
      run.cloud.aws({
        method: 'POST',
        url: 'https://logs.us-east-1.amazonaws.com/',
        headers: { 'x-amz-target': `Logs_20140328.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ logGroupName: 'g', logStreamName: 's', ...input }),
      })
    await logs('CreateLogStream', {})
    await logs('PutLogEvents', { logEvents: [{ timestamp: START_TIME, message: 'hello' }] })
    await run.idle()
    const [payload = ''] = payloads(run)
    expect(order(JSON.parse(payload))).toBe('awslogs{data}')
    const { awslogs } = JSON.parse(payload) as { awslogs: { data: string } }
    expect(order(JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()))).toBe(
      'messageType,owner,logGroup,logStream,subscriptionFilters[],logEvents[id,timestamp,message]',
    )
  })
})
