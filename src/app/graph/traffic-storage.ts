/** Records of what keeps things, of web requests, and of what is denied. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { CLIENTS, urlId } from './kinds'
import type { Reading } from './traffic-records'

const THROTTLED = 429

export function readStorage(record: TraceRecord, reading: Reading): void {
  const { traffic, arrivals, sender, target } = reading
  const { at } = record
  const move = (by: string, to: string, text: string): void => {
    const from = sender(by)
    if (from !== null) traffic.move(at, { from, to, fate: 'ok', text })
    traffic.note(to, at, 'ok', text)
  }
  switch (record.type) {
    case 's3.object-created':
    case 's3.object-removed': {
      const to = traffic.id(record.bucket, 'bucket')
      const isNew = record.type === 's3.object-created'
      if (isNew) traffic.node(to).contents++
      const text = `${record.key} ${isNew ? 'put' : 'deleted'}`
      const key = `${record.bucket}/${record.key}`
      arrivals.add({ at, from: sender(record.by), to, service: 's3', key, fate: 'ok', text })
      traffic.note(to, at, 'ok', text)
      break
    }
    case 's3.notification-delivered':
    case 's3.notification-failed': {
      const [from, to] = [traffic.id(record.bucket, 'bucket'), target(record.target)]
      if (record.type === 's3.notification-failed') {
        traffic.move(at, { from, to, fate: 'error', text: record.message })
        break
      }
      arrivals.claim(record.deliveryId)
      const kind = record.target.includes(':lambda:')
        ? ('request' as const)
        : record.target.includes(':sqs:')
          ? ('message' as const)
          : null
      const selection = kind && ({ kind, id: record.deliveryId } as const)
      traffic.move(at, { from, to, fate: 'ok', text: `${record.event}: ${record.key}`, selection })
      break
    }
    case 'dynamodb.written': {
      const to = traffic.id(record.table, 'table')
      const node = traffic.node(to)
      if (record.change === 'insert') node.contents++
      if (record.change === 'remove') node.contents = Math.max(0, node.contents - 1)
      const text = `${WRITES[record.change]} ${record.key}`
      if (record.cause !== 'time-to-live') {
        arrivals.add({ at, from: CLIENTS, to, service: 'dynamodb', key: '', fate: 'ok', text })
      }
      traffic.note(to, at, 'ok', text)
      break
    }
    case 'dynamodb.condition-failed': {
      const to = traffic.id(record.table, 'table')
      const text = `Condition failed: ${record.key}`
      arrivals.add({ at, from: null, to, service: 'dynamodb', key: '', fate: 'filtered', text })
      break
    }
    case 'http.received': {
      const to = entrance(record.entrance, record.resource, reading)
      const text = `${record.method} ${record.path}`
      traffic.node(to).contents++
      arrivals.add({ at, from: CLIENTS, to, service: 'http', key: record.host, fate: 'ok', text })
      break
    }
    case 'http.answered': {
      const from = entrance(record.entrance, record.resource, reading)
      const text = `${record.method} ${record.path}: ${record.status}`
      const isError = record.status >= 500 || record.status === 0
      const fate = record.status === THROTTLED ? 'throttle' : isError ? 'error' : 'ok'
      traffic.note(from, at, fate, text)
      if (isError) traffic.node(from).errors++
      if (record.functionArn === null) break
      traffic.move(at, { from, to: target(record.functionArn), fate, text })
      break
    }
    case 'logs.subscription-delivered':
    case 'logs.subscription-failed': {
      const [from, to] = [traffic.id(record.logGroup, 'log-group'), target(record.target)]
      const isDelivered = record.type === 'logs.subscription-delivered'
      if (isDelivered) arrivals.claim(record.deliveryId)
      const text = isDelivered ? `${record.events} log events` : record.message
      traffic.move(at, { from, to, fate: isDelivered ? 'ok' : 'error', text })
      break
    }
    case 'ssm.put':
      move(record.by, traffic.id(record.name, 'parameter'), `Version ${record.version}`)
      break
    case 'secrets.version':
      move(record.by, traffic.id(record.secret, 'secret'), 'A version')
      break
    case 'kms.used':
      move(record.caller, traffic.id(record.keyId, 'key'), record.operation)
      break
    case 'access.denied': {
      const from = sender(record.principal)
      if (from === null || !record.resource.startsWith('arn:') || /^arn:aws:iam|\*/.test(record.resource)) break
      const selection = record.requestId === null ? null : ({ kind: 'request', id: record.requestId } as const)
      const text = `${record.action} denied: ${record.reason}`
      if (from !== CLIENTS) traffic.note(from, at, 'error', text, selection)
      traffic.move(at, { from, to: target(record.resource), fate: 'error', text, selection })
      break
    }
  }
}

const WRITES = { insert: 'Put', modify: 'Changed', remove: 'Deleted' } as const

function entrance(kind: string, resource: string, { traffic, ...reading }: Reading): string {
  return kind === 'function-url' ? urlId(reading.function(resource)) : traffic.id(resource, 'api')
}
