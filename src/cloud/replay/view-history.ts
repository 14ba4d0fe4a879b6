/** What the resources looked like after each instant of a run: any of them is there at once, in any order. */

import type { ResourceView, ViewTable } from '../aws/resource-view'
import { itemsOf, VersionedList, type Version } from './list-versions'

type Fact = ResourceView['facts'][number]
type Row = ViewTable['rows'][number]

/** A resource as of one instant. */
interface ViewVersion extends Omit<ResourceView, 'facts' | 'tables'> {
  readonly facts: Version<Fact>
  readonly tables: readonly (Omit<ViewTable, 'rows'> & { readonly rows: Version<Row> })[]
}

/** What something was, and from when on; by time. */
class Course<Value> {
  readonly #from: number[] = []
  readonly #values: Value[] = []

  get last(): Value | undefined {
    return this.#values.at(-1)
  }

  add(at: number, value: Value): void {
    this.#from.push(at)
    this.#values.push(value)
  }

  at(instant: number): Value | undefined {
    let [low, high] = [0, this.#from.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#from[middle] as number) <= instant) low = middle + 1
      else high = middle
    }
    return this.#values[low - 1]
  }
}

/** What an entry takes beside its texts, in bytes. About: engines differ. */
const VERSION_BYTES = 160
const ITEM_BYTES = 48
const TEXT_BYTES = 16

export class ViewHistory {
  /** Which resources there were, by key. */
  readonly #course = new Course<Version<string>>()
  readonly #keys = new VersionedList<string>((one, other) => one === other)
  readonly #resources = new Map<string, ResourceHistory>()
  #bytes = 0

  /** About what it takes. */
  get bytes(): number {
    return this.#bytes
  }

  /** Notes what there is after an instant; not before the one noted last. @returns whether anything has changed */
  take(at: number, views: readonly ResourceView[]): boolean {
    const before = this.#bytes
    const keys = views.map(({ kind, arn }) => `${kind} ${arn}`)
    const version = this.#keys.next(keys)
    if (version !== this.#course.last) {
      this.#course.add(at, version)
      this.#bytes += VERSION_BYTES
    }
    views.forEach((view, index) => this.#historyOf(keys[index] as string).take(at, view))
    return this.#bytes > before
  }

  at(instant: number): readonly ResourceView[] {
    const keys = this.#course.at(instant)
    return keys ? itemsOf(keys).flatMap((key) => this.#resources.get(key)?.at(instant) ?? []) : []
  }

  #historyOf(key: string): ResourceHistory {
    let history = this.#resources.get(key)
    if (!history) this.#resources.set(key, (history = new ResourceHistory((bytes) => (this.#bytes += bytes))))
    return history
  }
}

class ResourceHistory {
  readonly #course = new Course<ViewVersion>()
  readonly #facts: VersionedList<Fact>
  readonly #rows: VersionedList<Row>[] = []

  constructor(readonly grow: (bytes: number) => void) {
    this.#facts = new VersionedList<Fact>(isSameFact, ({ label, value }) => this.#growBy([label, value]))
  }

  take(at: number, view: ResourceView): void {
    const facts = this.#facts.next(view.facts)
    const rows = view.tables.map((table, index) => this.#rowsOf(index).next(table.rows))
    const { last } = this.#course
    if (last && last.facts === facts && isSameShape(last, view, rows)) return
    const tables = view.tables.map(({ title, columns, total }, index) => {
      const before = last?.tables[index]
      const isSame = before !== undefined && areSameTexts(before.columns, columns)
      return { title, columns: isSame ? before.columns : columns, total, rows: rows[index] as Version<Row> }
    })
    this.#course.add(at, { arn: view.arn, kind: view.kind, name: view.name, facts, tables })
    this.grow(VERSION_BYTES * (1 + tables.length))
  }

  at(instant: number): ResourceView | [] {
    const version = this.#course.at(instant)
    if (!version) return []
    const tables = version.tables.map((table) => ({ ...table, rows: itemsOf(table.rows) }))
    return { ...version, facts: itemsOf(version.facts), tables }
  }

  #rowsOf(index: number): VersionedList<Row> {
    return (this.#rows[index] ??= new VersionedList<Row>(areSameTexts, (row) => this.#growBy(row)))
  }

  #growBy(texts: readonly string[]): void {
    this.grow(texts.reduce((bytes, text) => bytes + TEXT_BYTES + text.length, ITEM_BYTES))
  }
}

function isSameShape(last: ViewVersion, { tables }: ResourceView, rows: readonly Version<Row>[]): boolean {
  return (
    last.tables.length === tables.length &&
    last.tables.every((before, index) => {
      const { title, columns, total } = tables[index] as ViewTable
      const hasSameRows = before.rows === rows[index] && before.total === total
      return hasSameRows && before.title === title && areSameTexts(before.columns, columns)
    })
  )
}

const isSameFact = (one: Fact, other: Fact): boolean => one.value === other.value && one.label === other.label

function areSameTexts(one: readonly string[], other: readonly string[]): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false
  return true
}
