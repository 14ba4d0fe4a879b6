/**
 * AWS::MSK::Cluster and AWS::MSK::ServerlessCluster.
 * Source: CloudFormation resource reference for Amazon MSK; bootstrap brokers: MSK Developer Guide, "Get the bootstrap
 * brokers for an Amazon MSK cluster".
 */

import { formatArn } from '../../aws/arn'
import type { TemplateValue } from '../../aws/template'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import * as limits from './limits'
import type { Cluster, Clusters } from './state'

export function createResourceTypes(
  clusters: Clusters,
  { account, kernel }: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  const typeOf = (settings: (input: ResourceInput) => Pick<Cluster, 'kind' | 'partitions' | 'iam'>): ResourceType => {
    const clusterOf = (input: ResourceInput, existing?: Cluster): Cluster => {
      const name = nameOf(input)
      const given = settings(input)
      if (existing) return { ...existing, ...given }
      const random = kernel.random('kafka-clusters')
      const arn = formatArn('kafka', account, `cluster/${name}/${random.uuid()}-${random.integer(1, 25)}`)
      const host = `${name.toLowerCase()}.${random.text(6, 'abcdefghijklmnopqrstuvwxyz0123456789')}`
      return { ...given, name, arn, bootstrapServers: serversOf(given, host, account.region) }
    }
    return {
      create(input) {
        if (clusters.named(nameOf(input))) {
          throw new ResourceError('A cluster with this name already exists in your AWS account and Region.', [
            'ClusterName',
          ])
        }
        const cluster = clusterOf(input)
        clusters.add(cluster)
        return handleOf(cluster)
      },
      update(existing, input) {
        const cluster = clusters.find(existing.arn)
        if (!cluster || cluster.name !== nameOf(input)) return null
        // Topics keep the partitions they were made with.
        Object.assign(cluster, clusterOf(input, cluster))
        return handleOf(cluster)
      },
      delete: (existing) => clusters.remove(existing.arn),
    }
  }
  return {
    'AWS::MSK::Cluster': typeOf(({ properties }) => ({
      kind: 'provisioned',
      partitions: brokersOf(properties['NumberOfBrokerNodes']),
      iam: usesIam(properties['ClientAuthentication']),
    })),
    'AWS::MSK::ServerlessCluster': typeOf(({ properties }) => {
      // Required: serverless clusters know no other way.
      if (!usesIam(properties['ClientAuthentication'])) {
        throw new ResourceError('Serverless clusters require SASL/IAM client authentication.', ['ClientAuthentication'])
      }
      return { kind: 'serverless', partitions: limits.SERVERLESS_PARTITIONS, iam: true }
    }),
  }
}

function nameOf({ properties, generatedName }: ResourceInput): string {
  const name = properties['ClusterName'] ?? generatedName.slice(0, 64)
  if (typeof name === 'string' && limits.CLUSTER_NAME.test(name)) return name
  throw new ResourceError('A cluster’s name has 1 to 64 letters, digits and hyphens.', ['ClusterName'])
}

/** AWS's text for other numbers is not confirmed: brokers are spread evenly over two or three Availability Zones. */
function brokersOf(value: TemplateValue | undefined): number {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0 && number <= 60) return number
  throw new ResourceError('NumberOfBrokerNodes must be an integer from 1 to 60.', ['NumberOfBrokerNodes'])
}

function usesIam(authentication: TemplateValue | undefined): boolean {
  const step = (value: TemplateValue | undefined, name: string): TemplateValue | undefined =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, TemplateValue>)[name]
      : undefined
  const enabled = step(step(step(authentication, 'Sasl'), 'Iam'), 'Enabled')
  return enabled === true || enabled === 'true'
}

/** Port 9098 for IAM, 9092 in plain text; a serverless cluster has one name for all brokers. */
function serversOf(
  { kind, partitions, iam }: Pick<Cluster, 'kind' | 'partitions' | 'iam'>,
  host: string,
  region: string,
): readonly string[] {
  if (kind === 'serverless') return [`boot-${host.split('.')[1]}.c1.kafka-serverless.${region}.amazonaws.com:9098`]
  const count = Math.min(partitions, 3)
  const port = iam ? 9098 : 9092
  return Array.from({ length: count }, (_, index) => `b-${index + 1}.${host}.c1.kafka.${region}.amazonaws.com:${port}`)
}

const handleOf = ({ arn }: Cluster): ResourceHandle => ({ physicalId: arn, arn, ref: arn, attributes: { Arn: arn } })
