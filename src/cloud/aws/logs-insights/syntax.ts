/** What a query is made of. Every expression knows how it was written: that is its column's name. */

import type { Period } from './periods'

interface Written {
  readonly text: string
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^'
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>='

export type Expression = Written &
  (
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'period'; readonly period: Period }
    | { readonly kind: 'field'; readonly name: string }
    | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
    /** An aggregate's value for a group; only in `stats`. */
    | { readonly kind: 'aggregate'; readonly name: string; readonly parameters: readonly Expression[] }
    | { readonly kind: 'negate' | 'not'; readonly operand: Expression }
    | {
        readonly kind: 'arithmetic'
        readonly operator: ArithmeticOperator
        readonly left: Expression
        readonly right: Expression
      }
    | {
        readonly kind: 'compare'
        readonly operator: ComparisonOperator
        readonly left: Expression
        readonly right: Expression
      }
    | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'like'; readonly operand: Expression; readonly pattern: RegExp | string }
    | { readonly kind: 'in'; readonly operand: Expression; readonly values: readonly Expression[] }
  )

export interface Column {
  readonly name: string
  readonly expression: Expression
}

export type Command =
  | { readonly kind: 'fields'; readonly columns: readonly Column[] }
  | { readonly kind: 'display'; readonly columns: readonly Column[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | { readonly kind: 'parse'; readonly source: Expression; readonly pattern: RegExp; readonly names: readonly string[] }
  | { readonly kind: 'stats'; readonly columns: readonly Column[]; readonly by: readonly Column[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'dedup'; readonly by: readonly Expression[] }
  | { readonly kind: 'limit'; readonly count: number }

export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
}

export interface Query {
  readonly commands: readonly Command[]
}

export type AggregateCall = Extract<Expression, { kind: 'aggregate' }>

/** Those in an expression, not inside of one another. */
export function aggregatesIn(expression: Expression): readonly AggregateCall[] {
  switch (expression.kind) {
    case 'aggregate':
      return [expression]
    case 'call':
      return expression.parameters.flatMap(aggregatesIn)
    case 'negate':
    case 'not':
    case 'like':
      return aggregatesIn(expression.operand)
    case 'in':
      return [expression.operand, ...expression.values].flatMap(aggregatesIn)
    case 'arithmetic':
    case 'compare':
    case 'and':
    case 'or':
      return [expression.left, expression.right].flatMap(aggregatesIn)
    default:
      return []
  }
}
