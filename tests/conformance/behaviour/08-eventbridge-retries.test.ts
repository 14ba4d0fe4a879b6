/** Fact sheet §8.3, §8.4: rules, their targets, and what becomes of an event that does not reach one. */

import { describe, expect, test } from 'vitest'
import { AwsError } from '../../../src/cloud/aws/aws-error'
import type { TraceFact } from '../../../src/cloud/aws/trace-records'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { Kernel } from '../../../src/cloud/kernel/kernel'
import { fail, type Script } from '../../unit/cloud/scripted-host'
import {
  account,
  DEAD_LETTERS,
  FUNCTION as TARGET,
  START_TIME as ACCOUNT_START,
  type EventsAccount,
} from '../../unit/cloud/services/eventbridge/account'
import { arnOf, COLD, deploy, lambdaFunction, OUTSIDE_ROLE, queue, resource, type Run } from '../../unit/cloud/stack'
import { destination, eventInvoke, lambdaApi, MINUTE, received, recordsIn } from './asynchronous'
import { ACCOUNT, events, FUNCTION, openQueue, payloads, permission, putEvent, RULE, rule, silent } from './push'

type Properties = Record<string, TemplateValue>

const SHOP = { EventPattern: { source: ['shop'] } }
const DAY = 86_400_000

function stack(resources: readonly StackResource[], script: Script = silent): Run {
  const run = deploy(resources, script)
  expect(run.diagnostics).toEqual([])
  return run
}

/** F, which R may invoke, and the queue D for what does not reach it. */
const REACHED = [lambdaFunction('F'), permission('events.amazonaws.com', arnOf('R'))]
const BURIED = openQueue('D', 'events.amazonaws.com')
const withDeadLetters = (more: Properties = {}): StackResource =>
  rule(SHOP, { Arn: arnOf('F'), DeadLetterConfig: { Arn: arnOf('D') }, ...more })

const texts = (message: { readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>> }) =>
  Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
  )

describe('§8.3 rules', () => {
  const put = (run: Run, input: object) => events(run, 'PutRule', { Name: 'R', ...input })
  const EventPattern = '{"source":["shop"]}'

  test('a bus has 300 rules at most', async () => {
    const run = stack([])
    for (let index = 0; index < 300; index++) await put(run, { Name: `r${index}`, EventPattern })
    expect(await put(run, { EventPattern })).toMatchObject({
      status: 400,
      body: {
        __type: expect.stringMatching(/LimitExceededException$/) as unknown,
        message: 'The requested resource exceeds the maximum number allowed.',
      },
    })
  })

  test('a rule has 5 targets at most', async () => {
    const run = stack([...REACHED, rule(SHOP, { Arn: arnOf('F') })])
    const Targets = ['a', 'b', 'c', 'd'].map((Id) => ({ Id, Arn: FUNCTION }))
    expect(await events(run, 'PutTargets', { Rule: 'R', Targets })).toMatchObject({ body: { FailedEntryCount: 0 } })
    expect(await events(run, 'PutTargets', { Rule: 'R', Targets: [{ Id: 'e', Arn: FUNCTION }] })).toMatchObject({
      status: 400,
      body: { message: 'The requested resource exceeds the maximum number allowed.' },
    })
  })

  test('a schedule is for rules of the default bus alone', async () => {
    const run = stack([resource('Bus', 'AWS::Events::EventBus', { Name: 'bus' })])
    expect(await put(run, { EventBusName: 'bus', ScheduleExpression: 'rate(1 minute)' })).toMatchObject({
      status: 400,
      body: { message: 'ScheduleExpression is supported only on the default event bus.' },
    })
  })

  test('a rule may have a pattern and a schedule', async () => {
    const run = stack([...REACHED, rule({ ...SHOP, ScheduleExpression: 'rate(1 minute)' })])
    await putEvent(run)
    await run.advance(MINUTE)
    expect(payloads(run).map((text) => (JSON.parse(text) as { source: string }).source)).toEqual(['shop', 'aws.events'])
  })

  test.each([
    ['ENABLED', 1],
    ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 1],
    ['DISABLED', 0],
  ])('a rule that is %s passes %i of one event', async (State, count) => {
    const run = stack([...REACHED, rule({ ...SHOP, State })])
    await putEvent(run)
    await run.idle()
    expect(payloads(run)).toHaveLength(count)
  })

  test('every target of every rule that matches gets the event, whatever becomes of the others', async () => {
    const other = resource('R2', 'AWS::Events::Rule', {
      Name: 'R2',
      EventPattern: { 'detail-type': ['Order'] },
      Targets: [{ Id: 'q', Arn: arnOf('Q') }],
    })
    const two = rule(SHOP, { Arn: arnOf('F') })
    const targets = [
      { Id: 'refused', Arn: arnOf('G') },
      { Id: 'f', Arn: arnOf('F') },
      { Id: 'q', Arn: arnOf('Q') },
    ]
    const run = stack([
      ...REACHED,
      lambdaFunction('G'),
      ...openQueue('Q', 'events.amazonaws.com'),
      { ...two, properties: { ...two.properties, Targets: targets } },
      other,
    ])
    await putEvent(run)
    await run.idle()
    expect(payloads(run)).toHaveLength(1)
    expect(await recordsIn(run, 'Q')).toMatchObject([{ source: 'shop' }, { source: 'shop' }])
    expect(run.trace('events.failed')).toMatchObject([{ targetId: 'refused', code: 'NO_PERMISSIONS' }])
  })

  test('a function lets events.amazonaws.com in for the rule that its policy names, and for no other', async () => {
    const elsewhere = `arn:aws:events:us-east-1:${ACCOUNT}:rule/other`
    const run = stack([lambdaFunction('F'), permission('events.amazonaws.com', elsewhere), rule(SHOP)])
    await putEvent(run)
    await run.idle()
    expect(payloads(run)).toEqual([])
    expect(run.trace('events.failed')).toMatchObject([{ rule: RULE, code: 'NO_PERMISSIONS', retries: 0 }])
  })

  test('a queue lets it in by its own policy', async () => {
    const run = stack([...openQueue('Q', 'events.amazonaws.com'), rule(SHOP, { Arn: arnOf('Q') })])
    await putEvent(run)
    await run.idle()
    expect(await recordsIn(run, 'Q')).toMatchObject([{ 'detail-type': 'Order' }])
  })

  test('a stream needs a role', async () => {
    const run = stack([rule(SHOP, { Arn: FUNCTION })])
    const Arn = `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s`
    expect(await events(run, 'PutTargets', { Rule: 'R', Targets: [{ Id: 'k', Arn }] })).toMatchObject({
      status: 400,
      body: { message: `RoleArn is required for target ${Arn}.` },
    })
  })
})

