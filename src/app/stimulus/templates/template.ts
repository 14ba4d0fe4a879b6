/** What an event template is. Shapes: AWS Lambda Developer Guide, one page per service (`page`). */

import type { JsonObject, JsonValue } from '../../../cloud/aws/json'
import type { TemplatePath } from '../../../project/template'

/** What of the stack, the clock and chance goes into an event. */
export interface EventContext {
  readonly accountId: string
  readonly region: string
  /** Virtual milliseconds since the epoch. */
  readonly now: number
  uuid(): string
  /** The first resource of a CloudFormation type, or one that might be. */
  resource(type: string, name: string): { readonly name: string; readonly arn: string }
}

/** A value that matters, for the form beside the JSON. */
export interface Field {
  readonly path: TemplatePath
  readonly label: string
  /** How the text that the form shows is written in the event: base64, or base64 of gzip. Plain without it. */
  readonly encoding?: 'base64' | 'gzip'
  /** The values it may have. */
  readonly oneOf?: readonly string[]
}

export interface EventTemplate {
  readonly id: string
  readonly title: string
  readonly group: Group
  /** AWS's page about it. */
  readonly page: string
  /** CloudFormation types of which a resource would make such events itself. */
  readonly sources: readonly string[]
  event(context: EventContext): object
  readonly fields: readonly Field[]
  /** Paths that an event need not have; `*` stands for any element. */
  readonly optional?: readonly string[]
  /** Paths below which names and values are the sender's own. */
  readonly open?: readonly string[]
  /** Whether an event is of this kind, as far as its shape tells. */
  matches(event: JsonObject): boolean
}

export const GROUPS = [
  'Queues and topics',
  'Streams and brokers',
  'Storage and tables',
  'Events and schedules',
  'Web requests',
  'Identity, logs and others',
] as const
export type Group = (typeof GROUPS)[number]

const GUIDE = 'https://docs.aws.amazon.com/lambda/latest/dg/'
export const guide = (page: string): string => `${GUIDE}${page}.html`

/** The value at a path, or undefined. */
export function at(value: unknown, ...path: TemplatePath): JsonValue | undefined {
  let found: unknown = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Record<string | number, unknown>)[step]
  }
  return found as JsonValue | undefined
}

/** `Records[0].eventSource` is this. */
export const recordsFrom =
  (source: string, name = 'eventSource') =>
  (event: JsonObject): boolean =>
    at(event, 'Records', 0, name) === source

export const iso = (at: number): string => new Date(at).toISOString()
/** As EventBridge writes times. */
export const isoSeconds = (at: number): string => `${iso(at).slice(0, 19)}Z`

export function base64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** @returns null for what is no base64 of UTF-8 */
export function fromBase64(text: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Hexadecimal digits of a UUID, as many as wanted up to 32. */
export const hex = (context: EventContext, length: number): string =>
  (context.uuid() + context.uuid()).replaceAll('-', '').slice(0, length)

/** A field's path in an event: `*` is the first member, whatever its name. */
export function pathIn(event: unknown, path: TemplatePath): TemplatePath {
  const found: (string | number)[] = []
  for (const step of path) {
    const here = at(event, ...found)
    const isMap = step === '*' && typeof here === 'object' && here !== null
    found.push(isMap ? (Object.keys(here)[0] ?? step) : step)
  }
  return found
}
