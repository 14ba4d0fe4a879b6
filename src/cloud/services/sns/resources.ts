/**
 * AWS::SNS::Topic, AWS::SNS::Subscription, AWS::SNS::TopicPolicy, AWS::SNS::TopicInlinePolicy.
 * Source: CloudFormation resource reference for Amazon SNS.
 */

import { AwsError } from '../../aws/aws-error'
import { readResourcePolicy } from '../../aws/policy-statements'
import type { PolicyDocument } from '../../aws/policy'
import type { TemplateValue } from '../../aws/template'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import { readSubscriptionAttributes } from './attributes'
import type { Subscription, Topic } from './state'
import type { TopicDirectory } from './topics'

type Values = Readonly<Record<string, TemplateValue>>

/** Properties of a topic that are attributes of the same name. */
const TOPIC_ATTRIBUTES = [
  ...['ArchivePolicy', 'ContentBasedDeduplication', 'DisplayName', 'FifoThroughputScope', 'KmsMasterKeyId'],
  ...['SignatureVersion', 'TracingConfig'],
]
const SUBSCRIPTION_ATTRIBUTES = [
  ...['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy', 'ReplayPolicy'],
  'SubscriptionRoleArn',
]

export function createResourceTypes(
  topics: TopicDirectory,
  { account }: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  const principal = `arn:aws:iam::${account.accountId}:root`
  const { state } = topics

  const nameOf = ({ properties, generatedName }: ResourceInput): string => {
    const name = properties['TopicName']
    if (typeof name === 'string') return name
    return isTrue(properties['FifoTopic']) ? `${generatedName}.fifo` : generatedName
  }
  const topicAt = (arn: TemplateValue | undefined, path: readonly (string | number)[]): Topic => {
    const topic = typeof arn === 'string' ? state.find(arn) : undefined
    if (!topic) throw new ResourceError('Topic does not exist', path)
    return topic
  }
  /** The subscriptions inside a topic's properties: those that are there and no longer wanted go. */
  const subscribeInline = (topic: Topic, wanted: Values, before: ReadonlySet<string>): ReadonlySet<string> => {
    const entries = Array.isArray(wanted['Subscription']) ? (wanted['Subscription'] as readonly Values[]) : []
    const arns = new Set(
      entries.map(({ Protocol, Endpoint }, index) =>
        refusing(
          ['Subscription', index],
          () =>
            topics.subscribe(topic, {
              protocol: asText(Protocol),
              endpoint: asText(Endpoint),
              attributes: {},
              principal,
            }).arn,
        ),
      ),
    )
    for (const arn of before) {
      const subscription = arns.has(arn) ? undefined : state.findSubscription(arn)
      if (subscription) state.unsubscribe(subscription)
    }
    return arns
  }
  /** By the topic's ARN. */
  const inline = new Map<string, ReadonlySet<string>>()

  return {
    'AWS::SNS::Topic': {
      create(input) {
        const name = nameOf(input)
        if (state.find(topics.arnOf(name))) {
          throw new ResourceError(`A topic named ${name} already exists.`, ['TopicName'])
        }
        const attributes = attributesOf(input.properties, TOPIC_ATTRIBUTES)
        const fifo = isTrue(input.properties['FifoTopic']) ? { FifoTopic: 'true' } : {}
        const tags = tagsOf(input.properties)
        const topic = refusing([], () => topics.create(name, { ...fifo, ...attributes }, tags))
        try {
          inline.set(topic.arn, subscribeInline(topic, input.properties, new Set()))
        } catch (error) {
          state.delete(topic)
          throw error
        }
        return topicHandle(topic)
      },
      update(existing, input) {
        const topic = state.find(existing.arn)
        if (!topic || topic.name !== nameOf(input) || topic.isFifo !== isTrue(input.properties['FifoTopic']))
          return null
        const attributes = attributesOf(input.properties, TOPIC_ATTRIBUTES)
        for (const name of TOPIC_ATTRIBUTES) {
          const value = attributes[name]
          if (value === undefined && topic.attributes[name] === undefined) continue
          if (value === undefined) {
            const { [name]: _gone, ...others } = topic.attributes
            topic.attributes = others
          } else {
            refusing([name], () => topics.setAttribute(topic, name, value))
          }
        }
        topic.tags = tagsOf(input.properties)
        inline.set(topic.arn, subscribeInline(topic, input.properties, inline.get(topic.arn) ?? new Set()))
        return topicHandle(topic)
      },
      delete(existing) {
        const topic = state.find(existing.arn)
        if (topic) state.delete(topic)
        inline.delete(existing.arn)
      },
    },

    'AWS::SNS::Subscription': {
      create({ properties }) {
        const topic = topicAt(properties['TopicArn'], ['TopicArn'])
        const attributes = attributesOf(properties, SUBSCRIPTION_ATTRIBUTES)
        const [protocol, endpoint] = [asText(properties['Protocol']), asText(properties['Endpoint'])]
        return subscriptionHandle(
          refusing([], () => topics.subscribe(topic, { protocol, endpoint, attributes, principal })),
        )
      },
      update(existing, { properties }) {
        const subscription = state.findSubscription(existing.arn)
        if (!subscription) return null
        const { topicArn, protocol, endpoint } = subscription
        const isSame =
          topicArn === properties['TopicArn'] &&
          protocol === properties['Protocol'] &&
          endpoint === properties['Endpoint']
        if (!isSame) return null
        const topic = topicAt(topicArn, ['TopicArn'])
        const given = attributesOf(properties, SUBSCRIPTION_ATTRIBUTES)
        const read = refusing([], () => readSubscriptionAttributes(given, {}, subscription, topic, ''))
        Object.assign(subscription, read)
        return subscriptionHandle(subscription)
      },
      delete(existing) {
        const subscription = state.findSubscription(existing.arn)
        if (subscription) state.unsubscribe(subscription)
      },
    },

    'AWS::SNS::TopicPolicy': policyType(
      topics,
      topicAt,
      ({ Topics }) => (Array.isArray(Topics) ? Topics : []),
      'Topics',
    ),
    'AWS::SNS::TopicInlinePolicy': policyType(
      topics,
      topicAt,
      ({ TopicArn }) => (TopicArn === undefined ? [] : [TopicArn]),
      'TopicArn',
    ),
  }
}

