/** From rows and a window to shapes with pixels; knows nothing of canvases. */

import { frameOf, toX, type Frame, type Window } from '../frame'
import type { Shape } from '../items'
import type { TimelineModel } from '../model'
import type { Row } from '../rows'
import { asyncShapes, operationShapes } from './event-shapes'
import { environmentShapes, groupShapes } from './environment-shapes'
import { queueShapes, sourceShapes } from './queue-shapes'

/** The shapes of the given rows that show in the window; x counts from the window's left edge. */
export function shapesOf(placed: readonly Row[], window: Window, marks: TimelineModel['marks'] = new Map()): Shape[] {
  const frame = frameOf(window)
  const shapes: Shape[] = []
  for (const row of placed) {
    laneShapes(row, frame, shapes)
    flagShapes(row, frame, marks, shapes)
  }
  return shapes
}

function laneShapes(row: Row, frame: Frame, shapes: Shape[]): void {
  const { lane } = row
  switch (lane.kind) {
    case 'environment':
      return environmentShapes(row, lane, frame, shapes)
    case 'async':
      return asyncShapes(row, lane, frame, shapes)
    case 'durable':
      return operationShapes(row, lane, frame, shapes)
    case 'queue':
      return queueShapes(row, lane, frame, shapes)
    case 'source':
      return sourceShapes(row, lane, frame, shapes)
    case 'group':
      return groupShapes(row, lane, frame, shapes)
  }
}

/** Flags of a lane, and of those that are folded into it. */
function flagShapes(row: Row, frame: Frame, marks: TimelineModel['marks'], shapes: Shape[]): void {
  if (marks.size === 0) return
  for (const lane of row.folded ? [row.lane, ...row.members] : [row.lane]) {
    const list = marks.get(lane.id)
    if (!list) continue
    const end = list.after(frame.times.at(-1) ?? 0)
    for (let index = list.from(frame.times[0] ?? 0); index < end; index++) {
      const mark = list.at(index)
      if (!mark) break
      const x = toX(frame, mark.at)
      shapes.push({
        form: 'flag',
        x,
        y: row.y + 1,
        width: 9,
        height: row.height - 2,
        tone: mark.tone,
        item: { kind: 'flag', lane, mark },
      })
    }
  }
}