describe('§8.3 what a target gets', () => {
  const refusal = async (target: object): Promise<unknown> => {
    const run = stack([rule(SHOP, { Arn: FUNCTION })])
    const { body } = await events(run, 'PutTargets', { Rule: 'R', Targets: [{ Id: 'x', Arn: FUNCTION, ...target }] })
    return body['message']
  }

  test.each([
    ['Input and InputPath', { Input: '{}', InputPath: '$.detail' }],
    ['Input and InputTransformer', { Input: '{}', InputTransformer: { InputTemplate: '"x"' } }],
    ['InputPath and InputTransformer', { InputPath: '$.detail', InputTransformer: { InputTemplate: '"x"' } }],
  ])('%s exclude each other', async (_, target) => {
    expect(await refusal(target)).toBe(
      'Only one of Input, InputPath, or InputTransformer must be provided for target x.',
    )
  })

  test('a placeholder without a path is refused', async () => {
    expect(await refusal({ InputTransformer: { InputTemplate: '"<nothing>"' } })).toBe(
      'InputTemplate for target x contains invalid placeholder nothing.',
    )
  })

  test.each([
    ['Input of 8,192 characters', { Input: JSON.stringify('x'.repeat(8191)) }],
    ['an InputPath of 256', { InputPath: `$.${'x'.repeat(255)}` }],
    ['a template of 8,192', { InputTransformer: { InputTemplate: JSON.stringify('x'.repeat(8191)) } }],
    [
      '100 variables',
      {
        InputTransformer: {
          InputTemplate: '"x"',
          InputPathsMap: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`v${index}`, '$.id'])),
        },
      },
    ],
  ])('more than %s is refused', async (_, target) => {
    expect(await refusal(target)).toMatch(/validation error detected|must have|length|number/i)
  })

  // Recorded: LocalStack, test_events_inputs.py.
  test.each([
    ['a text keeps its place for what is missing', '"cmd <v>"', {}, '"cmd "'],
    ['JSON gets an empty text for what is missing', '{"c": <v>}', {}, '{"c":""}'],
    ['a list goes in as JSON', '{"c": <v>}', { v: ['HIGH'] }, '{"c":["HIGH"]}'],
    ['an object goes in as JSON', '{"c": <v>}', { v: { a: 1 } }, '{"c":{"a":1}}'],
    ['a boolean goes in as JSON', '{"c": <v>}', { v: false }, '{"c":false}'],
    ['a text in quotes is quoted once', '{"c": "<v>"}', { v: 'x' }, '{"c":"x"}'],
    ['a text goes in between others', '{"p": "users/<v>/x"}', { v: 'ada' }, '{"p":"users/ada/x"}'],
    ['a list in a text loses its quotes', '"list <v>"', { v: ['ACTIVE', 'INACTIVE'] }, '"list [ACTIVE,INACTIVE]"'],
    ['an object in a text loses its quotes', '"obj <v>"', { v: { id: '0a' } }, '"obj {id:0a}"'],
    ['two lines of text stay two lines', '"<v> x"\n"<v> y"', { v: 'a' }, '"a x"\n"a y"'],
    ['a quoted list breaks the JSON: nothing comes', '{"c":"<v>"}', { v: ['HIGH'] }, null],
    ['bare words: nothing comes', '<v> text', { v: ['HIGH'] }, null],
  ])('of a template: %s', async (_, InputTemplate, detail, expected) => {
    const InputTransformer = { InputTemplate, InputPathsMap: { v: '$.detail.v' } }
    const run = stack([...openQueue('Q', 'events.amazonaws.com'), rule(SHOP, { Arn: arnOf('Q'), InputTransformer })])
    await putEvent(run, detail)
    await run.idle()
    expect((await received(run, 'Q')).map(({ Body }) => Body)).toEqual(expected === null ? [] : [expected])
  })

  test.each([
    ['rule-arn', `"${RULE}"`],
    ['rule-name', '"R"'],
    ['event.ingestion-time', '"2026-01-31T12:00:00Z"'],
  ])('a template knows <aws.events.%s>', async (name, value) => {
    const InputTransformer = { InputTemplate: `{"v": <aws.events.${name}>}` }
    const run = stack([...REACHED, rule(SHOP, { Arn: arnOf('F'), InputTransformer })])
    await putEvent(run)
    await run.idle()
    expect(payloads(run)).toEqual([`{"v":${value}}`])
  })

  test('a template knows the event, whole and without its detail', async () => {
    const InputTransformer = { InputTemplate: '{"j": <aws.events.event.json>, "e": <aws.events.event>}' }
    const run = stack([...REACHED, rule(SHOP, { Arn: arnOf('F'), InputTransformer })])
    await putEvent(run, { a: 1 })
    await run.idle()
    const { j, e } = JSON.parse(payloads(run)[0] ?? '') as Record<'j' | 'e', object>
    expect(j).toMatchObject({ 'detail-type': 'Order', detail: { a: 1 } })
    expect(e).toMatchObject({ detailType: 'Order' })
    expect(e).not.toHaveProperty('detail')
  })
})

