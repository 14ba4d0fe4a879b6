/**
 * From a published message to its deliveries.
 *
 * - A message goes to every confirmed subscription of the topic whose filter it passes, as an event of its own, in the
 *   order of subscribing; those of a group of a FIFO topic keep the order in which they were published, also when one of
 *   them has to be tried again: the others wait ("Message grouping for FIFO topics": one by one, in a strict order).
 * - An error of the target's service is retried, at last every 20 seconds for 23 days. An error of ours (no such
 *   target, no permission) is not: the message goes to the subscription's dead-letter queue, or is gone.
 * - What would leave AWS (HTTP, e-mail, text messages, mobile push, Firehose) is recorded and not sent.
 *
 * Source: Amazon SNS Developer Guide, "Message delivery retries", "Dead-letter queues", "Message delivery for FIFO topics".
 */

import { AwsError } from '../../aws/aws-error'
import { parseArn } from '../../aws/arn'
import { serviceCaller, type Caller, type Delivery, type ServiceContext } from '../contract'
import { deadLetterQueueOf, isContentBased, isRaw } from './attributes'
import * as limits from './limits'
import { digestOf } from './messages'
import { textFor, type NewMessage, type Published, type PublishedMessage, type Subscription, type Topic } from './state'
import type { TopicDirectory } from './topics'
import { errors } from './wire'

/** First number of a FIFO topic's messages, and the distance between two: 20 digits, as AWS's have. */
const SEQUENCE_START = 10_000_000_000_000_000_000n
const SEQUENCE_STEP = 1000n

export class Publisher {
  readonly #topics: TopicDirectory
  readonly #context: ServiceContext
  /** Of FIFO topics: groups of a subscription of which a message is being tried again, and what waits behind it. */
  readonly #retrying = new Map<string, (() => void)[]>()

  constructor(topics: TopicDirectory, context: ServiceContext) {
    this.#topics = topics
    this.#context = context
  }

  /** What a FIFO topic, or one that is none, refuses. @throws AwsError InvalidParameter */
  check(topic: Topic, message: NewMessage): void {
    const { groupId, deduplicationId } = message
    if (!topic.isFifo) {
      if (deduplicationId !== null) {
        throw errors.invalidParameter(
          'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
        )
      }
      if (groupId !== null && !limits.GROUP_ID.test(groupId)) throw errors.invalidParameter('MessageGroupId')
      return
    }
    if (groupId === null) throw errors.invalidParameter('The MessageGroupId parameter is required for FIFO topics')
    if (!limits.GROUP_ID.test(groupId)) throw errors.invalidParameter('MessageGroupId')
    if (deduplicationId !== null && !limits.GROUP_ID.test(deduplicationId)) {
      throw errors.invalidParameter('MessageDeduplicationId')
    }
    if (deduplicationId === null && !isContentBased(topic)) {
      throw errors.invalidParameter(
        'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      )
    }
  }

  /** A duplicate within five minutes is accepted and goes nowhere. @throws AwsError InvalidParameter */
  publish(topic: Topic, input: NewMessage, caller: Caller): Published {
    this.check(topic, input)
    const { kernel } = this.#context
    const deduplicationId = topic.isFifo ? (input.deduplicationId ?? digestOf(input.message)) : null
    const key =
      topic.attributes['FifoThroughputScope'] === 'MessageGroup'
        ? JSON.stringify([input.groupId, deduplicationId])
        : (deduplicationId ?? '')
    const original = topic.isFifo ? topic.recent.get(key) : undefined
    if (original) {
      kernel.trace.record({ type: 'sns.deduplicated', topic: topic.name, messageId: original.id, sender: caller.arn })
      return original
    }
    const published: Published = {
      id: kernel.random('message-ids').uuid(),
      sequenceNumber: topic.isFifo ? String(SEQUENCE_START + SEQUENCE_STEP * BigInt(topic.sequence++)) : null,
    }
    if (topic.isFifo) {
      topic.recent.set(key, published)
      kernel.after(limits.DEDUPLICATION_WINDOW, () => topic.recent.delete(key), { background: true })
    }
    const subscriptions = this.#topics.state.subscriptionsOf(topic.arn).filter(({ isConfirmed }) => isConfirmed)
    kernel.trace.record({
      type: 'sns.published',
      topic: topic.name,
      messageId: published.id,
      message: excerpt(input.message),
      subject: input.subject,
      groupId: input.groupId,
      sender: caller.arn,
      subscriptions: subscriptions.length,
    })
    const message: PublishedMessage = {
      ...input,
      ...published,
      deduplicationId,
      topicArn: topic.arn,
      publishedAt: kernel.now,
    }
    for (const subscription of subscriptions) this.#offer(topic, subscription, message)
    return published
  }

  /** A text message to a phone, or a notification to a device. @returns the message's id */
  publishOutside(protocol: 'sms' | 'application', endpoint: string, input: NewMessage): Published {
    const { kernel } = this.#context
    const messageId = kernel.random('message-ids').uuid()
    kernel.trace.record({
      type: 'sns.sent-outside',
      topic: null,
      subscription: null,
      messageId,
      protocol,
      endpoint,
      body: excerpt(textFor(input, protocol)),
    })
    return { id: messageId, sequenceNumber: null }
  }

  #offer(topic: Topic, subscription: Subscription, message: PublishedMessage): void {
    const { kernel } = this.#context
    const { filter, protocol } = subscription
    const text = textFor(message, protocol)
    if (filter && !filter.accepts(text, message.attributes)) {
      const why = filter.whyNot(text, message.attributes)
      kernel.trace.record({ type: 'sns.filtered', ...factsOf(topic, subscription, message), why })
      return
    }
    kernel.after(0, () => this.#inTurn(topic, subscription, message))
  }

  /** Messages of a FIFO topic's group do not overtake one that is tried again. */
  #inTurn(topic: Topic, subscription: Subscription, message: PublishedMessage): void {
    const waiting = this.#retrying.get(groupKey(subscription, message))
    if (waiting) waiting.push(() => this.#inTurn(topic, subscription, message))
    else this.#attempt(topic, subscription, message, 1)
  }

  /** Its message has been delivered, or has gone elsewhere. */
  #goOn(group: string): void {
    const waiting = this.#retrying.get(group) ?? []
    this.#retrying.delete(group)
    for (const next of waiting) next()
  }

