/** What part of the axis the window shows. A view is a value; each gesture gives a new one. */

import type { Stretch } from './axis'
import { createScale, endX, fit, GAP_PX_MAX, type Scale, startX, timeAt, xOf, type Zoom, zoomBy } from './scale'

export interface View {
  readonly zoom: Zoom
  /** x of the window's left edge on the scale. */
  readonly left: number
  /** Whether the window keeps up with what happens. */
  readonly following: boolean
}

/** While following, this many stretches of activity are shown. */
const STRETCHES_FOLLOWED = 24
/** Room beside the first and the last instant. */
const MARGIN_PX = 24

export const scaleOf = (view: View, stretches: readonly Stretch[]): Scale => createScale(view.zoom, stretches)

/** Everything that happened of late, filling the window. */
export function following(stretches: readonly Stretch[], width: number, count = STRETCHES_FOLLOWED): View {
  const zoom = fit(stretches, width - 4 * MARGIN_PX, count)
  const first = Math.max(0, stretches.length - count)
  return { zoom, left: startX(createScale(zoom, stretches), first) - MARGIN_PX, following: true }
}

/** Everything there is. */
export const showingAll = (stretches: readonly Stretch[], width: number): View => ({
  ...following(stretches, width, stretches.length),
  following: false,
})

/** What is at `x` of the window stays there. */
export function zoomed(view: View, stretches: readonly Stretch[], x: number, factor: number): View {
  const at = timeAt(scaleOf(view, stretches), view.left + x)
  const zoom = zoomBy(view.zoom, factor)
  return { zoom, left: xOf(createScale(zoom, stretches), at) - x, following: false }
}

export function panned(view: View, stretches: readonly Stretch[], by: number, width: number): View {
  const last = endX(scaleOf(view, stretches)) + GAP_PX_MAX
  const left = Math.max(-width / 2, Math.min(last - width / 4, view.left + by))
  return { ...view, left, following: false }
}

/** Brings an instant into the window if it is not. */
export function revealing(view: View, stretches: readonly Stretch[], at: number, width: number): View {
  const x = xOf(scaleOf(view, stretches), at)
  if (x >= view.left + MARGIN_PX && x <= view.left + width - MARGIN_PX) return view
  return { ...view, left: x - width / 2, following: false }
}

/** Brings an instant to the middle of the window. */
export const centred = (view: View, stretches: readonly Stretch[], at: number, width: number): View => ({
  ...view,
  left: xOf(scaleOf(view, stretches), at) - width / 2,
  following: false,
})

/** Zooms so that a range of time fills the window. */
export function showing(view: View, stretches: readonly Stretch[], start: number, end: number, width: number): View {
  let { zoom } = view
  // Short stretches keep a width of their own, so that the right factor is come near to in steps.
  for (let step = 0; step < 6; step++) {
    const scale = createScale(zoom, stretches)
    const shown = Math.max(1, xOf(scale, end) - xOf(scale, start))
    zoom = zoomBy(zoom, (width - 2 * MARGIN_PX) / shown)
  }
  return { zoom, left: xOf(createScale(zoom, stretches), start) - MARGIN_PX, following: false }
}
