/** From lanes, a zoom and a window to shapes with pixels; knows nothing of canvases. */

import type { Tone } from '../parts/tone'
import { toneOf } from '../parts/tone'
import type { CappedList } from '../state/capped-list'
import { isWaiting, operationTone, type DurableLane, type OperationSpan } from './durable-lanes'
import type { AsyncEvent, AsyncLane, EnvironmentLane, Lane, Mark, QueueLane, Span, TimelineModel } from './model'
import { type Scale, timeAt, xOf } from './scale'

export interface Row {
  readonly lane: Lane
  /** From the top of all rows. */
  readonly y: number
  readonly height: number
  /** Whether a new function or kind begins here. */
  readonly first: boolean
}

export const ENVIRONMENT_HEIGHT = 26
export const QUEUE_HEIGHT = 36
const ASYNC_LINE_HEIGHT = 16
const GROUP_GAP = 6

/** Queues that feed functions first, then each function's events and environments, then the queues where things end up. */
export function rows(model: TimelineModel): readonly Row[] {
  const queues = [...model.queueLanes.values()]
  const groups: Lane[][] = [queues.filter((queue) => !queue.sink)]
  const environments = new Map<string, Lane[]>()
  for (const lane of model.environmentLanes.values()) {
    const ofFunction = environments.get(lane.functionName)
    if (ofFunction) ofFunction.push(lane)
    else environments.set(lane.functionName, [lane])
  }
  for (const name of model.functions) {
    const events = model.asyncLanes.get(name)
    const operations = model.durable.lanes.get(name)
    const above = [...(events ? [events] : []), ...(operations ? [operations] : [])]
    groups.push([...above, ...(environments.get(name) ?? [])])
  }
  groups.push(queues.filter((queue) => queue.sink))
  const placed: Row[] = []
  let y = 0
  for (const group of groups.filter((lanes) => lanes.length > 0)) {
    if (y > 0) y += GROUP_GAP
    for (const [index, lane] of group.entries()) {
      const height = heightOf(lane)
      placed.push({ lane, y, height, first: index === 0 })
      y += height
    }
  }
  return placed
}

export const totalHeight = (placed: readonly Row[]): number => {
  const last = placed.at(-1)
  return last ? last.y + last.height : 0
}

function heightOf(lane: Lane): number {
  if (lane.kind === 'environment') return ENVIRONMENT_HEIGHT
  if (lane.kind === 'queue') return QUEUE_HEIGHT
  return Math.max(1, lane.lines.length) * ASYNC_LINE_HEIGHT + 8
}

/** What a shape stands for; what a tooltip describes and a click selects. */
export type Item =
  | { readonly kind: 'span'; readonly lane: EnvironmentLane; readonly span: Span }
  | { readonly kind: 'lifetime'; readonly lane: EnvironmentLane }
  | { readonly kind: 'event'; readonly lane: AsyncLane; readonly event: AsyncEvent }
  | { readonly kind: 'attempt'; readonly lane: AsyncLane; readonly event: AsyncEvent; readonly span: Span }
  | { readonly kind: 'mark'; readonly lane: QueueLane; readonly mark: Mark }
  | { readonly kind: 'operation'; readonly lane: DurableLane; readonly span: OperationSpan }

export interface Shape {
  readonly form: 'lifetime' | 'end' | 'bar' | 'wait' | 'due' | 'depth' | 'mark' | 'move'
  readonly x: number
  /** From the top of all rows. */
  readonly y: number
  readonly width: number
  readonly height: number
  readonly tone: Tone
  readonly item: Item | null
}

export interface Window {
  readonly scale: Scale
  /** x of the window's left edge. */
  readonly left: number
  readonly width: number
  readonly now: number
}

/** Shapes are as wide as this, whatever their duration. */
const BAR_PX_MIN = 3

/** The shapes of the given rows that show in the window; x counts from the window's left edge. */
export function shapesOf(placed: readonly Row[], window: Window): Shape[] {
  const shapes: Shape[] = []
  for (const row of placed) {
    if (row.lane.kind === 'environment') environmentShapes(row, row.lane, window, shapes)
    else if (row.lane.kind === 'async') eventShapes(row, row.lane, window, shapes)
    else if (row.lane.kind === 'durable') operationShapes(row, row.lane, window, shapes)
    else queueShapes(row, row.lane, window, shapes)
  }
  connectMoves(placed, shapes)
  return shapes
}

const toX = (window: Window, at: number): number => xOf(window.scale, at) - window.left

