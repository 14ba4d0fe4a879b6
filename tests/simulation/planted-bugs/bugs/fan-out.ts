/** Topics, rules, schedules, buckets. */

import { bug, type PlantedBug } from './bug'

const PUBLISHER = 'services/sns/publisher.ts'
const DELIVERIES = 'services/eventbridge/deliveries.ts'

export const FAN_OUT_BUGS: readonly PlantedBug[] = [
  bug(
    'sns-fate',
    'the first subscription gets nothing',
    PUBLISHER,
    [
      'for (const subscription of subscriptions) this.#offer(',
      'for (const subscription of subscriptions.slice(1)) this.#offer(',
    ],
    'topic',
  ),
  bug(
    'sns-retries',
    'one retry too many is made at once',
    PUBLISHER,
    ['if (retry <= immediate) return 0', 'if (retry <= immediate + 1) return 0'],
    'topic',
  ),
  bug(
    'sns-fifo-order',
    'a FIFO topic’s messages overtake one that is tried again',
    PUBLISHER,
    ['if (topic.isFifo && attempt === 1) this.#retrying.set(group, [])', ''],
    'fifoTopic',
  ),
  bug(
    'eventbridge-fate',
    'the first target of a rule gets nothing',
    DELIVERIES,
    ['for (const target of rule.targets.values()) {', 'for (const target of [...rule.targets.values()].slice(1)) {'],
    'rule',
  ),
  bug(
    'eventbridge-retries',
    'one retry more than allowed',
    DELIVERIES,
    ['if (retries >= target.retryAttempts)', 'if (retries > target.retryAttempts)'],
    'rule',
  ),
  bug(
    'scheduler-fate',
    'a schedule that is due invokes nothing',
    'services/scheduler/invocations.ts',
    ['this.#wait(schedule, due, () => this.#attempt(invocation, 0)', 'this.#wait(schedule, due, () => void invocation'],
    'schedule',
  ),
  bug(
    's3-notifications',
    'the prefix of a notification does not count',
    'services/s3/notifications.ts',
    ["key.startsWith(notification.prefix ?? '') &&\n    key.endsWith", 'key.endsWith'],
    'bucket',
  ),
  bug(
    's3-notifications',
    'removed objects are not told of',
    'services/s3/notifications.ts',
    [
      'notification.events.some((pattern) => eventFits(pattern, `s3:${event}`)) &&',
      "!event.startsWith('ObjectRemoved') && notification.events.some((pattern) => eventFits(pattern, `s3:${event}`)) &&",
    ],
    'bucket',
  ),
]
