/** TransactWriteItems and TransactGetItems. Source: Amazon DynamoDB API Reference; Developer Guide, "Transactions". */

import { AwsError } from '../../../aws/aws-error'
import type { Operation, ServiceContext } from '../../contract'
import { CapacityMeter, readCost, tableUnits, writeCost } from '../capacity'
import { holds } from '../expressions/evaluate'
import { project } from '../expressions/paths'
import { Placeholders } from '../expressions/placeholders'
import { readProjection } from '../expressions/projection'
import * as limits from '../limits'
import type { StoredItem, Table } from '../state'
import type { Tables } from '../tables'
import { itemSize, readItem, type Item } from '../values'
import { errors } from '../wire'
import {
  checked,
  checkKey,
  maybeText,
  nameOf,
  REQUIRED,
  RETURN_CONSUMED_CAPACITY,
  RETURN_ITEM_COLLECTION_METRICS,
  RETURN_VALUES_ON_FAILURE,
  type Constraints,
  type Input,
} from './input'
import { itemCollection, recordFailure } from './items'
import { checkRequest, deleteRequest, putRequest, updateRequest, type WriteRequest } from './write-requests'

const failing = { ReturnValuesOnConditionCheckFailure: RETURN_VALUES_ON_FAILURE }
const keyed: Constraints = { Key: REQUIRED, TableName: REQUIRED, ...failing }

const WRITE: Constraints = {
  TransactItems: {
    required: true,
    length: [1, limits.TRANSACTION_ITEMS_MAX],
    entries: {
      members: {
        ConditionCheck: { members: { ...keyed, ConditionExpression: REQUIRED } },
        Put: { members: { Item: REQUIRED, TableName: REQUIRED, ...failing } },
        Delete: { members: keyed },
        Update: { members: { ...keyed, UpdateExpression: REQUIRED } },
      },
    },
  },
  ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
  ReturnItemCollectionMetrics: RETURN_ITEM_COLLECTION_METRICS,
  ClientRequestToken: { length: [1, 36] },
}

const GET: Constraints = {
  TransactItems: {
    required: true,
    length: [1, limits.TRANSACTION_ITEMS_MAX],
    entries: {
      members: { Get: { required: true, members: { Key: REQUIRED, TableName: REQUIRED } } },
    },
  },
  ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
}

const READERS: Readonly<Record<string, (input: Input) => WriteRequest>> = {
  ConditionCheck: checkRequest,
  Put: putRequest,
  Delete: deleteRequest,
  Update: updateRequest,
}

/** A CancellationReason. */
interface Reason {
  readonly Code: string
  readonly Message?: string
  readonly Item?: Item
}

const NONE: Reason = { Code: 'None' }

interface Planned {
  readonly request: WriteRequest
  readonly table: Table
  readonly place: string
  readonly old: StoredItem | null
  readonly item: StoredItem | null
}

interface Remembered {
  readonly request: string
  readonly answer: object
  readonly replay: object
}

export function transactionOperations(tables: Tables, context: ServiceContext): Readonly<Record<string, Operation>> {
  /** By ClientRequestToken, for ten minutes. */
  const remembered = new Map<string, Remembered>()

  const remember = (token: string, entry: Remembered): void => {
    remembered.set(token, entry)
    const forget = (): void => void remembered.delete(token)
    context.kernel.after(limits.TRANSACTION_TOKEN_LIFETIME, forget, { background: true })
  }

  return {
    TransactWriteItems(input) {
      checked(input, WRITE)
      const token = maybeText(input, 'ClientRequestToken')
      const { ClientRequestToken: _token, ReturnConsumedCapacity: _capacity, ...rest } = input
      const before = token === null ? undefined : remembered.get(token)
      if (before) {
        if (before.request !== JSON.stringify(rest)) throw errors.idempotentParameterMismatch()
        return input['ReturnConsumedCapacity'] === undefined ? before.answer : before.replay
      }
      const requests = (input['TransactItems'] as readonly Input[]).map(readAction)
      const targets = requests.map((request) => tables.usable(request.tableName))
      const planned = plan(context, requests, targets)
      for (const { request, table, place, item } of planned) {
        if (request.kind === 'check') continue
        if (item) table.put(place, item, 'transaction')
        else table.remove(place, 'transaction')
      }
      const answer = answerWrite(input, planned)
      if (token !== null) {
        remember(token, { request: JSON.stringify(rest), answer, replay: replayed(input, planned) })
      }
      return answer
    },

    TransactGetItems(input) {
      checked(input, GET)
      const gets = (input['TransactItems'] as readonly Input[]).map((entry) => {
        const get = entry['Get'] as Input
        const projection = maybeText(get, 'ProjectionExpression')
        const placeholders = new Placeholders(get, { ProjectionExpression: projection ?? undefined })
        const key = readItem(get['Key'] as Input)
        const paths = projection === null ? null : readProjection(projection, placeholders)
        placeholders.checkAllUsed()
        return { name: nameOf(String(get['TableName'])), key, paths }
      })
      const targets = gets.map(({ name }) => tables.usable(name))
      const reasons = gets.map(({ key }, index) => faultOf(() => checkKey(targets[index] as Table, key)) ?? NONE)
      if (reasons.some((reason) => reason !== NONE)) throw errors.transactionCanceled(reasons)
      const places = gets.map(({ key }, index) => (targets[index] as Table).keyOf(key))
      checkDistinctItems(places.map((place, index) => ({ table: targets[index] as Table, place })))
      const meter = new CapacityMeter(input['ReturnConsumedCapacity'], 'read', true)
      let bytes = 0
      const responses = gets.map(({ paths }, index) => {
        const table = targets[index] as Table
        const item = table.get(places[index] as string)
        bytes += item?.size ?? 0
        meter.add(table, tableUnits(readCost(item?.size ?? 0, true)))
        return item ? { Item: paths ? project(item.attributes, paths) : item.attributes } : {}
      })
      if (bytes > limits.TRANSACTION_BYTES_MAX) throw tooLarge()
      return { Responses: responses, ...meter.list }
    },
  }
}

