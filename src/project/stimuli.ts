/**
 * Stimuli with times, as a project keeps them: `events/<name>.stimuli.json`, for people to read and to write.
 *
 *     { "stimuli": [
 *       { "at": 0, "to": "OrdersQueue", "body": { "id": "{{uuid}}" }, "count": 200, "over": 10, "spread": "poisson" },
 *       { "at": 30, "to": "Report", "as": "invoke", "body": {} }
 *     ] }
 */

import { PAGE_LIMITS } from '../cloud/aws/page-limits'
import { SPREADS, type Spread } from '../cloud/aws/stimuli/arrivals'
import type { JsonObject, JsonValue } from '../cloud/aws/json'

export const SCRIPT_SUFFIX = '.stimuli.json'
export const COUNT_MAX = PAGE_LIMITS.burst.value
export const CALLERS_MAX = PAGE_LIMITS.callers.value
/** A week: longer than anything in Lambda waits. */
export const SECONDS_MAX = 604_800
const STIMULI_MAX = 500

/** `message`: whatever the target takes: a queue's message, a topic's, a bus's event, a bucket's object, a stream's record. */
export const WAYS = ['invoke', 'invoke-async', 'message', 'item'] as const
export type Way = (typeof WAYS)[number]

/** What belongs to a message beside its body; which of them a target knows depends on it. */
export const DETAILS = ['key', 'subject', 'source', 'detailType', 'groupId', 'deduplicationId'] as const
export type DetailName = (typeof DETAILS)[number]
export type Details = Readonly<Partial<Record<DetailName, string>>> & {
  /** Message attributes of a queue or topic, headers of a record or a broker's message. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface TimedStimulus extends Details {
  /** Seconds from the start. */
  readonly at: number
  /** Logical id, ARN, or the path of what is behind a broker: `Cluster/orders`. */
  readonly to: string
  readonly as: Way
  /** A text, or any JSON value. */
  readonly body: JsonValue
  readonly count: number
  /** Seconds over which they are spread. */
  readonly over: number
  readonly spread: Spread
  /** How many may wait for an answer at a time. */
  readonly callers?: number
  /** Version or alias of a function. */
  readonly qualifier?: string
}

export interface StimulusScript {
  readonly stimuli: readonly TimedStimulus[]
}

export interface ScriptProblem {
  /** `stimuli[2].count` */
  readonly path: string
  readonly message: string
}

export type ReadScript =
  | { readonly script: StimulusScript; readonly problems: readonly [] }
  | { readonly script: null; readonly problems: readonly ScriptProblem[] }

export const isScriptPath = (path: string): boolean => path.startsWith('events/') && path.endsWith(SCRIPT_SUFFIX)

/** Reads what a person wrote; says everything that is wrong with it. */
export function readScript(text: string): ReadScript {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { script: null, problems: [{ path: '', message: 'The file is not JSON.' }] }
  }
  return checkScript(value)
}

/** The same for a value: what a program gave. */
export function checkScript(value: unknown): ReadScript {
  const list = isRecord(value) ? value['stimuli'] : undefined
  if (!Array.isArray(list)) {
    return { script: null, problems: [{ path: 'stimuli', message: 'expected a list of stimuli' }] }
  }
  if (list.length > STIMULI_MAX) {
    return { script: null, problems: [{ path: 'stimuli', message: `has ${list.length}; ${STIMULI_MAX} are the most` }] }
  }
  const problems: ScriptProblem[] = []
  const stimuli = list.map((one: unknown, index) => timed(one, `stimuli[${index}]`, problems))
  if (problems.length > 0) return { script: null, problems }
  return { script: { stimuli }, problems: [] }
}

function timed(value: unknown, path: string, problems: ScriptProblem[]): TimedStimulus {
  const given = isRecord(value) ? value : {}
  const complain = (name: string, message: string): void =>
    void problems.push({ path: name === '' ? path : `${path}.${name}`, message })
  if (!isRecord(value)) complain('', 'expected an object')
  for (const name of Object.keys(given)) if (!KNOWN.has(name)) complain(name, 'is not known here')
  const number = (name: string, least: number, most: number, fallback: number, whole = false): number => {
    const one = given[name]
    if (one === undefined) return fallback
    if (typeof one === 'number' && one >= least && one <= most && (!whole || Number.isInteger(one))) return one
    complain(name, `expected ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}, got ${brief(one)}`)
    return fallback
  }
  const oneOf = <Value extends string>(name: string, values: readonly Value[], fallback: Value): Value => {
    const one = given[name]
    const known = values.find((candidate) => candidate === one)
    if (one !== undefined && known === undefined) complain(name, `expected ${values.join(', ')}, got ${brief(one)}`)
    return known ?? fallback
  }
  const text = (name: string): string | undefined => {
    const one = given[name]
    if (one === undefined || typeof one === 'string') return one
    complain(name, `expected a text, got ${brief(one)}`)
    return undefined
  }
  const to = text('to') ?? ''
  if (to === '' && isRecord(value)) complain('to', 'is missing: the logical id of what it is sent to')
  const over = number('over', 0, SECONDS_MAX, 0)
  const details = Object.fromEntries(DETAILS.flatMap((name) => entryIf(name, text(name))))
  const headers = given['headers']
  const isHeaders = isRecord(headers) && Object.values(headers).every((one) => typeof one === 'string')
  if (headers !== undefined && !isHeaders) complain('headers', 'expected an object of texts')
  const qualifier = text('qualifier')
  return {
    at: number('at', 0, SECONDS_MAX, 0),
    to,
    as: oneOf('as', WAYS, 'message'),
    body: (given['body'] ?? '') as JsonValue,
    count: number('count', 1, COUNT_MAX, 1, true),
    over,
    spread: oneOf('spread', SPREADS, over > 0 ? 'evenly' : 'at-once'),
    ...(given['callers'] !== undefined && { callers: number('callers', 1, CALLERS_MAX, 1, true) }),
    ...(qualifier !== undefined && { qualifier }),
    ...details,
    ...(isHeaders && { headers: headers as Readonly<Record<string, string>> }),
  }
}

const KNOWN: ReadonlySet<string> = new Set([
  ...['at', 'to', 'as', 'body', 'count', 'over', 'spread', 'callers', 'qualifier', 'headers'],
  ...DETAILS,
])

const entryIf = (name: string, value: string | undefined): readonly [string, string][] =>
  value === undefined ? [] : [[name, value]]

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

/** As a file: what says nothing new is left out. */
export function writeScript({ stimuli }: StimulusScript): string {
  const lean = stimuli.map(({ at, to, as, count, over, spread, body, ...rest }) => ({
    at,
    to,
    ...(as !== 'message' && { as }),
    ...(count !== 1 && { count }),
    ...(over !== 0 && { over }),
    ...(spread !== (over > 0 ? 'evenly' : 'at-once') && { spread }),
    ...rest,
    body,
  })) satisfies readonly JsonObject[]
  return `${JSON.stringify({ stimuli: lean }, null, 2)}\n`
}

/** The text that is sent: a message may be any text, everything else is JSON. */
export const bodyText = (as: Way, body: JsonValue): string =>
  as === 'message' && typeof body === 'string' ? body : JSON.stringify(body)
