/** The whole run in a narrow strip: where much happened, where something failed, and which part of it is in the window. */

import type { Stretch } from './axis'
import type { TimelineModel } from './model'
import type { Palette } from './palette'
import { timeAt, type Scale } from './scale'
import { scaleOf, showingAll } from './view'

interface Column {
  readonly invocations: number
  readonly failures: number
}

export interface Overview {
  readonly scale: Scale
  readonly left: number
  readonly width: number
  readonly columns: readonly Column[]
}

export const OVERVIEW_COLUMN_PX = 3

export function overviewOf(model: TimelineModel, stretches: readonly Stretch[], width: number): Overview {
  const view = showingAll(stretches, width)
  const scale = scaleOf(view, stretches)
  const functions = [...model.environments.functions.values()]
  const columns: Column[] = []
  for (let x = 0; x < width; x += OVERVIEW_COLUMN_PX) {
    const [from, to] = [timeAt(scale, view.left + x), timeAt(scale, view.left + x + OVERVIEW_COLUMN_PX)]
    let [invocations, failures] = [0, 0]
    for (const { spans, failures: failed } of functions) {
      invocations += spans.from(to) - spans.from(from)
      failures += failed.from(to) - failed.from(from)
    }
    columns.push({ invocations, failures })
  }
  return { scale, left: view.left, width, columns }
}

export function paintOverview(
  canvas: HTMLCanvasElement,
  palette: Palette,
  { columns, width }: Overview,
  { from, to, moment }: { readonly from: number; readonly to: number; readonly moment: number | null },
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const height = canvas.clientHeight
  const ratio = devicePixelRatio
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) })
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  const most = columns.reduce((max, { invocations }) => Math.max(max, invocations), 1)
  const tall = height - 8
  for (const [index, { invocations, failures }] of columns.entries()) {
    if (invocations + failures === 0) continue
    const x = index * OVERVIEW_COLUMN_PX
    const bar = Math.max(2, (tall * Math.log2(1 + invocations)) / Math.log2(1 + most))
    context.fillStyle = palette.running
    context.fillRect(x, height - 4 - bar, OVERVIEW_COLUMN_PX - 1, bar)
    if (failures === 0) continue
    context.fillStyle = palette.error
    context.fillRect(x - 1, 1, OVERVIEW_COLUMN_PX + 1, 4)
  }
  context.globalAlpha = 0.6
  context.fillStyle = palette.panel
  context.fillRect(0, 0, from, height)
  context.fillRect(to, 0, width - to, height)
  context.globalAlpha = 1
  context.strokeStyle = palette.faint
  context.lineWidth = 1
  context.beginPath()
  context.roundRect(from + 0.5, 0.5, Math.max(5, to - from - 1), height - 1, 4)
  context.stroke()
  if (moment === null) return
  context.fillStyle = palette.accent
  context.fillRect(moment - 0.75, 0, 1.5, height)
}
