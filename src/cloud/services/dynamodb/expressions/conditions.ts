/**
 * Condition expressions, checked and with their placeholders replaced. The order in which DynamoDB finds fault: syntax,
 * parentheses, names of functions, their use, reserved words; then operand by operand in the order of the text.
 */

import { compareValues, typeOf, TYPES, type AttributeValue, type ValueType } from '../values'
import * as limits from '../limits'
import { errors } from '../wire'
import {
  parseCondition,
  type Comparator,
  type ConditionSyntax,
  type WrittenCondition,
  type WrittenOperand,
} from './condition-syntax'
import { checkReserved, resolvePath, samePath, writtenPath, type Path } from './paths'
import type { Placeholders } from './placeholders'
import { Cursor } from './tokens'

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly of: Operand }

export type ConditionFunction =
  'attribute_exists' | 'attribute_not_exists' | 'attribute_type' | 'begins_with' | 'contains'

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operands: readonly [Operand, Operand, Operand] }
  | { readonly kind: 'in'; readonly operands: readonly Operand[] }
  | { readonly kind: 'call'; readonly name: ConditionFunction; readonly operands: readonly Operand[] }

export interface ReadCondition {
  readonly condition: Condition
  /** Every path it looks at, in the order of the text. */
  readonly paths: readonly Path[]
}

/** Function → how many operands it takes. */
const OPERANDS: Readonly<Record<ConditionFunction | 'size', number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
}

const isFunction = (name: string): name is ConditionFunction | 'size' => Object.hasOwn(OPERANDS, name)

/** @param parameter `ConditionExpression`, … @throws AwsError ValidationException */
export function readCondition(parameter: string, text: string, placeholders: Placeholders): ReadCondition {
  const syntax = parseCondition(new Cursor(parameter, text))
  checkSyntax(parameter, syntax)
  const reader = new Reader(parameter, placeholders)
  return { condition: reader.condition(syntax.condition), paths: reader.paths }
}

function checkSyntax(parameter: string, { redundantParentheses, calls, paths }: ConditionSyntax): void {
  if (redundantParentheses) throw errors.invalidExpression(parameter, 'The expression has redundant parentheses;')
  for (const { name } of calls) {
    if (!isFunction(name)) throw errors.invalidExpression(parameter, `Invalid function name; function: ${name}`)
  }
  for (const { name, use } of calls) {
    if ((name === 'size') === (use === 'operand')) continue
    throw errors.invalidExpression(
      parameter,
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    )
  }
  for (const path of paths) checkReserved(parameter, path)
}

class Reader {
  readonly paths: Path[] = []

  constructor(
    readonly parameter: string,
    readonly placeholders: Placeholders,
  ) {}

