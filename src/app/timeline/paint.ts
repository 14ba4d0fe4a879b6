/** Puts shapes on a canvas. State is told by pattern as well as by colour: failures are crossed, timeouts hatched. */

import type { Tone } from '../parts/tone'
import type { Row, Shape } from './layout'
import type { Gap, Tick } from './ruler'

export type Palette = Readonly<
  Record<Tone | 'text' | 'faint' | 'line' | 'grid' | 'panel' | 'frozen' | 'accent', string>
>

export interface Scene {
  readonly width: number
  readonly height: number
  readonly rulerHeight: number
  /** How far the rows are scrolled. */
  readonly top: number
  readonly rows: readonly Row[]
  readonly shapes: readonly Shape[]
  readonly ticks: readonly Tick[]
  readonly gaps: readonly Gap[]
  /** x of now, from the window's left edge. */
  readonly nowX: number
  /** The shapes of what is selected; null when nothing is, or none shows. */
  readonly selected: ReadonlySet<Shape> | null
}

const FONT = '10.5px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace'

export function paint(context: CanvasRenderingContext2D, palette: Palette, scene: Scene): void {
  const { width, height, rulerHeight } = scene
  context.clearRect(0, 0, width, height)
  context.font = FONT
  context.textBaseline = 'middle'
  paintGrid(context, palette, scene)
  context.save()
  context.beginPath()
  context.rect(0, rulerHeight, width, height - rulerHeight)
  context.clip()
  context.translate(0, rulerHeight - scene.top)
  for (const shape of scene.shapes) {
    context.globalAlpha = scene.selected && !scene.selected.has(shape) ? 0.5 : 1
    paintShape(context, palette, shape)
  }
  context.globalAlpha = 1
  if (scene.selected) paintSelection(context, palette, scene.selected)
  context.restore()
  paintRuler(context, palette, scene)
  paintNow(context, palette, scene)
}

function paintGrid(context: CanvasRenderingContext2D, palette: Palette, scene: Scene): void {
  context.fillStyle = palette.grid
  for (const gap of scene.gaps) context.fillRect(gap.x, scene.rulerHeight, gap.width, scene.height)
  context.fillStyle = palette.line
  for (const tick of scene.ticks)
    context.fillRect(Math.round(tick.x), scene.rulerHeight - 5, 1, tick.start ? scene.height : 5)
  for (const row of scene.rows) {
    const y = Math.round(row.y - scene.top + scene.rulerHeight)
    if (row.first && row.y > 0 && y > scene.rulerHeight) context.fillRect(0, y - 3, scene.width, 1)
  }
}

function paintShape(context: CanvasRenderingContext2D, palette: Palette, shape: Shape): void {
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
    case 'move':
      context.strokeStyle = colour
      context.lineWidth = 1
      context.setLineDash([3, 2])
      line(context, x + 0.5, y, x + 0.5, y + height)
      context.setLineDash([])
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

/** Triangles down for what comes in, up for what is taken, a circle for what comes back, a cross for what is moved away. */
function paintMark(context: CanvasRenderingContext2D, colour: string, panel: string, shape: Shape): void {
  if (shape.item?.kind !== 'mark') return
  const { x, y, width, height } = shape
  const [right, bottom, middle] = [x + width, y + height, x + width / 2]
  context.fillStyle = colour
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.beginPath()
  switch (shape.item.mark.kind) {
    case 'sent':
    case 'arrived':
      context.moveTo(x, y)
      context.lineTo(right, y)
      context.lineTo(middle, bottom)
      context.fill()
      break
    case 'received':
      context.moveTo(x, bottom)
      context.lineTo(right, bottom)
      context.lineTo(middle, y)
      context.fill()
      break
    case 'returned':
      context.arc(middle, y + height / 2, 3, 0, 2 * Math.PI)
      context.fillStyle = panel
      context.fill()
      context.stroke()
      break
    case 'deleted':
      context.arc(middle, y + height / 2, 3, 0, 2 * Math.PI)
      context.fill()
      break
    case 'moved':
      context.moveTo(x + 1, y + 1)
      context.lineTo(right - 1, bottom - 1)
      context.moveTo(right - 1, y + 1)
      context.lineTo(x + 1, bottom - 1)
      context.stroke()
      break
  }
}

function paintSelection(context: CanvasRenderingContext2D, palette: Palette, shapes: Iterable<Shape>): void {
  context.strokeStyle = palette.text
  context.lineWidth = 1.5
  for (const { form, x, y, width, height } of shapes) {
    if (form !== 'bar' && form !== 'mark') continue
    context.beginPath()
    context.roundRect(x - 2, y - 2, width + 4, height + 4, 4)
    context.stroke()
  }
}

function paintRuler(context: CanvasRenderingContext2D, palette: Palette, scene: Scene): void {
  context.fillStyle = palette.line
  context.fillRect(0, scene.rulerHeight - 1, scene.width, 1)
  const y = scene.rulerHeight / 2 - 1
  for (const tick of scene.ticks) {
    context.fillStyle = tick.start ? palette.text : palette.faint
    context.fillText(tick.text, tick.x + 4, y)
  }
  context.fillStyle = palette.waiting
  context.textAlign = 'center'
  for (const gap of scene.gaps) {
    if (context.measureText(gap.text).width <= gap.width - 4)
      context.fillText(gap.text, gap.x + gap.width / 2, scene.height - 9)
  }
  context.textAlign = 'left'
}

function paintNow(context: CanvasRenderingContext2D, palette: Palette, scene: Scene): void {
  const x = Math.round(scene.nowX)
  context.fillStyle = palette.accent
  context.fillRect(x, scene.rulerHeight - 6, 1.5, scene.height)
  context.beginPath()
  context.moveTo(x - 4, scene.rulerHeight - 9)
  context.lineTo(x + 5.5, scene.rulerHeight - 9)
  context.lineTo(x + 0.75, scene.rulerHeight - 2)
  context.fill()
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
