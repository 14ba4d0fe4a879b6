/**
 * The path of an event through the system: from where it came in, through every attempt, to where it ended. Read from
 * the records that mention it, and those that mention what it led to and what it came from.
 */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Tone } from '../parts/tone'
import { toneOf } from '../parts/tone'
import type { Recording } from '../state/recording'
import { batchRecordIds, objectId, offsetId } from '../state/record-ids'
import { nameOf } from '../state/resource-names'
import { asyncLaneId, environmentLaneId, functionLaneId, queueLaneId, sourceLaneId } from './lanes'
import { sourceFact } from './source-lanes'

/** Where an event was at an instant. */
export interface Stop {
  readonly lane: string
  readonly at: number
  readonly tone: Tone
}

/** It went, or led, from one to the other. */
export interface Leg {
  readonly from: Stop
  readonly to: Stop
}

export interface Path {
  readonly stops: readonly Stop[]
  readonly legs: readonly Leg[]
}

/** Of a batch, whose records are many; of a message that is received again and again. */
const IDS_MAX = 60
const NEIGHBOURS_MAX = 25
const RECORDS_MAX = 2000

/** @param ids the request or message, and whatever else is to be followed */
export function pathOf(ids: Iterable<string>, recording: Recording): Path {
  const known = new Set<string>()
  for (const id of ids) {
    for (const one of reached(
      id,
      recording,
      ({ from }) => from,
      ({ to }) => to,
    ))
      known.add(one)
    for (const one of reached(
      id,
      recording,
      ({ to }) => to,
      ({ from }) => from,
    ))
      known.add(one)
  }
  const seqs = new Set<number>()
  for (const id of known) for (const seq of recording.mentions(id).slice(0, RECORDS_MAX)) seqs.add(seq)
  const inOrder = [...seqs].toSorted((a, b) => a - b).slice(0, RECORDS_MAX)
  return walk(
    inOrder.map((seq) => recording.get(seq)).filter((record) => record !== undefined),
    known,
  )
}

interface Edge {
  readonly from: string
  readonly to: string
}

function reached(start: string, recording: Recording, near: (edge: Edge) => string, far: (edge: Edge) => string) {
  const found = new Set([start])
  for (const id of found) {
    if (found.size >= IDS_MAX) break
    let neighbours = 0
    for (const seq of recording.mentions(id).slice(0, RECORDS_MAX)) {
      const record = recording.get(seq)
      for (const edge of record ? edgesOf(record) : []) {
        if (near(edge) !== id || found.has(far(edge)) || neighbours >= NEIGHBOURS_MAX) continue
        found.add(far(edge))
        neighbours++
      }
    }
  }
  return found
}

/** Goes through the records in order, with the place where each id is, and what goes with it. */
function walk(records: readonly TraceRecord[], known: ReadonlySet<string>): Path {
  const stops: Stop[] = []
  const legs: Leg[] = []
  const places = new Map<string, Stop>()
  const origins = new Map<string, Stop[]>()
  const carried = new Map<string, string[]>()
  const arrive = (id: string, stop: Stop): void => {
    const from = [...(origins.get(id) ?? []), ...(places.has(id) && !origins.has(id) ? [places.get(id) as Stop] : [])]
    origins.delete(id)
    for (const origin of from)
      if (origin.lane !== stop.lane || origin.at !== stop.at) legs.push({ from: origin, to: stop })
    stops.push(stop)
    places.set(id, stop)
    for (const other of carried.get(id) ?? []) places.set(other, stop)
  }
  for (const record of records) {
    for (const [id, stop] of stopsOf(record)) if (known.has(id)) arrive(id, stop)
    for (const { from, to } of edgesOf(record)) {
      const place = places.get(from)
      if (!known.has(from) || !known.has(to)) continue
      carried.set(to, [...(carried.get(to) ?? []), from])
      if (!place) continue
      const arrived = places.get(to)
      // A delivery is told after what it led to.
      if (arrived && arrived.at >= place.at) {
        if (!legs.some((leg) => leg.to === arrived)) legs.push({ from: place, to: arrived })
      } else origins.set(to, [...(origins.get(to) ?? []), place])
    }
  }
  return { stops, legs }
}

/** What a record says of where something was. */
function stopsOf(record: TraceRecord): readonly (readonly [id: string, stop: Stop])[] {
  const { at } = record
  switch (record.type) {
    case 'async.queued':
      return [[record.requestId, { lane: asyncLaneId(record.functionName), at, tone: 'waiting' }]]
    case 'request.throttled':
      return [[record.requestId, { lane: functionLaneId(record.functionName), at, tone: 'throttle' }]]
    case 'invocation.started':
      return [[record.requestId, { lane: environmentLaneId(record.environment), at, tone: 'running' }]]
    case 'invocation.ended':
      return [[record.requestId, { lane: environmentLaneId(record.environment), at, tone: toneOf(record.status) }]]
    case 'sqs.sent':
      return [[record.messageId, { lane: queueLaneId(nameOf(record.queue)), at, tone: 'queue' }]]
    case 'sqs.received':
      return [[record.messageId, { lane: queueLaneId(nameOf(record.queue)), at, tone: 'running' }]]
    case 'sqs.visible':
      return [[record.messageId, { lane: queueLaneId(nameOf(record.queue)), at, tone: 'waiting' }]]
    case 'sqs.deleted':
      return [[record.messageId, { lane: queueLaneId(nameOf(record.queue)), at, tone: 'success' }]]
    case 'sqs.moved':
      return [[record.messageId, { lane: queueLaneId(nameOf(record.to)), at, tone: 'error' }]]
    default: {
      const fact = sourceFact(record)
      const id = fact?.kind === 'in' ? originOf(record) : null
      if (!fact || id === null) return []
      return [[id, { lane: sourceLaneId(fact.service, fact.resource, fact.part ?? null), at, tone: 'queue' }]]
    }
  }
}

/** The id under which something came into a source. */
function originOf(record: TraceRecord): string | null {
  switch (record.type) {
    case 's3.object-created':
    case 's3.object-removed':
      return objectId(record.bucket, record.key)
    case 'kafka.produced':
      return offsetId(record.topic, record.partition, record.offset)
    case 'kinesis.put':
    case 'dynamodb.stream-record':
      return record.sequenceNumber
    case 'sns.published':
    case 'mq.sent':
      return record.messageId
    case 'events.put':
    case 'events.schedule-due':
      return record.eventId
    case 'scheduler.due':
      return record.executionId
    case 'http.received':
      return record.requestId
    default:
      return null
  }
}

/** What a record says of one thing leading to another. */
function edgesOf(record: TraceRecord): readonly Edge[] {
  switch (record.type) {
    case 'mapping.batch-sent':
      return batchRecordIds(record).map((from) => ({ from, to: record.requestId }))
    case 'destination.delivered':
      return [{ from: record.requestId, to: record.deliveryId }]
    case 'sns.delivered':
    case 'sns.dead-lettered':
      return [{ from: record.messageId, to: record.deliveryId }]
    case 'events.delivered':
      return [{ from: record.eventId, to: record.deliveryId }]
    case 'events.failed':
      return record.deadLetterId === null ? [] : [{ from: record.eventId, to: record.deadLetterId }]
    case 'scheduler.invoked':
      return record.deliveryId === null ? [] : [{ from: record.executionId, to: record.deliveryId }]
    case 'scheduler.failed':
      return record.deadLetterId === null ? [] : [{ from: record.executionId, to: record.deadLetterId }]
    case 's3.notification-delivered':
      return [{ from: objectId(record.bucket, record.key), to: record.deliveryId }]
    default:
      return []
  }
}
