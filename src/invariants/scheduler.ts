import { EVENT_RETRIES } from './aws-limits'
import type { Invariant } from './contract'
import { nameOf, wasCalled, type Fact } from './facts'
import { numberOf, resourcesOf } from './resources'
import { Violations } from './violations'

export const schedulerFate: Invariant = {
  id: 'scheduler-fate',
  sentence:
    'Each time a schedule falls due its target is invoked once, or given up after its retries; not before it is due.',
  source: 'Fact sheet 8.6; EventBridge Scheduler User Guide, "What is EventBridge Scheduler?"',
  check(run) {
    const violations = new Violations()
    const due = new Map<string, Fact<'scheduler.due'>>()
    const planned = new Map<string, Fact<'scheduler.retry-scheduled'>>()
    const ended = new Map<string, Fact<'scheduler.invoked' | 'scheduler.failed'>>()
    for (const record of run.records) {
      if (record.type === 'scheduler.due') {
        due.set(record.executionId, record)
        continue
      }
      if (
        record.type !== 'scheduler.invoked' &&
        record.type !== 'scheduler.failed' &&
        record.type !== 'scheduler.retry-scheduled'
      )
        continue
      const { executionId, schedule } = record
      const start = due.get(executionId)
      const before = planned.get(executionId)
      const wrong = (what: string): void =>
        violations.add(
          `execution ${executionId} of ${nameOf(schedule)} ${what}`,
          start ? [start, record] : [record],
          schedule,
        )
      const end = ended.get(executionId)
      if (end) wrong(`goes on after ${end.type}`)
      if (start && record.at < start.invokeAt) wrong(`runs ${start.invokeAt - record.at} ms before it is due`)
      const attempt =
        record.type === 'scheduler.invoked'
          ? record.attempt
          : record.type === 'scheduler.retry-scheduled'
            ? record.attempt - 1
            : record.retries + 1
      if (attempt !== (before?.attempt ?? 1)) wrong(`has attempt ${attempt}, and ${before?.attempt ?? 1} is due`)
      if (before && record.type === 'scheduler.invoked' && record.at !== before.due)
        wrong('is tried again at another time than planned')
      const resource = resourcesOf(run).find('AWS::Scheduler::Schedule', schedule)
      const retries =
        numberOf(resource?.property('Target', 'RetryPolicy', 'MaximumRetryAttempts')) ?? EVENT_RETRIES.retries
      if (resource?.settled && attempt > retries + 1) wrong(`has ${attempt - 1} retries, and ${retries} are allowed`)
      if (record.type === 'scheduler.retry-scheduled') planned.set(executionId, record)
      else ended.set(executionId, record)
    }
    // A schedule that is deleted or changed does not go on.
    if (!run.idle || wasCalled(run, 'scheduler:DeleteSchedule', 'scheduler:UpdateSchedule')) return violations.found
    for (const [executionId, start] of due) {
      if (ended.has(executionId) || start.invokeAt >= run.endedAt) continue
      const { schedule } = start
      if (!resourcesOf(run).find('AWS::Scheduler::Schedule', schedule)?.settled) continue
      // What is far ahead keeps no run from coming to rest.
      if (start.invokeAt + 60_000 > run.endedAt) continue
      violations.add(`${nameOf(schedule)} was due and never invokes its target`, [start], schedule)
    }
    return violations.found
  },
}
