/** What is said about that which an environment keeps while it is frozen: one way, on timeline, in stories and in lists. */

import type { CodePlace, TraceRecord } from '../../cloud/aws/trace-records'
import { plural } from '../parts/quantities'

type Fact<Type extends TraceRecord['type']> = Extract<TraceRecord, { type: Type }>

export type LeftBehind = Fact<'environment.left-behind'>
export type ResumedWork = Fact<'environment.resumed-work'>
export type StateKept = Fact<'environment.state-kept'>
export type KeptFact = LeftBehind | ResumedWork | StateKept

/** `src/index.ts:3` */
export const placeText = ({ path, line }: CodePlace): string => `${path}:${line}`

/** `setTimeout (src/index.ts:3)` */
export const workText = ({ what, place }: LeftBehind | ResumedWork): string =>
  place ? `${what} (${placeText(place)})` : what

/** Sentences for a reader who sees nothing else. */
export function keptText(fact: KeptFact): string {
  switch (fact.type) {
    case 'environment.left-behind':
      return `${workText(fact)} was not done when ${fact.requestId === null ? 'Init' : 'the invocation'} ended: it is frozen until the next invocation here.`
    case 'environment.resumed-work':
      return `${workText(fact)}, left behind by ${fact.leftBy === null ? 'Init' : 'an earlier invocation'}, went on in this one.`
    case 'environment.state-kept':
      return `${fact.name} (${placeText(fact.place)}) ${fact.change} and is kept for the next invocation.`
  }
}

/** What to do about it, if anything. */
export function adviceOn(fact: KeptFact): string {
  if (fact.type === 'environment.state-kept') {
    const times = fact.changes > 1 ? `${plural(fact.changes, 'invocation')} of this environment have changed it. ` : ''
    return `${times}Good for caches and clients; what belongs to one event belongs inside the handler.`
  }
  const leftBy = fact.type === 'environment.left-behind' ? fact.requestId : fact.leftBy
  if (leftBy === null) return 'What is started outside of the handler goes on only while an invocation runs.'
  if (fact.kind === 'timer') return 'Await it before the handler returns, or clear it.'
  return 'Await it before the handler returns.'
}
