import { describe, expect, it } from 'vitest'
import {
  dependencies,
  evaluate,
  evaluateCondition,
  IntrinsicError,
  references,
  simplify,
  type Lookup,
} from '../../../../src/cloud/aws/intrinsics'
import type { TemplateValue } from '../../../../src/cloud/aws/template'

const REFS: Record<string, TemplateValue> = {
  'AWS::Region': 'us-east-1',
  Stage: 'prod',
  Zones: ['a', 'b'],
  Queue: 'https://sqs/q',
  Odd: '${Stage}',
}
const lookup: Lookup = {
  ref: (name) => REFS[name],
  attribute: (id, name) => (id === 'Queue' && name === 'Arn' ? 'arn:q' : undefined),
  condition: (name) => ({ Yes: true, No: false })[name],
  mapping: (map, top, second) => (map === 'M' && top === 'prod' && second === 'Size' ? 1024 : undefined),
}
const nothing: Lookup = { ref: () => undefined, attribute: () => undefined }

describe('evaluate', () => {
  it.each<[string, TemplateValue, TemplateValue]>([
    ['plain values', { a: [1, 'x', true, null] }, { a: [1, 'x', true, null] }],
    ['Ref', { Ref: 'Stage' }, 'prod'],
    ['GetAtt of two parts', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:q'],
    ['GetAtt of a text', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:q'],
    ['Sub', { 'Fn::Sub': '${Stage}-${Queue.Arn}-${AWS::Region}' }, 'prod-arn:q-us-east-1'],
    ['Sub with blanks', { 'Fn::Sub': '${ Stage }' }, 'prod'],
    ['Sub with literals', { 'Fn::Sub': '${!Stage} ${Stage} $Stage $${Stage}' }, '${Stage} prod $Stage $prod'],
    [
      'Sub with its own variables',
      { 'Fn::Sub': ['${Stage} ${X}', { X: { Ref: 'Queue' }, Stage: 1 }] },
      '1 https://sqs/q',
    ],
    ['Sub of what looks like a variable', { 'Fn::Sub': '${Odd}' }, '${Stage}'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 1, true]] }, 'a-prod-1-true'],
    ['Join of a list by name', { 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b'],
    ['Join without what is no value', { 'Fn::Join': [',', ['a', { Ref: 'AWS::NoValue' }]] }, 'a'],
    ['Split', { 'Fn::Split': ['/', 'a/b//c'] }, ['a', 'b', '', 'c']],
    ['Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Select of a Split', { 'Fn::Select': [2, { 'Fn::Split': [':', 'a:b:c'] }] }, 'c'],
    ['FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'Stage' }, 'Size'] }, 1024],
    ['FindInMap with a default', { 'Fn::FindInMap': ['M', 'x', 'y', { DefaultValue: 7 }] }, 7],
    ['If', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    ['If not', { 'Fn::If': ['No', 'a', { Ref: 'Stage' }] }, 'prod'],
    ['If looks at one branch only', { 'Fn::If': ['Yes', 'a', { Ref: 'Unknown' }] }, 'a'],
    ['Base64', { 'Fn::Base64': 'ü' }, 'w7w='],
    ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: [{ Ref: 'Stage' }] } }, '{"a":["prod"]}'],
    ['GetAZs', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['NoValue as a property', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['NoValue in a list', [1, { 'Fn::If': ['No', 2, { Ref: 'AWS::NoValue' }] }], [1]],
    ['NoValue alone', { Ref: 'AWS::NoValue' }, null],
    ['a key that only looks like one', { Ref: 'Stage', Other: 1 }, { Ref: 'Stage', Other: 1 }],
    ['a statement’s Condition', { Condition: { StringEquals: 1 } }, { Condition: { StringEquals: 1 } }],
  ])('%s', (_, value, expected) => expect(evaluate(value, lookup)).toEqual(expected))

  it.each<[TemplateValue, string, (string | number)[]]>([
    [{ a: [{ Ref: 'Nowhere' }] }, 'Template error: instance of Ref references unknown Nowhere', ['a', 0]],
    [{ Ref: 1 }, 'Template error: every Ref object must have a single String value.', []],
    [
      { a: { 'Fn::GetAtt': ['Queue', 'Url'] } },
      'Template error: instance of Fn::GetAtt references undefined resource Queue',
      ['a'],
    ],
    [
      { 'Fn::GetAtt': 'Queue' },
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
      [],
    ],
    [
      { 'Fn::Sub': '${Nowhere}' },
      'Template error: variable Nowhere in Fn::Sub expression does not resolve to a string',
      [],
    ],
    [
      { 'Fn::Sub': '${Zones}' },
      'Template error: variable Zones in Fn::Sub expression does not resolve to a string',
      [],
    ],
    [{ 'Fn::Select': [2, ['a']] }, 'Template error: Fn::Select cannot select nonexistent value at index 2', []],
    [
      { 'Fn::Select': ['x', ['a']] },
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
      [],
    ],
    [{ 'Fn::FindInMap': ['M', 'prod', 'x'] }, 'Template error: Unable to get mapping for M::prod::x', []],
    [{ 'Fn::If': ['Perhaps', 1, 2] }, 'Template error: unresolved condition dependency Perhaps in Fn::If', []],
    [
      { 'Fn::Join': ['-', { 'Fn::Select': [9, []] }] },
      'Template error: Fn::Select cannot select nonexistent value at index 9',
      ['Fn::Join', 1],
    ],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue is not simulated yet.', []],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, 'Fn::Cidr is not simulated yet.', []],
  ])('%j is refused', (value, message, path) => {
    expect.assertions(4)
    try {
      evaluate(value, lookup)
    } catch (error) {
      expect(error).toBeInstanceOf(IntrinsicError)
      const { code, message: text, path: at } = error as IntrinsicError
      expect(code).toBe('ValidationError')
      expect(text).toBe(message)
      expect(at).toEqual(path)
    }
  })
})

describe('simplify', () => {
  it.each<[TemplateValue]>([
    [{ Ref: 'Queue' }],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }],
    [{ 'Fn::Sub': 'x ${Queue} ${!Queue} ${Queue.Arn}' }],
    [{ 'Fn::Sub': ['${X}', { X: { Ref: 'Queue' } }] }],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Queue' }]] }],
    [{ 'Fn::Split': ['-', { Ref: 'Queue' }] }],
    [{ 'Fn::Select': [0, { Ref: 'Queue' }] }],
    [{ 'Fn::FindInMap': ['M', { Ref: 'Queue' }, 'x'] }],
    [{ 'Fn::If': ['Perhaps', 1, { Ref: 'Queue' }] }],
    [{ 'Fn::Base64': { Ref: 'Queue' } }],
    [{ 'Fn::ToJsonString': { a: { Ref: 'Queue' } } }],
    [{ 'Fn::GetAZs': '' }],
  ])('leaves %j as it is', (value) => expect(simplify(value, nothing)).toEqual(value))

  it('puts in what it knows, and what it puts in stays a text', () => {
    const known: Lookup = { ...nothing, ref: (name) => ({ Stage: 'a ${Queue}' })[name] }
    const simpler = simplify({ 'Fn::Sub': '${Stage} ${Queue} ${!Queue}' }, known)
    expect(simpler).toEqual({ 'Fn::Sub': 'a ${!Queue} ${Queue} ${!Queue}' })
    expect(evaluate(simpler, { ...nothing, ref: () => 'q' })).toBe('a ${Queue} q ${Queue}')
  })

  it('then evaluate comes to the same as evaluate alone', () => {
    const value: TemplateValue = {
      a: { 'Fn::Join': ['/', [{ Ref: 'Stage' }, { 'Fn::Sub': ['${X}${!Y}${Queue.Arn}', { X: { Ref: 'Odd' } }] }]] },
      b: { 'Fn::If': ['Yes', { 'Fn::Select': [1, { Ref: 'Zones' }] }, 0] },
    }
    const first: Lookup = { ...nothing, ref: (name) => (name === 'Stage' || name === 'Odd' ? REFS[name] : undefined) }
    expect(evaluate(simplify(value, first), lookup)).toEqual(evaluate(value, lookup))
  })
})

