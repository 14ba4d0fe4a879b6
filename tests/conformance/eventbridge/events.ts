import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import assert from 'node:assert/strict'
import type { Aws, Case } from '../sdk/case'
import { ACCOUNT, busArn, client, eventsIn, put, queue, refused, ruleToQueue } from './fixtures'

const RECORDED = 'Recorded from AWS: LocalStack, tests/aws/services/events/test_events.py, TestEvents'
const ENTRY = { Source: 'shop', DetailType: 'Order', Detail: '{}' }

/** The answer to one entry. */
async function answer(aws: Aws, entry: object): Promise<readonly [number | undefined, unknown]> {
  const { FailedEntryCount, Entries } = await client(aws).send(new PutEventsCommand({ Entries: [entry] }))
  return [FailedEntryCount, Entries]
}

const lacks = (name: string): Case => ({
  source: `${RECORDED}.test_put_event_without_${name.toLowerCase()}`,
  async run(aws) {
    const { [name as keyof typeof ENTRY]: _, ...entry } = ENTRY
    assert.deepEqual(await answer(aws, entry), [
      1,
      [
        {
          ErrorCode: 'InvalidArgument',
          ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
        },
      ],
    ])
  },
})

const EVENT = {
  id: '1',
  source: 'test-source',
  'detail-type': 'test-detail-type',
  account: ACCOUNT,
  region: 'us-east-2',
  time: '2022-07-13T13:48:01Z',
  resources: [],
}

