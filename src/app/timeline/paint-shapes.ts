/** Puts shapes on a canvas. State is told by pattern as well as by colour: failures are crossed, timeouts hatched. */

import type { QueueMark, SourceMark } from './lanes'
import type { Shape } from './items'
import type { Palette } from './palette'

export function paintShape(context: CanvasRenderingContext2D, palette: Palette, shape: Shape): void {
  const { x, y, width, height } = shape
  const colour = palette[shape.tone]
  switch (shape.form) {
    case 'lifetime':
      context.fillStyle = palette.frozen
      rounded(context, x, y, width, height, 3)
      break
    case 'end':
      context.fillStyle = palette.faint
      context.fillRect(x, y, width, height)
      break
    case 'bar':
      paintBar(context, palette, shape)
      break
    case 'wait':
      context.strokeStyle = colour
      context.lineWidth = 1.5
      context.setLineDash([2, 3])
      line(context, x, y + height / 2, x + width, y + height / 2)
      context.setLineDash([])
      break
    case 'due':
      context.strokeStyle = colour
      context.lineWidth = 1.5
      context.beginPath()
      context.arc(x + width / 2, y + height / 2, 4.5, 0, 2 * Math.PI)
      context.moveTo(x + width / 2, y + height / 2 - 2.5)
      context.lineTo(x + width / 2, y + height / 2)
      context.lineTo(x + width / 2 + 2, y + height / 2)
      context.stroke()
      break
    case 'depth': {
      const alpha = context.globalAlpha
      context.globalAlpha = alpha * 0.22
      context.fillStyle = colour
      context.fillRect(x, y, width, height)
      context.globalAlpha = alpha
      break
    }
    case 'mark':
      paintMark(context, colour, palette.panel, shape)
      break
    case 'density':
      paintDensity(context, colour, palette, shape)
      break
    case 'flag':
      paintFlag(context, colour, shape)
      break
  }
}

function paintBar(context: CanvasRenderingContext2D, palette: Palette, shape: Shape): void {
  const { x, y, width, height, tone } = shape
  context.fillStyle = palette[tone]
  if (width < 6) return context.fillRect(x, y, width, height)
  rounded(context, x, y, width, height, 3)
  if (tone === 'error' || tone === 'timeout' || tone === 'init') {
    context.save()
    context.beginPath()
    context.rect(x, y, width, height)
    context.clip()
    context.strokeStyle = palette.panel
    context.globalAlpha *= 0.4
    context.lineWidth = 1
    const distance = tone === 'error' ? 6 : 5
    const [from, until] = [Math.max(x, -height) - height, Math.min(x + width, context.canvas.width) + height]
    for (let at = from; at < until; at += distance) {
      if (tone === 'init') line(context, at, y, at, y + height)
      else line(context, at, y + height, at + height, y)
      if (tone === 'error') line(context, at, y, at + height, y + height)
    }
    context.restore()
  }
}

/** Columns of what is too near to be told apart; a notch on top where something in them failed. */
function paintDensity(context: CanvasRenderingContext2D, colour: string, palette: Palette, shape: Shape): void {
  const { x, y, width, height, item } = shape
  context.fillStyle = colour
  context.fillRect(x, y, width, height)
  if (item?.kind !== 'density' || item.density.failures === 0) return
  context.fillStyle = palette.error
  context.fillRect(x, y, width, Math.max(3, (height * item.density.failures) / item.density.count))
}

/** A pole with a pennant. */
function paintFlag(context: CanvasRenderingContext2D, colour: string, { x, y, width, height }: Shape): void {
  context.fillStyle = colour
  context.fillRect(x, y, 1.5, height)
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(x + width, y + 3.5)
  context.lineTo(x, y + 7)
  context.fill()
}

type Sign = 'in' | 'taken' | 'back' | 'done' | 'lost'

const SIGNS: Readonly<Record<QueueMark['kind'] | SourceMark['kind'], Sign>> = {
  sent: 'in',
  arrived: 'in',
  received: 'taken',
  returned: 'back',
  deleted: 'done',
  moved: 'lost',
  in: 'in',
  out: 'taken',
  dropped: 'back',
  failed: 'lost',
}

/** Triangles down for what comes in, up for what is taken, a ring for what comes back or goes no further, a disc for what is done, a cross for what failed. */
function paintMark(context: CanvasRenderingContext2D, colour: string, panel: string, shape: Shape): void {
  if (shape.item?.kind !== 'mark' && shape.item?.kind !== 'source') return
  const { x, y, width, height } = shape
  const [right, bottom, middle] = [x + width, y + height, x + width / 2]
  context.fillStyle = colour
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.beginPath()
  switch (SIGNS[shape.item.mark.kind]) {
    case 'in':
      context.moveTo(x, y)
      context.lineTo(right, y)
      context.lineTo(middle, bottom)
      context.fill()
      break
    case 'taken':
      context.moveTo(x, bottom)
      context.lineTo(right, bottom)
      context.lineTo(middle, y)
      context.fill()
      break
    case 'back':
      context.arc(middle, y + height / 2, 3, 0, 2 * Math.PI)
      context.fillStyle = panel
      context.fill()
      context.stroke()
      break
    case 'done':
      context.arc(middle, y + height / 2, 3, 0, 2 * Math.PI)
      context.fill()
      break
    case 'lost':
      context.moveTo(x + 1, y + 1)
      context.lineTo(right - 1, bottom - 1)
      context.moveTo(right - 1, y + 1)
      context.lineTo(x + 1, bottom - 1)
      context.stroke()
      break
  }
}

export function paintSelection(context: CanvasRenderingContext2D, palette: Palette, shapes: Iterable<Shape>): void {
  context.strokeStyle = palette.text
  context.lineWidth = 1.5
  for (const { form, x, y, width, height } of shapes) {
    if (form !== 'bar' && form !== 'mark') continue
    context.beginPath()
    context.roundRect(x - 2, y - 2, width + 4, height + 4, 4)
    context.stroke()
  }
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath()
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
  context.stroke()
}

function rounded(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  r: number,
): void {
  context.beginPath()
  context.roundRect(x, y, width, height, r)
  context.fill()
}
