/**
 * AWS::DynamoDB::Table and, with replicas nowhere else, AWS::DynamoDB::GlobalTable.
 * Source: CloudFormation resource reference for Amazon DynamoDB.
 */

import { AwsError } from '../../aws/aws-error'
import { checkConstraints } from '../../aws/constraints'
import type { TemplateValue } from '../../aws/template'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import { tableDefinitionOf, type GivenIndex, type GivenTable, type GivenThroughput } from './definitions'
import { keyAttributes } from './keys'
import * as limits from './limits'
import { CREATE, viewTypeOf } from './operations/tables'
import type { IndexDefinition, Table, TableDefinition } from './state'
import type { ViewType } from './stream'
import type { Tables } from './tables'

type Properties = ResourceInput['properties']

interface Wanted {
  readonly definition: TableDefinition
  readonly view: ViewType | null
  readonly timeToLive: string | null
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
}

export function createResourceTypes(tables: Tables): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::DynamoDB::Table': tableType(tables, (properties) => properties),
    'AWS::DynamoDB::GlobalTable': tableType(tables, plainTable),
  }
}

/** @param plain properties of the type → those of AWS::DynamoDB::Table */
function tableType(tables: Tables, plain: (properties: Properties) => Properties): ResourceType {
  return {
    create(input) {
      const wanted = wantedOf(input, plain(input.properties))
      const { definition } = wanted
      if (tables.find(definition.name)) {
        throw new ResourceError(`Table already exists: ${definition.name}`, ['TableName'])
      }
      const table = tables.create(definition, wanted.view)
      tables.settle(table, 'at-once')
      table.timeToLive = wanted.timeToLive
      setTags(table, wanted)
      return handleOf(table)
    },

    update(existing, input) {
      const table = tables.findByArn(existing.arn)
      const wanted = wantedOf(input, plain(input.properties))
      if (!table || !canBecome(table, wanted.definition)) return null
      tables.update(table)
      become(tables, table, wanted)
      tables.settle(table, 'at-once')
      return handleOf(table)
    },

    delete(existing) {
      const table = tables.findByArn(existing.arn)
      if (!table) return
      if (table.deletionProtection) {
        throw new ResourceError(
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
          ['DeletionProtectionEnabled'],
        )
      }
      tables.delete(table)
      tables.settle(table, 'at-once')
    },
  }
}

/** A global table with one replica, in the stack's own Region, as the table it is. */
function plainTable(properties: Properties): Properties {
  const { Replicas: replicas, WriteProvisionedThroughputSettings: _write, ...rest } = properties
  const [replica, ...others] = Array.isArray(replicas) ? (replicas as readonly Properties[]) : []
  if (!replica) throw new ResourceError('A global table needs at least one replica.', ['Replicas'])
  if (others.length > 0) {
    throw new ResourceError(
      'Replicas in other Regions are not simulated: this stack lives in one.',
      ['Replicas'],
      'Name one replica, in the Region of the stack.',
    )
  }
  if (rest['BillingMode'] !== 'PAY_PER_REQUEST') {
    throw new ResourceError(
      'Global tables with provisioned capacity are not simulated.',
      ['BillingMode'],
      'Set BillingMode: PAY_PER_REQUEST.',
    )
  }
  const { StreamSpecification: stream } = rest as { StreamSpecification?: { StreamViewType: string } }
  return {
    ...rest,
    ...(stream && { StreamSpecification: { StreamViewType: stream.StreamViewType } }),
    ...(replica['Tags'] !== undefined && { Tags: replica['Tags'] }),
    ...(replica['DeletionProtectionEnabled'] !== undefined && {
      DeletionProtectionEnabled: replica['DeletionProtectionEnabled'],
    }),
  }
}

const NAME = new RegExp(`^${limits.TABLE_NAME}$`)

