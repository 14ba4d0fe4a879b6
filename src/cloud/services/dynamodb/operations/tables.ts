/** CreateTable, DescribeTable, UpdateTable, DeleteTable, ListTables. Source: Amazon DynamoDB API Reference. */

import { type Constraint, checkConstraints } from '../../../aws/constraints'
import type { Operation } from '../../contract'
import {
  globalIndex,
  tableDefinitionOf,
  throughputOf,
  type AttributeDefinition,
  type GivenIndex,
  type GivenTable,
  type GivenThroughput,
} from '../definitions'
import { describeTable } from '../describe'
import * as limits from '../limits'
import type { Table, TableDefinition } from '../state'
import { VIEW_TYPES, type ViewType } from '../stream'
import type { Tables } from '../tables'
import { errors } from '../wire'
import { REQUIRED, tableName, type Constraints, type Input } from './input'

const KEY_SCHEMA: Constraint = {
  required: true,
  length: [1, 2],
  entries: {
    members: {
      AttributeName: { required: true, length: [1, 255] },
      KeyType: { required: true, values: ['HASH', 'RANGE'] },
    },
  },
}
const THROUGHPUT: Constraint = {
  members: {
    WriteCapacityUnits: { required: true, range: [1, Infinity] },
    ReadCapacityUnits: { required: true, range: [1, Infinity] },
  },
}
const INDEX_NAME: Constraint = { required: true, pattern: limits.TABLE_NAME, length: [3, 255] }
const INDEX: Constraints = {
  Projection: {
    required: true,
    members: {
      ProjectionType: { values: ['ALL', 'INCLUDE', 'KEYS_ONLY'] },
      NonKeyAttributes: { length: [1, 20] },
    },
  },
  IndexName: INDEX_NAME,
  KeySchema: KEY_SCHEMA,
  ProvisionedThroughput: THROUGHPUT,
}
const ATTRIBUTE_DEFINITIONS: Constraint = {
  entries: {
    members: {
      AttributeName: { required: true, length: [1, 255] },
      AttributeType: { required: true, values: ['B', 'N', 'S'] },
    },
  },
}
const BILLING_MODE: Constraint = { values: ['PROVISIONED', 'PAY_PER_REQUEST'] }
const STREAM: Constraint = { members: { StreamEnabled: REQUIRED, StreamViewType: { values: VIEW_TYPES } } }
const TABLE_CLASS: Constraint = { values: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] }

export const CREATE: Constraints = {
  TableName: { pattern: limits.TABLE_NAME },
  BillingMode: BILLING_MODE,
  ProvisionedThroughput: THROUGHPUT,
  AttributeDefinitions: { ...ATTRIBUTE_DEFINITIONS, required: true },
  KeySchema: KEY_SCHEMA,
  LocalSecondaryIndexes: { entries: { members: INDEX } },
  GlobalSecondaryIndexes: { entries: { members: INDEX } },
  StreamSpecification: STREAM,
  TableClass: TABLE_CLASS,
}
const UPDATE: Constraints = {
  BillingMode: BILLING_MODE,
  ProvisionedThroughput: THROUGHPUT,
  AttributeDefinitions: ATTRIBUTE_DEFINITIONS,
  GlobalSecondaryIndexUpdates: {
    entries: {
      members: {
        Update: { members: { IndexName: INDEX_NAME } },
        Create: { members: INDEX },
        Delete: { members: { IndexName: INDEX_NAME } },
      },
    },
  },
  StreamSpecification: STREAM,
  TableClass: TABLE_CLASS,
}

/** Parameters that AWS would act on and nothing here does. */
const NOT_SIMULATED = [
  'ReplicaUpdates',
  'GlobalTableWitnessUpdates',
  'MultiRegionConsistency',
  'ResourcePolicy',
  'OnDemandThroughput',
  'WarmThroughput',
  'VectorIndexes',
]

interface StreamSpecification {
  readonly StreamEnabled: boolean
  readonly StreamViewType?: ViewType
}