function environmentShapes(row: Row, lane: EnvironmentLane, window: Window, shapes: Shape[]): void {
  const x = toX(window, lane.createdAt)
  const end = toX(window, lane.shutdown?.at ?? window.now)
  if (end >= 0 && x <= window.width) {
    const middle = row.y + row.height / 2
    const item: Item = { kind: 'lifetime', lane }
    shapes.push({ form: 'lifetime', x, y: middle - 3, width: Math.max(2, end - x), height: 6, tone: 'neutral', item })
    if (lane.shutdown)
      shapes.push({ form: 'end', x: end - 1, y: row.y + 6, width: 2, height: row.height - 12, tone: 'neutral', item })
  }
  const bar = (span: Span): Shape => ({
    form: 'bar',
    ...extent(window, span.start, span.end),
    y: row.y + 4,
    height: row.height - 8,
    tone: spanTone(span),
    item: { kind: 'span', lane, span },
  })
  visible(
    lane.spans,
    (span) => span.start,
    (span) => span.end,
    window,
    (span) => shapes.push(bar(span)),
  )
  visible(
    lane.failures,
    (span) => span.start,
    (span) => span.end,
    window,
    (span) => shapes.push(bar(span)),
  )
}

function eventShapes(row: Row, lane: AsyncLane, window: Window, shapes: Shape[]): void {
  visible(
    lane.events,
    (event) => event.start,
    (event) => event.end,
    window,
    (event) => {
      const y = row.y + 4 + event.line * ASYNC_LINE_HEIGHT
      const item: Item = { kind: 'event', lane, event }
      shapes.push({
        form: 'wait',
        ...extent(window, event.start, event.end),
        y: y + 6,
        height: 4,
        tone: 'waiting',
        item,
      })
      for (const span of event.attempts) {
        const attempt: Item = { kind: 'attempt', lane, event, span }
        const { x, width } = extent(window, span.start, span.end)
        shapes.push({ form: 'bar', x, width, y: y + 2, height: 12, tone: spanTone(span), item: attempt })
      }
      const next = event.waits.at(-1)
      if (event.end === null && next && next.due > window.now) {
        shapes.push({
          form: 'due',
          x: toX(window, window.now) + 6,
          y: y + 2,
          width: 12,
          height: 12,
          tone: 'waiting',
          item,
        })
      }
    },
  )
}

/** Bars for what the function did, dashes for what it waited for. */
function operationShapes(row: Row, lane: DurableLane, window: Window, shapes: Shape[]): void {
  visible(
    lane.spans,
    (span) => span.start,
    (span) => span.end,
    window,
    (span) => {
      const waits = isWaiting(span.operation) || span.status === 'PENDING'
      const thin = waits || span.operation === null || span.operation.operationType === 'CONTEXT'
      const y = row.y + 4 + span.line * ASYNC_LINE_HEIGHT
      shapes.push({
        form: waits ? 'wait' : 'bar',
        ...extent(window, span.start, span.end),
        y: y + (thin ? 6 : 2),
        height: thin ? 4 : 12,
        tone: operationTone(span),
        item: { kind: 'operation', lane, span },
      })
    },
  )
}

const MARK_TONES: Readonly<Record<Mark['kind'], Tone>> = {
  sent: 'queue',
  received: 'running',
  returned: 'waiting',
  deleted: 'success',
  moved: 'error',
  arrived: 'error',
}

function queueShapes(row: Row, lane: QueueLane, window: Window, shapes: Shape[]): void {
  depthShapes(row, lane, window, shapes)
  const draw = (marks: CappedList<Mark>, y: number) => {
    const at = (mark: Mark) => mark.at
    visible(marks, at, at, window, (mark) => {
      const item: Item = { kind: 'mark', lane, mark }
      const x = toX(window, mark.at) - 4
      shapes.push({ form: 'mark', x, y, width: 8, height: 8, tone: MARK_TONES[mark.kind], item })
    })
  }
  draw(lane.incoming, row.y + 4)
  draw(lane.outgoing, row.y + row.height - 14)
}

