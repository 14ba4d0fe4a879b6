/** What the page's inspectors show of the streams. */

import { isoTimestamp } from '../../aws/timestamps'
import { RowMemory, VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { Stream } from './state'
import type { Streams } from './streams'

/** Characters of data in a table. */
const EXCERPT_MAX = 200

const memory = new RowMemory()

export const createViews = (streams: Streams): readonly ResourceView[] => streams.all().map(viewOf)

function viewOf(stream: Stream): ResourceView {
  stream.trim()
  const records = stream.shards.flatMap((shard) => shard.latest(VIEW_ROWS_MAX).map((record) => ({ shard, record })))
  const youngest = records.sort((one, other) => other.record.arrivedAt - one.record.arrivedAt).slice(0, VIEW_ROWS_MAX)
  return {
    arn: stream.arn,
    kind: 'Data stream',
    name: stream.name,
    facts: [
      { label: 'Status', value: stream.status },
      { label: 'Capacity mode', value: stream.mode === 'ON_DEMAND' ? 'On-demand' : 'Provisioned' },
      { label: 'Open shards', value: String(stream.openShards.length) },
      { label: 'Retention', value: `${stream.retentionHours} h` },
      { label: 'Consumers', value: String(stream.consumers.size) },
    ],
    tables: [
      {
        title: 'Shards',
        columns: ['Shard', 'State', 'Records', 'Parents', 'Starting hash key', 'Ending hash key'],
        rows: stream.shards
          .slice(0, VIEW_ROWS_MAX)
          .map((shard) => [
            shard.id,
            shard.isOpen ? 'Open' : 'Closed',
            String(shard.count),
            shard.parents.map(({ id }) => id).join(', '),
            shard.range.first.toString(),
            shard.range.last.toString(),
          ]),
        total: stream.shards.length,
      },
      {
        title: 'Records, youngest first',
        columns: ['Shard', 'Sequence number', 'Arrived', 'Partition key', 'Data'],
        rows: youngest.map(({ shard, record }) =>
          memory.of(record, shard.id, () => [
            shard.id,
            record.sequenceNumber.toString(),
            isoTimestamp(record.arrivedAt),
            record.partitionKey,
            excerpt(record.data),
          ]),
        ),
        total: stream.shards.reduce((sum, { count }) => sum + count, 0),
      },
    ],
  }
}

/** As text if it is UTF-8, else as base64. */
function excerpt(data: string): string {
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0))
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    text = data
  }
  return text.length > EXCERPT_MAX ? `${text.slice(0, EXCERPT_MAX)}…` : text
}
