/** Expressions, weakest first: or, and, not, comparisons, + -, * / %, ^, signs. */

import { AGGREGATES } from './aggregates'
import { FUNCTIONS } from './functions'
import { patternOf } from './patterns'
import { readPeriod } from './periods'
import type { ArithmeticOperator, ComparisonOperator, Expression } from './syntax'
import { QuerySyntaxError } from './syntax-error'
import type { Token } from './tokens'

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOperator>(['=', '!=', '<', '<=', '>', '>='])
/** Functions of a period, with how many parameters. */
export const PERIOD_FUNCTIONS: Readonly<Record<string, { readonly count: number; readonly usage: string }>> = {
  bin: { count: 1, usage: 'bin(period)' },
  datefloor: { count: 2, usage: 'datefloor(timestamp, period)' },
  dateceil: { count: 2, usage: 'dateceil(timestamp, period)' },
}
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'like', 'in', 'as', 'by', 'asc', 'desc'])
/** Deeper than anybody writes; beyond it the stack would end. */
const DEPTH_MAX = 200

export class ExpressionParser {
  /** Whether aggregates may be called. */
  protected inStats = false
  /** Expressions that a `stats` before has calculated, as they were written. */
  protected aggregated: ReadonlySet<string> = new Set()
  readonly #text: string
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text
    this.#tokens = tokens
  }

  protected get peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token
  }

  protected get isAtEnd(): boolean {
    return this.peek.kind === 'end'
  }

  protected get described(): string {
    const { kind, text } = this.peek
    return kind === 'end' ? 'the end' : text
  }

  protected next(): Token {
    const token = this.peek
    this.#at++
    return token
  }

  /** @throws QuerySyntaxError about the token that is next */
  protected fail(message: string): never {
    const { kind, text, start, end } = this.peek
    const open = kind === 'bad' && /^["'/`]/.test(text) ? `${text.charAt(0)} is not closed. ` : ''
    throw new QuerySyntaxError(`${open}${message}`, start, Math.max(end, start + 1))
  }

  /** @throws QuerySyntaxError about the token before */
  protected failBefore(message: string): never {
    const { start, end } = this.#tokens[Math.max(0, this.#at - 1)] as Token
    throw new QuerySyntaxError(message, start, end)
  }

  protected take(symbol: string): boolean {
    if (this.peek.kind !== 'symbol' || this.peek.text !== symbol) return false
    this.#at++
    return true
  }

  protected takeWord(word: string): boolean {
    if (this.peek.kind !== 'word' || this.peek.text.toLowerCase() !== word) return false
    this.#at++
    return true
  }

  protected expect(symbol: string): void {
    if (!this.take(symbol)) this.fail(`${symbol} is expected, not ${this.described}.`)
  }

  protected name(what: string): string {
    const token = this.peek
    if (token.kind !== 'word') this.fail(`${what} is expected, not ${this.described}.`)
    this.#at++
    return token.value
  }

  protected list<Item>(item: () => Item): readonly Item[] {
    const items = [item()]
    while (this.take(',')) items.push(item())
    return items
  }

  protected expression(): Expression {
    if (++this.#depth > DEPTH_MAX) this.fail('The expression is nested too deeply.')
    const expression = this.#or()
    this.#depth--
    return expression
  }

  /** As it is written from a token to the one before the next. */
  #written(from: number): string {
    const [first, last] = [this.#tokens[from], this.#tokens[this.#at - 1]]
    return this.#text.slice(first?.start ?? 0, last?.end ?? 0)
  }

  #or(): Expression {
    const from = this.#at
    let left = this.#and()
    while (this.takeWord('or') || this.take('||')) {
      const right = this.#and()
      left = { kind: 'or', left, right, text: this.#written(from) }
    }
    return left
  }

  #and(): Expression {
    const from = this.#at
    let left = this.#not()
    while (this.takeWord('and') || this.take('&&')) {
      const right = this.#not()
      left = { kind: 'and', left, right, text: this.#written(from) }
    }
    return left
  }

  #not(): Expression {
    const from = this.#at
    let isNegated = false
    let found = false
    while (this.takeWord('not')) {
      isNegated = !isNegated
      found = true
    }
    const operand = this.#comparison()
    return found && isNegated ? { kind: 'not', operand, text: this.#written(from) } : operand
  }

  #comparison(): Expression {
    const from = this.#at
    const left = this.#sum()
    const isNegated = this.takeWord('not')
    if (this.takeWord('like') || this.take('=~')) {
      const pattern = this.#pattern()
      return this.#negated({ kind: 'like', operand: left, pattern, text: this.#written(from) }, isNegated)
    }
    if (this.takeWord('in')) {
      this.expect('[')
      const values = this.list(() => this.#sum())
      this.expect(']')
      return this.#negated({ kind: 'in', operand: left, values, text: this.#written(from) }, isNegated)
    }
    if (isNegated) this.fail(`Behind a field, not is followed by like or in, not by ${this.described}.`)
    const { kind, text } = this.peek
    if (kind !== 'symbol' || !COMPARISONS.has(text)) return left
    this.#at++
    const right = this.#sum()
    return { kind: 'compare', operator: text as ComparisonOperator, left, right, text: this.#written(from) }
  }

  #negated(operand: Expression, isNegated: boolean): Expression {
    return isNegated ? { kind: 'not', operand, text: operand.text } : operand
  }

  #pattern(): RegExp | string {
    const token = this.peek
    if (token.kind !== 'string' && token.kind !== 'regex') {
      this.fail(`like takes a "text" or a /regular expression/, not ${this.described}.`)
    }
    this.#at++
    return token.kind === 'regex' ? patternOf(token) : token.value
  }

  #sum(): Expression {
    return this.#binary(['+', '-'], () => this.#product())
  }

  #product(): Expression {
    return this.#binary(['*', '/', '%'], () => this.#power())
  }

  #power(): Expression {
    return this.#binary(['^'], () => this.#signed())
  }

  #binary(operators: readonly ArithmeticOperator[], part: () => Expression): Expression {
    const from = this.#at
    let left = part()
    for (;;) {
      const operator = operators.find((one) => this.take(one))
      if (!operator) return left
      const right = part()
      left = { kind: 'arithmetic', operator, left, right, text: this.#written(from) }
    }
  }

  #signed(): Expression {
    const from = this.#at
    let isNegative = false
    while (this.take('-')) isNegative = !isNegative
    const operand = this.#primary()
    return isNegative ? { kind: 'negate', operand, text: this.#written(from) } : operand
  }

  #primary(): Expression {
    const from = this.#at
    const token = this.peek
    const { kind, text, value } = token
    if (this.take('(')) {
      const inner = this.expression()
      this.expect(')')
      return { ...inner, text: this.#written(from) }
    }
    const word = text.toLowerCase()
    if (kind !== 'string' && kind !== 'number' && kind !== 'period' && (kind !== 'word' || RESERVED.has(word))) {
      this.fail(`A field, a value or a function is expected, not ${this.described}.`)
    }
    this.#at++
    if (kind === 'string') return { kind: 'literal', value, text }
    if (kind === 'number') return { kind: 'literal', value: Number(text), text }
    if (kind === 'period') return this.#period(token)
    if (this.take('(')) return this.#call(token, from)
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', text }
    return { kind: 'field', name: value, text }
  }

  #period({ text, start, end }: Token): Expression {
    const period = readPeriod(text)
    if (!period) throw new QuerySyntaxError(`${text} is no period: 30s, 5m, 1h, 1d, 1w, …`, start, end)
    return { kind: 'period', period, text }
  }

  /** Its opening parenthesis is taken. */
  #call(token: Token, from: number): Expression {
    const name = token.value.toLowerCase()
    const aggregate = own(AGGREGATES, name)
    const periodic = own(PERIOD_FUNCTIONS, name)
    const known = aggregate ?? own(FUNCTIONS, name)
    if (!known && !periodic) {
      throw new QuerySyntaxError(`There is no function ${token.value}.`, token.start, token.end)
    }
    const isNested = this.inStats
    if (aggregate) this.inStats = false
    const all = aggregate && this.take('*')
    const parameters = all || this.#isClosing() ? [] : this.list(() => this.expression())
    this.expect(')')
    this.inStats = isNested
    const text = this.#written(from)
    const [fewest, most] = known?.parameters ?? [periodic?.count ?? 0, periodic?.count ?? 0]
    if (parameters.length < fewest || parameters.length > most || (all && name !== 'count')) {
      throw new QuerySyntaxError(
        `It is called like this: ${known?.usage ?? periodic?.usage ?? ''}.`,
        token.start,
        token.end,
      )
    }
    if (periodic && parameters.at(-1)?.kind !== 'period') {
      throw new QuerySyntaxError(
        `${periodic.usage}: a period is a number and a unit, like 5m or 1h.`,
        token.start,
        token.end,
      )
    }
    if (!aggregate) return { kind: 'call', name, parameters, text }
    if (isNested) return { kind: 'aggregate', name, parameters, text }
    if (this.aggregated.has(text)) return { kind: 'field', name: text, text }
    throw new QuerySyntaxError(
      `${token.value} is calculated of many events: only stats can do that, outside of other such functions.`,
      token.start,
      token.end,
    )
  }

  #isClosing(): boolean {
    return this.peek.kind === 'symbol' && this.peek.text === ')'
  }
}

/** Nothing that every object has, like `constructor`. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
