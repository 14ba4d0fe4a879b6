import { describe, expect, it } from 'vitest'
import {
  compileFilterCriteria,
  type FilterCriteria,
  type FilterVerdict,
} from '../../../../src/cloud/aws/filter-criteria'
import type { JsonValue } from '../../../../src/cloud/aws/json'

const ofPatterns = (patterns: readonly JsonValue[]) => ({
  Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })),
})

function criteria(patterns: readonly JsonValue[], dataKey = 'body'): FilterCriteria {
  const compiled = compileFilterCriteria(ofPatterns(patterns), dataKey)
  if (!compiled.ok) throw new Error(compiled.hint)
  return compiled.criteria
}

const RECORD = { messageId: 'm-1', body: 'to be replaced', eventSource: 'aws:sqs' }

/** Lambda Developer Guide, "Properly filtering Amazon SQS messages". */
describe('the payload’s format against the pattern’s', () => {
  const order = '{"kind": "order", "lines": [{"count": 2}]}'

  it.each<[string, string, JsonValue, FilterVerdict]>([
    ['JSON, JSON pattern', order, { body: { kind: ['order'], lines: { count: [2] } } }, 'match'],
    ['JSON, JSON pattern that differs', order, { body: { kind: ['refund'] } }, 'no-match'],
    ['JSON, JSON pattern with dots', order, { 'body.kind': ['order'] }, 'match'],
    ['JSON, plain pattern', order, { body: ['order'] }, 'dropped'],
    ['JSON, no pattern', order, { eventSource: ['aws:sqs'] }, 'match'],
    ['JSON, no pattern, metadata differ', order, { eventSource: ['aws:sns'] }, 'no-match'],
    ['plain, plain pattern', 'hello', { body: ['hello', 'bye'] }, 'match'],
    ['plain, plain pattern with an operator', 'hello', { body: [{ prefix: 'he' }] }, 'match'],
    ['plain, plain pattern that differs', 'hello', { body: ['bye'] }, 'no-match'],
    ['plain, JSON pattern', 'hello', { body: { kind: ['order'] } }, 'dropped'],
    ['plain, JSON pattern that wants an absence', 'hello', { body: { kind: [{ exists: false }] } }, 'dropped'],
    ['plain, dotted JSON pattern that wants an absence', 'hello', { 'body.kind': [{ exists: false }] }, 'dropped'],
    ['plain, no pattern', 'hello', { eventSource: ['aws:sqs'] }, 'match'],
    ['half a JSON text is plain', '{"kind": ', { body: [{ prefix: '{' }] }, 'match'],
    ['a JSON scalar is plain', '42', { body: ['42'] }, 'match'],
    ['an array of objects is JSON', '[{"kind": "order"}]', { body: { kind: ['order'] } }, 'match'],
    ['empty, JSON pattern', '', { body: { kind: ['order'] } }, 'dropped'],
    ['both formats below $or: JSON', order, { $or: [{ body: ['hello'] }, { body: { kind: ['order'] } }] }, 'match'],
    ['both formats below $or: plain', 'hello', { $or: [{ body: ['hello'] }, { body: { kind: ['order'] } }] }, 'match'],
  ])('%s', (_title, body, pattern, verdict) => {
    const compiled = criteria([pattern])
    expect(compiled.evaluate(RECORD, body)).toBe(verdict)
    expect(compiled.matches(RECORD, body)).toBe(verdict === 'match')
  })

  it('drops only what no filter can read', () => {
    const filters = criteria([{ body: { kind: ['order'] } }, { body: ['hello'] }])
    expect(filters.evaluate(RECORD, 'hello')).toBe('match')
    expect(filters.evaluate(RECORD, order)).toBe('match')
    expect(filters.evaluate(RECORD, 'bye')).toBe('no-match')
  })
})

