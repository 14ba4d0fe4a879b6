/** Events under the log stream that they are in. */

import type { LogEntry } from '../state/logs'

/** The same object as long as the stream is shown. */
export interface StreamHeader {
  readonly kind: 'stream'
  readonly group: string
  readonly stream: string
  readonly environment: string
  count: number
  lastAt: number
  isFolded: boolean
}

export type LogRow = LogEntry | StreamHeader

export const isHeader = (row: LogRow): row is StreamHeader => 'kind' in row

/** Beyond so many streams each begins folded: a list of streams, as CloudWatch shows them. */
const UNFOLDED_MAX = 20

export class GroupedRows {
  readonly #headers = new Map<string, StreamHeader>()
  /** Streams that somebody folded or unfolded. */
  readonly #chosen = new Map<string, boolean>()

  /** @param entries in the order of time @returns streams in the order in which they came up */
  of(entries: readonly LogEntry[]): readonly LogRow[] {
    const streams = new Map<string, LogEntry[]>()
    for (const entry of entries) {
      const key = keyOf(entry)
      const found = streams.get(key)
      if (found) found.push(entry)
      else streams.set(key, [entry])
    }
    const rows: LogRow[] = []
    for (const [key, events] of streams) {
      const header = this.#header(key, events)
      header.isFolded = this.#chosen.get(key) ?? streams.size > UNFOLDED_MAX
      rows.push(header)
      if (!header.isFolded) for (const event of events) rows.push(event)
    }
    return rows
  }

  fold(header: StreamHeader, isFolded: boolean): void {
    this.#chosen.set(keyOf(header), isFolded)
  }

  #header(key: string, events: readonly LogEntry[]): StreamHeader {
    const [first] = events as readonly [LogEntry]
    const { group, stream, environment } = first
    let header = this.#headers.get(key)
    if (!header) {
      header = { kind: 'stream', group, stream, environment, count: 0, lastAt: 0, isFolded: false }
      this.#headers.set(key, header)
    }
    header.count = events.length
    header.lastAt = events.at(-1)?.at ?? 0
    return header
  }
}

const keyOf = ({ group, stream }: { readonly group: string; readonly stream: string }): string => `${group}\n${stream}`
