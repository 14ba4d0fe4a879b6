import type { RequestState } from '../state/requests'

/** What a colour means: the same on the timeline, in badges and in logs. Each has a custom property `--tone-<name>`. */
export type Tone = 'neutral' | 'success' | 'error' | 'timeout' | 'throttle' | 'init' | 'running' | 'waiting' | 'queue'

const STATES: Readonly<Record<RequestState, { tone: Tone; text: string }>> = {
  waiting: { tone: 'waiting', text: 'Waiting' },
  running: { tone: 'running', text: 'Running' },
  success: { tone: 'success', text: 'Succeeded' },
  error: { tone: 'error', text: 'Failed' },
  timeout: { tone: 'timeout', text: 'Timed out' },
  exit: { tone: 'error', text: 'Runtime exited' },
  'out-of-memory': { tone: 'error', text: 'Out of memory' },
  'init-error': { tone: 'error', text: 'Init failed' },
  throttled: { tone: 'throttle', text: 'Throttled' },
}

export const toneOf = (state: RequestState): Tone => STATES[state].tone
export const stateText = (state: RequestState): string => STATES[state].text
