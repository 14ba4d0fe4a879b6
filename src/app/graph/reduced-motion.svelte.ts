import { MediaQuery } from 'svelte/reactivity'

/** Whether the system asks for less movement: then nothing travels, and what happens lights up. */
export const motionReduced = new MediaQuery('(prefers-reduced-motion: reduce)')
