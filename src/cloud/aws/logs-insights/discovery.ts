/**
 * Fields of a log event. Source: CloudWatch Logs User Guide, "Supported logs and discovered fields": system fields of
 * every event, what Lambda's own lines say, and the members of the first JSON fragment.
 */

import { Instant, type Value } from './values'

export interface InsightsEvent {
  readonly timestamp: number
  readonly ingestionTime: number
  readonly message: string
  readonly logStream: string
  /** `123456789012:/aws/lambda/orders` */
  readonly log: string
  /** What GetLogRecord takes. */
  readonly ptr: string
}

export const SYSTEM_FIELDS = ['@timestamp', '@message', '@logStream', '@log', '@ingestionTime', '@ptr'] as const
export const LAMBDA_FIELDS = [
  '@requestId',
  '@type',
  '@duration',
  '@billedDuration',
  '@memorySize',
  '@maxMemoryUsed',
  '@initDuration',
  '@xrayTraceId',
  '@xraySegmentId',
] as const

const REQUEST_ID = '[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}'
/** The platform's lines, and what Lambda's runtime for Node.js puts before what is printed. */
const PLATFORM_LINE = new RegExp(`^(START|END|REPORT) RequestId: (${REQUEST_ID})`)
const PRINTED_LINE = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\t(${REQUEST_ID})\\t`)

/** Numbers of a REPORT line. Memory is in bytes, of which 1,000,000 are the line's MB. */
const REPORT: Readonly<Record<string, readonly [pattern: RegExp, factor: number]>> = {
  '@duration': [/\tDuration: ([\d.]+) ms/, 1],
  '@billedDuration': [/\tBilled Duration: ([\d.]+) ms/, 1],
  '@memorySize': [/\tMemory Size: ([\d.]+) MB/, 1_000_000],
  '@maxMemoryUsed': [/\tMax Memory Used: ([\d.]+) MB/, 1_000_000],
  '@initDuration': [/\tInit Duration: ([\d.]+) ms/, 1],
}
const X_RAY: Readonly<Record<string, RegExp>> = {
  '@xrayTraceId': /XRAY TraceId: ([\da-f-]+)/,
  '@xraySegmentId': /\tSegmentId: ([\da-f]+)/,
}

/** Looks a field up when it is asked for: most queries need few. */
export class DiscoveredFields {
  #json: object | null | undefined

  constructor(readonly event: InsightsEvent) {}

  get(name: string): Value {
    if (!name.startsWith('@')) return this.#member(name)
    const { event } = this
    switch (name) {
      case '@timestamp':
        return new Instant(event.timestamp)
      case '@ingestionTime':
        return new Instant(event.ingestionTime)
      case '@message':
        return event.message
      case '@logStream':
        return event.logStream
      case '@log':
        return event.log
      case '@ptr':
        return event.ptr
      default:
        return lambdaField(name, event.message) ?? this.#member(name)
    }
  }

  /** `a.b.0.c`; a member may have dots in its name. */
  #member(name: string): Value {
    this.#json ??= firstJson(this.event.message)
    return this.#json === null ? null : memberOf(this.#json, name)
  }

  /** Of the JSON fragment, as queries name them. */
  *names(): Generator<string> {
    this.#json ??= firstJson(this.event.message)
    if (this.#json) yield* leaves(this.#json, '')
  }
}

function lambdaField(name: string, message: string): Value {
  const [, type = null, id = null] = PLATFORM_LINE.exec(message) ?? []
  if (name === '@type') return type
  if (name === '@requestId') return id ?? PRINTED_LINE.exec(message)?.[1] ?? null
  if (type !== 'REPORT') return null
  const number = REPORT[name]
  if (number) {
    const found = number[0].exec(message)?.[1]
    return found === undefined ? null : Number(found) * number[1]
  }
  return X_RAY[name]?.exec(message)?.[1] ?? null
}

/** The first JSON object in a text, wherever it is. */
function firstJson(message: string): object | null {
  const start = message.indexOf('{')
  if (start < 0) return null
  return parsed(message.slice(start)) ?? parsed(balanced(message, start))
}

/** From the brace to the one that closes it; strings may have braces of their own. */
function balanced(text: string, start: number): string {
  let depth = 0
  let inString = false
  for (let index = start; index < text.length; index++) {
    const character = text[index]
    if (character === '\\' && inString) index++
    else if (character === '"') inString = !inString
    else if (!inString && character === '{') depth++
    else if (!inString && character === '}' && --depth === 0) return text.slice(start, index + 1)
  }
  return ''
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

/** @returns null when there is no such member */
export function memberOf(json: Value, name: string): Value {
  if (typeof json !== 'object' || json === null || json instanceof Instant) return null
  const members = json as Record<string, Value>
  if (Object.hasOwn(members, name)) return members[name] ?? null
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const first = name.slice(0, dot)
    const found = Object.hasOwn(members, first) ? memberOf(members[first] ?? null, name.slice(dot + 1)) : null
    if (found !== null) return found
  }
  return null
}

function* leaves(json: object, prefix: string): Generator<string> {
  for (const [key, value] of Object.entries(json)) {
    const name = `${prefix}${/^[\w@]+$/.test(key) ? key : `\`${key}\``}`
    if (typeof value === 'object' && value !== null) yield* leaves(value as object, `${name}.`)
    else yield name
  }
}
