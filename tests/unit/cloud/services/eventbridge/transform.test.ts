import { describe, expect, it } from 'vitest'
import { parseJsonPath, valueAt } from '../../../../../src/cloud/services/eventbridge/json-path'
import { account, busArn, FUNCTION, QUEUE, RULE } from './account'

/** What the target gets of an event with this detail; null for nothing. */
async function received(target: object, detail: object = {}): Promise<string | null> {
  const events = account()
  events.rule({}, { Arn: QUEUE, ...target })
  events.put(detail)
  await events.run()
  return events.deliveries[0]?.body ?? null
}

const transformer = (InputTemplate: string, InputPathsMap: Record<string, string> = {}): object => ({
  InputTransformer: { InputTemplate, InputPathsMap },
})

describe('a target gets', () => {
  it('a constant', async () => {
    expect(await received({ Input: '{"fixed": true}' })).toBe('{"fixed": true}')
  })

  it.each([
    ['$.detail', '{"a":{"b":["x",2]}}'],
    ['$.detail.a.b[1]', '2'],
    ['$.detail.a.b[0]', '"x"'],
    ["$['detail-type']", '"Order"'],
    ['$.detail-type', '"Order"'],
    ['$.detail.a.b[*]', '["x",2]'],
  ])('the part at %s', async (InputPath, expected) => {
    expect(await received({ InputPath }, { a: { b: ['x', 2] } })).toBe(expected)
  })

  // Recorded from AWS: test_events_inputs.py, test_events_targets.py (fact sheet 8.3).
  it.each([
    ['a text with a value', '"cmd <v>"', { v: 'x' }, '"cmd x"'],
    ['a text without one', '"cmd <v>"', {}, '"cmd "'],
    ['JSON without a value', '{"c": <v>}', {}, '{"c":""}'],
    ['JSON with a text', '{"c": <v>}', { v: 'x' }, '{"c":"x"}'],
    ['JSON with an object', '{"c": <v>}', { v: { a: [1] } }, '{"c":{"a":[1]}}'],
    ['JSON with a list', '{"c": <v>}', { v: ['HIGH'] }, '{"c":["HIGH"]}'],
    ['JSON with a boolean', '{"c": <v>}', { v: true }, '{"c":true}'],
    ['a quoted text once', '{"c": "<v>"}', { v: 'x' }, '{"c":"x"}'],
    ['a text between others', '{"p": "users/<v>/x"}', { v: 'ada' }, '{"p":"users/ada/x"}'],
    [
      'lists and objects in a text without their quotes',
      '"list <v> obj <w>"',
      { v: ['ACTIVE', 'INACTIVE'], w: { acc_id: '0a', sf_id: 'baz' } },
      '"list [ACTIVE,INACTIVE] obj {acc_id:0a,sf_id:baz}"',
    ],
    ['several lines of text', '"<v> x"\n"<w> y"', { v: 1, w: 2 }, '"1 x"\n"2 y"'],
    ['a text that begins like JSON', '"{[/Check <v>"', { v: 'x' }, '"{[/Check x"'],
    ['a bare value', '<v>', { v: { a: 1 } }, '{"a":1}'],
    ['nothing when a quoted list breaks the JSON', '{"c": "<v>"}', { v: ['HIGH'] }, null],
    ['nothing for bare words', '<v> text', { v: ['HIGH'] }, null],
    ['nothing when a value breaks the JSON', '{"c": "<v>"}', { v: 'say "hi"' }, null],
  ])('%s', async (_, template, detail, expected) => {
    expect(await received(transformer(template, { v: '$.detail.v', w: '$.detail.w' }), detail)).toBe(expected)
  })

  it('what EventBridge knows of the rule and the event', async () => {
    const template =
      '{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>", "at": <aws.events.event.ingestion-time>}'
    expect(JSON.parse((await received(transformer(template))) ?? '')).toEqual({
      arn: RULE,
      name: 'r',
      at: '2026-01-31T12:00:00Z',
    })
  })

  // Members and their order recorded from AWS.
  it('the whole event, and the event without its detail', async () => {
    const body = await received(transformer('{"o": <aws.events.event>, "j": <aws.events.event.json>}'), { a: 1 })
    const { o, j } = JSON.parse(body ?? '') as Record<'o' | 'j', Record<string, unknown>>
    expect(Object.keys(o)).toEqual(['id', 'account', 'detailType', 'time', 'source', 'region', 'resources', 'version'])
    expect(Object.keys(j)).toEqual([
      ...['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
    ])
    expect(j['detail']).toEqual({ a: 1 })
  })

  it('what does not come to JSON as a failure', async () => {
    const events = account()
    events.rule({}, { Arn: FUNCTION, ...transformer('<v> text', { v: '$.source' }) })
    events.put()
    await events.run()
    expect(events.deliveries).toEqual([])
    expect(events.facts('events.failed')).toMatchObject([{ code: 'INVALID_JSON' }])
  })
})

describe('PutTargets refuses', () => {
  const put = (target: object): (() => unknown) => {
    const events = account()
    events.rule()
    return () => events.call('PutTargets', { Rule: 'r', Targets: [{ Id: 'id', Arn: QUEUE, ...target }] })
  }

  it.each([
    [
      { Input: '{}', InputPath: '$.detail' },
      'Only one of Input, InputPath, or InputTransformer must be provided for target id.',
    ],
    [
      transformer('"x <notdefinedkey>"', { v: '$.detail' }),
      'InputTemplate for target id contains invalid placeholder notdefinedkey.',
    ],
    [{ Input: 'not JSON' }, 'JSON syntax error in input for target id.'],
    [{ InputPath: 'detail' }, 'InputPath for target id is not a valid JSON path.'],
    [{ Arn: busArn('b'), RoleArn: 'r', Input: '{}' }, 'Modifying the input for target id is not supported.'],
  ])('%j', (target, message) => {
    expect(put(target)).toThrow(message)
  })
})

describe('a JSON path', () => {
  it.each([
    ['$', []],
    ['$.a.b', ['a', 'b']],
    ['$.a[0].b', ['a', 0, 'b']],
    ["$['a b']['it\\'s']", ['a b', "it's"]],
    ['$["a"].b', ['a', 'b']],
    ['$.a[*].b', ['a', '*each', 'b']],
  ])('%s', (text, steps) => {
    expect(parseJsonPath(text)).toEqual(steps)
  })

  it.each([['a.b'], ['$.'], ['$..a'], ['$.a['], ['$.a[1:2]'], ['$.a[?(@.b)]'], ['$a'], ['']])(
    'may not be %s',
    (text) => {
      expect(parseJsonPath(text)).toBeNull()
    },
  )

  it('finds values', () => {
    const value = { a: [{ b: 1 }, { b: null }, { c: 2 }] }
    expect(valueAt(value, ['a', '*each', 'b'])).toEqual([1, null])
    expect(valueAt(value, ['a', 5, 'b'])).toBeUndefined()
    expect(valueAt(value, ['a', 'b'])).toBeUndefined()
    expect(valueAt(value, ['constructor'])).toBeUndefined()
  })
})
