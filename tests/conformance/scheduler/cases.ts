/**
 * EventBridge Scheduler. Answers recorded from AWS by LocalStack's test suite (Apache-2.0; `test_….py` names the test),
 * others from the API Reference and the User Guide (2026).
 */

import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  paginateListSchedules,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
  type CreateScheduleCommandInput,
  type CreateScheduleCommandOutput,
  type Target,
} from '@aws-sdk/client-scheduler'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import assert from 'node:assert/strict'
import { casesOf, type Aws } from '../sdk/case'

const ACCOUNT = '123456789012'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/admin`
const QUEUE_URL = `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/q`
const MINUTE = 60_000
/** Longer than any invocation takes. */
const INVOCATION = 2000
const RECORDED = 'Recorded from AWS: LocalStack, tests/aws/services/scheduler/test_scheduler.py'

const schedulerArn = (resource: string): string => `arn:aws:scheduler:us-east-1:${ACCOUNT}:${resource}`
const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`
const client = (aws: Aws): SchedulerClient => new SchedulerClient(aws.config)

const inputOf = (
  settings: Partial<CreateScheduleCommandInput>,
  target: Partial<Target>,
): CreateScheduleCommandInput => ({
  Name: 's',
  ScheduleExpression: 'rate(1 minute)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: queueArn('q'), RoleArn: ROLE, ...target },
  ...settings,
})

function create(
  aws: Aws,
  settings: Partial<CreateScheduleCommandInput> = {},
  target: Partial<Target> = {},
): Promise<CreateScheduleCommandOutput> {
  return client(aws).send(new CreateScheduleCommand(inputOf(settings, target)))
}

async function refused(answer: Promise<unknown>, name: string, message: string | RegExp): Promise<void> {
  await assert.rejects(answer, (error: Error) => {
    assert.equal(error.name, name)
    if (typeof message === 'string') assert.equal(error.message, message)
    else assert.match(error.message, message)
    return true
  })
}

async function queue(aws: Aws, name = 'q'): Promise<void> {
  await new SQSClient(aws.config).send(new CreateQueueCommand({ QueueName: name }))
}

/** Takes what is in a queue. */
async function messages(aws: Aws, name = 'q'): Promise<readonly Message[]> {
  const sqs = new SQSClient(aws.config)
  const QueueUrl = QUEUE_URL.replace(/q$/, name)
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  )
  for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  return Messages
}

const bodies = async (aws: Aws, name?: string): Promise<(string | undefined)[]> =>
  (await messages(aws, name)).map(({ Body }) => Body)

/** `at(…)` for an instant some milliseconds from now, in UTC. */
const at = async (aws: Aws, ms: number): Promise<string> =>
  `at(${new Date((await aws.now()) + ms).toISOString().slice(0, 19)})`

