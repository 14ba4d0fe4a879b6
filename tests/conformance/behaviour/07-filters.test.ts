/**
 * Filters of event source mappings: what reaches the function. Source: fact sheet §7.5; Guide, "Control which events Lambda
 * sends to your function".
 */

import { describe, expect, it } from 'vitest'
import { deploy, lambdaFunction, mapping, queue } from '../../unit/cloud/stack'
import { bodies, counts, recorder } from './polling'

const filters = (...patterns: object[]) => ({
  FilterCriteria: { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) },
})
/** @returns the messages that the function got, of those sent */
async function passed(properties: object, ...sent: string[]): Promise<string[]> {
  const { events, script } = recorder()
  const run = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', properties as never)], script)
  for (const body of sent) await run.send('Q', body)
  await run.idle()
  expect(await counts(run, 'Q')).toEqual([0, 0])
  return bodies(events).flat()
}

describe('§7.5 payload and pattern', () => {
  it('JSON payload, JSON pattern: evaluated on the parsed data', async () => {
    expect(await passed(filters({ body: { kind: ['order'] } }), '{"kind":"order"}', '{"kind":"refund"}')).toEqual([
      '{"kind":"order"}',
    ])
  })

  it('no pattern on the data: only the metadata counts, whatever the payload is', async () => {
    expect(await passed(filters({ eventSource: ['aws:sqs'] }), '{"a":1}', 'plain')).toEqual(['{"a":1}', 'plain'])
    expect(await passed(filters({ eventSource: ['aws:kinesis'] }), '{"a":1}', 'plain')).toEqual([])
  })

  it('plain payload, JSON pattern: dropped', async () => {
    expect(await passed(filters({ body: { kind: ['order'] } }), 'order')).toEqual([])
  })

  it('plain payload, plain text pattern: evaluated on the text', async () => {
    expect(await passed(filters({ body: ['exact text'] }), 'exact text', 'exact text!')).toEqual(['exact text'])
    expect(await passed(filters({ body: [{ prefix: 'ERROR' }] }), 'ERROR 1', 'INFO 2')).toEqual(['ERROR 1'])
  })

  it('JSON payload, plain text pattern: dropped', async () => {
    expect(await passed(filters({ body: ['x'] }), '{"body":"x"}')).toEqual([])
  })

  it('what is filtered out is deleted from the queue, and no invocation is made for it', async () => {
    const { events, script } = recorder()
    const resources = [lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', filters({ body: { a: [1] } }))]
    const run = deploy(resources, script)
    await run.send('Q', '{"a":2}')
    await run.idle()
    expect(events).toEqual([])
    expect(run.trace('sqs.deleted')).toMatchObject([{ cause: 'deleted', at: 0 }])
    expect(run.trace('mapping.filtered')).toHaveLength(1)
  })

  it('a batch is filled with what passes', async () => {
    const { events, script } = recorder()
    const properties = { BatchSize: 2, MaximumBatchingWindowInSeconds: 10, ...filters({ body: { a: [1] } }) }
    const run = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', properties)], script)
    for (const a of [1, 2, 2, 1]) await run.send('Q', JSON.stringify({ a }))
    await run.idle()
    expect(bodies(events)).toEqual([['{"a":1}', '{"a":1}']])
  })
})

describe('§7.5 filters and operators', () => {
  it('several filters are alternatives', async () => {
    const criteria = filters({ body: { a: [1] } }, { body: { b: [2] } })
    expect(await passed(criteria, '{"a":1}', '{"b":2}', '{"a":2,"b":1}')).toEqual(['{"a":1}', '{"b":2}'])
  })

  it.each<[string, object, string, string]>([
    ['null', { a: [null] }, '{"a":null}', '{"a":"null"}'],
    ['empty', { a: [''] }, '{"a":""}', '{"a":"x"}'],
    ['equals', { a: ['x'] }, '{"a":"x"}', '{"a":"X"}'],
    ['equals, ignoring case', { a: [{ 'equals-ignore-case': 'x' }] }, '{"a":"X"}', '{"a":"y"}'],
    ['and', { a: ['x'], b: ['y'] }, '{"a":"x","b":"y"}', '{"a":"x"}'],
    ['or within a field', { a: ['x', 'y'] }, '{"a":"y"}', '{"a":"z"}'],
    ['or between fields', { $or: [{ a: ['x'] }, { b: ['y'] }] }, '{"b":"y"}', '{"c":"y"}'],
    ['not', { a: [{ 'anything-but': ['x'] }] }, '{"a":"y"}', '{"a":"x"}'],
    ['a number', { a: [{ numeric: ['=', 100] }] }, '{"a":100}', '{"a":101}'],
    ['a range', { a: [{ numeric: ['>', 10, '<=', 20] }] }, '{"a":20}', '{"a":10}'],
    ['exists', { a: [{ exists: true }] }, '{"a":1}', '{"b":1}'],
    ['does not exist', { a: [{ exists: false }] }, '{"b":1}', '{"a":1}'],
    ['begins with', { a: [{ prefix: 'us-' }] }, '{"a":"us-east-1"}', '{"a":"eu-west-1"}'],
    ['ends with', { a: [{ suffix: '.png' }] }, '{"a":"x.png"}', '{"a":"x.jpg"}'],
  ])('%s', async (_, body, yes, no) => {
    expect(await passed(filters({ body }), yes, no)).toEqual([yes])
  })

  it('exists works on leaf nodes only', async () => {
    expect(await passed(filters({ body: { a: [{ exists: true }] } }), '{"a":{"b":1}}')).toEqual([])
  })

  it('at most five filters', () => {
    const six = filters(...Array.from({ length: 6 }, (_, index) => ({ body: { a: [index] } })))
    const { diagnostics } = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', six)], recorder().script)
    expect(diagnostics).toHaveLength(1)
  })

  it('a bad pattern is refused', () => {
    const bad = { FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":1}}' }] } }
    const { diagnostics } = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q', bad)], recorder().script)
    expect(diagnostics[0]?.message).toBe('Invalid filter pattern definition.')
  })
})
