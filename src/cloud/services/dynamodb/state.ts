/**
 * A table: its items in order, its indexes, what happens when an item changes.
 *
 * - Items lie by primary key in the order of partitions (by hash) and, within one, of sort keys; index entries likewise by
 *   the index's keys and then the primary key, so that a query or scan is a walk from one text to another.
 * - An item is in an index when it has all of the index's keys (sparse indexes).
 * - Indexes and the stream change with the item, in the same instant; AWS lets them lag behind by milliseconds.
 * - An item that is written as it was makes no stream record.
 */

import type { TraceFact } from '../../aws/trace-records'
import { seconds } from '../../aws/units'
import type { Kernel } from '../../kernel/kernel'
import { Expiry } from './expiry'
import { indexKey, keyAttributes, tableKey, type KeySchema, type KeyType } from './keys'
import { SortedMap } from './sorted-map'
import type { Stream } from './stream'
import { pick } from './expressions/paths'
import { attributeOf, equalItems, itemSize, type Item } from './values'

export interface StoredItem {
  readonly attributes: Item
  /** Bytes. */
  readonly size: number
}

export interface Projection {
  readonly type: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  readonly nonKeyAttributes: readonly string[]
}

export interface Throughput {
  readonly readUnits: number
  readonly writeUnits: number
}

export interface IndexDefinition {
  readonly name: string
  readonly kind: 'global' | 'local'
  readonly keys: KeySchema
  readonly projection: Projection
  /** Of a global index of a provisioned table; accepted, and never enforced. */
  throughput: Throughput | null
}

export type Status = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'

export class Index {
  readonly entries = new SortedMap<StoredItem>()
  status: Status = 'ACTIVE'
  /** Attributes it holds; null for all. */
  readonly names: ReadonlySet<string> | null

  constructor(
    readonly definition: IndexDefinition,
    tableKeys: KeySchema,
  ) {
    const { keys, projection } = definition
    const all = [...keyAttributes(tableKeys), ...keyAttributes(keys)].map(({ name }) => name)
    this.names = projection.type === 'ALL' ? null : new Set([...all, ...projection.nonKeyAttributes])
  }

  project(item: Item): Item {
    return this.names ? pick(item, this.names) : item
  }

  sizeOf(item: StoredItem): number {
    return this.names ? itemSize(this.project(item.attributes)) : item.size
  }
}

export interface TableDefinition {
  readonly name: string
  readonly keys: KeySchema
  /** In the order of the request. */
  readonly attributeTypes: ReadonlyMap<string, KeyType>
  readonly indexes: readonly IndexDefinition[]
  readonly billing: 'PROVISIONED' | 'PAY_PER_REQUEST'
  /** Accepted, and never enforced; zeros on demand. */
  readonly throughput: Throughput
  readonly deletionProtection: boolean
  readonly tableClass: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS'
  /** Described as given, without effect. */
  readonly encryption: object | null
}

export type WriteCause = 'request' | 'transaction' | 'time-to-live'

export class Table {
  readonly #kernel: Kernel<TraceFact>
  readonly items = new SortedMap<StoredItem>()
  readonly indexes = new Map<string, Index>()
  readonly #expiry: Expiry
  readonly name: string
  readonly keys: KeySchema
  attributeTypes: ReadonlyMap<string, KeyType>
  billing: TableDefinition['billing']
  throughput: Throughput
  deletionProtection: boolean
  tableClass: TableDefinition['tableClass']
  readonly encryption: object | null
  status: Status = 'CREATING'
  stream: Stream | null = null
  readonly tags = new Map<string, string>()
  /** Bytes of all items. */
  size = 0
  /** Virtual milliseconds. */
  readonly createdAt: number
  /** When it last became PAY_PER_REQUEST, virtual milliseconds. */
  onDemandSince: number | null

