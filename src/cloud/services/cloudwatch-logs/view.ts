/** What the page's inspectors show of log groups. */

import { isoTimestamp } from '../../aws/timestamps'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { LogGroups } from './log-groups'

export function createViews(groups: LogGroups): readonly ResourceView[] {
  return groups.all().map((group) => {
    const streams = [...group.streams.values()]
    return {
      arn: group.arn,
      kind: 'Log group',
      name: group.name,
      facts: [
        { label: 'Retention', value: group.retention === null ? 'never expire' : `${group.retention} days` },
        { label: 'Stored bytes', value: String(group.storedBytes) },
      ],
      tables: [
        {
          title: 'Log streams',
          columns: ['Log stream', 'Events', 'Last event'],
          rows: streams.slice(0, VIEW_ROWS_MAX).map((stream) => {
            const { lastEventAt } = stream
            const count = groups.eventsOf(group, stream).length
            return [stream.name, String(count), lastEventAt === undefined ? '' : isoTimestamp(lastEventAt)]
          }),
          total: streams.length,
        },
      ],
    }
  })
}
