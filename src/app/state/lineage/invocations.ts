/** Invocations and what brings them about: Lambda's queue, event source mappings, durable executions, web requests. */

import type { TraceRecord } from '../../../cloud/aws/trace-records'
import type { EventNode, Fate } from './event'
import { httpId, polledId, deliveredId } from './ids'
import type { Lineage } from './index'

type Fact<Type extends TraceRecord['type']> = Extract<TraceRecord, { type: Type }>

export function applyInvocation(lineage: Lineage, record: TraceRecord): void {
  switch (record.type) {
    case 'request.received':
      return received(lineage, record)
    case 'request.throttled':
      // A synchronous caller has its answer; all others are tried again.
      return lineage.become(lineage.own(record.requestId), 'throttled', record.at, record.source === 'sync')
    case 'request.loop-stopped':
      return lineage.become(lineage.own(record.requestId), 'failed', record.at)
    case 'invocation.started': {
      const node = lineage.own(record.requestId)
      if (node) node.attempts++
      return lineage.become(node, 'running', record.at)
    }
    case 'invocation.ended': {
      const node = lineage.own(record.requestId)
      if (record.source === 'durable') return lineage.become(node, 'delivered', record.at)
      // Whether an asynchronous one has ended with it, its queue decides.
      if (record.source === 'async') return
      return lineage.become(node, record.status === 'success' ? 'delivered' : 'failed', record.at)
    }
    case 'async.retry-scheduled':
      return lineage.become(
        lineage.own(record.requestId),
        record.cause === 'throttle' ? 'throttled' : 'retrying',
        record.at,
      )
    case 'async.ended':
      return lineage.become(
        lineage.own(record.requestId),
        record.condition === 'Success' ? 'delivered' : 'lost',
        record.at,
      )
    case 'destination.delivered':
      return destined(lineage, record)
    case 'call.started':
      if (record.from !== undefined) lineage.linkSince(lineage.own(record.requestId), record.from)
      return
    case 'mapping.batch-sent':
      return batchSent(lineage, record)
    case 'mapping.batch-ended':
      return batchEnded(lineage, record)
    case 'mapping.filtered':
      return eachPolled(lineage, record, record.recordIds, record.shardId ?? null, (node) => {
        lineage.note(node, record)
        settle(lineage, node, record, 'filtered')
      })
    case 'mapping.discarded':
      return eachPolled(lineage, record, record.recordIds, record.shardId, (node) => {
        lineage.note(node, record)
        settle(lineage, node, record, 'lost')
        lineage.between.discard(record.requestId, { id: node.id, way: record.mapping })
      })
    case 'mapping.bisected':
      return eachPolled(lineage, record, record.parts.flat(), record.shardId, (node) => lineage.note(node, record))
    case 'mapping.retry-scheduled':
      return eachPolled(lineage, record, record.recordIds, record.shardId, (node) => lineage.note(node, record))
    case 'durable.started': {
      const { execution: id, functionName: target, name: text } = record
      const node = lineage.begin({ id, kind: 'execution', record, target, text, fate: 'running' })
      return lineage.link(lineage.own(record.requestId), node)
    }
    case 'durable.resumed':
      return lineage.link(lineage.own(record.execution), lineage.own(record.requestId) ?? resumption(lineage, record))
    case 'durable.suspended':
      return lineage.become(lineage.own(record.execution), 'waiting', record.at)
    case 'durable.retry-scheduled':
      return lineage.become(lineage.own(record.execution), 'retrying', record.at)
    case 'durable.ended': {
      const node = lineage.own(record.execution)
      const fate = record.status === 'SUCCEEDED' ? 'delivered' : 'failed'
      lineage.become(node, fate, record.at)
      const starter = lineage.own(node?.parents[0] ?? '')
      if (starter?.kind === 'request') lineage.become(starter, fate, record.at)
      return
    }
    case 'http.received': {
      const { requestId, method, path, sourceIp, resource } = record
      const id = httpId(requestId)
      const text = `${method} ${path}`
      const node = lineage.begin({
        id,
        kind: 'http',
        record,
        source: sourceIp,
        target: resource,
        text,
        fate: 'running',
      })
      return lineage.note(node, record)
    }
    case 'http.forwarded': {
      const id = httpId(record.requestId)
      const node = lineage.own(id)
      if (node) node.attempts++
      lineage.between.forwarded = { id, seq: record.seq }
      return lineage.note(node, record)
    }
    case 'http.answered': {
      const node = lineage.own(httpId(record.requestId))
      lineage.note(node, record)
      return lineage.become(node, fateOfStatus(record.status), record.at, true)
    }
  }
}

