/** Coldstart's event patterns against what AWS was seen to answer; the facts and their sources are in patterns.json. */

import { describe, expect, it } from 'vitest'
import { compilePattern } from '../../../src/cloud/aws/event-patterns'
import type { JsonValue } from '../../../src/cloud/aws/json'
import recording from './patterns.json'

interface Fact {
  readonly title: string
  /** The pattern itself, or as text where the text matters; ‸ in it is where AWS's refusal points. */
  readonly pattern?: JsonValue
  readonly patternText?: string
  readonly event?: JsonValue
  readonly eventText?: string
  readonly matches?: boolean
  readonly reason?: string
  /** AWS states the place twice. */
  readonly placedTwice?: boolean
  readonly source: string
  readonly recorded?: string
  readonly checked: string
}

const facts = recording.cases as unknown as readonly Fact[]
const judged = facts.filter(({ matches }) => matches !== undefined)
const refused = facts.filter(({ reason }) => reason !== undefined)

it('states where each fact comes from, and what it is', () => {
  for (const fact of facts) {
    expect(fact.source, fact.title).not.toBe('')
    expect(fact.checked, fact.title).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(fact.matches === undefined, fact.title).toBe(fact.reason !== undefined)
  }
  expect(new Set(facts.map(({ title }) => title)).size).toBe(facts.length)
})

describe('EventBridge matches', () => {
  it.each(judged.map((fact) => [fact.title, fact.matches, fact] as const))('%s: %s', (_title, matches, fact) => {
    const pattern = compilePattern(fact.patternText ?? JSON.stringify(fact.pattern), 'eventbridge')
    if (!pattern.ok) throw new Error(pattern.message)
    const event = fact.eventText === undefined ? fact.event : (JSON.parse(fact.eventText) as JsonValue)
    expect(pattern.matches(event ?? null)).toBe(matches)
  })
})

describe('EventBridge refuses', () => {
  it.each(refused.map((fact) => [fact.title, fact] as const))('%s', (_title, fact) => {
    const marked = String(fact.pattern)
    const text = marked.replace('‸', '')
    const place = `\n at [Source: (String)"${text}"; line: 1, column: ${marked.indexOf('‸') + 1}]`
    const places = marked.includes('‸') ? place.repeat(fact.placedTwice ? 2 : 1) : ''
    expect(compilePattern(text, 'eventbridge')).toMatchObject({
      ok: false,
      reason: fact.reason,
      message: `Event pattern is not valid. Reason: ${fact.reason}${places}`,
    })
  })
})
