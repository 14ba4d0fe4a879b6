/** Records of what carries messages: queues, topics, buses, schedules, streams, brokers. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { nameOf } from '../state/resource-names'
import type { Reading } from './traffic-records'

export function readMessage(record: TraceRecord, reading: Reading): void {
  const { traffic, arrivals, sender, target } = reading
  const { at } = record
  switch (record.type) {
    case 'sqs.sent': {
      const selection = { kind: 'message', id: record.messageId } as const
      const to = traffic.id(record.queue, 'queue')
      const from = sender(record.sender)
      arrivals.add({ at, from, to, service: 'sqs', key: record.messageId, fate: 'ok', text: 'A message', selection })
      traffic.note(to, at, 'ok', 'A message came', selection)
      break
    }
    case 'sqs.moved': {
      arrivals.claim(record.messageId)
      const [from, to] = [traffic.id(record.queue, 'queue'), traffic.id(record.to, 'queue')]
      const text = `Given up after ${record.receiveCount} receives`
      traffic.move(at, { from, to, fate: 'dead', text, selection: { kind: 'message', id: record.messageId } })
      break
    }
    case 'sns.published': {
      const to = traffic.id(record.topic, 'topic')
      arrivals.add({
        ...{ at, from: sender(record.sender), to, service: 'sns', key: record.messageId, fate: 'ok' },
        text: record.subject ?? 'A message',
      })
      traffic.node(to).contents++
      traffic.note(to, at, 'ok', 'A message was published')
      break
    }
    case 'sns.delivered':
    case 'sns.filtered':
    case 'sns.discarded':
    case 'sns.delivery-failed': {
      if (!record.endpoint.startsWith('arn:')) break
      const from = traffic.id(record.topic, 'topic')
      const to = target(record.endpoint)
      if (record.type === 'sns.delivered') {
        arrivals.claim(record.deliveryId)
        const fate = record.attempt > 1 ? 'retry' : 'ok'
        traffic.move(at, {
          from,
          to,
          fate,
          text: 'Delivered',
          selection: delivered(record.protocol, record.deliveryId),
        })
      } else if (record.type === 'sns.delivery-failed') {
        traffic.move(at, { from, to, fate: 'error', text: `Not delivered: ${record.message}` })
      } else traffic.move(at, { from, to, fate: 'filtered', text: 'Did not pass the filter policy' })
      break
    }
    case 'sns.dead-lettered': {
      arrivals.claim(record.deliveryId)
      const [from, to] = [traffic.id(record.topic, 'topic'), traffic.id(record.queue, 'queue')]
      const selection = { kind: 'message', id: record.deliveryId } as const
      traffic.move(at, { from, to, fate: 'dead', text: 'Sent to the dead-letter queue', selection })
      break
    }
    case 'events.put': {
      const to = traffic.id(record.bus, 'bus')
      const text = `${record.detailType} from ${record.source}`
      arrivals.add({ at, from: sender(record.sender), to, service: 'events', key: record.eventId, fate: 'ok', text })
      traffic.node(to).contents++
      traffic.note(to, at, 'ok', text)
      break
    }
    case 'events.matched':
      if (record.rules.length === 0) traffic.note(traffic.id(record.bus, 'bus'), at, 'filtered', 'No rule matched')
      break
    case 'events.delivered':
    case 'events.retry-scheduled':
    case 'events.failed': {
      const from = sourceOfRule(record.rule, reading)
      const to = target(record.target)
      if (record.type === 'events.delivered') {
        arrivals.claim(record.deliveryId)
        const fate = record.attempt > 1 ? 'retry' : 'ok'
        const selection = delivered(serviceOf(record.target), record.deliveryId)
        traffic.move(at, { from, to, fate, text: `Rule ${nameOf(record.rule)} matched`, selection })
        break
      }
      if (record.type === 'events.failed' && record.deadLetterId !== null) arrivals.claim(record.deadLetterId)
      const text = record.type === 'events.failed' ? `Given up: ${record.message}` : `Again later: ${record.message}`
      traffic.move(at, { from, to, fate: record.type === 'events.failed' ? 'dead' : 'error', text })
      break
    }
    case 'events.schedule-due': {
      traffic.scheduledRules.add(record.rule)
      traffic.note(traffic.id(record.rule, 'schedule'), at, 'ok', 'Due')
      break
    }
    case 'scheduler.due':
      traffic.note(traffic.id(record.schedule, 'schedule'), at, 'ok', 'Due')
      break
    case 'scheduler.invoked': {
      if (record.deliveryId !== null) arrivals.claim(record.deliveryId)
      const from = traffic.id(record.schedule, 'schedule')
      const selection = record.deliveryId === null ? null : delivered(serviceOf(record.target), record.deliveryId)
      const fate = record.attempt > 1 ? 'retry' : 'ok'
      traffic.move(at, { from, to: target(record.target), fate, text: 'Invoked', selection })
      break
    }
    case 'scheduler.retry-scheduled':
    case 'scheduler.failed': {
      const from = traffic.id(record.schedule, 'schedule')
      const fate = record.type === 'scheduler.failed' ? 'dead' : 'error'
      traffic.move(at, { from, to: target(record.target), fate, text: record.message })
      break
    }
    case 'kinesis.put': {
      const to = traffic.id(record.stream, 'stream')
      traffic.node(to).contents++
      const key = record.sequenceNumber
      arrivals.add({ at, from: sender(record.producer), to, service: 'kinesis', key, fate: 'ok', text: 'A record' })
      break
    }
    case 'kinesis.shard': {
      const node = traffic.node(traffic.id(record.stream, 'stream'))
      if (record.change !== 'expired') node.shards += record.change === 'opened' ? 1 : -1
      break
    }
    case 'kinesis.throttled': {
      const to = traffic.id(record.stream, 'stream')
      traffic.node(to).throttles++
      const from = sender(record.caller)
      if (from !== null) traffic.move(at, { from, to, fate: 'throttle', text: `${record.operation} throttled` })
      break
    }
    case 'kafka.produced':
      produced(target(record.topic), record.by, 'A record')
      break
    case 'mq.sent':
      produced(target(record.queue), record.by, 'A message')
      break
    case 'docdb.changed':
      produced(target(record.cluster), record.by, record.operationType)
      break
  }

  function produced(to: string, by: string, text: string): void {
    const from = sender(by)
    if (from !== null) traffic.move(at, { from, to, fate: 'ok', text })
    traffic.node(to).contents++
    traffic.note(to, at, 'ok', `${text} came`)
  }
}

/** `arn:…:rule/<bus>/<name>`; without a bus the default one's. A rule that is a schedule's is a node itself. */
function sourceOfRule(rule: string, { traffic }: Reading): string {
  if (traffic.scheduledRules.has(rule)) return traffic.id(rule, 'schedule')
  const [, ...path] = rule.slice(rule.indexOf(':rule/')).split('/')
  return traffic.id(path.length > 1 ? (path[0] ?? 'default') : 'default', 'bus')
}

const serviceOf = (arn: string): string => arn.split(':')[2] ?? ''

/** What can be looked at of a delivery. */
const delivered = (service: string, id: string) =>
  service === 'lambda'
    ? ({ kind: 'request', id } as const)
    : service === 'sqs'
      ? ({ kind: 'message', id } as const)
      : null
