/** What was recorded of an event, step by step, in words: web requests, stream records, notifications, bus events, objects. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { bytesText, durationText, plural } from '../parts/quantities'
import type { ResourceNames } from '../state/resource-names'
import { afterBatchStep } from './stream-batch'
import type { Step } from './story'

/** @param record of an event @returns null for what its other steps say already */
export function eventStep(record: TraceRecord, names: ResourceNames): Step | null {
  const words = wordsOf(record, names)
  return words && { at: record.at, because: record, ...words }
}

function wordsOf(record: TraceRecord, names: ResourceNames): Omit<Step, 'at'> | null {
  const label = (name: string): string => names.label(name)
  switch (record.type) {
    case 'http.received':
      return {
        tone: 'neutral',
        title: `${record.method} ${record.path}`,
        detail: `at ${label(record.resource)}, from ${record.sourceIp} · ${bytesText(record.bytes)}`,
        resource: record.resource,
      }
    case 'http.forwarded':
      return { tone: 'running', title: `Asks ${label(record.functionArn)}`, resource: record.functionArn }
    case 'http.answered':
      return {
        tone: record.status >= 500 || record.status === 0 ? 'error' : record.status >= 400 ? 'timeout' : 'success',
        title: `Answered ${record.status}`,
        detail: [durationText(record.duration), bytesText(record.bytes), record.route ?? '', record.refused ?? '']
          .filter(Boolean)
          .join(' · '),
      }
    case 'kinesis.put':
      return {
        tone: 'queue',
        title: `Put into ${label(record.stream)}`,
        detail: `${record.shardId} · partition key ${record.partitionKey} · ${bytesText(record.size)}`,
        resource: record.stream,
      }
    case 'dynamodb.stream-record':
      return {
        tone: 'queue',
        title: `${record.eventName} in ${label(record.table)}`,
        detail: 'in the table’s stream',
        resource: record.table,
      }
    case 'kafka.produced':
      return {
        tone: 'queue',
        title: `Produced to ${label(record.topic)}`,
        detail: `partition ${record.partition}, offset ${record.offset}`,
      }
    case 'docdb.changed':
      return { tone: 'queue', title: `${record.operationType} in ${record.collection}`, detail: record.documentId }
    case 'mq.sent':
      return { tone: 'queue', title: `Sent to ${label(record.queue)}` }
    case 'mq.removed':
      return record.cause === 'expired'
        ? { tone: 'error', title: 'Expired' }
        : { tone: 'success', title: 'Acknowledged and removed' }
    case 'mapping.batch-sent': {
      const count = plural(record.recordIds.length, 'record')
      return {
        tone: 'running',
        title: `In a batch of ${count} to ${label(record.functionName)}`,
        ...(record.stream && record.stream.attempt > 1 && { detail: `attempt ${record.stream.attempt}` }),
        link: { text: 'invocation', to: { kind: 'request', id: record.requestId } },
      }
    }
    case 'mapping.filtered':
      return {
        tone: 'neutral',
        title: `Filtered out before ${label(record.functionName)}`,
        detail: record.why?.[0] ?? '',
      }
    case 'mapping.retry-scheduled':
    case 'mapping.bisected':
    case 'mapping.discarded':
      return afterBatchStep(record)
    case 'destination.delivered':
      return {
        tone: 'queue',
        title: `Sent to ${label(record.target)}`,
        detail: 'on-failure destination',
        resource: record.target,
      }
    case 'sqs.deduplicated':
      return { tone: 'neutral', title: `Sent to ${label(record.queue)} again`, detail: 'a duplicate, dropped' }
    case 's3.object-created':
      return {
        tone: 'queue',
        title: `${record.key} put into ${label(record.bucket)}`,
        detail: bytesText(record.size),
        resource: record.bucket,
      }
    case 's3.object-removed':
      return { tone: 'queue', title: `${record.key} removed from ${label(record.bucket)}`, resource: record.bucket }
    case 's3.notification-delivered':
      return { tone: 'success', title: `${record.event} sent to ${label(record.target)}`, resource: record.target }
    case 's3.notification-failed':
      return {
        tone: 'error',
        title: `${record.event} not delivered to ${label(record.target)}`,
        detail: record.message,
      }
    case 'scheduler.due':
      return {
        tone: 'neutral',
        title: `${label(record.schedule)} due`,
        resource: record.schedule,
        ...(record.invokeAt > record.at && {
          detail: `invoked in ${durationText(record.invokeAt - record.at)}: flexible window`,
        }),
      }
    case 'logs.subscription-delivered':
      return {
        tone: 'neutral',
        title: `${plural(record.events, 'log event')} of ${record.logGroup}`,
        detail: `subscription filter ${record.filter}`,
      }
    default:
      return deliveryWords(record, label)
  }
}

