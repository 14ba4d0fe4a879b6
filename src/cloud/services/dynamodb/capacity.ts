/**
 * Capacity units that requests consume: counted and told, never enforced. Source: Developer Guide, "DynamoDB read and
 * write operations", capacity unit consumption.
 */

import { indexKey } from './keys'
import * as limits from './limits'
import type { Index, StoredItem, Table } from './state'
import { equalItems } from './values'

export interface Units {
  readonly table: number
  /** By index; those that took part. */
  readonly indexes: ReadonlyMap<string, number>
}

const NOTHING = {}
const NO_INDEXES: ReadonlyMap<string, number> = new Map()

const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / limits.READ_UNIT_BYTES))
const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / limits.WRITE_UNIT_BYTES))

/** @param bytes of what was read together: an item, or a page of a query */
export const readCost = (bytes: number, consistent: boolean): number => readUnits(bytes) * (consistent ? 1 : 0.5)

export const tableUnits = (units: number): Units => ({ table: units, indexes: NO_INDEXES })

/** Of a write; `null` stands for no item. */
export function writeCost(table: Table, old: StoredItem | null, item: StoredItem | null): Units {
  const units = writeUnits(Math.max(old?.size ?? 0, item?.size ?? 0))
  if (table.indexes.size === 0) return tableUnits(units)
  const indexes = new Map<string, number>()
  for (const [name, index] of table.indexes) {
    const cost = indexCost(index, old, item)
    if (cost > 0) indexes.set(name, cost)
  }
  return { table: units, indexes }
}

/** An entry that moves is one write where it was and one where it goes; an entry that stays as it is costs nothing. */
function indexCost(index: Index, old: StoredItem | null, item: StoredItem | null): number {
  const { keys } = index.definition
  const before = old && indexKey(old.attributes, keys, '')
  const after = item && indexKey(item.attributes, keys, '')
  const costOf = (entry: StoredItem | null): number => writeUnits(entry ? index.sizeOf(entry) : 0)
  if (before === null) return after === null ? 0 : costOf(item)
  if (after === null) return costOf(old)
  if (before !== after) return costOf(old) + costOf(item)
  const same = equalItems(index.project((old as StoredItem).attributes), index.project((item as StoredItem).attributes))
  return same ? 0 : Math.max(costOf(old), costOf(item))
}

export type CapacityKind = 'read' | 'write'

/**
 * Adds up what one request consumes, table by table.
 * @param mode ReturnConsumedCapacity
 * @param transactional transactions cost twice as much, and are told in read and write units too
 */
export class CapacityMeter {
  readonly #units = new Map<Table, { table: number; indexes: Map<string, number> }>()

  constructor(
    readonly mode: unknown,
    readonly kind: CapacityKind,
    readonly transactional = false,
  ) {}

  add(table: Table, { table: own, indexes }: Units): void {
    if (this.mode !== 'TOTAL' && this.mode !== 'INDEXES') return
    const sum = this.#units.get(table) ?? { table: 0, indexes: new Map<string, number>() }
    const factor = this.transactional ? 2 : 1
    sum.table += own * factor
    for (const [name, units] of indexes) sum.indexes.set(name, (sum.indexes.get(name) ?? 0) + units * factor)
    this.#units.set(table, sum)
  }

  /** As the answer's member, nothing if it was not asked for. */
  get single(): object {
    if (this.#units.size === 0) return NOTHING
    const [first] = this.#described()
    return first ? { ConsumedCapacity: first } : {}
  }

  get list(): object {
    if (this.mode !== 'TOTAL' && this.mode !== 'INDEXES') return {}
    return { ConsumedCapacity: this.#described() }
  }

  #described(): object[] {
    return [...this.#units].map(([table, { table: own, indexes }]) => {
      const total = [...indexes.values()].reduce((sum, units) => sum + units, own)
      return {
        TableName: table.name,
        ...this.#counts(total),
        ...(this.mode === 'INDEXES' && { Table: this.#counts(own), ...this.#ofIndexes(table, indexes) }),
      }
    })
  }

  #ofIndexes(table: Table, indexes: ReadonlyMap<string, number>): object {
    const ofKind = (kind: 'global' | 'local'): object =>
      Object.fromEntries(
        [...indexes]
          .filter(([name]) => table.indexes.get(name)?.definition.kind === kind)
          .map(([name, units]) => [name, this.#counts(units)]),
      )
    const [global, local] = [ofKind('global'), ofKind('local')]
    return {
      ...(Object.keys(local).length > 0 && { LocalSecondaryIndexes: local }),
      ...(Object.keys(global).length > 0 && { GlobalSecondaryIndexes: global }),
    }
  }

  #counts(units: number): object {
    if (!this.transactional) return { CapacityUnits: units }
    return { CapacityUnits: units, [this.kind === 'read' ? 'ReadCapacityUnits' : 'WriteCapacityUnits']: units }
  }
}