export const eventCases: Readonly<Record<string, Case>> = {
  'an event has these members, in this order': {
    source: `${RECORDED}.test_put_events_with_time_field`,
    async run(aws) {
      const events = await ruleToQueue(aws)
      const id = await put(events, { message: 'test' }, { Time: new Date('2026-01-02T03:04:05.678Z') })
      const [event] = await eventsIn(aws, 'q')
      assert.equal(
        JSON.stringify(event),
        JSON.stringify({
          version: '0',
          id,
          'detail-type': 'Order',
          source: 'shop',
          account: ACCOUNT,
          time: '2026-01-02T03:04:05Z',
          region: 'us-east-1',
          resources: [],
          detail: { message: 'test' },
        }),
      )
    },
  },
  'an event without Time has the time of its arrival': {
    source:
      'API Reference, PutEventsRequestEntry: "If no time stamp is provided, the time stamp of the PutEvents call is used."',
    async run(aws) {
      const events = await ruleToQueue(aws)
      await aws.advance(90_000)
      const now = await aws.now()
      await put(events)
      assert.equal((await eventsIn(aws, 'q'))[0]?.['time'], `${new Date(now).toISOString().slice(0, 19)}Z`)
    },
  },
  'an entry without Source': lacks('Source'),
  'an entry without DetailType': lacks('DetailType'),
  'an entry without Detail': lacks('Detail'),
  'a detail that is no JSON object': {
    source: `${RECORDED}.test_put_event_malformed_detail`,
    async run(aws) {
      for (const Detail of ['text', '[1]', '{"a":', '"{}"']) {
        assert.deepEqual(await answer(aws, { ...ENTRY, Detail }), [
          1,
          [{ ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }],
        ])
      }
    },
  },
  'sources of AWS are its own': {
    source: 'API Reference, PutEventsResultEntry: NotAuthorizedForSourceException; User Guide: "aws." is reserved',
    async run(aws) {
      const [failed, entries] = await answer(aws, { ...ENTRY, Source: 'aws.shop' })
      assert.equal(failed, 1)
      assert.equal((entries as { ErrorCode?: string }[])[0]?.ErrorCode, 'NotAuthorizedForSourceException')
    },
  },
  'some entries fail, others do not': {
    source: 'API Reference, PutEvents: "the order of the response entries is the same as the request"',
    async run(aws) {
      const events = await ruleToQueue(aws)
      const { FailedEntryCount, Entries = [] } = await events.send(
        new PutEventsCommand({ Entries: [{ ...ENTRY, Detail: '{"n":1}' }, { ...ENTRY, Detail: 'no' }, ENTRY] }),
      )
      assert.equal(FailedEntryCount, 1)
      assert.deepEqual(
        Entries.map(({ ErrorCode }) => ErrorCode),
        [undefined, 'MalformedDetail', undefined],
      )
      assert.equal((await eventsIn(aws, 'q')).length, 2)
    },
  },
  'more than ten entries': {
    source: `${RECORDED}.test_put_events_exceed_limit_ten_entries`,
    async run(aws) {
      const printed =
        'PutEventsRequestEntry(time=null, source=shop, resources=null, detailType=Order, detail={}, eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)'
      await refused(
        client(aws).send(new PutEventsCommand({ Entries: Array<typeof ENTRY>(11).fill(ENTRY) })),
        'ValidationException',
        `1 validation error detected: Value '[${Array<string>(11).fill(printed).join(', ')}]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10`,
      )
      await refused(
        client(aws).send(new PutEventsCommand({ Entries: [] })),
        'ValidationException',
        /greater than or equal to 1/,
      )
    },
  },
  'events of more than 1 MB': {
    source: `${RECORDED}.test_put_event_with_too_big_detail; quota of January 2026: 1 MB`,
    async run(aws) {
      const Detail = JSON.stringify({ text: 'x'.repeat(1_048_576) })
      const sent = client(aws).send(new PutEventsCommand({ Entries: [{ ...ENTRY, Detail }] }))
      await refused(sent, 'ValidationException', 'Total size of the entries in the request is over the limit.')
      const fitting = JSON.stringify({ text: 'x'.repeat(1_000_000) })
      assert.equal((await answer(aws, { ...ENTRY, Detail: fitting }))[0], 0)
    },
  },
  'an event for a bus that is not there is taken': {
    source: 'Recorded from AWS: LocalStack, test_events.py, TestEventBus.test_put_events_nonexistent_event_bus',
    async run(aws) {
      const [failed, entries] = await answer(aws, { ...ENTRY, EventBusName: 'gone' })
      assert.equal(failed, 0)
      assert.match((entries as { EventId?: string }[])[0]?.EventId ?? '', /^[0-9a-f-]{36}$/)
    },
  },
  'a bus may be named by its ARN': {
    source: 'API Reference, PutEventsRequestEntry: "The name or ARN of the event bus to receive the event."',
    async run(aws) {
      const events = await ruleToQueue(aws)
      await put(events, { n: 1 }, { EventBusName: busArn() })
      assert.equal((await eventsIn(aws, 'q')).length, 1)
    },
  },
  'the detail keeps order and digits': {
    source: `${RECORDED}.test_put_events_response_entries_order; fact sheet 8.2: keys keep their order`,
    async run(aws) {
      const events = await ruleToQueue(aws)
      await events.send(new PutEventsCommand({ Entries: [{ ...ENTRY, Detail: '{"b":1,"a":{"2":0,"1":0}}' }] }))
      const [event] = await eventsIn(aws, 'q')
      assert.deepEqual(Object.keys(event?.['detail'] as object), ['b', 'a'])
    },
  },
  'PutEvents needs a permission on the bus': {
    source: 'Service Authorization Reference, Amazon EventBridge: events:PutEvents on event-bus',
    async run(aws) {
      const statement = { Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn('other') }
      const config = await aws.role({ Version: '2012-10-17', Statement: statement })
      const denied = new EventBridgeClient(config).send(new PutEventsCommand({ Entries: [ENTRY] }))
      await refused(
        denied,
        'AccessDeniedException',
        /is not authorized to perform: events:PutEvents on resource: arn:aws:events:us-east-1:123456789012:event-bus\/default/,
      )
      const allowed = await new EventBridgeClient(config).send(
        new PutEventsCommand({ Entries: [{ ...ENTRY, EventBusName: 'other' }] }),
      )
      assert.equal(allowed.FailedEntryCount, 0)
    },
  },
  TestEventPattern: {
    source: 'API Reference, TestEventPattern',
    async run(aws) {
      const events = client(aws)
      const test = async (pattern: object): Promise<boolean | undefined> => {
        const input = { EventPattern: JSON.stringify(pattern), Event: JSON.stringify(EVENT) }
        return (await events.send(new TestEventPatternCommand(input))).Result
      }
      assert.equal(await test({ source: ['test-source'] }), true)
      assert.equal(await test({ source: ['other'] }), false)
      assert.equal(await test({ source: [{ prefix: 'test-' }], region: [{ 'anything-but': ['us-east-1'] }] }), true)
    },
  },
  'TestEventPattern with what is no pattern or no event': {
    source: 'API Reference, TestEventPattern: mandatory fields of the event; InvalidEventPatternException',
    async run(aws) {
      const events = client(aws)
      const test = (EventPattern: string, Event: string): Promise<unknown> =>
        events.send(new TestEventPatternCommand({ EventPattern, Event }))
      await refused(
        test('{"source":"x"}', JSON.stringify(EVENT)),
        'InvalidEventPatternException',
        /"source" must be an object or an array/,
      )
      await refused(test('{"source":["x"]}', 'no JSON'), 'ValidationException')
      await refused(test('{"source":["x"]}', '{"source":"x"}'), 'ValidationException')
    },
  },
  'an object put into a bucket is an event of the default bus': {
    source:
      'Recorded from AWS: LocalStack, test_events.py, TestEventBus.test_put_events_to_default_eventbus_for_custom_eventbus',
    async run(aws) {
      const events = client(aws)
      const Arn = await queue(aws, 'q')
      await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["aws.s3"]}' }))
      await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn }] }))
      const s3 = new S3Client(aws.config)
      await s3.send(new CreateBucketCommand({ Bucket: 'photos' }))
      await s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: 'photos',
          NotificationConfiguration: { EventBridgeConfiguration: {} },
        }),
      )
      await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'cat.jpg', Body: 'data' }))
      // S3 has delays of its own.
      await aws.advance(60_000)
      const [event, ...others] = await eventsIn(aws, 'q')
      assert.equal(others.length, 0)
      assert.equal(event?.['source'], 'aws.s3')
      assert.equal(event?.['detail-type'], 'Object Created')
      assert.deepEqual(event?.['resources'], ['arn:aws:s3:::photos'])
      const detail = event?.['detail'] as Record<string, Record<string, unknown>>
      assert.equal(detail['bucket']?.['name'], 'photos')
      assert.equal(detail['object']?.['key'], 'cat.jpg')
      assert.equal(detail['reason'], 'PutObject')
    },
  },
}