/** Events that are sent on to several targets. */
function deliveryWords(record: TraceRecord, label: (name: string) => string): Omit<Step, 'at'> | null {
  const tried = (attempt: number): string => (attempt > 1 ? `attempt ${attempt}` : '')
  switch (record.type) {
    case 'sns.published':
      return {
        tone: 'queue',
        title: `Published to ${label(record.topic)}`,
        detail: record.subscriptions === undefined ? '' : `offered to ${plural(record.subscriptions, 'subscription')}`,
        resource: record.topic,
      }
    case 'sns.deduplicated':
      return {
        tone: 'neutral',
        title: `Published to ${label(record.topic)} again`,
        detail: 'a duplicate, sent nowhere',
      }
    case 'sns.filtered':
      return { tone: 'neutral', title: `Filtered out for ${label(record.endpoint)}`, detail: record.why ?? '' }
    case 'sns.delivered':
      return {
        tone: 'success',
        title: `Delivered to ${label(record.endpoint)}`,
        detail: tried(record.attempt),
        resource: record.endpoint,
      }
    case 'sns.sent-outside':
      return {
        tone: 'success',
        title: `Sent to ${record.endpoint}`,
        detail: `${record.protocol}: leaves AWS, recorded only`,
      }
    case 'sns.delivery-failed':
      return {
        tone: 'error',
        title: `Attempt ${record.attempt} to deliver to ${label(record.endpoint)} failed`,
        detail: record.message,
      }
    case 'sns.dead-lettered':
      return {
        tone: 'error',
        title: `Sent to ${label(record.queue)}`,
        detail: 'the subscription’s dead-letter queue',
        resource: record.queue,
      }
    case 'sns.discarded':
      return { tone: 'error', title: `Lost for ${label(record.endpoint)}` }
    case 'events.put':
      return {
        tone: 'queue',
        title: `${record.detailType} on bus ${label(record.bus)}`,
        detail: `source ${record.source}`,
        resource: record.bus,
      }
    case 'events.schedule-due':
      return { tone: 'neutral', title: `${label(record.rule)} due`, detail: 'scheduled rule', resource: record.rule }
    case 'events.matched':
      return record.rules.length === 0
        ? { tone: 'neutral', title: 'No rule matched' }
        : { tone: 'neutral', title: `Matched ${record.rules.map(label).join(', ')}`, resource: record.rules[0] ?? '' }
    case 'events.archived':
      return { tone: 'neutral', title: `Archived in ${label(record.archive)}` }
    case 'events.delivered':
      return {
        tone: 'success',
        title: `Delivered to ${label(record.target)}`,
        detail: tried(record.attempt),
        resource: record.target,
      }
    case 'scheduler.invoked':
      return {
        tone: 'success',
        title: `Invoked ${label(record.target)}`,
        detail: tried(record.attempt),
        resource: record.target,
      }
    case 'events.retry-scheduled':
    case 'scheduler.retry-scheduled':
      return {
        tone: 'waiting',
        title: `Attempt ${record.attempt} at ${label(record.target)} in ${durationText(record.due - record.at)}`,
        detail: `${record.code}: ${record.message}`,
      }
    case 'events.failed':
    case 'scheduler.failed':
      return {
        tone: 'error',
        title: record.deadLetterId === null ? `Lost for ${label(record.target)}` : 'Sent to the dead-letter queue',
        detail: `${record.code}: ${record.message}`,
      }
    default:
      return null
  }
}
