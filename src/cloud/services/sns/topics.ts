/** The topics of the account in its Region: making, finding, subscribing. */

import { formatArn, parseArn } from '../../aws/arn'
import type { PolicyDocument } from '../../aws/policy'
import { readResourcePolicy } from '../../aws/policy-statements'
import type { ServiceContext } from '../contract'
import { checkTopicAttribute, readSubscriptionAttributes } from './attributes'
import { Envelopes } from './envelope'
import { arn as checkArn } from './input'
import * as limits from './limits'
import { Topics, type Protocol, type Subscription, type Topic } from './state'
import { errors } from './wire'

/** Protocols of AWS's own endpoints, which need no confirmation. */
const CONFIRMED_AT_ONCE: ReadonlySet<string> = new Set(['application', 'firehose', 'lambda', 'sms', 'sqs'])
const PROTOCOLS: ReadonlySet<string> = new Set([...CONFIRMED_AT_ONCE, 'http', 'https', 'email', 'email-json'])

export interface NewSubscription {
  readonly protocol: string
  readonly endpoint: string | null
  readonly attributes: Readonly<Record<string, string>>
  /** ARN of who subscribes. */
  readonly principal: string
}

export class TopicDirectory {
  readonly state = new Topics()
  readonly envelopes: Envelopes
  readonly #context: ServiceContext

  constructor(context: ServiceContext) {
    this.#context = context
    this.envelopes = new Envelopes(context.kernel, context.account)
  }

