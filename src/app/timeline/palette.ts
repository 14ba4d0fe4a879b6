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

let known: { scheme: string; palette: Palette } | null = null

/** The theme's colours as a canvas takes them. Custom properties hold `light-dark()`; only a used property resolves it. */
export function readPalette(element: HTMLElement): Palette {
  const probe = getComputedStyle(element)
  const before = element.style.color
  element.style.color = 'var(--text)'
  const scheme = probe.color
  if (known?.scheme !== scheme) {
    const entries = Object.entries(VARIABLES).map(([name, variable]) => {
      element.style.color = `var(${variable})`
      return [name, probe.color]
    })
    known = { scheme, palette: Object.fromEntries(entries) as Palette }
  }
  element.style.color = before
  return known.palette
}