  condition(written: WrittenCondition): Condition {
    switch (written.kind) {
      case 'and':
      case 'or':
        return { kind: written.kind, left: this.condition(written.left), right: this.condition(written.right) }
      case 'not':
        return { kind: 'not', condition: this.condition(written.condition) }
      case 'compare': {
        const [left, right] = [this.#operand(written.left), this.#operand(written.right)]
        this.#checkDistinct(written.operator, [left, right])
        if (written.operator !== '=' && written.operator !== '<>') {
          for (const operand of [left, right]) this.#checkType(written.operator, operand, ['S', 'N', 'B'])
        }
        return { kind: 'compare', operator: written.operator, left, right }
      }
      case 'between':
        return this.#between(written.operands)
      case 'in': {
        if (written.operands.length - 1 > limits.IN_OPERANDS_MAX) {
          throw this.#wrongCount('IN', written.operands.length - 1)
        }
        return { kind: 'in', operands: written.operands.map((operand) => this.#operand(operand)) }
      }
      case 'call':
        return this.#call(written.name as ConditionFunction, written.operands)
    }
  }

  #between(written: readonly [WrittenOperand, WrittenOperand, WrittenOperand]): Condition {
    const [operand, low, high] = written.map((each) => this.#operand(each)) as [Operand, Operand, Operand]
    for (const each of [operand, low, high]) this.#checkType('BETWEEN', each, ['S', 'N', 'B'])
    if (low.kind === 'value' && high.kind === 'value') {
      const bounds = `lower bound operand: ${shown(low.value)}, upper bound operand: ${shown(high.value)}`
      const order = compareValues(low.value, high.value)
      if (order === null) {
        throw this.#invalid(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`)
      }
      if (order > 0) {
        throw this.#invalid(
          `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
        )
      }
    }
    return { kind: 'between', operands: [operand, low, high] }
  }

  #call(name: ConditionFunction, written: readonly WrittenOperand[]): Condition {
    const operands = written.map((operand) => this.#operand(operand))
    if (operands.length !== OPERANDS[name]) throw this.#wrongCount(name, operands.length)
    const [first, second] = operands as [Operand, Operand?]
    switch (name) {
      case 'attribute_exists':
      case 'attribute_not_exists':
        if (first.kind !== 'path') {
          throw this.#invalid(`Operator or function requires a document path; operator or function: ${name}`)
        }
        break
      case 'attribute_type':
        this.#checkAttributeType(second as Operand)
        break
      case 'begins_with':
        for (const operand of operands) this.#checkType(name, operand, ['S', 'B'])
        break
      case 'contains':
        this.#checkType(name, first, ['S', 'B', 'SS', 'NS', 'BS', 'L'])
    }
    this.#checkDistinct(name, operands)
    return { kind: 'call', name, operands }
  }

  #checkAttributeType(operand: Operand): void {
    const type = 'attribute_type'
    if (operand.kind !== 'value') throw this.#wrongType(type, '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}')
    if (operand.value.S === undefined) throw this.#wrongType(type, typeOf(operand.value))
    if (!(TYPES as readonly string[]).includes(operand.value.S)) {
      throw this.#invalid(
        `Invalid attribute type name found; type: ${operand.value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      )
    }
  }

  #operand(written: WrittenOperand): Operand {
    switch (written.kind) {
      case 'path': {
        const path = resolvePath(this.parameter, written.path, this.placeholders)
        this.paths.push(path)
        return { kind: 'path', path }
      }
      case 'value':
        return { kind: 'value', value: this.placeholders.value(this.parameter, written.placeholder) }
      case 'call': {
        const operands = written.operands.map((operand) => this.#operand(operand))
        if (operands.length !== OPERANDS.size) throw this.#wrongCount('size', operands.length)
        const of = operands[0] as Operand
        this.#checkType('size', of, ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M'])
        return { kind: 'size', of }
      }
    }
  }

  /** The type of a path's value shows only when there is an item. */
  #checkType(operator: string, operand: Operand, allowed: readonly ValueType[]): void {
    if (operand.kind === 'path') return
    const type = operand.kind === 'size' ? 'N' : typeOf(operand.value)
    if (!allowed.includes(type)) throw this.#wrongType(operator, type)
  }

  #checkDistinct(operator: string, [first, ...others]: readonly Operand[]): void {
    if (first?.kind !== 'path') return
    if (others.some((other) => other.kind === 'path' && samePath(other.path, first.path))) {
      throw this.#invalid(
        `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${writtenPath(first.path)}`,
      )
    }
  }

  #wrongCount(name: string, count: number): Error {
    return this.#invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`,
    )
  }

  #wrongType(name: string, type: string): Error {
    return this.#invalid(
      `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
    )
  }

  #invalid(reason: string): Error {
    return errors.invalidExpression(this.parameter, reason)
  }
}

/** `AttributeValue: {N:1}` */
function shown(value: AttributeValue): string {
  const type = typeOf(value)
  const content = value[type]
  return `AttributeValue: {${type}:${typeof content === 'object' ? JSON.stringify(content) : String(content)}}`
}
