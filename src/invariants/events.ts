import { EVENT_RETRIES } from './aws-limits'
import type { FinishedRun, Invariant } from './contract'
import { entry, nameOf, plural, wasCalled, type Fact } from './facts'
import { numberOf, resourcesOf, textOf } from './resources'
import { Violations } from './violations'

type Attempt = Fact<'events.delivered' | 'events.retry-scheduled' | 'events.failed'>

interface Target {
  readonly id: string
  readonly retries: number
  /** Milliseconds. */
  readonly age: number
  readonly hasDeadLetters: boolean
}

/** The targets of a rule, when the template says so for certain. */
function targetsOf(run: FinishedRun, rule: string): readonly Target[] | null {
  if (wasCalled(run, 'events:PutTargets', 'events:RemoveTargets', 'events:DeleteRule')) return null
  const found = resourcesOf(run)
    .ofType('AWS::Events::Rule')
    .find(({ arn, settled }) => settled && arn === rule)
  const targets = found?.property('Targets')
  if (!found || !Array.isArray(targets)) return null
  return targets.map((_, index) => ({
    id: textOf(found.property('Targets', index, 'Id')) ?? '',
    retries: numberOf(found.property('Targets', index, 'RetryPolicy', 'MaximumRetryAttempts')) ?? EVENT_RETRIES.retries,
    age:
      (numberOf(found.property('Targets', index, 'RetryPolicy', 'MaximumEventAgeInSeconds')) ?? 0) * 1000 ||
      EVENT_RETRIES.age,
    hasDeadLetters: found.property('Targets', index, 'DeadLetterConfig', 'Arn') !== undefined,
  }))
}

export const eventBridgeFate: Invariant = {
  id: 'eventbridge-fate',
  sentence:
    'An event that a rule matches ends once for each of its targets: delivered, or given up and put into the target’s dead-letter queue.',
  source: 'Fact sheet 8.3 and 8.4; EventBridge User Guide, "How EventBridge retries delivering events"',
  check(run) {
    const violations = new Violations()
    const targets = new Map<string, readonly Target[] | null>()
    const due: { readonly cause: { readonly seq: number }; readonly rule: string; readonly eventId: string }[] = []
    const ends = new Map<string, Attempt>()
    for (const record of run.records) {
      if (record.type === 'events.matched') {
        for (const rule of record.rules) due.push({ cause: record, rule, eventId: record.eventId })
      } else if (record.type === 'events.schedule-due') {
        due.push({ cause: record, rule: record.rule, eventId: record.eventId })
      } else if (record.type === 'events.delivered' || record.type === 'events.failed') {
        const { rule, eventId, targetId } = record
        const key = `${rule} ${eventId} ${targetId}`
        const before = ends.get(key)
        if (before) {
          violations.add(
            `event ${eventId} ends twice for target ${targetId} of ${nameOf(rule)}`,
            [before, record],
            rule,
          )
        }
        ends.set(key, record)
        const target = entry(targets, rule, () => targetsOf(run, rule))?.find(({ id }) => id === targetId)
        if (record.type === 'events.failed' && target && !target.hasDeadLetters && record.deadLetterId !== null) {
          violations.add(
            `event ${eventId} is in a dead-letter queue that target ${targetId} of ${nameOf(rule)} does not have`,
            [record],
            rule,
          )
        }
      }
    }
    if (!run.idle) return violations.found
    for (const { cause, rule, eventId } of due) {
      for (const { id } of entry(targets, rule, () => targetsOf(run, rule)) ?? []) {
        if (ends.has(`${rule} ${eventId} ${id}`)) continue
        violations.add(
          `event ${eventId} matches ${nameOf(rule)} and never gets to its target ${id}, nor is it given up`,
          [cause],
          rule,
        )
      }
    }
    return violations.found
  },
}

export const eventBridgeRetries: Invariant = {
  id: 'eventbridge-retries',
  sentence:
    'A delivery is tried again MaximumRetryAttempts times at most (185 by default) with growing waits, within MaximumEventAgeInSeconds, and each retry comes when it is due.',
  source: 'Fact sheet 8.4 and 8.6; EventBridge User Guide, "Event retry policy"',
  check(run) {
    const violations = new Violations()
    const targets = new Map<string, readonly Target[] | null>()
    const planned = new Map<string, Fact<'events.retry-scheduled'>>()
    for (const record of run.records) {
      if (
        record.type !== 'events.delivered' &&
        record.type !== 'events.retry-scheduled' &&
        record.type !== 'events.failed'
      )
        continue
      const { rule, eventId, targetId } = record
      const key = `${rule} ${eventId} ${targetId}`
      const before = planned.get(key)
      const target = entry(targets, rule, () => targetsOf(run, rule))?.find(({ id }) => id === targetId)
      const wrong = (what: string): void =>
        violations.add(
          `event ${eventId} for target ${targetId} of ${nameOf(rule)} ${what}`,
          before ? [before, record] : [record],
          rule,
        )
      const attempt =
        record.type === 'events.delivered'
          ? record.attempt
          : record.type === 'events.retry-scheduled'
            ? record.attempt - 1
            : record.retries + 1
      if (attempt !== (before?.attempt ?? 1)) wrong(`has attempt ${attempt}, and ${before?.attempt ?? 1} is due`)
      if (before && record.type !== 'events.failed' && record.at !== before.due)
        wrong(`is tried again ${record.at - before.due} ms after it is due`)
      if (target && attempt > target.retries + 1)
        wrong(`has ${plural(attempt - 1, 'retry').replace('retrys', 'retries')}, and ${target.retries} are allowed`)
      if (record.type === 'events.retry-scheduled') {
        planned.set(key, record)
        if (record.due <= record.at) wrong('is tried again without a wait')
      } else planned.delete(key)
      if (record.type !== 'events.failed' || !target) continue
      if (record.condition === 'MaximumRetryAttempts' && record.retries !== target.retries) {
        wrong(`is given up after ${record.retries} retries, and ${target.retries} are allowed`)
      }
    }
    return violations.found
  },
}
