/** What became of a batch of a stream, in words. */

import { durationText, plural } from '../parts/quantities'
import type { RequestLog } from '../state/requests'
import type { ResourceNames } from '../state/resource-names'
import type { Step } from './story'

type Sent = NonNullable<RequestLog['batch']>
type StreamPart = NonNullable<Sent['stream']>

export const STREAM_CAUSES = {
  'tumbling-window': 'tumbling window ended',
  'shard-end': 'shard closed',
  retry: 'sent again',
} as const

/** @param stream of `batch` */
export function streamBatchTitle({ recordIds, source }: Sent, { window }: StreamPart, names: ResourceNames): string {
  if (window?.final) return `Tumbling window of ${names.label(source)} ended`
  return `Batch of ${plural(recordIds.length, 'record')} from ${names.label(source)}`
}

export function streamBatchDetail({ shardId, attempt, iteratorAge }: StreamPart): string {
  return [
    shardId,
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(iteratorAge === null ? [] : [`iterator age ${durationText(iteratorAge)}`]),
  ].join(' · ')
}

export function streamBatchEndStep({ at, outcome, deleted, returned }: NonNullable<RequestLog['batchEnd']>): Step {
  const done = `checkpoint behind ${plural(deleted.length, 'record')}`
  const left = `${plural(returned.length, 'record')} not processed`
  switch (outcome) {
    case 'success':
      return { at, tone: 'success', title: deleted.length > 0 ? `Processed: ${done}` : 'Processed' }
    case 'partial':
      return { at, tone: 'timeout', title: 'Partial batch failure', detail: `${done}; ${left}` }
    case 'failure':
      return { at, tone: 'error', title: 'Batch failed', detail: left }
    case 'throttled':
      return { at, tone: 'error', title: 'Batch throttled', detail: left }
  }
}

export function afterBatchStep(record: RequestLog['afterBatch'][number]): Step {
  const { at } = record
  switch (record.type) {
    case 'mapping.retry-scheduled': {
      const wait = durationText(record.due - at)
      const detail = record.cause === 'throttle' ? 'throttled; does not count as a retry' : 'the shard waits meanwhile'
      return { at, tone: 'waiting', title: `${plural(record.recordIds.length, 'record')} again in ${wait}`, detail }
    }
    case 'mapping.bisected':
      return {
        at,
        tone: 'timeout',
        title: 'Batch bisected',
        detail: `${record.parts.map((part) => part.length).join(' + ')} records; does not count as a retry`,
      }
    case 'mapping.discarded':
      return {
        at,
        tone: 'error',
        title: `${plural(record.recordIds.length, 'record')} discarded`,
        detail: DISCARDED[record.condition],
      }
  }
}

const DISCARDED = {
  RetryAttemptsExhausted: 'retry attempts exhausted',
  RecordAgeExceeded: 'maximum record age exceeded',
  RetentionExceeded: 'retention period of the stream exceeded',
} as const
