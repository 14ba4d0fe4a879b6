import { SQS } from './aws-limits'
import type { Invariant } from './contract'
import { nameOf, wasCalled, type Fact } from './facts'
import { numberOf, resourcesOf } from './resources'
import type { TraceRecord } from '../cloud/aws/trace-records'
import { Violations } from './violations'

interface Message {
  /** Hidden until then; -Infinity when it is visible. */
  hiddenUntil: number
  by: TraceRecord
  gone: TraceRecord | null
}

/** A session of a mapping: it receives with the queue's own visibility timeout. */
export const isPoller = (receiver: string): boolean => /\/awslambda_[^/]+$/.test(receiver)

export const sqsVisibility: Invariant = {
  id: 'sqs-visibility',
  sentence:
    'A message that was received, or is delayed, is received again only when its visibility timeout or delay has ended or was changed, and never after it was deleted or moved.',
  source: 'Fact sheet 9.1; SQS Developer Guide, "Amazon SQS visibility timeout"',
  check(run) {
    const violations = new Violations()
    const resources = resourcesOf(run)
    const changes = wasCalled(run, 'sqs:SetQueueAttributes')
    const timeouts = new Map<string, number | null>()
    const timeoutOf = (queue: string): number | null => {
      const found = timeouts.get(queue)
      if (found !== undefined) return found
      const resource = resources.find('AWS::SQS::Queue', queue)
      const timeout =
        resource?.settled && !changes
          ? (numberOf(resource.property('VisibilityTimeout')) ?? SQS.visibilityTimeout) * 1000
          : null
      timeouts.set(queue, timeout)
      return timeout
    }
    const messages = new Map<string, Message>()
    for (const record of run.records) {
      switch (record.type) {
        case 'sqs.sent':
          messages.set(keyOf(record), { hiddenUntil: record.visibleAt, by: record, gone: null })
          continue
        case 'sqs.moved': {
          const message = messages.get(keyOf(record))
          if (message) message.gone = record
          messages.set(`${record.to} ${record.messageId}`, { hiddenUntil: -Infinity, by: record, gone: null })
          continue
        }
        case 'stack.resource':
          // With its messages.
          if (record.action === 'delete') forget(messages, nameOf(record.arn))
          continue
        case 'sqs.received':
        case 'sqs.visible':
        case 'sqs.visibility-changed':
        case 'sqs.deleted':
        case 'sqs.copy-kept':
          break
        default:
          continue
      }
      const message = messages.get(keyOf(record))
      if (!message) continue
      const wrong = (what: string, ...shown: readonly TraceRecord[]): void =>
        violations.add(`message ${record.messageId} of queue ${record.queue} ${what}`, [...shown, record], record.queue)
      if (message.gone) wrong(`has ${record.type} although it is gone`, message.gone)
      switch (record.type) {
        case 'sqs.received': {
          if (message.hiddenUntil > record.at) {
            wrong(`is received ${message.hiddenUntil - record.at} ms before it may be visible`, message.by)
          }
          const timeout = isPoller(record.receiver) ? timeoutOf(record.queue) : null
          if (timeout !== null && record.visibleAt - record.at !== timeout) {
            wrong(
              `is hidden for ${record.visibleAt - record.at} ms, and the queue’s VisibilityTimeout is ${timeout} ms`,
            )
          }
          message.hiddenUntil = record.visibleAt
          message.by = record
          break
        }
        case 'sqs.visibility-changed':
          message.hiddenUntil = record.visibleAt
          message.by = record
          break
        case 'sqs.copy-kept':
          if (message.hiddenUntil !== record.visibleAt) wrong('has a copy that comes back at another time', message.by)
          break
        case 'sqs.visible':
          if (record.cause !== 'changed' && message.hiddenUntil !== record.at) {
            wrong(
              `is visible ${record.at - message.hiddenUntil} ms after the end of its visibility timeout`,
              message.by,
            )
          }
          message.hiddenUntil = -Infinity
          message.by = record
          break
        case 'sqs.deleted':
          message.gone = record
      }
    }
    if (!run.idle) return violations.found
    for (const { hiddenUntil, by, gone } of messages.values()) {
      if (gone || hiddenUntil === -Infinity || hiddenUntil >= run.endedAt || hiddenUntil <= by.at) continue
      const { queue, messageId } = by as Fact<'sqs.received'>
      violations.add(`message ${messageId} of queue ${queue} never becomes visible again`, [by], queue)
    }
    return violations.found
  },
}

function forget(messages: Map<string, Message>, queue: string): void {
  for (const key of [...messages.keys()]) if (key.startsWith(`${queue} `)) messages.delete(key)
}

const keyOf = ({ queue, messageId }: { readonly queue: string; readonly messageId: string }): string =>
  `${queue} ${messageId}`
