/** Execution environments as a list shows them: by function, those that live first. */

import type { Environment } from '../state/environments'
import type { Tone } from '../parts/tone'

/** Of each function; whoever wants more looks at the timeline. */
const ROWS_MAX = 100

export interface EnvironmentRow {
  readonly environment: Environment
  readonly state: { readonly text: string; readonly tone: Tone }
  /** Things that it keeps, or has left behind. */
  readonly notes: number
}

export interface FunctionGroup {
  readonly functionName: string
  readonly living: number
  readonly all: number
  /** Newest first. */
  readonly rows: readonly EnvironmentRow[]
}

export function groupsOf(environments: Iterable<Environment>): readonly FunctionGroup[] {
  const byFunction = new Map<string, Environment[]>()
  for (const environment of environments) {
    const known = byFunction.get(environment.functionName)
    if (known) known.push(environment)
    else byFunction.set(environment.functionName, [environment])
  }
  return [...byFunction].map(([functionName, all]) => {
    const living = all.filter(({ end }) => !end)
    const shown = living.slice(-ROWS_MAX).reverse()
    for (let index = all.length - 1; index >= 0 && shown.length < ROWS_MAX; index--) {
      const environment = all[index]
      if (environment?.end) shown.push(environment)
    }
    return { functionName, living: living.length, all: all.length, rows: shown.map(rowOf) }
  })
}

const rowOf = (environment: Environment): EnvironmentRow => ({
  environment,
  state: stateOf(environment),
  notes: environment.kept.size + environment.left.filter(({ resumed }) => !resumed).length,
})

const ENDS = { SPINDOWN: 'idle for too long', UPDATE: 'updated', FAILURE: 'failed' } as const

export function stateOf({ state, end, resets, init }: Environment): { readonly text: string; readonly tone: Tone } {
  if (end) return { text: `Gone: ${ENDS[end.reason]}`, tone: end.reason === 'FAILURE' ? 'error' : 'neutral' }
  switch (state) {
    case 'initialising':
      return { text: 'Initialising', tone: 'init' }
    case 'running':
      return { text: 'Running', tone: 'running' }
    case 'shutting down':
      return { text: 'Shutting down', tone: 'timeout' }
    default:
      return resets > 0 && !init
        ? { text: 'Frozen after a reset', tone: 'timeout' }
        : { text: 'Frozen, idle', tone: 'waiting' }
  }
}
