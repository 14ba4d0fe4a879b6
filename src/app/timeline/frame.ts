/** What of a lane shows in the window, in work that grows with pixels and not with what happened. */

import { type Scale, timeAt, xOf } from './scale'
import type { TimedList } from './timed-list'

export interface Window {
  readonly scale: Scale
  /** x of the window's left edge. */
  readonly left: number
  readonly width: number
  readonly now: number
}

/** A window with the instant at which each of its columns begins, and one more. */
export interface Frame extends Window {
  readonly times: Float64Array
}

/** What is nearer to each other than this is drawn as one. */
export const COLUMN_PX = 2
/** As many items of a lane are drawn one by one. */
const DRAWN_MAX = 300
/** What began before the window and reaches into it lies on the left edge, much of it on each other. */
const REACHING_MAX = 200

export function frameOf(window: Window): Frame {
  const columns = Math.ceil(Math.max(0, window.width) / COLUMN_PX)
  const times = new Float64Array(columns + 1)
  for (let column = 0; column <= columns; column++) {
    times[column] = timeAt(window.scale, window.left + column * COLUMN_PX)
  }
  return { ...window, times }
}

export const toX = (window: Window, at: number): number => xOf(window.scale, at) - window.left

/**
 * Visits what shows. Many items are told apart no further than they can be seen: `merged` gets those that begin in the
 * same column and are narrower than it, as indices in the list; wide ones are visited all the same.
 */
export function visit<T>(
  list: TimedList<T>,
  frame: Frame,
  each: (item: T) => void,
  merged: (from: number, to: number, x: number) => void,
): void {
  const { times } = frame
  const first = list.from(times[0] ?? 0)
  let room = REACHING_MAX
  list.reaching(first, times[0] ?? 0, (item) => {
    if (room-- > 0) each(item)
  })
  const end = list.after(times.at(-1) ?? 0)
  const item = (index: number): T => list.at(index) as T
  if (end - first <= DRAWN_MAX) {
    for (let index = first; index < end; index++) each(item(index))
    return
  }
  for (let index = first, column = columnOf(times, list.start(item(first))); index < end;) {
    const start = list.start(item(index))
    while (column < times.length - 1 && (times[column + 1] ?? 0) <= start) column++
    const next = Math.min(end, Math.max(index + 1, list.fromNear(index, times[column + 1] ?? Infinity)))
    if (next - index === 1) each(item(index))
    else {
      merged(index, next, column * COLUMN_PX)
      const wide = times[column + 2] ?? Infinity
      if (list.latestEnd(index, next) > wide) {
        for (let at = index; at < next; at++) if ((list.end(item(at)) ?? Infinity) > wide) each(item(at))
      }
    }
    index = next
  }
}

/** The column in which an instant lies. */
function columnOf(times: Float64Array, at: number): number {
  let [low, high] = [0, times.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((times[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}
