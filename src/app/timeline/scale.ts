/** Between instants and pixels, over an axis of stretches. x = 0 is the start of the first stretch. */

import type { Stretch } from './axis'

export interface Zoom {
  /** Within a stretch that is not too short to be seen. */
  readonly pxPerMs: number
  /** Width of the idle time between two stretches. */
  readonly gapPx: number
}

export interface Scale extends Zoom {
  readonly stretches: readonly Stretch[]
  /** x of each stretch's start. */
  readonly starts: Float64Array
}

export const GAP_PX_MAX = 56
/** With thousands of stretches in the window, idle time between them is not to be seen. */
const GAP_PX_MIN = 1e-4
const PX_PER_MS_MAX = 200
/** A stretch is at least this part of a gap wide: an attempt of a millisecond shows beside a cold start of seconds. */
const SHORTEST_OF_GAP = 0.35

const lengthOf = (stretch: Stretch): number => stretch.end - stretch.start

const widthOf = (zoom: Zoom, stretch: Stretch): number =>
  Math.max(lengthOf(stretch) * zoom.pxPerMs, zoom.gapPx * SHORTEST_OF_GAP)

export function createScale(zoom: Zoom, stretches: readonly Stretch[]): Scale {
  const starts = new Float64Array(stretches.length)
  let x = 0
  let index = 0
  for (const stretch of stretches) {
    starts[index++] = x
    x += widthOf(zoom, stretch) + zoom.gapPx
  }
  return { pxPerMs: zoom.pxPerMs, gapPx: zoom.gapPx, stretches, starts }
}

/** Index of the last item whose `key` is not beyond `value`; 0 when all are. */
function lastUpTo(count: number, value: number, key: (index: number) => number): number {
  let [low, high] = [0, count - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (key(middle) <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** Index of the stretch at `x`, or the last one before it. */
export const stretchAt = (scale: Scale, x: number): number =>
  lastUpTo(scale.stretches.length, x, (index) => scale.starts[index] ?? 0)

export const startX = (scale: Scale, index: number): number => scale.starts[index] ?? 0

/** Pixels per millisecond within a stretch: more than elsewhere if it would be too short to be seen. */
export function densityOf(scale: Scale, stretch: Stretch): number {
  const length = lengthOf(stretch)
  return length > 0 ? widthOf(scale, stretch) / length : scale.pxPerMs
}

export function xOf(scale: Scale, at: number): number {
  const { stretches, pxPerMs, gapPx } = scale
  const index = lastUpTo(stretches.length, at, (i) => stretches[i]?.start ?? 0)
  const stretch = stretches[index]
  if (!stretch) return 0
  const start = startX(scale, index)
  if (at <= stretch.start) return start - Math.min(gapPx, (stretch.start - at) * pxPerMs)
  if (at <= stretch.end) return start + (at - stretch.start) * densityOf(scale, stretch)
  const end = start + widthOf(scale, stretch)
  const next = stretches[index + 1]
  if (next) return end + (gapPx * (at - stretch.end)) / (next.start - stretch.end)
  return end + Math.min(gapPx, (at - stretch.end) * pxPerMs)
}

/** The inverse of `xOf`; beyond the ends, in proportion. */
export function timeAt(scale: Scale, x: number): number {
  const { stretches, pxPerMs, gapPx } = scale
  const index = stretchAt(scale, x)
  const stretch = stretches[index]
  if (!stretch) return 0
  const into = x - startX(scale, index)
  const width = widthOf(scale, stretch)
  const next = stretches[index + 1]
  if (into < 0) return stretch.start + into / pxPerMs
  if (into <= width) return Math.min(stretch.end, stretch.start + into / densityOf(scale, stretch))
  if (!next) return stretch.end + (into - width) / pxPerMs
  return stretch.end + ((into - width) / gapPx) * (next.start - stretch.end)
}

/** x of the end of the last stretch. */
export function endX(scale: Scale): number {
  const last = scale.stretches.at(-1)
  return last ? startX(scale, scale.stretches.length - 1) + widthOf(scale, last) : 0
}

/** The zoom at which the last `count` stretches fill `width`, idle time and short stretches taking half of it at most. */
export function fit(stretches: readonly Stretch[], width: number, count = stretches.length): Zoom {
  const shown = Float64Array.from(stretches.slice(-Math.max(1, count)), lengthOf)
  if (shown.length === 0 || width <= 0) return { pxPerMs: 1, gapPx: GAP_PX_MAX }
  const gaps = shown.length - 1
  const share = (0.5 * width) / (gaps + shown.length * SHORTEST_OF_GAP)
  const gapPx = Math.min(GAP_PX_MAX, Math.max(GAP_PX_MIN, share))
  const available = Math.max(width - gaps * gapPx, width / 4)
  let [low, high] = [1e-7, PX_PER_MS_MAX / 10]
  for (let step = 0; step < 40; step++) {
    const pxPerMs = Math.sqrt(low * high)
    const least = gapPx * SHORTEST_OF_GAP
    let needed = 0
    for (const length of shown) needed += Math.max(length * pxPerMs, least)
    if (needed > available) high = pxPerMs
    else low = pxPerMs
  }
  return { pxPerMs: low, gapPx }
}

/** @param factor above 1 brings things nearer */
export function zoomBy(zoom: Zoom, factor: number): Zoom {
  return {
    pxPerMs: Math.min(PX_PER_MS_MAX, Math.max(1e-6, zoom.pxPerMs * factor)),
    gapPx: Math.min(GAP_PX_MAX, Math.max(GAP_PX_MIN, zoom.gapPx * factor)),
  }
}

const STEPS_MS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000,
]

/** The distance of ticks that are at least `pxMin` apart: a round number of milliseconds. */
export function tickStep(pxPerMs: number, pxMin: number): number {
  const fitting = STEPS_MS.find((step) => step * pxPerMs >= pxMin)
  if (fitting) return fitting
  let step = 60_000
  while (step * pxPerMs < pxMin) step *= 2
  return step
}
