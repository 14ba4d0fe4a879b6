import { DEFAULT_ACCOUNT } from '../../cloud/aws/arn'
import type { ResourceNames } from '../state/resource-names'
import type { EventContext } from './templates/template'

/** The service's part of ARNs, where it differs from the name in the type, and how a resource's name follows. */
const ARNS: Readonly<Record<string, (name: string) => string>> = {
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::DynamoDB::Table': (name) => arn('dynamodb', `table/${name}`),
  'AWS::Kinesis::Stream': (name) => arn('kinesis', `stream/${name}`),
  'AWS::Lambda::Function': (name) => arn('lambda', `function:${name}`),
  'AWS::MSK::Cluster': (name) => arn('kafka', `cluster/${name}`),
  'AWS::AmazonMQ::Broker': (name) => arn('mq', `broker:${name}:b-9bcfa592-423a-4942-879d-eb284b418fc8`),
  'AWS::DocDB::DBCluster': (name) => arn('rds', `cluster:${name}`),
  'AWS::SecretsManager::Secret': (name) => arn('secretsmanager', `secret:${name}`),
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${DEFAULT_ACCOUNT.region}:${DEFAULT_ACCOUNT.accountId}:${resource}`
}

/** Events are filled from what is deployed, as far as there is such a resource. */
export const eventContext = (names: ResourceNames, now: number): EventContext => ({
  ...DEFAULT_ACCOUNT,
  now: Math.floor(now),
  uuid: () => crypto.randomUUID(),
  resource(type, name) {
    const [found] = names.ofType(type)
    if (found) return { name: found.arn.split(/[:/]/).at(-1) ?? found.physicalId, arn: found.arn }
    const service = type.split('::')[1]?.toLowerCase() ?? ''
    return { name, arn: ARNS[type]?.(name) ?? arn(service, name) }
  },
})