export function tableOperations(tables: Tables): Readonly<Record<string, Operation>> {
  const existing = (input: Input): Table => {
    const name = tableName(input)
    const table = tables.find(name)
    if (!table) throw errors.tableNotFound(name)
    return table
  }

  /** The answer shows what the table is on its way from. */
  const settled = (table: Table): object => {
    const answer = { TableDescription: describeTable(table) }
    tables.settle(table, 'later')
    return answer
  }

  return {
    CreateTable(input) {
      const name = tableName(input)
      checkConstraints({ ...input, TableName: name }, CREATE)
      refuseNotSimulated(input)
      const definition = tableDefinitionOf({ ...(input as unknown as GivenTable), TableName: name })
      const view = viewTypeOf(input['StreamSpecification'] as StreamSpecification | undefined)
      if (tables.find(name)) throw errors.inUse(`Table already exists: ${name}`)
      if (tables.all().length >= limits.TABLES_MAX) {
        throw errors.limitExceeded(
          `Subscriber limit exceeded: There is a limit of ${limits.TABLES_MAX} tables per subscriber`,
        )
      }
      const table = tables.create(definition, view)
      for (const { Key, Value } of (input['Tags'] ?? []) as readonly { Key: string; Value: string }[]) {
        table.tags.set(Key, Value)
      }
      return settled(table)
    },

    DescribeTable: (input) => ({ Table: describeTable(existing(input)) }),

    UpdateTable(input) {
      tableName(input)
      checkConstraints(input, UPDATE)
      refuseNotSimulated(input)
      const table = existing(input)
      if (table.status !== 'ACTIVE')
        throw errors.inUse(`Table is being ${table.status === 'DELETING' ? 'deleted' : 'updated'}: ${table.name}`)
      new Update(tables, table, input).run()
      return settled(table)
    },

    DeleteTable(input) {
      const table = existing(input)
      if (table.deletionProtection) {
        throw errors.validation(
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
        )
      }
      if (table.status === 'CREATING') {
        throw errors.inUse(`Attempt to change a resource which is still in use: Table is being created: ${table.name}`)
      }
      if (table.status === 'DELETING') return { TableDescription: describeTable(table) }
      tables.delete(table)
      return settled(table)
    },

    ListTables(input) {
      checkConstraints(input, {
        Limit: { range: [1, limits.LIST_TABLES_MAX] },
        ExclusiveStartTableName: { pattern: limits.TABLE_NAME, length: [3, 255] },
      })
      const after = input['ExclusiveStartTableName'] as string | undefined
      const limit = Number(input['Limit'] ?? limits.LIST_TABLES_MAX)
      const names = tables
        .all()
        .map(({ name }) => name)
        .filter((name) => after === undefined || name > after)
      const page = names.slice(0, limit)
      return { TableNames: page, ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }) }
    },
  }
}

function refuseNotSimulated(input: Input): void {
  const name = NOT_SIMULATED.find((parameter) => input[parameter] !== undefined)
  if (name !== undefined) throw errors.notSimulated(`The parameter ${name}`)
}

/** @throws AwsError ValidationException */
export function viewTypeOf(specification: StreamSpecification | undefined): ViewType | null {
  if (!specification) return null
  const { StreamEnabled: enabled, StreamViewType: view } = specification
  if (enabled && !view) {
    throw errors.invalidParameter('StreamSpecification.StreamViewType must be specified when StreamEnabled is true')
  }
  if (!enabled && view) {
    throw errors.invalidParameter(
      'StreamSpecification.StreamViewType must not be specified when StreamEnabled is false',
    )
  }
  return enabled ? (view as ViewType) : null
}

class Update {
  constructor(
    readonly tables: Tables,
    readonly table: Table,
    readonly input: Input,
  ) {}

