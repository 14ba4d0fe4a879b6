/** Records of Lambda: invocations and event source mappings. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Queues } from '../state/queues'
import { CLIENTS } from './kinds'
import type { Reading } from './traffic-records'

const DESTINATIONS = {
  'on-success': 'Result sent on success',
  'on-failure': 'Sent on failure',
  'dead-letter-queue': 'Given up, sent to the dead-letter queue',
} as const

/** Invocations, their retries, and where their results go. */
export function readInvocation(record: TraceRecord, reading: Reading): void {
  const { traffic, arrivals } = reading
  const { at } = record
  switch (record.type) {
    case 'http.received':
      reading.webRequests++
      break
    case 'http.answered':
      reading.webRequests = Math.max(0, reading.webRequests - 1)
      break
    case 'request.received': {
      if (record.source !== 'sync' && record.source !== 'async') break
      const to = reading.function(record.functionName)
      // What an API asks a function is told with its answer.
      const from = reading.webRequests > 0 && record.source === 'sync' ? null : CLIENTS
      const text = record.invocationType === 'Event' ? 'Invoked asynchronously' : 'Invoked'
      const selection = { kind: 'request', id: record.requestId } as const
      arrivals.add({ at, from, to, service: 'lambda', key: record.requestId, fate: 'ok', text, selection })
      break
    }
    case 'async.queued':
      traffic.node(reading.function(record.functionName)).waiting++
      break
    case 'async.retry-scheduled': {
      const id = reading.function(record.functionName)
      traffic.node(id).waiting++
      const selection = { kind: 'request', id: record.requestId } as const
      traffic.note(id, at, 'retry', `Attempt ${record.attempt} is scheduled`, selection)
      break
    }
    case 'async.ended':
      if (record.condition === 'EventAgeExceeded' || record.condition === 'ZeroReservedConcurrency') {
        const node = traffic.node(reading.function(record.functionName))
        node.waiting = Math.max(0, node.waiting - 1)
      }
      break
    case 'request.throttled':
    case 'request.loop-stopped': {
      const id = reading.function(record.functionName)
      const selection = { kind: 'request', id: record.requestId } as const
      const stopped = record.type === 'request.loop-stopped'
      const node = traffic.node(id)
      if (!stopped) node.throttles++
      if (record.source === 'async') node.waiting = Math.max(0, node.waiting - 1)
      traffic.note(id, at, stopped ? 'dead' : 'throttle', stopped ? 'Recursive loop stopped' : 'Throttled', selection)
      break
    }
    case 'invocation.started': {
      const id = reading.function(record.functionName)
      const node = traffic.node(id)
      node.invocations++
      if (record.cold) node.coldStarts++
      if (record.source === 'async') node.waiting = Math.max(0, node.waiting - 1)
      const fate = record.attempt > 1 ? 'retry' : 'ok'
      const text = record.attempt > 1 ? `Attempt ${record.attempt} began` : 'An invocation began'
      traffic.note(id, at, fate, text, { kind: 'request', id: record.requestId })
      break
    }
    case 'invocation.ended': {
      if (record.status === 'success') break
      const id = reading.function(record.functionName)
      traffic.node(id).errors++
      const text = record.status === 'timeout' ? 'Timed out' : 'Failed'
      traffic.note(id, at, 'error', text, { kind: 'request', id: record.requestId })
      break
    }
    case 'reserved.changed':
      traffic.node(reading.function(record.functionName)).reserved = record.reserved
      break
    case 'provisioned.changed': {
      const { provisioned } = traffic.node(reading.function(record.functionName))
      provisioned.set(record.qualifier, record.requested)
      break
    }
    case 'provisioned.removed':
      traffic.node(reading.function(record.functionName)).provisioned.delete(record.qualifier)
      break
    case 'destination.delivered': {
      arrivals.claim(record.deliveryId)
      const [from, to] = [reading.function(record.functionName), reading.target(record.target)]
      const fate = record.kind === 'on-success' ? 'ok' : 'dead'
      const text = DESTINATIONS[record.kind]
      traffic.move(at, { from, to, fate, text, selection: { kind: 'request', id: record.requestId } })
      break
    }
    case 'destination.failed': {
      const [from, to] = [reading.function(record.functionName), reading.target(record.target)]
      const selection = { kind: 'request', id: record.requestId } as const
      traffic.move(at, { from, to, fate: 'error', text: `Not delivered: ${record.message}`, selection })
      break
    }
  }
}

/** What event source mappings take from queues, streams and brokers, and what comes back. */
export function readMapping(record: TraceRecord, queues: Queues, { traffic, ...reading }: Reading): void {
  const { at } = record
  switch (record.type) {
    case 'mapping.batch-sent': {
      const [from, to] = [reading.target(record.source), reading.function(record.functionName)]
      const count = record.recordIds.length
      if (record.stream) traffic.node(from).iteratorAge = record.stream.iteratorAge
      const isAgain =
        record.cause === 'retry' ||
        (record.stream?.attempt ?? 1) > 1 ||
        record.recordIds.slice(0, 10).some((id) => (queues.message(id)?.receiveCount ?? 1) > 1)
      const selection = { kind: 'request', id: record.requestId } as const
      const text = `A batch of ${count}${isAgain ? ', not for the first time' : ''}`
      traffic.move(at, { from, to, fate: isAgain ? 'retry' : 'ok', count, text, selection })
      break
    }
    case 'mapping.batch-ended': {
      if (record.outcome === 'success') break
      const [from, to] = [reading.target(record.source), reading.function(record.functionName)]
      const fate = record.outcome === 'throttled' ? 'throttle' : 'error'
      const count = Math.max(1, record.returned.length)
      const selection = { kind: 'request', id: record.requestId } as const
      const text = record.outcome === 'throttled' ? 'A batch was throttled' : `${count} failed`
      traffic.move(at, { from, to, fate, count, back: true, text, selection })
      break
    }
    case 'mapping.filtered': {
      const [from, to] = [reading.target(record.source), reading.function(record.functionName)]
      const count = record.recordIds.length
      traffic.move(at, { from, to, fate: 'filtered', count, text: `${count} did not pass the filter` })
      break
    }
  }
}