const isoSeconds = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`

export default casesOf('scheduler', {
  'CreateSchedule and GetSchedule': {
    source: `${RECORDED}, TestSchedule.test_create_schedule, test_update_schedule`,
    async run(aws) {
      const { ScheduleArn } = await create(aws, { Description: 'Test description' }, { Input: '{"key": "value"}' })
      assert.equal(ScheduleArn, schedulerArn('schedule/default/s'))
      const { $metadata: _, ...shown } = await client(aws).send(new GetScheduleCommand({ Name: 's' }))
      const now = new Date(await aws.now())
      assert.deepEqual(shown, {
        ActionAfterCompletion: 'NONE',
        Arn: ScheduleArn,
        CreationDate: now,
        Description: 'Test description',
        FlexibleTimeWindow: { Mode: 'OFF' },
        GroupName: 'default',
        LastModificationDate: now,
        Name: 's',
        ScheduleExpression: 'rate(1 minute)',
        ScheduleExpressionTimezone: 'UTC',
        State: 'ENABLED',
        Target: {
          Arn: queueArn('q'),
          Input: '{"key": "value"}',
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          RoleArn: ROLE,
        },
      })
    },
  },
  'UpdateSchedule takes the place of all settings': {
    source: `${RECORDED}, TestSchedule.test_update_schedule`,
    async run(aws) {
      await create(aws, {
        Description: 'Test description',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 },
      })
      const initial = await client(aws).send(new GetScheduleCommand({ Name: 's' }))
      assert.deepEqual(initial.FlexibleTimeWindow, { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 })
      await aws.advance(MINUTE)
      const { ScheduleArn } = await client(aws).send(
        new UpdateScheduleCommand(
          inputOf(
            { ScheduleExpression: 'rate(2 minute)', State: 'DISABLED', ActionAfterCompletion: 'DELETE' },
            { Arn: queueArn('other'), Input: '{"otherkey": "othervalue"}' },
          ),
        ),
      )
      assert.equal(ScheduleArn, initial.Arn)
      const updated = await client(aws).send(new GetScheduleCommand({ Name: 's' }))
      assert.equal(updated.Description, undefined)
      assert.deepEqual(updated.FlexibleTimeWindow, { Mode: 'OFF' })
      assert.equal(updated.ScheduleExpression, 'rate(2 minute)')
      assert.deepEqual([updated.State, updated.ActionAfterCompletion], ['DISABLED', 'DELETE'])
      assert.equal(updated.Target?.Arn, queueArn('other'))
      assert.deepEqual(updated.CreationDate, initial.CreationDate)
      assert.equal(updated.LastModificationDate?.getTime(), await aws.now())
    },
  },
  'DeleteSchedule, and schedules that are not there': {
    source: 'API Reference, DeleteSchedule; texts as in getmoto/moto, moto/scheduler/exceptions.py',
    async run(aws) {
      await create(aws)
      await client(aws).send(new DeleteScheduleCommand({ Name: 's' }))
      const gone = 'Schedule s does not exist.'
      await refused(client(aws).send(new GetScheduleCommand({ Name: 's' })), 'ResourceNotFoundException', gone)
      await refused(client(aws).send(new DeleteScheduleCommand({ Name: 's' })), 'ResourceNotFoundException', gone)
      const updated = client(aws).send(new UpdateScheduleCommand(inputOf({}, {})))
      await refused(updated, 'ResourceNotFoundException', gone)
    },
  },
  'a schedule has its name alone': {
    source: 'API Reference, CreateSchedule: ConflictException (409); text as in getmoto/moto',
    async run(aws) {
      await create(aws)
      await refused(create(aws), 'ConflictException', 'Schedule s already exists.')
    },
  },
  'a request that comes twice is one': {
    source: 'API Reference, CreateSchedule: ClientToken "to ensure the idempotency of the request"',
    async run(aws) {
      const first = await create(aws, { ClientToken: 'token' })
      const second = await create(aws, { ClientToken: 'token' })
      assert.equal(second.ScheduleArn, first.ScheduleArn)
    },
  },
  'expressions that AWS refuses': {
    source: `${RECORDED}, tests_create_schedule_with_invalid_schedule_expression`,
    async run(aws) {
      for (const ScheduleExpression of [
        'cron(0 1 * * * *)',
        'cron(7 20 * * NOT *)',
        'cron(INVALID)',
        'cron(0 dummy ? * MON-FRI *)',
        'cron(71 8 1 * ? *)',
        'cron()',
        'rate(10 seconds)',
        'rate(10 years)',
        'rate()',
        'rate(10)',
        'rate(10 minutess)',
        'rate(foo minutes)',
        'rate(-10 minutes)',
        'rate( 10 minutes )',
        ' rate(10 minutes)',
        'at(2021-12-31T23:59:59Z)',
        'at(2021-12-31)',
      ]) {
        const text = `Invalid Schedule Expression ${ScheduleExpression}.`
        await refused(create(aws, { ScheduleExpression }), 'ValidationException', text)
      }
    },
  },
  'names are checked': {
    source: 'Answer of AWS in webiny/webiny-js pull 5445',
    async run(aws) {
      const Name = `a/${'b'.repeat(70)}`
      await refused(
        create(aws, { Name }),
        'ValidationException',
        /^2 validation errors detected: .*\[0-9a-zA-Z-_\.\]\+.*less than or equal to 64/,
      )
    },
  },
  'required members, ranges and values are checked': {
    source: 'API Reference, CreateSchedule, Target, RetryPolicy, FlexibleTimeWindow',
    async run(aws) {
      const wrong: readonly (readonly [Partial<CreateScheduleCommandInput>, Partial<Target>, RegExp])[] = [
        [{ FlexibleTimeWindow: { Mode: 'SOMETIMES' as never } }, {}, /enum value set: \[OFF, FLEXIBLE\]/],
        [
          { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1441 } },
          {},
          /'flexibleTimeWindow\.maximumWindowInMinutes' .* less than or equal to 1440/,
        ],
        [{}, { RetryPolicy: { MaximumRetryAttempts: 186 } }, /less than or equal to 185/],
        [{}, { RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, /greater than or equal to 60/],
        [{}, { RoleArn: 'role' }, /'target\.roleArn'/],
        [{}, { DeadLetterConfig: { Arn: queueArn('dead.fifo') } }, /'target\.deadLetterConfig\.arn'/],
      ]
      for (const [settings, target, message] of wrong) {
        await refused(create(aws, settings, target), 'ValidationException', message)
      }
    },
  },
  'a start that is long over': {
    source: 'Answer of AWS in getmoto/moto pull 8172',
    async run(aws) {
      const StartDate = new Date((await aws.now()) - 6 * MINUTE)
      const text = 'The StartDate you specify cannot be earlier than 5 minutes ago.'
      await refused(create(aws, { StartDate }), 'ValidationException', text)
      await create(aws, { StartDate: new Date((await aws.now()) - 4 * MINUTE) })
    },
  },
  'time zones are those of the tz database': {
    source: 'API Reference, CreateSchedule: ScheduleExpressionTimezone',
    async run(aws) {
      await refused(create(aws, { ScheduleExpressionTimezone: 'Mars/Olympus' }), 'ValidationException', /Mars\/Olympus/)
      await create(aws, { ScheduleExpressionTimezone: 'Asia/Kathmandu' })
      const { ScheduleExpressionTimezone } = await client(aws).send(new GetScheduleCommand({ Name: 's' }))
      assert.equal(ScheduleExpressionTimezone, 'Asia/Kathmandu')
    },
  },
  'ListSchedules by group, name and state': {
    source: 'API Reference, ListSchedules',
    async run(aws) {
      await client(aws).send(new CreateScheduleGroupCommand({ Name: 'g' }))
      await create(aws, { Name: 'a1' })
      await create(aws, { Name: 'a2', State: 'DISABLED' })
      await create(aws, { Name: 'b1', GroupName: 'g' })
      const names = async (input: object): Promise<(string | undefined)[] | undefined> =>
        (await client(aws).send(new ListSchedulesCommand(input))).Schedules?.map(({ Name }) => Name)
      assert.deepEqual(await names({}), ['a1', 'a2', 'b1'])
      assert.deepEqual(await names({ GroupName: 'g' }), ['b1'])
      assert.deepEqual(await names({ NamePrefix: 'a' }), ['a1', 'a2'])
      assert.deepEqual(await names({ State: 'DISABLED' }), ['a2'])
      const [summary] = (await client(aws).send(new ListSchedulesCommand({ GroupName: 'g' }))).Schedules ?? []
      assert.deepEqual([summary?.Arn, summary?.Target], [schedulerArn('schedule/g/b1'), { Arn: queueArn('q') }])
    },
  },
  'ListSchedules has pages': {
    source: 'API Reference, ListSchedules: MaxResults, NextToken',
    async run(aws) {
      for (const Name of ['s1', 's2', 's3', 's4', 's5']) await create(aws, { Name })
      const pages: (string | undefined)[][] = []
      for await (const { Schedules = [] } of paginateListSchedules({ client: client(aws), pageSize: 2 }, {})) {
        pages.push(Schedules.map(({ Name }) => Name))
      }
      assert.deepEqual(pages, [['s1', 's2'], ['s3', 's4'], ['s5']])
      const beyond = client(aws).send(new ListSchedulesCommand({ MaxResults: 101 }))
      await refused(beyond, 'ValidationException', /less than or equal to 100/)
    },
  },
  groups: {
    source: 'API Reference, CreateScheduleGroup, GetScheduleGroup, ListScheduleGroups; texts as in getmoto/moto',
    async run(aws) {
      const scheduler = client(aws)
      const { ScheduleGroupArn } = await scheduler.send(new CreateScheduleGroupCommand({ Name: 'g' }))
      assert.equal(ScheduleGroupArn, schedulerArn('schedule-group/g'))
      const shown = await scheduler.send(new GetScheduleGroupCommand({ Name: 'g' }))
      assert.deepEqual([shown.Arn, shown.Name, shown.State], [ScheduleGroupArn, 'g', 'ACTIVE'])
      const { ScheduleGroups } = await scheduler.send(new ListScheduleGroupsCommand({}))
      assert.deepEqual(
        ScheduleGroups?.map(({ Name }) => Name),
        ['default', 'g'],
      )
      const again = scheduler.send(new CreateScheduleGroupCommand({ Name: 'g' }))
      await refused(again, 'ConflictException', 'Schedule group g already exists.')
      const unknown = scheduler.send(new GetScheduleGroupCommand({ Name: 'none' }))
      await refused(unknown, 'ResourceNotFoundException', 'Schedule group none does not exist.')
      await refused(
        create(aws, { GroupName: 'none' }),
        'ResourceNotFoundException',
        'Schedule group none does not exist.',
      )
    },
  },
  'a group is deleted with its schedules, the default one is not': {
    source:
      'API Reference, DeleteScheduleGroup: "results in EventBridge Scheduler deleting all schedules associated with the group"; eventually consistent',
    async run(aws) {
      const scheduler = client(aws)
      await scheduler.send(new CreateScheduleGroupCommand({ Name: 'g' }))
      await create(aws, { GroupName: 'g' })
      await scheduler.send(new DeleteScheduleGroupCommand({ Name: 'g' }))
      assert.equal((await scheduler.send(new GetScheduleGroupCommand({ Name: 'g' }))).State, 'DELETING')
      await aws.advance(10 * MINUTE)
      await refused(
        scheduler.send(new GetScheduleGroupCommand({ Name: 'g' })),
        'ResourceNotFoundException',
        /g does not exist/,
      )
      assert.deepEqual((await scheduler.send(new ListSchedulesCommand({}))).Schedules, [])
      await refused(
        scheduler.send(new DeleteScheduleGroupCommand({ Name: 'default' })),
        'ValidationException',
        /default/,
      )
    },
  },
  'tags of groups': {
    source: `${RECORDED}, test_tag_resource, test_untag_resource`,
    async run(aws) {
      const scheduler = client(aws)
      const Tags = [{ Key: 'TagKey', Value: 'TagValue' }]
      const { ScheduleGroupArn: ResourceArn } = await scheduler.send(
        new CreateScheduleGroupCommand({ Name: 'g', Tags }),
      )
      assert.deepEqual((await scheduler.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags, Tags)
      await scheduler.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'k', Value: 'v' }] }))
      await scheduler.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['TagKey', 'k'] }))
      assert.deepEqual((await scheduler.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags, [])
    },
  },
  'schedules have no tags': {
    source: 'API Reference, TagResource: ResourceArn "of the schedule group", with its pattern',
    async run(aws) {
      await create(aws)
      const ResourceArn = schedulerArn('schedule/default/s')
      const tagged = client(aws).send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'k', Value: 'v' }] }))
      await refused(tagged, 'ValidationException', /'resourceArn' failed to satisfy constraint/)
    },
  },
  'a rate begins at once and goes on': {
    source:
      'User Guide, "Rate-based schedules": without a StartDate, the schedule starts invoking the target immediately',
    async run(aws) {
      await queue(aws)
      await create(aws, { ScheduleExpression: 'rate(5 minutes)' }, { Input: 'tick' })
      await aws.advance(INVOCATION)
      assert.deepEqual(await bodies(aws), ['tick'])
      await aws.advance(5 * MINUTE - INVOCATION - 1)
      assert.deepEqual(await bodies(aws), [])
      await aws.advance(1 + INVOCATION)
      assert.deepEqual(await bodies(aws), ['tick'])
    },
  },
  'a single date comes to the second, in its zone': {
    source: 'User Guide, "One-time schedules": at(yyyy-mm-ddThh:mm:ss) in ScheduleExpressionTimezone',
    async run(aws) {
      await queue(aws)
      // Tokyo is nine hours ahead, all year.
      const ScheduleExpression = await at(aws, 9 * 3_600_000 + 10 * MINUTE)
      await create(aws, { ScheduleExpression, ScheduleExpressionTimezone: 'Asia/Tokyo' }, { Input: 'now' })
      await aws.advance(10 * MINUTE - 1)
      assert.deepEqual(await bodies(aws), [])
      await aws.advance(1 + INVOCATION)
      assert.deepEqual(await bodies(aws), ['now'])
    },
  },
  'cron leaves out what clocks are set forward over': {
    source: 'User Guide, "Daylight savings time on EventBridge Scheduler": a non-existent time is skipped',
    async run(aws) {
      await queue(aws)
      await aws.advance(Date.UTC(2027, 2, 27, 12) - (await aws.now()))
      // Clocks of Paris go from two to three on 28 March 2027.
      const ScheduleExpressionTimezone = 'Europe/Paris'
      await create(
        aws,
        { ScheduleExpression: 'cron(30 2 * * ? *)', ScheduleExpressionTimezone },
        { Input: '<aws.scheduler.scheduled-time>' },
      )
      await aws.advance(3 * 86_400_000)
      assert.deepEqual(await bodies(aws), ['2027-03-29T00:30:00Z', '2027-03-30T00:30:00Z'])
    },
  },
  'ActionAfterCompletion deletes the schedule': {
    source: 'User Guide, "Deleting a schedule": automatic deletion after completion',
    async run(aws) {
      await queue(aws)
      await create(aws, { ScheduleExpression: await at(aws, MINUTE), ActionAfterCompletion: 'DELETE' }, { Input: 'x' })
      await create(aws, { Name: 'kept', ScheduleExpression: await at(aws, MINUTE) }, { Input: 'x' })
      await aws.advance(MINUTE + INVOCATION)
      assert.equal((await messages(aws)).length, 2)
      const { Schedules } = await client(aws).send(new ListSchedulesCommand({}))
      assert.deepEqual(
        Schedules?.map(({ Name }) => Name),
        ['kept'],
      )
    },
  },
  'a disabled schedule does nothing': {
    source: 'User Guide, "Changing the schedule state"',
    async run(aws) {
      await queue(aws)
      await create(aws, { State: 'DISABLED' }, { Input: 'x' })
      await aws.advance(10 * MINUTE)
      assert.deepEqual(await bodies(aws), [])
      await client(aws).send(new UpdateScheduleCommand(inputOf({ State: 'ENABLED' }, { Input: 'x' })))
      await aws.advance(INVOCATION)
      assert.deepEqual(await bodies(aws), ['x'])
    },
  },
  'StartDate and EndDate bound a schedule': {
    source: 'API Reference, CreateSchedule: StartDate, EndDate',
    async run(aws) {
      await queue(aws)
      const now = await aws.now()
      await create(
        aws,
        { StartDate: new Date(now + 10 * MINUTE), EndDate: new Date(now + 12 * MINUTE) },
        { Input: '<aws.scheduler.scheduled-time>' },
      )
      await aws.advance(60 * MINUTE)
      const times = [10, 11, 12].map((minutes) => isoSeconds(now + minutes * MINUTE))
      assert.deepEqual((await bodies(aws)).toSorted(), times)
    },
  },
  'a flexible time window': {
    source: 'User Guide, "Configuring flexible time windows": invoked within the window',
    async run(aws) {
      await queue(aws)
      await create(
        aws,
        {
          ScheduleExpression: await at(aws, MINUTE),
          FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
        },
        { Input: 'x' },
      )
      await aws.advance(MINUTE - 1)
      assert.deepEqual(await bodies(aws), [])
      await aws.advance(15 * MINUTE + INVOCATION)
      assert.deepEqual(await bodies(aws), ['x'])
    },
  },
  'context attributes': {
    source: 'User Guide, "Adding context attributes"',
    async run(aws) {
      await queue(aws)
      const now = await aws.now()
      const Input =
        '<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> <aws.scheduler.attempt-number> <aws.scheduler.execution-id>'
      await create(aws, { ScheduleExpression: await at(aws, MINUTE) }, { Input })
      await aws.advance(MINUTE + INVOCATION)
      const [body = ''] = await bodies(aws)
      const [arn, time, attempt, execution] = body.split(' ')
      assert.deepEqual([arn, time, attempt], [schedulerArn('schedule/default/s'), isoSeconds(now + MINUTE), '1'])
      assert.match(execution ?? '', /^[0-9a-z]{16}$/)
    },
  },
  'a target without input gets a notification': {
    source:
      'API Reference, Target: "EventBridge Scheduler delivers a default notification to the target"; its members from public logs',
    async run(aws) {
      await queue(aws)
      const now = await aws.now()
      await create(aws, { ScheduleExpression: await at(aws, MINUTE) })
      await aws.advance(MINUTE + INVOCATION)
      const { id, ...rest } = JSON.parse((await bodies(aws))[0] ?? '') as Record<string, unknown>
      assert.match(String(id), /^[0-9a-f-]{36}$/)
      assert.deepEqual(rest, {
        version: '0',
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        account: ACCOUNT,
        time: isoSeconds(now + MINUTE),
        region: 'us-east-1',
        resources: [schedulerArn('schedule/default/s')],
        detail: '{}',
      })
    },
  },
  'a universal target calls an API': {
    source: 'User Guide, "Adding context attributes": its example of sqs:sendMessage',
    async run(aws) {
      await queue(aws)
      const now = await aws.now()
      const Input = JSON.stringify({ MessageBody: '<aws.scheduler.scheduled-time>', QueueUrl: QUEUE_URL })
      const Arn = 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage'
      await create(aws, { ScheduleExpression: await at(aws, MINUTE) }, { Arn, Input })
      await aws.advance(MINUTE + INVOCATION)
      assert.deepEqual(await bodies(aws), [isoSeconds(now + MINUTE)])
    },
  },
  'actions that only read are no universal targets': {
    source: 'User Guide, "Using universal targets": unsupported API actions',
    async run(aws) {
      const Arn = 'arn:aws:scheduler:::aws-sdk:sqs:receiveMessage'
      await refused(create(aws, {}, { Arn, Input: '{}' }), 'ValidationException', /receiveMessage/)
    },
  },
  'an event bus gets an event': {
    source: 'User Guide, "Templated targets": EventBridge PutEvents; API Reference, EventBridgeParameters',
    async run(aws) {
      await queue(aws)
      const events = new EventBridgeClient(aws.config)
      await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }))
      const Targets = [{ Id: 't', Arn: queueArn('q'), RoleArn: ROLE, InputPath: '$.detail' }]
      await events.send(new PutTargetsCommand({ Rule: 'r', Targets }))
      const Arn = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/default`
      await refused(create(aws, {}, { Arn, Input: '{}' }), 'ValidationException', /EventBridgeParameters/)
      const EventBridgeParameters = { Source: 'shop', DetailType: 'Tick' }
      await create(aws, { ScheduleExpression: await at(aws, MINUTE) }, { Arn, Input: '{"n":1}', EventBridgeParameters })
      await aws.advance(MINUTE + 2 * INVOCATION)
      assert.deepEqual(await bodies(aws), ['{"n":1}'])
    },
  },
  'what fails for good comes into the dead-letter queue': {
    source: 'User Guide, "Configuring a dead-letter queue": body and attributes of its example',
    async run(aws) {
      await queue(aws, 'dead')
      const now = await aws.now()
      await create(
        aws,
        { ScheduleExpression: await at(aws, MINUTE) },
        { Arn: queueArn('gone'), Input: 'Hello, world!', DeadLetterConfig: { Arn: queueArn('dead') } },
      )
      await aws.advance(MINUTE + INVOCATION)
      const [message] = await messages(aws, 'dead')
      assert.deepEqual(JSON.parse(message?.Body ?? ''), {
        MessageBody: 'Hello, world!',
        QueueUrl: QUEUE_URL.replace(/q$/, 'gone'),
      })
      const attributes = message?.MessageAttributes ?? {}
      const text = (name: string): string | undefined => attributes[name]?.StringValue
      assert.equal(text('SCHEDULE_ARN'), schedulerArn('schedule/default/s'))
      assert.equal(text('TARGET_ARN'), queueArn('gone'))
      assert.equal(text('SCHEDULED_TIME'), isoSeconds(now + MINUTE))
      assert.equal(text('RETRY_ATTEMPTS'), '0')
      assert.equal(text('IS_PAYLOAD_TRUNCATED'), 'false')
      assert.equal(text('ERROR_MESSAGE'), 'The specified queue does not exist.')
      assert.match(text('EXECUTION_ID') ?? '', /^[0-9a-z]{16}$/)
    },
  },
  'CreateSchedule needs permissions for the schedule and its role': {
    source: 'Service Authorization Reference, EventBridge Scheduler: scheduler:CreateSchedule, iam:PassRole',
    async run(aws) {
      const on = (...Action: string[]): object => ({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action, Resource: '*' },
      })
      const createAs = async (policy: object): Promise<unknown> =>
        new SchedulerClient(await aws.role(policy)).send(new CreateScheduleCommand(inputOf({}, {})))
      const name = 'AccessDeniedException'
      await refused(
        createAs(on('iam:PassRole')),
        name,
        /not authorized to perform: scheduler:CreateSchedule on resource: arn:aws:scheduler:us-east-1:123456789012:schedule\/default\/s/,
      )
      await refused(createAs(on('scheduler:CreateSchedule')), name, /not authorized to perform: iam:PassRole/)
      await createAs(on('scheduler:CreateSchedule', 'iam:PassRole'))
    },
  },
  'state machines are refused': {
    source: 'Coldstart: not simulated (README, "What differs from AWS")',
    async run(aws) {
      const Arn = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:m`
      await refused(create(aws, {}, { Arn, Input: '{}' }), 'ValidationException', /are not simulated/)
    },
  },
})
