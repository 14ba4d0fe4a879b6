import { paint, type Scene } from './paint'
import { readPalette } from './palette'

/** Paints a scene at the screen's own resolution. */
export function draw(canvas: HTMLCanvasElement, scene: Scene, isDark: boolean): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = devicePixelRatio
  const [width, height] = [Math.round(scene.width * ratio), Math.round(scene.height * ratio)]
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  paint(context, readPalette(canvas, isDark), scene)
}
