/**
 * PutSubscriptionFilter, DescribeSubscriptionFilters, DeleteSubscriptionFilter.
 * Source: CloudWatch Logs API Reference; texts as AWS's users report them.
 */

import { parseArn } from '../../aws/arn'
import { serviceCaller, type Operation, type ServiceContext } from '../contract'
import { compileFilterPattern } from './filter-pattern'
import { check, GROUP, optionalNumber, optionalText, text, type Input } from './input'
import * as limits from './limits'
import type { LogGroups } from './log-groups'
import { page } from './pages'
import type { LogGroup, SubscriptionFilter } from './state'
import { isStream, type Subscriptions } from './subscriptions'
import { errors } from './wire'

const FILTER_NAME = { required: true, length: limits.NAME_LENGTH, pattern: '[^:*]*' } as const

export function createSubscriptionOperations(
  groups: LogGroups,
  subscriptions: Subscriptions,
): Readonly<Record<string, Operation>> {
  return {
    PutSubscriptionFilter(input) {
      check(input, {
        logGroupName: GROUP,
        filterName: FILTER_NAME,
        filterPattern: { required: true, length: [0, 1024] },
        destinationArn: { required: true, length: [1, Infinity] },
        distribution: { values: ['Random', 'ByLogStream'] },
      })
      putSubscription(groups, subscriptions, input)
      return {}
    },

    DescribeSubscriptionFilters(input) {
      check(input, { logGroupName: GROUP, limit: { range: [1, limits.GROUPS_PAGE_MAX] } })
      const group = groups.byName(text(input, 'logGroupName'))
      const prefix = optionalText(input, 'filterNamePrefix') ?? ''
      const found = [...group.subscriptions.values()].filter(({ name }) => name.startsWith(prefix))
      const size = optionalNumber(input, 'limit') ?? limits.GROUPS_PAGE_MAX
      const { items, nextToken } = page(found, optionalText(input, 'nextToken'), size)
      return {
        subscriptionFilters: items.map((filter) => describe(group, filter)),
        ...(nextToken !== undefined && { nextToken }),
      }
    },

    DeleteSubscriptionFilter(input) {
      check(input, { logGroupName: GROUP, filterName: FILTER_NAME })
      const group = groups.byName(text(input, 'logGroupName'))
      if (!subscriptions.delete(group, text(input, 'filterName'))) throw errors.subscriptionNotFound()
      return {}
    },
  }
}

/** Creates or replaces. @throws AwsError */
export function putSubscription(groups: LogGroups, subscriptions: Subscriptions, input: Input): SubscriptionFilter {
  const group = groups.byName(text(input, 'logGroupName'))
  const name = text(input, 'filterName')
  const filter: SubscriptionFilter = {
    name,
    pattern: text(input, 'filterPattern'),
    destinationArn: text(input, 'destinationArn'),
    roleArn: optionalText(input, 'roleArn') ?? null,
    distribution: optionalText(input, 'distribution') === 'Random' ? 'Random' : 'ByLogStream',
    createdAt: Math.floor(groups.context.kernel.now),
  }
  compileFilterPattern(filter.pattern)
  checkDestination(groups.context, group, filter)
  if (!group.subscriptions.has(name) && group.subscriptions.size >= limits.SUBSCRIPTION_FILTERS_MAX) {
    throw errors.limitExceeded()
  }
  subscriptions.put(group, filter)
  return filter
}

function checkDestination(context: ServiceContext, group: LogGroup, filter: SubscriptionFilter): void {
  const { destinationArn, roleArn } = filter
  const arn = parseArn(destinationArn)
  switch (arn?.service) {
    case 'lambda': {
      if (roleArn !== null)
        throw errors.invalidParameter('destinationArn for vendor lambda cannot be used with roleArn')
      const name = arn.resource.split(':')[1] ?? ''
      // Its own log lines would invoke it again and again.
      if (group.name === `/aws/lambda/${name}`) throw errors.ownLogGroup()
      const caller = serviceCaller('logs.amazonaws.com', `${group.arn}:*`)
      if (context.canDeliver(destinationArn, caller) !== 'allowed') throw errors.functionNotInvocable()
      return
    }
    case 'kinesis':
      // The text is not recorded.
      if (roleArn === null)
        throw errors.invalidParameter('destinationArn for vendor kinesis cannot be used without roleArn')
      if (!isStream(filter)) return
      if (
        context.canDeliver(
          destinationArn,
          context.assumeRole(roleArn, serviceCaller('logs.amazonaws.com', group.arn), 'logs'),
        ) !== 'allowed'
      ) {
        throw errors.streamNotReachable()
      }
      return
    case 'firehose':
      throw errors.invalidParameter(
        'Firehose is not simulated: a subscription filter delivers to a function or a Kinesis stream here.',
      )
    case 'logs':
      throw errors.invalidParameter('Destinations of other accounts are not simulated.')
    default:
      throw errors.invalidParameter(`Invalid destinationArn: ${destinationArn}`)
  }
}

function describe(group: LogGroup, filter: SubscriptionFilter): object {
  return {
    filterName: filter.name,
    logGroupName: group.name,
    filterPattern: filter.pattern,
    destinationArn: filter.destinationArn,
    ...(filter.roleArn !== null && { roleArn: filter.roleArn }),
    distribution: filter.distribution,
    creationTime: filter.createdAt,
  }
}
