/** An observation in words, for tables. */

import type { Observation, Trouble } from './error-behaviour'

export const TROUBLE_TITLES: Readonly<Record<Trouble, string>> = {
  error: 'function error',
  timeout: 'timeout',
  throttle: 'throttled',
}

/** `3 attempts, with 1 min and 2 min between; then the …` */
export function explain({ answer, attempts, waits, caught, otherwise }: Observation): string {
  if (answer !== null) return `The caller is answered ${answer}.`
  const parts = [attemptsText(attempts, waits)]
  parts.push(caught.length > 0 ? `then to the ${caught.join(' and the ')};` : '')
  parts.push(caught.length > 0 ? `without one: ${otherwise}.` : `then: ${otherwise}.`)
  return parts.filter(Boolean).join(' ')
}

function attemptsText(attempts: number | null, waits: readonly number[]): string {
  const tries = attempts === 0 ? 'Tried again' : attempts === null ? 'Attempted again' : `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`
  if (waits.length === 0) return `${tries},`
  const more = attempts === 0 || attempts === null ? ' …' : ''
  return `${tries}${attempts === 0 || attempts === null ? ' after' : ', with'} ${waits.map(span).join(', ')}${more}${more ? ',' : ' between,'}`
}

function span(seconds: number): string {
  if (seconds === 0) return 'no wait'
  if (seconds % 3600 === 0) return `${seconds / 3600} h`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}
