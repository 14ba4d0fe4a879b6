/** One queue `Q` behind the wire endpoint, and short ways to call its API. */

import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import { deploy, queue, sqs, type Run } from '../../stack'

export const URL_OF_Q = 'https://sqs.us-east-1.amazonaws.com/123456789012/Q'

export interface Received {
  readonly MessageId: string
  readonly ReceiptHandle: string
  readonly Body: string
  readonly Attributes?: Readonly<Record<string, string>>
  readonly MessageAttributes?: Readonly<Record<string, unknown>>
  readonly MD5OfMessageAttributes?: string
}

export interface Queues {
  readonly run: Run
  /** An operation on `Q`, unless the input says otherwise. */
  call(operation: string, input?: object): Promise<Record<string, unknown>>
  send(...bodies: string[]): Promise<void>
  /** Up to ten messages unless the input says otherwise. */
  receive(input?: object): Promise<readonly Received[]>
  counts(url?: string): Promise<{ visible: number; inFlight: number; delayed: number }>
}

export function queues(properties: Record<string, TemplateValue> = {}, ...others: Parameters<typeof queue>[]): Queues {
  const run = deploy([...others.map((other) => queue(...other)), queue('Q', properties)], { invoke: () => ({}) })
  const call = (operation: string, input: object = {}): Promise<Record<string, unknown>> =>
    sqs(run.cloud, operation, { QueueUrl: URL_OF_Q, ...input })
  return {
    run,
    call,
    async send(...bodies) {
      for (const MessageBody of bodies) await call('SendMessage', { MessageBody })
    },
    async receive(input = { MaxNumberOfMessages: 10 }) {
      const { Messages = [] } = (await call('ReceiveMessage', input)) as { Messages?: Received[] }
      return Messages
    },
    async counts(url = URL_OF_Q) {
      const { Attributes } = (await call('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] })) as {
        Attributes: Record<string, string>
      }
      const count = (kind: string): number => Number(Attributes[`ApproximateNumberOfMessages${kind}`])
      return { visible: count(''), inFlight: count('NotVisible'), delayed: count('Delayed') }
    },
  }
}