  arnOf(name: string): string {
    return formatArn('sns', this.#context.account, name)
  }

  /** @throws AwsError InvalidParameter, NotFound */
  byArn(arn: string, parameter = 'TopicArn'): Topic {
    const topic = this.state.find(checkArn(arn, parameter))
    if (!topic) throw errors.topicDoesNotExist()
    return topic
  }

  /** @param attributes by the API's names. @throws AwsError InvalidParameter */
  create(name: string, attributes: Readonly<Record<string, string>>, tags: ReadonlyMap<string, string>): Topic {
    const { FifoTopic: fifo, ...others } = attributes
    const isFifo = fifo?.toLowerCase() === 'true'
    if (isFifo && !limits.FIFO_TOPIC_NAME.test(name)) {
      throw errors.invalidParameter(
        'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
      )
    }
    if (!isFifo && !limits.TOPIC_NAME.test(name)) throw errors.invalidParameter('Topic Name')
    for (const [attribute, value] of Object.entries(others)) checkTopicAttribute(attribute, value, isFifo)
    const { Policy: policy, ...kept } = others
    const arn = this.arnOf(name)
    const topic: Topic = {
      name,
      arn,
      isFifo,
      attributes: kept,
      policy: readResourcePolicy(policy) ?? this.defaultPolicy(arn),
      tags,
      createdAt: this.#context.kernel.now,
      deletedSubscriptions: 0,
      sequence: 0,
      recent: new Map(),
    }
    this.state.add(topic)
    return topic
  }

  /** @throws AwsError InvalidParameter */
  setAttribute(topic: Topic, name: string, value: string): void {
    checkTopicAttribute(name, value, topic.isFifo)
    if (name === 'Policy') {
      topic.policy = readResourcePolicy(value) ?? this.defaultPolicy(topic.arn)
      return
    }
    const { [name]: _old, ...others } = topic.attributes
    topic.attributes = value === '' ? others : { ...others, [name]: value }
  }

  /**
   * The policy of a topic that nobody gave one. Its condition key is one that no request of a role has, so it lets
   * nobody in whom IAM does not let in anyway. Recorded from AWS.
   */
  defaultPolicy(arn: string): PolicyDocument {
    return {
      Version: '2008-10-17',
      Id: '__default_policy_ID',
      Statement: [
        {
          Sid: '__default_statement_ID',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: [
            'SNS:GetTopicAttributes',
            'SNS:SetTopicAttributes',
            'SNS:AddPermission',
            'SNS:RemovePermission',
            'SNS:DeleteTopic',
            'SNS:Subscribe',
            'SNS:ListSubscriptionsByTopic',
            'SNS:Publish',
          ],
          Resource: arn,
          Condition: { StringEquals: { 'AWS:SourceOwner': this.#context.account.accountId } },
        },
      ],
    }
  }

  /**
   * Subscribing the same endpoint again gives what there is.
   * @throws AwsError InvalidParameter
   */
  subscribe(topic: Topic, { protocol, endpoint, attributes, principal }: NewSubscription): Subscription {
    const target = checkEndpoint(topic, protocol, endpoint)
    const subscribed = { protocol: protocol as Protocol, endpoint: target }
    const read = readSubscriptionAttributes(attributes, {}, subscribed, topic, 'Attributes Reason: ')
    const existing = this.state
      .subscriptionsOf(topic.arn)
      .find((other) => other.protocol === protocol && other.endpoint === target)
    if (existing) {
      if (Object.entries(read.attributes).some(([name, value]) => existing.attributes[name] !== value)) {
        throw errors.invalidParameter('Attributes Reason: Subscription already exists with different attributes')
      }
      return existing
    }
    if (read.filter) this.checkFilterCount(topic)
    const { kernel } = this.#context
    const isConfirmed = CONFIRMED_AT_ONCE.has(protocol)
    const subscription: Subscription = {
      arn: `${topic.arn}:${kernel.random('subscription-ids').uuid()}`,
      topicArn: topic.arn,
      ...subscribed,
      principal,
      isConfirmed,
      confirmationWasAuthenticated: isConfirmed,
      token: kernel.random('subscription-tokens').hex(288),
      ...read,
    }
    this.state.subscribe(subscription)
    if (!isConfirmed) this.#askForConfirmation(topic, subscription)
    return subscription
  }

  /** Before one more subscription gets a filter policy. @throws AwsError FilterPolicyLimitExceeded */
  checkFilterCount(topic: Topic): void {
    const filtered = this.state.subscriptionsOf(topic.arn).filter(({ filter }) => filter !== null)
    if (filtered.length >= limits.FILTER_POLICIES_MAX) throw errors.filterPolicyLimitExceeded()
  }

  #askForConfirmation(topic: Topic, subscription: Subscription): void {
    const { kernel } = this.#context
    kernel.trace.record({
      type: 'sns.sent-outside',
      topic: topic.name,
      subscription: subscription.arn,
      messageId: null,
      protocol: subscription.protocol,
      endpoint: subscription.endpoint,
      body: this.envelopes.confirmation(topic, subscription),
    })
    const giveUp = (): void => {
      if (!subscription.isConfirmed) this.state.unsubscribe(subscription)
    }
    kernel.after(limits.CONFIRMATION_WINDOW, giveUp, { background: true })
  }
}

/** @throws AwsError InvalidParameter; texts recorded, except where noted */
function checkEndpoint(topic: Topic, protocol: string, endpoint: string | null): string {
  if (!PROTOCOLS.has(protocol)) {
    throw errors.invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`)
  }
  // AWS's text is not confirmed.
  if (endpoint === null || endpoint === '') throw errors.invalidParameter('Endpoint')
  const service = parseArn(endpoint)?.service
  switch (protocol) {
    case 'sqs':
      if (service !== 'sqs') throw errors.invalidParameter('SQS endpoint ARN')
      if (endpoint.endsWith('.fifo') && !topic.isFifo) {
        throw errors.invalidParameter(
          'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
        )
      }
      return endpoint
    case 'lambda':
      if (service !== 'lambda') throw errors.invalidParameter('Lambda endpoint ARN')
      break
    case 'firehose':
      if (service !== 'firehose') throw errors.invalidParameter('Firehose endpoint ARN')
      break
    case 'application':
      if (service === undefined) throw errors.invalidParameter('ApplicationEndpoint ARN')
      break
    case 'http':
    case 'https':
      if (!endpoint.startsWith(`${protocol}://`)) {
        throw errors.invalidParameter('Endpoint must match the specified protocol')
      }
      break
    case 'sms':
      if (!limits.PHONE_NUMBER.test(endpoint)) throw errors.invalidSmsEndpoint(endpoint)
      break
    default:
      // AWS's text is not confirmed.
      if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw errors.invalidParameter('Email address')
  }
  if (topic.isFifo) {
    // FIFO topics deliver to queues alone. AWS's text is of the time before standard queues could subscribe.
    throw errors.invalidParameter('Invalid parameter: Endpoint Reason: Please use FIFO SQS queue')
  }
  return endpoint
}
