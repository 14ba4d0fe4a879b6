/**
 * Subscription filters: events that match are gathered per log stream, zipped and sent to a function or a stream.
 *
 * Source: CloudWatch Logs User Guide, "Log group-level subscription filters"; PutSubscriptionFilter API. A function is
 * invoked asynchronously. Throttling is tried again for 24 hours; after an error that no retry helps, the filter is out of
 * use for 10 minutes, and what is logged meanwhile is skipped.
 */

import { gzipSync } from 'fflate'
import { AwsError } from '../../aws/aws-error'
import { failureKind, isRetriable, retryDelay } from '../../aws/delivery-retries'
import type { Scheduled } from '../../kernel/kernel'
import { serviceCaller, type ServiceContext } from '../contract'
import { compileFilterPattern, type FilterPattern } from './filter-pattern'
import * as limits from './limits'
import { eventSize, type LogGroups } from './log-groups'
import { eventId, type LogEvent, type LogGroup, type LogStream, type SubscriptionFilter } from './state'

const LOGS_PRINCIPAL = 'logs.amazonaws.com'

interface Gathered {
  readonly events: LogEvent[]
  bytes: number
  readonly due: Scheduled
}

/** What a filter is doing. */
interface Working {
  readonly pattern: FilterPattern
  /** By the name of the log stream. */
  readonly gathered: Map<string, Gathered>
  /** Virtual milliseconds. */
  disabledUntil: number
}

export class Subscriptions {
  readonly #context: ServiceContext
  readonly #working = new Map<SubscriptionFilter, Working>()
  #count = 0

