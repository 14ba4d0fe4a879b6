/** What became of a message of a queue, step by step, in words. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { durationText, plural } from '../parts/quantities'
import type { Message } from '../state/queues'
import type { ResourceNames } from '../state/resource-names'
import type { Step } from './story'

type Filtered = Extract<TraceRecord, { type: 'mapping.filtered' }>

/** @param polled what mappings recorded of it */
export function messageStory(
  message: Message,
  names: ResourceNames,
  now: number,
  polled: readonly TraceRecord[] = [],
): readonly Step[] {
  const requests = [...message.requests]
  const told = new Set(message.history.map(({ seq }) => seq))
  // The mapping knows what the queue does not: that a filter dropped it, and when a batch was tried again.
  const others = polled.filter(
    (record): record is Filtered => record.type === 'mapping.filtered' && !told.has(record.seq),
  )
  const history = [...others, ...message.history].sort((a, b) => a.seq - b.seq)
  const steps = history.flatMap((record): Step[] => {
    const { at } = record
    const because = record
    if (record.type === 'mapping.filtered') {
      const index = record.recordIds.indexOf(message.messageId)
      const detail = record.why?.[index]
      // Of all that were dropped at once, this one's.
      const own = detail === undefined ? record : { ...record, why: [detail] }
      const title = `Filtered out before ${names.label(record.functionName)}`
      return [{ at, tone: 'neutral', title, because: own, ...(detail !== undefined && { detail }) }]
    }
    const queue = names.label(record.queue)
    switch (record.type) {
      case 'sqs.sent': {
        const delay = record.visibleAt - at
        return [
          {
            at,
            tone: 'queue',
            title: `Sent to ${queue}`,
            resource: record.queue,
            ...(delay > 0 && { detail: `delayed for ${durationText(delay)}` }),
          },
        ]
      }
      case 'sqs.received': {
        const id = requests.shift()
        return [
          {
            at,
            tone: 'running',
            title: `Received from ${queue}`,
            because,
            detail: `receive count ${record.receiveCount} · visibility timeout ${durationText(record.visibleAt - at)}`,
            ...(id && { link: { text: 'invocation', to: { kind: 'request', id } } }),
          },
        ]
      }
      case 'sqs.visible':
        return [{ at, tone: 'waiting', title: 'Visible again', detail: VISIBLE[record.cause], because }]
      case 'sqs.visibility-changed':
        return [
          {
            at,
            tone: 'neutral',
            title: 'Visibility timeout changed',
            detail: `now ${durationText(record.visibleAt - at)}`,
          },
        ]
      case 'sqs.deleted':
        return [
          {
            at,
            tone: record.cause === 'deleted' ? 'success' : 'error',
            title: others.length > 0 && record.cause === 'deleted' ? 'Deleted' : DELETED[record.cause],
            because,
          },
        ]
      case 'sqs.copy-kept':
        return [
          {
            at,
            tone: 'neutral',
            title: 'Processed and deleted, but for a copy',
            because,
            detail: `at-least-once delivery: visible again in ${durationText(record.visibleAt - at)}`,
          },
        ]
      case 'sqs.deduplicated':
        return [{ at, tone: 'neutral', title: `Sent to ${queue} again`, detail: 'a duplicate, dropped', because }]
      case 'sqs.moved':
        return [
          {
            at,
            tone: 'error',
            title: `Moved to ${names.label(record.to)}`,
            because,
            resource: record.to,
            detail: `dead-letter queue · received ${plural(record.receiveCount, 'time')}`,
          },
        ]
    }
  })
  if (message.state === 'in flight' && message.visibleAt > now) {
    steps.push({
      at: now,
      tone: 'waiting',
      title: 'In flight',
      detail: `visible again in ${durationText(message.visibleAt - now)}`,
    })
  }
  return steps
}

const VISIBLE = {
  'delay-ended': 'delay ended',
  'timeout-ended': 'visibility timeout ended',
  changed: 'visibility timeout set to 0',
} as const

const DELETED = {
  deleted: 'Processed and deleted',
  expired: 'Expired: retention period ended',
  purged: 'Purged',
  redriven: 'Redriven: sent again as a new message',
} as const
