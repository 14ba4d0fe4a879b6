/** Queues, with a mapping and by hand. */

import { fail } from '../../../unit/cloud/scripted-host'
import { arnOf, lambdaFunction, mapping, queue, sqs, type Run } from '../../../unit/cloud/stack'
import type { Scenario } from './scenario'

/** Batches that succeed and that fail until their messages are in the dead-letter queue. */
export const batches: Scenario = {
  resources: [
    queue('Dead'),
    queue('Q', {
      VisibilityTimeout: 30,
      RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 },
    }),
    lambdaFunction('F'),
    mapping('M', 'F', 'Q', {
      ...{ BatchSize: 5, MaximumBatchingWindowInSeconds: 1 },
      MetricsConfig: { Metrics: ['EventCount'] },
    }),
  ],
  script: {
    invoke: (event) => (JSON.stringify(event).includes('bad') ? { outcome: fail('No') } : { takes: 100 }),
  },
  async play(run) {
    for (const body of ['a', 'b', 'c']) await run.send('Q', body)
    await run.advance(5000)
    for (const body of ['d', 'bad']) await run.send('Q', body)
    await run.idle()
  },
}

/** A mapping with more to do than its MaximumConcurrency allows. */
export const backlog: Scenario = {
  resources: [
    queue('Q'),
    lambdaFunction('F', { Timeout: 20 }),
    mapping('M', 'F', 'Q', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
  ],
  script: { invoke: () => ({ takes: 5000 }) },
  async play(run) {
    for (let sent = 0; sent < 6; sent++) await run.send('Q', 'slow')
    await run.idle()
  },
}

/** A message that nobody wants. */
export const forgotten: Scenario = {
  resources: [queue('Q', { MessageRetentionPeriod: 120 })],
  async play(run) {
    await run.send('Q', 'old')
    await run.advance(180_000)
  },
}

const FIFO = 'Q.fifo'
const send = ({ cloud }: Run, MessageBody: string, MessageDeduplicationId = MessageBody) =>
  sqs(cloud, 'SendMessage', { QueueUrl: FIFO, MessageBody, MessageGroupId: 'group', MessageDeduplicationId })
const receive = ({ cloud }: Run, MaxNumberOfMessages = 1) =>
  sqs(cloud, 'ReceiveMessage', { QueueUrl: FIFO, MaxNumberOfMessages })

/** A message group, of which one message at a time is received. */
export const messageGroup: Scenario = {
  resources: [queue('Q', { QueueName: FIFO, FifoQueue: true, VisibilityTimeout: 30 })],
  async play(run) {
    for (const body of ['first', 'second', 'third']) await send(run, body)
    await receive(run)
    await run.advance(1000)
    // The group is locked.
    await receive(run)
    await run.advance(31_000)
    await receive(run, 2)
    await run.idle()
  },
}

/** The same deduplication id within five minutes, and after them. */
export const duplicates: Scenario = {
  resources: [queue('Q', { QueueName: FIFO, FifoQueue: true })],
  async play(run) {
    await send(run, 'original', 'id')
    await run.advance(10_000)
    await send(run, 'duplicate', 'id')
    await run.advance(300_000)
    await send(run, 'another', 'id')
    await run.idle()
  },
}
