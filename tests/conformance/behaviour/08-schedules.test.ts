/** Fact sheet §8.5, §8.6: schedule expressions of rules, EventBridge Scheduler. */

import { describe, expect, test } from 'vitest'
import { AwsError } from '../../../src/cloud/aws/aws-error'
import type { TraceFact } from '../../../src/cloud/aws/trace-records'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { Kernel } from '../../../src/cloud/kernel/kernel'
import { fail, type Script } from '../../unit/cloud/scripted-host'
import {
  account,
  DEAD_LETTERS,
  QUEUE,
  ROLE,
  SCHEDULE,
  START_TIME as ACCOUNT_START,
  type SchedulerAccount,
} from '../../unit/cloud/services/scheduler/account'
import {
  arnOf,
  deploy,
  lambdaFunction,
  OUTSIDE_ROLE,
  queue,
  resource,
  START_TIME,
  type Run,
} from '../../unit/cloud/stack'
import { MINUTE, received, recordsIn } from './asynchronous'
import { ACCOUNT, events, FUNCTION, payloads, permission, rule, scheduler, silent } from './push'

type Properties = Record<string, TemplateValue>

const HOUR = 3_600_000
const DAY = 86_400_000

function stack(resources: readonly StackResource[], script: Script = silent): Run {
  const run = deploy(resources, script)
  expect(run.diagnostics).toEqual([])
  return run
}

const onRule = (ScheduleExpression: string, more: Properties = {}): readonly StackResource[] => [
  lambdaFunction('F'),
  permission('events.amazonaws.com', arnOf('R')),
  rule({ ScheduleExpression, ...more }),
]

/** When the rule fell due, milliseconds from the start. */
const dueTimes = (run: Run): number[] => run.trace('events.schedule-due').map(({ at }) => at)
/** The same as `MM-DDTHH:MM`. */
const dueDates = (run: Run): string[] => dueTimes(run).map((at) => new Date(START_TIME + at).toISOString().slice(5, 16))

describe('§8.5 rate of a rule', () => {
  const put = async (ScheduleExpression: string): Promise<unknown> => {
    const { status, body } = await events(stack([]), 'PutRule', { Name: 'R', ScheduleExpression })
    return status === 200 ? 'taken' : [String(body['__type']).split('#').at(-1), body['message']]
  }
  const REFUSED = ['ValidationException', 'Parameter ScheduleExpression is not valid.']

  // Recorded: LocalStack, test_events_schedule.py.
  test.each([
    'rate(10 seconds)',
    'rate(1 minutes)',
    'rate(10 minute)',
    'rate()',
    'rate(10)',
    'rate(0 minutes)',
    'rate(-10 minutes)',
    'rate(10 MINUTES)',
    'rate( 10 minutes )',
  ])('%s is refused', async (expression) => {
    expect(await put(expression)).toEqual(REFUSED)
  })

  test.each(['rate(1 minute)', 'rate(2 minutes)', 'rate(1 hour)', 'rate(12 hours)', 'rate(1 day)', 'rate(7 days)'])(
    '%s is taken',
    async (expression) => {
      expect(await put(expression)).toBe('taken')
    },
  )

  test.each([
    'cron(0 1 * * * *)',
    'cron(71 8 1 * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 0 32 * ? *)',
    'cron(0 0 ? 13 MON *)',
    'cron(0 0 ? * 8 *)',
    'cron(0 0 ? * FOO *)',
    'cron(0 0 ? * ? *)',
    'cron(0 0 ? * 3#2,4#1 *)',
    'cron(0 0 1 * ? 1969)',
    'cron(0 0 1 * ? 2200)',
    'cron(0 0 1 * ?)',
    'at(2026-05-01T09:30:00)',
  ])('%s is refused', async (expression) => {
    expect(await put(expression)).toEqual(REFUSED)
  })

  test('the first event comes one period after the rule is made', async () => {
    const run = stack(onRule('rate(5 minutes)'))
    await run.advance(16 * MINUTE)
    expect(dueTimes(run)).toEqual([5 * MINUTE, 10 * MINUTE, 15 * MINUTE])
  })

  test('and one period after it is enabled again', async () => {
    const run = stack(onRule('rate(5 minutes)'))
    await run.advance(5 * MINUTE)
    await events(run, 'DisableRule', { Name: 'R' })
    await run.advance(7 * MINUTE)
    await events(run, 'EnableRule', { Name: 'R' })
    await run.advance(6 * MINUTE)
    expect(dueTimes(run)).toEqual([5 * MINUTE, 17 * MINUTE])
  })

  test('a scheduled event that throws is retried by Lambda; the schedule goes on', async () => {
    const run = stack(onRule('rate(2 minutes)'), { invoke: () => ({ takes: 0, outcome: fail('boom') }) })
    await run.advance(4.5 * MINUTE)
    expect(dueTimes(run)).toEqual([2 * MINUTE, 4 * MINUTE])
    expect(run.trace('async.retry-scheduled').map(({ attempt }) => attempt)).toEqual([2, 3, 2])
  })
})

