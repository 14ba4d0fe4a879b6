/** Functions that poll, without real handlers: what the tests of §7 about queues and brokers share. */

import { respond, type Script } from '../../unit/cloud/scripted-host'
import { sqs, type Run } from '../../unit/cloud/stack'

export interface SqsRecord {
  readonly messageId: string
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}
export interface SqsEvent {
  readonly Records: readonly SqsRecord[]
}

export type Outcome = ReturnType<typeof respond>

/** Remembers every event it was invoked with. @param takes virtual milliseconds */
export function recorder<Event = SqsEvent>(
  outcome: (event: Event, nth: number) => Outcome = () => respond(null),
  takes: number | ((event: Event, nth: number) => number) = 1,
): { readonly events: Event[]; readonly script: Script } {
  const events: Event[] = []
  const script: Script = {
    invoke(given) {
      const event = given as Event
      events.push(event)
      const nth = events.length
      return { takes: typeof takes === 'number' ? takes : takes(event, nth), outcome: outcome(event, nth) }
    },
  }
  return { events, script }
}

export const bodies = (events: readonly SqsEvent[]): string[][] =>
  events.map(({ Records }) => Records.map(({ body }) => body))

export const failures = (...ids: readonly unknown[]): Outcome =>
  respond({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })

/** To the queue Q, ten at a time. */
export async function sendAll(run: Run, count: number, body: (index: number) => string = String): Promise<void> {
  for (let first = 0; first < count; first += 10) {
    const Entries = Array.from({ length: Math.min(10, count - first) }, (_, index) => ({
      Id: String(index),
      MessageBody: body(first + index),
    }))
    await sqs(run.cloud, 'SendMessageBatch', { QueueUrl: 'Q', Entries })
  }
}

/** Messages that are visible, and those in flight. */
export async function counts(run: Run, name: string): Promise<[visible: number, inFlight: number]> {
  const input = { QueueUrl: name, AttributeNames: ['All'] }
  const { Attributes } = (await sqs(run.cloud, 'GetQueueAttributes', input)) as { Attributes: Record<string, string> }
  return [
    Number(Attributes['ApproximateNumberOfMessages']),
    Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
  ]
}

/** How many batches are under way at the end of a run: sent and not ended. */
export const underWay = (run: Run): number =>
  run.trace('mapping.batch-sent').length - run.trace('mapping.batch-ended').length
