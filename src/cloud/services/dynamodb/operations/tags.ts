/** Tags, time to live, limits and endpoints. Source: Amazon DynamoDB API Reference. */

import type { Operation, ServiceContext } from '../../contract'
import * as limits from '../limits'
import type { Table } from '../state'
import type { Tables } from '../tables'
import { errors } from '../wire'
import { checked, REQUIRED, tableName, type Constraints, type Input } from './input'

const TIME_TO_LIVE: Constraints = {
  TableName: REQUIRED,
  TimeToLiveSpecification: {
    required: true,
    members: { Enabled: REQUIRED, AttributeName: { required: true, length: [1, 255] } },
  },
}

export function tagOperations(tables: Tables, context: ServiceContext): Readonly<Record<string, Operation>> {
  const { account, kernel } = context
  /** Table → when its time to live was last changed, virtual milliseconds. */
  const changedAt = new WeakMap<Table, number>()

  const existing = (input: Input): Table => {
    const name = tableName(input)
    const table = tables.find(name)
    if (!table) throw errors.tableNotFound(name)
    return table
  }

  const tagged = (input: Input): Table => {
    const arn = String(input['ResourceArn'])
    const table = tables.findByArn(arn)
    if (table) return table
    if (!/^arn:aws:dynamodb:[^:]*:\d*:table\/[^/]+$/.test(arn)) {
      throw errors.validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`)
    }
    throw errors.notFound(`Requested resource not found: ResourcArn: ${arn} not found`)
  }

  return {
    TagResource(input) {
      checked(input, { ResourceArn: REQUIRED, Tags: REQUIRED })
      const tags = input['Tags'] as readonly { Key: string; Value: string }[]
      if (tags.length === 0) throw errors.validation('Atleast one Tag needs to be provided as Input.')
      const table = tagged(input)
      const keys = new Set([...table.tags.keys(), ...tags.map(({ Key }) => Key)])
      if (keys.size > limits.TAGS_MAX) {
        // The sentence is not confirmed.
        throw errors.validation('One or more parameter values were invalid: Too many tags: at most 50 per table')
      }
      for (const { Key, Value } of tags) table.tags.set(Key, Value)
      return {}
    },

    UntagResource(input) {
      checked(input, { ResourceArn: REQUIRED, TagKeys: REQUIRED })
      const keys = input['TagKeys'] as readonly string[]
      if (keys.length === 0) throw errors.validation('Atleast one Tag Key needs to be provided as Input.')
      const table = tagged(input)
      for (const key of keys) table.tags.delete(key)
      return {}
    },

    ListTagsOfResource(input) {
      checked(input, { ResourceArn: REQUIRED })
      return { Tags: [...tagged(input).tags].map(([Key, Value]) => ({ Key, Value })) }
    },

    DescribeTimeToLive(input) {
      checked(input, { TableName: REQUIRED })
      const { timeToLive } = existing(input)
      return {
        TimeToLiveDescription:
          timeToLive === null
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive },
      }
    },

    UpdateTimeToLive(input) {
      checked(input, TIME_TO_LIVE)
      const table = existing(input)
      const specification = input['TimeToLiveSpecification'] as { Enabled: boolean; AttributeName: string }
      const { Enabled: enabled, AttributeName: attribute } = specification
      if (enabled && table.timeToLive === attribute) throw errors.validation('TimeToLive is already enabled')
      if (!enabled && table.timeToLive === null) throw errors.validation('TimeToLive is already disabled')
      if (table.timeToLive !== null && table.timeToLive !== attribute) {
        throw errors.validation(
          `TimeToLive is active on a different AttributeName: current AttributeName is ${table.timeToLive}`,
        )
      }
      const last = changedAt.get(table)
      if (last !== undefined && kernel.now - last < limits.TTL_CHANGE_INTERVAL) {
        throw errors.validation('Time to live has been modified multiple times within a fixed interval')
      }
      changedAt.set(table, kernel.now)
      table.timeToLive = enabled ? attribute : null
      return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } }
    },

    DescribeLimits: () => ({
      AccountMaxReadCapacityUnits: limits.ACCOUNT_CAPACITY_UNITS_MAX,
      AccountMaxWriteCapacityUnits: limits.ACCOUNT_CAPACITY_UNITS_MAX,
      TableMaxReadCapacityUnits: limits.TABLE_CAPACITY_UNITS_MAX,
      TableMaxWriteCapacityUnits: limits.TABLE_CAPACITY_UNITS_MAX,
    }),

    DescribeEndpoints: () => ({
      Endpoints: [{ Address: `dynamodb.${account.region}.amazonaws.com`, CachePeriodInMinutes: 1440 }],
    }),

    ExecuteStatement: () => refusePartiQL(),
    BatchExecuteStatement: () => refusePartiQL(),
    ExecuteTransaction: () => refusePartiQL(),
  }
}

function refusePartiQL(): never {
  throw errors.notSimulated('PartiQL', 'Use the operations on items, Query or Scan.')
}
