/** AWS::Logs::SubscriptionFilter. Source: CloudFormation resource reference for CloudWatch Logs. */

import { AwsError } from '../../aws/aws-error'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import type { LogGroups } from './log-groups'
import { putSubscription } from './subscription-operations'
import type { Subscriptions } from './subscriptions'

export function subscriptionFilterType(groups: LogGroups, subscriptions: Subscriptions): ResourceType {
  const put = ({ properties, generatedName }: ResourceInput): ResourceHandle => {
    const { LogGroupName, FilterName, FilterPattern, DestinationArn, RoleArn, Distribution } = properties
    const name = String(FilterName ?? generatedName)
    try {
      putSubscription(groups, subscriptions, {
        logGroupName: LogGroupName,
        filterName: name,
        filterPattern: FilterPattern,
        destinationArn: DestinationArn,
        roleArn: RoleArn,
        distribution: Distribution,
      })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const path = error.code === 'ResourceNotFoundException' ? ['LogGroupName'] : ['DestinationArn']
      throw new ResourceError(error.message, path)
    }
    return { physicalId: name, arn: `${String(LogGroupName)}|${name}`, ref: name, attributes: {} }
  }
  return {
    create: put,
    update(existing, input) {
      const [group] = existing.arn.split('|')
      if (input.properties['LogGroupName'] !== group) return null
      if (String(input.properties['FilterName'] ?? existing.physicalId) !== existing.physicalId) return null
      return put({ ...input, generatedName: existing.physicalId })
    },
    delete(existing) {
      const group = groups.find(existing.arn.split('|')[0] ?? '')
      if (group) subscriptions.delete(group, existing.physicalId)
    },
  }
}
