/** The account's log groups, kept up with what functions have printed. */

import { formatArn } from '../../aws/arn'
import { days } from '../../aws/units'
import type { ServiceContext } from '../contract'
import * as limits from './limits'
import { LogGroup, LogStream, type LogEvent } from './state'
import { errors } from './wire'

const utf8 = new TextEncoder()

export const eventSize = (message: string): number => utf8.encode(message).length + limits.EVENT_OVERHEAD

export class LogGroups {
  readonly #groups = new Map<string, LogGroup>()
  /** How far the trace has been read. */
  #read = 0
  #arrivals = 0
  /** Told of every event, when it is taken in. */
  onEvent: ((group: LogGroup, stream: LogStream, event: LogEvent) => void) | null = null

  onDelete: ((group: LogGroup) => void) | null = null

  constructor(readonly context: ServiceContext) {}

  create(name: string): LogGroup {
    this.sync()
    if (this.#groups.has(name)) throw errors.groupExists()
    return this.#add(name, this.context.kernel.now)
  }

  delete(group: LogGroup): void {
    this.#groups.delete(group.name)
    this.onDelete?.(group)
  }

  /** @throws AwsError ResourceNotFoundException */
  byName(name: string): LogGroup {
    const group = this.find(name)
    if (!group) throw errors.groupNotFound()
    return group
  }

  find(name: string): LogGroup | undefined {
    this.sync()
    return this.#groups.get(name)
  }

  /** By name. */
  all(): readonly LogGroup[] {
    this.sync()
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  put(group: LogGroup, stream: LogStream, timestamp: number, message: string): void {
    const event: LogEvent = {
      timestamp,
      message,
      ingestionTime: Math.floor(this.context.kernel.now),
      order: this.#arrivals++,
    }
    this.#take(group, stream, event)
  }

  #take(group: LogGroup, stream: LogStream, event: LogEvent): void {
    stream.add(event, eventSize(event.message))
    this.onEvent?.(group, stream, event)
  }

  /** Events that retention has not taken, oldest first. */
  eventsOf(group: LogGroup, stream: LogStream): readonly LogEvent[] {
    if (group.retention === null) return stream.events
    const oldest = this.context.kernel.now - days(group.retention)
    return stream.events.filter(({ timestamp }) => timestamp >= oldest)
  }

  /** Takes in what functions have printed since: Lambda makes group and stream when they are first written to. */
  sync(): void {
    const { trace } = this.context.kernel
    if (this.#read === trace.length) return
    const fresh = trace.since(this.#read)
    this.#read = trace.length
    for (const record of fresh) {
      if (record.type !== 'log') continue
      const at = Math.floor(record.at)
      const group = this.#groups.get(record.group) ?? this.#add(record.group, at)
      const stream = group.streams.get(record.stream) ?? addStream(group, record.stream, at)
      this.#take(group, stream, {
        timestamp: at,
        message: record.message,
        ingestionTime: at,
        order: this.#arrivals++,
      })
    }
  }

  #add(name: string, createdAt: number): LogGroup {
    const group = new LogGroup(
      name,
      formatArn('logs', this.context.account, `log-group:${name}`),
      Math.floor(createdAt),
    )
    this.#groups.set(name, group)
    return group
  }
}

export function addStream(group: LogGroup, name: string, createdAt: number): LogStream {
  const stream = new LogStream(name, Math.floor(createdAt))
  group.streams.set(name, stream)
  return stream
}