function readAction(entry: Input): WriteRequest {
  const kinds = Object.keys(READERS).filter((kind) => entry[kind] !== undefined)
  const reader = READERS[kinds[0] ?? '']
  if (kinds.length !== 1 || !reader) {
    throw errors.validation('TransactItems can only contain one of Check, Put, Update or Delete')
  }
  return reader(entry[kinds[0] ?? ''] as Input)
}

/** Tries every action on what there is now; nothing is changed. @throws AwsError TransactionCanceledException */
function plan(
  context: ServiceContext,
  requests: readonly WriteRequest[],
  targets: readonly Table[],
): readonly Planned[] {
  const places = requests.map((request, index): { place: string } | Reason => {
    let place = ''
    return faultOf(() => (place = request.place(targets[index] as Table))) ?? { place }
  })
  const placed = places.flatMap((place, index) =>
    'place' in place ? [{ table: targets[index] as Table, place: place.place }] : [],
  )
  checkDistinctItems(placed)
  const planned: Planned[] = []
  const reasons = requests.map((request, index): Reason => {
    const where = places[index] as { place: string } | Reason
    if (!('place' in where)) return where
    const table = targets[index] as Table
    const old = table.get(where.place)
    if (request.condition && !holds(request.condition.condition, old?.attributes ?? {})) {
      recordFailure(context, table, request)
      return {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        ...(request.returnOnFailure && old && { Item: old.attributes }),
      }
    }
    const fault = faultOf(() =>
      planned.push({ request, table, place: where.place, old, item: request.next(table, old) }),
    )
    return fault ?? NONE
  })
  if (reasons.some((reason) => reason !== NONE)) throw errors.transactionCanceled(reasons)
  const bytes = planned.reduce((sum, { request, item }) => sum + (item?.size ?? itemSize(request.keyed)), 0)
  if (bytes > limits.TRANSACTION_BYTES_MAX) throw tooLarge()
  return planned
}

const tooLarge = (): AwsError =>
  // The limit is documented, the sentence not confirmed.
  errors.validation('Collective size of items in transaction cannot exceed 4MB')

function checkDistinctItems(placed: readonly { readonly table: Table; readonly place: string }[]): void {
  const distinct = new Set(placed.map(({ table, place }) => `${table.name} ${place}`))
  if (distinct.size === placed.length) return
  throw errors.validation('Transaction request cannot include multiple operations on one item')
}

/** What one action's values are refused for cancels the transaction. */
function faultOf(work: () => unknown): Reason | null {
  try {
    work()
    return null
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ValidationException') throw error
    return { Code: 'ValidationError', Message: error.message }
  }
}

function answerWrite(input: Input, planned: readonly Planned[]): object {
  const meter = new CapacityMeter(input['ReturnConsumedCapacity'], 'write', true)
  const collections = new Map<string, object[]>()
  for (const { request, table, old, item } of planned) {
    meter.add(
      table,
      request.kind === 'check' ? tableUnits(writeCost(table, old, old).table) : writeCost(table, old, item),
    )
    const collection = itemCollection(table, item ?? old)
    if (collection) collections.set(table.name, [...(collections.get(table.name) ?? []), collection])
  }
  return {
    ...meter.list,
    ...(input['ReturnItemCollectionMetrics'] === 'SIZE' && {
      ItemCollectionMetrics: Object.fromEntries(collections),
    }),
  }
}

/** A repeated request consumes reads: "the number of read capacity units consumed in reading the item". */
function replayed(input: Input, planned: readonly Planned[]): object {
  const meter = new CapacityMeter(input['ReturnConsumedCapacity'] ?? 'TOTAL', 'read', true)
  for (const { table, item } of planned) meter.add(table, tableUnits(readCost(item?.size ?? 0, true)))
  return meter.list
}