  /** @param attempt from 1 */
  #attempt(topic: Topic, subscription: Subscription, message: PublishedMessage, attempt: number): void {
    const { kernel } = this.#context
    const facts = factsOf(topic, subscription, message)
    const group = groupKey(subscription, message)
    try {
      const deliveryId = this.#deliver(topic, subscription, message)
      if (deliveryId !== null) kernel.trace.record({ type: 'sns.delivered', ...facts, deliveryId, attempt })
      if (attempt > 1) this.#goOn(group)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const wait = isOfTheService(error) ? retryDelay(attempt) : null
      const retryAt = wait === null ? null : kernel.now + wait
      const text = `${error.code}: ${error.message}`
      kernel.trace.record({ type: 'sns.delivery-failed', ...facts, attempt, message: text, retryAt })
      if (wait === null) {
        this.#bury(topic, subscription, message)
        if (attempt > 1) this.#goOn(group)
      } else {
        if (topic.isFifo && attempt === 1) this.#retrying.set(group, [])
        // The last, long phase must not keep the run from coming to rest.
        kernel.after(wait, () => this.#attempt(topic, subscription, message, attempt + 1), {
          background:
            attempt > limits.RETRIES.immediate + limits.RETRIES.preBackoff.count + limits.RETRIES.backoff.count,
        })
      }
    }
  }

  /** @returns id at the target; null for what is only recorded */
  #deliver(topic: Topic, subscription: Subscription, message: PublishedMessage): string | null {
    switch (subscription.protocol) {
      case 'sqs':
        return this.#context.deliver(
          subscription.endpoint,
          this.#toQueue(subscription.endpoint, topic, subscription, message),
        ).id
      case 'lambda':
        return this.#context.deliver(subscription.endpoint, {
          body: this.#topics.envelopes.lambdaEvent(message, topic, subscription),
          attributes: {},
          traceHeader: message.traceHeader,
          caller: callerOf(topic),
        }).id
      default:
        this.#context.kernel.trace.record({
          type: 'sns.sent-outside',
          topic: topic.name,
          subscription: subscription.arn,
          messageId: message.id,
          protocol: subscription.protocol,
          endpoint: subscription.endpoint,
          body: excerpt(this.#bodyOutside(topic, subscription, message)),
        })
        return null
    }
  }

  #bodyOutside(topic: Topic, subscription: Subscription, message: PublishedMessage): string {
    const { protocol } = subscription
    const isEnveloped =
      protocol === 'http' || protocol === 'https' || protocol === 'firehose' || protocol === 'email-json'
    return isEnveloped && !isRaw(subscription)
      ? this.#topics.envelopes.notification(message, topic, subscription)
      : textFor(message, protocol)
  }

  /** @throws AwsError when SQS could not take it */
  #toQueue(queueArn: string, topic: Topic, subscription: Subscription, message: PublishedMessage): Delivery {
    const raw = isRaw(subscription)
    const count = Object.keys(message.attributes).length
    if (raw && count > limits.RAW_ATTRIBUTES_MAX) {
      throw errors.invalidParameter(
        `Raw message delivery takes ${limits.RAW_ATTRIBUTES_MAX} message attributes, and the message has ${count}`,
      )
    }
    const isFifoQueue = queueArn.endsWith('.fifo')
    // A FIFO topic's groups mean nothing to a standard queue (recorded); a standard topic's are tenants of fair queues.
    const hasGroup = message.groupId !== null && isFifoQueue === topic.isFifo
    return {
      body: raw ? textFor(message, 'sqs') : this.#topics.envelopes.notification(message, topic, subscription),
      attributes: raw ? message.attributes : {},
      traceHeader: message.traceHeader,
      caller: callerOf(topic),
      ...(hasGroup && { groupId: message.groupId ?? '' }),
      ...(isFifoQueue && message.deduplicationId !== null && { deduplicationId: message.deduplicationId }),
    }
  }

  /** To the dead-letter queue, as a queue would have got it. */
  #bury(topic: Topic, subscription: Subscription, message: PublishedMessage): void {
    const { kernel } = this.#context
    const facts = factsOf(topic, subscription, message)
    const queue = deadLetterQueueOf(subscription)
    if (queue === null) {
      kernel.trace.record({ type: 'sns.discarded', ...facts })
      return
    }
    try {
      const { id } = this.#context.deliver(queue, this.#toQueue(queue, topic, subscription, message))
      kernel.trace.record({
        type: 'sns.dead-lettered',
        ...facts,
        queue: parseArn(queue)?.resource ?? queue,
        deliveryId: id,
      })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      kernel.trace.record({ type: 'sns.discarded', ...facts })
    }
  }
}