/** Bars behind the marks, as high as the queue is full compared to its fullest moment in the window. */
function depthShapes(row: Row, lane: QueueLane, window: Window, shapes: Shape[]): void {
  const { scale, left, width } = window
  const steps: { at: number; depth: number }[] = []
  const byTime = (step: { at: number }) => step.at
  const from = Math.max(0, firstFrom(lane.depths, byTime, timeAt(scale, left)) - 1)
  const until = timeAt(scale, left + width)
  const thinOut = firstFrom(lane.depths, byTime, until) - from > ITEMS_DRAWN_MAX
  for (let index = from; index < lane.depths.length;) {
    const step = lane.depths.at(index)
    if (!step || step.at > until) break
    steps.push({ at: step.at, depth: step.visible + step.inFlight })
    index++
    if (thinOut) index = Math.max(index, firstFrom(lane.depths, byTime, timeAt(scale, xOf(scale, step.at) + 1)))
  }
  const most = steps.reduce((max, { depth }) => Math.max(max, depth), 0)
  if (most === 0) return
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index]
    if (!step || step.depth === 0) continue
    const x = toX(window, step.at)
    let last = index
    let { depth } = step
    // Changes within a pixel are one bar.
    while (last + 1 < steps.length && toX(window, steps[last + 1]?.at ?? 0) - x < 1)
      depth = Math.max(depth, steps[++last]?.depth ?? 0)
    const end = toX(window, steps[last + 1]?.at ?? window.now)
    const height = Math.max(2, Math.round(((row.height - 8) * depth) / most))
    shapes.push({
      form: 'depth',
      x,
      y: row.y + row.height - 4 - height,
      width: Math.max(1, end - x),
      height,
      tone: 'queue',
      item: null,
    })
    index = last
  }
}

/** A line from where a message left a queue to where the same message arrived. */
function connectMoves(placed: readonly Row[], shapes: Shape[]): void {
  const arrivals = new Map<string, Shape>()
  for (const shape of shapes) {
    if (shape.item?.kind === 'mark' && shape.item.mark.kind === 'arrived')
      arrivals.set(shape.item.mark.messageId, shape)
  }
  if (arrivals.size === 0 || placed.length === 0) return
  for (const shape of [...shapes]) {
    if (shape.item?.kind !== 'mark' || shape.item.mark.kind !== 'moved') continue
    const to = arrivals.get(shape.item.mark.messageId)
    if (!to) continue
    const [top, bottom] = shape.y < to.y ? [shape, to] : [to, shape]
    shapes.push({
      form: 'move',
      x: shape.x + 4,
      y: top.y + 8,
      width: 1,
      height: bottom.y - top.y - 8,
      tone: 'error',
      item: null,
    })
  }
}

const spanTone = (span: Span): Tone => {
  if (span.kind !== 'invoke' && (span.status === 'success' || span.status === 'running')) return 'init'
  return toneOf(span.status)
}

function extent(window: Window, start: number, end: number | null): { x: number; width: number } {
  const x = toX(window, start)
  return { x, width: Math.max(BAR_PX_MIN, toX(window, end ?? window.now) - x) }
}

/** Index of the first item whose key is at least `value`. Keys do not decrease. */
function firstFrom<T>(list: CappedList<T>, key: (item: T) => number, value: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const item = list.at(middle)
    if (item !== undefined && key(item) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** More items than this of one lane in the window are thinned out to one for each pixel. */
const ITEMS_DRAWN_MAX = 300
/** How far back to look for items that began before the window and reach into it. */
const ITEMS_LOOKED_BACK = 300

/** Visits what shows in the window; work grows with pixels, not with items. */
function visible<T>(
  list: CappedList<T>,
  start: (item: T) => number,
  end: (item: T) => number | null,
  window: Window,
  visit: (item: T) => void,
): void {
  const { scale, left, width } = window
  const from = timeAt(scale, left)
  const until = timeAt(scale, left + width)
  const first = firstFrom(list, start, from)
  for (const item of list.slice(Math.max(0, first - ITEMS_LOOKED_BACK), first)) {
    if ((end(item) ?? Infinity) >= from) visit(item)
  }
  const thinOut = firstFrom(list, start, until) - first > ITEMS_DRAWN_MAX
  for (let index = first; index < list.length;) {
    const item = list.at(index)
    if (item === undefined || start(item) > until) return
    visit(item)
    index++
    if (thinOut) index = Math.max(index, firstFrom(list, start, timeAt(scale, xOf(scale, start(item)) + 1)))
  }
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

/** The request or message an item belongs to. */
export function selectionOf(item: Item) {
  switch (item.kind) {
    case 'span':
      return item.span.requestId ? ({ kind: 'request', id: item.span.requestId } as const) : null
    case 'operation':
      return { kind: 'request', id: item.span.requestId } as const
    case 'event':
    case 'attempt':
      return { kind: 'request', id: item.event.requestId } as const
    case 'mark':
      return { kind: 'message', id: item.mark.messageId } as const
    case 'lifetime':
      return null
  }
}
