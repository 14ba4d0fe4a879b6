/** Tables as the API describes them: TableDescription. */

import type { KeySchema } from './keys'
import { keyAttributes } from './keys'
import { epochSeconds, type Index, type Table, type Throughput } from './state'

const keySchema = (keys: KeySchema): object[] =>
  keyAttributes(keys).map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }))

const throughput = ({ readUnits, writeUnits }: Throughput): object => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: readUnits,
  WriteCapacityUnits: writeUnits,
})

/** Counts and sizes are exact; AWS brings them up to date about every six hours. */
export function describeTable(table: Table): object {
  const ofKind = (kind: 'local' | 'global'): object[] =>
    [...table.indexes.values()]
      .filter(({ definition }) => definition.kind === kind)
      .map((index) => describeIndex(table, index))
  const [local, global] = [ofKind('local'), ofKind('global')]
  const { stream, encryption } = table
  return {
    AttributeDefinitions: [...table.attributeTypes].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    TableName: table.name,
    KeySchema: keySchema(table.keys),
    TableStatus: table.status,
    CreationDateTime: epochSeconds(table.createdAt),
    ProvisionedThroughput: throughput(table.throughput),
    TableSizeBytes: table.size,
    ItemCount: table.items.size,
    TableArn: table.arn,
    TableId: table.id,
    ...(table.onDemandSince !== null && {
      BillingModeSummary: {
        BillingMode: table.billing,
        LastUpdateToPayPerRequestDateTime: epochSeconds(table.onDemandSince),
      },
    }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
      LatestStreamLabel: stream.label,
      LatestStreamArn: stream.arn,
    }),
    ...(encryption && { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' } }),
    ...(table.tableClass !== 'STANDARD' && { TableClassSummary: { TableClass: table.tableClass } }),
    DeletionProtectionEnabled: table.deletionProtection,
  }
}

function describeIndex(table: Table, index: Index): object {
  const { name, kind, keys, projection } = index.definition
  let size = 0
  index.entries.ascend('', (item) => {
    size += index.sizeOf(item)
    return true
  })
  return {
    IndexName: name,
    KeySchema: keySchema(keys),
    Projection: {
      ProjectionType: projection.type,
      ...(projection.type === 'INCLUDE' && { NonKeyAttributes: projection.nonKeyAttributes }),
    },
    ...(kind === 'global' && {
      IndexStatus: index.status,
      ...(index.status === 'CREATING' && { Backfilling: true }),
      ProvisionedThroughput: throughput(index.definition.throughput ?? { readUnits: 0, writeUnits: 0 }),
    }),
    IndexSizeBytes: size,
    ItemCount: index.entries.size,
    IndexArn: `${table.arn}/index/${name}`,
  }
}
