/** The value of an expression for a row. */

import { finite, FUNCTIONS } from './functions'
import { ceilTo, floorTo } from './periods'
import { DiscoveredFields, memberOf, type InsightsEvent } from './discovery'
import type { ArithmeticOperator, Expression } from './syntax'
import { compareValues, Instant, isTrue, numberOf, textOf, type Value } from './values'

/** One line of what a query works on: an event with what was calculated of it, or what `stats` made of many. */
export class Row {
  readonly #own = new Map<string, Value>()
  readonly #discovered: DiscoveredFields | null

  constructor(readonly event: InsightsEvent | null) {
    this.#discovered = event && new DiscoveredFields(event)
  }

  get(name: string): Value {
    const own = this.#own.get(name)
    if (own !== undefined) return own
    // `a.b` where `a` was made by jsonParse.
    for (let dot = name.indexOf('.'); dot > 0 && this.#own.size > 0; dot = name.indexOf('.', dot + 1)) {
      const map = this.#own.get(name.slice(0, dot))
      if (map !== undefined) return memberOf(map, name.slice(dot + 1))
    }
    return this.#discovered?.get(name) ?? null
  }

  set(name: string, value: Value): void {
    this.#own.set(name, value)
  }

  /** What was calculated under this name; undefined when nothing was. */
  own(name: string): Value | undefined {
    return this.#own.get(name)
  }
}

/** @param aggregates values of the group that the row stands for */
export function evaluate(expression: Expression, row: Row, aggregates?: ReadonlyMap<Expression, Value>): Value {
  const value = (one: Expression): Value => evaluate(one, row, aggregates)
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'period':
      return expression.text
    case 'field':
      return row.get(expression.name)
    case 'aggregate':
      return aggregates?.get(expression) ?? null
    case 'call':
      return call(expression, row, value)
    case 'negate':
      return finite(-numberOf(value(expression.operand)))
    case 'not':
      return !isTrue(value(expression.operand))
    case 'and':
      return isTrue(value(expression.left)) && isTrue(value(expression.right))
    case 'or':
      return isTrue(value(expression.left)) || isTrue(value(expression.right))
    case 'arithmetic':
      return finite(calculate(expression.operator, numberOf(value(expression.left)), numberOf(value(expression.right))))
    case 'compare':
      return compare(expression.operator, value(expression.left), value(expression.right))
    case 'like': {
      const text = value(expression.operand)
      if (text === null) return false
      const { pattern } = expression
      return typeof pattern === 'string' ? textOf(text).includes(pattern) : pattern.test(textOf(text))
    }
    case 'in': {
      const wanted = value(expression.operand)
      return wanted !== null && expression.values.some((one) => compare('=', wanted, value(one)))
    }
  }
}

type Call = Extract<Expression, { kind: 'call' }>

function call(expression: Call, row: Row, value: (one: Expression) => Value): Value {
  const { name, parameters, text } = expression
  // `sort bin(5m)` behind `stats … by bin(5m)`
  if (row.event === null) {
    const calculated = row.own(text)
    if (calculated !== undefined) return calculated
  }
  const last = parameters.at(-1)
  if (last?.kind === 'period') {
    const [first] = parameters
    const at = numberOf(name === 'bin' || !first ? row.get('@timestamp') : value(first))
    if (Number.isNaN(at)) return null
    return new Instant((name === 'dateceil' ? ceilTo : floorTo)(at, last.period))
  }
  return FUNCTIONS[name]?.run(...parameters.map(value)) ?? null
}

function calculate(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    case '^':
      return left ** right
  }
}

/** MODEL: what is missing is different from everything, and neither less nor more. */
function compare(operator: '=' | '!=' | '<' | '<=' | '>' | '>=', left: Value, right: Value): boolean {
  if (left === null || right === null) return operator === '!='
  const order = compareValues(left, right)
  switch (operator) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
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
