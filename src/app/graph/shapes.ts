import type { Fate } from './traffic'

/** Each fate has a shape of its own, for who cannot tell its colour. SVG paths around 0,0. */
export const SHAPES: Readonly<Record<Fate, string>> = {
  ok: 'M-4.5,0 a4.5,4.5 0 1 0 9,0 a4.5,4.5 0 1 0 -9,0',
  retry: 'M-4,0 a4,4 0 1 0 8,0 a4,4 0 1 0 -8,0',
  throttle: 'M0,-5.5 L5.5,0 L0,5.5 L-5.5,0 Z',
  error: 'M-5,-3 L-3,-5 L0,-2 L3,-5 L5,-3 L2,0 L5,3 L3,5 L0,2 L-3,5 L-5,3 L-2,0 Z',
  dead: 'M-4.2,-4.2 H4.2 V4.2 H-4.2 Z',
  filtered: 'M-5,-1.5 H5 V1.5 H-5 Z',
}

/** … and a colour. */
export const FATE_TONES: Readonly<Record<Fate, string>> = {
  ok: 'var(--tone-running)',
  retry: 'var(--tone-queue)',
  throttle: 'var(--tone-throttle)',
  error: 'var(--tone-error)',
  dead: 'var(--text)',
  filtered: 'var(--tone-neutral)',
}
