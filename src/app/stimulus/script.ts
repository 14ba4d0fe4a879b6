/** Between the Send panel's stimulus and the stimuli of scripts. */

import type { JsonValue } from '../../cloud/aws/json'
import type { Stimulus, StimulusDetails } from '../../project/model'
import type { Details, TimedStimulus, Way } from '../../project/stimuli'
import type { Repeat } from './send'
import type { Target } from './stimulus'
import { headersOf } from './web-request'

export const wayOf = (kind: Stimulus['kind']): Way =>
  kind === 'sync' ? 'invoke' : kind === 'async' ? 'invoke-async' : kind === 'table' ? 'item' : 'message'

/** @throws SyntaxError when the payload has to be JSON and is not */
export function timedStimulus(
  { target, kind, payload, details = {} }: Stimulus,
  { count, callers, over = 0, spread }: Repeat,
  qualifier?: string,
  at = 0,
): TimedStimulus {
  const as = wayOf(kind)
  return {
    at,
    to: target,
    as,
    body: as === 'message' ? payload : (JSON.parse(payload) as JsonValue),
    count,
    over: count > 1 ? over : 0,
    spread: count > 1 && over > 0 ? (spread ?? 'evenly') : 'at-once',
    ...(kind === 'sync' && count > 1 && over === 0 && { callers }),
    ...(qualifier !== undefined && { qualifier }),
    ...detailsOf(kind, details),
  }
}

/** Details that a kind of target knows. */
export const DETAILS_OF: Readonly<Record<Stimulus['kind'], readonly (keyof StimulusDetails)[]>> = {
  sync: [],
  async: [],
  table: [],
  bucket: ['key'],
  bus: ['source', 'detailType'],
  stream: ['key'],
  channel: ['key', 'headers'],
  topic: ['subject', 'groupId', 'deduplicationId', 'headers'],
  queue: ['groupId', 'deduplicationId', 'headers'],
}

/** Those without which there is no event. */
const FALLBACKS: Readonly<Partial<Record<Stimulus['kind'], Details>>> = {
  bus: { source: 'coldstart', detailType: 'Test' },
  bucket: { key: 'test.json' },
}

function detailsOf(kind: Stimulus['kind'], details: StimulusDetails): Details {
  const { headers = '', ...texts } = Object.fromEntries(
    DETAILS_OF[kind].flatMap((name) => (details[name] ? [[name, details[name]]] : [])),
  ) as StimulusDetails
  const lines = Object.entries(headersOf(headers)).map(([name, value]) => [name, [value].flat().join(',')])
  return { ...FALLBACKS[kind], ...texts, ...(lines.length > 0 && { headers: Object.fromEntries(lines) }) } as Details
}

/** What a stimulus of a script is in the Send panel; the target decides what it is called there. */
export function stimulusOf(timed: TimedStimulus, targets: readonly Target[]): Stimulus {
  const { to, as, body, headers, key, subject, source, detailType, groupId, deduplicationId } = timed
  const known = targets.find(({ logicalId }) => logicalId === to)?.kind
  const kind =
    as === 'invoke'
      ? 'sync'
      : as === 'invoke-async'
        ? 'async'
        : known === undefined || known === 'function'
          ? 'queue'
          : known
  const texts = { key, subject, source, detailType, groupId, deduplicationId }
  const lines = headers && Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const details = Object.fromEntries(
    Object.entries({ ...texts, headers: lines?.join('\n') }).filter(([, text]) => text !== undefined),
  ) as StimulusDetails
  return {
    target: to,
    kind,
    eventFile: null,
    payload: typeof body === 'string' && as === 'message' ? body : `${JSON.stringify(body, null, 2)}\n`,
    ...(Object.keys(details).length > 0 && { details }),
  }
}
