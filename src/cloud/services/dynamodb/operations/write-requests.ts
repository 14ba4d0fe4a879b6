/**
 * Writes as requests ask for them, alone or in a transaction. Reading a request finds every fault that does not depend on
 * the table; `place` and `next` find the others.
 */

import { applyUpdate } from '../expressions/apply-update'
import { readCondition, type ReadCondition } from '../expressions/conditions'
import { Placeholders } from '../expressions/placeholders'
import type { Path } from '../expressions/paths'
import { readUpdate, type UpdateAction } from '../expressions/update'
import { keyAttributes } from '../keys'
import * as limits from '../limits'
import type { StoredItem, Table } from '../state'
import { attributeOf, itemSize, readItem, typeOf, type Item } from '../values'
import { errors } from '../wire'
import { checkIndexKeys, checkItemKeys, checkKey, maybeText, nameOf, refuseLegacy, type Input } from './input'

export interface WriteRequest {
  readonly kind: 'put' | 'update' | 'delete' | 'check'
  readonly tableName: string
  readonly condition: ReadCondition | null
  /** ReturnValuesOnConditionCheckFailure. */
  readonly returnOnFailure: boolean
  /** Paths that an update names. */
  readonly touched: readonly Path[]
  /** Attributes with the key's among them. */
  readonly keyed: Item
  /** @returns the item's place in the table. @throws AwsError ValidationException when the key does not fit it */
  place(table: Table): string
  /** @returns what is there afterwards. @throws AwsError ValidationException */
  next(table: Table, old: StoredItem | null): StoredItem | null
}

const CONDITION_ALONE = ['ConditionExpression']
const LEGACY = { Expected: 'ConditionExpression', ConditionalOperator: 'ConditionExpression' }

const NO_PATHS: readonly Path[] = []

/** Without expressions and placeholders, as most writes are, there is nothing to read. */
function conditionOf(input: Input): ReadCondition | null {
  const text = maybeText(input, 'ConditionExpression')
  if (text === null && !input['ExpressionAttributeNames'] && !input['ExpressionAttributeValues']) return null
  const placeholders = new Placeholders(input, { ConditionExpression: text ?? undefined })
  const condition = text === null ? null : readCondition('ConditionExpression', text, placeholders)
  placeholders.checkAllUsed()
  return condition
}

const tableOf = (input: Input): string => nameOf(String(input['TableName']))
const returnsOnFailure = (input: Input): boolean => input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD'

export function putRequest(input: Input): WriteRequest {
  refuseLegacy(input, LEGACY, CONDITION_ALONE)
  const item = newItem(input['Item'] as Input)
  return {
    kind: 'put',
    tableName: tableOf(input),
    condition: conditionOf(input),
    returnOnFailure: returnsOnFailure(input),
    touched: NO_PATHS,
    keyed: item.attributes,
    place(table) {
      checkItemKeys(table, item.attributes)
      return table.keyOf(item.attributes)
    },
    next: () => item,
  }
}

/** An item on its way in. @throws AwsError ValidationException */
export function newItem(input: Input): StoredItem {
  const attributes = readItem(input)
  const size = itemSize(attributes)
  if (size > limits.ITEM_BYTES_MAX) throw errors.itemTooLarge()
  return { attributes, size }
}

export function deleteRequest(input: Input): WriteRequest {
  refuseLegacy(input, LEGACY, CONDITION_ALONE)
  return keyed(input, 'delete', () => null)
}

export function checkRequest(input: Input): WriteRequest {
  return keyed(input, 'check', (old) => old)
}

function keyed(
  input: Input,
  kind: 'delete' | 'check',
  next: (old: StoredItem | null) => StoredItem | null,
): WriteRequest {
  const key = readItem(input['Key'] as Input)
  return {
    kind,
    tableName: tableOf(input),
    condition: conditionOf(input),
    returnOnFailure: returnsOnFailure(input),
    touched: NO_PATHS,
    keyed: key,
    place: (table) => placeOf(table, key),
    next: (_, old) => next(old),
  }
}

function placeOf(table: Table, key: Item): string {
  checkKey(table, key)
  return table.keyOf(key)
}

export function updateRequest(input: Input): WriteRequest {
  refuseLegacy(input, { AttributeUpdates: 'UpdateExpression', ...LEGACY }, ['UpdateExpression', 'ConditionExpression'])
  const placeholders = new Placeholders(input, {
    UpdateExpression: input['UpdateExpression'],
    ConditionExpression: input['ConditionExpression'],
  })
  const key = readItem(input['Key'] as Input)
  const text = maybeText(input, 'UpdateExpression')
  const actions = text === null ? [] : readUpdate(text, placeholders)
  const conditionText = maybeText(input, 'ConditionExpression')
  const condition = conditionText === null ? null : readCondition('ConditionExpression', conditionText, placeholders)
  placeholders.checkAllUsed()
  return {
    kind: 'update',
    tableName: tableOf(input),
    condition,
    returnOnFailure: returnsOnFailure(input),
    keyed: key,
    touched: actions.map(({ path }) => path),
    place(table) {
      const place = placeOf(table, key)
      checkUpdatable(table, actions)
      return place
    },
    next(table, old) {
      const attributes = applyUpdate(old?.attributes ?? key, actions)
      checkNewIndexKeys(table, attributes, actions)
      const size = itemSize(attributes)
      if (size > limits.ITEM_BYTES_MAX) throw errors.updatedItemTooLarge()
      return { attributes, size }
    },
  }
}

/** Keys stay, and values given for an index's keys are of its types. */
function checkUpdatable(table: Table, actions: readonly UpdateAction[]): void {
  const keys = keyAttributes(table.keys)
  for (const { path } of actions) {
    const key = keys.find(({ name }) => name === path[0])
    if (key) throw errors.cannotUpdateKey(key.name)
  }
  for (const action of actions) {
    if (action.kind !== 'SET' || action.path.length > 1 || action.term.kind !== 'value') continue
    for (const { definition } of table.indexes.values()) {
      const key = keyAttributes(definition.keys).find(({ name }) => name === action.path[0])
      if (key && action.term.value[key.type] === undefined) {
        throw errors.indexKeyTypeMismatch(key.name, key.type, typeOf(action.term.value), definition.name)
      }
    }
  }
}

function checkNewIndexKeys(table: Table, item: Item, actions: readonly UpdateAction[]): void {
  for (const { definition } of table.indexes.values()) {
    for (const { name, type } of keyAttributes(definition.keys)) {
      const value = attributeOf(item, name)
      if (value && value[type] === undefined && actions.some(({ path }) => path[0] === name)) {
        throw errors.validation('The update expression attempted to update the secondary index key to unsupported type')
      }
    }
  }
  checkIndexKeys(table, item)
}
