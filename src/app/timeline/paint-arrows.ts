/** Puts the path of an event on a canvas: arrows from place to place, a ring wherever it was. */

import type { Arrow, Arrows } from './arrows'
import type { Palette } from './palette'

const HEAD_PX = 6

export function paintArrows(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { arrows, dots }: Arrows,
  strength: 'light' | 'firm',
): void {
  context.globalAlpha = strength === 'firm' ? 1 : 0.6
  for (const arrow of arrows) paintArrow(context, palette, arrow, strength)
  for (const { x, y, tone } of dots) {
    context.fillStyle = palette.panel
    context.strokeStyle = palette[tone]
    context.lineWidth = strength === 'firm' ? 2 : 1.25
    context.beginPath()
    context.arc(x, y, strength === 'firm' ? 3.5 : 3, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
  context.globalAlpha = 1
}

function paintArrow(
  context: CanvasRenderingContext2D,
  palette: Palette,
  arrow: Arrow,
  strength: 'light' | 'firm',
): void {
  const { x1, y1, x2, y2, waits } = arrow
  context.strokeStyle = palette[arrow.tone]
  context.lineWidth = strength === 'firm' ? 1.75 : 1.25
  context.setLineDash(waits ? [2, 3] : [])
  context.beginPath()
  context.moveTo(x1, y1)
  if (waits) {
    context.lineTo(x2, y2)
    context.stroke()
    context.setLineDash([])
    return
  }
  // Leaves downwards or upwards and arrives from the left, however near in time the two are.
  const bend = Math.max(14, Math.min(60, (x2 - x1) / 2))
  const down = Math.sign(y2 - y1) * Math.min(24, Math.abs(y2 - y1) / 2)
  const end = x2 - 4
  context.bezierCurveTo(x1, y1 + down, end - bend, y2, end, y2)
  context.stroke()
  context.fillStyle = context.strokeStyle
  context.beginPath()
  context.moveTo(end, y2)
  context.lineTo(end - HEAD_PX, y2 - HEAD_PX / 1.6)
  context.lineTo(end - HEAD_PX, y2 + HEAD_PX / 1.6)
  context.fill()
}