describe('§8.5 cron of a rule, in UTC', () => {
  // The start is Saturday, 31 January 2026, 12:00.
  test.each([
    [
      '0/15 is every 15 minutes from 0',
      'cron(0/15 * * * ? *)',
      HOUR,
      ['01-31T12:15', '01-31T12:30', '01-31T12:45', '01-31T13:00'],
    ],
    ['*/15 is the same', 'cron(*/15 * * * ? *)', HOUR, ['01-31T12:15', '01-31T12:30', '01-31T12:45', '01-31T13:00']],
    ['a list of hours', 'cron(0 14,16 * * ? *)', DAY, ['01-31T14:00', '01-31T16:00']],
    ['1 is Sunday', 'cron(0 9 ? * 1 *)', 8 * DAY, ['02-01T09:00', '02-08T09:00']],
    ['days by name', 'cron(30 9 ? * MON-FRI *)', 4 * DAY, ['02-02T09:30', '02-03T09:30', '02-04T09:30']],
    ['names in any case', 'cron(30 9 ? * mon *)', 4 * DAY, ['02-02T09:30']],
    ['months by name', 'cron(0 0 1 MAR ? *)', 40 * DAY, ['03-01T00:00']],
    ['L is the last day of the month', 'cron(0 0 L * ? *)', 60 * DAY, ['02-28T00:00', '03-31T00:00']],
    ['6L is the last Friday', 'cron(0 0 ? * 6L *)', 60 * DAY, ['02-27T00:00', '03-27T00:00']],
    ['3W is the weekday nearest the 3rd', 'cron(0 0 3W * ? *)', 30 * DAY, ['02-03T00:00']],
    ['1W of a Sunday is the Monday after', 'cron(0 0 1W * ? *)', 10 * DAY, ['02-02T00:00']],
    ['3#2 is the second Tuesday', 'cron(0 0 ? * 3#2 *)', 60 * DAY, ['02-10T00:00', '03-10T00:00']],
    [
      'a range of hours may wrap',
      'cron(0 22-1 * * ? *)',
      DAY,
      ['01-31T22:00', '01-31T23:00', '02-01T00:00', '02-01T01:00'],
    ],
    ['a year that is over never comes', 'cron(0 0 1 1 ? 2020)', 400 * DAY, []],
  ])('%s', async (_, expression, span, expected) => {
    const run = stack(onRule(expression))
    await run.advance(span)
    expect(dueDates(run)).toEqual(expected)
  })

  test('a minute is kept to the millisecond', async () => {
    const run = stack(onRule('cron(1 12 * * ? *)'))
    await run.advance(2 * MINUTE)
    expect(dueTimes(run)).toEqual([MINUTE])
  })
})

// --- EventBridge Scheduler

const schedule = (properties: Properties, target: Properties = {}): StackResource =>
  resource('S', 'AWS::Scheduler::Schedule', {
    Name: 'S',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: arnOf('F'), RoleArn: OUTSIDE_ROLE, ...target },
    ...properties,
  })
