/** What shapes stand for, and which of them is at a point. */

import { dynamodbId, httpId, kinesisId } from '../state/lineage/ids'
import type { Selection } from '../state/selection'
import type { Tone } from '../parts/tone'
import type { DurableLane, OperationSpan } from './durable-lanes'
import type {
  AsyncEvent,
  AsyncLane,
  EnvironmentLane,
  GroupLane,
  Lane,
  LaneMark,
  QueueLane,
  QueueMark,
  SourceLane,
  SourceMark,
  Span,
} from './lanes'

/** What a tooltip describes and a click selects. */
export type Item =
  | { readonly kind: 'span'; readonly lane: EnvironmentLane | GroupLane; readonly span: Span }
  | { readonly kind: 'lifetime'; readonly lane: EnvironmentLane }
  | { readonly kind: 'event'; readonly lane: AsyncLane; readonly event: AsyncEvent }
  | { readonly kind: 'attempt'; readonly lane: AsyncLane; readonly event: AsyncEvent; readonly span: Span }
  | { readonly kind: 'mark'; readonly lane: QueueLane; readonly mark: QueueMark }
  | { readonly kind: 'source'; readonly lane: SourceLane; readonly mark: SourceMark }
  | { readonly kind: 'operation'; readonly lane: DurableLane; readonly span: OperationSpan }
  | { readonly kind: 'flag'; readonly lane: Lane; readonly mark: LaneMark }
  | { readonly kind: 'density'; readonly lane: Lane; readonly density: Density }

/** Things too near to each other to be told apart. */
export interface Density {
  readonly noun: string
  readonly count: number
  readonly failures: number
  readonly from: number
  readonly until: number
}

export interface Shape {
  readonly form: 'lifetime' | 'end' | 'bar' | 'wait' | 'due' | 'depth' | 'mark' | 'flag' | 'density'
  readonly x: number
  /** From the top of all rows. */
  readonly y: number
  readonly width: number
  readonly height: number
  readonly tone: Tone
  readonly item: Item | null
}

/** The topmost shape with something to say at a point; small shapes are given two pixels more on each side. */
export function hit(shapes: readonly Shape[], x: number, y: number): Shape | null {
  let found: Shape | null = null
  for (const shape of shapes) {
    if (!shape.item) continue
    const inside =
      x >= shape.x - 2 && x <= shape.x + shape.width + 2 && y >= shape.y - 2 && y <= shape.y + shape.height + 2
    if (inside && (!found || found.form === 'lifetime' || found.form === 'wait' || shape.width <= found.width))
      found = shape
  }
  return found
}

/** Id of the request, message, event or record that an item belongs to: its path is drawn. */
export function idOf(item: Item): string | null {
  switch (item.kind) {
    case 'span':
    case 'operation':
      return item.span.requestId
    case 'event':
    case 'attempt':
      return item.event.requestId
    case 'mark':
      return item.mark.messageId
    case 'source':
      return item.mark.recordId
    case 'flag':
      return item.mark.requestId ?? null
    case 'lifetime':
    case 'density':
      return null
  }
}

/** The event that a click on an item selects. */
export function selectionOf(item: Item): Selection | null {
  const id = idOf(item)
  if (id === null) return null
  if (item.kind === 'source') return sourceSelection(item.lane, id)
  return { kind: item.kind === 'mark' ? 'message' : 'request', id }
}

function sourceSelection({ service, resource }: SourceLane, id: string): Selection | null {
  switch (service) {
    case 'SNS topic':
      return { kind: 'notification', id }
    case 'Event bus':
      return { kind: 'bus-event', id }
    case 'API':
      return { kind: 'http', id: httpId(id) }
    case 'Kinesis':
      return { kind: 'record', id: kinesisId(resource, id) }
    case 'DynamoDB stream':
      return { kind: 'record', id: dynamodbId(resource, id) }
    default:
      return null
  }
}

/** What was selected as the recording mentions it. */
export function recordedId({ kind, id }: Selection): string {
  // The lineage puts before it what the id belongs to.
  return kind === 'http' || kind === 'record' ? id.slice(id.lastIndexOf('/') + 1) : id
}

/** When an item began. */
export function startOf(item: Item): number {
  switch (item.kind) {
    case 'span':
    case 'operation':
    case 'attempt':
      return item.span.start
    case 'event':
      return item.event.start
    case 'mark':
    case 'source':
    case 'flag':
      return item.mark.at
    case 'lifetime':
      return item.lane.createdAt
    case 'density':
      return item.density.from
  }
}
