import { describe, expect, it } from 'vitest'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import { account, busArn, DEAD_LETTERS, FUNCTION, QUEUE, ROLE, RULE, START_TIME } from './account'

const KINESIS = 'arn:aws:kinesis:us-east-1:123456789012:stream/s'
const throttled = (): AwsError => new AwsError('TooManyRequestsException', 429, 'Rate Exceeded.')
const WITH_DEAD_LETTERS = { Arn: FUNCTION, DeadLetterConfig: { Arn: DEAD_LETTERS } }

describe('a matching event', () => {
  it('goes to every target of every matching rule, as the service acting for the rule', async () => {
    const events = account()
    events.rule({}, QUEUE, FUNCTION)
    events.rule({ Name: 'other', EventPattern: '{"detail-type":["Order"]}' }, QUEUE)
    events.rule({ Name: 'no', EventPattern: '{"source":["bank"]}' }, QUEUE)
    events.rule({ Name: 'off', State: 'DISABLED' }, QUEUE)
    const id = events.put({ amount: 5 })
    await events.run()
    expect(events.deliveries.map(({ target, caller }) => [target, caller.arn, caller.sourceArn])).toEqual([
      [QUEUE, 'events.amazonaws.com', RULE],
      [FUNCTION, 'events.amazonaws.com', RULE],
      [QUEUE, 'events.amazonaws.com', `${RULE.slice(0, -1)}other`],
    ])
    expect(events.facts('events.matched')).toMatchObject([{ eventId: id, rules: [RULE, `${RULE.slice(0, -1)}other`] }])
    expect(events.facts('events.delivered')).toMatchObject([
      { rule: RULE, eventId: id, targetId: 't0', target: QUEUE, attempt: 1, deliveryId: 'delivery-1' },
      { targetId: 't1', target: FUNCTION },
      { targetId: 't0', target: QUEUE },
    ])
  })

  // Order of members: recorded from AWS, test_events.py.
  it('has the members of an EventBridge event, in their order, and its detail as it was sent', async () => {
    const events = account()
    events.rule({}, QUEUE)
    const Detail = '{ "z": 1.50, "a": [ 12345678901234567890 ],\n "text": "a  b\\" c" }'
    events.put({}, { Detail, Resources: ['arn:one'], TraceHeader: 'Root=1-abc' })
    await events.run()
    expect(events.deliveries[0]?.body).toBe(
      `{"version":"0","id":"${events.facts('events.put')[0]?.eventId ?? ''}","detail-type":"Order","source":"shop","account":"123456789012","time":"2026-01-31T12:00:00Z","region":"us-east-1","resources":["arn:one"],"detail":{"z":1.50,"a":[12345678901234567890],"text":"a  b\\" c"}}`,
    )
    expect(events.deliveries[0]?.traceHeader).toBe('Root=1-abc')
  })

  it('has the time it was given, in whole seconds', async () => {
    const events = account()
    events.rule({}, QUEUE)
    events.put({}, { Time: 1_600_000_000.75 })
    await events.run()
    expect(events.bodies(QUEUE)).toMatchObject([{ time: '2020-09-13T12:26:40Z' }])
  })

  it('goes on with the role of the target', async () => {
    const events = account()
    events.rule({}, { Arn: KINESIS, RoleArn: ROLE })
    const id = events.put()
    await events.run()
    expect(events.deliveries).toMatchObject([
      {
        target: KINESIS,
        partitionKey: id,
        caller: { arn: 'arn:aws:sts::123456789012:assumed-role/r/r', roleArn: ROLE },
      },
    ])
  })

  it('takes parameters of queue and stream along', async () => {
    const events = account()
    events.rule(
      {},
      { Arn: `${QUEUE}.fifo`, SqsParameters: { MessageGroupId: 'g' } },
      { Arn: KINESIS, RoleArn: ROLE, KinesisParameters: { PartitionKeyPath: '$.detail.customer' } },
    )
    events.put({ customer: 'ada' })
    await events.run()
    expect(events.deliveries).toMatchObject([{ groupId: 'g' }, { partitionKey: 'ada' }])
  })
})

