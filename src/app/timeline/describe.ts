/** An item of the timeline in words: for tooltips and for screen readers. */

import { clockText, countText, durationText, plural } from '../parts/quantities'
import { stateText, toneOf } from '../parts/tone'
import type { Tone } from '../parts/tone'
import type { ResourceNames } from '../state/resource-names'
import { operationTone, OPERATION_KINDS, type OperationSpan } from './durable-lanes'
import type { Item } from './items'
import { SOURCE_TONES } from './shapes/queue-shapes'
import type { Lane, QueueMark, Span } from './lanes'

export interface Description {
  readonly tone: Tone
  readonly title: string
  readonly lines: readonly string[]
}

export function describe(item: Item, names: ResourceNames, now: number): Description {
  switch (item.kind) {
    case 'span':
      return describeSpan(item.span, laneText(item.lane, names), now)
    case 'attempt':
      return describeSpan(item.span, `${names.label(item.lane.functionName)} · asynchronous`, now)
    case 'event': {
      const { event } = item
      const next = event.waits.at(-1)
      const lines = [`queued ${clockText(event.start)}`, plural(event.attempts.length, 'attempt')]
      if (event.end === null && next && next.due > now) {
        lines.push(`attempt ${next.attempt} due ${clockText(next.due)}, in ${durationText(next.due - now)}`)
      }
      return { tone: 'waiting', title: event.condition ?? 'Asynchronous event', lines }
    }
    case 'operation':
      return describeOperation(item.span, laneText(item.lane, names), now)
    case 'mark':
      return {
        tone: 'queue',
        title: MARKS[item.mark.kind],
        lines: [names.label(item.lane.queue), clockText(item.mark.at)],
      }
    case 'source': {
      const { mark, lane } = item
      return { tone: SOURCE_TONES[mark.kind], title: mark.text, lines: [laneText(lane, names), clockText(mark.at)] }
    }
    case 'flag':
      return {
        tone: item.mark.tone,
        title: item.mark.text,
        lines: [laneText(item.lane, names), clockText(item.mark.at)],
      }
    case 'density': {
      const { noun, count, failures, from, until } = item.density
      const lines = [laneText(item.lane, names), `${clockText(from)} · within ${durationText(until - from)}`]
      if (failures > 0) lines.push(`${countText(failures)} failed`)
      return {
        tone: failures > 0 ? 'error' : 'neutral',
        title: plural(count, noun),
        lines: [...lines, 'Click to zoom in'],
      }
    }
    case 'lifetime': {
      const { lane } = item
      const end = lane.shutdown
      const lines = [`created ${clockText(lane.createdAt)}`, `${plural(lane.spans.length, 'phase')} so far`]
      if (end) lines.push(`shutdown ${clockText(end.at)} (${end.reason})`)
      return {
        tone: 'neutral',
        title: end ? 'Shut down' : 'Frozen between invocations',
        lines: [laneText(lane, names), ...lines],
      }
    }
  }
}

function describeOperation(span: OperationSpan, place: string, now: number): Description {
  const { operation, status, attempt, due, start, end } = span
  const kind = operation ? OPERATION_KINDS[operation.operationType] : 'Durable execution'
  const lines = [place, `${clockText(start)} · ${durationText((end ?? now) - start)}`]
  if (attempt > 1) lines.push(plural(attempt, 'attempt'))
  if (end === null && due !== null && due > now) lines.push(`due ${clockText(due)}, in ${durationText(due - now)}`)
  const title = `${[kind, span.name].filter(Boolean).join(' ')}: ${status.toLowerCase().replace('_', ' ')}`
  return { tone: operationTone(span), title, lines }
}

function describeSpan(span: Span, place: string, now: number): Description {
  const took = durationText((span.end ?? now) - span.start)
  const attempt = span.attempt > 1 ? ` · attempt ${span.attempt}` : ''
  if (span.kind === 'init') {
    const failed = span.status !== 'success' && span.status !== 'running'
    return {
      tone: failed ? toneOf(span.status) : 'init',
      title: failed ? `Init ${stateText(span.status).toLowerCase()}` : 'Init (cold start)',
      lines: [place, `${clockText(span.start)} · ${took}`, ...(span.notes ?? [])],
    }
  }
  if (span.kind !== 'invoke') {
    const title = span.kind === 'shutdown' ? 'Shutdown' : 'Extensions after the answer'
    return { tone: 'init', title, lines: [place, `${clockText(span.start)} · ${took}`, ...(span.notes ?? [])] }
  }
  return {
    tone: toneOf(span.status),
    title: `${stateText(span.status)}${attempt}`,
    lines: [place, `${clockText(span.start)} · ${took}`],
  }
}

const MARKS: Readonly<Record<QueueMark['kind'], string>> = {
  sent: 'Message sent',
  received: 'Message received',
  returned: 'Message visible again',
  deleted: 'Message deleted',
  moved: 'Message moved to the dead-letter queue',
  arrived: 'Message arrived from its source queue',
}

/** What a lane is called, in full. */
export function laneText(lane: Lane, names: ResourceNames): string {
  switch (lane.kind) {
    case 'environment':
      return `${names.label(lane.functionName)} · environment ${lane.number}`
    case 'async':
      return `${names.label(lane.functionName)} · asynchronous events`
    case 'durable':
      return `${names.label(lane.functionName)} · durable executions`
    case 'queue':
      return names.label(lane.queue)
    case 'source':
      return `${lane.service} ${names.label(lane.resource)}${lane.part === null ? '' : ` · ${lane.part}`}`
    case 'group':
      return names.label(lane.resource)
  }
}
