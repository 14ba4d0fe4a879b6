/** What the cases of EventBridge share: a rule, a queue that EventBridge may send to, and what has come into it. */

import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs'
import assert from 'node:assert/strict'
import type { Aws } from '../sdk/case'

export const ACCOUNT = '123456789012'
export const ADMIN_ROLE = `arn:aws:iam::${ACCOUNT}:role/admin`
export const PATTERN = JSON.stringify({ source: ['shop'] })
/** Longer than any delivery takes. */
export const DELIVERY = 2000

export const eventsArn = (resource: string): string => `arn:aws:events:us-east-1:${ACCOUNT}:${resource}`
export const busArn = (name = 'default'): string => eventsArn(`event-bus/${name}`)
export const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`
const queueUrl = (name: string): string => `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${name}`

export const client = (aws: Aws): EventBridgeClient => new EventBridgeClient(aws.config)

/** Checks that an answer is this error, of this text. */
export async function refused(answer: Promise<unknown>, name: string, message?: string | RegExp): Promise<void> {
  await assert.rejects(answer, (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
    assert.equal(error.name, name)
    if (typeof message === 'string') assert.equal(error.message, message)
    else if (message) assert.match(error.message, message)
    assert.ok((error.$metadata?.httpStatusCode ?? 0) >= 400)
    return true
  })
}

/** Makes a queue. @param allows whether the service may send to it @returns its ARN */
export async function queue(aws: Aws, name: string, allows = true, service = 'events.amazonaws.com'): Promise<string> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sqs:SendMessage',
      Resource: queueArn(name),
    },
  })
  await new SQSClient(aws.config).send(
    new CreateQueueCommand({ QueueName: name, Attributes: allows ? { Policy } : {} }),
  )
  return queueArn(name)
}

/** Takes what is in a queue, once deliveries have had their time. */
export async function messages(aws: Aws, name: string): Promise<readonly Message[]> {
  await aws.advance(DELIVERY)
  const sqs = new SQSClient(aws.config)
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl(name), MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  )
  for (const { ReceiptHandle } of Messages) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl(name), ReceiptHandle }))
  }
  return Messages
}

export const bodies = async (aws: Aws, name: string): Promise<string[]> =>
  (await messages(aws, name)).map(({ Body = '' }) => Body)

export type Event = Record<string, unknown>
export const eventsIn = async (aws: Aws, name: string): Promise<Event[]> =>
  (await bodies(aws, name)).map((body) => JSON.parse(body) as Event)

/** The rule `r` for events of source `shop`, to the queue `q`, which it makes. */
export async function ruleToQueue(aws: Aws, target: Partial<Target> = {}): Promise<EventBridgeClient> {
  const events = client(aws)
  const Arn = await queue(aws, 'q')
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: PATTERN }))
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn, ...target }] }))
  return events
}

/** @returns the event's id */
export async function put(events: EventBridgeClient, detail: object = {}, entry: object = {}): Promise<string> {
  const { Entries = [] } = await events.send(
    new PutEventsCommand({
      Entries: [{ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify(detail), ...entry }],
    }),
  )
  return Entries[0]?.EventId ?? ''
}
