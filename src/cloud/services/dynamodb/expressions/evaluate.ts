/** Whether a condition holds for an item. */

import { unreachable } from '../../../kernel/assert'
import { binarySize, bytesOf, compareValues, equalValues, typeOf, type AttributeValue, type Item } from '../values'
import type { Comparator } from './condition-syntax'
import type { Condition, Operand } from './conditions'
import { valueAt } from './paths'

/** @param item what there is; an empty one when there is no item */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item)
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item)
    case 'not':
      return !holds(condition.condition, item)
    case 'compare':
      return compare(condition.operator, valueOf(condition.left, item), valueOf(condition.right, item))
    case 'between': {
      const [value, low, high] = condition.operands.map((operand) => valueOf(operand, item))
      return compare('>=', value, low) && compare('<=', value, high)
    }
    case 'in': {
      const [value, ...others] = condition.operands.map((operand) => valueOf(operand, item))
      return others.some((other) => compare('=', value, other))
    }
    case 'call': {
      const [first, second] = condition.operands.map((operand) => valueOf(operand, item))
      switch (condition.name) {
        case 'attribute_exists':
          return first !== undefined
        case 'attribute_not_exists':
          return first === undefined
        case 'attribute_type':
          return first !== undefined && typeOf(first) === second?.S
        case 'begins_with':
          return beginsWith(first, second)
        case 'contains':
          return contains(first, second)
        default:
          return unreachable(condition.name)
      }
    }
  }
}

function valueOf(operand: Operand, item: Item): AttributeValue | undefined {
  switch (operand.kind) {
    case 'path':
      return valueAt(item, operand.path)
    case 'value':
      return operand.value
    case 'size': {
      const value = valueOf(operand.of, item)
      const size = value && sizeOf(value)
      return size === undefined ? undefined : { N: String(size) }
    }
  }
}

/** Characters of a text, bytes of binary, entries of a set, list or map; other types have none. */
function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length
  if (value.B !== undefined) return binarySize(value.B)
  if (value.M) return Object.keys(value.M).length
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length
}

/** What is not there equals nothing, so it differs from everything. */
function compare(operator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return operator === '<>'
  if (operator === '=') return equalValues(left, right)
  if (operator === '<>') return !equalValues(left, right)
  const order = compareValues(left, right)
  if (order === null) return false
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S)
  if (value?.B !== undefined && prefix?.B !== undefined) return bytesOf(value.B).startsWith(bytesOf(prefix.B))
  return false
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false
  if (value.L) return value.L.some((entry) => equalValues(entry, part))
  if (part.S !== undefined) return value.S?.includes(part.S) ?? value.SS?.includes(part.S) ?? false
  if (part.N !== undefined) return value.NS?.includes(part.N) ?? false
  if (part.B !== undefined) {
    if (value.B !== undefined) return bytesOf(value.B).includes(bytesOf(part.B))
    return value.BS?.includes(part.B) ?? false
  }
  return false
}
