import { describe, expect, it } from 'vitest'
import { fail, respond, type Script } from '../scripted-host'
import { COLD, arnOf, deploy, lambdaFunction, mapping, queue, sqs } from '../stack'

interface SqsEvent {
  Records: { messageId: string; body: string; attributes: Record<string, string> }[]
}

/** Remembers every batch it was invoked with. */
function recorder(outcome: (event: SqsEvent) => ReturnType<typeof respond> = () => respond(null), takes = 1) {
  const batches: string[][] = []
  const script: Script = {
    invoke(event) {
      batches.push((event as SqsEvent).Records.map(({ body }) => body))
      return { takes, outcome: outcome(event as SqsEvent) }
    },
  }
  return { batches, script }
}

const failIds = (event: SqsEvent, bodies: string[]): ReturnType<typeof respond> =>
  respond({
    batchItemFailures: event.Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  })

const send = async (run: ReturnType<typeof deploy>, ...bodies: string[]): Promise<void> => {
  for (const body of bodies) await run.send('Q', body)
}

const counts = async (run: ReturnType<typeof deploy>, name: string): Promise<number[]> => {
  const { Attributes } = (await sqs(run.cloud, 'GetQueueAttributes', { QueueUrl: name, AttributeNames: ['All'] })) as {
    Attributes: Record<string, string>
  }
  return [
    Number(Attributes['ApproximateNumberOfMessages']),
    Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
  ]
}

