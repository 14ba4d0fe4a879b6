/** template.yaml: YAML, intrinsic functions, SAM. Whatever is wrong becomes a diagnostic. */

import { readTemplate } from '../../../../src/project/template'
import { evaluate, IntrinsicError, simplify } from '../../../../src/cloud/aws/intrinsics'
import type { TemplateValue } from '../../../../src/cloud/aws/template'
import { hostile, texts } from '../inputs'
import { expectSize, target, unlessRefused } from '../target'
import { TEMPLATES } from './examples'

const TOKENS = [
  'Resources:',
  'Globals:',
  'Parameters:',
  'Conditions:',
  'Mappings:',
  'Outputs:',
  'Transform: AWS::Serverless-2016-10-31',
  '\n',
  '\n  ',
  '\n    ',
  '\n      ',
  '- ',
  'Type: ',
  'AWS::Serverless::Function',
  'AWS::SQS::Queue',
  'AWS::Serverless::Connector',
  'Properties:',
  'Events:',
  'Policies:',
  'F:',
  'Q:',
  '!Ref ',
  '!GetAtt ',
  '!Sub ',
  '!If ',
  '!Select ',
  '!Join ',
  '!Split ',
  '!FindInMap ',
  'Fn::ForEach::A:',
  'Fn::Sub:',
  'Ref: ',
  '${Q.Arn}',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '<<: ',
  '|',
  '>',
  '? ',
  '# ',
  '---',
  '1e999',
  'null',
  '~',
]

const FUNCTIONS = [
  { Ref: 'A' },
  { 'Fn::GetAtt': ['A', 'Arn'] },
  { 'Fn::Sub': ['${A} ${A.Arn} ${!x} ${B}', { B: { Ref: 'A' } }] },
  { 'Fn::Join': ['-', ['a', { 'Fn::Split': [',', 'a,b,c'] }]] },
  { 'Fn::Select': [1, { 'Fn::Cidr': ['10.0.0.0/16', 4, 8] }] },
  { 'Fn::If': ['C', { 'Fn::FindInMap': ['M', 'a', 'b'] }, { Ref: 'AWS::NoValue' }] },
  { a: { 'Fn::Base64': { 'Fn::Sub': 'x' } }, b: [{ 'Fn::Length': [1, 2] }, { 'Fn::ToJsonString': { a: 1 } }] },
  { 'Fn::And': [{ 'Fn::Equals': ['a', 'b'] }, { 'Fn::Not': [{ Condition: 'C' }] }] },
]
const lookup = {
  ref: (name: string) => (name === 'A' ? 'value' : undefined),
  attribute: (name: string) => (name === 'A' ? 'arn' : undefined),
  condition: () => true,
  mapping: () => 'mapped',
} as never

export const templateTargets = [
  target(
    'template',
    texts({
      examples: TEMPLATES,
      tokens: TOKENS,
      nesting: [
        ['[', ']'],
        ['{a: ', '}'],
        ['- ', ''],
        ['a:\n ', ''],
        ['!Sub ', ''],
      ],
    }),
    (text) => {
      const { diagnostics, stack, locate } = readTemplate(text)
      // A text of 4,000 characters can name the same thing often, and no more.
      expectSize('diagnostics', diagnostics.length, 4000)
      expectSize('the stack', JSON.stringify(stack ?? '').length, 3_000_000)
      for (const { logicalId } of stack?.resources ?? []) locate(logicalId, [])
    },
  ),
  target('intrinsics', hostile(FUNCTIONS), (value) => {
    // Of a template there is only what JSON can say.
    const text = unlessRefused([TypeError], () => JSON.stringify(value))
    if (text === undefined) return
    const given = JSON.parse(text) as TemplateValue
    unlessRefused([IntrinsicError], () => simplify(given, lookup))
    unlessRefused([IntrinsicError], () => evaluate(given, lookup))
  }),
]
