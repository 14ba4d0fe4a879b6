/**
 * AWS::Serverless::SimpleTable → a table with one key attribute, on demand unless it has a throughput.
 * Source: aws/serverless-application-model, samtranslator/model/sam_resources.py (SamSimpleTable).
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { pick, propertiesPath, type Expansion, type SourceResource } from './expansion'

const TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' }

export function expandSimpleTable({ logicalId, properties, dependsOn }: SourceResource): Expansion {
  const key = isMapping(properties['PrimaryKey']) ? properties['PrimaryKey'] : { Name: 'id', Type: 'String' }
  const { Name: name = 'id', Type: type } = key
  const tags = isMapping(properties['Tags']) ? Object.entries(properties['Tags']) : []
  const throughput = properties['ProvisionedThroughput']
  const path = propertiesPath(logicalId)
  return {
    amendments: [],
    resources: [
      {
        logicalId,
        type: 'AWS::DynamoDB::Table',
        origin: logicalId,
        dependsOn,
        sources: [
          { prefix: [], source: path },
          { prefix: ['AttributeDefinitions'], source: [...path, 'PrimaryKey'] },
          { prefix: ['KeySchema'], source: [...path, 'PrimaryKey'] },
        ],
        properties: {
          ...pick(properties, ['TableName', 'SSESpecification', 'PointInTimeRecoverySpecification']),
          AttributeDefinitions: [{ AttributeName: name, AttributeType: TYPES[String(type)] ?? 'S' }],
          KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
          ...(throughput === undefined ? { BillingMode: 'PAY_PER_REQUEST' } : { ProvisionedThroughput: throughput }),
          ...(tags.length > 0 && { Tags: tags.map(([Key, Value]): TemplateValue => ({ Key, Value })) }),
        },
      },
    ],
  }
}
