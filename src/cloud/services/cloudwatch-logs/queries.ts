/** Logs Insights queries of the account: who asked what, and what came out. */

import { type InsightsEvent, LIMIT, parseQuery, type Query, QueryRun, type QueryResult } from '../../aws/logs-insights'
import * as limits from './limits'
import { eventSize, type LogGroups } from './log-groups'
import type { LogEvent, LogGroup, LogStream } from './state'

export type QueryStatus = 'Running' | 'Complete' | 'Cancelled'

export interface QueryRequest {
  readonly groups: readonly LogGroup[]
  readonly text: string
  /** Milliseconds, both inclusive. */
  readonly from: number
  readonly to: number
  readonly limit: number | undefined
}

export interface Answer extends QueryResult {
  readonly bytesScanned: number
}

export class InsightsQuery {
  readonly #groups: LogGroups
  readonly #query: Query
  #answer: Answer | null = null
  isCancelled = false

  /** @throws QuerySyntaxError */
  constructor(
    groups: LogGroups,
    readonly id: string,
    readonly request: QueryRequest,
    readonly startedAt: number,
  ) {
    this.#groups = groups
    this.#query = parseQuery(request.text)
  }

  get status(): QueryStatus {
    if (this.isCancelled) return 'Cancelled'
    const isOver = this.#groups.context.kernel.now >= this.startedAt + limits.QUERY_DURATION
    return isOver ? 'Complete' : 'Running'
  }

  /** Null as long as it runs, and when it was stopped. */
  get answer(): Answer | null {
    if (this.status === 'Complete') this.#answer ??= this.#run()
    return this.#answer
  }

  #run(): Answer {
    const { groups, from, to, limit = LIMIT } = this.request
    const run = new QueryRun(this.#query, limit)
    let bytesScanned = 0
    for (const event of eventsIn(this.#groups, groups, from, to)) {
      bytesScanned += eventSize(event.message)
      run.take(event)
    }
    return { ...run.finish(), bytesScanned }
  }
}

/** By time, then order of arrival. */
function eventsIn(groups: LogGroups, wanted: readonly LogGroup[], from: number, to: number): readonly InsightsEvent[] {
  const found: { readonly event: LogEvent; readonly seen: InsightsEvent }[] = []
  for (const group of wanted) {
    for (const stream of group.streams.values()) {
      for (const event of groups.eventsOf(group, stream)) {
        if (event.timestamp < from || event.timestamp > to) continue
        found.push({ event, seen: insightsEvent(groups, group, stream, event) })
      }
    }
  }
  return found
    .sort((a, b) => a.event.timestamp - b.event.timestamp || a.event.order - b.event.order)
    .map(({ seen }) => seen)
}

export function insightsEvent(groups: LogGroups, group: LogGroup, stream: LogStream, event: LogEvent): InsightsEvent {
  return {
    timestamp: event.timestamp,
    ingestionTime: event.ingestionTime,
    message: event.message,
    logStream: stream.name,
    log: `${groups.context.account.accountId}:${group.name}`,
    get ptr() {
      return pointerOf(group, stream, event)
    },
  }
}

/** What `@ptr` says, and GetLogRecord takes. */
const pointerOf = (group: LogGroup, stream: LogStream, { order }: LogEvent): string =>
  btoa(encodeURIComponent(JSON.stringify([group.name, stream.name, order])))

/** @returns null for what points to nothing */
export function recordAt(groups: LogGroups, pointer: string): InsightsEvent | null {
  try {
    const [groupName, streamName, order] = JSON.parse(decodeURIComponent(atob(pointer))) as readonly unknown[]
    const group = groups.find(String(groupName))
    const stream = group?.streams.get(String(streamName))
    const event = stream?.events.find((one) => one.order === order)
    return group && stream && event ? insightsEvent(groups, group, stream, event) : null
  } catch {
    return null
  }
}

export class InsightsQueries {
  readonly #groups: LogGroups
  readonly #all = new Map<string, InsightsQuery>()

  constructor(groups: LogGroups) {
    this.#groups = groups
  }

  /** @throws QuerySyntaxError */
  start(id: string, request: QueryRequest): InsightsQuery {
    const query = new InsightsQuery(this.#groups, id, request, this.#groups.context.kernel.now)
    this.#all.set(id, query)
    for (const old of this.#all.keys()) {
      if (this.#all.size <= limits.QUERIES_KEPT) break
      this.#all.delete(old)
    }
    return query
  }

  get(id: string): InsightsQuery | undefined {
    return this.#all.get(id)
  }

  /** The latest first. */
  all(): readonly InsightsQuery[] {
    return [...this.#all.values()].reverse()
  }

  get running(): number {
    return this.all().filter(({ status }) => status === 'Running').length
  }
}
