/** BatchGetItem and BatchWriteItem. Source: Amazon DynamoDB API Reference. */

import type { Operation } from '../../contract'
import { CapacityMeter, readCost, tableUnits, writeCost } from '../capacity'
import { project, type Path } from '../expressions/paths'
import { Placeholders } from '../expressions/placeholders'
import { readProjection } from '../expressions/projection'
import * as limits from '../limits'
import type { StoredItem, Table } from '../state'
import type { Tables } from '../tables'
import { readItem, type Item } from '../values'
import { errors } from '../wire'
import {
  checked,
  checkIndexKeys,
  checkKey,
  maybeText,
  nameOf,
  refuseLegacy,
  RETURN_CONSUMED_CAPACITY,
  RETURN_ITEM_COLLECTION_METRICS,
  type Constraints,
  type Input,
} from './input'
import { itemCollection } from './items'
import { newItem } from './write-requests'

const GET: Constraints = {
  RequestItems: { required: true, length: [1, limits.BATCH_GET_KEYS_MAX] },
  ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
}
const WRITE: Constraints = {
  RequestItems: { required: true, length: [1, limits.BATCH_WRITE_ITEMS_MAX] },
  ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
  ReturnItemCollectionMetrics: RETURN_ITEM_COLLECTION_METRICS,
}

interface Wanted {
  readonly given: string
  readonly request: Input
  readonly keys: readonly { readonly given: unknown; readonly key: Item }[]
  readonly paths: readonly Path[] | null
}

export function batchOperations(tables: Tables): Readonly<Record<string, Operation>> {
  return {
    BatchGetItem(input) {
      checked(input, GET)
      const requests = Object.entries(input['RequestItems'] as Readonly<Record<string, Input>>)
      for (const [table, request] of requests) checkKeyCount(table, request)
      const wanted = requests.map(([given, request]): Wanted => readWanted(given, request))
      const total = wanted.reduce((sum, { keys }) => sum + keys.length, 0)
      if (total > limits.BATCH_GET_KEYS_MAX) {
        throw errors.validation('Too many items requested for the BatchGetItem call')
      }
      const places = wanted.map(({ given, keys }) => {
        const table = tables.usable(nameOf(given))
        return { table, places: keys.map(({ key }) => placeOf(table, key)) }
      })
      for (const { places: keys } of places) {
        if (new Set(keys).size < keys.length) throw errors.duplicateKeys()
      }
      return answerGet(input, wanted, places)
    },

    BatchWriteItem(input) {
      checked(input, WRITE)
      const requests = Object.entries(input['RequestItems'] as Readonly<Record<string, readonly Input[]>>)
      const total = requests.reduce((sum, [, entries]) => sum + entries.length, 0)
      for (const [, entries] of requests) checkEntryCount(input, entries)
      for (const [table, entries] of requests) entries.forEach((entry, index) => checkEntry(table, entry, index + 1))
      if (total > limits.BATCH_WRITE_ITEMS_MAX) {
        throw errors.validation('Too many items requested for the BatchWriteItem call')
      }
      const writes = requests.flatMap(([given, entries]) =>
        entries.map((entry) => ({ given, entry, change: readChange(entry) })),
      )
      const placed = writes.map(({ given, change }) => {
        const table = tables.usable(nameOf(given))
        if (change.item) {
          const key = table.keyAttributesOf(change.item.attributes)
          const place = placeOf(table, key)
          checkIndexKeys(table, change.item.attributes)
          return { table, place, item: change.item }
        }
        return { table, place: placeOf(table, change.key), item: null }
      })
      const distinct = new Set(placed.map(({ table, place }) => `${table.name} ${place}`))
      if (distinct.size < placed.length) throw errors.duplicateKeys()
      // At most 25 items of 400 KB: never beyond the 16 MB after which AWS leaves items unprocessed.
      const meter = new CapacityMeter(input['ReturnConsumedCapacity'], 'write')
      const collections = new Map<string, object[]>()
      for (const { table, place, item } of placed) {
        const old = item ? table.put(place, item, 'request') : table.remove(place, 'request')
        meter.add(table, writeCost(table, old, item))
        const collection = itemCollection(table, item ?? old)
        if (collection) collections.set(table.name, [...(collections.get(table.name) ?? []), collection])
      }
      return {
        UnprocessedItems: {},
        ...(input['ReturnItemCollectionMetrics'] === 'SIZE' && {
          ItemCollectionMetrics: Object.fromEntries(collections),
        }),
        ...meter.list,
      }
    },
  }
}

