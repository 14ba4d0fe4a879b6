/** What is written beside a lane. */

import { plural } from '../parts/quantities'
import type { TraceSnapshot } from '../state/trace.svelte'
import { laneText } from './describe'
import type { Row } from './rows'

export interface Label {
  readonly full: string
  readonly name: string
  readonly detail: string
  /** As of the moment that is looked at. */
  readonly note: string
}

export function labelOf(
  { lane, members }: Row,
  { names, environments, queues }: Pick<TraceSnapshot, 'names' | 'environments' | 'queues'>,
): Label {
  const full = laneText(lane, names)
  switch (lane.kind) {
    case 'group': {
      const count = members.filter(({ kind }) => kind === 'environment').length
      const note = lane.isFunction ? plural(count, 'env') : plural(members.length, 'part')
      return { full, name: names.label(lane.resource), detail: '', note }
    }
    case 'environment': {
      const state = environments.get(lane.environment)?.state
      return { full, name: '', detail: `#${lane.number}`, note: state ?? '' }
    }
    case 'async':
      return { full, name: '', detail: 'event queue', note: 'async' }
    case 'durable':
      return { full, name: '', detail: 'executions', note: 'durable' }
    case 'queue': {
      const counts = queues.queue(lane.queue)?.counts
      const inside = counts ? counts.visible + counts['in flight'] + counts.delayed : 0
      return { full, name: names.label(lane.queue), detail: '', note: `${inside} in queue` }
    }
    case 'source': {
      const part = lane.part?.replace(/^shardId-0*(?=\d)/, 'shard ') ?? ''
      return { full, name: part ? '' : names.label(lane.resource), detail: part, note: SHORT[lane.service] }
    }
  }
}

const SHORT = {
  Kinesis: 'Kinesis',
  'DynamoDB stream': 'stream',
  'SNS topic': 'topic',
  'Event bus': 'bus',
  Schedule: 'schedule',
  API: 'API',
  'S3 bucket': 'bucket',
  'Kafka topic': 'Kafka',
  'MQ queue': 'MQ',
  DocumentDB: 'DocDB',
} as const
