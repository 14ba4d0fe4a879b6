/** GetItem, PutItem, UpdateItem, DeleteItem. Source: Amazon DynamoDB API Reference. */

import type { Operation, ServiceContext } from '../../contract'
import { CapacityMeter, readCost, tableUnits, writeCost } from '../capacity'
import { holds } from '../expressions/evaluate'
import { project } from '../expressions/paths'
import { Placeholders } from '../expressions/placeholders'
import { readProjection } from '../expressions/projection'
import type { StoredItem, Table } from '../state'
import type { Tables } from '../tables'
import { readItem, type Item } from '../values'
import { errors } from '../wire'
import {
  checked,
  checkKey,
  maybeText,
  refuseLegacy,
  REQUIRED,
  RETURN_CONSUMED_CAPACITY,
  RETURN_ITEM_COLLECTION_METRICS,
  RETURN_VALUES,
  RETURN_VALUES_ON_FAILURE,
  TABLE_NAME_REQUIRED,
  type Constraints,
  type Input,
} from './input'
import { deleteRequest, putRequest, updateRequest, type WriteRequest } from './write-requests'

const WRITE: Constraints = {
  ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
  ReturnValues: RETURN_VALUES,
  ReturnItemCollectionMetrics: RETURN_ITEM_COLLECTION_METRICS,
  ReturnValuesOnConditionCheckFailure: RETURN_VALUES_ON_FAILURE,
}
const PUT: Constraints = { TableName: TABLE_NAME_REQUIRED, Item: REQUIRED, ...WRITE }
const UPDATE: Constraints = { TableName: TABLE_NAME_REQUIRED, Key: REQUIRED, ...WRITE }
const GET: Constraints = {
  TableName: TABLE_NAME_REQUIRED,
  Key: REQUIRED,
  ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
}

export function itemOperations(tables: Tables, context: ServiceContext): Readonly<Record<string, Operation>> {
  /** What a condition finds or misses is the same for all writes. */
  const write = (request: WriteRequest): { table: Table; old: StoredItem | null; item: StoredItem | null } => {
    const table = tables.usable(request.tableName)
    const place = request.place(table)
    const before = request.condition || request.kind === 'update' ? table.get(place) : null
    if (request.condition && !holds(request.condition.condition, before?.attributes ?? {})) {
      recordFailure(context, table, request)
      throw errors.conditionFailed(request.returnOnFailure ? before?.attributes : undefined)
    }
    const item = request.next(table, before)
    const old = item ? table.put(place, item, 'request') : table.remove(place, 'request')
    return { table, old, item }
  }

  const answer = (
    input: Input,
    { table, old, item }: ReturnType<typeof write>,
    attributes: Item | null | undefined,
  ): object => {
    const meter = new CapacityMeter(input['ReturnConsumedCapacity'], 'write')
    if (input['ReturnConsumedCapacity'] !== undefined) meter.add(table, writeCost(table, old, item))
    return {
      ...(attributes && { Attributes: attributes }),
      ...meter.single,
      ...(input['ReturnItemCollectionMetrics'] === 'SIZE' && collectionMetrics(table, item ?? old)),
    }
  }

  return {
    GetItem(given) {
      const input = checked(given, GET)
      refuseLegacy(input, { AttributesToGet: 'ProjectionExpression' }, ['ProjectionExpression'])
      const projection = maybeText(input, 'ProjectionExpression')
      const placeholders = new Placeholders(input, { ProjectionExpression: projection ?? undefined })
      const key = readItem(input['Key'] as Input)
      const paths = projection === null ? null : readProjection(projection, placeholders)
      placeholders.checkAllUsed()
      const table = tables.usable(String(input['TableName']))
      checkKey(table, key)
      const item = table.get(table.keyOf(key))
      const meter = new CapacityMeter(input['ReturnConsumedCapacity'], 'read')
      meter.add(table, tableUnits(readCost(item?.size ?? 0, input['ConsistentRead'] === true)))
      return {
        ...(item && { Item: paths ? project(item.attributes, paths) : item.attributes }),
        ...meter.single,
      }
    },

    PutItem(given) {
      const input = checked(given, PUT)
      allOldOrNone(input)
      const written = write(putRequest(input))
      return answer(input, written, input['ReturnValues'] === 'ALL_OLD' ? written.old?.attributes : null)
    },

    DeleteItem(given) {
      const input = checked(given, UPDATE)
      allOldOrNone(input)
      const written = write(deleteRequest(input))
      return answer(input, written, input['ReturnValues'] === 'ALL_OLD' ? written.old?.attributes : null)
    },

    UpdateItem(given) {
      const input = checked(given, UPDATE)
      const request = updateRequest(input)
      const written = write(request)
      return answer(input, written, updatedAttributes(input['ReturnValues'], request, written))
    },
  }
}

function allOldOrNone(input: Input): void {
  const wanted = input['ReturnValues']
  if (wanted !== undefined && wanted !== 'ALL_OLD' && wanted !== 'NONE') {
    throw errors.validation('ReturnValues can only be ALL_OLD or NONE')
  }
}

function updatedAttributes(
  wanted: unknown,
  { touched }: WriteRequest,
  { old, item }: { old: StoredItem | null; item: StoredItem | null },
): Item | null {
  switch (wanted) {
    case 'ALL_OLD':
      return old?.attributes ?? null
    case 'ALL_NEW':
      return item?.attributes ?? null
    case 'UPDATED_OLD':
      return old && project(old.attributes, touched)
    case 'UPDATED_NEW':
      return item && project(item.attributes, touched)
    default:
      return null
  }
}

export function recordFailure(context: ServiceContext, table: Table, { keyed }: WriteRequest): void {
  context.kernel.trace.record({
    type: 'dynamodb.condition-failed',
    table: table.name,
    key: JSON.stringify(table.keyAttributesOf(keyed)),
  })
}

/** Of tables with local indexes, whose item collections are bounded. */
export function collectionMetrics(table: Table, item: StoredItem | null): object {
  const metrics = itemCollection(table, item)
  return metrics ? { ItemCollectionMetrics: metrics } : {}
}

export function itemCollection(table: Table, item: StoredItem | null): object | null {
  const hasLocal = [...table.indexes.values()].some(({ definition }) => definition.kind === 'local')
  const value = item?.attributes[table.keys.partition.name]
  if (!hasLocal || !value) return null
  return { ItemCollectionKey: { [table.keys.partition.name]: value }, SizeEstimateRangeGB: [0, 1] }
}
