/** What the page's inspectors show of schedule groups. */

import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { Schedules } from './schedules'
import type { Schedule } from './state'
import { secondsTimestamp } from './targets'

export function createViews(schedules: Schedules): readonly ResourceView[] {
  return schedules.groups().map((group) => {
    const all = [...group.schedules.values()]
    return {
      arn: group.arn,
      kind: 'Schedule group',
      name: group.name,
      facts: [
        { label: 'State', value: group.state },
        { label: 'Schedules', value: String(all.length) },
      ],
      tables: [
        {
          title: 'Schedules',
          columns: ['Name', 'State', 'Expression', 'Time zone', 'Next time', 'Target'],
          rows: all.slice(0, VIEW_ROWS_MAX).map(rowOf),
          total: all.length,
        },
      ],
    }
  })
}

function rowOf({ name, settings, timer }: Schedule): readonly string[] {
  const state = settings.isEnabled ? 'ENABLED' : 'DISABLED'
  const next = timer ? secondsTimestamp(timer.due) : '–'
  return [name, state, settings.expressionText, settings.zone.name, next, settings.target.arn]
}
