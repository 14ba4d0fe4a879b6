/**
 * What comes from an environment's worker is said by a stranger's code, if it got hold of the port: only what the protocol
 * has (`runtime/protocol.ts`) reaches the simulation. Cheap, because it is looked at on every turn.
 */

import type { FromEnvironment } from '../runtime/protocol'
import { PAGE_LIMITS, type TurnLimit } from './aws/page-limits'

type Check = (value: unknown) => boolean

/** Of the message that is read. */
let size = 0

const isText: Check = (value) => {
  if (typeof value !== 'string') return false
  size += value.length
  return true
}
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
/** Beyond this there are no dates: ECMAScript's time range, milliseconds. */
const isInstant: Check = (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15
const isBytes: Check = (value) => {
  if (!(value instanceof Uint8Array)) return false
  size += value.byteLength
  return true
}
const isBody: Check = (value) => isText(value) || isBytes(value)
const isTrue: Check = (value) => value === true
const isNull: Check = (value) => value === null
/** An id, a port, a count: exact, and no key of anything else. */
const isCount: Check = (value) => Number.isSafeInteger(value)

const either =
  (one: Check, other: Check): Check =>
  (value) =>
    one(value) || other(value)

/** May be left out. */
const maybe = (check: Check): Check => either((value) => value === undefined, check)

const each =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return false
    // Not `every`, which passes over holes.
    for (let index = 0; index < value.length; index++) if (!check(value[index])) return false
    return true
  }

const named =
  (check: Check): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    return Object.values(value).every(check)
  }

function fields(checks: Readonly<Record<string, Check>>): Check {
  const all = Object.entries(checks)
  return (value) => {
    if (typeof value !== 'object' || value === null) return false
    for (const [name, check] of all) if (!check((value as Record<string, unknown>)[name])) return false
    return true
  }
}

const isLine = fields({ at: isInstant, message: isText })
const isPlace = fields({ path: isText, line: isNumber, column: isNumber })
const isMessage = { at: isInstant, headers: named(isText), body: isBody }
const isCode = maybe(isCount)
const isError = fields({ errorType: isText, errorMessage: isText, trace: each(isText) })

const OUTCOMES: Readonly<Record<string, Check>> = {
  initialized: () => true,
  response: fields({ payload: isText, streamed: maybe(isTrue), exitCode: isCode }),
  error: fields({ error: isError, exitCode: isCode }),
  exit: fields({ exitCode: isCount }),
}

function isOutcome(value: unknown): boolean {
  const kind = (value as { readonly kind?: unknown } | null)?.kind
  return typeof kind === 'string' && Object.hasOwn(OUTCOMES, kind) && OUTCOMES[kind]?.(value) === true
}

const LEFT_KINDS: readonly unknown[] = ['timer', 'request', 'sdk-call']
const isLeft = fields({
  id: isNumber,
  kind: (value) => LEFT_KINDS.includes(value),
  what: isText,
  place: maybe(isPlace),
  due: maybe(isNumber),
})

const isKept = fields({
  left: maybe(each(isLeft)),
  resumed: maybe(each(fields({ id: isNumber, at: isInstant }))),
  state: maybe(each(fields({ name: isText, place: isPlace, change: isText, changes: isNumber }))),
  temporary: maybe(fields({ files: isNumber, bytes: isNumber })),
})

const isLines = fields({ lines: each(isLine) })

const isYield = fields({
  at: isInstant,
  busyMs: isNumber,
  calls: each(fields({ ...isMessage, id: isCount, method: isText, url: isText })),
  lines: each(isLine),
  chunks: maybe(each(fields({ at: isInstant, bytes: isBytes, contentType: maybe(either(isText, isNull)) }))),
  replies: maybe(each(fields({ ...isMessage, requestId: isCount, status: isCount }))),
  listening: maybe(each(isCount)),
  wakeAt: either(isNull, (value) => typeof value === 'number' && value >= 0),
  outcome: maybe(isOutcome),
  memoryUsedMB: either(isNull, isNumber),
  ended: maybe((value) => typeof value === 'boolean'),
  kept: maybe(isKept),
  temporaryFiles: maybe(named(isText)),
})

/** A limit of ours that a message is beyond: what it holds would be copied several times. */
export function limitReached(message: FromEnvironment): { readonly limit: TurnLimit; readonly value: number } | null {
  if (size > PAGE_LIMITS.turnBytes.value) return { limit: 'turnBytes', value: size }
  const calls = message.type === 'yield' ? message.calls.length : 0
  return calls > PAGE_LIMITS.turnCalls.value ? { limit: 'turnCalls', value: calls } : null
}

/** @returns null for what no runtime says. `limitReached` is about what was read last */
export function readFromEnvironment(message: unknown): FromEnvironment | null {
  size = 0
  switch ((message as { readonly type?: unknown } | null)?.type) {
    case 'yield':
      return isYield(message) ? (message as FromEnvironment) : null
    case 'lines':
      return isLines(message) ? (message as FromEnvironment) : null
    default:
      return null
  }
}
