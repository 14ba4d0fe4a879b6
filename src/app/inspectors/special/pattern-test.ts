/** Whether events match the patterns of a bus's rules. */

import { compilePattern } from '../../../cloud/aws/event-patterns'
import type { ResourceView } from '../../../cloud/aws/resource-view'

export interface RulePattern {
  readonly rule: string
  readonly pattern: string
}

export type PatternVerdict =
  { readonly ok: true; readonly matches: boolean } | { readonly ok: false; readonly message: string }

/** Rules of a bus that have a pattern. */
export function patternsOf({ tables }: ResourceView): readonly RulePattern[] {
  const rules = tables.find(({ title }) => title === 'Rules')
  const [name, pattern] = [rules?.columns.indexOf('Name') ?? 0, rules?.columns.indexOf('Pattern or schedule') ?? 0]
  return (rules?.rows ?? []).flatMap((row) => {
    // A rule can have a schedule beside its pattern.
    const text = /^\{.*\}/s.exec(row[pattern] ?? '')?.[0]
    return text === undefined ? [] : [{ rule: row[name] ?? '', pattern: text }]
  })
}

/** @param event JSON text of a whole event, envelope included */
export function testPattern(pattern: string, event: string): PatternVerdict {
  let value: unknown
  try {
    value = JSON.parse(event)
  } catch (error) {
    return { ok: false, message: `The event is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  const compiled = compilePattern(pattern, 'eventbridge')
  if (!compiled.ok) return { ok: false, message: compiled.message }
  return { ok: true, matches: compiled.matches(value as Parameters<typeof compiled.matches>[0]) }
}

/** An event that says something to start with. */
export const sampleEvent = (now: number): string =>
  JSON.stringify(
    {
      version: '0',
      id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
      'detail-type': 'Order placed',
      source: 'shop.orders',
      account: '123456789012',
      time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: 'us-east-1',
      resources: [],
      detail: { id: '1001', total: 42 },
    },
    null,
    2,
  )