describe('§8.4 what is not tried again', () => {
  test('for want of a permission an event is in the dead-letter queue at once, as it came', async () => {
    const run = stack([lambdaFunction('F'), ...BURIED, withDeadLetters()])
    const id = await putEvent(run, { amount: 5 })
    await run.advance(0)
    const [message = { Body: '', Attributes: {} }, ...more] = await received(run, 'D')
    expect(more).toEqual([])
    expect(message.Body).toBe(
      `{"version":"0","id":"${id}","detail-type":"Order","source":"shop","account":"${ACCOUNT}",` +
        '"time":"2026-01-31T12:00:00Z","region":"us-east-1","resources":[],"detail":{"amount":5}}',
    )
    expect(texts(message)).toEqual({
      RULE_ARN: RULE,
      TARGET_ARN: FUNCTION,
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: expect.stringContaining('lambda:InvokeFunction') as unknown,
      RETRY_ATTEMPTS: '0',
    })
  })

  test('the attributes of a dead letter are of type String', async () => {
    const run = stack([lambdaFunction('F'), ...BURIED, withDeadLetters()])
    await putEvent(run)
    await run.idle()
    const types = Object.values((await received(run, 'D'))[0]?.MessageAttributes ?? {}).map(({ DataType }) => DataType)
    expect([...new Set(types)]).toEqual(['String'])
  })

  test('a function that is gone is NO_RESOURCE', async () => {
    const run = stack([...REACHED, ...BURIED, withDeadLetters()])
    expect((await lambdaApi(run, 'DELETE', '/2015-03-31/functions/F')).status).toBe(204)
    await putEvent(run)
    await run.advance(0)
    expect((await received(run, 'D')).map(texts)).toMatchObject([{ ERROR_CODE: 'NO_RESOURCE', RETRY_ATTEMPTS: '0' }])
  })

  test('a queue that is gone is NO_RESOURCE', async () => {
    const Arn = `arn:aws:sqs:us-east-1:${ACCOUNT}:gone`
    const run = stack([...BURIED, rule(SHOP, { Arn, DeadLetterConfig: { Arn: arnOf('D') } })])
    await putEvent(run)
    await run.advance(0)
    expect((await received(run, 'D')).map(texts)).toMatchObject([{ ERROR_CODE: 'NO_RESOURCE', TARGET_ARN: Arn }])
  })

  test('the dead letter is the event, not what the target would have got of it', async () => {
    const run = stack([lambdaFunction('F'), ...BURIED, withDeadLetters({ Input: '{"other":true}' })])
    await putEvent(run)
    await run.idle()
    expect(await recordsIn(run, 'D')).toMatchObject([{ source: 'shop', detail: {} }])
  })

  test('a template that comes to no JSON is INVALID_JSON', async () => {
    const InputTransformer = { InputTemplate: '<v> text', InputPathsMap: { v: '$.id' } }
    const run = stack([...REACHED, ...BURIED, withDeadLetters({ InputTransformer })])
    await putEvent(run)
    await run.idle()
    expect((await received(run, 'D')).map(texts)).toMatchObject([{ ERROR_CODE: 'INVALID_JSON' }])
  })

  test('without a dead-letter queue the event is lost', async () => {
    const run = stack([lambdaFunction('F'), rule(SHOP)])
    await putEvent(run)
    await run.idle()
    expect(run.trace('events.failed')).toMatchObject([{ at: 0, code: 'NO_PERMISSIONS', deadLetterId: null }])
  })

  test('a dead-letter queue whose policy does not let EventBridge in gets nothing: the event is lost', async () => {
    const run = stack([lambdaFunction('F'), ...openQueue('D', 'sns.amazonaws.com'), withDeadLetters()])
    await putEvent(run)
    await run.idle()
    expect(await received(run, 'D')).toEqual([])
    expect(run.trace('events.failed')).toMatchObject([{ deadLetterId: null }])
  })
})