describe('polling a queue (fact sheet 7.2)', () => {
  it('invokes with what is there, and deletes it after success', async () => {
    const { batches, script } = recorder()
    const run = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q')], script)
    await send(run, 'a', 'b', 'c')
    await run.idle()
    expect(batches).toEqual([['a', 'b', 'c']])
    expect(await counts(run, 'Q')).toEqual([0, 0])
    expect(run.trace('invocation.started')).toMatchObject([{ source: 'event-source-mapping', at: COLD }])
  })

  it('has a message once in a batch whose window is longer than the visibility timeout, and deletes it', async () => {
    const receiveCounts: unknown[] = []
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('Q', { VisibilityTimeout: 3 }),
        mapping('M', 'F', 'Q', { BatchSize: 10, MaximumBatchingWindowInSeconds: 5 }),
      ],
      {
        invoke: (event) => {
          const { Records } = event as SqsEvent
          receiveCounts.push(Records.map(({ attributes }) => attributes['ApproximateReceiveCount']))
          return {}
        },
      },
    )
    await send(run, 'a')
    await run.idle()
    expect(receiveCounts).toEqual([['2']])
    expect(await counts(run, 'Q')).toEqual([0, 0])
  })

  it('gives records in Lambda’s shape (recorded from AWS)', async () => {
    const events: SqsEvent[] = []
    const run = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q')], {
      invoke: (event) => {
        events.push(event as SqsEvent)
        return {}
      },
    })
    await sqs(run.cloud, 'SendMessage', {
      QueueUrl: 'Q',
      MessageBody: 'hi',
      MessageAttributes: {
        Title: { DataType: 'String', StringValue: 'The Whistler' },
        Author: { DataType: 'String', StringValue: 'John Grisham' },
        WeeksOn: { DataType: 'Number', StringValue: '6' },
      },
    })
    await run.idle()
    const attribute = (dataType: string, stringValue: string) => ({
      stringValue,
      stringListValues: [],
      binaryListValues: [],
      dataType,
    })
    expect(events[0]?.Records).toEqual([
      {
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        receiptHandle: expect.any(String) as string,
        body: 'hi',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(Date.UTC(2026, 0, 31, 12)),
          SenderId: expect.any(String) as string,
          ApproximateFirstReceiveTimestamp: String(Date.UTC(2026, 0, 31, 12)),
        },
        messageAttributes: {
          Title: attribute('String', 'The Whistler'),
          Author: attribute('String', 'John Grisham'),
          WeeksOn: attribute('Number', '6'),
        },
        // Recorded from AWS for these three attributes.
        md5OfMessageAttributes: 'd25a6aea97eb8f585bfa92d314504a92',
        md5OfBody: '49f68a5c8493ec2c0bf489821c21fc3b',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:Q',
        awsRegion: 'us-east-1',
      },
    ])
  })

  it('a window gathers: a batch goes when it is full or the window has passed', async () => {
    const { batches, script } = recorder()
    const run = deploy(
      [lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', { BatchSize: 3, MaximumBatchingWindowInSeconds: 5 })],
      script,
    )
    await send(run, 'a')
    await run.advance(4000)
    expect(batches).toEqual([])
    await send(run, 'b')
    await run.advance(1001 + COLD)
    expect(batches).toEqual([['a', 'b']])
    await send(run, 'c', 'd', 'e', 'f')
    await run.advance(10)
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ])
    expect(run.trace('mapping.batch-sent').map(({ cause }) => cause)).toEqual(['batch-window', 'batch-size'])
  })

  it('an error leaves the whole batch until its visibility timeout ends', async () => {
    const { batches, script } = recorder((event) =>
      event.Records[0]?.attributes['ApproximateReceiveCount'] === '1' ? fail('x') : respond(null),
    )
    const run = deploy([lambdaFunction('F'), queue('Q', { VisibilityTimeout: 30 }), mapping('M', 'F', 'Q')], script)
    await send(run, 'a', 'b')
    await run.advance(29_999)
    expect(batches).toEqual([['a', 'b']])
    expect(await counts(run, 'Q')).toEqual([0, 2])
    await run.idle()
    expect(batches).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
    expect(run.trace('invocation.started')[1]?.at).toBe(30_000)
    expect(await counts(run, 'Q')).toEqual([0, 0])
  })

  it('partial responses: only what failed comes back', async () => {
    const { batches, script } = recorder((event) => failIds(event, event.Records.length > 1 ? ['b'] : []))
    const run = deploy(
      [lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', { FunctionResponseTypes: ['ReportBatchItemFailures'] })],
      script,
    )
    await send(run, 'a', 'b', 'c')
    await run.idle()
    expect(batches).toEqual([['a', 'b', 'c'], ['b']])
    expect(run.trace('mapping.batch-ended').map(({ outcome, deleted }) => [outcome, deleted.length])).toEqual([
      ['partial', 2],
      ['success', 1],
    ])
  })

  it.each([
    ['empty list', { batchItemFailures: [] }, 'success'],
    ['null list', { batchItemFailures: null }, 'success'],
    ['empty object', {}, 'success'],
    ['null', null, 'success'],
    ['empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, 'failure'],
    ['null identifier', { batchItemFailures: [{ itemIdentifier: null }] }, 'failure'],
    ['wrong key', { batchItemFailures: [{ foo: 'x' }] }, 'failure'],
    ['unknown id', { batchItemFailures: [{ itemIdentifier: 'nobody' }] }, 'failure'],
  ])('partial response %s: %j → %s', async (_, answer, outcome) => {
    const { script } = recorder(() => respond(answer))
    const run = deploy(
      [lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', { FunctionResponseTypes: ['ReportBatchItemFailures'] })],
      script,
    )
    await send(run, 'a')
    await run.advance(1000)
    expect(run.trace('mapping.batch-ended')).toMatchObject([{ outcome }])
  })

  it('after maxReceiveCount receives a message moves to the dead-letter queue, with its id', async () => {
    const { batches, script } = recorder(() => fail('always'))
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('Dead'),
        queue('Q', {
          VisibilityTimeout: 10,
          RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 },
        }),
        mapping('M', 'F', 'Q'),
      ],
      script,
    )
    await send(run, 'poison')
    await run.idle()
    expect(batches).toHaveLength(2)
    expect(run.trace('sqs.moved')).toMatchObject([{ queue: 'Q', to: 'Dead', receiveCount: 2, at: 20_000 }])
    const { Messages } = (await sqs(run.cloud, 'ReceiveMessage', { QueueUrl: 'Dead', AttributeNames: ['All'] })) as {
      Messages: { MessageId: string; Attributes: Record<string, string> }[]
    }
    expect(Messages[0]?.MessageId).toBe(run.trace('sqs.sent')[0]?.messageId)
    expect(Messages[0]?.Attributes).toMatchObject({
      SentTimestamp: String(Date.UTC(2026, 0, 31, 12)),
      DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:123456789012:Q',
    })
  })

  it('starts with five batches at once, 300 more after a minute with a backlog', async () => {
    const { script } = recorder(() => respond(null), 90_000)
    const run = deploy(
      [
        lambdaFunction('F', { Timeout: 120 }),
        queue('Q', { VisibilityTimeout: 720 }),
        mapping('M', 'F', 'Q', { BatchSize: 1 }),
      ],
      script,
    )
    await send(run, ...Array.from({ length: 20 }, (_, index) => String(index)))
    await run.advance(59_000)
    expect(run.trace('invocation.started')).toHaveLength(5)
    await run.advance(2000)
    expect(run.trace('invocation.started')).toHaveLength(20)
  })

  it('maximum concurrency: what is beyond is not read', async () => {
    const { script } = recorder(() => respond(null), 1000)
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('Q'),
        mapping('M', 'F', 'Q', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
      ],
      script,
    )
    await send(run, 'a', 'b', 'c', 'd')
    await run.advance(500)
    expect(await counts(run, 'Q')).toEqual([2, 2])
    await run.idle()
    expect(run.trace('request.throttled')).toEqual([])
    expect(run.host.started).toBe(2)
  })

  it('a throttled batch is tried again while its messages are held', async () => {
    const { batches, script } = recorder(() => respond(null), 1000)
    const run = deploy(
      [
        lambdaFunction('F', { ReservedConcurrentExecutions: 1 }),
        queue('Q', { VisibilityTimeout: 30 }),
        mapping('M', 'F', 'Q', { BatchSize: 1 }),
      ],
      script,
    )
    await send(run, 'a', 'b')
    await run.idle()
    expect(batches).toEqual([['a'], ['b']])
    // Retries after 1 s and 2 s; the first invocation ends after a cold start and a second.
    expect(run.trace('request.throttled').map(({ at }) => at)).toEqual([0, 1000])
    expect(run.trace('invocation.started')[1]?.at).toBe(3000)
  })

  it('filtered messages are deleted and not invoked for', async () => {
    const { batches, script } = recorder()
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('Q'),
        mapping('M', 'F', 'Q', { FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] } }),
      ],
      script,
    )
    await send(run, '{"kind":"order"}', '{"kind":"refund"}', 'plain text')
    await run.idle()
    expect(batches).toEqual([['{"kind":"order"}']])
    expect(await counts(run, 'Q')).toEqual([0, 0])
    expect(run.trace('mapping.filtered')).toMatchObject([{ recordIds: [expect.any(String), expect.any(String)] }])
  })

  it('refuses a queue whose visibility timeout is shorter than the function’s timeout', () => {
    const run = deploy(
      [lambdaFunction('F', { Timeout: 60 }), queue('Q', { VisibilityTimeout: 30 }), mapping('M', 'F', 'Q')],
      recorder().script,
    )
    expect(run.diagnostics[0]?.message).toBe(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    )
  })

  it('refuses batches over 10 without a window', () => {
    const run = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', { BatchSize: 100 })], recorder().script)
    expect(run.diagnostics[0]?.message).toBe(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    )
  })

  it('10,000 messages in batches of 10 are all processed once', async () => {
    let processed = 0
    const run = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q')], {
      invoke: (event) => {
        processed += (event as SqsEvent).Records.length
        return {}
      },
    })
    for (let batch = 0; batch < 1000; batch++) {
      const Entries = Array.from({ length: 10 }, (_, index) => ({
        Id: String(index),
        MessageBody: `${batch}-${index}`,
      }))
      await sqs(run.cloud, 'SendMessageBatch', { QueueUrl: 'Q', Entries })
    }
    await run.idle()
    expect(processed).toBe(10_000)
    expect(await counts(run, 'Q')).toEqual([0, 0])
  })
})
