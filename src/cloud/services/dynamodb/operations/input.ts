/** What the operations on items have in common: constraints, table names, keys, expression parameters. */

import { parseArn } from '../../../aws/arn'
import { checkConstraints, type Constraint, type Constraints } from '../../../aws/constraints'
import { keyAttributes, type KeyAttribute } from '../keys'
import * as limits from '../limits'
import type { Table } from '../state'
import { attributeOf, binarySize, textSize, typeOf, type AttributeValue, type Item } from '../values'
import { errors } from '../wire'

export type Input = Readonly<Record<string, unknown>>

export const RETURN_CONSUMED_CAPACITY: Constraint = { values: ['INDEXES', 'TOTAL', 'NONE'] }
export const RETURN_VALUES: Constraint = { values: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'] }
export const RETURN_ITEM_COLLECTION_METRICS: Constraint = { values: ['SIZE', 'NONE'] }
export const RETURN_VALUES_ON_FAILURE: Constraint = { values: ['ALL_OLD', 'NONE'] }
export const REQUIRED: Constraint = { required: true }
/** Of operations on items. */
export const TABLE_NAME_REQUIRED: Constraint = {
  required: true,
  pattern: limits.TABLE_NAME,
  length: [limits.TABLE_NAME_LENGTH.minimum, limits.TABLE_NAME_LENGTH.maximum],
}

/** The model's constraints; a table's ARN counts as its name. @throws AwsError ValidationException */
export function checked(input: Input, constraints: Constraints): Input {
  const given = input['TableName']
  const named = typeof given === 'string' && given.startsWith('arn:') ? { ...input, TableName: nameOf(given) } : input
  checkConstraints(named, constraints)
  return named
}

export type { Constraints }

const TABLE_NAME = new RegExp(`^${limits.TABLE_NAME}$`)

/** Of the control plane's parameter that takes a name or an ARN. @throws AwsError ValidationException */
export function tableName(input: Input, parameter = 'TableName'): string {
  const given = input[parameter]
  if (given === undefined) {
    throw errors.validation(`The parameter '${parameter}' is required but was not present in the request`)
  }
  const name = nameOf(String(given))
  const { minimum, maximum } = limits.TABLE_NAME_LENGTH
  if (name.length < minimum || name.length > maximum) {
    throw errors.validation(
      `${parameter} must be at least ${minimum} characters long and at most ${maximum} characters long`,
    )
  }
  if (!TABLE_NAME.test(name)) {
    const path = parameter.charAt(0).toLowerCase() + parameter.slice(1)
    throw errors.validation(
      `1 validation error detected: Value '${name}' at '${path}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${limits.TABLE_NAME}`,
    )
  }
  return name
}

/** The name in a table's ARN; any other text stays. */
export function nameOf(nameOrArn: string): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn
  return /^table\/([^/]+)$/.exec(parseArn(nameOrArn)?.resource ?? '')?.[1] ?? nameOrArn
}

/**
 * Parameters from before there were expressions are not simulated, and never together with expressions.
 * @throws AwsError ValidationException
 */
export function refuseLegacy(
  input: Input,
  legacy: Readonly<Record<string, string>>,
  expressions: readonly string[],
): void {
  const old: string[] = []
  for (const name in legacy) if (input[name] !== undefined) old.push(name)
  if (old.length === 0) return
  const modern = expressions.filter((name) => input[name] !== undefined)
  if (modern.length > 0) {
    throw errors.validation(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${old.join(', ')}} Expression parameters: {${modern.join(', ')}}`,
    )
  }
  throw errors.notSimulated(`The legacy parameter ${old[0]}`, `Use ${legacy[old[0] ?? '']} instead, as AWS recommends.`)
}

export const maybeText = (input: Input, name: string): string | null =>
  typeof input[name] === 'string' ? input[name] : null

/** The key attributes an item must have to be stored. @throws AwsError ValidationException */
export function checkItemKeys(table: Table, item: Item): void {
  for (const attribute of keyAttributes(table.keys)) {
    const value = attributeOf(item, attribute.name)
    if (!value) throw errors.missingKey(attribute.name)
    if (value[attribute.type] === undefined) {
      throw errors.keyTypeMismatch(attribute.name, attribute.type, typeOf(value))
    }
    checkKeyValue(attribute, value)
  }
  checkKeySizes(table, item)
  checkIndexKeys(table, item)
}

/** A key given to find an item: exactly its key attributes. @throws AwsError ValidationException */
export function checkKey(table: Table, key: Item): void {
  const attributes = keyAttributes(table.keys)
  const fits = attributes.every(({ name, type }) => attributeOf(key, name)?.[type] !== undefined)
  if (!fits || Object.keys(key).length !== attributes.length) throw errors.keyDoesNotMatch()
  for (const attribute of attributes) checkKeyValue(attribute, attributeOf(key, attribute.name) as AttributeValue)
  checkKeySizes(table, key)
}

function checkKeyValue({ name, type }: KeyAttribute, value: AttributeValue): void {
  if (value.S === '' || value.B === '') throw errors.emptyKeyValue(name, type)
}

function checkKeySizes({ keys: { partition, sort } }: Table, item: Item): void {
  if (keySize(item, partition) > limits.PARTITION_KEY_BYTES_MAX) throw errors.partitionKeyTooLong()
  if (sort && keySize(item, sort) > limits.SORT_KEY_BYTES_MAX) throw errors.sortKeyTooLong()
}

function keySize(item: Item, { name }: KeyAttribute): number {
  const value = attributeOf(item, name)
  // A number is never too long.
  if (value?.S !== undefined) return textSize(value.S)
  return value?.B === undefined ? 0 : binarySize(value.B)
}

/** What an index is to sort by must be of its type, where it is there at all. @throws AwsError ValidationException */
export function checkIndexKeys(table: Table, item: Item): void {
  for (const { definition } of table.indexes.values()) {
    for (const { name, type } of keyAttributes(definition.keys)) {
      const value = attributeOf(item, name)
      if (!value) continue
      if (value[type] === undefined) throw errors.indexKeyTypeMismatch(name, type, typeOf(value), definition.name)
      if (value.S === '' || value.B === '') throw errors.emptyIndexKeyValue(name, type, definition.name)
    }
  }
}
