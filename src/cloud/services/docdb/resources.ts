/**
 * AWS::DocDB::DBCluster, and its instances, which change nothing here.
 * Source: CloudFormation resource reference for Amazon DocumentDB.
 */

import { formatArn } from '../../aws/arn'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import { CLUSTER_IDENTIFIER } from './limits'
import { Cluster } from './state'

const PORT = '27017'

/** @param clusters by ARN */
export function createResourceTypes(
  clusters: Map<string, Cluster>,
  { account, kernel }: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  const arnOf = (kind: string, name: string): string => formatArn('rds', account, `${kind}:${name}`)
  const handleOf = ({ identifier, arn }: Cluster): ResourceHandle => {
    const host = `${identifier}.cluster-c0ld5tart.${account.region}.docdb.amazonaws.com`
    const attributes = {
      ClusterResourceId: `cluster-${identifier}`,
      Endpoint: host,
      Port: PORT,
      ReadEndpoint: host.replace('.cluster-', '.cluster-ro-'),
    }
    return { physicalId: identifier, arn, ref: identifier, attributes }
  }
  return {
    'AWS::DocDB::DBCluster': {
      create(input) {
        const identifier = identifierOf(input)
        const arn = arnOf('cluster', identifier)
        if (clusters.has(arn)) throw new ResourceError('DB Cluster already exists', ['DBClusterIdentifier'])
        const cluster = new Cluster(identifier, arn, kernel)
        clusters.set(arn, cluster)
        return handleOf(cluster)
      },
      update(existing, input) {
        const cluster = clusters.get(existing.arn)
        return cluster?.identifier === identifierOf(input) ? handleOf(cluster) : null
      },
      delete: (existing) => void clusters.delete(existing.arn),
    },
    'AWS::DocDB::DBInstance': {
      create: (input) => instanceOf(input, (name) => arnOf('db', name)),
      update: (existing, input) => {
        const next = instanceOf(input, (name) => arnOf('db', name))
        return next.physicalId === existing.physicalId ? next : null
      },
      delete: () => undefined,
    },
  }
}

/** CloudFormation writes them in lower case. */
function identifierOf({ properties, generatedName }: ResourceInput): string {
  const name = String(properties['DBClusterIdentifier'] ?? generatedName.slice(0, 63)).toLowerCase()
  if (CLUSTER_IDENTIFIER.test(name)) return name
  throw new ResourceError(
    'The parameter DBClusterIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
    ['DBClusterIdentifier'],
  )
}

function instanceOf({ properties, generatedName }: ResourceInput, arnOf: (name: string) => string): ResourceHandle {
  const name = String(properties['DBInstanceIdentifier'] ?? generatedName.slice(0, 63)).toLowerCase()
  return { physicalId: name, arn: arnOf(name), ref: name, attributes: { Port: PORT } }
}
