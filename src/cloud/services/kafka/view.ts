/** What the page's inspectors show of clusters and topics. */

import { isoTimestamp } from '../../aws/timestamps'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { Cluster, Clusters, Topic } from './state'

/** Characters of a value in a table. */
const EXCERPT_MAX = 200

const KINDS: Readonly<Record<Cluster['kind'], string>> = {
  provisioned: 'MSK cluster',
  serverless: 'MSK serverless cluster',
  'self-managed': 'Self-managed Kafka',
}

export function createViews(clusters: Clusters): readonly ResourceView[] {
  return clusters.all().map((cluster) => {
    const topics = clusters.topicsOf(cluster)
    return {
      arn: cluster.arn,
      kind: KINDS[cluster.kind],
      name: cluster.name,
      facts: [
        { label: 'Bootstrap servers', value: cluster.bootstrapServers.join(', ') },
        { label: 'Partitions of a new topic', value: String(cluster.partitions) },
        ...topics.map(({ name, arn }) => ({ label: `Topic ${name}`, value: arn })),
      ],
      tables: topics.map(tableOf),
    }
  })
}

function tableOf(topic: Topic): ResourceView['tables'][number] {
  const text = (bytes: Uint8Array | null): string => (bytes ? new TextDecoder().decode(bytes) : '')
  const partitions = Array.from({ length: topic.partitionCount }, (_, partition) => partition)
  const rows = partitions.flatMap((partition) =>
    topic
      .read(partition, topic.beginning(partition), VIEW_ROWS_MAX)
      .map(({ offset, timestamp, key, value }) => [
        String(partition),
        String(offset),
        isoTimestamp(timestamp),
        text(key),
        text(value).slice(0, EXCERPT_MAX),
      ]),
  )
  return {
    title: `Topic ${topic.name}`,
    columns: ['Partition', 'Offset', 'Timestamp', 'Key', 'Value'],
    rows: rows.slice(0, VIEW_ROWS_MAX),
    total: partitions.reduce((sum, partition) => sum + topic.end(partition) - topic.beginning(partition), 0),
  }
}