/** A policy that is put on topics; without it they have their default again. */
function policyType(
  topics: TopicDirectory,
  topicAt: (arn: TemplateValue | undefined, path: readonly (string | number)[]) => Topic,
  topicsOf: (properties: Values) => readonly TemplateValue[],
  property: string,
): ResourceType {
  /** Physical id → topics with this policy. */
  const applied = new Map<string, readonly { readonly arn: string; readonly policy: PolicyDocument }[]>()

  const apply = (physicalId: string, { properties }: ResourceInput): ResourceHandle => {
    const policy = readResourcePolicy(properties['PolicyDocument'])
    if (!policy) throw new ResourceError('Invalid parameter: Policy Error: null', ['PolicyDocument'])
    const wanted = topicsOf(properties).map((arn, index) =>
      topicAt(arn, property === 'Topics' ? [property, index] : [property]),
    )
    remove(physicalId)
    for (const topic of wanted) topic.policy = policy
    applied.set(
      physicalId,
      wanted.map(({ arn }) => ({ arn, policy })),
    )
    return { physicalId, arn: physicalId, ref: physicalId, attributes: { Id: physicalId } }
  }
  const remove = (physicalId: string): void => {
    for (const { arn, policy } of applied.get(physicalId) ?? []) {
      const topic = topics.state.find(arn)
      if (topic?.policy === policy) topic.policy = topics.defaultPolicy(arn)
    }
    applied.delete(physicalId)
  }
  return {
    create: (input) => apply(input.generatedName, input),
    update: (existing, input) => apply(existing.physicalId, input),
    delete: (existing) => remove(existing.physicalId),
  }
}

const isTrue = (value: TemplateValue | undefined): boolean => value === true || value === 'true'
const asText = (value: TemplateValue | undefined): string => (typeof value === 'string' ? value : '')

/** As the API takes them: texts, objects as JSON. */
function attributesOf(properties: Values, names: readonly string[]): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const name of names) {
    const value = properties[name]
    if (value === undefined || value === null) continue
    attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return attributes
}

function tagsOf({ Tags }: Values): ReadonlyMap<string, string> {
  const tags = Array.isArray(Tags) ? (Tags as readonly Values[]) : []
  return new Map(tags.map(({ Key, Value }) => [asText(Key), asText(Value)]))
}

/** Runs what may be refused by the API's rules; the owner of the template learns where. */
function refusing<Value>(path: readonly (string | number)[], work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const text = error.message.replace('Attributes Reason: ', '')
    const property = /^Invalid parameter: ([A-Z][A-Za-z]+):/.exec(text)?.[1]
    throw new ResourceError(text, property === undefined ? path : [...path, property])
  }
}

function topicHandle({ arn, name }: Topic): ResourceHandle {
  return { physicalId: arn, arn, ref: arn, attributes: { TopicArn: arn, TopicName: name } }
}

function subscriptionHandle({ arn }: Subscription): ResourceHandle {
  return { physicalId: arn, arn, ref: arn, attributes: { Arn: arn } }
}
