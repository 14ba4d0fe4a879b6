/** What the page's inspectors show of the tables. */

import { isoTimestamp } from '../../aws/timestamps'
import { RowMemory, VIEW_ROWS_MAX, type ResourceView, type ViewTable } from '../contract'
import { keyAttributes } from './keys'
import type { Table } from './state'
import type { Stream, StreamRecord } from './stream'
import type { Tables } from './tables'
import { attributeOf, typeOf, type AttributeValue, type Item } from './values'

/** Characters of a value in a cell. */
const EXCERPT_MAX = 200
const STREAM_ROWS_MAX = 100

const memory = new RowMemory()

export function createViews(tables: Tables): readonly ResourceView[] {
  return tables.all().map((table) => ({
    arn: table.arn,
    kind: 'Table',
    name: table.name,
    facts: [
      { label: 'Status', value: table.status },
      { label: 'Partition key', value: `${table.keys.partition.name} (${table.keys.partition.type})` },
      ...(table.keys.sort ? [{ label: 'Sort key', value: `${table.keys.sort.name} (${table.keys.sort.type})` }] : []),
      { label: 'Items', value: String(table.items.size) },
      { label: 'Size', value: `${table.size} B` },
      { label: 'Capacity', value: table.billing === 'PROVISIONED' ? 'Provisioned' : 'On demand' },
      ...[...table.indexes.values()].map(({ definition, entries }) => ({
        label: `${definition.kind === 'global' ? 'Global' : 'Local'} index ${definition.name}`,
        value: `${keyAttributes(definition.keys)
          .map(({ name }) => name)
          .join(', ')}: ${entries.size} items`,
      })),
      ...(table.timeToLive === null ? [] : [{ label: 'Time to live', value: table.timeToLive }]),
      ...(table.stream ? [{ label: 'Stream', value: table.stream.viewType }] : []),
    ],
    tables: [itemRows(table), ...(table.stream ? [streamRows(table.stream)] : [])],
  }))
}

function itemRows(table: Table): ViewTable {
  const items: Item[] = []
  table.items.ascend('', ({ attributes }) => items.push(attributes) < VIEW_ROWS_MAX)
  const keys = keyAttributes(table.keys).map(({ name }) => name)
  const others = new Set<string>()
  for (const item of items) for (const name of Object.keys(item)) if (!keys.includes(name)) others.add(name)
  const columns = [...keys, ...others]
  const state = columns.join('\n')
  return {
    title: 'Items',
    columns,
    rows: items.map((item) => memory.of(item, state, () => columns.map((name) => shown(attributeOf(item, name))))),
    total: table.items.size,
  }
}

function streamRows(stream: Stream): ViewTable {
  const records = stream.read(Math.max(stream.start, stream.end - STREAM_ROWS_MAX), STREAM_ROWS_MAX, Infinity)
  return {
    title: 'Stream',
    columns: ['Sequence number', 'Time', 'Event', 'Keys'],
    rows: records.map(streamRow).reverse(),
    total: stream.end - stream.start,
  }
}

function streamRow(record: StreamRecord): readonly string[] {
  const { sequenceNumber, at, eventName, keys } = record
  return memory.of(record, '', () => [
    sequenceNumber,
    isoTimestamp(at),
    eventName,
    Object.values(keys).map(shown).join(', '),
  ])
}

function shown(value: AttributeValue | undefined): string {
  if (!value) return ''
  const content = value[typeOf(value)]
  const text = typeof content === 'object' ? JSON.stringify(content) : String(content)
  return text.length > EXCERPT_MAX ? `${text.slice(0, EXCERPT_MAX)}…` : text
}