test('§8.4 a FIFO queue is no dead-letter queue', async () => {
  const run = stack([rule(SHOP, { Arn: FUNCTION })])
  const DeadLetterConfig = { Arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:d.fifo` }
  const Targets = [{ Id: 'x', Arn: FUNCTION, DeadLetterConfig }]
  expect((await events(run, 'PutTargets', { Rule: 'R', Targets })).status).toBe(400)
})

describe('§8.4 the rule’s retries cover Lambda’s acceptance, nothing after it', () => {
  const onFailure = [queue('Fail'), eventInvoke(destination('OnFailure', 'Fail'))]

  test('what the function throws is retried by Lambda, and ends at the function’s destination', async () => {
    const run = stack(
      [...REACHED, ...BURIED, ...onFailure, withDeadLetters({ RetryPolicy: { MaximumRetryAttempts: 0 } })],
      { invoke: () => ({ takes: 0, outcome: fail('boom') }) },
    )
    await putEvent(run)
    await run.idle()
    expect(run.trace('invocation.started')).toHaveLength(3)
    expect(run.trace('events.delivered')).toMatchObject([{ at: 0, attempt: 1 }])
    expect(await received(run, 'D')).toEqual([])
    expect(await recordsIn(run, 'Fail')).toMatchObject([
      {
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: { source: 'shop' },
      },
    ])
  })

  test('reserved concurrency 0 is no failure of the delivery: Lambda accepts and ends the event itself', async () => {
    const [, ...permitted] = REACHED
    const run = stack([
      lambdaFunction('F', { ReservedConcurrentExecutions: 0 }),
      ...permitted,
      ...BURIED,
      ...onFailure,
      withDeadLetters(),
    ])
    await putEvent(run)
    await run.idle()
    expect(run.trace('events.delivered')).toMatchObject([{ at: 0 }])
    expect(await received(run, 'D')).toEqual([])
    expect(await recordsIn(run, 'Fail')).toMatchObject([{ requestContext: { condition: 'ZeroReservedConcurrency' } }])
  })

  test('a function without a free environment is no failure either: the event waits in Lambda’s queue', async () => {
    const [, ...permitted] = REACHED
    const run = stack(
      [
        lambdaFunction('F', { ReservedConcurrentExecutions: 1, Timeout: 60 }),
        ...permitted,
        ...BURIED,
        withDeadLetters(),
      ],
      { invoke: () => ({ takes: 2500 }) },
    )
    await putEvent(run)
    await putEvent(run)
    await run.idle()
    expect(run.trace('events.delivered')).toMatchObject([{ at: 0 }, { at: 0 }])
    expect(run.trace('events.retry-scheduled')).toEqual([])
    // Lambda's own waits: 1 s, 2 s.
    expect(run.trace('async.retry-scheduled').map(({ cause, due }) => [cause, due - ACCOUNT_START])).toEqual([
      ['throttle', 1000],
      ['throttle', 3000],
    ])
    expect(run.trace('invocation.started').map(({ at }) => at)).toEqual([COLD, 3000])
  })
})

describe('§8.4 retries', () => {
  const throttled = (): AwsError => new AwsError('TooManyRequestsException', 429, 'Rate Exceeded.')
  const target = (RetryPolicy?: object): object => ({
    Arn: TARGET,
    DeadLetterConfig: { Arn: DEAD_LETTERS },
    ...(RetryPolicy && { RetryPolicy }),
  })
  /** One event to a target that refuses it as often as told; other targets take everything. */
  async function tried(
    policy?: object,
    { error = throttled, times = Infinity, seed = 1 } = {},
  ): Promise<{ readonly run: EventsAccount; readonly at: readonly number[] }> {
    const run = account(seed)
    let refusals = 0
    run.refuse = (arn) => (arn === TARGET && refusals++ < times ? error() : null)
    run.rule({}, target(policy))
    run.put()
    await run.run(2 * DAY)
    return { run, at: run.deliveries.filter((delivery) => delivery.target === TARGET).map(({ at }) => at) }
  }
  const gaps = (at: readonly number[]): number[] => at.slice(1).map((time, index) => time - (at[index] ?? 0))
  const dead = ({ deliveries }: EventsAccount) =>
    deliveries
      .filter((delivery) => delivery.target === DEAD_LETTERS)
      .map(({ at, attributes }) => [
        at,
        ...['ERROR_CODE', 'EXHAUSTED_RETRY_CONDITION', 'RETRY_ATTEMPTS'].map((name) => attributes[name]?.stringValue),
      ])

  test('wait exponentially, with jitter: half of 1 s, 2 s, 4 s … and the rest of it drawn, to the millisecond', async () => {
    const { at } = await tried({ MaximumRetryAttempts: 12 })
    const draws = new Kernel<TraceFact>({ seed: 1, startTime: 0 }).random('eventbridge-backoff')
    expect(gaps(at)).toEqual(
      Array.from({ length: 12 }, (_, index) =>
        Math.round(Math.min(600_000, 1000 * 2 ** index) * (0.5 + draws.fraction() / 2)),
      ),
    )
  })

  test('differ in their jitter from run to run, and not from a run to its repetition', async () => {
    const policy = { MaximumRetryAttempts: 5 }
    const [first, again, other] = [await tried(policy), await tried(policy), await tried(policy, { seed: 2 })]
    expect(again.at).toEqual(first.at)
    expect(other.at).not.toEqual(first.at)
  })

  test('are 185 without a policy, within 24 hours', async () => {
    const { run, at } = await tried()
    expect(at).toHaveLength(186)
    expect(at.at(-1)).toBeLessThanOrEqual(DAY)
    expect(dead(run)).toEqual([[at.at(-1), 'THROTTLING', 'MaximumRetryAttempts', '185']])
  })

  test.each([[0], [1], [7]])('are as many as the policy says: %i', async (MaximumRetryAttempts) => {
    const { run, at } = await tried({ MaximumRetryAttempts })
    expect(at).toHaveLength(MaximumRetryAttempts + 1)
    expect(dead(run)).toEqual([[at.at(-1), 'THROTTLING', 'MaximumRetryAttempts', String(MaximumRetryAttempts)]])
  })

  test.each([[60], [61], [3600]])('end at the event’s age of %i s, to the millisecond', async (seconds) => {
    const { run, at } = await tried({ MaximumEventAgeInSeconds: seconds })
    expect(at.at(-1)).toBeLessThanOrEqual(seconds * 1000)
    expect(dead(run)).toEqual([[seconds * 1000, 'THROTTLING', 'MaximumEventAgeInSeconds', String(at.length - 1)]])
  })

  test('end with whatever comes first, number or age', async () => {
    const few = await tried({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 })
    expect(dead(few.run)).toMatchObject([[expect.any(Number), 'THROTTLING', 'MaximumRetryAttempts', '2']])
    const many = await tried({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 })
    expect(dead(many.run)).toMatchObject([[60_000, 'THROTTLING', 'MaximumEventAgeInSeconds', expect.any(String)]])
  })

  test('end when the target takes the event; nothing is dead-lettered', async () => {
    const { run, at } = await tried(undefined, { times: 4 })
    expect(at).toHaveLength(5)
    expect(run.facts('events.delivered')).toMatchObject([{ attempt: 5 }])
    expect(dead(run)).toEqual([])
  })

  test('carry the same event each time, with one id', async () => {
    const { run } = await tried({ MaximumRetryAttempts: 4 })
    const bodies = run.deliveries.filter((delivery) => delivery.target === TARGET).map(({ body }) => body)
    expect(new Set(bodies).size).toBe(1)
  })

  test.each([
    ['throttling, 429', 'TooManyRequestsException', 429, 'THROTTLING', true],
    ['throttling of SQS, 403', 'RequestThrottled', 403, 'THROTTLING', true],
    ['a full shard', 'ProvisionedThroughputExceededException', 400, 'THROTTLING', true],
    ['a broken service', 'ServiceException', 500, 'ERROR_FROM_TARGET', true],
    ['a service that is not there', 'ServiceUnavailable', 503, 'ERROR_FROM_TARGET', true],
    ['a missing permission', 'AccessDeniedException', 403, 'NO_PERMISSIONS', false],
    ['a missing resource', 'ResourceNotFoundException', 404, 'NO_RESOURCE', false],
    ['a request that is wrong', 'InvalidParameterValueException', 400, 'SDK_CLIENT_ERROR', false],
    ['a payload that is too large', 'RequestTooLargeException', 413, 'SDK_CLIENT_ERROR', false],
  ])('are made after %s or not: %s (%i) is %s', async (_, code, status, name, again) => {
    const { run, at } = await tried({ MaximumRetryAttempts: 3 }, { error: () => new AwsError(code, status, 'no') })
    expect(at).toHaveLength(again ? 4 : 1)
    expect(dead(run)).toEqual([[at.at(-1), name, again ? 'MaximumRetryAttempts' : undefined, again ? '3' : '0']])
  })

  test('of one target hold up no other', async () => {
    const run = account()
    run.refuse = (arn) => (arn === TARGET ? throttled() : null)
    run.rule({}, target(), DEAD_LETTERS.replace('dead', 'q'))
    run.put()
    await run.run(0)
    expect(run.facts('events.delivered')).toMatchObject([{ targetId: 't1', at: ACCOUNT_START }])
  })

  test('the role of a target that does not trust EventBridge is not tried again', async () => {
    const run = account()
    run.refuseRole = true
    run.rule({}, { ...target(), RoleArn: OUTSIDE_ROLE })
    run.put()
    await run.run(DAY)
    expect(dead(run)).toEqual([[0, 'FAILED_TO_ASSUME_ROLE', undefined, '0']])
  })

  test.each([
    ['186 retries', { MaximumRetryAttempts: 186 }],
    ['-1 retries', { MaximumRetryAttempts: -1 }],
    ['an age of 59 s', { MaximumEventAgeInSeconds: 59 }],
    ['an age of 86,401 s', { MaximumEventAgeInSeconds: 86_401 }],
  ])('a policy of %s is refused', async (_, RetryPolicy) => {
    const run = stack([rule(SHOP, { Arn: FUNCTION })])
    const Targets = [{ Id: 'x', Arn: FUNCTION, RetryPolicy }]
    const { status, body } = await events(run, 'PutTargets', { Rule: 'R', Targets })
    expect(status).toBe(400)
    expect(body['message']).toMatch(/^1 validation error detected: Value .* at 'targets\.1\.member\.retryPolicy\./)
  })
})
