/** A query over the logs of a run, in slices, so that the page goes on meanwhile. */

import {
  compareForSort,
  DiscoveredFields,
  type InsightsEvent,
  numberOf,
  parseQuery,
  QueryRun,
  type QueryResult,
  type ResultRow,
} from '../../cloud/aws/logs-insights'
import type { LogEntry } from '../state/logs'

/** The account of AWS's own examples, which the page's cloud has. */
export const ACCOUNT = '123456789012'
const SLICE_MS = 8
const CHUNK = 100

export class InsightsEntry implements InsightsEvent {
  constructor(readonly entry: LogEntry) {}

  get timestamp(): number {
    return Math.floor(this.entry.at)
  }
  get ingestionTime(): number {
    return Math.floor(this.entry.at)
  }
  get message(): string {
    return this.entry.message
  }
  get logStream(): string {
    return this.entry.stream
  }
  get log(): string {
    return `${ACCOUNT}:${this.entry.group}`
  }
  get ptr(): string {
    return String(this.entry.seq)
  }
}

/**
 * @param pause lets the page do other things @param isStopped whether nobody waits any more
 * @returns null when it was stopped
 * @throws QuerySyntaxError
 */
export async function ask(
  text: string,
  entries: readonly LogEntry[],
  isStopped: () => boolean = () => false,
  pause: () => Promise<unknown> = () => new Promise((resolve) => setTimeout(resolve)),
): Promise<QueryResult | null> {
  const run = new QueryRun(parseQuery(text))
  let until = performance.now() + SLICE_MS
  for (const [index, entry] of entries.entries()) {
    run.take(new InsightsEntry(entry))
    if (index % CHUNK !== 0 || performance.now() < until) continue
    await pause()
    if (isStopped()) return null
    until = performance.now() + SLICE_MS
  }
  return run.finish()
}

/** What JSON in these events has. @param group null for all */
export function fieldsOf(entries: readonly LogEntry[], group: string | null): readonly string[] {
  const names = new Set<string>()
  for (const entry of entries) {
    if (group !== null && entry.group !== group) continue
    for (const name of new DiscoveredFields(new InsightsEntry(entry)).names()) names.add(name)
  }
  return [...names]
}

/** @param column index; rows without a value are last either way */
export function sortedRows(rows: readonly ResultRow[], column: number, descending: boolean): readonly ResultRow[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [a.values[column] ?? null, b.values[column] ?? null]
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1
    return compareForSort(left, right) * (descending ? -1 : 1)
  })
}

export interface Series {
  /** Seconds. */
  readonly times: readonly number[]
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
}

const LINES_MAX = 12

/** What a chart shows of a result that is grouped by time; null for any other. */
export function seriesOf({ columns, rows, grouping }: QueryResult): Series | null {
  if (grouping?.time == null || rows.length === 0) return null
  const time = columns.indexOf(grouping.time)
  const groups = grouping.by.map((name) => columns.indexOf(name)).filter((index) => index >= 0)
  const numbers = columns.flatMap((_, index) =>
    index !== time && !groups.includes(index) && rows.some(({ values }) => isNumber(values[index])) ? [index] : [],
  )
  if (time < 0 || numbers.length === 0) return null
  const times = [...new Set(rows.map(({ values }) => numberOf(values[time] ?? null)))]
    .filter((at) => !Number.isNaN(at))
    .sort((a, b) => a - b)
  const places = new Map(times.map((at, index) => [at, index]))
  const lines = new Map<string, (number | null)[]>()
  for (const { values } of rows) {
    const place = places.get(numberOf(values[time] ?? null))
    if (place === undefined) continue
    const group = groups.map((index) => String(values[index] ?? '–')).join(', ')
    for (const index of numbers) {
      const name = [group, numbers.length > 1 || group === '' ? columns[index] : ''].filter(Boolean).join(' · ')
      let line = lines.get(name)
      if (!line && lines.size < LINES_MAX) lines.set(name, (line = times.map(() => null)))
      const value = numberOf(values[index] ?? null)
      if (line) line[place] = Number.isNaN(value) ? null : value
    }
  }
  return { times: times.map((at) => at / 1000), lines: [...lines].map(([name, values]) => ({ name, values })) }
}

const isNumber = (value: unknown): boolean => typeof value === 'number'
