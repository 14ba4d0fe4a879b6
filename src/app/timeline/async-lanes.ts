/** Asynchronous invocations: each event from when it was queued until it ended, with its attempts and waits. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { asyncLaneId, type AsyncEvent, type AsyncLane, type EventAttempt, type Span } from './lanes'
import { spanList, TimedList } from './timed-list'

const LINES_MAX = 6

export class AsyncLanes {
  /** By function. */
  readonly lanes = new Map<string, AsyncLane>()

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'async.queued': {
        const lane = this.#lane(record.functionName)
        const event: AsyncEvent = {
          requestId: record.requestId,
          start: record.at,
          end: null,
          line: freeLine(lane),
          waits: [],
          attempts: [],
          condition: null,
        }
        lane.lines[event.line] = event
        lane.events.push(event)
        lane.byRequest.set(event.requestId, event)
        break
      }
      case 'async.retry-scheduled': {
        const event = this.lanes.get(record.functionName)?.byRequest.get(record.requestId)
        event?.waits.push({ from: record.at, due: record.due, attempt: record.attempt })
        break
      }
      case 'async.ended': {
        const lane = this.lanes.get(record.functionName)
        const event = lane?.byRequest.get(record.requestId)
        if (!lane || !event) break
        event.end = record.at
        event.condition = record.condition
        lane.byRequest.delete(event.requestId)
        if (lane.lines[event.line] === event) lane.lines[event.line] = null
        break
      }
    }
  }

  /** An attempt at an event has begun. */
  attempt(functionName: string, requestId: string, span: Span): void {
    const lane = this.lanes.get(functionName)
    const event = lane?.byRequest.get(requestId)
    if (!lane || !event) return
    event.attempts.push(span)
    lane.attempts.push({ event, span })
  }

  #lane(functionName: string): AsyncLane {
    const known = this.lanes.get(functionName)
    if (known) return known
    const lane: AsyncLane = {
      kind: 'async',
      id: asyncLaneId(functionName),
      functionName,
      events: spanList(),
      attempts: new TimedList<EventAttempt>(
        ({ span }) => span.start,
        ({ span }) => span.end,
      ),
      byRequest: new Map(),
      lines: [],
    }
    this.lanes.set(functionName, lane)
    return lane
  }
}

function freeLine(lane: AsyncLane): number {
  const free = lane.lines.findIndex((event) => event === null)
  if (free >= 0) return free
  return lane.lines.length < LINES_MAX ? lane.lines.length : lane.events.length % LINES_MAX
}