  constructor(
    definition: TableDefinition,
    readonly arn: string,
    /** UUID. */
    readonly id: string,
    kernel: Kernel<TraceFact>,
  ) {
    this.#kernel = kernel
    this.name = definition.name
    this.keys = definition.keys
    this.attributeTypes = definition.attributeTypes
    this.billing = definition.billing
    this.throughput = definition.throughput
    this.deletionProtection = definition.deletionProtection
    this.tableClass = definition.tableClass
    this.encryption = definition.encryption
    this.createdAt = kernel.now
    this.onDemandSince = definition.billing === 'PAY_PER_REQUEST' ? kernel.now : null
    for (const index of definition.indexes) this.indexes.set(index.name, new Index(index, this.keys))
    this.#expiry = new Expiry(kernel, (key) => this.remove(key, 'time-to-live'))
  }

  /** The attribute that says when an item ends, epoch seconds; null without time to live. */
  get timeToLive(): string | null {
    return this.#expiry.attribute
  }

  set timeToLive(attribute: string | null) {
    this.#expiry.restart(attribute, this.items)
  }

  setBilling(billing: TableDefinition['billing'], throughput: Throughput): void {
    if (billing === 'PAY_PER_REQUEST' && this.billing !== billing) this.onDemandSince = this.#kernel.now
    this.billing = billing
    this.throughput = throughput
  }

  keyOf(item: Item): string {
    return tableKey(item, this.keys)
  }

  /** The key attributes alone. */
  keyAttributesOf(item: Item): Item {
    return pick(
      item,
      keyAttributes(this.keys).map(({ name }) => name),
    )
  }

  get(key: string): StoredItem | null {
    return this.items.get(key) ?? null
  }

  /** @returns what was there before */
  put(key: string, item: StoredItem, cause: WriteCause): StoredItem | null {
    const old = this.items.set(key, item) ?? null
    this.#changed(key, old, item, cause)
    return old
  }

  /** @returns what was there before */
  remove(key: string, cause: WriteCause): StoredItem | null {
    const old = this.items.delete(key) ?? null
    if (old) this.#changed(key, old, null, cause)
    return old
  }

  /** A new global index, with the items that belong into it. */
  addIndex(definition: IndexDefinition): Index {
    const index = new Index(definition, this.keys)
    this.indexes.set(definition.name, index)
    this.items.ascend('', (item, key) => {
      const position = indexKey(item.attributes, definition.keys, key)
      // What the table was written with before is not checked against the index: values of another type stay outside.
      if (position !== null && this.#fits(item.attributes, definition.keys)) index.entries.set(position, item)
      return true
    })
    return index
  }

  /** Ends the table: nothing of it happens any more. */
  close(): void {
    this.#expiry.restart(null, this.items)
    this.stream?.close()
  }

  #fits(item: Item, keys: KeySchema): boolean {
    return keyAttributes(keys).every(({ name, type }) => attributeOf(item, name)?.[type] !== undefined)
  }

  #changed(key: string, old: StoredItem | null, item: StoredItem | null, cause: WriteCause): void {
    this.size += (item?.size ?? 0) - (old?.size ?? 0)
    for (const index of this.indexes.values()) this.#reindex(index, key, old, item)
    if (this.#expiry.attribute !== null) this.#expiry.changed(key, old, item)
    const keys = this.keyAttributesOf(((item ?? old) as StoredItem).attributes)
    this.#kernel.trace.record({
      type: 'dynamodb.written',
      table: this.name,
      key: JSON.stringify(keys),
      change: old === null ? 'insert' : item === null ? 'remove' : 'modify',
      cause,
      size: item?.size ?? 0,
    })
    if (!this.stream || (old && item && equalItems(old.attributes, item.attributes))) return
    this.stream.append(keys, old?.attributes ?? null, item?.attributes ?? null, cause === 'time-to-live')
  }

  #reindex(index: Index, key: string, old: StoredItem | null, item: StoredItem | null): void {
    const { keys } = index.definition
    const before = old && indexKey(old.attributes, keys, key)
    const after = item && indexKey(item.attributes, keys, key)
    if (before !== null && before !== after) index.entries.delete(before)
    if (after !== null) index.entries.set(after, item as StoredItem)
  }
}

/** Virtual milliseconds → what answers carry. */
export const epochSeconds = (instant: number): number => Math.floor(instant) / seconds(1)