describe('other sources', () => {
  it('parses the decoded data of a stream', () => {
    const filters = criteria([{ partitionKey: ['p1'], data: { level: ['error'] } }], 'data')
    expect(filters.evaluate({ partitionKey: 'p1', data: 'eyJ9' }, '{"level": "error"}')).toBe('match')
    expect(filters.evaluate({ partitionKey: 'p2' }, '{"level": "error"}')).toBe('no-match')
    expect(filters.evaluate({ partitionKey: 'p1' }, 'error')).toBe('dropped')
  })

  it('takes payloads that are JSON already', () => {
    const filters = criteria([{ eventName: ['INSERT'], dynamodb: { NewImage: { size: { N: ['12'] } } } }], 'dynamodb')
    expect(filters.evaluate({ eventName: 'INSERT' }, { NewImage: { size: { N: '12' } } })).toBe('match')
    expect(filters.evaluate({ eventName: 'REMOVE' }, { OldImage: { size: { N: '12' } } })).toBe('no-match')
  })

  it('refuses plain text patterns where the source has none', () => {
    const plain = (dataKey: string, options?: { plainText: boolean }) =>
      compileFilterCriteria(ofPatterns([{ [dataKey]: ['text'] }]), dataKey, options)
    expect(plain('body').ok).toBe(true)
    expect(plain('value').ok).toBe(true)
    expect(plain('data', { plainText: true }).ok).toBe(true)
    for (const dataKey of ['data', 'dynamodb']) {
      expect(plain(dataKey)).toEqual({
        ok: false,
        reason: 'Invalid filter pattern definition.',
        path: ['Filters', 0, 'Pattern'],
        hint: `"${dataKey}" must hold an object with the names of the payload's fields.`,
      })
    }
  })
})

describe('criteria as given', () => {
  it.each([{}, { Filters: [] }])('%j lets everything pass', (given) => {
    const compiled = compileFilterCriteria(given, 'body')
    expect(compiled.ok && compiled.criteria.evaluate(RECORD, 'hello')).toBe('match')
  })

  it('takes five filters, of which one has to match', () => {
    const patterns = [1, 2, 3, 4, 5].map((n) => ({ body: { n: [n] } }))
    const filters = criteria(patterns)
    expect([1, 5, 6].map((n) => filters.matches(RECORD, JSON.stringify({ n })))).toEqual([true, true, false])
    expect(compileFilterCriteria(ofPatterns([...patterns, { body: { n: [6] } }]), 'body')).toMatchObject({
      ok: false,
      path: ['Filters'],
    })
  })

  it.each<[string, unknown, (string | number)[]]>([
    ['no object', 'text', ['Filters']],
    ['null', null, ['Filters']],
    ['no list', { Filters: { Pattern: '{}' } }, ['Filters']],
    ['no pattern', { Filters: [{}] }, ['Filters', 0, 'Pattern']],
    ['a filter that is no object', { Filters: [null] }, ['Filters', 0, 'Pattern']],
    ['a pattern that is an object', { Filters: [{ Pattern: { body: ['x'] } }] }, ['Filters', 0, 'Pattern']],
    ['an empty pattern', { Filters: [{ Pattern: '{}' }] }, ['Filters', 0, 'Pattern']],
    [
      'an operator Lambda does not know',
      { Filters: [{ Pattern: '{"body":["x"]}' }, { Pattern: '{"body":[{"wildcard":"x*"}]}' }] },
      ['Filters', 1, 'Pattern'],
    ],
  ])('refuses %s', (_title, given, path) => {
    expect(compileFilterCriteria(given, 'body')).toMatchObject({
      ok: false,
      reason: 'Invalid filter pattern definition.',
      path,
    })
  })

  it('refuses patterns over 4,096 characters', () => {
    const pattern = (length: number) => ({ Filters: [{ Pattern: `{"body":["${'x'.repeat(length - 13)}"]}` }] })
    expect(compileFilterCriteria(pattern(4096), 'body').ok).toBe(true)
    const refused = compileFilterCriteria(pattern(4097), 'body')
    expect(!refused.ok && refused.reason).toMatch(
      /at 'filterCriteria.filters.1.member.pattern' failed to satisfy constraint: Member must have length less than or equal to 4096$/,
    )
  })
})
