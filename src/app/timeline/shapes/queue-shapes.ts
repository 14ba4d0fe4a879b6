import type { Tone } from '../../parts/tone'
import { toX, type Frame } from '../frame'
import type { Item, Shape } from '../items'
import type { QueueLane, QueueMark, SourceLane, SourceMark } from '../lanes'
import type { Row } from '../rows'
import type { TimedList } from '../timed-list'
import { drawDepth, drawList } from './density'

const QUEUE_TONES: Readonly<Record<QueueMark['kind'], Tone>> = {
  sent: 'queue',
  received: 'running',
  returned: 'waiting',
  deleted: 'success',
  moved: 'error',
  arrived: 'error',
}

export const SOURCE_TONES: Readonly<Record<SourceMark['kind'], Tone>> = {
  in: 'queue',
  out: 'success',
  dropped: 'neutral',
  failed: 'error',
}

const MARK_PX = 8

export function queueShapes(row: Row, lane: QueueLane, frame: Frame, shapes: Shape[]): void {
  const inner = { y: row.y + 4, height: row.height - 8, tone: 'queue' } as const
  drawDepth(lane.depths, frame, inner, (at) => toX(frame, at), shapes)
  const draw = (marks: TimedList<QueueMark>, y: number, noun: string, tone: Tone): void => {
    const each = (mark: QueueMark): void => {
      const item: Item = { kind: 'mark', lane, mark }
      shapes.push(markShape(toX(frame, mark.at), y, QUEUE_TONES[mark.kind], item))
    }
    drawList(marks, frame, { lane, noun, tone, y, height: MARK_PX }, each, shapes)
  }
  draw(lane.incoming, row.y + 4, 'message', 'queue')
  draw(lane.outgoing, row.y + row.height - 14, 'change', 'running')
}

export function sourceShapes(row: Row, lane: SourceLane, frame: Frame, shapes: Shape[]): void {
  const draw = (marks: TimedList<SourceMark>, y: number, noun: string, tone: Tone): void => {
    const each = (mark: SourceMark): void => {
      const item: Item = { kind: 'source', lane, mark }
      shapes.push(markShape(toX(frame, mark.at), y, SOURCE_TONES[mark.kind], item))
    }
    drawList(marks, frame, { lane, noun, tone, y, height: MARK_PX }, each, shapes)
  }
  draw(lane.incoming, row.y + 5, 'record', 'queue')
  draw(lane.outgoing, row.y + row.height - 13, 'delivery', 'success')
}

const markShape = (x: number, y: number, tone: Tone, item: Item): Shape => ({
  form: 'mark',
  x: x - MARK_PX / 2,
  y,
  width: MARK_PX,
  height: MARK_PX,
  tone,
  item,
})
