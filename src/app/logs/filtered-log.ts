import { CappedList } from '../state/capped-list'
import type { LogEntry, LogLevel, Logs } from '../state/logs'
import { type LogFilter, NO_FILTER } from './log-filter'

export const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'platform']

/** All log groups, one, or one stream. */
export interface LogScope {
  readonly group: string | null
  readonly stream: string | null
}

export const EVERYTHING: LogScope = { group: null, stream: null }

export interface LogCriteria {
  readonly scope: LogScope
  readonly hidden: ReadonlySet<LogLevel>
  /** Only these requests; null for all. */
  readonly requests: ReadonlySet<string> | null
  readonly filter: LogFilter
}

export const everything: LogCriteria = { scope: EVERYTHING, hidden: new Set(), requests: null, filter: NO_FILTER }

export function matches(entry: LogEntry, { scope, hidden, requests, filter }: LogCriteria): boolean {
  if (scope.group !== null && entry.group !== scope.group) return false
  if (scope.stream !== null && entry.stream !== scope.stream) return false
  if (hidden.has(entry.level)) return false
  if (requests && !(entry.requestId !== null && requests.has(entry.requestId))) return false
  return filter.matches(entry)
}

const LIMIT = 100_000
const CHUNK = 200

/** The events that meet some criteria, kept up with the log as it grows. */
export class FilteredLog {
  entries = new CappedList<LogEntry>(LIMIT)
  #source: Logs | null = null
  /** How many of the log's events were looked at, those it has forgotten included. */
  #looked = 0

  constructor(readonly criteria: LogCriteria) {}

  /**
   * Takes in what came since the last time, or all of another run's log.
   * @param budgetMs real milliseconds
   * @returns whether it is done
   */
  follow(logs: Logs, budgetMs = Infinity, clock = () => performance.now()): boolean {
    if (logs !== this.#source) {
      this.#source = logs
      this.#looked = 0
      this.entries = new CappedList(LIMIT)
    }
    const { entries } = logs
    const until = clock() + budgetMs
    let index = Math.max(0, this.#looked - entries.dropped)
    while (index < entries.length && clock() < until) {
      const end = Math.min(entries.length, index + CHUNK)
      for (; index < end; index++) {
        const entry = entries.at(index)
        if (entry && matches(entry, this.criteria)) this.entries.push(entry)
      }
    }
    this.#looked = entries.dropped + index
    return index >= entries.length
  }
}

/** The first that is not older than `at`: entries are in the order of time. */
export function firstSince(entries: readonly LogEntry[], at: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** The same set with the item, or without it when it was there. */
export function toggled<Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  const next = new Set(set)
  if (!next.delete(item)) next.add(item)
  return next
}
