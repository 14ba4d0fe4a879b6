/** Why of events on their way: rules that match or not, filter policies, retries and their end, by EventBridge, SNS, S3. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { durationText, plural } from '../parts/quantities'
import { settingOf, type Setting, type Stack } from './settings'
import type { Reason } from './why'

export function whyDelivery(record: TraceRecord, stack: Stack): Reason | null {
  switch (record.type) {
    case 'events.matched': {
      if (record.rules.length > 0) return null
      const [first] = record.others ?? []
      if (!first) return { rule: 'No rule of the bus is enabled, so the event goes nowhere.', docs: 'patterns' }
      const more = (record.others?.length ?? 1) - 1
      return {
        rule: `No rule matches. ${stack.names.label(first.rule)}: ${first.why}${more > 0 ? `; ${plural(more, 'other rule')} neither` : ''}.`,
        setting: settingOf(stack, first.rule, ['EventPattern'], 'none'),
        docs: 'patterns',
      }
    }
    case 'events.retry-scheduled':
      return {
        rule: `${record.code}: ${record.message} Attempt ${record.attempt} in ${durationText(record.due - record.at)}; waits grow, with jitter.`,
        setting: targetSetting(stack, record, ['RetryPolicy', 'MaximumRetryAttempts'], '185'),
        docs: 'eventRetries',
      }
    case 'events.failed':
      return {
        rule: `${givenUp(record)} ${record.deadLetterId === null ? 'The target has no dead-letter queue that took it, so the event is lost.' : 'The target’s dead-letter queue has the event.'}`,
        setting: targetSetting(stack, record, ['DeadLetterConfig'], 'none'),
        docs: 'eventDeadLetters',
      }
    case 'scheduler.retry-scheduled':
      return {
        rule: `${record.code}: ${record.message} Attempt ${record.attempt} in ${durationText(record.due - record.at)}.`,
        setting: settingOf(stack, record.schedule, ['Target', 'RetryPolicy', 'MaximumRetryAttempts'], '185'),
        docs: 'schedulerDeadLetters',
      }
    case 'scheduler.failed':
      return {
        rule: `${givenUp(record)} ${record.deadLetterId === null ? 'Without a dead-letter queue that took it, it is lost.' : 'The dead-letter queue has it.'}`,
        setting: settingOf(stack, record.schedule, ['Target', 'DeadLetterConfig'], 'none'),
        docs: 'schedulerDeadLetters',
      }
    case 'sns.filtered':
      return {
        rule: `The subscription’s filter policy keeps it out: ${record.why ?? 'it does not match'}.`,
        setting: settingOf(stack, record.subscription, ['FilterPolicy'], 'none'),
        docs: 'notificationFilters',
      }
    case 'sns.published':
      return record.subscriptions === 0
        ? { rule: 'The topic has no confirmed subscription, so the message goes nowhere.', docs: 'notificationFilters' }
        : null
    case 'sns.delivery-failed':
      return {
        rule:
          record.retryAt === null
            ? `${record.message}: an error that a retry would not change, so SNS gives up at once.`
            : `${record.message}: an error of the target’s service; tried again in ${durationText(record.retryAt - record.at)}, up to 100,015 times in 23 days.`,
        docs: 'notificationRetries',
      }
    case 'sns.discarded':
      return {
        rule: 'The subscription has no dead-letter queue that took it, so the message is lost to it.',
        setting: settingOf(stack, record.subscription, ['RedrivePolicy'], 'none'),
        docs: 'notificationRetries',
      }
    case 'sns.deduplicated':
      return {
        rule: 'A message with this deduplication id was published within the last 5 minutes: the topic accepts it and sends it nowhere.',
        docs: 'notificationDeduplication',
      }
    case 's3.notification-failed':
      return {
        rule: `Not delivered: ${record.message}. S3 has no dead-letter queue: the event is lost.`,
        docs: 'objectNotifications',
      }
    default:
      return null
  }
}

interface Failed {
  readonly code: string
  readonly message: string
  readonly retries: number
  readonly condition: string | null
}

/** @param condition null: an error that is not tried again */
const givenUp = ({ code, message, retries, condition }: Failed): string =>
  condition === null
    ? `${code}: ${message} Errors of this kind are not retried.`
    : `${condition} reached after ${retries} ${retries === 1 ? 'retry' : 'retries'}: ${code}.`

/** Of one of a rule's targets. */
function targetSetting(
  stack: Stack,
  { rule, targetId }: { readonly rule: string; readonly targetId: string },
  path: readonly string[],
  otherwise: string,
): Setting | undefined {
  const logicalId = stack.names.find(rule)?.logicalId
  const targets = stack.resources.find((one) => one.logicalId === logicalId)?.properties['Targets']
  const index = Array.isArray(targets)
    ? targets.findIndex((target) => (target as { readonly Id?: unknown }).Id === targetId)
    : -1
  return settingOf(stack, rule, index < 0 ? [] : ['Targets', index, ...path], otherwise)
}
