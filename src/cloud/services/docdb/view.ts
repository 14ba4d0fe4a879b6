/** What the page's inspectors show of clusters. */

import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { Cluster } from './state'

export function createViews(clusters: Iterable<Cluster>): readonly ResourceView[] {
  return [...clusters].map((cluster) => ({
    arn: cluster.arn,
    kind: 'DocumentDB cluster',
    name: cluster.identifier,
    facts: [{ label: 'Changes', value: String(cluster.end) }],
    tables: cluster.collections().map(({ name, documents }) => ({
      title: `Collection ${name}`,
      columns: ['_id', 'Document'],
      rows: documents
        .slice(0, VIEW_ROWS_MAX)
        .map((document) => [JSON.stringify(document['_id']), JSON.stringify(document)]),
      total: documents.length,
    })),
  }))
}
