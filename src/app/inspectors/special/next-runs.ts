/** When schedules fall due next. */

import { nextOccurrence, parseScheduleExpression, type ScheduleDialect } from '../../../cloud/aws/schedule-expressions'
import { findTimeZone, UTC } from '../../../cloud/aws/time-zones'
import type { ResourceView } from '../../../cloud/aws/resource-view'

export interface ScheduleRuns {
  readonly name: string
  readonly expression: string
  readonly zone: string
  /** Virtual milliseconds since the epoch; empty when it never falls due again. */
  readonly runs: readonly number[]
}

/** Of a schedule group's schedules, or a bus's rules with a schedule, those that are enabled. */
export function scheduleRuns(view: ResourceView, now: number, count: number): readonly ScheduleRuns[] {
  const [kind, column]: [ScheduleDialect, string] =
    view.kind === 'Schedule group' ? ['scheduler', 'Expression'] : ['rule', 'Pattern or schedule']
  const table = view.tables.find(({ columns }) => columns.includes(column))
  if (!table) return []
  return table.rows.flatMap((row) => {
    const cell = (name: string): string => row[table.columns.indexOf(name)] ?? ''
    const text = /(?:rate|cron|at)\(.*\)/.exec(cell(column))?.[0] ?? ''
    const expression = parseScheduleExpression(text, kind)
    if (!expression || cell('State') === 'DISABLED') return []
    const zone = findTimeZone(cell('Time zone')) ?? UTC
    // A rate counts from when the schedule was made: its next time tells.
    const known = Date.parse(cell('Next time'))
    const runs: number[] = Number.isNaN(known) ? [] : [known]
    while (runs.length < count) {
      const after = runs.at(-1) ?? now
      const next = nextOccurrence(expression, after, { zone, start: Number.isNaN(known) ? now : known })
      if (next === null) break
      runs.push(next)
    }
    return [{ name: cell('Name'), expression: text, zone: zone.name, runs }]
  })
}
