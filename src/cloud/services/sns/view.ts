/** What the page's inspectors show of the topics. */

import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { TopicDirectory } from './topics'

export function createViews({ state }: TopicDirectory): readonly ResourceView[] {
  return state.all().map((topic) => {
    const subscriptions = state.subscriptionsOf(topic.arn)
    return {
      arn: topic.arn,
      kind: 'Topic',
      name: topic.name,
      facts: [
        { label: 'Type', value: topic.isFifo ? 'FIFO' : 'Standard' },
        ...(topic.attributes['DisplayName'] ? [{ label: 'Display name', value: topic.attributes['DisplayName'] }] : []),
        { label: 'Subscriptions', value: String(subscriptions.length) },
      ],
      tables: [
        {
          title: 'Subscriptions',
          columns: ['Protocol', 'Endpoint', 'Status', 'Raw', 'Filter policy', 'Dead-letter queue'],
          rows: subscriptions
            .slice(0, VIEW_ROWS_MAX)
            .map(({ protocol, endpoint, isConfirmed, attributes }) => [
              protocol,
              endpoint,
              isConfirmed ? 'Confirmed' : 'Pending confirmation',
              attributes['RawMessageDelivery'] === 'true' ? 'yes' : 'no',
              attributes['FilterPolicy'] ?? '',
              attributes['RedrivePolicy'] ?? '',
            ]),
          total: subscriptions.length,
        },
      ],
    }
  })
}
