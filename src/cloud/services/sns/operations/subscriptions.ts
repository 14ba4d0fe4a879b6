/** Operations on subscriptions. Source: Amazon SNS API Reference. */

import type { Operation } from '../../contract'
import { readSubscriptionAttributes } from '../attributes'
import { arn, optionalText, page, record, text, type Input } from '../input'
import type { Subscription } from '../state'
import type { TopicDirectory } from '../topics'
import { errors } from '../wire'

export function subscriptionOperations(topics: TopicDirectory, accountId: string): Readonly<Record<string, Operation>> {
  const { state } = topics
  const subscriptionOf = (input: Input): Subscription => {
    const subscription = state.findSubscription(arn(text(input, 'SubscriptionArn'), 'SubscriptionArn'))
    if (!subscription) throw errors.subscriptionDoesNotExist()
    return subscription
  }
  const listed = (subscriptions: readonly Subscription[], input: Input): object => {
    const { page: ofPage, next } = page(subscriptions, optionalText(input, 'NextToken'))
    return {
      Subscriptions: ofPage.map(({ arn: SubscriptionArn, isConfirmed, protocol, endpoint, topicArn }) => ({
        SubscriptionArn: isConfirmed ? SubscriptionArn : 'PendingConfirmation',
        Owner: accountId,
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn: topicArn,
      })),
      ...next,
    }
  }

  return {
    Subscribe(input, caller) {
      const topic = topics.byArn(text(input, 'TopicArn'))
      const subscription = topics.subscribe(topic, {
        protocol: text(input, 'Protocol'),
        endpoint: optionalText(input, 'Endpoint'),
        attributes: record(input, 'Attributes'),
        principal: caller.arn,
      })
      const isTold = subscription.isConfirmed || input['ReturnSubscriptionArn'] === true
      return { SubscriptionArn: isTold ? subscription.arn : 'pending confirmation' }
    },

    ConfirmSubscription(input) {
      const topicArn = arn(text(input, 'TopicArn'), 'TopicArn')
      const token = text(input, 'Token')
      if (!/^[0-9a-f]+$/.test(token)) throw errors.invalidToken()
      const subscription = state.subscriptionsOf(topicArn).find((other) => other.token === token)
      if (!subscription) throw errors.invalidParameter('Token')
      subscription.isConfirmed = true
      subscription.confirmationWasAuthenticated = input['AuthenticateOnUnsubscribe'] === 'true'
      return { SubscriptionArn: subscription.arn }
    },

    /** Unsubscribing what is not there is no error. */
    Unsubscribe(input) {
      const subscription = state.findSubscription(arn(text(input, 'SubscriptionArn'), 'SubscriptionArn'))
      if (subscription) state.unsubscribe(subscription)
      return {}
    },

    ListSubscriptions: (input) => listed(state.subscriptions(), input),

    ListSubscriptionsByTopic(input) {
      return listed(state.subscriptionsOf(topics.byArn(text(input, 'TopicArn')).arn), input)
    },

    GetSubscriptionAttributes(input) {
      const subscription = subscriptionOf(input)
      const { attributes } = subscription
      return {
        Attributes: {
          SubscriptionArn: subscription.arn,
          TopicArn: subscription.topicArn,
          Owner: accountId,
          Protocol: subscription.protocol,
          Endpoint: subscription.endpoint,
          SubscriptionPrincipal: subscription.principal,
          PendingConfirmation: String(!subscription.isConfirmed),
          ConfirmationWasAuthenticated: String(subscription.confirmationWasAuthenticated),
          RawMessageDelivery: 'false',
          ...attributes,
          // Shown with a filter policy, not without (recorded).
          FilterPolicyScope:
            attributes['FilterPolicy'] === undefined
              ? undefined
              : (attributes['FilterPolicyScope'] ?? 'MessageAttributes'),
        },
      }
    },

    SetSubscriptionAttributes(input) {
      const subscription = subscriptionOf(input)
      const name = text(input, 'AttributeName')
      const topic = topics.byArn(subscription.topicArn)
      const given = { [name]: optionalText(input, 'AttributeValue') ?? '' }
      const read = readSubscriptionAttributes(given, subscription.attributes, subscription, topic, '')
      if (read.filter && !subscription.filter) topics.checkFilterCount(topic)
      subscription.attributes = read.attributes
      subscription.filter = read.filter
      return {}
    },
  }
}