const INPUT = {
  ScheduleExpression: 'rate(1 minute)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: FUNCTION, RoleArn: OUTSIDE_ROLE },
}
const invokedAt = (run: Run): number[] => run.trace('scheduler.invoked').map(({ at }) => at)

describe('§8.6 expressions of schedules', () => {
  const create = (ScheduleExpression: string) => scheduler(stack([]), 'POST', 'S', { ...INPUT, ScheduleExpression })

  test.each([
    'at(2026-05-01T09:30:00Z)',
    'at(2026-05-01)',
    'at(2026-05-01T09:30)',
    'rate(10 seconds)',
    'rate(0 minutes)',
    'cron(0 1 * * * *)',
    'every minute',
  ])('%s is refused', async (expression) => {
    expect(await create(expression)).toMatchObject({
      status: 400,
      body: { Message: `Invalid Schedule Expression ${expression}.` },
    })
  })

  test.each(['at(2026-05-01T09:30:00)', 'rate(1 minutes)', 'rate(5 minute)', 'cron(0 12 * * ? *)'])(
    '%s is taken',
    async (expression) => {
      expect(await create(expression)).toMatchObject({ status: 200 })
    },
  )

  test('a rate begins when the schedule is made', async () => {
    const run = stack([lambdaFunction('F'), schedule({ ScheduleExpression: 'rate(10 minutes)' })])
    await run.advance(25 * MINUTE)
    expect(invokedAt(run)).toEqual([0, 10 * MINUTE, 20 * MINUTE])
  })

  test('a rate begins at StartDate and ends with EndDate', async () => {
    const run = stack([
      lambdaFunction('F'),
      schedule({
        ScheduleExpression: 'rate(15 minutes)',
        StartDate: '2026-01-31T12:30:00Z',
        EndDate: '2026-01-31T13:05:00Z',
      }),
    ])
    await run.advance(DAY)
    expect(invokedAt(run)).toEqual([30 * MINUTE, 45 * MINUTE, 60 * MINUTE])
  })

  test('at(…) comes once, in its zone', async () => {
    const run = stack([
      lambdaFunction('F'),
      schedule({ ScheduleExpression: 'at(2026-01-31T22:00:00)', ScheduleExpressionTimezone: 'Asia/Tokyo' }),
    ])
    await run.advance(DAY)
    expect(invokedAt(run)).toEqual([HOUR])
  })

  test('cron follows the clocks of its zone: New York’s 9:00 is 14:00 UTC before 8 March, 13:00 after', async () => {
    const run = stack([
      lambdaFunction('F'),
      schedule({ ScheduleExpression: 'cron(0 9 7-8 3 ? *)', ScheduleExpressionTimezone: 'America/New_York' }),
    ])
    await run.advance(40 * DAY)
    expect(invokedAt(run).map((at) => new Date(START_TIME + at).toISOString())).toEqual([
      '2026-03-07T14:00:00.000Z',
      '2026-03-08T13:00:00.000Z',
    ])
  })

  test('without a zone it is UTC', async () => {
    const run = stack([lambdaFunction('F'), schedule({ ScheduleExpression: 'cron(0 13 * * ? *)' })])
    await run.advance(2 * HOUR)
    expect(invokedAt(run)).toEqual([HOUR])
  })

  test.each([
    ['DISABLED', 0],
    ['ENABLED', 1],
  ])('a schedule that is %s invokes %i times', async (State, count) => {
    const run = stack([lambdaFunction('F'), schedule({ ScheduleExpression: 'at(2026-01-31T12:10:00)', State })])
    await run.advance(HOUR)
    expect(invokedAt(run)).toHaveLength(count)
  })

  test('a flexible window: the invocation is drawn from the time after the scheduled one', async () => {
    const run = stack([
      lambdaFunction('F'),
      schedule({
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      }),
    ])
    await run.advance(10 * HOUR)
    const offsets = invokedAt(run).map((at) => at % HOUR)
    expect(offsets.length).toBeGreaterThanOrEqual(10)
    for (const offset of offsets) expect(offset).toBeLessThan(15 * MINUTE)
    expect(new Set(offsets).size).toBeGreaterThan(5)
    // What the function is told is the scheduled time.
    expect(JSON.parse(payloads(run)[0] ?? '')).toMatchObject({ time: '2026-01-31T12:00:00Z' })
  })

  test.each([[0], [1441]])('a window of %i minutes is refused', async (MaximumWindowInMinutes) => {
    const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes }
    expect(await scheduler(stack([]), 'POST', 'S', { ...INPUT, FlexibleTimeWindow })).toMatchObject({ status: 400 })
  })

  test.each([
    ['DELETE', 404],
    ['NONE', 200],
  ])('after its end ActionAfterCompletion %s leaves it: %i', async (ActionAfterCompletion, status) => {
    const run = stack([
      lambdaFunction('F'),
      schedule({ ScheduleExpression: 'at(2026-01-31T12:10:00)', ActionAfterCompletion }),
    ])
    expect((await scheduler(run, 'GET', 'S')).status).toBe(200)
    await run.advance(11 * MINUTE)
    expect((await scheduler(run, 'GET', 'S')).status).toBe(status)
  })

  test('the group is default without one', async () => {
    const run = stack([lambdaFunction('F'), schedule({ ScheduleExpression: 'rate(1 hour)' })])
    const { body } = await scheduler(run, 'GET', 'S')
    expect(body).toMatchObject({
      GroupName: 'default',
      Arn: `arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule/default/S`,
    })
  })
})

