/** What each action needs. Source: Service Authorization Reference, "Amazon CloudWatch Logs". */

import type { Account } from '../../aws/arn'
import { formatArn } from '../../aws/arn'
import type { AccessRule } from '../contract'
import { nameInArn } from './input'

export function createAccess(account: Account): Readonly<Record<string, AccessRule>> {
  const arn = (resource: string): string => formatArn('logs', account, resource)
  const onGroup =
    (action: string): AccessRule =>
    (input) => {
      const given = String(input['logGroupName'] ?? input['logGroupIdentifier'] ?? '*')
      // A policy that names a log group ends in `:*`, which is part of what the action is asked of.
      return [{ action: `logs:${action}`, resource: arn(`log-group:${nameInArn(given) ?? given}:*`) }]
    }
  const onStream =
    (action: string): AccessRule =>
    (input) => {
      const given = String(input['logGroupName'] ?? input['logGroupIdentifier'] ?? '*')
      const stream = String(input['logStreamName'] ?? '*')
      return [
        { action: `logs:${action}`, resource: arn(`log-group:${nameInArn(given) ?? given}:log-stream:${stream}`) },
      ]
    }
  const onArn =
    (action: string): AccessRule =>
    (input) => [{ action: `logs:${action}`, resource: String(input['resourceArn'] ?? '*') }]
  const onAll =
    (action: string): AccessRule =>
    () => [{ action: `logs:${action}`, resource: arn('log-group::log-stream:*') }]

  /** Of queries: one or more groups. */
  const onGroups =
    (action: string): AccessRule =>
    (input) => {
      const names = input['logGroupNames'] ?? input['logGroupIdentifiers'] ?? [input['logGroupName'] ?? '*']
      return (names as readonly unknown[]).map(String).map((given) => ({
        action: `logs:${action}`,
        resource: arn(`log-group:${nameInArn(given) ?? given}:*`),
      }))
    }

  return {
    CreateLogGroup: onGroup('CreateLogGroup'),
    DeleteLogGroup: onGroup('DeleteLogGroup'),
    DescribeLogGroups: onAll('DescribeLogGroups'),
    ListLogGroups: onAll('ListLogGroups'),
    PutRetentionPolicy: onGroup('PutRetentionPolicy'),
    DeleteRetentionPolicy: onGroup('DeleteRetentionPolicy'),
    CreateLogStream: onGroup('CreateLogStream'),
    DeleteLogStream: onStream('DeleteLogStream'),
    DescribeLogStreams: onGroup('DescribeLogStreams'),
    PutLogEvents: onStream('PutLogEvents'),
    GetLogEvents: onStream('GetLogEvents'),
    FilterLogEvents: onGroup('FilterLogEvents'),
    PutSubscriptionFilter: onGroup('PutSubscriptionFilter'),
    DescribeSubscriptionFilters: onGroup('DescribeSubscriptionFilters'),
    DeleteSubscriptionFilter: onGroup('DeleteSubscriptionFilter'),
    PutResourcePolicy: () => [{ action: 'logs:PutResourcePolicy', resource: '*' }],
    DescribeResourcePolicies: () => [{ action: 'logs:DescribeResourcePolicies', resource: '*' }],
    DeleteResourcePolicy: () => [{ action: 'logs:DeleteResourcePolicy', resource: '*' }],
    TestMetricFilter: () => [{ action: 'logs:TestMetricFilter', resource: '*' }],
    StartQuery: onGroups('StartQuery'),
    GetQueryResults: () => [{ action: 'logs:GetQueryResults', resource: '*' }],
    StopQuery: () => [{ action: 'logs:StopQuery', resource: '*' }],
    DescribeQueries: () => [{ action: 'logs:DescribeQueries', resource: '*' }],
    GetLogRecord: () => [{ action: 'logs:GetLogRecord', resource: '*' }],
    TagResource: onArn('TagResource'),
    UntagResource: onArn('UntagResource'),
    ListTagsForResource: onArn('ListTagsForResource'),
  }
}
