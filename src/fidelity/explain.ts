/** An observation in words, for tables. */

import type { Observation, Trouble } from './error-behaviour'

export const TROUBLE_TITLES: Readonly<Record<Trouble, string>> = {
  error: 'On a function error',
  timeout: 'On a timeout',
  throttle: 'When throttled',
}

export interface Explanation {
  /** `3 attempts, 1 min and 2 min apart` */
  readonly tries: string
  /** Where it is caught; empty where nothing can catch it. */
  readonly caught: string
  /** What becomes of it otherwise; empty where the caller knows. */
  readonly otherwise: string
}

export function explain({ answer, attempts, waits, triedFor, caught, otherwise }: Observation): Explanation {
  if (answer !== null) return { tries: `Answered ${answer}`, caught: '', otherwise: '' }
  return {
    tries: tries(attempts, waits, triedFor),
    caught: list(caught),
    otherwise: caught.length > 0 ? `else ${otherwise}` : otherwise,
  }
}

function tries(attempts: number | null, waits: readonly number[], triedFor: number | null): string {
  const spans = list(waits.map(span))
  if (attempts === null) return `Attempted again after ${waits.map(span).join(', ')} …`
  if (triedFor !== null) return `Tried again after ${waits.map(span).join(', ')} …, for ${span(triedFor)}`
  if (attempts === 0) return waits.length === 0 ? 'No attempt' : `No attempt, ${waits.length + 1} tries ${spans} apart`
  if (attempts === 1) return '1 attempt'
  const same = waits.every((wait) => wait === waits[0])
  return `${attempts} attempts${waits[0] === 0 && same ? ' at once' : `, ${same ? span(waits[0] ?? 0) : spans} apart`}`
}

const list = (texts: readonly string[]): string =>
  texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`

function span(seconds: number): string {
  if (seconds >= 3600) return `${Math.round(seconds / 360) / 10} h`
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}