/** As models constrain the values of a map: one message for too few and too many. */
function checkKeyCount(table: string, request: Input): void {
  const path = `requestItems.${table}.member.keys`
  const keys = request['Keys'] as readonly unknown[] | undefined
  const fail = (value: string, demand: string): Error =>
    errors.validation(
      `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${demand}`,
    )
  if (!keys) throw fail('null', 'not be null')
  if (keys.length === 0) throw fail(`'[]'`, 'have length greater than or equal to 1')
  if (keys.length > limits.BATCH_GET_KEYS_MAX) {
    throw fail(`'${javaText(keys)}'`, `have length less than or equal to ${limits.BATCH_GET_KEYS_MAX}`)
  }
}

function checkEntryCount(input: Input, entries: readonly unknown[]): void {
  if (entries.length > 0 && entries.length <= limits.BATCH_WRITE_ITEMS_MAX) return
  throw errors.validation(
    `1 validation error detected: Value '${javaText(input['RequestItems'])}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${limits.BATCH_WRITE_ITEMS_MAX}, Member must have length greater than or equal to 1]`,
  )
}

function checkEntry(table: string, entry: Input, position: number): void {
  for (const [request, member] of [
    ['PutRequest', 'Item'],
    ['DeleteRequest', 'Key'],
  ] as const) {
    const given = entry[request] as Input | undefined
    if (!given || given[member] !== undefined) continue
    const path = `requestItems.${table}.member.${position}.member.${request === 'PutRequest' ? 'putRequest.item' : 'deleteRequest.key'}`
    throw errors.validation(
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    )
  }
}

/** Roughly as Java prints it: what AWS shows of the entries themselves is not modelled. */
function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{${Object.entries(value)
    .map(([name, entry]) => `${name}=${javaText(entry)}`)
    .join(', ')}}`
}

function readWanted(given: string, request: Input): Wanted {
  refuseLegacy(request, { AttributesToGet: 'ProjectionExpression' }, ['ProjectionExpression'])
  const projection = maybeText(request, 'ProjectionExpression')
  const placeholders = new Placeholders(request, { ProjectionExpression: projection ?? undefined })
  const keys = (request['Keys'] as readonly Input[]).map((key) => ({ given: key, key: readItem(key) }))
  const paths = projection === null ? null : readProjection(projection, placeholders)
  placeholders.checkAllUsed()
  return { given, request, keys, paths }
}

function placeOf(table: Table, key: Item): string {
  checkKey(table, key)
  return table.keyOf(key)
}

/** Items up to 16 MB in all; the keys of the others come back as unprocessed. */
function answerGet(
  input: Input,
  wanted: readonly Wanted[],
  places: readonly { readonly table: Table; readonly places: readonly string[] }[],
): object {
  const meter = new CapacityMeter(input['ReturnConsumedCapacity'], 'read')
  const responses: Record<string, Item[]> = {}
  const unprocessed: Record<string, object> = {}
  let bytes = 0
  wanted.forEach(({ given, request, keys, paths }, index) => {
    const { table, places: own } = places[index] as { table: Table; places: readonly string[] }
    const items: Item[] = []
    const left: unknown[] = []
    own.forEach((place, at) => {
      const item = table.get(place)
      const size = item?.size ?? 0
      if (bytes + size > limits.BATCH_BYTES_MAX) {
        left.push(keys[at]?.given)
        return
      }
      bytes += size
      meter.add(table, tableUnits(readCost(size, request['ConsistentRead'] === true)))
      if (item) items.push(paths ? project(item.attributes, paths) : item.attributes)
    })
    responses[given] = items
    if (left.length > 0) unprocessed[given] = { ...request, Keys: left }
  })
  return { Responses: responses, UnprocessedKeys: unprocessed, ...meter.list }
}

type Change = { readonly item: StoredItem; readonly key: null } | { readonly item: null; readonly key: Item }

function readChange(entry: Input): Change {
  const [put, remove] = [entry['PutRequest'] as Input | undefined, entry['DeleteRequest'] as Input | undefined]
  // As DynamoDB says it, whether there are two requests or none.
  if ((put === undefined) === (remove === undefined)) throw errors.severalTypes()
  if (put) return { item: newItem(put['Item'] as Input), key: null }
  if (remove) return { item: null, key: readItem(remove['Key'] as Input) }
  throw errors.severalTypes()
}
