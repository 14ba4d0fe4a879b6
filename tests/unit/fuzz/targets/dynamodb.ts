/** DynamoDB's expressions and values. */

import fc from 'fast-check'
import { AwsError } from '../../../../src/cloud/aws/aws-error'
import { applyUpdate } from '../../../../src/cloud/services/dynamodb/expressions/apply-update'
import { readCondition } from '../../../../src/cloud/services/dynamodb/expressions/conditions'
import { holds } from '../../../../src/cloud/services/dynamodb/expressions/evaluate'
import { Placeholders } from '../../../../src/cloud/services/dynamodb/expressions/placeholders'
import { readProjection } from '../../../../src/cloud/services/dynamodb/expressions/projection'
import { readUpdate } from '../../../../src/cloud/services/dynamodb/expressions/update'
import { equalItems, itemSize, readItem } from '../../../../src/cloud/services/dynamodb/values'
import { wire } from '../../../../src/cloud/services/dynamodb/wire'
import { checkedJson } from '../../../../src/cloud/wire/values'
import { hostile, texts } from '../inputs'
import { expectSize, target, unlessRefused } from '../target'

const INPUT = {
  ExpressionAttributeNames: { '#a': 'a', '#b': 'b.c' },
  ExpressionAttributeValues: {
    ':n': { N: '1.5' },
    ':s': { S: 'x' },
    ':l': { L: [{ N: '1' }] },
    ':ss': { SS: ['p', 'q'] },
  },
}
const ITEM = {
  a: { N: '1' },
  s: { S: 'x' },
  l: { L: [{ N: '1' }, { M: { k: { S: 'v' } } }] },
  m: { M: { x: { BOOL: true } } },
  ss: { SS: ['p'] },
}
const TOKENS = [
  'SET ',
  'REMOVE ',
  'ADD ',
  'DELETE ',
  'a',
  's',
  'l[0]',
  'l[1].k',
  'm.x',
  '#a',
  '#b',
  ':n',
  ':s',
  ':l',
  ':ss',
  ' = ',
  ' <> ',
  ' < ',
  ' AND ',
  ' OR ',
  'NOT ',
  ' BETWEEN ',
  ' IN ',
  '(',
  ')',
  ',',
  '.',
  '[',
  ']',
  '+',
  '-',
  'size(',
  'contains(',
  'begins_with(',
  'attribute_type(',
  'if_not_exists(',
  'list_append(',
  '99999999999',
]
const EXAMPLES = [
  'SET #a = if_not_exists(#a, :n) + :n, l = list_append(l, :l) REMOVE m.x ADD ss :ss',
  'attribute_exists(a) AND (size(l) > :n OR NOT contains(ss, :s)) AND a BETWEEN :n AND :n',
  's IN (:s, :s) AND begins_with(s, :s) OR attribute_type(m, :s)',
  'a, l[0], m.x, #b',
]

const expressions = texts({
  examples: EXAMPLES,
  tokens: TOKENS,
  nesting: [
    ['(', ')'],
    ['NOT ', ''],
    ['size(', ')'],
    ['a.', ''],
    ['a[0]', ''],
  ],
})
const placeholders = (): Placeholders => new Placeholders(INPUT, { Expression: 'x' })
const item = readItem(ITEM)

export const dynamoDbTargets = [
  target('dynamodb-expression', expressions, (text) => {
    const read = unlessRefused([AwsError], () => readCondition('ConditionExpression', text, placeholders()))
    if (read) unlessRefused([AwsError], () => holds(read.condition, item))
    const update = unlessRefused([AwsError], () => readUpdate(text, placeholders()))
    if (update) unlessRefused([AwsError], () => applyUpdate(item, update))
    unlessRefused([AwsError], () => readProjection(text, placeholders()))
  }),
  target(
    'dynamodb-item',
    hostile([ITEM, { a: { B: new Uint8Array([1]) }, n: { NS: ['1', '2e100'] }, z: { NULL: true } }]),
    (value) => {
      const text = unlessRefused([TypeError], () => JSON.stringify({ TableName: 'T', Item: value }))
      if (text === undefined) return
      // The endpoint has the types of every input checked.
      const read = unlessRefused([AwsError], () => {
        const input = checkedJson(JSON.parse(text), { structure: 'PutItemInput' }, wire.model)
        return readItem((input as { readonly Item?: Readonly<Record<string, unknown>> }).Item ?? {})
      })
      if (!read) return
      expectSize('the item', itemSize(read), 1_000_000)
      equalItems(read, item)
    },
  ),
  target(
    'dynamodb-number',
    fc.oneof(
      texts({
        examples: ['1.5', '-1e-130', '9.9999999999999999999999999999999999999E+125'],
        tokens: ['0', '9', '.', 'e', 'E', '+', '-', '126', '00000'],
      }),
    ),
    (text) => {
      unlessRefused([AwsError], () => readItem({ n: { N: text } }))
    },
  ),
]
