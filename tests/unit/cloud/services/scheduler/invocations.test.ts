import { describe, expect, it } from 'vitest'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import { account, DEAD_LETTERS, FUNCTION, QUEUE, ROLE, SCHEDULE, START_TIME } from './account'

const ONCE = { ScheduleExpression: 'at(2026-01-31T12:01:00)' }
const throttled = (): AwsError => new AwsError('ThrottlingException', 429, 'Rate exceeded')

describe('a target', () => {
  it('is called with the role, whose trust policy sees the group', async () => {
    const schedules = account()
    schedules.schedule(ONCE, { Arn: FUNCTION, Input: '{"a":1}' })
    await schedules.run(60_000)
    expect(schedules.invoked).toMatchObject([
      { target: FUNCTION, at: 60_000, input: '{"a":1}', caller: { roleArn: ROLE } },
    ])
    expect(schedules.assumed).toHaveLength(2)
    expect(schedules.assumed[1]).toMatchObject({
      kind: 'service',
      arn: 'scheduler.amazonaws.com',
      sourceArn: 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/default',
    })
    expect(schedules.facts('scheduler.invoked')).toMatchObject([
      { schedule: SCHEDULE, target: FUNCTION, attempt: 1, deliveryId: 'delivery-1' },
    ])
  })

  // As seen in public logs of functions that schedules without Input invoke: `detail` is a text.
  it('gets a notification when there is no input', async () => {
    const schedules = account()
    schedules.schedule(ONCE, { Arn: FUNCTION })
    await schedules.run(60_000)
    expect(JSON.parse(String(schedules.invoked[0]?.input))).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '123456789012',
      time: '2026-01-31T12:01:00Z',
      region: 'us-east-1',
      resources: [SCHEDULE],
      detail: '{}',
    })
  })

  // User Guide, "Adding context attributes".
  it('gets the context attributes in its input', async () => {
    const schedules = account()
    const Input =
      '<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> <aws.scheduler.execution-id> <aws.scheduler.attempt-number> <aws.scheduler.other>'
    schedules.schedule(ONCE, { Input })
    schedules.refuse = () => (schedules.invoked.length < 2 ? throttled() : null)
    await schedules.run(120_000)
    const [{ executionId } = { executionId: '' }] = schedules.facts('scheduler.due')
    expect(executionId).toMatch(/^[0-9a-f]{16}$/)
    expect(schedules.invoked.map(({ input }) => input)).toEqual(
      [1, 2].map((attempt) => `${SCHEDULE} 2026-01-31T12:01:00Z ${executionId} ${attempt} <aws.scheduler.other>`),
    )
  })

  it('has parameters of its own', async () => {
    const schedules = account()
    const [stream, bus] = ['kinesis:us-east-1:123456789012:stream/s', 'events:us-east-1:123456789012:event-bus/b']
    schedules.schedule({ ...ONCE, Name: 'a' }, { Arn: `${QUEUE}.fifo`, SqsParameters: { MessageGroupId: 'g' } })
    schedules.schedule({ ...ONCE, Name: 'b' }, { Arn: `arn:aws:${stream}`, KinesisParameters: { PartitionKey: 'k' } })
    schedules.schedule(
      { ...ONCE, Name: 'c' },
      { Arn: `arn:aws:${bus}`, Input: '{}', EventBridgeParameters: { Source: 'shop', DetailType: 'Tick' } },
    )
    await schedules.run(60_000)
    expect(schedules.invoked.map(({ delivery }) => delivery)).toMatchObject([
      { groupId: 'g' },
      { partitionKey: 'k' },
      { event: { source: 'shop', detailType: 'Tick', resources: [] }, body: '{}' },
    ])
  })

  it('may be any action of an API', async () => {
    const schedules = account()
    const sdk = 'arn:aws:scheduler:::aws-sdk'
    schedules.schedule(
      { ...ONCE, Name: 'a' },
      { Arn: `${sdk}:sqs:sendMessage`, Input: '{"QueueUrl":"u","MessageBody":"<aws.scheduler.scheduled-time>"}' },
    )
    schedules.schedule({ ...ONCE, Name: 'b' }, { Arn: `${sdk}:eventbridge:putEvents`, Input: '{"Entries":[]}' })
    schedules.schedule(
      { ...ONCE, Name: 'c' },
      { Arn: `${sdk}:lambda:invoke`, Input: '{"FunctionName":"f","Payload":"{}"}' },
    )
    await schedules.run(60_000)
    expect(schedules.invoked.map(({ target, input }) => [target, input])).toEqual([
      ['sqs:SendMessage', { QueueUrl: 'u', MessageBody: '2026-01-31T12:01:00Z' }],
      ['events:PutEvents', { Entries: [] }],
      ['lambda:Invoke', { FunctionName: 'f', Payload: new TextEncoder().encode('{}') }],
    ])
  })
})

