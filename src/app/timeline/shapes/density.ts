import type { Tone } from '../../parts/tone'
import { COLUMN_PX, visit, type Frame } from '../frame'
import type { Item, Shape } from '../items'
import type { Lane } from '../lanes'
import type { TimedList } from '../timed-list'

/** The least part of its height that a column with a single thing in it is filled. */
const LEAST = 0.4

interface Style {
  readonly lane: Lane
  readonly noun: string
  readonly tone: Tone
  readonly y: number
  readonly height: number
  /** Of the same things, those that failed, in order of when. */
  readonly failures?: { between(start: number, end: number): number }
}

/**
 * Shapes of what can be told apart, columns as high as there is much for what cannot.
 * @returns whether there are such columns
 */
export function drawList<T>(
  list: TimedList<T>,
  frame: Frame,
  style: Style,
  each: (item: T) => void,
  shapes: Shape[],
): boolean {
  const columns: { x: number; from: number; to: number }[] = []
  visit(list, frame, each, (from, to, x) => columns.push({ x, from, to }))
  const most = columns.reduce((max, { from, to }) => Math.max(max, to - from), 1)
  for (const { x, from, to } of columns) {
    const [start, until] = [list.start(list.at(from) as T), list.start(list.at(to - 1) as T)]
    const count = to - from
    const failures = Math.min(count, style.failures?.between(start, until) ?? 0)
    const share = LEAST + (1 - LEAST) * (Math.log2(1 + count) / Math.log2(1 + most))
    const height = Math.max(2, Math.round(style.height * share))
    const item: Item = {
      kind: 'density',
      lane: style.lane,
      density: { noun: style.noun, count, failures, from: start, until },
    }
    shapes.push({
      form: 'density',
      x,
      y: style.y + style.height - height,
      width: COLUMN_PX,
      height,
      tone: style.tone,
      item,
    })
  }
  return columns.length > 0
}

/** Bars behind, as high as something is compared to its most in the window. */
export function drawDepth(
  list: TimedList<{ readonly at: number; readonly depth: number }>,
  frame: Frame,
  { y, height, tone }: Pick<Style, 'y' | 'height' | 'tone'>,
  toX: (at: number) => number,
  shapes: Shape[],
): void {
  const steps: { x: number; depth: number }[] = []
  const last = list.after(frame.times.at(-1) ?? 0)
  const add = (from: number, to: number): void => {
    let depth = 0
    for (let index = from; index < to; index++) depth = Math.max(depth, list.at(index)?.depth ?? 0)
    steps.push({ x: toX(list.at(from)?.at ?? 0), depth })
  }
  const first = Math.max(0, list.from(frame.times[0] ?? 0) - 1)
  if (last - first <= frame.times.length) for (let index = first; index < last; index++) add(index, index + 1)
  else {
    for (let index = first, column = 0; index < last;) {
      const at = list.at(index)?.at ?? 0
      while (column < frame.times.length - 1 && (frame.times[column + 1] ?? 0) <= at) column++
      const next = Math.min(last, Math.max(index + 1, list.from(frame.times[column + 1] ?? Infinity)))
      add(index, next)
      index = next
    }
  }
  const most = steps.reduce((max, { depth }) => Math.max(max, depth), 0)
  if (most === 0) return
  for (const [index, { x, depth }] of steps.entries()) {
    if (depth === 0) continue
    const end = steps[index + 1]?.x ?? toX(frame.now)
    const tall = Math.max(2, Math.round((height * depth) / most))
    shapes.push({ form: 'depth', x, y: y + height - tall, width: Math.max(1, end - x), height: tall, tone, item: null })
  }
}
