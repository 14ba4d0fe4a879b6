/** The marks along the top: when each stretch of activity began, ticks within it, and how long the idle time lasted. */

import { clockText, durationText } from '../parts/quantities'
import { densityOf, type Scale, startX, stretchAt, tickStep } from './scale'

export interface Tick {
  readonly x: number
  readonly text: string
  /** The start of a stretch: its text is an instant; other texts count from there. */
  readonly start: boolean
}

export interface Gap {
  readonly x: number
  readonly width: number
  readonly text: string
}

const TICK_PX_MIN = 80
const START_TEXT_PX = 88

/** @returns x from the window's left edge */
export function ruler(scale: Scale, left: number, width: number): { ticks: readonly Tick[]; gaps: readonly Gap[] } {
  const ticks: Tick[] = []
  const gaps: Gap[] = []
  let textUntil = -Infinity
  for (let index = Math.max(0, stretchAt(scale, left)); index < scale.stretches.length; index++) {
    const stretch = scale.stretches[index]
    if (!stretch) break
    const x = startX(scale, index) - left
    if (x > width) break
    const length = stretch.end - stretch.start
    const previous = scale.stretches[index - 1]
    if (previous) {
      gaps.push({ x: x - scale.gapPx, width: scale.gapPx, text: durationText(stretch.start - previous.end) })
    }
    if (x >= textUntil) {
      ticks.push({ x, text: clockText(stretch.start), start: true })
      textUntil = x + START_TEXT_PX
    }
    const density = densityOf(scale, stretch)
    const step = tickStep(density, TICK_PX_MIN)
    const from = Math.max(1, Math.floor(-x / density / step))
    for (let tick = from; tick * step < length; tick++) {
      const at = x + tick * step * density
      if (at > width) break
      if (at < textUntil) continue
      ticks.push({ x: at, text: `+${durationText(tick * step)}`, start: false })
      textUntil = at + TICK_PX_MIN / 2
    }
  }
  return { ticks, gaps }
}
