/**
 * Tables as CreateTable and CloudFormation describe them: read and checked into a `TableDefinition`.
 * Source: CreateTable API; texts as DynamoDB answers.
 */

import { keyAttributes, type KeySchema, type KeyType } from './keys'
import * as limits from './limits'
import type { IndexDefinition, Projection, TableDefinition, Throughput } from './state'
import { errors } from './wire'

export interface KeyElement {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}

export interface AttributeDefinition {
  readonly AttributeName: string
  readonly AttributeType: KeyType
}

export interface GivenThroughput {
  readonly ReadCapacityUnits: number
  readonly WriteCapacityUnits: number
}

export interface GivenIndex {
  readonly IndexName: string
  readonly KeySchema: readonly KeyElement[]
  readonly Projection?: { readonly ProjectionType?: Projection['type']; readonly NonKeyAttributes?: readonly string[] }
  readonly ProvisionedThroughput?: GivenThroughput
}

export interface GivenTable {
  readonly TableName: string
  readonly AttributeDefinitions: readonly AttributeDefinition[]
  readonly KeySchema: readonly KeyElement[]
  readonly BillingMode?: TableDefinition['billing']
  readonly ProvisionedThroughput?: GivenThroughput
  readonly LocalSecondaryIndexes?: readonly GivenIndex[]
  readonly GlobalSecondaryIndexes?: readonly GivenIndex[]
  readonly DeletionProtectionEnabled?: boolean
  readonly TableClass?: TableDefinition['tableClass']
  readonly SSESpecification?: object
}

const NO_THROUGHPUT: Throughput = { readUnits: 0, writeUnits: 0 }

/** @throws AwsError ValidationException */
export function tableDefinitionOf(given: GivenTable): TableDefinition {
  const billing = given.BillingMode ?? 'PROVISIONED'
  const throughput = throughputOf(billing, given.ProvisionedThroughput)
  const types = new Map(given.AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]))
  const keys = tableKeys(given.KeySchema, types)
  const local = given.LocalSecondaryIndexes?.map((index) => localIndex(index, keys, types)) ?? []
  if (given.LocalSecondaryIndexes && local.length === 0) {
    throw errors.invalidParameter('List of LocalSecondaryIndexes is empty')
  }
  const global = given.GlobalSecondaryIndexes?.map((index) => globalIndex(index, types, billing)) ?? []
  if (given.GlobalSecondaryIndexes && global.length === 0) {
    throw errors.invalidParameter('List of GlobalSecondaryIndexes is empty')
  }
  checkIndexes(local, global)
  checkAllDefined(keys, [...local, ...global], given.AttributeDefinitions)
  return {
    name: given.TableName,
    keys,
    attributeTypes: types,
    indexes: [...local, ...global],
    billing,
    throughput,
    deletionProtection: given.DeletionProtectionEnabled ?? false,
    tableClass: given.TableClass ?? 'STANDARD',
    encryption: given.SSESpecification ?? null,
  }
}

/** @throws AwsError ValidationException */
export function throughputOf(billing: TableDefinition['billing'], given: GivenThroughput | undefined): Throughput {
  if (billing === 'PAY_PER_REQUEST') {
    if (given) {
      throw errors.invalidParameter(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      )
    }
    return NO_THROUGHPUT
  }
  if (!given) {
    throw errors.invalidParameter(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    )
  }
  return { readUnits: given.ReadCapacityUnits, writeUnits: given.WriteCapacityUnits }
}

type Types = ReadonlyMap<string, KeyType>

const names = (elements: Iterable<string>): string => `[${[...elements].join(', ')}]`

function tableKeys(schema: readonly KeyElement[], types: Types): KeySchema {
  const [first, second] = schema
  const missing = schema.some(({ AttributeName }) => !types.has(AttributeName))
  if (missing && schema.length === 1 && first?.KeyType === 'HASH') throw undefinedKeys(schema, types)
  checkOrder(schema)
  if (missing) throw errors.validation('Invalid KeySchema: Some index key attribute have no definition')
  if (second && first?.AttributeName === second.AttributeName) throw sameName()
  return schemaOf(schema, types)
}