describe('a delivery that fails', () => {
  it('for want of a permission goes to the dead-letter queue at once', async () => {
    const events = account()
    events.rule({}, WITH_DEAD_LETTERS)
    events.refuse = (target) => (target === FUNCTION ? new AwsError('AccessDeniedException', 403, 'not allowed') : null)
    const id = events.put()
    await events.run()
    expect(events.deliveries.map(({ target, at }) => [target, at])).toEqual([
      [FUNCTION, 0],
      [DEAD_LETTERS, 0],
    ])
    expect(events.bodies(DEAD_LETTERS)).toMatchObject([{ id, source: 'shop' }])
    expect(events.deliveries[1]).toMatchObject({
      caller: { arn: 'events.amazonaws.com', sourceArn: RULE },
      attributes: {
        RULE_ARN: { dataType: 'String', stringValue: RULE },
        TARGET_ARN: { dataType: 'String', stringValue: FUNCTION },
        ERROR_CODE: { dataType: 'String', stringValue: 'NO_PERMISSIONS' },
        ERROR_MESSAGE: { dataType: 'String', stringValue: 'not allowed' },
        RETRY_ATTEMPTS: { dataType: 'String', stringValue: '0' },
      },
    })
    expect(events.deliveries[1]?.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION')
  })

  it.each([
    ['ResourceNotFoundException', 404, 'NO_RESOURCE'],
    ['QueueDoesNotExist', 400, 'NO_RESOURCE'],
    ['InvalidParameterValueException', 400, 'SDK_CLIENT_ERROR'],
  ])('with %s is not tried again', async (code, status, expected) => {
    const events = account()
    events.rule({}, WITH_DEAD_LETTERS)
    events.refuse = (target) => (target === FUNCTION ? new AwsError(code, status, 'no') : null)
    events.put()
    await events.run(86_400_000)
    expect(events.deliveries).toHaveLength(2)
    expect(events.facts('events.failed')).toMatchObject([{ code: expected, retries: 0, condition: null }])
  })

  it('by throttling is tried again with growing delays until it works', async () => {
    const events = account()
    events.rule({}, FUNCTION)
    events.refuse = () => (events.deliveries.length < 6 ? throttled() : null)
    events.put()
    await events.run(86_400_000)
    expect(events.deliveries).toHaveLength(6)
    const gaps = events.deliveries.slice(1).map(({ at }, index) => at - (events.deliveries[index]?.at ?? 0))
    gaps.forEach((gap, index) => {
      expect(gap).toBeGreaterThanOrEqual(500 * 2 ** index)
      expect(gap).toBeLessThanOrEqual(1000 * 2 ** index)
    })
    expect(events.facts('events.retry-scheduled')).toHaveLength(5)
    expect(events.facts('events.delivered')).toMatchObject([{ attempt: 6 }])
  })

  // User Guide: "24 hours and up to 185 times".
  it('is given up after 185 retries, within 24 hours', async () => {
    const events = account()
    events.rule({}, WITH_DEAD_LETTERS)
    events.refuse = (target) => (target === FUNCTION ? throttled() : null)
    events.put()
    await events.run(86_400_000)
    expect(events.deliveries.filter(({ target }) => target === FUNCTION)).toHaveLength(186)
    expect(events.deliveries.at(-1)).toMatchObject({
      target: DEAD_LETTERS,
      attributes: {
        ERROR_CODE: { stringValue: 'THROTTLING' },
        EXHAUSTED_RETRY_CONDITION: { stringValue: 'MaximumRetryAttempts' },
        RETRY_ATTEMPTS: { stringValue: '185' },
      },
    })
  })

  it('is given up after its own number of retries', async () => {
    const events = account()
    events.rule({}, { ...WITH_DEAD_LETTERS, RetryPolicy: { MaximumRetryAttempts: 2 } })
    events.refuse = (target) => (target === FUNCTION ? throttled() : null)
    events.put()
    await events.run(86_400_000)
    expect(events.deliveries.filter(({ target }) => target === FUNCTION)).toHaveLength(3)
    expect(events.facts('events.failed')).toMatchObject([{ retries: 2, condition: 'MaximumRetryAttempts' }])
  })

  it('is given up at its age, to the millisecond', async () => {
    const events = account()
    events.rule({}, { ...WITH_DEAD_LETTERS, RetryPolicy: { MaximumEventAgeInSeconds: 60 } })
    events.refuse = (target) => (target === FUNCTION ? throttled() : null)
    events.put()
    await events.run(86_400_000)
    expect(events.deliveries.at(-1)).toMatchObject({ target: DEAD_LETTERS, at: 60_000 })
    expect(events.facts('events.failed')).toMatchObject([
      { at: START_TIME + 60_000, condition: 'MaximumEventAgeInSeconds' },
    ])
  })

  it('is lost when the dead-letter queue does not take it', async () => {
    const events = account()
    events.rule({}, WITH_DEAD_LETTERS)
    events.refuse = () => new AwsError('AccessDenied', 403, 'no')
    events.put()
    await events.run()
    expect(events.facts('events.failed')).toMatchObject([{ code: 'NO_PERMISSIONS', deadLetterId: null }])
  })

  it('because the role does not trust EventBridge is not tried again', async () => {
    const events = account()
    events.rule({}, { Arn: KINESIS, RoleArn: ROLE, DeadLetterConfig: { Arn: DEAD_LETTERS } })
    events.refuseRole = true
    events.put()
    await events.run(86_400_000)
    expect(events.deliveries.map(({ target }) => target)).toEqual([DEAD_LETTERS])
    expect(events.facts('events.failed')).toMatchObject([{ code: 'FAILED_TO_ASSUME_ROLE' }])
  })
})

describe('from bus to bus', () => {
  const forward = (to: string): object => ({
    Arn: busArn(to),
    RoleArn: ROLE,
    DeadLetterConfig: { Arn: DEAD_LETTERS },
  })

  it('an event goes on as it is, once', async () => {
    const events = account()
    events.call('CreateEventBus', { Name: 'second' })
    events.call('CreateEventBus', { Name: 'third' })
    events.rule({}, forward('second'))
    events.rule({ EventBusName: 'second' }, QUEUE, forward('third'))
    events.rule({ EventBusName: 'third' }, FUNCTION)
    const id = events.put({ a: 1 })
    await events.run()
    expect(events.bodies(QUEUE)).toMatchObject([{ id, source: 'shop', detail: { a: 1 } }])
    expect(events.bodies(FUNCTION)).toEqual([])
    expect(events.facts('events.failed')).toMatchObject([
      { rule: `${RULE.slice(0, -1)}second/r`, code: 'THIRD_ACCOUNT_HOP_DETECTED' },
    ])
    expect(events.needs).toMatchObject([
      {
        caller: { roleArn: ROLE },
        action: 'events:PutEvents',
        resource: busArn('second'),
        context: { 'events:source': 'shop', 'events:eventBusInvocation': 'true' },
      },
    ])
  })

  it('no loop begins', async () => {
    const events = account()
    events.call('CreateEventBus', { Name: 'second' })
    events.rule({}, forward('second'))
    events.rule({ EventBusName: 'second' }, forward('default'))
    events.rule({ Name: 'self' }, forward('default'))
    events.put()
    await events.run(86_400_000)
    expect(events.facts('events.put').map(({ bus }) => bus)).toEqual(['default', 'second'])
    expect(events.facts('events.failed').map(({ code }) => code)).toEqual(['LOOP_DETECTED', 'LOOP_DETECTED'])
    expect(events.deliveries.map(({ target }) => target)).toEqual([DEAD_LETTERS, DEAD_LETTERS])
  })

  it('fails when the bus is gone', async () => {
    const events = account()
    events.rule({}, forward('gone'))
    events.put()
    await events.run()
    expect(events.facts('events.failed')).toMatchObject([{ code: 'NO_RESOURCE' }])
  })
})

describe('deliveries to a bus', () => {
  const delivery = {
    body: '{"key":"a.txt"}',
    attributes: {},
    traceHeader: null,
    caller: { kind: 'service' as const, principalId: 's3.amazonaws.com', arn: 's3.amazonaws.com' },
    event: { source: 'aws.s3', detailType: 'Object Created', resources: ['arn:aws:s3:::b'] },
  }

  it('are events', async () => {
    const events = account()
    events.rule({ EventPattern: '{"source":["aws.s3"]}' }, QUEUE)
    const { deliveryTarget } = events.service
    expect(deliveryTarget?.exists(busArn('default'))).toBe(true)
    expect(deliveryTarget?.access(busArn('default'))).toEqual({
      action: 'events:PutEvents',
      resource: busArn('default'),
    })
    const receipt = deliveryTarget?.deliver(busArn('default'), delivery)
    await events.run()
    expect(events.bodies(QUEUE)).toMatchObject([
      {
        id: receipt?.id,
        source: 'aws.s3',
        'detail-type': 'Object Created',
        resources: ['arn:aws:s3:::b'],
        detail: { key: 'a.txt' },
      },
    ])
  })

  it('may name AWS as their source only when AWS sends them', () => {
    const { deliveryTarget } = account().service
    const caller = { kind: 'role' as const, principalId: 'AROA:x', arn: 'arn:aws:sts::123456789012:assumed-role/r/x' }
    expect(() => deliveryTarget?.deliver(busArn('default'), { ...delivery, caller })).toThrow(
      'Not authorized for the source.',
    )
    expect(() => deliveryTarget?.deliver(busArn('gone'), delivery)).toThrow('Event bus gone does not exist.')
  })
})
