import { isWaiting, operationTone, type DurableLane } from '../durable-lanes'
import { toX, visit, type Frame } from '../frame'
import type { Item, Shape } from '../items'
import type { AsyncLane, EventAttempt } from '../lanes'
import { LINE_HEIGHT, type Row } from '../rows'
import { drawList } from './density'
import { extent, spanTone } from './environment-shapes'

export function asyncShapes(row: Row, lane: AsyncLane, frame: Frame, shapes: Shape[]): void {
  const lineY = (line: number): number => row.y + 4 + line * LINE_HEIGHT
  const area = { lane, y: row.y + 4, height: row.height - 8 }
  drawList(
    lane.events,
    frame,
    { ...area, noun: 'event', tone: 'waiting' },
    (event) => {
      const y = lineY(event.line)
      const item: Item = { kind: 'event', lane, event }
      const { x, width } = extent(frame, event.start, event.end)
      shapes.push({ form: 'wait', x, width, y: y + 6, height: 4, tone: 'waiting', item })
      const next = event.waits.at(-1)
      if (event.end !== null || !next || next.due <= frame.now) return
      shapes.push({ form: 'due', x: toX(frame, frame.now) + 6, y: y + 2, width: 12, height: 12, tone: 'waiting', item })
    },
    shapes,
  )
  const attempt = ({ event, span }: EventAttempt): void => {
    const item: Item = { kind: 'attempt', lane, event, span }
    const { x, width } = extent(frame, span.start, span.end)
    shapes.push({ form: 'bar', x, width, y: lineY(event.line) + 2, height: 12, tone: spanTone(span), item })
  }
  visit(lane.attempts, frame, attempt, (from) => {
    const first = lane.attempts.at(from)
    if (first) attempt(first)
  })
}

/** Bars for what the function did, dashes for what it waited for. */
export function operationShapes(row: Row, lane: DurableLane, frame: Frame, shapes: Shape[]): void {
  const area = { lane, y: row.y + 4, height: row.height - 8, noun: 'operation', tone: 'running' } as const
  drawList(
    lane.spans,
    frame,
    area,
    (span) => {
      const waits = isWaiting(span.operation) || span.status === 'PENDING'
      const thin = waits || span.operation === null || span.operation.operationType === 'CONTEXT'
      const y = row.y + 4 + span.line * LINE_HEIGHT
      shapes.push({
        form: waits ? 'wait' : 'bar',
        ...extent(frame, span.start, span.end),
        y: y + (thin ? 6 : 2),
        height: thin ? 4 : 12,
        tone: operationTone(span),
        item: { kind: 'operation', lane, span },
      })
    },
    shapes,
  )
}
