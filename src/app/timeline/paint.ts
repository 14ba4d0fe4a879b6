/** Puts a scene on a canvas: grid, shapes, arrows, what is selected, ruler, now and the moment that is looked at. */

import type { Arrows } from './arrows'
import type { Shape } from './items'
import { paintArrows } from './paint-arrows'
import { paintSelection, paintShape } from './paint-shapes'
import type { Palette } from './palette'
import type { Row } from './rows'
import type { Gap, Tick } from './ruler'

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
  /** x of the moment that is looked at; null while it is now. */
  readonly momentX: number | null
  /** x of what was searched for and found. */
  readonly foundX: number | null
  /** The lane that keys move along. */
  readonly activeRow: Row | null
  /** The shapes of what is selected; null when nothing is, or none shows. */
  readonly selected: ReadonlySet<Shape> | null
  /** The paths of what is selected and of what is under the pointer. */
  readonly path: Arrows | null
  readonly hoveredPath: Arrows | null
  /** x of a range's ends. */
  readonly range: { readonly start: number; readonly end: number } | null
}

const FONT = '10.5px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace'
/** Half of the width of the handle of now, with some room. */
const HANDLE_PX = 10

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
  if (scene.hoveredPath) paintArrows(context, palette, scene.hoveredPath, 'light')
  if (scene.path) paintArrows(context, palette, scene.path, 'firm')
  context.restore()
  if (scene.momentX !== null) paintFuture(context, palette, scene, scene.momentX)
  if (scene.range) paintRange(context, palette, scene, scene.range)
  paintRuler(context, palette, scene)
  if (scene.foundX !== null) paintFound(context, palette, scene, scene.foundX)
  paintLine(context, palette, scene, scene.nowX, scene.momentX === null)
  if (scene.momentX !== null) paintLine(context, palette, scene, scene.momentX, true)
}

function paintGrid(context: CanvasRenderingContext2D, palette: Palette, scene: Scene): void {
  context.fillStyle = palette.grid
  for (const gap of scene.gaps) context.fillRect(gap.x, scene.rulerHeight, gap.width, scene.height)
  context.fillStyle = palette.line
  for (const tick of scene.ticks)
    context.fillRect(Math.round(tick.x), scene.rulerHeight - 5, 1, tick.start ? scene.height : 5)
  const { activeRow } = scene
  if (activeRow) {
    context.fillStyle = palette.grid
    context.fillRect(0, activeRow.y - scene.top + scene.rulerHeight, scene.width, activeRow.height)
    context.fillStyle = palette.accent
    context.fillRect(0, activeRow.y - scene.top + scene.rulerHeight, 2, activeRow.height)
    context.fillStyle = palette.line
  }
  for (const row of scene.rows) {
    const y = Math.round(row.y - scene.top + scene.rulerHeight)
    if (row.first && row.y > 0 && y > scene.rulerHeight) context.fillRect(0, y - 3, scene.width, 1)
  }
}

/** What had not happened yet is veiled. */
function paintFuture(context: CanvasRenderingContext2D, palette: Palette, scene: Scene, x: number): void {
  const from = Math.max(0, x)
  context.globalAlpha = 0.68
  context.fillStyle = palette.panel
  context.fillRect(from, scene.rulerHeight, scene.width - from, scene.height)
  context.globalAlpha = 1
}

function paintRange(
  context: CanvasRenderingContext2D,
  palette: Palette,
  scene: Scene,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  context.fillStyle = palette.accent
  context.globalAlpha = 0.14
  context.fillRect(start, scene.rulerHeight, end - start, scene.height)
  context.globalAlpha = 1
  for (const x of [start, end]) context.fillRect(Math.round(x), scene.rulerHeight, 1, scene.height)
}

function paintRuler(context: CanvasRenderingContext2D, palette: Palette, scene: Scene): void {
  context.fillStyle = palette.line
  context.fillRect(0, scene.rulerHeight - 1, scene.width, 1)
  const y = scene.rulerHeight / 2 - 1
  const handleX = scene.momentX ?? scene.nowX
  for (const tick of scene.ticks) {
    const start = tick.x + 4
    const end = start + context.measureText(tick.text).width
    // Neither cut off nor under the handle.
    if (start < 0 || (handleX > start - HANDLE_PX && handleX < end + HANDLE_PX)) continue
    context.fillStyle = tick.start ? palette.text : palette.faint
    context.fillText(tick.text, start, y)
  }
  context.fillStyle = palette.waiting
  context.textAlign = 'center'
  for (const gap of scene.gaps) {
    if (context.measureText(gap.text).width <= gap.width - 4)
      context.fillText(gap.text, gap.x + gap.width / 2, scene.height - 9)
  }
  context.textAlign = 'left'
}

function paintFound(context: CanvasRenderingContext2D, palette: Palette, scene: Scene, x: number): void {
  context.strokeStyle = palette.text
  context.lineWidth = 1
  context.setLineDash([4, 3])
  context.beginPath()
  context.moveTo(Math.round(x) + 0.5, scene.rulerHeight)
  context.lineTo(Math.round(x) + 0.5, scene.height)
  context.stroke()
  context.setLineDash([])
}

/** Of now or of the moment that is looked at: where the page is has a handle. */
function paintLine(context: CanvasRenderingContext2D, palette: Palette, scene: Scene, at: number, here: boolean): void {
  const x = Math.round(at)
  context.fillStyle = here ? palette.accent : palette.faint
  context.fillRect(x, scene.rulerHeight - 6, here ? 1.5 : 1, scene.height)
  if (!here) return
  context.beginPath()
  context.moveTo(x - 5, scene.rulerHeight - 13)
  context.lineTo(x + 6.5, scene.rulerHeight - 13)
  context.lineTo(x + 6.5, scene.rulerHeight - 7)
  context.lineTo(x + 0.75, scene.rulerHeight - 1)
  context.lineTo(x - 5, scene.rulerHeight - 7)
  context.fill()
}
