import type { StackModel } from '../../cloud/aws/template'
import type { ResourceNames } from '../state/resource-names'

/** How many days the template says that a log group's events are kept; null for ever. */
export function retentionDays(group: string, names: ResourceNames, stack: StackModel | null): number | null {
  const resource = names.ofType('AWS::Logs::LogGroup').find(({ physicalId }) => physicalId === group)
  const days = stack?.resources.find(({ logicalId }) => logicalId === resource?.logicalId)?.properties[
    'RetentionInDays'
  ]
  return typeof days === 'number' ? days : null
}
