/** Between instants and pixels, over an axis of stretches. x = 0 is the start of the first stretch. */

import type { Stretch } from './axis'

export interface Zoom {
  readonly pxPerMs: number
  /** Width of the idle time between two stretches. */
  readonly gapPx: number
}

export interface Scale extends Zoom {
  readonly stretches: readonly Stretch[]
}

export const GAP_PX_MAX = 56
const GAP_PX_MIN = 4
const PX_PER_MS_MAX = 200

/** Index of the last stretch whose `key` is not beyond `value`; 0 when all are. */
function lastUpTo(
  stretches: readonly Stretch[],
  value: number,
  key: (stretch: Stretch, index: number) => number,
): number {
  let [low, high] = [0, stretches.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const stretch = stretches[middle]
    if (stretch && key(stretch, middle) <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** x of a stretch's start. */
export function startX(scale: Scale, index: number): number {
  const [first, stretch] = [scale.stretches[0], scale.stretches[index]]
  if (!first || !stretch) return 0
  return (stretch.activeBefore - first.activeBefore) * scale.pxPerMs + index * scale.gapPx
}

export function xOf(scale: Scale, at: number): number {
  const { stretches, pxPerMs, gapPx } = scale
  const index = lastUpTo(stretches, at, (stretch) => stretch.start)
  const stretch = stretches[index]
  if (!stretch) return 0
  if (at <= stretch.start) return startX(scale, index) - Math.min(gapPx, (stretch.start - at) * pxPerMs)
  const end = startX(scale, index) + (stretch.end - stretch.start) * pxPerMs
  if (at <= stretch.end) return end - (stretch.end - at) * pxPerMs
  const next = stretches[index + 1]
  if (next) return end + (gapPx * (at - stretch.end)) / (next.start - stretch.end)
  return end + Math.min(gapPx, (at - stretch.end) * pxPerMs)
}

/** The inverse of `xOf`; beyond the ends, in proportion. */
export function timeAt(scale: Scale, x: number): number {
  const { stretches, pxPerMs, gapPx } = scale
  const index = lastUpTo(stretches, x, (_, i) => startX(scale, i))
  const stretch = stretches[index]
  if (!stretch) return 0
  const into = x - startX(scale, index)
  const width = (stretch.end - stretch.start) * pxPerMs
  const next = stretches[index + 1]
  if (into <= width || !next) return stretch.start + into / pxPerMs
  return stretch.end + ((into - width) / gapPx) * (next.start - stretch.end)
}

/** x of the end of the last stretch. */
export function endX(scale: Scale): number {
  const last = scale.stretches.at(-1)
  return last ? startX(scale, scale.stretches.length - 1) + (last.end - last.start) * scale.pxPerMs : 0
}

/** The zoom at which the last `count` stretches fill `width`, idle time taking at most a good third of it. */
export function fit(stretches: readonly Stretch[], width: number, count = stretches.length): Zoom {
  const shown = stretches.slice(-Math.max(1, count))
  const [first, last] = [shown[0], shown.at(-1)]
  if (!first || !last || width <= 0) return { pxPerMs: 1, gapPx: GAP_PX_MAX }
  const gaps = shown.length - 1
  const gapPx = gaps > 0 ? Math.min(GAP_PX_MAX, Math.max(GAP_PX_MIN, (0.4 * width) / gaps)) : GAP_PX_MAX
  const active = last.activeBefore + last.end - last.start - first.activeBefore
  return {
    pxPerMs: Math.min(PX_PER_MS_MAX / 10, Math.max(width - gaps * gapPx, width / 4) / Math.max(active, 1)),
    gapPx,
  }
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