const fateOfStatus = (status: number): Fate =>
  status === 429
    ? 'throttled'
    : status === 401 || status === 403
      ? 'denied'
      : status === 0 || status >= 500
        ? 'failed'
        : 'delivered'

function received(lineage: Lineage, record: Fact<'request.received'>): void {
  const { requestId: id, functionName: target, source, payload: text } = record
  const carrier = source === 'event-source-mapping' || source === 'durable'
  const node = lineage.begin({ id, kind: 'request', record, target, text, carrier })
  const { forwarded } = lineage.between
  if (forwarded?.seq === record.seq - 1) lineage.link(lineage.own(forwarded.id), node)
}

const resumption = (lineage: Lineage, record: Fact<'durable.resumed'>): EventNode =>
  lineage.begin({ id: record.requestId, kind: 'request', record, target: record.functionName, carrier: true })

/** A batch has its request id before the request is received. */
function batchSent(lineage: Lineage, record: Fact<'mapping.batch-sent'>): void {
  const { requestId: id, functionName: target, source } = record
  const request = lineage.begin({ id, kind: 'request', record, source, target, carrier: true })
  const shard = record.stream?.shardId ?? null
  if (shard !== null) lineage.between.shards.set(id, shard)
  eachPolled(lineage, record, record.recordIds, shard, (node) => {
    node.attempts++
    lineage.note(node, record)
    lineage.link(node, request)
    settle(lineage, node, record, 'running')
  })
}

function batchEnded(lineage: Lineage, record: Fact<'mapping.batch-ended'>): void {
  const { shards } = lineage.between
  const shard = shards.get(record.requestId) ?? null
  shards.delete(record.requestId)
  const left = record.outcome === 'throttled' ? 'throttled' : 'retrying'
  eachPolled(lineage, record, record.deleted, shard, (node) => settle(lineage, node, record, 'delivered'))
  eachPolled(lineage, record, record.returned, shard, (node) => settle(lineage, node, record, left))
}

function destined(lineage: Lineage, record: Fact<'destination.delivered'>): void {
  const request = lineage.own(record.requestId)
  lineage.link(request, lineage.own(deliveredId(record.target, record.deliveryId)))
  if (record.kind === 'on-success') return
  const discarded = lineage.between.takeDiscarded(record.requestId)
  for (const { id, way } of discarded) {
    const node = lineage.own(id)
    lineage.note(node, record)
    lineage.becomeOn(node, way, 'dead-lettered', record.at)
  }
  if (discarded.length === 0) lineage.become(request, 'dead-lettered', record.at)
}

/** A message is with one consumer; a record of a stream is with every mapping of it. */
function settle(lineage: Lineage, node: EventNode, record: { mapping: string; at: number }, fate: Fate): void {
  if (node.kind === 'record') lineage.becomeOn(node, record.mapping, fate, record.at)
  else lineage.become(node, fate, record.at)
}

function eachPolled(
  lineage: Lineage,
  { source }: { readonly source: string },
  ids: readonly string[],
  shard: string | null,
  visit: (node: EventNode) => void,
): void {
  for (const id of ids) {
    const node = lineage.own(polledId(source, shard, id))
    if (node) visit(node)
  }
}
