/**
 * Primary keys as texts whose code units have DynamoDB's order: partitions by a hash of their key, as Scan meets them,
 * items of a partition by their sort key (numbers by value, texts and binary by bytes).
 */

import { sortableNumber } from './decimal'
import { attributeOf, bytesOf, codePointOrder, decimalOf, type AttributeValue, type Item } from './values'

export type KeyType = 'S' | 'N' | 'B'

export interface KeyAttribute {
  readonly name: string
  readonly type: KeyType
}

export interface KeySchema {
  readonly partition: KeyAttribute
  readonly sort: KeyAttribute | null
}

export const keyAttributes = ({ partition, sort }: KeySchema): readonly KeyAttribute[] =>
  sort ? [partition, sort] : [partition]

/** The value of one key attribute, in order within its type. */
export function sortable(value: AttributeValue): string {
  if (value.S !== undefined) return codePointOrder(value.S)
  if (value.N !== undefined) return sortableNumber(decimalOf(value.N))
  return bytesOf(value.B ?? '')
}

/** Ends what precedes it in a longer text and is below anything else there, so that order is kept. */
const END = '\0\0'
const escaped = (part: string): string => (part.includes('\0') ? part.replaceAll('\0', '\0\u0001') : part)
const ended = (part: string): string => escaped(part) + END

/** All keys of a partition begin with this. */
export function partitionPrefix(value: AttributeValue): string {
  const part = sortable(value)
  const hash = partitionHash(part)
  return String.fromCharCode(hash >>> 16, hash & 0xffff) + ended(part)
}

/** Where a key lies in a table. */
export function tableKey(item: Item, { partition, sort }: KeySchema): string {
  const prefix = partitionPrefix(attributeOf(item, partition.name) as AttributeValue)
  return sort ? prefix + sortable(attributeOf(item, sort.name) as AttributeValue) : prefix
}

/** Where an item lies in an index, whose keys need not be unique; null when it is not in it. */
export function indexKey(item: Item, { partition, sort }: KeySchema, ownKey: string): string | null {
  const first = attributeOf(item, partition.name)
  const second = sort && attributeOf(item, sort.name)
  if (first === undefined || second === undefined) return null
  return partitionPrefix(first) + (second === null ? '' : ended(sortable(second))) + ownKey
}

/** The first text that is above all that begin with `prefix`. */
export function abovePrefix(prefix: string): string {
  let length = prefix.length
  while (length > 0 && prefix.charCodeAt(length - 1) === 0xffff) length--
  return prefix.slice(0, length - 1) + String.fromCharCode(prefix.charCodeAt(length - 1) + 1)
}

/** A stretch of keys: from the first, to before the second. */
export interface KeyRange {
  readonly from: string
  readonly before: string
}

/** Where the sort keys that a test lets through lie. @param unique whether keys end with the sort key, as a table's do */
export function sortRange(prefix: string, operator: SortOperator, values: SortBounds, unique: boolean): KeyRange {
  const all = { from: prefix, before: abovePrefix(prefix) }
  const [low, high = low] = values.map((value) => value && sortable(value))
  const start = (text = ''): string => prefix + (unique ? text : ended(text))
  const above = (text = ''): string => (unique ? `${prefix}${text}\0` : abovePrefix(prefix + ended(text)))
  switch (operator) {
    case '=':
      return { from: start(low), before: above(low) }
    case '<':
      return { from: all.from, before: start(low) }
    case '<=':
      return { from: all.from, before: above(low) }
    case '>':
      return { from: above(low), before: all.before }
    case '>=':
      return { from: start(low), before: all.before }
    case 'BETWEEN':
      return { from: start(low), before: above(high) }
    case 'begins_with': {
      const beginning = prefix + (unique ? (low ?? '') : escaped(low ?? ''))
      return { from: beginning, before: abovePrefix(beginning) }
    }
  }
}

export type SortOperator = '=' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'begins_with'
/** Two for BETWEEN. */
export type SortBounds = readonly [AttributeValue, AttributeValue?]

/** From 0 to 2³²−1. FNV-1a over code units, with MurmurHash3's finish: AWS's own hash is not documented. */
function partitionHash(part: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < part.length; index++) hash = Math.imul(hash ^ part.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The first text of a segment of a parallel scan. */
export function segmentStart(segment: number, totalSegments: number): string {
  if (segment === 0) return ''
  const hash = Math.ceil((segment * 0x1_0000_0000) / totalSegments)
  return String.fromCharCode(Math.floor(hash / 0x10000), hash % 0x10000)
}
