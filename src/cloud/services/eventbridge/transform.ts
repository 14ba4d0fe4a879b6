/**
 * What a target gets instead of the event: a constant, a part, or a template with values of the event.
 *
 * | in the template       | value                  | written                                                 |
 * | --------------------- | ---------------------- | ------------------------------------------------------- |
 * | outside of quotes     | any                    | as JSON; `""` when the event has none                   |
 * | between quotes        | text, number, boolean  | as it is, nothing escaped; nothing when there is none   |
 * | between quotes        | object, array          | as JSON; in a template that is a text, without its quotes |
 *
 * A template that begins with a quote is a text (several lines are allowed) and goes out as it is; any other has to come
 * to JSON, or the target gets nothing. Sources: EventBridge User Guide, "Amazon EventBridge input transformation"; recorded
 * from AWS by LocalStack's test suite (test_events_inputs.py, test_events_targets.py).
 */

import type { JsonValue } from '../../aws/json'
import { eventText, minify, secondsTimestamp, type BusEvent } from './events'
import { parseJsonPath, valueAt, type Step } from './json-path'

export type TargetInput =
  | { readonly kind: 'event' }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly steps: readonly Step[] }
  | { readonly kind: 'template'; readonly template: string; readonly paths: ReadonlyMap<string, readonly Step[]> }

const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g
const PREDEFINED: ReadonlySet<string> = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
])

/** @returns the first placeholder that means nothing, or a variable whose path is none */
export function parseTemplate(
  template: string,
  pathsMap: Readonly<Record<string, unknown>>,
): TargetInput | { readonly unknown: string } | { readonly noPath: string } {
  const paths = new Map<string, readonly Step[]>()
  for (const [name, path] of Object.entries(pathsMap)) {
    const steps = parseJsonPath(String(path))
    if (!steps) return { noPath: name }
    paths.set(name, steps)
  }
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (!PREDEFINED.has(name) && !paths.has(name)) return { unknown: name }
  }
  return { kind: 'template', template, paths }
}

/** @returns the target's payload; null when the template does not come to JSON */
export function inputFor(
  input: TargetInput,
  event: BusEvent,
  rule: { readonly arn: string; readonly name: string },
): string | null {
  const whole = eventText(event)
  switch (input.kind) {
    case 'event':
      return whole
    case 'constant':
      return input.text
    case 'path':
      // Unconfirmed: what a target gets when there is nothing at the path.
      return JSON.stringify(valueAt(JSON.parse(whole) as JsonValue, input.steps) ?? null)
    case 'template': {
      const json = JSON.parse(whole) as JsonValue
      const valueOf = (name: string): JsonValue | undefined =>
        PREDEFINED.has(name)
          ? predefined(name, json, event, rule)
          : valueAt(json, input.paths.get(name) ?? ['*nothing'])
      return fill(input.template, valueOf)
    }
  }
}

function predefined(
  name: string,
  json: JsonValue,
  event: BusEvent,
  rule: { readonly arn: string; readonly name: string },
): JsonValue {
  switch (name) {
    case 'aws.events.rule-arn':
      return rule.arn
    case 'aws.events.rule-name':
      return rule.name
    case 'aws.events.event.ingestion-time':
      return secondsTimestamp(event.ingestedAt)
    case 'aws.events.event.json':
      return json
    default:
      // Order and names recorded: no detail, and the type in another spelling.
      return {
        id: event.id,
        account: event.accountId,
        detailType: event.detailType,
        time: secondsTimestamp(event.time),
        source: event.source,
        region: event.region,
        resources: event.resources,
        version: '0',
      }
  }
}

function fill(template: string, valueOf: (name: string) => JsonValue | undefined): string | null {
  const isText = template.trimStart().startsWith('"')
  let filled = ''
  let isQuoted = false
  let position = 0
  for (const match of template.matchAll(PLACEHOLDER)) {
    const before = template.slice(position, match.index)
    isQuoted = endsQuoted(before, isQuoted)
    filled += before + written(valueOf(match[1] ?? ''), isQuoted, isText)
    position = match.index + match[0].length
  }
  filled += template.slice(position)
  if (isText) return filled
  try {
    JSON.parse(filled)
  } catch {
    return null
  }
  return minify(filled)
}

/** Whether a JSON text stands open at the end of a part of a template. */
function endsQuoted(part: string, isQuoted: boolean): boolean {
  let quoted = isQuoted
  for (let index = 0; index < part.length; index++) {
    if (part[index] === '\\' && quoted) index++
    else if (part[index] === '"') quoted = !quoted
  }
  return quoted
}

function written(value: JsonValue | undefined, isQuoted: boolean, isText: boolean): string {
  if (!isQuoted) return value === undefined ? '""' : JSON.stringify(value)
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  const json = JSON.stringify(value)
  return isText ? json.replaceAll('"', '') : json
}
