import type { Tone } from '../../parts/tone'
import { toneOf } from '../../parts/tone'
import { toX, visit, type Frame } from '../frame'
import type { Item, Shape } from '../items'
import type { EnvironmentLane, GroupLane, Span } from '../lanes'
import type { Row } from '../rows'
import { drawDepth, drawList } from './density'
import { sourceShapes } from './queue-shapes'

/** Shapes are as wide as this, whatever their duration. */
const BAR_PX_MIN = 3

export const spanTone = (span: Span): Tone => {
  if (span.kind !== 'invoke' && (span.status === 'success' || span.status === 'running')) return 'init'
  return toneOf(span.status)
}

export function extent(frame: Frame, start: number, end: number | null): { x: number; width: number } {
  const x = toX(frame, start)
  return { x, width: Math.max(BAR_PX_MIN, toX(frame, end ?? frame.now) - x) }
}

export function environmentShapes(row: Row, lane: EnvironmentLane, frame: Frame, shapes: Shape[]): void {
  const x = toX(frame, lane.createdAt)
  const end = toX(frame, lane.shutdown?.at ?? frame.now)
  if (end < 0 || x > frame.width) return
  const middle = row.y + row.height / 2
  const item: Item = { kind: 'lifetime', lane }
  shapes.push({ form: 'lifetime', x, y: middle - 3, width: Math.max(2, end - x), height: 6, tone: 'neutral', item })
  if (lane.shutdown)
    shapes.push({ form: 'end', x: end - 1, y: row.y + 6, width: 2, height: row.height - 12, tone: 'neutral', item })
  spanShapes(row, lane, frame, shapes)
}

/** How many invocations run at a time; folded, what happened in its lanes, too. */
export function groupShapes(row: Row, lane: GroupLane, frame: Frame, shapes: Shape[]): void {
  const area = { y: row.y + 3, height: row.height - 6, tone: 'running' } as const
  drawDepth(lane.load, frame, area, (at) => toX(frame, at), shapes)
  if (!row.folded) return
  spanShapes(row, lane, frame, shapes)
  for (const member of row.members) if (member.kind === 'source') sourceShapes(row, member, frame, shapes)
}

function spanShapes(row: Row, lane: EnvironmentLane | GroupLane, frame: Frame, shapes: Shape[]): void {
  const [y, height] = [row.y + 4, row.height - 8]
  const bar = (span: Span): void => {
    const item: Item = { kind: 'span', lane, span }
    shapes.push({ form: 'bar', ...extent(frame, span.start, span.end), y, height, tone: spanTone(span), item })
  }
  const { spans, failures } = lane
  const merged = drawList(spans, frame, { lane, noun: 'invocation', tone: 'success', y, height, failures }, bar, shapes)
  if (!merged) return
  // However many succeeded around them.
  visit(failures, frame, bar, (from) => {
    const span = failures.at(from)
    if (span) bar(span)
  })
}
