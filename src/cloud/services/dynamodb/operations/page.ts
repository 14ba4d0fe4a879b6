/**
 * A page of Query or Scan: a walk over a stretch of a table or index, up to `Limit` items or 1 MB, filtered and projected
 * on its way out. Source: Amazon DynamoDB API Reference, Query and Scan.
 */

import { readCost, tableUnits, type CapacityMeter, type Units } from '../capacity'
import type { ReadCondition } from '../expressions/conditions'
import { holds } from '../expressions/evaluate'
import { pick, project, type Path } from '../expressions/paths'
import { indexKey, keyAttributes, type KeyRange, type KeySchema } from '../keys'
import * as limits from '../limits'
import type { Index, StoredItem, Table } from '../state'
import { attributeOf, readItem, type Item } from '../values'
import { errors } from '../wire'
import type { Input } from './input'
import type { Tables } from '../tables'

/** What is read: a table, or one of its indexes. */
export interface Source {
  readonly table: Table
  readonly index: Index | null
}

/** @throws AwsError no such table or index, or one that cannot be read so */
export function sourceOf(tables: Tables, input: Input): Source {
  const table = tables.usable(String(input['TableName']))
  const name = input['IndexName']
  if (name === undefined) return { table, index: null }
  const index = table.indexes.get(String(name))
  if (!index || index.status === 'DELETING') throw errors.noSuchIndex(String(name))
  if (index.status === 'CREATING') {
    throw errors.validation(`Cannot read from backfilling global secondary index: ${String(name)}`)
  }
  if (index.definition.kind === 'global' && input['ConsistentRead'] === true) {
    throw errors.validation('Consistent reads are not supported on global secondary indexes')
  }
  return { table, index }
}

export const keysOf = ({ table, index }: Source): KeySchema => index?.definition.keys ?? table.keys

/** Which attributes a page gives back. */
export type Selection =
  { readonly kind: 'count' | 'all' | 'projected' } | { readonly kind: 'paths'; readonly paths: readonly Path[] }

/** @throws AwsError ValidationException */
export function selectionOf({ index }: Source, input: Input, paths: readonly Path[] | null): Selection {
  const select = input['Select']
  if (paths) {
    if (select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
      throw errors.validation(
        `Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : String(select)}`,
      )
    }
    if (index?.definition.kind === 'global' && index.names) {
      const names = index.names
      const missing = [...new Set(paths.map(([name]) => String(name)))].filter((name) => !names.has(name))
      if (missing.length > 0) {
        throw errors.invalidParameter(
          `Global secondary index ${index.definition.name} does not project [${missing.join(', ')}]`,
        )
      }
    }
    return { kind: 'paths', paths }
  }
  switch (select) {
    case 'COUNT':
      return { kind: 'count' }
    case 'SPECIFIC_ATTRIBUTES':
      throw errors.validation(
        'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
      )
    case 'ALL_PROJECTED_ATTRIBUTES':
      if (!index)
        throw errors.invalidParameter('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
      return { kind: 'projected' }
    case 'ALL_ATTRIBUTES':
      if (index?.definition.kind === 'global' && index.names) {
        throw errors.invalidParameter(
          `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.definition.name} because its projection type is not ALL`,
        )
      }
      return { kind: 'all' }
    default:
      return { kind: index ? 'projected' : 'all' }
  }
}

/** A start key's place in what is read. @throws AwsError when it is none */
export function startPosition(source: Source, given: unknown, invalid: (mismatch: boolean) => Error): string {
  const { table, index } = source
  const key = readItem(given as Input)
  const attributes = [...keyAttributes(table.keys)]
  for (const attribute of index ? keyAttributes(index.definition.keys) : []) {
    if (!attributes.some(({ name }) => name === attribute.name)) attributes.push(attribute)
  }
  if (Object.keys(key).length !== attributes.length || attributes.some(({ name }) => !attributeOf(key, name))) {
    throw invalid(false)
  }
  if (attributes.some(({ name, type }) => attributeOf(key, name)?.[type] === undefined)) throw invalid(true)
  const own = table.keyOf(key)
  return index ? (indexKey(key, index.definition.keys, own) as string) : own
}

export interface Walk {
  readonly range: KeyRange
  readonly forward: boolean
  /** The position of ExclusiveStartKey. */
  readonly after: string | null
  readonly limit: number
  readonly filter: ReadCondition | null
  readonly selection: Selection
  readonly consistent: boolean
}

/** The answer of Query and Scan. */
export function page(source: Source, walk: Walk, meter: CapacityMeter): object {
  const { table, index } = source
  const items: Item[] = []
  let scanned = 0
  let bytes = 0
  let count = 0
  let fetchUnits = 0
  let last: StoredItem | undefined
  let ended = true
  // A local index gives what it does not hold too, by reading the table.
  const fetches = index?.names !== undefined && index?.names !== null && needsTable(index, walk.selection)

  const visit = (item: StoredItem): boolean => {
    const size = index ? index.sizeOf(item) : item.size
    if (scanned === walk.limit || bytes > limits.PAGE_BYTES_MAX) {
      ended = false
      return false
    }
    scanned++
    bytes += size
    last = item
    if (fetches) fetchUnits += readCost(item.size, walk.consistent)
    const visible = index && !fetches ? index.project(item.attributes) : item.attributes
    if (walk.filter && !holds(walk.filter.condition, visible)) return true
    count++
    if (walk.selection.kind === 'paths') items.push(project(visible, walk.selection.paths))
    else if (walk.selection.kind !== 'count') items.push(visible)
    return true
  }
  walkOver(source, walk, visit)

  meter.add(table, unitsOf(index, readCost(bytes, walk.consistent), fetchUnits))
  // A page that Limit ended has a last key even when nothing follows.
  const more = !ended || scanned === walk.limit
  return {
    ...(walk.selection.kind !== 'count' && { Items: items }),
    Count: count,
    ScannedCount: scanned,
    ...(more && last !== undefined && { LastEvaluatedKey: lastKey(source, last) }),
    ...meter.single,
  }
}

function walkOver(
  { table, index }: Source,
  { range, forward, after }: Walk,
  visit: (item: StoredItem) => boolean,
): void {
  const entries = index?.entries ?? table.items
  if (forward) {
    const from = after === null || after < range.from ? range.from : `${after}\0`
    entries.ascend(from, (item, key) => key < range.before && visit(item))
  } else {
    const before = after === null || after > range.before ? range.before : after
    entries.descend(before, (item, key) => key >= range.from && visit(item))
  }
}

function needsTable({ names, definition }: Index, selection: Selection): boolean {
  if (definition.kind === 'global') return false
  if (selection.kind === 'paths') return selection.paths.some(([name]) => !names?.has(String(name)))
  return selection.kind === 'all'
}

function unitsOf(index: Index | null, units: number, fetchUnits: number): Units {
  return index ? { table: fetchUnits, indexes: new Map([[index.definition.name, units]]) } : tableUnits(units)
}

function lastKey({ table, index }: Source, { attributes }: StoredItem): Item {
  const all = [...keyAttributes(table.keys), ...(index ? keyAttributes(index.definition.keys) : [])]
  return pick(
    attributes,
    all.map(({ name }) => name),
  )
}