const undefinedKeys = (schema: readonly KeyElement[], types: Types): Error =>
  errors.invalidParameter(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: ${names(schema.map(({ AttributeName }) => AttributeName))}, AttributeDefinitions: ${names(types.keys())}`,
  )

const sameName = (): Error =>
  errors.validation('Both the Hash Key and the Range Key element in the KeySchema have the same name')

function checkOrder(schema: readonly KeyElement[]): void {
  if (schema[0]?.KeyType !== 'HASH') {
    throw errors.validation('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  }
  if (schema[1] && schema[1].KeyType !== 'RANGE') {
    throw errors.validation('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type')
  }
}

function schemaOf([partition, sort]: readonly KeyElement[], types: Types): KeySchema {
  const attribute = ({ AttributeName: name }: KeyElement) => ({ name, type: types.get(name) as KeyType })
  return { partition: attribute(partition as KeyElement), sort: sort ? attribute(sort) : null }
}

function indexKeys(given: GivenIndex, types: Types): KeySchema {
  const { KeySchema: schema } = given
  if (schema.some(({ AttributeName }) => !types.has(AttributeName))) throw undefinedKeys(schema, types)
  checkOrder(schema)
  if (schema[1] && schema[0]?.AttributeName === schema[1].AttributeName) throw sameName()
  return schemaOf(schema, types)
}

function projectionOf({ Projection: given }: GivenIndex): Projection {
  const type = given?.ProjectionType
  if (!type) throw errors.invalidParameter('Unknown ProjectionType: null')
  if (type !== 'INCLUDE' && given.NonKeyAttributes) {
    throw errors.invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`)
  }
  return { type, nonKeyAttributes: given.NonKeyAttributes ?? [] }
}

function localIndex(given: GivenIndex, table: KeySchema, types: Types): IndexDefinition {
  const { IndexName: name } = given
  if (!table.sort) {
    throw errors.invalidParameter(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    )
  }
  const keys = indexKeys(given, types)
  if (keys.partition.name !== table.partition.name) {
    throw errors.invalidParameter(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${keys.partition.name}, table hash key: ${table.partition.name}`,
    )
  }
  if (!keys.sort) throw errors.invalidParameter(`Index KeySchema does not have a range key for index: ${name}`)
  return { name, kind: 'local', keys, projection: projectionOf(given), throughput: null }
}

/** @throws AwsError ValidationException */
export function globalIndex(given: GivenIndex, types: Types, billing: TableDefinition['billing']): IndexDefinition {
  const { IndexName: name, ProvisionedThroughput: throughput } = given
  const keys = indexKeys(given, types)
  const projection = projectionOf(given)
  if (billing === 'PAY_PER_REQUEST' && throughput) {
    throw errors.invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    )
  }
  if (billing === 'PROVISIONED' && !throughput) {
    throw errors.invalidParameter(`ProvisionedThroughput must be specified for index: ${name}`)
  }
  return {
    name,
    kind: 'global',
    keys,
    projection,
    throughput: throughput
      ? { readUnits: throughput.ReadCapacityUnits, writeUnits: throughput.WriteCapacityUnits }
      : null,
  }
}

function checkIndexes(local: readonly IndexDefinition[], global: readonly IndexDefinition[]): void {
  const seen = new Set<string>()
  for (const { name } of [...local, ...global]) {
    if (seen.has(name)) throw errors.invalidParameter(`Duplicate index name: ${name}`)
    seen.add(name)
  }
  if (local.length > limits.LOCAL_INDEXES_MAX) {
    throw errors.invalidParameter(
      `Number of LocalSecondaryIndexes exceeds per-table limit of ${limits.LOCAL_INDEXES_MAX}`,
    )
  }
  if (global.length > limits.GLOBAL_INDEXES_MAX) {
    throw errors.invalidParameter(
      `GlobalSecondaryIndex count exceeds the per-table limit of ${limits.GLOBAL_INDEXES_MAX}`,
    )
  }
}

/** Every attribute defined is part of some key. */
function checkAllDefined(
  keys: KeySchema,
  indexes: readonly IndexDefinition[],
  definitions: readonly AttributeDefinition[],
): void {
  const used = new Set([keys, ...indexes.map((index) => index.keys)].flatMap(keyAttributes).map(({ name }) => name))
  if (definitions.length === used.size) return
  if (indexes.length === 0) {
    throw errors.invalidParameter(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    )
  }
  const defined = definitions.map(({ AttributeName }) => AttributeName)
  throw errors.invalidParameter(
    `Some AttributeDefinitions are not used. AttributeDefinitions: ${names(defined)}, keys used: ${names(used)}`,
  )
}
