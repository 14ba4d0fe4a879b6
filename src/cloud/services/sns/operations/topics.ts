/** Operations on topics, their tags and permissions. Source: Amazon SNS API Reference. */

import { withoutPermission, withPermission } from '../../../aws/policy-statements'
import type { Operation } from '../../contract'
import { list, optionalText, page, record, tags, text, type Input } from '../input'
import * as limits from '../limits'
import type { Topic } from '../state'
import type { TopicDirectory } from '../topics'
import { errors } from '../wire'

export function topicOperations(topics: TopicDirectory, accountId: string): Readonly<Record<string, Operation>> {
  const { state } = topics
  const topicOf = (input: Input): Topic => topics.byArn(text(input, 'TopicArn'))
  const tagged = (input: Input): Topic => {
    const topic = state.find(text(input, 'ResourceArn'))
    if (!topic) throw errors.resourceDoesNotExist()
    return topic
  }

  return {
    CreateTopic(input) {
      const name = text(input, 'Name')
      const given = record(input, 'Attributes')
      const tagsGiven = tags(list(input, 'Tags'))
      const existing = state.find(topics.arnOf(name))
      if (!existing) {
        if (tagsGiven.size > limits.TAGS_MAX) throw errors.tooManyTags()
        return { TopicArn: topics.create(name, given, tagsGiven).arn }
      }
      const present = attributesOf(topics, existing, accountId)
      if (Object.entries(given).some(([attribute, value]) => present[attribute] !== value && value !== 'false')) {
        throw errors.invalidParameter('Attributes Reason: Topic already exists with different attributes')
      }
      if ([...tagsGiven].some(([key, value]) => existing.tags.get(key) !== value)) {
        throw errors.invalidParameter('Tags Reason: Topic already exists with different tags')
      }
      return { TopicArn: existing.arn }
    },

    /** Deleting what is not there is no error. */
    DeleteTopic(input) {
      const arn = text(input, 'TopicArn')
      if (arn.split(':').length < 6) throw errors.malformedArn('TopicArn', arn.split(':').length)
      const topic = state.find(arn)
      if (topic) state.delete(topic)
      return {}
    },

    ListTopics(input) {
      const { page: topicsOfPage, next } = page(state.all(), optionalText(input, 'NextToken'))
      return { Topics: topicsOfPage.map(({ arn }) => ({ TopicArn: arn })), ...next }
    },

    GetTopicAttributes(input) {
      return { Attributes: attributesOf(topics, topicOf(input), accountId) }
    },

    SetTopicAttributes(input) {
      const topic = topicOf(input)
      topics.setAttribute(topic, text(input, 'AttributeName'), optionalText(input, 'AttributeValue') ?? '')
      return {}
    },

    TagResource(input) {
      const topic = tagged(input)
      const all = new Map([...topic.tags, ...tags(list(input, 'Tags'))])
      if (all.size > limits.TAGS_MAX) throw errors.tooManyTags()
      topic.tags = all
      return {}
    },

    UntagResource(input) {
      const topic = tagged(input)
      const removed = new Set(list(input, 'TagKeys').map(String))
      topic.tags = new Map([...topic.tags].filter(([key]) => !removed.has(key)))
      return {}
    },

    ListTagsForResource(input) {
      return { Tags: [...tagged(input).tags].map(([Key, Value]) => ({ Key, Value })) }
    },

    AddPermission(input) {
      const topic = topicOf(input)
      const label = text(input, 'Label')
      const actions = list(input, 'ActionName').map(String)
      if (!actions.every((action) => PERMISSIBLE.has(action))) {
        throw errors.invalidParameter('Policy statement action out of service scope!')
      }
      if (withoutPermission(topic.policy, label) !== undefined) {
        throw errors.invalidParameter('Statement already exists')
      }
      topic.policy = withPermission(topic.policy, { Version: '2008-10-17' }, topic.arn, {
        label,
        accounts: list(input, 'AWSAccountId').map(String),
        actions: actions.map((action) => `SNS:${action}`),
      })
      return {}
    },

    RemovePermission(input) {
      const topic = topicOf(input)
      const policy = withoutPermission(topic.policy, text(input, 'Label'))
      if (policy !== undefined) topic.policy = policy ?? topics.defaultPolicy(topic.arn)
      return {}
    },
  }
}

/** What AddPermission can permit. */
const PERMISSIBLE: ReadonlySet<string> = new Set([
  'AddPermission',
  'DeleteTopic',
  'GetTopicAttributes',
  'ListSubscriptionsByTopic',
  'Publish',
  'Receive',
  'RemovePermission',
  'SetTopicAttributes',
  'Subscribe',
])

function attributesOf(topics: TopicDirectory, topic: Topic, accountId: string): Record<string, string> {
  const subscriptions = topics.state.subscriptionsOf(topic.arn)
  const pending = subscriptions.filter(({ isConfirmed }) => !isConfirmed).length
  return {
    ...(topic.isFifo && { ContentBasedDeduplication: 'false', FifoTopic: 'true' }),
    DisplayName: '',
    ...topic.attributes,
    EffectiveDeliveryPolicy: JSON.stringify(effectiveDeliveryPolicy(topic.attributes['DeliveryPolicy'])),
    Owner: accountId,
    Policy: JSON.stringify(topic.policy),
    SubscriptionsConfirmed: String(subscriptions.length - pending),
    SubscriptionsDeleted: String(topic.deletedSubscriptions),
    SubscriptionsPending: String(pending),
    TopicArn: topic.arn,
  }
}

function effectiveDeliveryPolicy(text: string | undefined): object {
  const defaults = limits.HTTP_DELIVERY_POLICY
  if (text === undefined) return defaults
  const { http = {} } = JSON.parse(text) as { http?: { defaultHealthyRetryPolicy?: object } }
  const defaultHealthyRetryPolicy = { ...defaults.http.defaultHealthyRetryPolicy, ...http.defaultHealthyRetryPolicy }
  return { http: { ...defaults.http, ...http, defaultHealthyRetryPolicy } }
}
