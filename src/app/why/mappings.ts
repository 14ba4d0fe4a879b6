/** Why of what is polled: batches, filters, retries of streams, and the messages of queues. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { durationText, plural } from '../parts/quantities'
import { settingOf, type Stack } from './settings'
import type { Reason } from './why'

type Fact<Type extends TraceRecord['type']> = Extract<TraceRecord, { type: Type }>

export function whyPolled(record: TraceRecord, stack: Stack): Reason | null {
  switch (record.type) {
    case 'mapping.batch-sent':
      return whyBatch(record, stack)
    case 'mapping.batch-ended':
      return whyReturned(record, stack)
    case 'mapping.filtered':
      return {
        rule: `Filtered out: ${record.why?.[0] ?? 'no pattern matches'}. ${record.shardId === undefined ? 'Lambda deletes such messages.' : 'Lambda goes on behind such records.'}`,
        setting: settingOf(stack, record.mapping, ['FilterCriteria'], 'none'),
        docs: 'filters',
      }
    case 'mapping.scaled':
      return whyScaled(record, stack)
    case 'mapping.retry-scheduled':
      return {
        rule:
          record.cause === 'throttle'
            ? `Throttled, so sent again in ${durationText(record.due - record.at)}; that uses up no retry. The shard waits meanwhile.`
            : `Attempt ${record.attempt} in ${durationText(record.due - record.at)}: waits double, and nothing behind these records is sent until they succeed or are given up.`,
        setting: settingOf(stack, record.mapping, ['MaximumRetryAttempts'], '-1 (until the records expire)'),
        docs: 'streamErrors',
      }
    case 'mapping.bisected':
      return {
        rule: `The batch was split into ${record.parts.map((part) => part.length).join(' and ')} to find the record that fails; that uses up no retry.`,
        setting: settingOf(stack, record.mapping, ['BisectBatchOnFunctionError'], 'false'),
        docs: 'streamErrors',
      }
    case 'mapping.discarded':
      return whyDiscarded(record, stack)
    case 'sqs.received':
      return {
        rule: `Received for the ${ordinal(record.receiveCount)} time: hidden from others for ${durationText(record.visibleAt - record.at)}, and back then unless it is deleted.`,
        setting: settingOf(stack, record.queue, ['VisibilityTimeout'], '30'),
        docs: 'visibility',
      }
    case 'sqs.visible':
      return record.cause === 'timeout-ended'
        ? {
            rule: 'The visibility timeout ended before the message was deleted: it can be received again.',
            setting: settingOf(stack, record.queue, ['VisibilityTimeout'], '30'),
            docs: 'visibility',
          }
        : record.cause === 'delay-ended'
          ? {
              rule: 'Its delay is over: it can be received now.',
              setting: settingOf(stack, record.queue, ['DelaySeconds'], '0'),
              docs: 'visibility',
            }
          : { rule: 'Its visibility timeout was set to 0: it can be received again at once.', docs: 'visibility' }
    case 'sqs.moved':
      return {
        rule: `Received ${plural(record.receiveCount, 'time')} and never deleted, which is as often as maxReceiveCount allows: the next receive moved it to the dead-letter queue.`,
        setting: settingOf(stack, record.queue, ['RedrivePolicy', 'maxReceiveCount'], 'none'),
        docs: 'deadLetterQueues',
      }
    case 'sqs.deleted':
      return record.cause === 'expired'
        ? {
            rule: 'Nobody deleted it within the retention period: SQS did, for good.',
            setting: settingOf(stack, record.queue, ['MessageRetentionPeriod'], '345600'),
            docs: 'retention',
          }
        : null
    case 'sqs.deduplicated':
      return {
        rule: 'A message with this deduplication id was sent within the last 5 minutes: the queue accepts it and keeps only the original.',
        setting: settingOf(stack, record.queue, ['ContentBasedDeduplication'], 'false'),
        docs: 'deduplication',
      }
    case 'sqs.copy-kept':
      return {
        rule: 'At-least-once delivery: a server kept a copy and gives it out again. Duplicates are switched on for this run.',
        docs: 'atLeastOnce',
      }
    default:
      return null
  }
}

function whyBatch(
  { cause, recordIds, limits, mapping, source, stream }: Fact<'mapping.batch-sent'>,
  stack: Stack,
): Reason {
  const noun = stream ? 'record' : 'message'
  const count = plural(recordIds.length, noun)
  const size = settingOf(stack, mapping, ['BatchSize'], stream ? '100' : '10')
  const window = settingOf(stack, mapping, ['MaximumBatchingWindowInSeconds'], '0')
  const docs = source.split(':')[2] === 'sqs' ? 'sqsSettings' : 'batching'
  switch (cause) {
    case 'batch-size': {
      const left = limits && limits.window > 0 ? `; the window of ${durationText(limits.window)} was not over` : ''
      const of = limits ? ` of BatchSize ${limits.size}` : ''
      return { rule: `Batch closed: ${recordIds.length}${of} ${noun}s${left}.`, setting: size, docs }
    }
    case 'batch-window':
      return {
        rule: `Batch closed with ${count}${limits ? ` of ${limits.size}` : ''}: its window of ${durationText(limits?.window ?? 0)} ended.`,
        setting: window,
        docs,
      }
    case 'payload-size':
      return {
        rule: `Batch closed with ${count}: one more would exceed the 6 MB of an event.`,
        setting: size,
        docs: 'quotas',
      }
    case 'no-window':
      return {
        rule: `Batch closed with ${count}${limits ? ` of at most ${limits.size}` : ''}: there was no more, and without a batching window Lambda does not wait.`,
        setting: window,
        docs,
      }
    case 'tumbling-window':
      return {
        rule: 'The tumbling window ended: the function is told with what state there is.',
        setting: settingOf(stack, mapping, ['TumblingWindowInSeconds'], '0'),
        docs: 'streamWindows',
      }
    case 'shard-end':
      return { rule: `Batch closed with ${count}: the shard is closed and nothing will follow.`, docs: 'batching' }
    case 'retry': {
      const attempt = stream ? ` (attempt ${stream.attempt})` : ''
      return {
        rule: `The same ${count} again${attempt}: the attempt before failed or was throttled.`,
        setting: size,
        docs: stream ? 'streamErrors' : 'sqsErrors',
      }
    }
  }
}

function whyReturned(
  { outcome, returned, deleted, mapping, source }: Fact<'mapping.batch-ended'>,
  stack: Stack,
): Reason | null {
  const isQueue = source.split(':')[2] === 'sqs'
  const response = settingOf(stack, mapping, ['FunctionResponseTypes'], 'none: a batch fails as a whole')
  if (outcome === 'partial') {
    return {
      rule: `The function named what failed: ${plural(deleted.length, 'item')} done with, ${returned.length} to be tried again.`,
      setting: response,
      docs: isQueue ? 'sqsErrors' : 'streamPartial',
    }
  }
  if (outcome === 'success' || !isQueue) return null
  return outcome === 'throttled'
    ? {
        rule: 'Throttled: Lambda tries the batch again as long as its messages are hidden, then they are back.',
        docs: 'sqsErrors',
      }
    : {
        rule: `The function failed: all ${plural(returned.length, 'message')} of the batch stay hidden until the visibility timeout ends, then they can be received again.`,
        setting: response,
        docs: 'sqsErrors',
      }
}

function whyScaled({ from, to, cause, mapping, pollers }: Fact<'mapping.scaled'>, stack: Stack): Reason {
  const causes = {
    backlog: 'messages were waiting and all were busy; Lambda adds up to 300 a minute',
    idle: 'there was nothing to do',
    errors: 'the function failed, so Lambda backs off',
    success: 'the function succeeds again',
  } as const
  const of = pollers === undefined ? '' : ` (${plural(pollers, 'poller')})`
  return {
    rule: `From ${from} to ${plural(to, 'concurrent batch').replace('batchs', 'batches')}${of}: ${causes[cause]}.`,
    setting: settingOf(stack, mapping, ['ScalingConfig', 'MaximumConcurrency'], 'none'),
    docs: 'sqsScaling',
  }
}

function whyDiscarded({ condition, recordIds, invokeCount, mapping }: Fact<'mapping.discarded'>, stack: Stack): Reason {
  const what = `${plural(recordIds.length, 'record')} given up`
  switch (condition) {
    case 'RetryAttemptsExhausted':
      return {
        rule: `${what}: ${plural(invokeCount, 'attempt')} failed, the first and ${invokeCount - 1} ${invokeCount === 2 ? 'retry' : 'retries'}.`,
        setting: settingOf(stack, mapping, ['MaximumRetryAttempts'], '-1 (until the records expire)'),
        docs: 'streamErrors',
      }
    case 'RecordAgeExceeded':
      return {
        rule: `${what}: older than the mapping's maximum record age.`,
        setting: settingOf(stack, mapping, ['MaximumRecordAgeInSeconds'], '-1 (until the records expire)'),
        docs: 'streamErrors',
      }
    case 'RetentionExceeded':
      return { rule: `${what}: the stream's retention period is over.`, docs: 'streamErrors' }
  }
}

function ordinal(count: number): string {
  const tens = count % 100
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')
  return `${count}${suffix}`
}