function wantedOf(input: ResourceInput, properties: Properties): Wanted {
  const name = properties['TableName'] ?? input.generatedName
  const { minimum, maximum } = limits.TABLE_NAME_LENGTH
  if (typeof name !== 'string' || !NAME.test(name) || name.length < minimum || name.length > maximum) {
    throw new ResourceError(
      `A table's name has ${minimum} to ${maximum} letters, digits, underscores, hyphens and periods.`,
      ['TableName'],
    )
  }
  const stream = properties['StreamSpecification'] as { StreamViewType?: ViewType } | undefined
  const given = { ...numbers(properties), TableName: name } as Readonly<Record<string, unknown>>
  try {
    checkConstraints({ ...given, StreamSpecification: undefined }, CREATE)
    return {
      definition: tableDefinitionOf(given as unknown as GivenTable),
      view: viewTypeOf(stream?.StreamViewType ? { StreamEnabled: true, ...stream } : undefined),
      timeToLive: timeToLiveOf(properties['TimeToLiveSpecification']),
      tags: (properties['Tags'] ?? []) as unknown as Wanted['tags'],
    }
  } catch (error) {
    if (error instanceof AwsError) throw new ResourceError(error.message)
    throw error
  }
}

/** Templates may write numbers and booleans as texts. */
function numbers(properties: Properties): Readonly<Record<string, unknown>> {
  const throughput = (given: TemplateValue | undefined): GivenThroughput | undefined => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
    const { ReadCapacityUnits: read, WriteCapacityUnits: write } = given as Properties
    return { ReadCapacityUnits: Number(read), WriteCapacityUnits: Number(write) }
  }
  const indexes = (name: string): object => {
    const given = properties[name]
    if (!Array.isArray(given)) return {}
    const read = (given as readonly Properties[]).map((index) => ({
      ...index,
      ...(index['ProvisionedThroughput'] !== undefined && {
        ProvisionedThroughput: throughput(index['ProvisionedThroughput']),
      }),
    }))
    return { [name]: read as unknown as readonly GivenIndex[] }
  }
  const protection = properties['DeletionProtectionEnabled']
  return {
    ...properties,
    ...(properties['ProvisionedThroughput'] !== undefined && {
      ProvisionedThroughput: throughput(properties['ProvisionedThroughput']),
    }),
    ...(protection !== undefined && { DeletionProtectionEnabled: String(protection) === 'true' }),
    ...indexes('GlobalSecondaryIndexes'),
    ...indexes('LocalSecondaryIndexes'),
  }
}

function timeToLiveOf(given: TemplateValue | undefined): string | null {
  if (typeof given !== 'object' || given === null) return null
  const { Enabled: enabled, AttributeName: name } = given as Properties
  if (String(enabled) !== 'true') return null
  if (typeof name !== 'string' || name === '') {
    throw new ResourceError('AttributeName is required where Enabled is true.', ['TimeToLiveSpecification'])
  }
  return name
}

/** Without being replaced. */
function canBecome(table: Table, { name, keys, indexes }: TableDefinition): boolean {
  const local = (all: readonly IndexDefinition[]): string => JSON.stringify(all.filter(({ kind }) => kind === 'local'))
  const present = [...table.indexes.values()].map(({ definition }) => definition)
  return table.name === name && JSON.stringify(table.keys) === JSON.stringify(keys) && local(present) === local(indexes)
}

function become(tables: Tables, table: Table, wanted: Wanted): void {
  const { definition } = wanted
  table.attributeTypes = definition.attributeTypes
  table.setBilling(definition.billing, definition.throughput)
  table.deletionProtection = definition.deletionProtection
  table.tableClass = definition.tableClass
  if (table.timeToLive !== wanted.timeToLive) table.timeToLive = wanted.timeToLive
  if (table.stream?.viewType !== (wanted.view ?? undefined)) {
    tables.closeStream(table)
    if (wanted.view) tables.openStream(table, wanted.view)
  }
  const global = definition.indexes.filter(({ kind }) => kind === 'global')
  for (const [name, index] of table.indexes) {
    const same = global.find((each) => each.name === name && sameIndex(each, index.definition))
    if (index.definition.kind === 'global' && !same) table.indexes.delete(name)
  }
  for (const index of global) if (!table.indexes.has(index.name)) tables.addIndex(table, index)
  setTags(table, wanted)
}

const sameIndex = (a: IndexDefinition, b: IndexDefinition): boolean =>
  JSON.stringify([keyAttributes(a.keys), a.projection]) === JSON.stringify([keyAttributes(b.keys), b.projection])

function setTags(table: Table, { tags }: Wanted): void {
  table.tags.clear()
  for (const { Key, Value } of tags) table.tags.set(Key, Value)
}

function handleOf(table: Table): ResourceHandle {
  return {
    physicalId: table.name,
    arn: table.arn,
    ref: table.name,
    attributes: { Arn: table.arn, ...(table.stream && { StreamArn: table.stream.arn }), TableId: table.id },
  }
}