describe('an invocation that fails', () => {
  const withDeadLetters = { DeadLetterConfig: { Arn: DEAD_LETTERS }, Input: 'hello' }

  // User Guide, "Configuring a dead-letter queue": body and attributes of the example.
  it('for good comes into the dead-letter queue as the request that was sent', async () => {
    const schedules = account()
    schedules.schedule(ONCE, withDeadLetters)
    schedules.refuse = (target) => (target === QUEUE ? new AwsError('QueueDoesNotExist', 400, 'no such queue') : null)
    await schedules.run(60_000)
    const [{ executionId } = { executionId: '' }] = schedules.facts('scheduler.due')
    expect(schedules.invoked.map(({ target, at }) => [target, at])).toEqual([
      [QUEUE, 60_000],
      [DEAD_LETTERS, 60_000],
    ])
    const { delivery, caller } = schedules.invoked[1] ?? {}
    expect(caller?.roleArn).toBe(ROLE)
    expect(JSON.parse(delivery?.body ?? '')).toEqual({
      MessageBody: 'hello',
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q',
    })
    expect(
      Object.fromEntries(
        Object.entries(delivery?.attributes ?? {}).map(([name, { stringValue }]) => [name, stringValue]),
      ),
    ).toEqual({
      ERROR_CODE: 'QueueDoesNotExist',
      ERROR_MESSAGE: 'no such queue',
      EXECUTION_ID: executionId,
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '0',
      SCHEDULED_TIME: '2026-01-31T12:01:00Z',
      SCHEDULE_ARN: SCHEDULE,
      TARGET_ARN: QUEUE,
    })
  })

  it('by throttling is tried again as often as its policy says', async () => {
    const schedules = account()
    schedules.schedule(ONCE, { ...withDeadLetters, RetryPolicy: { MaximumRetryAttempts: 3 } })
    schedules.refuse = (target) => (target === QUEUE ? throttled() : null)
    await schedules.run(600_000)
    expect(schedules.invoked.map(({ target }) => target)).toEqual([QUEUE, QUEUE, QUEUE, QUEUE, DEAD_LETTERS])
    expect(schedules.invoked.at(-1)?.delivery?.attributes).toMatchObject({
      EXHAUSTED_RETRY_CONDITION: { stringValue: 'MaximumRetryAttempts' },
      RETRY_ATTEMPTS: { stringValue: '3' },
    })
  })

  it('is given up at its age, to the millisecond', async () => {
    const schedules = account()
    schedules.schedule(ONCE, { ...withDeadLetters, RetryPolicy: { MaximumEventAgeInSeconds: 60 } })
    schedules.refuse = (target) => (target === QUEUE ? throttled() : null)
    await schedules.run(600_000)
    expect(schedules.invoked.at(-1)).toMatchObject({ target: DEAD_LETTERS, at: 120_000 })
    expect(schedules.facts('scheduler.failed')).toMatchObject([
      { at: START_TIME + 120_000, condition: 'MaximumEventAgeInSeconds' },
    ])
  })

  it('is the end of a schedule that is to be deleted, but not before its last retry', async () => {
    const schedules = account()
    schedules.schedule({ ...ONCE, ActionAfterCompletion: 'DELETE' }, { RetryPolicy: { MaximumRetryAttempts: 1 } })
    schedules.refuse = () => throttled()
    await schedules.run(60_000)
    expect(schedules.call('ListSchedules')).toMatchObject({ Schedules: [{ Name: 's' }] })
    await schedules.run(60_000)
    expect(schedules.invoked).toHaveLength(2)
    expect(schedules.call('ListSchedules')).toEqual({ Schedules: [] })
  })

  it('for want of a role is lost', async () => {
    const schedules = account()
    schedules.schedule(ONCE, withDeadLetters)
    schedules.refuseRole = true
    await schedules.run(600_000)
    expect(schedules.invoked).toEqual([])
    expect(schedules.facts('scheduler.failed')).toMatchObject([{ code: 'AccessDenied', deadLetterId: null }])
  })
})

describe('a schedule is refused', () => {
  it.each([
    [{ ScheduleExpression: 'rate(10 seconds)' }, {}, 'Invalid Schedule Expression rate(10 seconds).'],
    [{ ScheduleExpressionTimezone: 'Mars/Olympus' }, {}, 'Invalid ScheduleExpressionTimezone Mars/Olympus.'],
    [{ StartDate: START_TIME / 1000 - 301 }, {}, 'The StartDate you specify cannot be earlier than 5 minutes ago.'],
    [{ EndDate: START_TIME / 1000 }, {}, 'The EndDate you specify must be later'],
    [{ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, {}, 'MaximumWindowInMinutes is required'],
    [{}, { Arn: 'nonsense' }, 'Provided Arn is not in correct format'],
    [{}, { Arn: FUNCTION, Input: 'not JSON' }, 'Input must be a valid JSON.'],
    [{}, { Arn: `${QUEUE}.fifo` }, 'SqsParameters must be specified'],
    [{}, { Arn: 'arn:aws:kinesis:us-east-1:123456789012:stream/s' }, 'KinesisParameters must be specified'],
    [{}, { Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' }, 'are not simulated'],
    [{}, { Arn: 'arn:aws:scheduler:::aws-sdk:dynamodb:getItem', Input: '{}' }, 'getItem is not supported'],
    [{}, { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:SendMessage' }, 'Provided Arn is not in correct format'],
    [{}, { RoleArn: 'r' }, "Value 'r' at 'target.roleArn' failed to satisfy constraint"],
  ])('with %j and target %j', (settings, target, message) => {
    expect(() => account().schedule(settings, target)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message: expect.stringContaining(message) as unknown }),
    )
  })

  it('when Scheduler may not assume its role', () => {
    const schedules = account()
    schedules.refuseRole = true
    expect(() => schedules.schedule()).toThrow(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    )
  })

  it('when there is one of its name, unless the request is the same once more', () => {
    const schedules = account()
    schedules.schedule({ ClientToken: 'x' })
    schedules.schedule({ ClientToken: 'x' })
    expect(() => schedules.schedule({ ClientToken: 'y' })).toThrow('Schedule s already exists.')
  })
})