  run(): void {
    const { input } = this
    const changes = (input['GlobalSecondaryIndexUpdates'] ?? []) as readonly Readonly<Record<string, unknown>>[]
    const [billing, given] = [input['BillingMode'], input['ProvisionedThroughput']]
    const settings = ['DeletionProtectionEnabled', 'TableClass', 'SSESpecification', 'StreamSpecification']
    if (!billing && !given && changes.length === 0 && settings.every((name) => input[name] === undefined)) {
      throw errors.validation(
        'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
      )
    }
    if (billing || given) this.#capacity(billing as TableDefinition['billing'] | undefined, given as GivenThroughput)
    this.#stream(input['StreamSpecification'] as StreamSpecification | undefined)
    if (input['DeletionProtectionEnabled'] !== undefined) {
      this.table.deletionProtection = input['DeletionProtectionEnabled'] === true
    }
    if (input['TableClass'] !== undefined) this.table.tableClass = input['TableClass'] as TableDefinition['tableClass']
    this.tables.update(this.table)
    this.#indexes(changes)
  }

  #capacity(mode: TableDefinition['billing'] | undefined, given: GivenThroughput | undefined): void {
    const { table } = this
    const billing = mode ?? table.billing
    if (mode === undefined || mode === table.billing) {
      if (billing === 'PROVISIONED' && given) {
        const { readUnits, writeUnits } = table.throughput
        if (given.ReadCapacityUnits === readUnits && given.WriteCapacityUnits === writeUnits) {
          throw errors.validation(
            `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${readUnits}. Requested ReadCapacityUnits: ${readUnits}. Current WriteCapacityUnits provisioned for the table: ${writeUnits}. Requested WriteCapacityUnits: ${writeUnits}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
          )
        }
      } else if (!given) {
        return
      }
    }
    if (mode === 'PROVISIONED' && !given) {
      throw errors.invalidParameter('ProvisionedThroughput must be specified when BillingMode is PROVISIONED')
    }
    table.setBilling(billing, throughputOf(billing, given))
  }

  #stream(specification: StreamSpecification | undefined): void {
    if (!specification) return
    const view = viewTypeOf(specification)
    const { table } = this
    if (view) {
      if (table.stream) throw errors.validation(`Table already has an enabled stream: TableName: ${table.name}`)
      this.tables.openStream(table, view)
    } else {
      if (!table.stream) throw errors.validation(`Table has no stream to disable: TableName: ${table.name}`)
      this.tables.closeStream(table)
    }
  }

  #indexes(changes: readonly Readonly<Record<string, unknown>>[]): void {
    const { tables } = this
    const creations = changes.filter((change) => change['Create'] !== undefined || change['Delete'] !== undefined)
    if (creations.length > 1) {
      throw errors.limitExceeded(
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
      )
    }
    for (const change of changes) {
      const create = change['Create'] as GivenIndex | undefined
      const remove = change['Delete'] as { IndexName: string } | undefined
      const update = change['Update'] as { IndexName: string; ProvisionedThroughput?: GivenThroughput } | undefined
      if (create) this.#createIndex(create)
      else if (remove) {
        tables.removeIndex(this.#index(remove.IndexName))
      } else if (update) {
        const index = this.#index(update.IndexName)
        if (update.ProvisionedThroughput) {
          index.definition.throughput = throughputOf('PROVISIONED', update.ProvisionedThroughput)
        }
      } else {
        throw errors.invalidParameter(
          'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
        )
      }
    }
  }

  #index(name: string) {
    const index = this.table.indexes.get(name)
    if (index?.definition.kind !== 'global') throw errors.resourceNotFound()
    return index
  }

  #createIndex(given: GivenIndex): void {
    const { table, input } = this
    if (table.indexes.has(given.IndexName)) {
      throw errors.validation('Attempting to create an index which already exists')
    }
    const types = new Map(table.attributeTypes)
    for (const { AttributeName, AttributeType } of (input['AttributeDefinitions'] ?? []) as AttributeDefinition[]) {
      types.set(AttributeName, AttributeType)
    }
    const definition = globalIndex(given, types, table.billing)
    table.attributeTypes = types
    this.tables.addIndex(table, definition)
  }
}