const groupKey = ({ arn }: Subscription, { groupId }: PublishedMessage): string => `${arn} ${groupId ?? ''}`

const callerOf = (topic: Topic): Caller => serviceCaller('sns.amazonaws.com', topic.arn)

const factsOf = (topic: Topic, { arn, protocol, endpoint }: Subscription, { id }: PublishedMessage) => ({
  topic: topic.name,
  messageId: id,
  subscription: arn,
  protocol,
  endpoint,
})

const excerpt = (text: string): string =>
  text.length > limits.TRACED_MESSAGE_MAX ? `${text.slice(0, limits.TRACED_MESSAGE_MAX)}…` : text

/** Whether the target's service failed or was too busy, rather than that the delivery was wrong. */
const isOfTheService = ({ statusCode, code }: AwsError): boolean =>
  statusCode >= 500 || statusCode === 429 || code === 'OverLimit' || code === 'RequestThrottled'

/** @param attempt that failed, from 1. @returns milliseconds; null when it was the last */
function retryDelay(attempt: number): number | null {
  const { immediate, preBackoff, backoff, postBackoff } = limits.RETRIES
  let retry = attempt
  if (retry <= immediate) return 0
  retry -= immediate
  if (retry <= preBackoff.count) return preBackoff.delay
  retry -= preBackoff.count
  // MODEL: exponential from the first delay to the last; AWS states both ends and the number of retries.
  if (retry <= backoff.count)
    return Math.round(backoff.first * (backoff.last / backoff.first) ** ((retry - 1) / (backoff.count - 1)))
  return retry - backoff.count <= postBackoff.count ? postBackoff.delay : null
}
