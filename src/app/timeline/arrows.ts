/** The legs of a path as lines with pixels. */

import type { Tone } from '../parts/tone'
import { toX, type Window } from './frame'
import type { Path, Stop } from './path'
import { rowOf, type Row } from './rows'

export interface Arrow {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  readonly tone: Tone
  /** It stayed where it was: waits are drawn as such. */
  readonly waits: boolean
}

export interface Dot {
  readonly x: number
  readonly y: number
  readonly tone: Tone
}

export interface Arrows {
  readonly arrows: readonly Arrow[]
  readonly dots: readonly Dot[]
}

/** Far outside of the window, a line looks the same wherever it ends. */
const OUTSIDE_PX = 2000

/** @param placed all rows: a path may lead through some that are scrolled out of sight */
export function arrowsOf(path: Path, placed: readonly Row[], window: Window): Arrows {
  const known = new Map<string, Row | null>()
  const place = ({ lane, at, tone }: Stop): Dot | null => {
    const row = known.has(lane) ? known.get(lane) : rowOf(placed, lane)
    known.set(lane, row ?? null)
    if (!row) return null
    const x = Math.max(-OUTSIDE_PX, Math.min(window.width + OUTSIDE_PX, toX(window, at)))
    return { x, y: row.y + row.height / 2, tone }
  }
  const arrows: Arrow[] = []
  for (const { from, to } of path.legs) {
    const [start, end] = [place(from), place(to)]
    if (!start || !end || (start.x < 0 && end.x < 0) || (start.x > window.width && end.x > window.width)) continue
    arrows.push({ x1: start.x, y1: start.y, x2: end.x, y2: end.y, tone: to.tone, waits: from.lane === to.lane })
  }
  const dots = path.stops.map(place).filter((dot) => dot !== null)
  return { arrows, dots: dots.filter(({ x }) => x >= -8 && x <= window.width + 8) }
}
