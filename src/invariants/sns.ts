import { SNS_RETRIES } from './aws-limits'
import type { Invariant } from './contract'
import { plural, type Fact } from './facts'
import { Violations } from './violations'

type Delivery = Fact<
  'sns.filtered' | 'sns.discarded' | 'sns.delivered' | 'sns.delivery-failed' | 'sns.dead-lettered' | 'sns.sent-outside'
>

export const snsFate: Invariant = {
  id: 'sns-fate',
  sentence:
    'A published message ends once for each confirmed subscription: delivered, filtered out, in the subscription’s dead-letter queue, or discarded after an error that is not tried again.',
  source: 'Fact sheet 9.2; SNS Developer Guide, "Amazon SNS message delivery"',
  check({ records, idle }) {
    const violations = new Violations()
    const published = new Map<string, Fact<'sns.published'>>()
    const ends = new Map<string, Map<string, Delivery>>()
    const pending = new Map<string, Set<string>>()
    for (const record of records) {
      switch (record.type) {
        case 'sns.published':
          published.set(record.messageId, record)
          ends.set(record.messageId, new Map())
          break
        case 'sns.delivery-failed':
          if (record.retryAt === null) break
          pending.set(record.messageId, (pending.get(record.messageId) ?? new Set()).add(record.subscription))
          break
        case 'sns.filtered':
        case 'sns.discarded':
        case 'sns.delivered':
        case 'sns.dead-lettered':
        case 'sns.sent-outside': {
          const { messageId, subscription, topic } = record
          if (messageId === null || subscription === null) break
          const ended = ends.get(messageId)
          const before = ended?.get(subscription)
          if (before) {
            const message = `message ${messageId} of topic ${topic} ends twice for ${subscription}: ${before.type}, then ${record.type}`
            violations.add(message, [before, record], topic ?? undefined)
          }
          ended?.set(subscription, record)
          pending.get(messageId)?.delete(subscription)
        }
      }
    }
    if (!idle) return violations.found
    /** Subscriptions for which a group of a FIFO topic waits: one of its messages is still being tried. */
    const held = new Map<string, Set<string>>()
    const groupOf = ({ topic, groupId }: Fact<'sns.published'>): string => `${topic} ${groupId ?? ''}`
    for (const [messageId, publishing] of published) {
      if (!publishing.topic.endsWith('.fifo')) continue
      const group = held.get(groupOf(publishing)) ?? new Set()
      for (const subscription of pending.get(messageId) ?? []) group.add(subscription)
      held.set(groupOf(publishing), group)
    }
    for (const [messageId, publishing] of published) {
      const { topic, subscriptions } = publishing
      const waits = new Set([...(pending.get(messageId) ?? []), ...(held.get(groupOf(publishing)) ?? [])])
      for (const subscription of ends.get(messageId)?.keys() ?? []) waits.delete(subscription)
      // The long last phase of retries keeps no run from coming to rest.
      const told = (ends.get(messageId)?.size ?? 0) + waits.size
      if (subscriptions === undefined || told >= subscriptions) continue
      const message = `message ${messageId} of topic ${topic} ends for ${told} of ${plural(subscriptions, 'subscription')}`
      violations.add(message, [publishing], topic)
    }
    return violations.found
  },
}

export const snsRetries: Invariant = {
  id: 'sns-retries',
  sentence:
    'A delivery that failed is tried again 3 times at once, 2 times after a second, 10 times with a growing wait up to 20 seconds, and then every 20 seconds; each attempt follows the one before when it is due.',
  source: 'Fact sheet 9.2; SNS Developer Guide, "Amazon SNS message delivery retries"',
  check({ records }) {
    const violations = new Violations()
    const failed = new Map<string, Fact<'sns.delivery-failed'>>()
    for (const record of records) {
      if (record.type !== 'sns.delivery-failed' && record.type !== 'sns.delivered') continue
      const { topic, messageId, subscription, attempt, at } = record
      const key = `${messageId} ${subscription}`
      const before = failed.get(key)
      const wrong = (what: string): void =>
        violations.add(
          `message ${messageId} of topic ${topic} for ${subscription} ${what}`,
          before ? [before, record] : [record],
          topic,
        )
      if (attempt !== (before?.attempt ?? 0) + 1) wrong(`has attempt ${attempt} after ${before?.attempt ?? 'none'}`)
      if (before?.retryAt === null) wrong('is tried again after an error that is not')
      else if (before && before.retryAt !== null && at !== before.retryAt) {
        wrong(`is tried again ${at - before.retryAt} ms after it is due`)
      }
      if (record.type === 'sns.delivered') {
        failed.delete(key)
        continue
      }
      failed.set(key, record)
      if (record.retryAt !== null && !fits(attempt, record.retryAt - at)) {
        wrong(`waits ${record.retryAt - at} ms after attempt ${attempt}`)
      }
    }
    return violations.found
  },
}

/** Whether the wait after the n-th attempt is of its phase. */
function fits(attempt: number, wait: number): boolean {
  const { immediate, preBackoff, backoff, postBackoff, longest } = SNS_RETRIES
  if (attempt <= immediate) return wait === 0
  if (attempt <= immediate + preBackoff) return wait === 1000
  if (attempt <= immediate + preBackoff + backoff) return wait >= 1000 && wait <= longest
  return attempt <= immediate + preBackoff + backoff + postBackoff && wait === longest
}

export const snsOrder: Invariant = {
  id: 'sns-fifo-order',
  sentence:
    'A FIFO topic delivers the messages of a group to each subscription in the order in which they were published.',
  source: 'Fact sheet 9.2; SNS Developer Guide, "Message ordering details for FIFO topics"',
  check({ records }) {
    const violations = new Violations()
    const published = new Map<string, { record: Fact<'sns.published'>; index: number }>()
    const last = new Map<string, { record: Fact<'sns.published'>; index: number }>()
    let count = 0
    for (const record of records) {
      if (record.type === 'sns.published' && record.topic.endsWith('.fifo')) {
        published.set(record.messageId, { record, index: count++ })
      } else if (record.type === 'sns.delivered') {
        const message = published.get(record.messageId)
        if (!message) continue
        const key = `${record.subscription} ${message.record.groupId ?? ''}`
        const before = last.get(key)
        if (before && before.index > message.index) {
          violations.add(
            `message ${record.messageId} of topic ${record.topic} is delivered after ${before.record.messageId}, which was published later in its group`,
            [message.record, record],
            record.topic,
          )
        }
        last.set(key, message)
      }
    }
    return violations.found
  },
}
