/**
 * What each operation needs of IAM.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS". Operations on a
 * subscription are decided on its topic, lists on all topics of the account: that is what AWS's denials name.
 */

import { formatArn, type Account } from '../../aws/arn'
import type { AccessNeed, AccessRule } from '../contract'
import { list, type Input } from './input'

/** What a topic must allow; the action is named as the operation, but where a batch needs its single counterpart's. */
const ON_A_TOPIC = [
  ...['AddPermission', 'ConfirmSubscription', 'DeleteTopic', 'GetTopicAttributes', 'ListSubscriptionsByTopic'],
  ...['RemovePermission', 'SetTopicAttributes'],
]
const ON_A_SUBSCRIPTION = ['GetSubscriptionAttributes', 'SetSubscriptionAttributes', 'Unsubscribe']
const ON_A_RESOURCE = ['ListTagsForResource', 'TagResource', 'UntagResource']
const ON_ALL_TOPICS = ['ListSubscriptions', 'ListTopics']

export function createAccess(account: Account): Readonly<Record<string, AccessRule>> {
  const textOf = (input: Input, name: string): string | undefined =>
    typeof input[name] === 'string' ? input[name] : undefined
  const need = (operation: string, resource: string | undefined): readonly AccessNeed[] => [
    { action: `sns:${operation}`, resource: resource ?? '*' },
  ]
  const rules = (operations: readonly string[], resourceOf: (input: Input) => string | undefined) =>
    operations.map((operation): [string, AccessRule] => [operation, (input) => need(operation, resourceOf(input))])

  return {
    ...Object.fromEntries([
      ...rules(ON_A_TOPIC, (input) => textOf(input, 'TopicArn')),
      ...rules(ON_A_SUBSCRIPTION, (input) => topicOf(textOf(input, 'SubscriptionArn'))),
      ...rules(ON_A_RESOURCE, (input) => textOf(input, 'ResourceArn')),
      ...rules(ON_ALL_TOPICS, () => formatArn('sns', account, '*')),
    ]),
    CreateTopic(input) {
      const arn = formatArn('sns', account, textOf(input, 'Name') ?? '')
      return [...need('CreateTopic', arn), ...(list(input, 'Tags').length > 0 ? need('TagResource', arn) : [])]
    },
    Subscribe(input) {
      const [protocol, endpoint] = [textOf(input, 'Protocol'), textOf(input, 'Endpoint')]
      const context = {
        ...(protocol !== undefined && { 'sns:Protocol': protocol }),
        ...(endpoint !== undefined && { 'sns:Endpoint': endpoint }),
      }
      return [{ action: 'sns:Subscribe', resource: textOf(input, 'TopicArn') ?? '*', context }]
    },
    // A phone is no resource.
    Publish: (input) => need('Publish', textOf(input, 'TopicArn') ?? textOf(input, 'TargetArn')),
    PublishBatch: (input) => need('Publish', textOf(input, 'TopicArn')),
  }
}

/** `arn:aws:sns:…:topic:id` → `arn:aws:sns:…:topic` */
const topicOf = (subscriptionArn: string | undefined): string | undefined =>
  subscriptionArn?.split(':').slice(0, 6).join(':')
