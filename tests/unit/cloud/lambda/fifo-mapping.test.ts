/** Event source mappings of FIFO queues. Source: Lambda Developer Guide, "Using Lambda with Amazon SQS", FIFO queues. */

import { describe, expect, it } from 'vitest'
import { fail, respond, type Script } from '../scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, queue, sqs } from '../stack'

interface SqsEvent {
  Records: { messageId: string; body: string; attributes: Record<string, string> }[]
}

const NAME = 'Q.fifo'
const fifo = (properties: Parameters<typeof queue>[1] = {}) =>
  queue('Q', { QueueName: NAME, FifoQueue: true, ContentBasedDeduplication: true, ...properties })

const send = async (run: ReturnType<typeof deploy>, ...bodies: string[]): Promise<void> => {
  for (const body of bodies)
    await sqs(run.cloud, 'SendMessage', { QueueUrl: NAME, MessageBody: body, MessageGroupId: body.charAt(0) })
}

/** Remembers the batches, and how many of each group were in flight together. */
function recorder(outcome: (bodies: string[], count: number) => ReturnType<typeof respond> = () => respond(null)) {
  const batches: string[][] = []
  const script: Script = {
    invoke(event) {
      const bodies = (event as SqsEvent).Records.map(({ body }) => body.slice(0, 8))
      batches.push(bodies)
      return { takes: 1000, outcome: outcome(bodies, batches.length) }
    },
  }
  return { batches, script }
}

describe('polling a FIFO queue', () => {
  it('hands over the messages of a group in their order, one batch after another', async () => {
    const { batches, script } = recorder()
    const run = deploy([lambdaFunction('F'), fifo(), mapping('M', 'F', 'Q', { BatchSize: 2 })], script)
    await send(run, 'a1', 'a2', 'a3', 'a4', 'a5')
    await run.idle()
    expect(batches).toEqual([['a1', 'a2'], ['a3', 'a4'], ['a5']])
    const [first, second] = [run.trace('mapping.batch-ended')[0], run.trace('mapping.batch-sent')[1]]
    expect(second?.at).toBeGreaterThanOrEqual(first?.at ?? Infinity)
  })

  it('runs groups beside each other', async () => {
    const { batches, script } = recorder()
    const run = deploy([lambdaFunction('F'), fifo(), mapping('M', 'F', 'Q', { BatchSize: 1 })], script)
    await send(run, 'a1', 'b1', 'a2')
    await run.idle()
    expect(batches).toEqual([['a1'], ['b1'], ['a2']])
    const [a1, b1] = run.trace('mapping.batch-sent')
    expect(b1?.at).toBe(a1?.at)
  })

  it('blocks a group that fails until its messages are visible again', async () => {
    const { batches, script } = recorder((_, count) => (count === 1 ? fail('no') : respond(null)))
    const run = deploy([lambdaFunction('F'), fifo(), mapping('M', 'F', 'Q', { BatchSize: 1 })], script)
    await send(run, 'a1', 'a2')
    await run.advance(29_000)
    expect(batches).toEqual([['a1']])
    await run.idle()
    expect(batches).toEqual([['a1'], ['a1'], ['a2']])
  })

  it('gives records with group, deduplication id and sequence number', async () => {
    const events: SqsEvent[] = []
    const run = deploy([lambdaFunction('F'), fifo(), mapping('M', 'F', 'Q')], {
      invoke(event) {
        events.push(event as SqsEvent)
        return {}
      },
    })
    await send(run, 'a1')
    await run.idle()
    expect(events[0]?.Records[0]?.attributes).toMatchObject({
      MessageGroupId: 'a',
      MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      SequenceNumber: expect.stringMatching(/^\d{20}$/) as string,
    })
  })

  it('does not split a group over batches at once when a batch is full at 6 MB', async () => {
    const { batches, script } = recorder()
    const run = deploy([lambdaFunction('F'), fifo(), mapping('M', 'F', 'Q')], script)
    const large = (name: string): string => name + 'x'.repeat(1_000_000)
    // The mapping has not polled yet: all of them are received together.
    await send(run, ...['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8'].map(large))
    await run.idle()
    expect(batches.map((bodies) => bodies.map((body) => body.slice(0, 2)))).toEqual([
      ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'],
      ['a7', 'a8'],
    ])
    const [first, second] = [run.trace('mapping.batch-ended')[0], run.trace('mapping.batch-sent')[1]]
    expect(second?.at).toBeGreaterThanOrEqual(first?.at ?? Infinity)
  })

  it('keeps the order when a batch fails that left messages waiting', async () => {
    const { batches, script } = recorder((_, count) => (count === 1 ? fail('no') : respond(null)))
    const run = deploy([lambdaFunction('F'), fifo(), mapping('M', 'F', 'Q')], script)
    await send(run, ...['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'].map((name) => name + 'x'.repeat(1_000_000)))
    await run.idle()
    const names = batches.map((bodies) => bodies.map((body) => body.slice(0, 2)))
    expect(names).toEqual([['a1', 'a2', 'a3', 'a4', 'a5', 'a6'], ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'], ['a7']])
  })

  it.each([
    ['a batching window', { MaximumBatchingWindowInSeconds: 1 }, /window/],
    ['more than ten messages a batch', { BatchSize: 11 }, /10/],
  ])('has not %s', (_, properties, message) => {
    const { diagnostics } = deploy([lambdaFunction('F'), fifo(), mapping('M', 'F', 'Q', properties)], recorder().script)
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([expect.stringMatching(message) as string])
  })

  it('moves what fails too often to a FIFO dead-letter queue, and goes on with the group', async () => {
    const { batches, script } = recorder((bodies) => (bodies[0] === 'a1' ? fail('no') : respond(null)))
    const dead = queue('Dead', { QueueName: 'Dead.fifo', FifoQueue: true })
    const redrive = { RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 } }
    const run = deploy([lambdaFunction('F'), dead, fifo(redrive), mapping('M', 'F', 'Q', { BatchSize: 1 })], script)
    await send(run, 'a1', 'a2')
    await run.idle()
    expect(batches).toEqual([['a1'], ['a1'], ['a2']])
    expect(run.trace('sqs.moved')).toMatchObject([{ queue: NAME, to: 'Dead.fifo' }])
  })
})