  constructor(groups: LogGroups) {
    this.#context = groups.context
    groups.onEvent = (group, stream, event) => this.#offer(group, stream, event)
    groups.onDelete = (group) => this.#forget(group)
    // What functions print is taken in when somebody asks; a filter asks at once.
    this.#context.kernel.trace.follow(({ type }) => {
      if (type === 'log' && this.#count > 0) groups.sync()
    })
  }

  put(group: LogGroup, filter: SubscriptionFilter): void {
    this.#count++
    this.delete(group, filter.name)
    group.subscriptions.set(filter.name, filter)
    const pattern = compileFilterPattern(filter.pattern)
    this.#working.set(filter, { pattern, gathered: new Map(), disabledUntil: 0 })
    if (!isStream(filter)) return
    const now = Math.floor(this.#context.kernel.now)
    const message = 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.'
    const logEvents = [{ id: '', timestamp: now, message }]
    const control = { owner: 'CloudwatchLogs', logGroup: '', logStream: '', subscriptionFilters: [], logEvents }
    const data = zipped({ messageType: 'CONTROL_MESSAGE', ...control })
    this.#context.kernel.after(0, () => this.#send(group, filter, '', data, 0))
  }

  delete(group: LogGroup, name: string): boolean {
    const filter = group.subscriptions.get(name)
    if (!filter) return false
    this.#count--
    for (const { due } of this.#working.get(filter)?.gathered.values() ?? []) this.#context.kernel.cancel(due)
    this.#working.delete(filter)
    return group.subscriptions.delete(name)
  }

  #forget(group: LogGroup): void {
    for (const name of [...group.subscriptions.keys()]) this.delete(group, name)
  }

  #offer(group: LogGroup, stream: LogStream, event: LogEvent): void {
    const { kernel } = this.#context
    for (const filter of group.subscriptions.values()) {
      const working = this.#working.get(filter)
      if (!working || kernel.now < working.disabledUntil || !working.pattern.match(event.message)) continue
      const size = eventSize(event.message)
      const before = working.gathered.get(stream.name)
      if (before && before.bytes + size > limits.SUBSCRIPTION_BYTES_MAX) this.#flush(group, filter, stream.name)
      const gathered = working.gathered.get(stream.name) ?? this.#gather(group, filter, stream.name, working)
      gathered.events.push(event)
      gathered.bytes += size
      if (gathered.events.length === limits.SUBSCRIPTION_EVENTS_MAX) this.#flush(group, filter, stream.name)
    }
  }

  #gather(group: LogGroup, filter: SubscriptionFilter, logStream: string, working: Working): Gathered {
    const due = this.#context.kernel.after(limits.SUBSCRIPTION_WAIT, () => this.#flush(group, filter, logStream))
    const gathered = { events: [], bytes: 0, due }
    working.gathered.set(logStream, gathered)
    return gathered
  }

  /** Sends in an event of its own: this may be called while something is recorded. */
  #flush(group: LogGroup, filter: SubscriptionFilter, logStream: string): void {
    const { kernel, account } = this.#context
    const gathered = this.#working.get(filter)?.gathered
    const batch = gathered?.get(logStream)
    if (!batch) return
    gathered?.delete(logStream)
    kernel.cancel(batch.due)
    const data = zipped({
      messageType: 'DATA_MESSAGE',
      owner: account.accountId,
      logGroup: group.name,
      logStream,
      subscriptionFilters: [filter.name],
      logEvents: batch.events.map((event) => {
        return { id: eventId(event), timestamp: event.timestamp, message: event.message }
      }),
    })
    kernel.after(0, () => this.#send(group, filter, logStream, data, batch.events.length))
  }

  /** @param data base64 @param count of events in it, 0 for a control message */
  #send(
    group: LogGroup,
    filter: SubscriptionFilter,
    logStream: string,
    data: string,
    count: number,
    startedAt = this.#context.kernel.now,
    retry = 1,
  ): void {
    const { kernel } = this.#context
    const facts = { logGroup: group.name, logStream, filter: filter.name, target: filter.destinationArn, events: count }
    try {
      const deliveryId = this.#deliver(group, filter, logStream, data)
      kernel.trace.record({ type: 'logs.subscription-delivered', ...facts, deliveryId })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const fraction = kernel.random('logs-backoff').fraction()
      const due = kernel.now + retryDelay(retry, fraction, limits.SUBSCRIPTION_RETRY_DELAY)
      const again = isRetriable(failureKind(error)) && due - startedAt <= limits.SUBSCRIPTION_RETRY_AGE
      const message = `${error.code}: ${error.message}`
      kernel.trace.record({ type: 'logs.subscription-failed', ...facts, message, retryAt: again ? due : null })
      const working = this.#working.get(filter)
      if (again) kernel.at(due, () => this.#send(group, filter, logStream, data, count, startedAt, retry + 1))
      else if (working) working.disabledUntil = kernel.now + limits.SUBSCRIPTION_DISABLED
    }
  }

  /** @returns request id or sequence number at the target */
  #deliver(group: LogGroup, filter: SubscriptionFilter, logStream: string, data: string): string {
    const service = serviceCaller(LOGS_PRINCIPAL, `${group.arn}:*`)
    if (!isStream(filter)) {
      const body = JSON.stringify({ awslogs: { data } })
      return this.#context.deliver(filter.destinationArn, { body, attributes: {}, traceHeader: null, caller: service })
        .id
    }
    const caller = this.#context.assumeRole(filter.roleArn ?? '', service, 'logs')
    const byStream = filter.distribution === 'ByLogStream' && logStream !== ''
    const output = this.#context.call(
      'kinesis',
      'PutRecord',
      {
        StreamARN: filter.destinationArn,
        Data: data,
        PartitionKey: byStream ? logStream : this.#context.kernel.random('logs-partition-keys').hex(32),
      },
      caller,
    )
    return String((output as { SequenceNumber?: string }).SequenceNumber)
  }
}

export const isStream = ({ destinationArn }: Pick<SubscriptionFilter, 'destinationArn'>): boolean =>
  destinationArn.startsWith('arn:aws:kinesis:')

const utf8 = new TextEncoder()

/** gzip, base64; the same for the same message. */
function zipped(message: object): string {
  const bytes = gzipSync(utf8.encode(JSON.stringify(message)), { mtime: 0 })
  let binary = ''
  for (let start = 0; start < bytes.length; start += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 32_768))
  }
  return btoa(binary)
}
