/** Topics and subscriptions of the account in its Region: the data, without words of the API. */

import type { PolicyDocument } from '../../aws/policy'
import type { DeliveredAttribute } from '../contract'
import type { MessageFilter } from './filter'

export type Protocol = 'application' | 'email' | 'email-json' | 'firehose' | 'http' | 'https' | 'lambda' | 'sms' | 'sqs'

export interface Topic {
  readonly name: string
  readonly arn: string
  readonly isFifo: boolean
  /** As they were set, by the API's names; what was never set is missing. */
  attributes: Readonly<Record<string, string>>
  policy: PolicyDocument
  tags: ReadonlyMap<string, string>
  /** Virtual milliseconds. */
  readonly createdAt: number
  /** Subscriptions that there were. */
  deletedSubscriptions: number
  /** Messages that a FIFO topic numbered. */
  sequence: number
  /** Of a FIFO topic, by deduplication key. */
  readonly recent: Map<string, Published>
}

export interface Subscription {
  readonly arn: string
  readonly topicArn: string
  readonly protocol: Protocol
  readonly endpoint: string
  /** ARN of who subscribed. */
  readonly principal: string
  isConfirmed: boolean
  /** Whether the confirmation was signed: of endpoints of AWS, it was. */
  confirmationWasAuthenticated: boolean
  /** For ConfirmSubscription. */
  readonly token: string
  /** As they were set, by the API's names. */
  attributes: Readonly<Record<string, string>>
  /** Null lets everything pass. */
  filter: MessageFilter | null
}

/** A message that is to be published. */
export interface NewMessage {
  readonly message: string
  /** Texts for single protocols; null without MessageStructure. */
  readonly byProtocol: Readonly<Record<string, string>> | null
  readonly subject: string | null
  readonly attributes: Readonly<Record<string, DeliveredAttribute>>
  readonly groupId: string | null
  readonly deduplicationId: string | null
  readonly traceHeader: string | null
}

/** What a publisher gets to know. */
export interface Published {
  readonly id: string
  /** Of a FIFO topic. */
  readonly sequenceNumber: string | null
}

export interface PublishedMessage extends NewMessage, Published {
  readonly topicArn: string
  /** Virtual milliseconds. */
  readonly publishedAt: number
}

/** The text for a protocol. */
export const textFor = (message: NewMessage, protocol: Protocol): string =>
  message.byProtocol?.[protocol] ?? message.message

export class Topics {
  readonly #topics = new Map<string, Topic>()
  readonly #subscriptions = new Map<string, Subscription>()

  add(topic: Topic): void {
    this.#topics.set(topic.arn, topic)
  }

  /** With its subscriptions. */
  delete(topic: Topic): void {
    this.#topics.delete(topic.arn)
    for (const subscription of this.subscriptionsOf(topic.arn)) this.#subscriptions.delete(subscription.arn)
  }

  find(arn: string): Topic | undefined {
    return this.#topics.get(arn)
  }

  /** In order of creation. */
  all(): readonly Topic[] {
    return [...this.#topics.values()]
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions.set(subscription.arn, subscription)
  }

  unsubscribe(subscription: Subscription): void {
    if (!this.#subscriptions.delete(subscription.arn)) return
    const topic = this.find(subscription.topicArn)
    if (topic) topic.deletedSubscriptions++
  }

  findSubscription(arn: string): Subscription | undefined {
    return this.#subscriptions.get(arn)
  }

  /** In order of subscribing. */
  subscriptions(): readonly Subscription[] {
    return [...this.#subscriptions.values()]
  }

  subscriptionsOf(topicArn: string): readonly Subscription[] {
    return this.subscriptions().filter((subscription) => subscription.topicArn === topicArn)
  }
}
