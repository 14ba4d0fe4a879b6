/**
 * The grammar of condition, filter and key condition expressions. Source: Developer Guide, "Condition and filter
 * expressions, operators, and functions in DynamoDB", syntax:
 *
 *     condition := operand comparator operand | operand BETWEEN operand AND operand | operand IN (operand, …)
 *                | function | condition AND condition | condition OR condition | NOT condition | (condition)
 *     operand   := path | :value | function(operand, …) | (operand)
 *
 * NOT binds closest, then AND, then OR.
 */

import * as limits from '../limits'
import { errors } from '../wire'
import { parsePath, type WrittenPath } from './paths'
import type { Cursor } from './tokens'

export const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='] as const
export type Comparator = (typeof COMPARATORS)[number]

export type WrittenOperand =
  | { readonly kind: 'path'; readonly path: WrittenPath }
  | { readonly kind: 'value'; readonly placeholder: string }
  | WrittenCall

export interface WrittenCall {
  readonly kind: 'call'
  readonly name: string
  readonly operands: readonly WrittenOperand[]
}

export type WrittenCondition =
  | { readonly kind: 'and' | 'or'; readonly left: WrittenCondition; readonly right: WrittenCondition }
  | { readonly kind: 'not'; readonly condition: WrittenCondition }
  | {
      readonly kind: 'compare'
      readonly operator: Comparator
      readonly left: WrittenOperand
      readonly right: WrittenOperand
    }
  | { readonly kind: 'between'; readonly operands: readonly [WrittenOperand, WrittenOperand, WrittenOperand] }
  | { readonly kind: 'in'; readonly operands: readonly WrittenOperand[] }
  | WrittenCall

/** What was read, and what has to be checked of it before anything is resolved. */
export interface ConditionSyntax {
  readonly condition: WrittenCondition
  readonly redundantParentheses: boolean
  /** In the order of the text. */
  readonly calls: readonly { readonly name: string; readonly use: 'condition' | 'operand' }[]
  readonly paths: readonly WrittenPath[]
}

/** @throws AwsError syntax error */
export function parseCondition(cursor: Cursor): ConditionSyntax {
  return new Parser(cursor).parse()
}

/** What a pair of parentheses may turn out to hold. */
type Part =
  | { readonly is: 'condition'; readonly condition: WrittenCondition; readonly parenthesised: boolean }
  | { readonly is: 'operand'; readonly operand: WrittenOperand; readonly parenthesised: boolean }

class Parser {
  #redundantParentheses = false
  #operators = 0
  readonly #calls = new Map<WrittenCall, 'condition' | 'operand'>()
  readonly #paths: WrittenPath[] = []

  constructor(readonly cursor: Cursor) {}

  parse(): ConditionSyntax {
    const condition = this.#asCondition(this.#or())
    this.cursor.expectEnd()
    if (this.#operators > limits.EXPRESSION_OPERATORS_MAX) {
      // DynamoDB's own words are not confirmed.
      throw errors.invalidExpression(
        this.cursor.parameter,
        `The expression contains too many operators; operator count: ${this.#operators}`,
      )
    }
    return {
      condition,
      redundantParentheses: this.#redundantParentheses,
      calls: [...this.#calls].map(([{ name }, use]) => ({ name, use })),
      paths: this.#paths,
    }
  }

  #or(): Part {
    let left = this.#and()
    while (this.cursor.isKeyword('OR')) left = this.#joined('or', left, () => this.#and())
    return left
  }

  #and(): Part {
    let left = this.#not()
    while (this.cursor.isKeyword('AND')) left = this.#joined('and', left, () => this.#not())
    return left
  }

  #joined(kind: 'and' | 'or', left: Part, parseRight: () => Part): Part {
    const first = this.#asCondition(left)
    this.cursor.next()
    this.#operators++
    const second = this.#asCondition(parseRight())
    return { is: 'condition', condition: { kind, left: first, right: second }, parenthesised: false }
  }

  #not(): Part {
    if (!this.cursor.takeKeyword('NOT')) return this.#comparison()
    this.#operators++
    const condition = this.#asCondition(this.cursor.nested(() => this.#not()))
    return { is: 'condition', condition: { kind: 'not', condition }, parenthesised: false }
  }

  /** An operand alone is one only within parentheses; the callers see to it. */
  #comparison(): Part {
    const first = this.#primary()
    if (first.is === 'condition') return first
    const condition = this.#comparisonOf(first.operand)
    return condition ? { is: 'condition', condition, parenthesised: false } : first
  }

  #comparisonOf(left: WrittenOperand): WrittenCondition | null {
    const { cursor } = this
    const operator = COMPARATORS.find((comparator) => cursor.isSymbol(comparator))
    if (operator) {
      cursor.next()
      this.#operators++
      return { kind: 'compare', operator, left, right: this.#operand() }
    }
    if (cursor.takeKeyword('BETWEEN')) {
      this.#operators++
      const low = this.#operand()
      cursor.expectKeyword('AND')
      return { kind: 'between', operands: [left, low, this.#operand()] }
    }
    if (cursor.takeKeyword('IN')) {
      this.#operators++
      cursor.expectSymbol('(')
      return { kind: 'in', operands: [left, ...this.#operandsToEnd()] }
    }
    return null
  }

  #primary(): Part {
    const { cursor } = this
    if (!cursor.takeSymbol('(')) return { is: 'operand', operand: this.#simpleOperand(), parenthesised: false }
    const inner = cursor.nested(() => this.#or())
    cursor.expectSymbol(')')
    if (inner.parenthesised) this.#redundantParentheses = true
    return { ...inner, parenthesised: true }
  }

  #operand(): WrittenOperand {
    const part = this.#primary()
    if (part.is === 'condition') throw this.cursor.syntaxError()
    return part.operand
  }

  #simpleOperand(): WrittenOperand {
    const { cursor } = this
    const { token } = cursor
    if (token.kind === 'value') {
      cursor.next()
      return { kind: 'value', placeholder: token.text }
    }
    if (token.kind === 'word' && cursor.following.text === '(') {
      if (['AND', 'OR', 'NOT', 'IN', 'BETWEEN'].includes(token.text.toUpperCase())) throw cursor.syntaxError()
      cursor.next()
      cursor.next()
      this.#operators++
      const operands: WrittenOperand[] = []
      const call: WrittenCall = { kind: 'call', name: token.text, operands }
      // Said again as a condition when nothing follows that would make it an operand.
      this.#calls.set(call, 'operand')
      operands.push(...cursor.nested(() => this.#operandsToEnd()))
      return call
    }
    const path = parsePath(cursor)
    this.#paths.push(path)
    return { kind: 'path', path }
  }

  /** After an opening parenthesis: one operand or more, and the closing one. */
  #operandsToEnd(): WrittenOperand[] {
    const operands = [this.#operand()]
    while (this.cursor.takeSymbol(',')) operands.push(this.#operand())
    this.cursor.expectSymbol(')')
    return operands
  }

  /** @throws AwsError syntax error when it is an operand that nothing is asked of */
  #asCondition(part: Part): WrittenCondition {
    if (part.is === 'condition') return part.condition
    if (part.operand.kind !== 'call') throw this.cursor.syntaxError()
    this.#calls.set(part.operand, 'condition')
    return part.operand
  }
}
