/** KeyConditionExpression: which partition, and which part of it. Source: Developer Guide, "Key condition expressions". */

import { keyAttributes, type KeySchema, type SortBounds, type SortOperator } from '../keys'
import { typeOf, type AttributeValue } from '../values'
import { errors } from '../wire'
import type { Condition, Operand, ReadCondition } from './conditions'

export interface KeyTest {
  readonly operator: SortOperator
  readonly values: SortBounds
}

export interface KeyCondition {
  readonly partition: AttributeValue
  readonly sort: KeyTest | null
}

/** Operator as the other side has it: `:v < sk` is `sk > :v`. */
const TURNED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/** Attribute → what is asked of it. */
export type KeyTests = ReadonlyMap<string, KeyTest>

/** What the text says by itself. @throws AwsError ValidationException */
export function keyTestsOf({ condition }: ReadCondition): KeyTests {
  const tests = new Map<string, KeyTest>()
  collect(condition, tests)
  return tests
}

/** @param keys of the table or index that is queried. @throws AwsError ValidationException */
export function keyConditionOf(tests: KeyTests, keys: KeySchema): KeyCondition {
  if (tests.size > 2) throw errors.validation('Conditions can be of length 1 or 2 only')
  for (const { name, type } of keyAttributes(keys)) {
    const test = tests.get(name)
    if (!test) {
      if (name === keys.partition.name || tests.size === 2) throw errors.missedKeyElement(name)
      continue
    }
    for (const value of test.values) {
      if (value && typeOf(value) !== type)
        throw errors.invalidParameter('Condition parameter type does not match schema type')
      if (value && isEmptyText(value)) throw errors.emptyKeyValue(name, type)
    }
  }
  const partition = tests.get(keys.partition.name) as KeyTest
  const others = [...tests.keys()].filter((name) => name !== keys.partition.name)
  if (partition.operator !== '=' || others.some((name) => name !== keys.sort?.name)) {
    throw errors.validation('Query key condition not supported')
  }
  const sort = (keys.sort && tests.get(keys.sort.name)) ?? null
  if (sort?.operator === 'begins_with' && keys.sort?.type === 'N') {
    throw errors.invalidParameter('Condition parameter type does not match schema type')
  }
  return { partition: partition.values[0], sort }
}

const isEmptyText = (value: AttributeValue): boolean => value.S === '' || value.B === ''

function collect(condition: Condition, tests: Map<string, KeyTest>): void {
  const invalidOperator = (operator: string): Error =>
    errors.validation(`Invalid operator used in KeyConditionExpression: ${operator}`)
  switch (condition.kind) {
    case 'and':
      collect(condition.left, tests)
      collect(condition.right, tests)
      return
    case 'or':
    case 'not':
    case 'in':
      throw invalidOperator(condition.kind.toUpperCase())
    case 'between':
      return add(tests, condition.operands, 'BETWEEN')
    case 'call':
      if (condition.name !== 'begins_with') throw invalidOperator(condition.name)
      return add(tests, condition.operands, 'begins_with')
    case 'compare': {
      const { operator, left, right } = condition
      if (operator === '<>') throw invalidOperator(operator)
      if (left.kind === 'value' && right.kind === 'path') return add(tests, [right, left], TURNED[operator])
      return add(tests, [left, right], operator)
    }
  }
}

function add(tests: Map<string, KeyTest>, operands: readonly Operand[], operator: SortOperator): void {
  if (operands.some(({ kind }) => kind === 'size')) {
    throw errors.validation('KeyConditionExpressions cannot contain nested operations')
  }
  const invalid = (reason: string): Error => errors.validation(`Invalid condition in KeyConditionExpression: ${reason}`)
  const paths = operands.flatMap((operand) => (operand.kind === 'path' ? [operand.path] : []))
  if (paths.length > 1) throw invalid('Multiple attribute names used in one condition')
  if (paths.length === 0) throw invalid('No key attribute specified')
  if (operands[0]?.kind !== 'path') {
    throw invalid(`${operator} operator must have the key attribute as its first operand`)
  }
  const [path = []] = paths
  if (path.length > 1) throw errors.validation('KeyConditionExpressions cannot have conditions on nested attributes')
  const name = String(path[0])
  if (tests.has(name)) throw errors.validation('KeyConditionExpressions must only contain one condition per key')
  const values = operands.flatMap((operand) => (operand.kind === 'value' ? [operand.value] : []))
  tests.set(name, { operator, values: values as unknown as SortBounds })
}
