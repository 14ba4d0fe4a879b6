/** A query at work: takes events one by one, so that a page can do other things meanwhile, and ends with a result. */

import type { InsightsEvent } from './discovery'
import { evaluate, Row } from './evaluate'
import { groupRows } from './groups'
import { LIMIT } from './parser'
import type { Column, Command, Expression, Query, SortKey } from './syntax'
import { compareForSort, Instant, isTrue, textOf, type Value } from './values'

export interface ResultRow {
  /** In the order of the result's columns. */
  readonly values: readonly Value[]
  /** Null when it was made of many. */
  readonly event: InsightsEvent | null
}

export interface QueryResult {
  readonly columns: readonly string[]
  readonly rows: readonly ResultRow[]
  readonly recordsScanned: number
  /** Events that got past the filters. */
  readonly recordsMatched: number
  /** Of the last `stats`: the column of a `bin` or another period, and the others that it groups by. */
  readonly grouping: { readonly time: string | null; readonly by: readonly string[] } | null
}

export class QueryRun {
  readonly #query: Query
  readonly #limit: number
  /** Up to the first command that needs all events. */
  readonly #eager: readonly Command[]
  #rows: Row[] = []
  #scanned = 0
  #isSorted = false
  #grouping: QueryResult['grouping'] = null
  #shown: string[] | null = null
  readonly #parsed: string[] = []

  /** @param limit of StartQuery, for a query that has none of its own */
  constructor(query: Query, limit = LIMIT) {
    this.#query = query
    this.#limit = limit
    const first = query.commands.findIndex(({ kind }) => ['stats', 'sort', 'dedup', 'limit'].includes(kind))
    this.#eager = first < 0 ? query.commands : query.commands.slice(0, first)
  }

  take(event: InsightsEvent): void {
    this.#scanned++
    const row = new Row(event)
    if (this.#eager.every((command) => applyTo(row, command))) this.#rows.push(row)
  }

  finish(): QueryResult {
    for (const command of this.#eager) this.#show(command)
    const matched = this.#rows.length
    let isLimited = false
    for (const command of this.#query.commands.slice(this.#eager.length)) {
      this.#show(command)
      if (command.kind === 'limit') isLimited = true
      this.#apply(command)
    }
    this.#sortByDefault()
    if (!isLimited) this.#rows = this.#rows.slice(0, this.#limit)
    const columns = this.#shown ?? [...new Set(['@timestamp', '@message', ...this.#parsed])]
    return {
      columns,
      rows: this.#rows.map((row) => ({ values: columns.map((name) => row.get(name)), event: row.event })),
      recordsScanned: this.#scanned,
      recordsMatched: matched,
      grouping: this.#grouping,
    }
  }

  #apply(command: Command): void {
    switch (command.kind) {
      case 'stats':
        this.#rows = groupRows(this.#rows, command.columns, command.by)
        this.#grouping = groupingOf(command.by)
        break
      case 'sort':
        this.#rows = sorted(this.#rows, command.keys)
        this.#isSorted = true
        break
      case 'dedup':
        this.#sortByDefault()
        this.#rows = withoutDuplicates(this.#rows, command.by)
        break
      case 'limit':
        this.#sortByDefault()
        this.#rows = this.#rows.slice(0, command.count)
        break
      default:
        this.#rows = this.#rows.filter((row) => applyTo(row, command))
    }
  }

  /** The newest first. Source: User Guide, "dedup": the default order. */
  #sortByDefault(): void {
    if (this.#isSorted || this.#grouping) return
    this.#isSorted = true
    const at = (row: Row): number => row.event?.timestamp ?? 0
    // Of the same millisecond, too, the one that came last is first.
    this.#rows = this.#rows.reverse().sort((a, b) => at(b) - at(a))
  }

  /** Keeps up which columns the result has. */
  #show(command: Command): void {
    switch (command.kind) {
      case 'fields':
        this.#shown = [...new Set([...(this.#shown ?? []), ...namesOf(command.columns)])]
        break
      case 'display':
        this.#shown = [...new Set(namesOf(command.columns))]
        break
      case 'parse':
        this.#parsed.push(...command.names)
        if (this.#shown) this.#shown = [...new Set([...this.#shown, ...command.names])]
        break
      case 'stats':
        this.#shown = [...new Set([...namesOf(command.by), ...namesOf(command.columns)])]
        break
    }
  }
}

const namesOf = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name)

/** What a command does to one row alone. @returns whether the row stays */
function applyTo(row: Row, command: Command): boolean {
  switch (command.kind) {
    case 'filter':
      return isTrue(evaluate(command.condition, row))
    case 'parse': {
      const source = evaluate(command.source, row)
      const match = source === null ? null : command.pattern.exec(textOf(source))
      for (const [index, name] of command.names.entries()) {
        const value = match?.groups ? match.groups[name] : match?.[index + 1]
        if (value !== undefined) row.set(name, value)
      }
      return true
    }
    case 'fields':
    case 'display':
      for (const { name, expression } of command.columns) {
        if (expression.kind !== 'field' || expression.name !== name) row.set(name, evaluate(expression, row))
      }
      return true
    default:
      return true
  }
}

function groupingOf(by: readonly Column[]): QueryResult['grouping'] {
  const isPeriod = ({ expression }: Column): boolean =>
    expression.kind === 'call' && expression.parameters.at(-1)?.kind === 'period'
  return {
    time: by.find(isPeriod)?.name ?? null,
    by: by.filter((column) => !isPeriod(column)).map(({ name }) => name),
  }
}

function sorted(rows: readonly Row[], keys: readonly SortKey[]): Row[] {
  const keyed = rows.map((row) => ({ row, values: keys.map(({ expression }) => evaluate(expression, row)) }))
  keyed.sort((a, b) => {
    for (const [index, { descending }] of keys.entries()) {
      const order = compareForSort(a.values[index] ?? null, b.values[index] ?? null)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
  return keyed.map(({ row }) => row)
}

/** Rows without one of the fields are no duplicates. */
function withoutDuplicates(rows: readonly Row[], by: readonly Expression[]): Row[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const values = by.map((expression) => evaluate(expression, row))
    if (values.includes(null)) return true
    const id = values.map(textOf).join('\n')
    return !seen.has(id) && seen.add(id) !== undefined
  })
}

export const isInstant = (value: Value): value is Instant => value instanceof Instant