describe('§8.6 targets of schedules', () => {
  const once = { ScheduleExpression: 'at(2026-01-31T12:01:00)' }

  test('a queue gets the Input as it is', async () => {
    const run = stack([queue('Q'), schedule(once, { Arn: arnOf('Q'), Input: 'plain text' })])
    await run.advance(2 * MINUTE)
    expect((await received(run, 'Q')).map(({ Body }) => Body)).toEqual(['plain text'])
  })

  test('a FIFO queue needs SqsParameters.MessageGroupId', async () => {
    const Target = { Arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:q.fifo`, RoleArn: OUTSIDE_ROLE }
    expect(await scheduler(stack([]), 'POST', 'S', { ...INPUT, Target })).toMatchObject({ status: 400 })
  })

  // Text: aws/aws-sdk-net issue 2999.
  test('a FIFO queue is no dead-letter queue', async () => {
    const Arn = `arn:aws:sqs:us-east-1:${ACCOUNT}:d.fifo`
    const Target = { ...INPUT.Target, DeadLetterConfig: { Arn } }
    const { status, body } = await scheduler(stack([]), 'POST', 'S', { ...INPUT, Target })
    expect(status).toBe(400)
    expect(body['Message']).toContain(`Value '${Arn}' at 'target.deadLetterConfig.arn' failed to satisfy constraint`)
  })

  test('an API’s action is called by a universal target', async () => {
    const run = stack([
      queue('Q'),
      schedule(once, {
        Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
        Input: JSON.stringify({ QueueUrl: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/Q`, MessageBody: 'hi' }),
      }),
    ])
    await run.advance(2 * MINUTE)
    expect((await received(run, 'Q')).map(({ Body }) => Body)).toEqual(['hi'])
  })

  test('an action that only reads is no target', async () => {
    const Target = { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:receiveMessage', RoleArn: OUTSIDE_ROLE, Input: '{}' }
    expect(await scheduler(stack([]), 'POST', 'S', { ...INPUT, Target })).toMatchObject({ status: 400 })
  })

  test('the role must trust scheduler.amazonaws.com', async () => {
    const role = (logicalId: string, Service: string): StackResource =>
      resource(logicalId, 'AWS::IAM::Role', {
        RoleName: logicalId,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
        },
      })
    const run = stack([lambdaFunction('F'), role('Other', 'events.amazonaws.com')])
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/Other`
    expect(await scheduler(run, 'POST', 'S', { ...INPUT, Target: { Arn: FUNCTION, RoleArn } })).toMatchObject({
      status: 400,
      body: { Message: 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.' },
    })
  })

  test('a role without lambda:InvokeFunction: the request is in the dead-letter queue at once', async () => {
    const run = stack([
      lambdaFunction('F'),
      queue('D'),
      resource('SR', 'AWS::IAM::Role', {
        RoleName: 'SR',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'p',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }],
            },
          },
        ],
      }),
      schedule(once, { RoleArn: arnOf('SR'), Input: '{"a":1}', DeadLetterConfig: { Arn: arnOf('D') } }),
    ])
    await run.advance(2 * MINUTE)
    expect(payloads(run)).toEqual([])
    const [message] = await received(run, 'D')
    expect(message?.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'AccessDeniedException' },
      RETRY_ATTEMPTS: { StringValue: '0' },
    })
    expect(run.trace('scheduler.failed')).toMatchObject([{ at: MINUTE }])
  })

  test('a function that is gone: the same, ResourceNotFoundException', async () => {
    const Arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:gone`
    const run = stack([queue('D'), schedule(once, { Arn, DeadLetterConfig: { Arn: arnOf('D') } })])
    await run.advance(2 * MINUTE)
    expect((await received(run, 'D')).map(({ MessageAttributes }) => MessageAttributes)).toMatchObject([
      { ERROR_CODE: { StringValue: 'ResourceNotFoundException' } },
    ])
  })

  test('what the function throws is retried by Lambda; the schedule has delivered', async () => {
    const run = stack(
      [
        lambdaFunction('F'),
        queue('D'),
        schedule(once, { DeadLetterConfig: { Arn: arnOf('D') }, RetryPolicy: { MaximumRetryAttempts: 0 } }),
      ],
      { invoke: () => ({ takes: 0, outcome: fail('boom') }) },
    )
    await run.advance(HOUR)
    expect(run.trace('scheduler.invoked')).toMatchObject([{ at: MINUTE, attempt: 1 }])
    expect(run.trace('invocation.started')).toHaveLength(3)
    expect(await recordsIn(run, 'D')).toEqual([])
  })
})

