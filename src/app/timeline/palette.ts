import type { Tone } from '../parts/tone'

/** Colours of a canvas, which knows no custom properties. */
export type Palette = Readonly<
  Record<Tone | 'text' | 'faint' | 'line' | 'grid' | 'panel' | 'frozen' | 'accent', string>
>

const VARIABLES: Readonly<Record<keyof Palette, string>> = {
  neutral: '--tone-neutral',
  success: '--tone-success',
  error: '--tone-error',
  timeout: '--tone-timeout',
  throttle: '--tone-throttle',
  init: '--tone-init',
  running: '--tone-running',
  waiting: '--tone-waiting',
  queue: '--tone-queue',
  text: '--text',
  faint: '--text-3',
  line: '--line',
  grid: '--raised',
  panel: '--panel',
  frozen: '--frozen',
  accent: '--accent',
}

let known: { isDark: boolean; palette: Palette } | null = null

/**
 * The theme's colours as a canvas takes them. Custom properties hold `light-dark()`; only a used property resolves it, and
 * each costs the page a pass over its styles: once for a theme, not in each frame.
 */
export function readPalette(element: HTMLElement, isDark: boolean): Palette {
  if (known?.isDark === isDark) return known.palette
  const probe = getComputedStyle(element)
  const before = element.style.color
  const entries = Object.entries(VARIABLES).map(([name, variable]) => {
    element.style.color = `var(${variable})`
    return [name, probe.color]
  })
  element.style.color = before
  known = { isDark, palette: Object.fromEntries(entries) as Palette }
  return known.palette
}