describe('evaluateCondition', () => {
  const yes: TemplateValue = { Condition: 'Yes' }
  const no: TemplateValue = { Condition: 'No' }
  it.each<[TemplateValue, boolean]>([
    [yes, true],
    [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, true],
    [{ 'Fn::Equals': ['1', 1] }, true],
    [{ 'Fn::Equals': [true, 'true'] }, true],
    [{ 'Fn::Equals': ['a', 'A'] }, false],
    [{ 'Fn::Not': [no] }, true],
    [{ 'Fn::And': [yes, yes, no] }, false],
    [{ 'Fn::Or': [no, { 'Fn::And': [yes, yes] }] }, true],
  ])('%j is %s', (value, expected) => expect(evaluateCondition(value, lookup)).toBe(expected))

  it.each<[TemplateValue, RegExp]>([
    [{ Condition: 'Perhaps' }, /Unresolved condition dependency Perhaps/],
    [{ 'Fn::Not': [yes, no] }, /every Fn::Not object requires a list of one element/],
    [{ 'Fn::And': [yes] }, /every Fn::And object requires a list of 2 to 10 elements/],
    [{ 'Fn::Equals': ['a'] }, /every Fn::Equals object requires a list of 2 string parameters/],
    ['true', /Every Condition member must be/],
  ])('%j is refused', (value, message) => expect(() => evaluateCondition(value, lookup)).toThrow(message))
})

describe('what a value refers to', () => {
  const value: TemplateValue = {
    a: { Ref: 'A' },
    b: [{ 'Fn::GetAtt': ['B', 'Arn'] }, { 'Fn::GetAtt': 'C.D.E' }],
    c: { 'Fn::Sub': ['${A} ${F.Arn} ${Own} ${!G} ${AWS::Region}', { Own: { Ref: 'H' } }] },
    d: { 'Fn::If': ['Cond', { Ref: 'AWS::NoValue' }, { 'Fn::Join': ['', [{ Ref: 'I' }]] }] },
  }

  it('is found once each, in order', () => expect(dependencies(value)).toEqual(['A', 'B', 'C', 'F', 'H', 'I']))

  it('is found with its place', () => {
    expect(references(value).slice(0, 4)).toEqual([
      { logicalId: 'A', attribute: null, path: ['a'], by: 'Ref' },
      { logicalId: 'B', attribute: 'Arn', path: ['b', 0], by: 'Fn::GetAtt' },
      { logicalId: 'C', attribute: 'D.E', path: ['b', 1], by: 'Fn::GetAtt' },
      { logicalId: 'A', attribute: null, path: ['c'], by: 'Fn::Sub' },
    ])
  })
})