describe('§8.6 retries of schedules', () => {
  const throttled = (): AwsError => new AwsError('TooManyRequestsException', 429, 'Rate Exceeded.')
  const ONCE = { ScheduleExpression: 'at(2026-01-31T12:01:00)' }

  async function tried(
    RetryPolicy?: object,
    settings: object = {},
  ): Promise<{ readonly run: SchedulerAccount; readonly at: readonly number[] }> {
    const run = account()
    run.refuse = (target) => (target === QUEUE ? throttled() : null)
    const policy = RetryPolicy && { RetryPolicy }
    run.schedule({ ...ONCE, ...settings }, { Input: 'hello', DeadLetterConfig: { Arn: DEAD_LETTERS }, ...policy })
    await run.run(3 * DAY)
    return { run, at: run.invoked.filter(({ target }) => target === QUEUE).map(({ at }) => at) }
  }
  const dead = ({ invoked }: SchedulerAccount) => invoked.filter(({ target }) => target === DEAD_LETTERS)
  const attributesOf = (run: SchedulerAccount) =>
    Object.fromEntries(
      Object.entries(dead(run)[0]?.delivery?.attributes ?? {}).map(([name, { stringValue }]) => [name, stringValue]),
    )

  test('wait exponentially with jitter, to the millisecond', async () => {
    const { at } = await tried({ MaximumRetryAttempts: 12 })
    const draws = new Kernel<TraceFact>({ seed: 1, startTime: 0 }).random('scheduler-backoff')
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    expect(gaps).toEqual(
      Array.from({ length: 12 }, (_, index) =>
        Math.round(Math.min(600_000, 1000 * 2 ** index) * (0.5 + draws.fraction() / 2)),
      ),
    )
  })

  test('are 185 without a policy, within 24 hours', async () => {
    const { at } = await tried()
    expect(at).toHaveLength(186)
    expect((at.at(-1) ?? 0) - MINUTE).toBeLessThanOrEqual(DAY)
  })

  test('leave the request, with these attributes, in the dead-letter queue', async () => {
    const { run } = await tried({ MaximumRetryAttempts: 2 })
    const [{ executionId } = { executionId: '' }] = run.facts('scheduler.due')
    expect(JSON.parse(dead(run)[0]?.delivery?.body ?? '')).toEqual({
      MessageBody: 'hello',
      QueueUrl: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/q`,
    })
    expect(attributesOf(run)).toEqual({
      ERROR_CODE: 'TooManyRequestsException',
      ERROR_MESSAGE: 'Rate Exceeded.',
      EXECUTION_ID: executionId,
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '2',
      SCHEDULED_TIME: '2026-01-31T12:01:00Z',
      SCHEDULE_ARN: SCHEDULE,
      TARGET_ARN: QUEUE,
    })
  })

  test.each([[60], [3600]])('end at an age of %i s, to the millisecond', async (seconds) => {
    const { run, at } = await tried({ MaximumEventAgeInSeconds: seconds })
    expect(dead(run).map((letter) => letter.at)).toEqual([MINUTE + seconds * 1000])
    expect(attributesOf(run)).toMatchObject({
      EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
      RETRY_ATTEMPTS: String(at.length - 1),
    })
  })

  test('of a flexible window have their age counted from the invocation, not from the scheduled time', async () => {
    const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 }
    const { run, at } = await tried({ MaximumEventAgeInSeconds: 60 }, { FlexibleTimeWindow })
    const [{ invokeAt } = { invokeAt: 0 }] = run.facts('scheduler.due')
    expect(invokeAt - ACCOUNT_START).toBeGreaterThan(2 * MINUTE)
    expect(at.length).toBeGreaterThan(3)
    expect(dead(run).map((letter) => letter.at)).toEqual([invokeAt - ACCOUNT_START + MINUTE])
  })

  test('count their attempts in the Input’s attempt number, with one execution id', async () => {
    const run = account()
    run.refuse = (target) => (target === QUEUE ? throttled() : null)
    const Input = '<aws.scheduler.attempt-number> <aws.scheduler.execution-id>'
    run.schedule(ONCE, { Input, RetryPolicy: { MaximumRetryAttempts: 2 } })
    await run.run(HOUR)
    const [{ executionId } = { executionId: '' }] = run.facts('scheduler.due')
    expect(run.invoked.map(({ input }) => input)).toEqual([`1 ${executionId}`, `2 ${executionId}`, `3 ${executionId}`])
  })

  test('end with their schedule', async () => {
    const run = account()
    run.refuse = () => throttled()
    run.schedule(ONCE)
    await run.run(MINUTE)
    run.call('DeleteSchedule', { Name: 's' })
    await run.run(DAY)
    expect(run.invoked).toHaveLength(1)
  })

  test('a role that may no longer be assumed: nothing reaches the dead-letter queue, either', async () => {
    const run = account()
    run.schedule(ONCE, { RoleArn: ROLE, DeadLetterConfig: { Arn: DEAD_LETTERS } })
    run.refuseRole = true
    await run.run(HOUR)
    expect(run.invoked).toEqual([])
    expect(run.facts('scheduler.failed')).toMatchObject([{ deadLetterId: null }])
  })

  test.each([
    ['186 retries', { MaximumRetryAttempts: 186 }],
    ['an age of 59 s', { MaximumEventAgeInSeconds: 59 }],
    ['an age of 86,401 s', { MaximumEventAgeInSeconds: 86_401 }],
  ])('a policy of %s is refused', async (_, RetryPolicy) => {
    const Target = { ...INPUT.Target, RetryPolicy }
    expect(await scheduler(stack([]), 'POST', 'S', { ...INPUT, Target })).toMatchObject({ status: 400 })
  })
})
